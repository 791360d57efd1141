"""Front matter becomes fields, by the table `front_matter_keys.FIELDS`."""

from collections.abc import Collection, Container, Iterable, Mapping
from typing import Any

from chalicelib.content.frontmatter.front_matter_keys import EXAMPLES, FIELDS, GIVES, KNOWN, Fields
from chalicelib.content.frontmatter.frontmatter import FrontMatter, split
from chalicelib.content.frontmatter.key_typos import Typo, mistyped
from chalicelib.content.frontmatter.parsed_values import Value, plain
from chalicelib.content.frontmatter.privacy_keys import is_private, withheld
from chalicelib.content.frontmatter.readers import read
from chalicelib.content.frontmatter.space_lists import is_of_jekyll, spaced
from chalicelib.content.limits import limit
from chalicelib.content.plain_text import decoded
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen

DIAGNOSTICS_AT_MOST = limit("diagnostics of front matter")
NOTHING: tuple[Any, ...] = ("", ())


def read_fields(front: FrontMatter, key: str = "") -> Fields:
    """Read the keys by the table: lists under several names are joined, and a yes under any name makes a draft.

    Of other keys, the first name counts. The key of the source may say that the front matter is Jekyll's.
    """
    known = read_known(front, spelled(spaced(front.keys) if is_of_jekyll(front.keys, key) else front.keys))
    withholding = withheld(front, KNOWN)
    private = any(map(is_private, withholding))
    flags = {
        "private": private,
        "draft": known.values.get("draft", False) or private,
        "listed": all(map(is_private, withholding)),
    }
    extra = {key: plain(value) for key, value in front.keys.items() if key not in known.keys}
    # An author who writes `listed: no` need not be told of it.
    reports = (report for report in withholding if is_private(report) or report.line != known.lines.get("listed"))
    typos = typos_in(front, extra, known.lines)
    diagnostics = (*reports, *(typo.diagnostic for typo in typos))[:DIAGNOSTICS_AT_MOST]
    return Fields(**{**known.values, **flags}, extra=extra, lines=known.lines, diagnostics=diagnostics, typos=typos)


class KnownKeys(Frozen):
    """What the keys of the table give: values and lines by the field, and the keys that were read."""

    values: Mapping[str, Any]
    lines: Mapping[str, int]
    keys: Collection[str]


def read_known(front: FrontMatter, by_name: Mapping[str, tuple[str, Value]]) -> KnownKeys:
    """Read the keys by the table, in its order."""
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    read_keys: set[str] = set()
    written_rows = [(field_, name) for field_ in FIELDS for name in field_.names if name in by_name]
    for row, name in written_rows:
        written_key, value = by_name[name]
        line = line_in(front, written_key)
        given = read(row.read, written_key, value, line, row.example or EXAMPLES[row.gives])
        is_second = row.gives in values and not isinstance(given, tuple) and row.gives != "draft"
        if given is None or is_second:
            continue
        read_keys.add(written_key)
        if given not in NOTHING:
            values[row.gives] = joined(values.get(row.gives), given)
            lines.setdefault(row.gives, line)
    return KnownKeys(values, lines, read_keys)


def typos_in(front: FrontMatter, extra: Iterable[str], lines: Container[str]) -> tuple[Typo, ...]:
    """Return the keys of the author's own that are probably typing errors of a field without a line."""
    unknown = (name for name in extra if name.lower() not in KNOWN)
    missing = {name for name, gives in GIVES.items() if gives not in lines}
    return mistyped(front, unknown, tuple(GIVES), missing)


def is_withheld(raw: bytes) -> bool:
    """Return whether the front matter says that the source must not be published, whatever else is wrong with the source."""
    try:
        return any(map(is_private, withheld(split(decoded(raw)), KNOWN)))
    except Refusal:
        return False


def line_in(front: FrontMatter, key: str) -> int:
    """Return the line of a key, or of the table that it is in."""
    return front.lines.get(key.partition(".")[0], 0)


def joined(earlier: Any, given: Any) -> Any:
    """Return the value of a field that two names give: both lists, or a yes if one of them is a yes."""
    if isinstance(given, tuple):
        return (*(earlier or ()), *given)
    return earlier or given


def spelled(keys: Mapping[str, Value]) -> Mapping[str, tuple[str, Value]]:
    """Return the keys and values by lower-case name; a key of a table comes after the table's name."""
    flat = {key.lower(): (key, value) for key, value in keys.items()}
    for key, value in keys.items():
        if isinstance(value, Mapping):
            flat |= {f"{key}.{name}".lower(): (f"{key}.{name}", part) for name, part in value.items()}
    return flat
