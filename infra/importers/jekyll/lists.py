"""Jekyll's categories and tags: those of which addresses are made are read exactly as Jekyll reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from chalicelib.content.frontmatter.parsed_values import Scalar, Value
from chalicelib.content.frontmatter.space_lists import spaced
from infra.importers.parsing.lenient_values import parts_of


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
