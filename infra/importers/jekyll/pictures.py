"""The pictures of a Jekyll post: the names that themes have for the picture above it, and the folder of its own in Chirpy."""

import posixpath
from collections.abc import Mapping
from urllib.parse import unquote

from chalicelib.content.frontmatter.parsed_values import Value
from infra.importers.folder.link_map import LinkMap, LinkTarget, Place, beside, nfc
from infra.importers.jekyll.defaults import picture
from infra.importers.parsing.lenient_values import text_at, value_at

NAMES = (
    *("image", "header.overlay_image", "header.image", "header.teaser"),  # jekyll-seo-tag and Chirpy; Minimal Mistakes
    *("cover-img", "thumbnail-img", "feature-img", "featured_image", "thumbnail", "cover", "banner"),
)
TABLES = frozenset({"header", "image", *NAMES})
"""Keys of front matter that only a theme reads, once the picture is taken from them."""


def picture_in(keys: Mapping[str, Value]) -> str:
    """Return the picture that a theme shows above a post, or for it in lists."""
    addresses = (picture(value_at(keys, name)) for name in NAMES)
    return next((address for address in addresses if "." in address), "")


def folder_of(keys: Mapping[str, Value]) -> str:
    """Return the folder of a post's own pictures; empty if it has none."""
    return text_at(keys, "media_subpath", "img_path").strip("/")


def in_folder(written: str, folder: str, place: Place, links: LinkMap) -> LinkTarget | None:
    """Return where an address leads if it is a file of this folder; None for any other."""
    if not folder or ":" in written:
        return None
    path = posixpath.normpath(posixpath.join(folder, nfc(unquote(written)).lstrip("/")))
    return LinkTarget(beside(links.files[path], place.key)) if path in links.files else None
