"""The tables of a Ghost export, whatever its version: they are few, small and joined by ids, except posts and members.

Versions 2 to 6 have `{"db": [{"meta": …, "data": {…}}]}`; older ones lack `db`. Columns came and went, so each is asked for by
all the names that it has had.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from infra.importers.blog import UnreadableError
from infra.importers.json_slices import Slice

Row: TypeAlias = Mapping[str, Any]
MOST_ROWS = 500_000  # of the tables that are kept in memory
URL = "__GHOST_URL__"


def tables_of(document: Slice) -> Mapping[str, Slice]:
    """Return the tables by name; raise `UnreadableError` if this is no export of Ghost."""
    found = document.tables()
    if "db" in found and found["db"].kind == "[":
        found = next((one.tables() for one in found["db"].elements()), {})
    tables = found["data"].tables() if "data" in found else {}
    if "posts" not in tables:
        raise UnreadableError("it is no export of Ghost: it has no posts")
    return tables


def rows(tables: Mapping[str, Slice], name: str, broken: Callable[[int, str], object] = lambda *_: None) -> Iterator[Row]:
    """Yield the rows of a table, one after the other; nothing if the export hasn't got it. `broken` hears of what is no row."""
    elements = tables[name].elements() if name in tables and tables[name].kind == "[" else ()
    for number, element in enumerate(elements, 1):
        try:
            row = element.value()
        except UnreadableError as error:
            broken(number, str(error))
            continue
        if isinstance(row, Mapping):
            yield row


def kept(tables: Mapping[str, Slice], name: str) -> Sequence[Row]:
    """Return all rows of a small table."""
    found: list[Row] = []
    for row in rows(tables, name):
        found.append(row)
        if len(found) > MOST_ROWS:
            raise UnreadableError(f"its table `{name}` has more than {MOST_ROWS:,} rows")
    return found


def text(row: Row, *names: str) -> str:
    """Return the first of these columns that says something."""
    return next((str(row[name]).strip() for name in names if row.get(name) not in (None, "")), "")


def is_set(row: Row, name: str) -> bool:
    return row.get(name) in (True, 1, "1", "true", "on", "yes")


@dataclass(frozen=True, slots=True)
class Export:
    """What posts refer to, by their ids, and the settings."""

    settings: Mapping[str, str]
    authors: Mapping[str, Row]
    tags: Mapping[str, Row]
    authors_of: Mapping[str, Sequence[str]]
    tags_of: Mapping[str, Sequence[str]]
    more_of: Mapping[str, Row]


def export_of(tables: Mapping[str, Slice]) -> Export:
    """Return the small tables of an export."""
    return Export(
        settings={text(row, "key"): text(row, "value") for row in kept(tables, "settings")},
        authors={text(row, "id"): row for row in kept(tables, "users")},
        tags={text(row, "id"): row for row in kept(tables, "tags")},
        authors_of=joined(kept(tables, "posts_authors"), "author_id"),
        tags_of=joined(kept(tables, "posts_tags"), "tag_id"),
        more_of={text(row, "post_id"): row for row in kept(tables, "posts_meta")},
    )


def joined(pairs: Sequence[Row], name: str) -> Mapping[str, Sequence[str]]:
    """Return the ids in this column by post, in the order that the author gave them."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in sorted(pairs, key=lambda row: row["sort_order"] if isinstance(row.get("sort_order"), int) else 0):
        found[text(row, "post_id")].append(text(row, name))
    return found
