"""The defaults that Jekyll's configuration gives to front matter, by folder and kind of document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from chalicelib.content.frontmatter.parsed_values import Value
from chalicelib.content.frontmatter.space_lists import words
from infra.importers.parsing.lenient_values import parts_of, table, text_at, value_at

TAKEN = frozenset(
    {
        *("author", "authors", "lang", "locale", "category", "categories", "tag", "tags", "published", "permalink", "slug"),
        *("media_subpath", "img_path"),
    }
)
"""The keys that mean something to each post. A theme's own would be repeated in all, and so would the site's `image`."""
KINDS = {"post": "posts", "page": "pages", "draft": "drafts"}
"""The former names of kinds, which Jekyll still understands."""


def with_defaults(rows: Value | None, keys: Mapping[str, Value], path: str, kind: str) -> Mapping[str, Value]:
    """Return front matter with the defaults that are for this path and kind; the closest counts, and categories add up."""
    given: dict[str, Value] = {}
    for row in sorted(fitting(rows, path, kind), key=_closeness):
        given |= {name: value for name, value in table(value_at(row, "values")).items() if name in TAKEN}
    both = [value for value in (given.get("categories"), keys.get("categories")) if value is not None]
    added = {"categories": tuple(part for value in both for part in names_in(value))} if len(both) > 1 else {}
    return {**given, **keys, **added}


def image_of(rows: Value | None) -> str:
    """Return the image that the defaults give to most: that of the widest scope; empty if they give none."""
    scopes = (row for row in parts_of(rows) if isinstance(row, Mapping) and picture(value_at(row, "values.image")))
    widest = min(scopes, key=_closeness, default=None)
    return picture(value_at(widest, "values.image")) if widest else ""


def picture(value: Value | None) -> str:
    """Return the address of an image, which may be in a table with its sizes."""
    return text_at(table(value), "path", "url", "src") if isinstance(value, Mapping) else text_at({"": value or ()}, "")


def fitting(rows: Value | None, path: str, kind: str) -> Iterator[Mapping[str, Value]]:
    for row in parts_of(rows):
        if isinstance(row, Mapping) and in_scope(table(value_at(row, "scope")), path, kind):
            yield row


def _closeness(row: Mapping[str, Value]) -> tuple[int, bool]:
    scope = table(value_at(row, "scope"))
    return len(text_at(scope, "path")), bool(text_at(scope, "type"))


def in_scope(scope: Mapping[str, Value], path: str, kind: str) -> bool:
    """Return whether a default is for this path and this kind; its path is how others begin, or a pattern of such."""
    start, only = text_at(scope, "path"), text_at(scope, "type")
    near = is_within(start.rstrip("/").split("/"), path.split("/")) if "*" in start else path.startswith(start)
    return near and KINDS.get(only, only) in ("", kind)


def is_within(pattern: Sequence[str], path: Sequence[str]) -> bool:
    """Return whether a path, part by part, is what a pattern names, or below that; `**` is any number of folders."""
    ends = {0}  # how many parts of the path the pattern so far may name
    for number, part in enumerate(pattern, 1):
        if part == "**" and number < len(pattern):
            ends = set(range(min(ends, default=len(path) + 1), len(path) + 1))
        else:
            ends = {end + 1 for end in ends if end < len(path) and fnmatchcase(path[end], part)}
    return bool(ends)


def names_in(value: Value) -> tuple[Value, ...]:
    """Return the names of a list; in one text, spaces separate them."""
    return parts_of(words(value))
