"""The pictures of a Jekyll post: as themes name the one above it, and the folder in which Chirpy looks for all of its own."""

import posixpath
from collections.abc import Mapping
from urllib.parse import unquote

from chalicelib.content.frontmatter.parsed_values import Value
from infra.importers.folder.link_map import Led, Moved, Place, beside, nfc
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
    found = (picture(value_at(keys, name)) for name in NAMES)
    return next((one for one in found if "." in one), "")


def folder_of(keys: Mapping[str, Value]) -> str:
    """Return the folder of a post's own pictures; empty if it has none."""
    return text_at(keys, "media_subpath", "img_path").strip("/")


def in_folder(written: str, folder: str, place: Place, moved: Moved) -> Led | None:
    """Return where an address leads if it is a file of this folder; None for any other."""
    if not folder or ":" in written:
        return None
    path = posixpath.normpath(posixpath.join(folder, nfc(unquote(written)).lstrip("/")))
    return Led(beside(moved.files[path], place.key)) if path in moved.files else None
