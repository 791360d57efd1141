"""The tables of a Ghost export, whatever its version: they are few, small and joined by ids, except posts and members.

Versions 2 to 6 have `{"db": [{"meta": …, "data": {…}}]}`; older ones lack `db`. Columns came and went, so each is asked for by
all the names that it has had.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from infra.importers.blog import Note, UnreadableError, Where
from infra.importers.export.json_slices import Slice

Row: TypeAlias = Mapping[str, Any]
SMALL = ("settings", "users", "tags", "posts_authors", "posts_tags", "posts_meta")
MOST_ROWS = 500_000  # of the tables that are kept in memory
MOST_TOLD = 100  # rows of a table that are reported one by one
NULL = "n"  # how `null` begins, by which some versions say that a table is empty
URL = "__GHOST_URL__"


def tables_of(document: Slice) -> Mapping[str, Slice]:
    """Return the tables by name; raise `UnreadableError` if this is no export of Ghost."""
    found = document.tables()
    if "db" in found and found["db"].kind == "[":
        found = next((one.tables() for one in found["db"].elements()), {})
    tables = found["data"].tables() if "data" in found else {}
    if "posts" not in tables:
        raise UnreadableError("it isn't a Ghost export: it has no posts")
    if tables["posts"].kind != "[":
        raise UnreadableError("it isn't a Ghost export: its posts aren't a list")
    return tables


@dataclass(slots=True)
class Lost:
    """What is no table or no row: the first of them by the table's name, with the number of the row (0: the table itself)."""

    told: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    more: Counter[str] = field(default_factory=Counter)

    def add(self, table: str, number: int, why: str) -> None:
        told = self.told.setdefault(table, [])
        if len(told) < MOST_TOLD:
            told.append((number, why))
        else:
            self.more[table] += 1

    def notes(self, where: Where) -> Iterator[Note]:
        for table, told in self.told.items():
            for number, why in told:
                yield Note("skipped", f"row {number} of the table `{table}`" if number else f"the table `{table}`", why, where)
            if table in self.more:
                yield Note(
                    "skipped", f"{self.more[table]:,} more rows of the table `{table}`", "they can't be read, either", where
                )


def rows(tables: Mapping[str, Slice], name: str, lost: Lost | None = None) -> Iterator[Row]:
    """Yield the rows of a table, one after the other; nothing if the export hasn't got it. `lost` gets what is no row."""
    lost = Lost() if lost is None else lost
    table = tables.get(name)
    if table and table.kind not in ("[", NULL):
        lost.add(name, 0, "it isn't a list")
    for number, element in enumerate(table.elements() if table and table.kind == "[" else (), 1):
        try:
            row = element.value()
        except UnreadableError as error:
            lost.add(name, number, str(error))
            continue
        if isinstance(row, Mapping):
            yield row
        else:
            lost.add(name, number, "it isn't a row: it has no columns")


def kept(tables: Mapping[str, Slice], name: str, lost: Lost) -> Sequence[Row]:
    """Return all rows of a small table."""
    found: list[Row] = []
    for row in rows(tables, name, lost):
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


def export_of(tables: Mapping[str, Slice], lost: Lost) -> Export:
    """Return the small tables of an export."""
    settings, authors, tags, posts_authors, posts_tags, posts_meta = (kept(tables, name, lost) for name in SMALL)
    return Export(
        settings={text(row, "key"): text(row, "value") for row in settings},
        authors={text(row, "id"): row for row in authors},
        tags={text(row, "id"): row for row in tags},
        authors_of=joined(posts_authors, "author_id"),
        tags_of=joined(posts_tags, "tag_id"),
        more_of={text(row, "post_id"): row for row in posts_meta},
    )


def joined(pairs: Sequence[Row], name: str) -> Mapping[str, Sequence[str]]:
    """Return the ids in this column by post, in the order that the author gave them."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in sorted(pairs, key=lambda row: row["sort_order"] if isinstance(row.get("sort_order"), int) else 0):
        found[text(row, "post_id")].append(text(row, name))
    return found
