"""The import of subscribers: read a CSV file row by row, and decide what each row does to the stored subscriber.

The first row names the columns; each column has several names. A cell that can't be read refuses only its own row. No subscriber
is revived: left and suppressed ones stay so whatever a file says. Imported subscribers follow from now on, with the consent that
the file or the author names, and get no welcome, since they did not sign up here.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, dropwhile
from typing import Any, NamedTuple

from chalicelib.content import dates
from chalicelib.content.addresses.addresses import term
from chalicelib.content.site.site import ListingProfile, Site
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.newsletter.rules.address_hashes import reader_id
from chalicelib.newsletter.rules.mailbox import read_mailbox
from chalicelib.newsletter.rules.preferences import OFTEN, Wishes, is_line, is_slug, nearest
from chalicelib.newsletter.rules.subscriber import Subscriber
from chalicelib.newsletter.rules.subscription import unexpired
from chalicelib.times import in_utc

DELIMITERS = (",", ";", "\t")
LONGEST = 1_000  # characters of a cell: nothing that is read here needs more
SHOWN = 60  # characters of a cell that a report repeats


class Column(NamedTuple):
    """One column: its name, its other names, and its meaning."""

    name: str
    also: tuple[str, ...]
    meaning: str


COLUMNS: tuple[Column, ...] = (
    Column("address", ("email", "emailaddress", "mail"), "the email address"),
    Column("language", ("lang", "locale"), "one of the site's languages; empty: its first"),
    Column("all_languages", ("alllanguages",), "`yes`: posts in all languages, not only in this one"),
    Column("categories", ("category", "topics"), "only posts in these categories, separated by commas"),
    Column("authors", ("author",), "only posts by these authors, separated by commas; with categories, posts that match either"),
    Column("often", ("frequency",), "`each` post by itself, or a digest `daily` or `weekly`; empty: each"),
    Column("consent", ("consentsource", "optinsource"), "where their consent comes from"),
    Column("since", ("date", "subscribed", "subscribedat", "optintime"), "when they subscribed; empty: at the import"),
    Column("state", ("status",), "whether they are subscribed; empty: they are"),
)
FOLLOWING = ("following", "subscribed", "active", "confirmed", "")
YES, NO = ("yes", "true", "1"), ("no", "false", "0", "")

WHY: Mapping[str, str] = {
    "left": "unsubscribed, and can only come back by signing up again",
    "suppressed": "must not get mail: letters bounced, or someone asked for this",
    "twice": "is in the file twice",
    "consent": "has no consent: fill in the column, or use --consent",
    "state": "isn't subscribed, according to the column `state`",
    "often": f"has an unknown frequency; use {', '.join(OFTEN)}",
    "all_languages": "needs yes or no in the column `all_languages`",
    "unfit": "has a control character, or isn't in UTF-8",
    "long": f"has a cell longer than {LONGEST:,} characters",
    "cells": "has more cells than the first row; put cells with a comma in quotes",
    "quotes": "can't be read: look for a quote that isn't closed",
}
"""Why a row is refused, as it continues after the row's number."""


class UnfitError(Exception):
    """A row that can't be imported; `code` is a row of `WHY`, `found` the cell's text."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.found = code, detail


class HeaderError(Exception):
    """A file whose first row doesn't name its columns; the message says why."""


@dataclass(frozen=True, slots=True)
class ImportContext:
    """What rows are read with; `consent` holds for rows that name none."""

    site: Site
    pepper: str = field(repr=False)
    now: datetime
    consent: str = ""


class ImportRow(Frozen):
    """A row that could be read: its line number, and its subscriber."""

    number: int
    id: str
    address: str
    wishes: Wishes
    consent: str
    since: str


class Refused(Frozen):
    """A row that is refused: its line number, why, and what was found."""

    number: int
    why: str
    found: str = ""

    def __str__(self) -> str:
        return f"{self.why} (found: {self.found})" if self.found else self.why


# ---- the file


class Table(Frozen):
    """An opened file: its columns, the column names that are unknown, and its rows."""

    columns: tuple[str, ...]
    unknown: tuple[str, ...]
    rows: Iterator[ImportRow | Refused]


