"""Larger images on a click: the link from an image on the page of its post to the image itself.

Without scripts the browser opens the address of the image. With them, the image is shown over the page (`larger.js`, which the
first click fetches). An image has the link if it is one of this site, is alone in its paragraph or figure, is wider than the
column, and its author linked it nowhere. So an icon has none.
"""

import re
from collections.abc import Mapping
from html import escape

from chalicelib.content.html.responsive_images import PIXELS, images_in
from chalicelib.content.html.tag_patterns import LONE_IMAGE
from chalicelib.content.media.image_variants import VARIANT, plain_address
from chalicelib.content.media.images import key_at
from chalicelib.content.media.media_types import extension_of

WIDTHS = re.compile(r"\s([0-9]{1,5})w(?=,|\Z)")  # of the files of a `srcset`
WIDTH_OF_VARIANT = re.compile(r"/([0-9]{1,5})\.[a-z]+\Z")
SHOWN = frozenset({"avif", "gif", "jpeg", "jpg", "png", "svg", "webp"})
COLUMN = 608  # pixels; the width of the column, unless the theme has another `measure`


def with_larger_images(html: str, name: str) -> str:
    """Return the finished HTML with links to the larger images; `name` is that of a link whose image has no text."""

    def with_link(block: re.Match[str]) -> str:
        image = next(images_in(block["scene"] or ""), None)
        source = image.get("src", "") if image else ""
        if image is None or not key_at(source) or _width(image, source) <= COLUMN:
            return block[0]
        # Browsers only download the other formats, so such an image leads to the variant on the page.
        plain = plain_address(source)
        larger = plain if extension_of(plain) in SHOWN else source
        label = "" if image.get("alt", "").strip() else f' aria-label="{escape(name)}"'
        scene = block["scene"]
        return f'{block[0].removesuffix(scene)}<a href="{escape(larger)}" data-larger{label}>{scene}</a>'

    return LONE_IMAGE.sub(with_link, html)


def _width(image: Mapping[str, str], source: str) -> int:
    """Return the width of the widest file of an image, as far as its attributes tell."""
    own = [image["width"]] if PIXELS.fullmatch(image.get("width", "")) else []
    files = WIDTHS.findall(image.get("srcset", "")) or (WIDTH_OF_VARIANT.findall(source) if VARIANT.search(source) else own)
    return max(map(int, files), default=0)
