"""Larger images on a click: the link from an image on the page of its post to the image itself.

Without scripts the browser opens the address of the image. With them, the image is shown over the page (`larger.js`, which the
first click fetches). An image has the link if it is one of this site, is alone in its paragraph or figure, is wider than the
column, and its author linked it nowhere. So an icon has none.
"""

import re
from collections.abc import Mapping
from html import escape

from chalicelib.content.media.image_variants import VARIANT, plain_address
from chalicelib.content.media.images import PIXELS, SCENE, images_in, key_at
from chalicelib.content.media.media_types import extension_of

LINKED = r"<a(?: [^<>]*)?>.*?</a>"  # an author's own link, with all that it holds
ALONE = re.compile(
    rf"{LINKED}|(?P<begin><(?:p|figure)(?: [^<>]*)?>\s*+)(?P<scene>{SCENE.pattern})(?=\s*+(?:</p>|</figure>|<figcaption))",
    re.DOTALL,
)
WIDTHS = re.compile(r"\s([0-9]{1,5})w(?=,|\Z)")  # of the files of a `srcset`
OF_VARIANT = re.compile(r"/([0-9]{1,5})\.[a-z]+\Z")
SHOWN = frozenset({"avif", "gif", "jpeg", "jpg", "png", "svg", "webp"})
COLUMN = 608  # pixels; the width of the column, unless the theme has another `measure`


def enlargeable(html: str, name: str) -> str:
    """Return the finished HTML with links to the larger images; `name` is that of a link whose image has no text."""

    def link(found: re.Match[str]) -> str:
        if not found["scene"]:
            return found[0]
        has = next(images_in(found["scene"]), NO_IMAGE)
        source = has.get("src", "")
        if not key_at(source) or _width(has, source) <= COLUMN:
            return found[0]
        named = "" if has.get("alt", "").strip() else f' aria-label="{escape(name)}"'
        return f'{found["begin"]}<a href="{escape(_larger(source))}" data-larger{named}>{found["scene"]}</a>'

    return ALONE.sub(link, html) if "<img" in html else html


def _larger(source: str) -> str:
    """Return the address of the larger image; of a kind that browsers only download by its ending, the file that is shown."""
    plain = plain_address(source)
    return plain if extension_of(plain) in SHOWN else source


def _width(has: Mapping[str, str], source: str) -> int:
    """Return the width of the widest file of an image, as far as its attributes tell."""
    own = [has["width"]] if PIXELS.fullmatch(has.get("width", "")) else []
    files = WIDTHS.findall(has.get("srcset", "")) or (OF_VARIANT.findall(source) if VARIANT.search(source) else own)
    return max(map(int, files), default=0)


NO_IMAGE: Mapping[str, str] = {}