def opened(lines: Iterable[str], context: ImportContext) -> Table:
    """Return the table in these lines, which are read one after the other; raise `HeaderError`."""
    written = dropwhile(lambda numbered: not numbered[1].strip(), enumerate(lines, 1))
    number, first = next(written, (0, ""))
    if not first:
        raise HeaderError("the file is empty")
    rest = chain([first], (line for _, line in written))
    reader = csv.reader(rest, delimiter=max(DELIMITERS, key=first.count), strict=True)
    try:
        header = tuple(cell.strip() for cell in next(reader))
    except csv.Error as error:
        raise HeaderError(f"the first row can't be read: {error}") from error
    columns = tuple(column_named(cell) for cell in header)
    check(columns, header)
    unknown = tuple(shown(cell) for cell, name in zip(header, columns, strict=True) if cell and not name)
    return Table(columns, unknown, once(read_rows(reader, number - 1, columns, context)))


def column_named(cell: str) -> str:
    """Return the column with this name; empty where it is unknown."""
    spelled = "".join(letter for letter in cell.casefold() if letter.isalnum())
    return next((column.name for column in COLUMNS if spelled in (column.name.replace("_", ""), *column.also)), "")


def check(columns: Sequence[str], header: Sequence[str]) -> None:
    """Raise `HeaderError` where a column is missing or repeated."""
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if "address" not in columns:
        raise HeaderError(f"the first row needs a column `address` or `email` (found: {shown(', '.join(header))})")
    if twice:
        raise HeaderError(f"the first row names the column `{twice[0]}` twice (found: {shown(', '.join(header))})")


def read_rows(reader: Any, lines_before: int, columns: Sequence[str], context: ImportContext) -> Iterator[ImportRow | Refused]:
    """Yield each row, or why it is refused; skip empty rows."""
    for number, cells in numbered(reader, lines_before):
        if isinstance(cells, Refused):
            yield cells
        elif any(cell.strip() for cell in cells):
            yield read_row(number, cells, columns, context)


def numbered(reader: Any, lines_before: int) -> Iterator[tuple[int, Sequence[str] | Refused]]:
    """Yield the cells of each row, with the number of the line in which it begins."""
    while True:
        number = reader.line_num + lines_before + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            last = reader.line_num + lines_before
            yield number, Refused(number, WHY["quotes"], f"{error}; lost up to line {last}" if last > number else str(error))
        else:
            yield number, cells


def once(rows: Iterable[ImportRow | Refused]) -> Iterator[ImportRow | Refused]:
    """Yield the rows; refuse a second row of the same subscriber."""
    seen: dict[int, int] = {}
    for row in rows:
        first = seen.setdefault(int(row.id[:16], 16), row.number) if isinstance(row, ImportRow) else row.number
        yield row if first == row.number else Refused(row.number, WHY["twice"], f"line {first} names the same address")


# ---- a row


def read_row(number: int, cells: Sequence[str], columns: Sequence[str], context: ImportContext) -> ImportRow | Refused:
    try:
        return row_of(number, known_cells(cells, columns), context)
    except UnfitError as unfit:
        return Refused(number, WHY[unfit.code], shown(unfit.found))
    except Refusal as refusal:
        return Refused(number, refusal.reason.why, shown(refusal.found))


def known_cells(cells: Sequence[str], columns: Sequence[str]) -> Mapping[str, str]:
    """Return the text of each known column, without spaces around it."""
    if any(cell.strip() for cell in cells[len(columns) :]):
        raise UnfitError("cells", ", ".join(cells[len(columns) :]))
    cells_by_name = {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name}
    for cell in cells_by_name.values():
        if len(cell) > LONGEST:
            raise UnfitError("long", cell)
        if not is_line(cell):
            raise UnfitError("unfit", cell)
    return cells_by_name


