"""The tables of a Ghost export, whatever its version: they are few, small and joined by ids, except posts and members.

Versions 2 to 6 have `{"db": [{"meta": …, "data": {…}}]}`; older ones lack `db`. Columns came and went, so each is asked for by
all the names that it has had.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from msgspec import Struct, field

from chalicelib.frozen import Frozen
from infra.importers.blog import Note, UnreadableError, Where
from infra.importers.export.json_slices import Slice

TableRow: TypeAlias = Mapping[str, Any]
SMALL = ("settings", "users", "tags", "posts_authors", "posts_tags", "posts_meta")
MOST_ROWS = 500_000  # of the tables that are kept in memory
MOST_TOLD = 100  # rows of a table that are reported one by one
NULL = "n"  # how `null` begins, by which some versions say that a table is empty
URL = "__GHOST_URL__"


def tables_of(document: Slice) -> Mapping[str, Slice]:
    """Return the tables by name; raise `UnreadableError` if this is no export of Ghost."""
    members = document.tables()
    if "db" in members and members["db"].kind == "[":
        members = next((database.tables() for database in members["db"].elements()), {})
    tables = members["data"].tables() if "data" in members else {}
    if "posts" not in tables:
        raise UnreadableError("it isn't a Ghost export: it has no posts")
    if tables["posts"].kind != "[":
        raise UnreadableError("it isn't a Ghost export: its posts aren't a list")
    return tables


class SkippedRows(Struct):
    """Tables and rows that can't be read: reasons by table and number of the row (0: the table itself)."""

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


def rows(tables: Mapping[str, Slice], name: str, skipped_rows: SkippedRows | None = None) -> Iterator[TableRow]:
    """Yield the rows of a table one by one; none if the export lacks the table. Unreadable rows are added to `skipped_rows`."""
    skipped_rows = SkippedRows() if skipped_rows is None else skipped_rows
    table = tables.get(name)
    if table and table.kind not in ("[", NULL):
        skipped_rows.add(name, 0, "it isn't a list")
    for number, element in enumerate(table.elements() if table and table.kind == "[" else (), 1):
        try:
            row = element.value()
        except UnreadableError as error:
            skipped_rows.add(name, number, str(error))
            continue
        if isinstance(row, Mapping):
            yield row
        else:
            skipped_rows.add(name, number, "it isn't a row: it has no columns")


def small_table(tables: Mapping[str, Slice], name: str, skipped_rows: SkippedRows) -> Sequence[TableRow]:
    """Return all rows of a small table."""
    all_rows: list[TableRow] = []
    for row in rows(tables, name, skipped_rows):
        all_rows.append(row)
        if len(all_rows) > MOST_ROWS:
            raise UnreadableError(f"its table `{name}` has more than {MOST_ROWS:,} rows")
    return all_rows


def text(row: TableRow, *names: str) -> str:
    """Return the first of these columns that says something."""
    return next((str(row[name]).strip() for name in names if row.get(name) not in (None, "")), "")


def is_set(row: TableRow, name: str) -> bool:
    return row.get(name) in (True, 1, "1", "true", "on", "yes")


class Export(Frozen):
    """The settings, and the rows that posts refer to, by id."""

    settings: Mapping[str, str]
    authors: Mapping[str, TableRow]
    tags: Mapping[str, TableRow]
    authors_of: Mapping[str, Sequence[str]]
    tags_of: Mapping[str, Sequence[str]]
    more_of: Mapping[str, TableRow]


def export_of(tables: Mapping[str, Slice], skipped_rows: SkippedRows) -> Export:
    """Return the small tables of an export."""
    settings, authors, tags, posts_authors, posts_tags, posts_meta = (small_table(tables, name, skipped_rows) for name in SMALL)
    return Export(
        settings={text(row, "key"): text(row, "value") for row in settings},
        authors={text(row, "id"): row for row in authors},
        tags={text(row, "id"): row for row in tags},
        authors_of=ids_by_post(posts_authors, "author_id"),
        tags_of=ids_by_post(posts_tags, "tag_id"),
        more_of={text(row, "post_id"): row for row in posts_meta},
    )


def ids_by_post(pairs: Sequence[TableRow], name: str) -> Mapping[str, Sequence[str]]:
    """Return the ids in this column by post, in the order that the author gave them."""
    ids: dict[str, list[str]] = defaultdict(list)
    for row in sorted(pairs, key=lambda row: row["sort_order"] if isinstance(row.get("sort_order"), int) else 0):
        ids[text(row, "post_id")].append(text(row, name))
    return ids
