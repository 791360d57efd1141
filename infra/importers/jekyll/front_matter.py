"""The front matter of a Jekyll post: its lists, as Jekyll reads those of which addresses are made, and its pictures.

Themes name the picture above a post differently; Chirpy looks for all pictures of a post in a folder of its own.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote

from chalicelib.content.frontmatter.parsed_values import Scalar, Value
from chalicelib.content.frontmatter.space_lists import spaced
from infra.importers.folder.link_map import LinkMap, LinkTarget, Place, beside, nfc
from infra.importers.jekyll.defaults import picture
from infra.importers.parsing.lenient_values import parts_of, text_at, value_at

NAMES = (
    *("image", "header.overlay_image", "header.image", "header.teaser"),  # jekyll-seo-tag and Chirpy; Minimal Mistakes
    *("cover-img", "thumbnail-img", "feature-img", "featured_image", "thumbnail", "cover", "banner"),
)
TABLES = frozenset({"header", "image", *NAMES})
"""Keys of front matter that only a theme reads, once the picture is taken from them."""


def as_lists(keys: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return the front matter of a post with its lists as lists, and with the tag of `tag` in `tags`."""
    named = {name: value for name, value in keys.items() if name != "tag"}
    return spaced({**named, "tags": parts_of(keys["tag"])} if "tag" in keys else keys)


def in_address(keys: Mapping[str, Value], above: Sequence[str]) -> tuple[str, ...]:
    """Return the categories of which Jekyll makes an address: the folders above, and each word of a text, with its commas."""
    return tuple(dict.fromkeys((*above, *_words(keys.get("categories")), *_texts(keys.get("category")))))


def _words(value: Value | None) -> Iterator[str]:
    if isinstance(value, Scalar):
        yield from value.text.split() if isinstance(value.means, str) else filter(None, [value.text])
    else:
        yield from _texts(value)


def _texts(value: Value | None) -> Iterator[str]:
    yield from (part.text for part in parts_of(value) if isinstance(part, Scalar) and part.means is not None)


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
