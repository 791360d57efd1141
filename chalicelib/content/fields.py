"""The table of front matter keys, and the readers of their values.

To add a key, add a row to `FIELDS` and, for a new field, an attribute to `Fields`; `source.post_of` turns fields into the post.
Keys without a row are kept for templates in `post.extra`, so many keys need no row. A reader returns the value, or `None` if the
key is the author's own after all (Pelican's `status: published`). `site.yaml` uses the same readers.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ParamSpec, TypeVar

from chalicelib.content.frontmatter import FrontMatter, Plain, Scalar, Value, clean, plain, quoted, short
from chalicelib.content.limits import limit
from chalicelib.errors import Refusal

TEXT_LIMIT = limit("text value")
SUMMARY_LIMIT = limit("summary")
PROSE_LIMIT = limit("prose value")
LIST_LIMIT = limit("list value")
WEIGHT_LIMIT = limit("weight")


class UnfitError(ValueError):
    """A value of the wrong kind for its key; the message, if any, says what was perhaps meant."""


T = TypeVar("T")
P = ParamSpec("P")


def at(line: int, call: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """Return the result of the call; a refusal without a line gets this line."""
    try:
        return call(*args, **named)
    except Refusal as refusal:
        raise replace(refusal, line=refusal.line or line) from refusal


# ---- readers


def text(value: Value) -> str:
    """Read one line of text; a number is its literal text."""
    return line(value, TEXT_LIMIT)


def summary(value: Value) -> str:
    """Read a paragraph of text."""
    return line(value, SUMMARY_LIMIT)


def prose(value: Value) -> str:
    """Read a text of several lines, unchanged."""
    if not isinstance(value, Scalar) or len(value.text) > PROSE_LIMIT:
        raise UnfitError
    return clean(value.text)


def line(value: Value, limit: int) -> str:
    if not isinstance(value, Scalar) or len(value.text) > limit:
        raise UnfitError
    return " ".join(clean("" if value.means is None else value.text).split())


def names(value: Value) -> tuple[str, ...]:
    """Read a list of names: a list, or one text with commas between them (or semicolons, if names have commas)."""
    if isinstance(value, Scalar):
        written = text(value)
        found = tuple(written.split(";" if ";" in written else ","))
    elif isinstance(value, tuple):
        found = tuple(text(part) for part in value)
    else:
        raise UnfitError
    kept = tuple(dict.fromkeys(filter(None, (name.strip() for name in found))))
    if len(kept) > LIST_LIMIT:
        raise UnfitError(f"{len(kept):,} of them, more than {LIST_LIMIT}")
    return kept


def paths(value: Value) -> tuple[str, ...]:
    """Read a list of addresses: a list, or one text."""
    found = tuple(filter(None, (text(part) for part in value))) if isinstance(value, tuple) else names((value,))
    if len(found) > LIST_LIMIT:
        raise UnfitError(f"{len(found):,} of them, more than {LIST_LIMIT}")
    return found


def jekyll_permalink(value: Value) -> str | None:
    """Read an address; a pattern (`/:year/:title/`) or a style (`pretty`) is the author's own."""
    written = value.text if isinstance(value, Scalar) else ""
    return text(value) if written.startswith("/") and ":" not in written else None


def pelican_meta(value: Value) -> str | None:
    """Read a paragraph; a table is the author's own."""
    return summary(value) if isinstance(value, Scalar) else None


def flag(value: Value) -> bool:
    """Read yes or no, in any of YAML's spellings."""
    found = FLAGS.get(text(value).lower())
    if found is None:
        raise UnfitError
    return found


FLAGS: Mapping[str, bool] = {
    "true": True,
    "yes": True,
    "on": True,
    "1": True,
    "false": False,
    "no": False,
    "off": False,
    "0": False,
}


def opposite(value: Value) -> bool:
    """Read the opposite of a flag."""
    return not flag(value)


def pelican_status(value: Value) -> bool | None:
    """Read `draft` or `hidden` as yes; anything else is the author's own."""
    return True if isinstance(value, Scalar) and value.text.lower() in ("draft", "hidden") else None


def number(value: Value) -> int:
    """Read a whole number."""
    if not isinstance(value, Scalar) or not re.fullmatch(r"[-+]?[0-9]{1,9}", value.text.strip()):
        raise UnfitError
    return int(value.text)


def weight(value: Value) -> int:
    """Read a whole number that orders pages; the lightest comes first."""
    found = number(value)
    if abs(found) > WEIGHT_LIMIT:
        raise UnfitError
    return found


def text_of_one(value: Value) -> str:
    """Read one text, or a list of one text."""
    return text(value[0] if isinstance(value, tuple) and len(value) == 1 else value)


# ---- the table


