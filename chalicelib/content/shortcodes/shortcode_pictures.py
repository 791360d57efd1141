"""Shortcodes that show pictures: figures, captions and galleries of other programs, as HTML."""

import re
from collections.abc import Iterable, Mapping

from chalicelib.content.shortcodes.liquid import attribute
from chalicelib.content.shortcodes.shortcode_calls import Call, Replacement, inline


def _image(src: str, call: Call, alt: str, more: str = "") -> str:
    sizes = "".join(f' {name}="{attribute(call.get(name))}"' for name in ("width", "height", "loading") if call.get(name))
    return f'<img src="{attribute(src)}" alt="{attribute(alt)}"{sizes}{more}>'


def figure(call: Call) -> Replacement | None:
    src = call.get("src", "image_path", "url", "image", 0)
    if not src:
        return None
    image = _image(src, call, call.get("alt", "caption", "title", 1))
    if link := call.get("link", "href"):
        target = f' target="{attribute(call.get("target"))}"' if call.get("target") else ""
        image = f'<a href="{attribute(link)}"{target}>{image}</a>'
    if not (call.alone or call.in_html):
        return Replacement(image)
    title = f"<strong>{inline(call.get('title'))}</strong>" if call.get("title") else ""
    source = inline(call.get("attr"))
    if source and call.get("attrlink"):
        source = f'<a href="{attribute(call.get("attrlink"))}">{source}</a>'
    words = " ".join(filter(None, (title, inline(call.get("caption")), source)))
    return Replacement(_in_figure(image, words, call.get("class", "classes")), block=True)


def _in_figure(image: str, words: str, classes: str = "") -> str:
    called = f' class="{attribute(classes)}"' if classes else ""
    return f"<figure{called}>{image}{f'<figcaption>{words}</figcaption>' if words else ''}</figure>"


def eleventy_image(call: Call) -> Replacement | None:
    src, *words = call.parameters.positional or ("",)
    return _paragraph(_image(_from_root(src), call, " ".join(words)), call) if src else None


def eleventy_image_with_class(call: Call) -> Replacement | None:
    src, classes, *words = call.parameters.positional if len(call.parameters.positional) > 1 else ("", "")
    named = f' class="{attribute(classes)}"'
    return _paragraph(_image(_from_root(src), call, " ".join(words), named), call) if src else None


def _paragraph(image: str, call: Call) -> Replacement:
    return Replacement(f"<p>{image}</p>", block=True) if call.alone and not call.in_html else Replacement(image)


def _from_root(path: str) -> str:
    return path if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/", path) else f"/{path}"


PICTURE = re.compile(
    r"\s*(<a\b[^<>]*>\s*<img\b[^<>]*>\s*</a>|<img\b[^<>]*>|\[!\[[^\[\]]*\]\([^()]*\)\]\([^()]*\)|!\[[^\[\]]*\]\([^()]*\))",
    re.IGNORECASE,
)


def caption(call: Call) -> Replacement | None:
    picture = PICTURE.match(call.inner)
    if picture is None or not (call.alone or call.in_html):
        return Replacement("", inner=None)
    words = " ".join(filter(None, (inline(call.inner[picture.end() :]), inline(call.get("caption")))))
    return Replacement(_in_figure(inline(picture[1]), words, call.get("align")), block=True)


GALLERY = '<div class="gallery">'  # which `figures` completes, whatever images are in it
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


def gallery(call: Call) -> Replacement | None:
    if call.inner.strip():
        gap = "" if call.in_html else "\n\n"
        return Replacement(f"{GALLERY}{gap}", INDENT.sub("", call.inner), f"{gap}</div>", block=True)
    paths = [path.strip() for path in call.get("ids", "images", "src").split(",")]
    if not all(re.search(r"\.\w+$", path) for path in paths):
        return None  # numbers in the database of a WordPress, or a folder
    return _gallery_of(_image(path, call, "") for path in paths)


def _gallery_of(images: Iterable[str]) -> Replacement:
    return Replacement(f"{GALLERY}{''.join(images)}</div>", block=True)


def listed_gallery(call: Call) -> Replacement | None:
    """Return the gallery whose images are listed in front matter, as the theme Minimal Mistakes has it."""
    listed = call.scope.params.get(call.get("id") or "gallery")
    images = [_listed_image(image, call) for image in listed if isinstance(image, Mapping)] if isinstance(listed, list) else []
    return _gallery_of(images) if images else None


def _listed_image(has: Mapping[str, object], call: Call) -> str:
    src, link, alt, title = (str(has.get(name) or "") for name in ("image_path", "url", "alt", "title"))
    image = _image(src or link, call, alt, f' title="{attribute(title)}"' if title else "")
    return f'<a href="{attribute(link)}">{image}</a>' if src and link not in ("", src) else image
