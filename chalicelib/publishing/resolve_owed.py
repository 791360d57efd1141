"""Resolving what is owed: from what a record owes (`publishing.owed`) to the pages and rebuilds that have to be queued.

This runs after the pointers are right, so that of two neighbouring posts that are ingested at once the later reader sees both.
Each kind of owed entry is one row, which names pages, queues other sources, or deletes what is used no longer.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from chalicelib.cloud.ports import Cloud
from chalicelib.content.media.image_variants import Picture
from chalicelib.model import Page, PageKind
from chalicelib.publishing import messages, new_letters, outbox
from chalicelib.publishing.decide import Change
from chalicelib.publishing.messages import LinkedPosition, Passage, Position, Rebuild
from chalicelib.publishing.neighbours import pages_next_to
from chalicelib.publishing.owed import pages_beside
from chalicelib.record import LOWEST, Dependents, DependentsKind, Pointer, PointerKind, Record
from chalicelib.rendering.page_kinds import FEEDS, KINDS, STYLED, only
from chalicelib.rendering.pages_showing import BOXES, pages_of_record, pages_showing, variants_of
from chalicelib.rendering.queries import Encoded
from chalicelib.store import claims, item_keys, pictures, publishes, records
from chalicelib.store.asking import ask

Pages: TypeAlias = frozenset[Page]
Wanted: TypeAlias = frozenset[Page | Rebuild]
NONE: Pages = frozenset()
NAMING_TRANSLATIONS: tuple[PageKind, ...] = ("address", "map")  # the kinds of pages that name a post's translations
A_STRETCH = 100  # linking sources for which one message queues the pages
SITE_YAML = "site.yaml"


def resolve(cloud: Cloud, record: Record) -> Wanted:
    """Return the pages to render, and the rebuilds to begin.

    Sources that wait or were renamed are queued, and what is used no longer is deleted.
    """
    owed_now: set[Page | Rebuild] = {owed for owed in record.owed if isinstance(owed, Page)}
    for owed in sorted((owed for owed in record.owed if not isinstance(owed, Page)), key=str):
        owed_now |= ROWS[owed.kind](cloud, record, owed)
    owed_now |= pages_next_to(cloud.table, sorted(owed for owed in record.owed if isinstance(owed, Pointer)))
    return frozenset(owed_now)


def _beside(_cloud: Cloud, _record: Record, pointer: Pointer) -> Pages:
    return pages_beside(pointer)


def _translations(cloud: Cloud, _record: Record, pointer: Pointer) -> Pages:
    """Return what names this post as a translation: the pages of its other languages, and their parts of the sitemap."""
    siblings = records.read_many(cloud.table, records.followers(cloud.table, "sibling", pointer.of)).values()
    return only(NAMING_TRANSLATIONS, frozenset().union(*(pages_showing(record.post) for record in siblings if record.post)))


def _linked(cloud: Cloud, _record: Record, dependents_of: Dependents) -> Wanted:
    """Return the pages of all sources that link here, or show or play this file; where there are many, a rebuild queues them."""
    linking = _linking(cloud, dependents_of.of, "", A_STRETCH + 1)
    if len(linking) > A_STRETCH:
        return frozenset({LinkedPosition(dependents_of.of)})
    return _pages_of(cloud, dependents_of.of, linking)


def rebuild_linked(cloud: Cloud, position: LinkedPosition) -> None:
    """Queue the pages of the next sources that link to the source of this position; after the last, a passage."""
    linking = _linking(cloud, position.of, position.after, A_STRETCH)
    if wanted := _pages_of(cloud, position.of, linking):
        expect_rebuilds(cloud, wanted, position.causes)
        cloud.press.send(messages.to_queue(wanted, position.causes))
    if len(linking) == A_STRETCH:
        cloud.press.send([messages.to_rebuild(replace(position, after=linking[-1]))])
    elif position.former or position.causes:
        passage = Passage(of=position.of, former=position.former, causes=position.causes, awaited=position.awaited)
        cloud.press.send([messages.to_pass(passage)])


def expect_rebuilds(cloud: Cloud, wanted: Wanted, causes: Collection[str]) -> None:
    """Let the publishes that have caused a rebuild await those that it begins."""
    names = {one.name for one in wanted if not isinstance(one, Page)}
    if names:
        publishes.expect(cloud, dict.fromkeys(causes, names), publishes.nonce())


def pass_on(cloud: Cloud, passage: Passage) -> None:
    """Forward the passage to the next message group. After the last, the rebuild is over: every page is made again.

    Then the variants of the former picture are queued, which no page names any more. One that is the image's once more stays.
    """
    if passage.group + 1 < messages.GROUPS:
        cloud.press.send([messages.to_pass(replace(passage, group=passage.group + 1))])
        return
    encoded = Encoded(passage.former)
    if passage.former and isinstance(former := ask(cloud.table, [encoded])[encoded], Picture):
        outbox.queue(cloud, dict.fromkeys(variants_of(passage.of, former), frozenset(passage.causes)))
    publishes.end(cloud, passage.causes, passage.awaited)


def _linking(cloud: Cloud, of: str, after: str, most: int) -> tuple[str, ...]:
    items = cloud.table.query(item_keys.pointers_to("link", of), after=after, limit=most)
    return tuple(item.at.sk for item in items)


def _pages_of(cloud: Cloud, of: str, linking: Sequence[str]) -> Wanted:
    linking_records = records.read_many(cloud.table, linking).values()
    wanted: set[Page | Rebuild] = set().union(*(pages_of_record(record) for record in linking_records))
    if any(of in record.shows for record in linking_records):  # an image of the site itself may be on every page
        wanted.add(Position(REBUILDS["pages"]))
    if any(_is_in_menu(of, record) for record in linking_records):
        wanted.add(Position(REBUILDS["menu"]))
    return frozenset(wanted)


def _is_in_menu(key: str, record: Record) -> bool:
    return key in record.menu or key in record.menu_beside


def _menu(cloud: Cloud, _record: Record, dependents_of: Dependents) -> Wanted:
    """Return the rebuild of all pages that show the menu, if this source is in it."""
    site = records.read(cloud.table, SITE_YAML)
    is_shown = site is not None and _is_in_menu(dependents_of.of, site)
    return frozenset({Position(REBUILDS["menu"])} if is_shown else ())


def _left(cloud: Cloud, record: Record, dependents_of: Dependents) -> Pages:
    """Give up a name, and queue the sources that wait for it. The page of an address becomes a redirect, or goes."""
    name = dependents_of.of
    for key in claims.leave(cloud.table, name, record.key, record.version):
        waiting = records.read(cloud.table, key)
        cloud.uploads.send([messages.again([Change(key, waiting.sequence if waiting else LOWEST)])])
        claims.stop_waiting(cloud.table, name, key)
    return frozenset({Page("address", name)}) if name.startswith("/") else NONE


def _renamed(cloud: Cloud, record: Record, dependents_of: Dependents) -> Pages:
    """Ingest the source again that has come back under another key, so that it takes over the addresses left."""
    twins = records.read_many(cloud.table, records.followers(cloud.table, "twin", dependents_of.of))
    renamed = [twin for twin in twins.values() if twin.post and twin.key != record.key]
    for twin in sorted(renamed, key=lambda one: one.key)[:1]:
        new_letters.hand_over(cloud, record, twin)
    changes = [Change(twin.key, twin.sequence) for twin in renamed]
    cloud.uploads.send(messages.again([change]) for change in changes)
    return NONE


def _body(cloud: Cloud, record: Record, dependents_of: Dependents) -> Pages:
    """Delete a body that no record names any more."""
    if dependents_of.of != record.body:
        records.drop_body(cloud.table, record.key, dependents_of.of)
    return NONE


def _rebuild(_cloud: Cloud, _record: Record, dependents_of: Dependents) -> Wanted:
    """Return the rebuild of what a change of the site touches."""
    return frozenset({Position(REBUILDS[dependents_of.of])})


def _letter(cloud: Cloud, record: Record, _dependents_of: Dependents) -> Pages:
    """Announce a post that is new on the site, so that it gets a letter."""
    new_letters.announce(cloud, record)
    return NONE


def _encode(cloud: Cloud, record: Record, dependents_of: Dependents) -> Pages:
    """Queue the image to be encoded, unless that is over; its page is made right in any case."""
    if cloud.encoder is not None and not pictures.read(cloud.table, dependents_of.of).is_over:
        cloud.encoder.send([messages.to_encoder(record.key, dependents_of.of, causes_of(cloud, record.key))])
    return frozenset({Page("file", record.key)})


def causes_of(cloud: Cloud, key: str) -> tuple[str, ...]:
    """Return the cause of what a source owes; none where publishes aren't kept."""
    return (publishes.cause_of(key),) if cloud.publishes else ()


def _nothing(_cloud: Cloud, _record: Record, _owed: Pointer | Dependents) -> Pages:
    return NONE


REBUILDS: Mapping[str, tuple[PageKind, ...]] = {  # what a change of site.yaml touches: the kinds of pages; none: the sources
    "sources": (),
    "pages": tuple(kind.name for kind in KINDS.values() if kind.bucket),
    "landing": ("landing", "month", "follow"),
    "feeds": (*FEEDS, "follow"),
    "sidebar": (*BOXES, "follow"),
    "theme": (*STYLED, "card"),
    "robots": ("robots",),
    "menu": tuple(kind for kind in STYLED if kind != "icon"),
    "posts": ("address", "preview"),
    "previews": ("preview",),
    "cards": ("address", "card"),
}
ROWS: Mapping[PointerKind | DependentsKind, Callable[..., Wanted]] = {
    "list": _beside,
    "sibling": _translations,
    "lead": _beside,
    "link": _nothing,
    "twin": _nothing,
    "due": _nothing,
    "left": _left,
    "linked": _linked,
    "renamed": _renamed,
    "body": _body,
    "walk": _rebuild,
    "letter": _letter,
    "encode": _encode,
    "menu": _menu,
}
