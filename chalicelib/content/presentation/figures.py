"""Figures: an image with its caption, and galleries of several images.

Both follow from the safe HTML, so all dialects have them. A caption is the title of an image that is alone in
its paragraph; it is plain text. A **gallery** is a `div` of figures, which a screen reader announces one by one, and which feed
readers and mail programs show one below the other. A paragraph becomes one if it holds two or more photographs and nothing else.
A **photograph** is an image of this site that is published as a picture, to which the author gave no size, class or place, and
which leads nowhere, or to such an image. So badges, icons, drawings and images of other sites stay in their line. A `div` with
the class `gallery` is an author's own word for it: any images may be in it.

An image or a gallery that is wider than the column (`wide_images`) is a figure, or stands in a `div`, with the class for that.

How a gallery is divided into rows depends on the sizes of its images, so that is found when a page is rendered (`gallery_rows`).
"""

import re
from html import escape, unescape

from chalicelib.content.markdown.smartquotes import smarten
from chalicelib.content.media.images import IMAGE, images_in, is_encoded, key_at
from chalicelib.content.presentation.wide_images import extent_in

GAP = r"(?:\s|<br>)*+"
ITEM = rf"(?:<a(?: [^<>]*)?>\s*+{IMAGE.pattern}\s*+</a>|{IMAGE.pattern})"
FIGURE = r"<figure(?: [^<>]*)?>(?:(?!</?figure\b).)*+</figure>"
BLOCK = re.compile(
    rf'{FIGURE}|<div class="gallery">(?P<held>(?:(?!</?div\b).)*+)</div>'
    rf'|<p(?: class="(?P<of>[^"]*)")?>{GAP}(?P<row>{ITEM}(?:{GAP}{ITEM})*+){GAP}</p>',
    re.DOTALL,
)
BETWEEN = re.compile(r"\s+|<br>|</?p>")
SHOWN = re.compile(rf"{FIGURE}|{ITEM}", re.DOTALL)
ITEMS = re.compile(ITEM)
TITLE = re.compile(r' title="([^"]*)"')
CLASS = re.compile(r' class="([^"]*)"')
HREF = re.compile(r'<a(?: [^<>]*?)? href="([^"]*)"')
PLACED = frozenset({"align", "class", "height", "sizes", "srcset", "width"})
"""The attributes by which an author says how an image is shown."""


def figured(html: str, lang: str) -> str:
    """Return the safe HTML of a text in this language with its captions and galleries."""

    def block(found: re.Match[str]) -> str:
        if found["held"] is not None:
            return _held(found["held"], lang) or found[0]
        if found["row"] is None:
            return CLASS.sub(_extended, found[0], count=1) if found[0].startswith("<figure class=") else found[0]
        extent = extent_in((found["of"] or "").split())
        return (_row(found["row"], lang, extent) if extent or not found["of"] else "") or found[0]

    return BLOCK.sub(block, html) if "<img" in html else html


def _held(html: str, lang: str) -> str:
    """Return a gallery of all that a `div` holds; nothing if it holds something besides images and figures."""
    items = SHOWN.findall(html)
    return _gallery(items, lang) if items and not BETWEEN.sub("", SHOWN.sub("", html)) else ""


def _extended(classes: re.Match[str]) -> str:
    """Return the classes of a figure; what they say of its width comes first."""
    names = classes[1].split()
    extent = extent_in(names)
    return f' class="{" ".join((extent, *(name for name in names if name != extent)))}"' if extent else classes[0]


def _row(html: str, lang: str, extent: str) -> str:
    """Return what becomes of a paragraph of images alone; nothing if it stays as it is."""
    items = ITEMS.findall(html)
    if len(items) == 1:
        extent = extent or extent_in(name for names in CLASS.findall(items[0]) for name in names.split())
        return _figure(items[0], lang, extent) if extent or _caption(items[0], lang) else ""
    if extent:
        return f'<div class="{extent}">\n{_gallery(items, lang)}\n</div>'
    return _gallery(items, lang) if all(map(_is_photograph, items)) else ""


def _gallery(items: list[str], lang: str) -> str:
    return "\n".join(('<div class="gallery">', *(_figure(item, lang) for item in items), "</div>"))


def _figure(item: str, lang: str, extent: str = "") -> str:
    """Return an image, which may be a link, as a figure, which has the class of its extent; a figure stays as it is."""
    if item.startswith("<figure"):
        return item
    caption = _caption(item, lang)
    image = IMAGE.sub(lambda tag: TITLE.sub("", tag[0]), item) if caption else item
    image, called = (CLASS.sub("", image), f' class="{extent}"') if extent else (image, "")
    return f"<figure{called}>{image}{f'<figcaption>{caption}</figcaption>' if caption else ''}</figure>"


def _caption(item: str, lang: str) -> str:
    """Return the caption of an image, as HTML; empty without a title."""
    words = " ".join(next(images_in(item)).get("title", "").split())
    return smarten(escape(words, quote=False), lang)


def _is_photograph(item: str) -> bool:
    has = next(images_in(item))
    linked = [unescape(address) for address in HREF.findall(item)]
    return PLACED.isdisjoint(has) and all(is_encoded(key_at(address)) for address in (has.get("src", ""), *linked))
