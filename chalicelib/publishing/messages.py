"""Messages of the uploads queue and of the press queue: S3's events, and our own.

A message on the uploads queue says which source to ingest again; a message on the press queue says which pages to make right,
whether the bucket has to be looked at, because it may not hold what was last written, and which sources have caused that
(`store.publishes`): rendering ignores the causes, so it stays the same whatever has caused it.

A message on either may instead hold the position of a rebuild: queue what follows there, then the next position; and on the press
queue a passage, which follows behind the pages of a rebuild.
"""

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, ClassVar, TypeAlias, TypeVar
from urllib.parse import unquote_plus

from msgspec.structs import replace

from chalicelib import codec
from chalicelib.cloud.ports import Message
from chalicelib.codec import Stored
from chalicelib.content.presentation.cards import Card
from chalicelib.frozen import Frozen
from chalicelib.model import Page
from chalicelib.publishing.decide import Change
from chalicelib.record import sequence_of
from chalicelib.rendering.page_kinds import FORMER, KINDS, about
from chalicelib.store import publishes

GROUPS = 8  # FIFO groups of the press queue: the pages of one listing share a group, and the groups are rendered in parallel
PAGES_A_MESSAGE = 50
CAUSES_A_MESSAGE = 100
T = TypeVar("T")


class Position(Frozen):
    """A position of a rebuild (`rebuild`): the kinds of its pages, a listing, and the last key done.

    Without kinds, all sources are ingested again. `causes` are the sources that have caused it, whose publishes await `awaited`
    until it is over: empty at its first position.
    """

    kinds: tuple[str, ...] = ()
    of: str = ""
    after: str = ""
    causes: tuple[str, ...] = ()
    awaited: str = ""

    @property
    def name(self) -> str:
        """The name of the whole rebuild in a publish."""
        return publishes.name_of_rebuild(self.kinds, self.of)


class LinkedPosition(Frozen):
    """A position of a rebuild of all that links to a source or shows an image (`resolve_owed`): the source, the last key done.

    `former` is the picture that the image had before, which no page shows once the rebuild is over.
    """

    of: str
    after: str = ""
    former: str = ""
    causes: tuple[str, ...] = ()
    awaited: str = ""

    @property
    def name(self) -> str:
        """The name of the whole rebuild in a publish."""
        return publishes.name_of_linked(self.of, self.former)


class Passage(Frozen):
    """Passes through the groups of pages, behind all that was queued. After the last group, all of that is made.

    `of` is the image whose `former` picture no page shows then; both are empty for other rebuilds.
    """

    group: int = 0
    of: str = ""
    former: str = ""
    causes: tuple[str, ...] = ()
    awaited: str = ""


Rebuild: TypeAlias = Position | LinkedPosition


@lru_cache(maxsize=8)  # of one message several things are asked
def _said(body: str) -> Mapping[str, Any]:
    said: Mapping[str, Any] = json.loads(body)
    return said


# ---- the uploads queue


def changes_in(body: str) -> tuple[Change, ...]:
    """Return the changes in a message of the uploads queue: an event of S3, whose keys are URL-encoded, or our own `again`."""
    said = _said(body)
    again = tuple(codec.from_plain(Change, change) for change in said.get("again", ()))
    objects = [record["s3"]["object"] for record in said.get("Records", ())]
    return again + tuple(Change(unquote_plus(one["key"]), sequence_of(one.get("sequencer", ""))) for one in objects)


def again(changes: Iterable[Change]) -> Message:
    return Message(json.dumps({"again": [codec.plain(change) for change in changes]}))


# ---- the press queue


def pages_in(body: str) -> tuple[Page, ...]:
    """Return the pages that a message names; a page of an unknown kind fails the message, not its batch."""
    named = _said(body).get("pages", ())
    return tuple(Page(KINDS[kind].name, *rest) for kind, *rest in named if kind not in FORMER)


def causes_in(body: str) -> frozenset[str]:
    """Return the causes of the pages, or of the rebuild, in a message of the press queue."""
    position = position_in(body)
    return frozenset(position.causes if position else _said(body).get("causes", ()))


def is_doubtful(body: str) -> bool:
    """Return whether the bucket may not hold what was last written of the pages in this message."""
    return bool(_said(body).get("doubtful"))