@dataclass(frozen=True, slots=True)
class Field:
    """One key: the attribute of `Fields`, its names in front matter (`a.b` is `b` in table `a`), its reader, and its meaning."""

    gives: str
    names: tuple[str, ...]
    read: Callable[[Value], Any]
    meaning: str


FIELDS: tuple[Field, ...] = (
    Field("title", ("title",), text, "what the post is called; without it, its first heading"),
    Field("date", ("date",), text, "when it is published; without a zone, in the site's"),
    Field("updated", ("updated", "modified", "lastmod"), text, "when it was last changed"),
    Field("slug", ("slug",), text, "its last part in the address; without it, the file's name"),
    Field("path", ("path",), text, "its whole address"),
    Field("aliases", ("aliases", "redirect_from"), paths, "other addresses that lead to it"),
    Field("path", ("permalink",), jekyll_permalink, "the same, as Jekyll says it"),
    Field("authors", ("authors", "author"), names, "who wrote it: names, or short names of site.yaml"),
    Field("categories", ("categories", "category", "taxonomies.categories"), names, "what it is about, broadly"),
    Field("tags", ("tags", "taxonomies.tags"), names, "what it is about, precisely"),
    Field("lang", ("lang", "language", "locale"), text, "its language, one of the site's"),
    Field("translation", ("translation_key",), text, "what it shares with its translations"),
    Field("summary", ("summary", "excerpt", "description"), summary, "what lists and feeds say of it"),
    Field("summary", ("meta",), pelican_meta, "the same, as Pelican says it"),
    Field("image", ("image", "headerimage"), text_of_one, "its picture: an address, or a path beside it"),
    Field("draft", ("draft",), flag, "whether it stays unpublished"),
    Field("draft", ("published",), opposite, "the same, as Jekyll says it"),
    Field("draft", ("status",), pelican_status, "the same, as Pelican says it"),
    Field("expires", ("expires",), text, "when it leaves the site"),
    Field("weight", ("weight", "order"), weight, "where it stands among pages outside the flow"),
    Field("comments", ("comments",), flag, "whether comments are open"),
    Field("newsletter", ("newsletter", "newsletters"), flag, "whether it goes out as a letter"),
    Field("id", ("id",), text, "what feeds know it by, whatever becomes of its title and address"),
)


@dataclass(frozen=True, slots=True)
class Fields:
    """The front matter with one value for each field: literal texts, and the author's own keys in `extra`."""

    title: str = ""
    date: str = ""
    updated: str = ""
    slug: str = ""
    path: str = ""
    aliases: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    lang: str = ""
    translation: str = ""
    summary: str = ""
    image: str = ""
    draft: bool = False
    expires: str = ""
    weight: int = 0
    comments: bool | None = None
    newsletter: bool = True
    id: str = ""
    extra: Mapping[str, Plain] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each field in the file; a missing field has none."""

    def line(self, gives: str) -> int:
        return self.lines.get(gives, 0)


def read_fields(front: FrontMatter) -> Fields:
    """Read the keys by the table: lists under several names are joined; of other keys, the first name counts."""
    written = spelled(front.keys)
    found: dict[str, Any] = {}
    lines: dict[str, int] = {}
    taken: set[str] = set()
    known = ((field, name) for field in FIELDS for name in field.names if name in written)
    for row, name in known:
        key, value = written[name]
        given = read(row.read, key, value, front.lines.get(key.partition(".")[0], 0))
        if given is None or (row.gives in found and not isinstance(given, tuple)):
            continue
        taken.add(key)
        if given not in NOTHING:
            found[row.gives] = (*found.get(row.gives, ()), *given) if isinstance(given, tuple) else given
            lines.setdefault(row.gives, front.lines.get(key.partition(".")[0], 0))
    extra = {key: plain(value) for key, value in front.keys.items() if key not in taken}
    return Fields(**found, extra=extra, lines=lines)


NOTHING: tuple[Any, ...] = ("", ())


def spelled(keys: Mapping[str, Value]) -> Mapping[str, tuple[str, Value]]:
    """Return the keys and values by lower-case name; a key of a table comes after the table's name."""
    flat = {key.lower(): (key, value) for key, value in keys.items()}
    for key, value in keys.items():
        if isinstance(value, Mapping):
            flat |= {f"{key}.{name}".lower(): (f"{key}.{name}", part) for name, part in value.items()}
    return flat


def read(reader: Callable[[Value], Any], key: str, value: Value, line: int) -> Any:
    """Read a value; a key without a value gives an empty text, a value of the wrong kind is refused."""
    if isinstance(value, Scalar) and value.means is None:
        return ""
    try:
        return at(line, reader, value)
    except UnfitError as error:
        meant = f" ({error})" if str(error) else ""
        raise Refusal("value", short(quoted(key, value) + meant), line) from error
