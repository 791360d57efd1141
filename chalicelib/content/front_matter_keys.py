"""The table of front matter keys, and the readers of their values.

To add a key, add a row to `FIELDS` and, for a new field, an attribute to `Fields`; `source.post_of` turns fields into the post.
Keys without a row are kept for templates in `post.extra`, so many keys need no row. A reader returns the value, or `None` if the
key is the author's own after all (Pelican's `status: published`). `site.yaml` uses the same readers.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ParamSpec, TypeVar

from chalicelib.content.addresses import is_alias
from chalicelib.content.dates import is_day
from chalicelib.content.dialects import DIALECTS
from chalicelib.content.frontmatter import FrontMatter, Plain, Scalar, Value, clean, plain, quoted, short
from chalicelib.content.jekyll import is_of_jekyll, spaced
from chalicelib.content.limits import limit
from chalicelib.content.mistyped import mistyped
from chalicelib.content.withheld import NAMES as WITHHOLDING
from chalicelib.content.withheld import withheld
from chalicelib.errors import Diagnostic, Refusal

TEXT_LIMIT = limit("text value")
SUMMARY_LIMIT = limit("summary")
PROSE_LIMIT = limit("prose value")
LIST_LIMIT = limit("list value")
WEIGHT_LIMIT = limit("weight")
TOLD = limit("diagnostics of front matter")


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


def people(value: Value) -> tuple[str, ...]:
    """Read a list of names; a person may be a table with a `name`."""
    if isinstance(value, Mapping) and "name" in value:
        return names((value["name"],))
    if isinstance(value, tuple):
        return names(tuple(part.get("name", part) if isinstance(part, Mapping) else part for part in value))
    return names(value)


def topics(value: Value) -> tuple[str, ...]:
    """Read a list of names; Obsidian's begin with `#`, and need nothing else between them (`#bread #salt`)."""
    if isinstance(value, Scalar) and HASHTAGS.fullmatch(value.text.strip()):
        value = tuple(replace(value, text=word) for word in value.text.split())
    return tuple(dict.fromkeys(HASH.sub("", name) for name in names(value)))


HASHTAGS = re.compile(r"#[^\s#,;]+(?:\s+#[^\s#,;]+)+")
HASH = re.compile(r"^#+(?=[^\s#])")


def addresses_of(value: Value) -> tuple[str, ...] | None:
    """Read a list of addresses; other names of the note, as Obsidian has them, are the author's own."""
    found = paths(value)
    return tuple(filter(is_alias, found)) or (() if not found else None)


def published_path(value: Value) -> str | None:
    """Read an address; a pattern (`/:year/:title/`), a style (`pretty`), or an address elsewhere is the author's own."""
    written = value.text.strip() if isinstance(value, Scalar) else ""
    is_path = written.startswith("/") or ("/" in written and " " not in written)
    return text(value) if is_path and not re.search(r"[:?#{}]|^//", written) else None


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


def unpublished(value: Value) -> bool | None:
    """Read the opposite of a flag; a date is none."""
    return None if published_on(value) else not flag(value)


def published_on(value: Value) -> str | None:
    """Read a date, where a flag may stand, too."""
    return text(value) if isinstance(value, Scalar) and A_YEAR.search(value.text[:TEXT_LIMIT]) else None


def created(value: Value) -> str | None:
    """Read a date; a text that is none, such as a link to a daily note, is the author's own."""
    return text(value) if isinstance(value, Scalar) and is_day(value.text.strip()) else None


A_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")


def pelican_status(value: Value) -> bool | None:
    """Read `draft` or `hidden` as yes; anything else is the author's own."""
    return True if isinstance(value, Scalar) and value.text.lower() in ("draft", "hidden") else None


def dialect(value: Value) -> str:
    """Read the name of a dialect of Markdown."""
    if text(value) not in DIALECTS:
        raise UnfitError(f"known: {', '.join(DIALECTS)}")
    return text(value)


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