def to_press(pages: Iterable[Page], *, causes: Iterable[str] = (), doubtful: bool = False) -> list[Message]:
    """Return messages for these pages; those of one listing (or address) share a group, so no two workers render the same page.

    Of doubtful pages, the bucket is looked at, and not only the state with which they were last written.
    """
    doubt = {"doubtful": True} if doubtful else {}
    groups: dict[int, list[Page]] = defaultdict(list)
    wanted, of_all = sorted(set(pages)), sorted(causes)
    for page in wanted:
        if page.kind != "showing":
            groups[group_of(page)].append(page)
    showing = [LinkedPosition(page.of, former=page.at) for page in wanted if page.kind == "showing"]
    packets = [*_split(of_all, CAUSES_A_MESSAGE)] or [()]
    return [to_rebuild(replace(position, causes=tuple(packet))) for position in showing for packet in packets] + [
        Message(json.dumps({"pages": [[page.kind, page.of, page.at] for page in batch], **of, **doubt}), _name_of(group))
        for group, members in sorted(groups.items())
        for batch in _split(members, PAGES_A_MESSAGE)
        for of in ({"causes": [*packet]} if packet else {} for packet in packets)
    ]


def to_queue(wanted: Iterable[Page | Rebuild], causes: Iterable[str] = ()) -> list[Message]:
    """Return messages for these pages and rebuilds."""
    several, of = [*wanted], tuple(causes)
    rebuilds = sorted((one for one in several if not isinstance(one, Page)), key=repr)
    pages = to_press((one for one in several if isinstance(one, Page)), causes=of)
    return [*(to_rebuild(replace(position, causes=of)) for position in rebuilds), *pages]


def to_press_by_cause(causes: Mapping[Page, frozenset[str]]) -> list[Message]:
    """Return messages for pages that have several causes."""
    alike: dict[frozenset[str], list[Page]] = defaultdict(list)
    for page, of in sorted(causes.items()):
        alike[of].append(page)
    return [message for of, pages in alike.items() for message in to_press(pages, causes=of)]


@lru_cache(maxsize=4096)  # every post owes the pages of its listings
def group_of(page: Page) -> int:
    return zlib.crc32(about(page).encode()) % GROUPS


def _name_of(group: int) -> str:
    return f"pages-{group}"


def _split(several: Sequence[T], most: int) -> Iterable[Sequence[T]]:
    return (several[start : start + most] for start in range(0, len(several), most))


# ---- the encoder


def to_encoder(key: str, name: str, causes: Iterable[str] = ()) -> Message:
    """Return the job to encode the image under this key, which becomes the picture of this name."""
    return Message(json.dumps({"key": key, "name": name, **_causes(causes)}))


def to_draw(card: Card, address: str, causes: Iterable[str] = ()) -> Message:
    """Return the job to draw the card of the post at this address."""
    return Message(json.dumps({"card": codec.plain(card), "address": address, **_causes(causes)}))


def _causes(causes: Iterable[str]) -> Mapping[str, Sequence[str]]:
    return {"causes": several} if (several := sorted(causes)) else {}


# ---- either


LINKED, PASSING = ("linked",), ("passing",)  # stand in messages in place of the kinds of pages


class _Walk(Frozen):
    """A position of any type, as messages have it: of a passage, `after` is the group."""

    STORED: ClassVar = Stored(sparse=True, always=("kinds", "of", "after"))

    kinds: tuple[str, ...] = ()
    of: str = ""
    after: str = ""
    former: str = ""
    causes: tuple[str, ...] = ()
    awaited: str = ""


def position_in(body: str) -> Rebuild | Passage | None:
    plain = _said(body).get("walk")
    if plain is None:
        return None
    walk = codec.from_plain(_Walk, plain)
    if walk.kinds == LINKED:
        return LinkedPosition(walk.of, walk.after, walk.former, walk.causes, walk.awaited)
    if walk.kinds == PASSING:
        return Passage(int(walk.after), walk.of, walk.former, walk.causes, walk.awaited)
    return Position(walk.kinds, walk.of, walk.after, walk.causes, walk.awaited)


def to_rebuild(position: Rebuild) -> Message:
    if isinstance(position, LinkedPosition):
        walk = _Walk(LINKED, position.of, position.after, position.former, position.causes, position.awaited)
    else:
        walk = _Walk(position.kinds, position.of, position.after, "", position.causes, position.awaited)
    return Message(json.dumps({"walk": codec.plain(walk)}), f"walk-{'-'.join(walk.kinds)}")


def to_pass(passage: Passage) -> Message:
    """Return the message that passes through a group of pages: all pages that were queued there before it are then made."""
    walk = _Walk(PASSING, passage.of, str(passage.group), passage.former, passage.causes, passage.awaited)
    return Message(json.dumps({"walk": codec.plain(walk)}), _name_of(passage.group))
