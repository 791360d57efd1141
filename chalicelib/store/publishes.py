"""Publishes: how far the pages of a source's last change are.

    PUBLISH#cause   -   the version of the record (`stamp`), when anything was last noted (`at`), what the publish awaits
                        (`pending`), and the pages that were made, by outcome (`written`, `unchanged`, `given_up`); it expires a
                        week after the record was accepted

A **cause** stands for a source in messages. A publish **awaits** pages and rebuilds: `pending` has their names, each with a nonce
for each time that it was owed. Three rules make this right, whatever is lost, late or doubled (`tests/model` tries all orders):

- A worker that queues a page first lets the publish await it, under a new nonce. So a page that is owed once more is awaited once
  more.
- A batch reads the publishes of its causes before it reads anything else. In the end it takes away, for the pages that it made,
  only what it read there. So it never takes away what became owed while it worked.
- A record that takes over the work of an ingest which never ended takes away what that ingest awaited, and awaits its own.

So a publish that awaits nothing is **done**: all its pages are right. A set may gain or lose an element twice, so no message is
counted twice. After a crash, a page that was written may count as unchanged.

A summary is stored with the causes of what it owes, because a batch of another publish may be the one that queues it. If two
sources change at once, a page that counts both may be awaited by only one of their publishes. No publish awaits the warnings
about pages that were given up. After a change of `site.yaml` that has all sources read again, each source is a publish of its
own, so the publish of `site.yaml` doesn't await their pages.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Literal, TypeAlias
from uuid import uuid4

from chalicelib.cloud.items import At, AtMost, Edit, Item
from chalicelib.cloud.ports import Cloud, Table
from chalicelib.frozen import Frozen
from chalicelib.model import Page
from chalicelib.partitions import PUBLISH
from chalicelib.record import SEQUENCE_WIDTH, Record
from chalicelib.rendering.page_kinds import is_read_by_people
from chalicelib.store import records
from chalicelib.times import in_utc

MOST = 300  # pages that a publish names; of more, it knows only when all are made
KEPT = timedelta(days=7)
EXISTS = AtMost("stamp", "~")  # no version is above this
PAGE, OBJECT, REBUILD = "p", "o", "r"  # the first letter of names: of pages that people read, of other objects, of rebuilds

Outcome: TypeAlias = Literal["written", "unchanged", "given_up"]
OUTCOMES: tuple[Outcome, ...] = ("written", "unchanged", "given_up")


class Publish(Frozen):
    """A publish; `pending` has names with nonces, and the outcomes have names alone."""

    version: str
    at: str = ""
    pending: frozenset[str] = frozenset()
    written: frozenset[str] = frozenset()
    unchanged: frozenset[str] = frozenset()
    given_up: frozenset[str] = frozenset()

    def is_done_with(self, record: Record) -> bool:
        """Whether all pages that this record has changed are right; the record has to be read before the publish.

        A record that owes nothing may have been accepted again since, or may have an heir now: that changes no page.
        """
        return not record.owed and self.version.partition(".")[0] == record.sequence and not self.pending

    @property
    def is_rebuild(self) -> bool:
        """Whether it awaits more pages than it names."""
        return any(element.startswith(REBUILD) for element in self.pending)

    @property
    def is_full(self) -> bool:
        """Whether it has as many names as it may."""
        return sum(map(len, (self.pending, self.written, self.unchanged, self.given_up))) >= MOST

    def awaits(self, name: str) -> bool:
        return any(_name_in(element) == name for element in self.pending)

    @property
    def pages_written(self) -> frozenset[str]:
        """The names of the written pages that people read."""
        return frozenset(name for name in self.written if name.startswith(PAGE))


def cause_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def at(cause: str) -> At:
    return At(f"{PUBLISH}{cause}")


def name_of(page: Page) -> str:
    """Return the name of a page in a publish; a page that represents others has the name of the rebuild that queues them."""
    if page.kind == "showing":
        return name_of_linked(page.of, page.at)
    return (PAGE if is_read_by_people(page) else OBJECT) + _digest(page.kind, page.of, page.at)


def name_of_rebuild(kinds: Iterable[str], of: str = "") -> str:
    """Return the name of a rebuild of pages of these kinds, or from this listing on."""
    return REBUILD + _digest(*kinds, of, "")


def name_of_linked(of: str, former: str = "") -> str:
    """Return the name of a rebuild of all that links to a source, or shows an image."""
    return REBUILD + _digest("linked", of, former)


def name_of_many(of: str) -> str:
    """Return the name of all pages that a source owes, where they are very many."""
    return REBUILD + _digest("many", of, "")


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:10]


def nonce() -> str:
    return uuid4().hex[:8]


def awaited(name: str, nonce: str) -> str:
    return f"{name}@{nonce}"


def awaited_by(record: Record, name: str) -> str:
    """Return what the publish of this record awaits under this name."""
    return awaited(name, _nonce_of(record.version))


def _name_in(element: str) -> str:
    return element.partition("@")[0]


# ---- the table


def publish_in(item: Item) -> Publish:
    outcomes = {name: item.texts(name) for name in OUTCOMES}
    return Publish(item.text("stamp"), item.text("at"), item.texts("pending"), **outcomes)


def read_many(table: Table, causes: Iterable[str]) -> Mapping[str, Publish]:
    """Return these publishes by cause; one that has expired is left out."""
    places = {at(cause): cause for cause in causes}
    items = table.get_many(sorted(places)) if places else {}
    return {places[place]: publish_in(item) for place, item in items.items()}


def read_of(table: Table, keys: Iterable[str]) -> Mapping[str, Publish]:
    """Return the publishes of these sources, by key."""
    causes = {cause_of(key): key for key in keys}
    return {causes[cause]: publish for cause, publish in read_many(table, causes).items()}


def begin(cloud: Cloud, record: Record, names: Collection[str]) -> None:
    """Start the publish of this record, and let it await these pages, too; what was queued before stays pending.

    A newer record's publish is left alone. The outcomes are forgotten, unless the same upload was accepted again.
    """
    place, now = at(cause_of(record.key)), cloud.clock.now()
    new = frozenset(awaited_by(record, name) for name in names)
    edit = Edit(
        put={"stamp": record.version, "at": in_utc(now), "expires": int((now + KEPT).timestamp())},
        add={"pending": new},
        drop=OUTCOMES if _is_first(record.owing_since or record.version) else (),
    )
    item = cloud.table.change(place, edit, records.not_newer(record.version))
    if item and record.owing_since:
        undone = frozenset(element for element in item.texts("pending") if _is_undone(element, record))
        if undone:
            cloud.table.change(place, Edit(take={"pending": undone}), EXISTS)
    _trim(cloud, item, new)


def expect(cloud: Cloud, names: Mapping[str, Iterable[str]], nonce: str) -> None:
    """Let each publish await these names, too; `names` has them by cause."""
    for cause, several in sorted(names.items()):
        new = frozenset(awaited(name, nonce) for name in several)
        _trim(cloud, cloud.table.change(at(cause), Edit(add={"pending": new}), EXISTS), new)


def _trim(cloud: Cloud, item: Item | None, new: frozenset[str]) -> None:
    """If very much is pending, take away what was awaited before under the names of `new`.

    So the item stays small enough, however often a source is uploaded while nothing is made.
    """
    pending = item.texts("pending") if item else frozenset[str]()
    if item and len(pending) > 2 * MOST:
        names = frozenset(map(_name_in, new))
        older = frozenset(element for element in pending - new if _name_in(element) in names)
        if older:
            cloud.table.change(item.at, Edit(take={"pending": older}), EXISTS)


def settle(
    cloud: Cloud,
    seen: Mapping[str, Publish],
    outcomes: Mapping[str, Outcome | None],
    unnamed: Mapping[str, Collection[str]] | None = None,
) -> None:
    """Note these outcomes by name (None: nothing to count) in each publish that was `seen` to await the name.

    `unnamed` are the names of pages, by cause, that were made but not awaited by name; they are only counted, if there is room.
    """
    now = in_utc(cloud.clock.now())
    for cause, publish in sorted(seen.items()):
        over = frozenset(element for element in publish.pending if _name_in(element) in outcomes)
        beside = frozenset() if publish.is_full else frozenset((unnamed or {}).get(cause, ()))
        names = {*map(_name_in, over), *beside}
        counted: dict[str, frozenset[str]] = {
            outcome: frozenset(name for name in names if outcomes.get(name) == outcome) for outcome in OUTCOMES
        }
        if over or any(counted.values()):
            cloud.table.change(at(cause), Edit({"at": now}, counted, {"pending": over}), EXISTS)


def end(cloud: Cloud, causes: Iterable[str], element: str) -> None:
    """Take this element away from what these publishes await."""
    for cause in sorted(causes):
        cloud.table.change(at(cause), Edit({"at": in_utc(cloud.clock.now())}, take={"pending": frozenset({element})}), EXISTS)


# ---- nonces of records: a version, shortened


def _nonce_of(version: str) -> str:
    sequence, _, count = version.partition(".")
    return f"{sequence.rstrip('0')}.{int(count)}"


def _is_first(version: str) -> bool:
    """Whether this is the first record of its upload."""
    return int(version.partition(".")[2]) == 0


def _is_undone(element: str, record: Record) -> bool:
    """Whether an ingest awaited this whose work the record has taken over."""
    sequence, dot, count = element.partition("@")[2].partition(".")
    return bool(dot) and record.owing_since <= f"{sequence.ljust(SEQUENCE_WIDTH, '0')}.{int(count):06d}" < record.version