def picture(value: Value) -> str | None:
    """Read one text, or a list of one text; a table without an address is the author's own."""
    one = value[0] if isinstance(value, tuple) and len(value) == 1 else value
    if isinstance(one, Mapping):
        found = next((one[name] for name in ("path", "src", "url") if name in one), None)
        return None if found is None else text(found)
    return text(one)


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
    Field("publishes", ("publish_date", "publishdate", "pubdate", "published_at"), text, "when it is published at the earliest"),
    Field("publishes", ("published",), published_on, "the same, where it is a date"),
    Field("created", ("created", "created_at"), created, "its date, if nothing else gives one"),
    Field("updated", ("updated", "modified", "lastmod", "last_modified_at", "updated_at"), text, "when it was last changed"),
    Field("slug", ("slug",), text, "its last part in the address; without it, the file's name"),
    Field("path", ("path",), text, "its whole address"),
    Field("aliases", ("aliases", "alias"), addresses_of, "other addresses that lead to it"),
    Field("aliases", ("redirect_from",), paths, "the same, as Jekyll says it"),
    Field("path", ("permalink", "url"), published_path, "the same, as Jekyll and Hugo say it"),
    Field("authors", ("authors", "author", "params.author"), people, "who wrote it: names, or short names of site.yaml"),
    Field("categories", ("categories", "category", "taxonomies.categories"), topics, "what it is about, broadly"),
    Field("tags", ("tags", "taxonomies.tags"), topics, "what it is about, precisely"),
    Field("lang", ("lang", "language", "locale"), text, "its language, one of the site's"),
    Field("translation", ("translation_key", "translationkey"), text, "what it shares with its translations"),
    Field("summary", ("summary", "excerpt", "description"), summary, "what lists and feeds say of it"),
    Field("summary", ("meta",), pelican_meta, "the same, as Pelican says it"),
    Field("image", ("image", "headerimage"), picture, "its picture: an address, or a path beside it"),
    Field("draft", ("draft",), flag, "whether it stays unpublished"),
    Field("draft", ("published",), unpublished, "the same, as Jekyll says it"),
    Field("draft", ("status",), pelican_status, "the same, as Pelican says it"),
    Field("expires", ("expires", "expirydate", "unpublishdate"), text, "when it leaves the site"),
    Field("weight", ("weight", "order"), weight, "where it stands among pages outside the flow"),
    Field("comments", ("comments",), flag, "whether comments are open"),
    Field("newsletter", ("newsletter", "newsletters"), flag, "whether it goes out as a letter"),
    Field("dialect", ("markdown",), dialect, "the dialect of Markdown of its text"),
    Field("id", ("id",), text, "what feeds know it by, whatever becomes of its title and address"),
)


@dataclass(frozen=True, slots=True)
class Fields:
    """The front matter with one value for each field: literal texts, and the author's own keys in `extra`."""

    title: str = ""
    date: str = ""
    publishes: str = ""
    created: str = ""
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
    dialect: str = ""
    id: str = ""
    extra: Mapping[str, Plain] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each field in the file; a missing field has none."""
    diagnostics: tuple[Diagnostic, ...] = ()

    def line(self, gives: str) -> int:
        return self.lines.get(gives, 0)


def read_fields(front: FrontMatter, key: str = "") -> Fields:
    """Read the keys by the table: lists under several names are joined, and one yes makes a draft; of other keys, the first name
    counts. The key of the source may say that the front matter is Jekyll's."""
    written = spelled(spaced(front.keys) if is_of_jekyll(front.keys, key) else front.keys)
    found: dict[str, Any] = {}
    lines: dict[str, int] = {}
    taken: set[str] = set()
    known = ((field, name) for field in FIELDS for name in field.names if name in written)
    for row, name in known:
        own, value = written[name]
        given = read(row.read, own, value, line_in(front, own))
        if given is None or (row.gives in found and not isinstance(given, tuple) and row.gives != "draft"):
            continue
        taken.add(own)
        if given not in NOTHING:
            found[row.gives] = joined(found.get(row.gives), given)
            lines.setdefault(row.gives, line_in(front, own))
    kept_off = withheld(front, KNOWN)
    found["draft"] = found.get("draft", False) or bool(kept_off)
    extra = {key: plain(value) for key, value in front.keys.items() if key not in taken}
    unknown = (name for name in extra if name.lower() not in KNOWN)
    missing = {name for name, gives in GIVES.items() if gives not in lines}
    told = (*kept_off, *mistyped(front, unknown, tuple(GIVES), missing))[:TOLD]
    return Fields(**found, extra=extra, lines=lines, diagnostics=told)


def line_in(front: FrontMatter, key: str) -> int:
    """Return the line of a key, or of the table that it is in."""
    return front.lines.get(key.partition(".")[0], 0)


def joined(before: Any, given: Any) -> Any:
    """Return the value of a field that two names give: both lists, or a yes if one of them is a yes."""
    if isinstance(given, tuple):
        return (*(before or ()), *given)
    return before or given


GIVES: Mapping[str, str] = {name: row.gives for row in FIELDS for name in row.names if "." not in name and len(name) > len("id")}
KNOWN = frozenset({name for row in FIELDS for name in row.names} | set(WITHHOLDING))


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
