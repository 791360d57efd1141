"""Figures: an image with its caption, and galleries of several images.

Both follow from the safe HTML, so all dialects have them. A caption is the title of an image that is alone in
its paragraph; it is plain text. A **gallery** is a `div` of figures, which a screen reader announces one by one, and which feed
readers and mail programs show one below the other. A paragraph becomes one if it holds two or more photographs and nothing else.
A **photograph** is an image of this site that is published as a picture, to which the author gave no size, class or place, and
which leads nowhere, or to such an image. So badges, icons, drawings and images of other sites stay in their line. A `div` with
the class `gallery` is an author's own word for it: any images may be in it.

An image or a gallery that is wider than the column (`wide_images`) is a figure, or stands in a `div`, with the class for that.

How a gallery is divided into rows depends on the sizes of its images, so a page decides it (`gallery_rows`).
"""

import re
from html import escape, unescape

from chalicelib.content.html.responsive_images import images_in
from chalicelib.content.html.tag_patterns import BETWEEN_ITEMS, CLASS, HREF, IMAGE, IMAGES_BLOCK, ITEM, ITEM_OR_FIGURE, TITLE
from chalicelib.content.markdown.smartquotes import smarten
from chalicelib.content.media.images import is_encoded, key_at
from chalicelib.content.presentation.wide_images import extent_in

PLACED = frozenset({"align", "class", "height", "sizes", "srcset", "width"})
"""The attributes by which an author says how an image is shown."""


def with_figures(html: str, lang: str) -> str:
    """Return the safe HTML of a text in this language with its captions and galleries."""

    def figure_or_gallery(block: re.Match[str]) -> str:
        if block["held"] is not None:
            return _author_gallery(block["held"], lang) or block[0]
        if block["row"] is None:
            return CLASS.sub(_with_extent_first, block[0], count=1) if block[0].startswith("<figure class=") else block[0]
        extent = extent_in((block["of"] or "").split())
        return (_row(block["row"], lang, extent) if extent or not block["of"] else "") or block[0]

    return IMAGES_BLOCK.sub(figure_or_gallery, html)


def _author_gallery(html: str, lang: str) -> str:
    """Return a gallery of all that a `div` holds; nothing if it holds something besides images and figures."""
    items = ITEM_OR_FIGURE.findall(html)
    return _gallery(items, lang) if items and not BETWEEN_ITEMS.sub("", ITEM_OR_FIGURE.sub("", html)) else ""


def _with_extent_first(classes: re.Match[str]) -> str:
    """Return the classes of a figure; the class of its extent comes first."""
    names = classes[1].split()
    extent = extent_in(names)
    return f' class="{" ".join((extent, *(name for name in names if name != extent)))}"' if extent else classes[0]


def _row(html: str, lang: str, extent: str) -> str:
    """Return the figure or gallery for a paragraph of images alone; nothing if it stays as it is."""
    items = ITEM.findall(html)
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
    image, named = (CLASS.sub("", image), f' class="{extent}"') if extent else (image, "")
    return f"<figure{named}>{image}{f'<figcaption>{caption}</figcaption>' if caption else ''}</figure>"


def _caption(item: str, lang: str) -> str:
    """Return the caption of an image, as HTML; empty without a title."""
    words = " ".join(next(images_in(item)).get("title", "").split())
    return smarten(escape(words, quote=False), lang)


def _is_photograph(item: str) -> bool:
    image = next(images_in(item))
    linked = [unescape(address) for address in HREF.findall(item)]
    return PLACED.isdisjoint(image) and all(is_encoded(key_at(address)) for address in (image.get("src", ""), *linked))