def row_of(number: int, cells: Mapping[str, str], context: ImportContext) -> ImportRow:
    """Return the row in these cells; raise `UnfitError` or `Refusal`."""
    if cells.get("state", "").casefold() not in FOLLOWING:
        raise UnfitError("state", cells["state"])
    mailbox = read_mailbox_in(cells.get("address", ""))
    consent = cells.get("consent") or context.consent
    if not consent:
        raise UnfitError("consent")
    wishes = Wishes(**{name: read(cells.get(column, ""), context) for name, (column, read) in WISHES.items()})
    since = since_in(cells.get("since", ""), context)
    return ImportRow(number, reader_id(context.pepper, mailbox.key), mailbox.address, wishes, consent, since)


def read_mailbox_in(cell: str) -> Any:
    """Return the mailbox in a cell; a refusal repeats the cell, since it is the author's own."""
    try:
        return read_mailbox(cell)
    except Refusal as refusal:
        raise Refusal("address", f"{cell}: {refusal.found}" if cell else refusal.found) from refusal


def language_in(cell: str, context: ImportContext) -> str:
    code = nearest(cell, context.site.codes) if cell else context.site.lang
    if not code:
        raise Refusal("language", cell)
    return code


def all_languages_in(cell: str, _context: ImportContext) -> bool:
    if cell.casefold() not in (*YES, *NO):
        raise UnfitError("all_languages", cell)
    return cell.casefold() in YES


def categories_in(cell: str, context: ImportContext) -> tuple[str, ...]:
    return slugs_in(cell, context.site.categories)


def authors_in(cell: str, context: ImportContext) -> tuple[str, ...]:
    return slugs_in(cell, context.site.authors)


def slugs_in(cell: str, presented: Mapping[str, ListingProfile]) -> tuple[str, ...]:
    """Return the slugs of the topics that the cell names: by slug, by a name that site.yaml gives one, or by any other name."""
    slugs = {name.casefold(): slug for slug, named in presented.items() for name in named.name.by_lang.values()}
    names = (name.strip() for name in cell.replace(";", ",").replace("|", ",").split(","))
    return tuple(sorted({slug_of(name, slugs, presented) for name in names if name}))


def slug_of(name: str, slugs: Mapping[str, str], presented: Iterable[str]) -> str:
    own = name if name in presented else slugs.get(name.casefold(), name)
    return own if is_slug(own) else term(own).slug


def often_in(cell: str, _context: ImportContext) -> str:
    often = cell.casefold() or OFTEN[0]
    if often not in OFTEN:
        raise UnfitError("often", cell)
    return often


WISHES: Mapping[str, tuple[str, Callable[[str, ImportContext], Any]]] = {
    "lang": ("language", language_in),
    "all_languages": ("all_languages", all_languages_in),
    "categories": ("categories", categories_in),
    "often": ("often", often_in),
    "authors": ("authors", authors_in),
}
"""Which column gives each wish, and how it is read."""


def since_in(cell: str, context: ImportContext) -> str:
    """Return since when they follow, in UTC; refuse a time in the future."""
    time = dates.read_moment(cell, context.site.zone) if cell else context.now
    if time > context.now:
        raise Refusal("bad-date", cell)
    return in_utc(time)


def shown(cell: str) -> str:
    """Return the found text so that a terminal can show it on one line."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in cell)
    return plain if len(plain) <= SHOWN else f"{plain[: SHOWN - 1]}…"


# ---- the effect of a row


class Imported(Frozen):
    """The new record, and the outcome: `follows` for a new follower, or `already`, `left`, `suppressed`."""

    new: Subscriber | None
    outcome: str


STAYS: Mapping[str, str] = {"following": "already", "left": "left", "moved": "left", "suppressed": "suppressed"}
"""The states that an import doesn't change."""


def imported(subscriber: Subscriber | None, row: ImportRow, now: datetime) -> Imported:
    """Return the effect of a row.

    Letters reach the subscriber from now on, whatever the file says of the past; a waiting sign-up needs no confirmation.
    """
    current = unexpired(subscriber, now)
    if current and current.state in STAYS:
        return Imported(subscriber, STAYS[current.state])
    new = Subscriber(
        row.id,
        "following",
        address=row.address,
        wishes=row.wishes,
        turns=((in_utc(now), row.wishes.often),),
        since=row.since,
        consent=row.consent,
        greeted=True,
    )
    return Imported(new, "follows")
