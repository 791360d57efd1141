"""Messages of the uploads queue and of the press queue: S3's events, and our own.

A message on the uploads queue says which source to ingest again; a message on the press queue says which pages to make right,
and whether the bucket has to be looked at, because it may not hold what was last written.

A message on either may instead hold the position of a rebuild: queue what follows there, then the next position.
"""

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, ClassVar
from urllib.parse import unquote_plus

from chalicelib import codec
from chalicelib.cloud.ports import Message
from chalicelib.codec import Stored
from chalicelib.content.presentation.cards import Card
from chalicelib.model import Page
from chalicelib.publishing.decide import Change
from chalicelib.record import sequence_of
from chalicelib.rendering.page_kinds import FORMER, KINDS, about

GROUPS = 8  # FIFO groups of the press queue: the pages of one listing share a group, and the groups are rendered in parallel
PAGES_A_MESSAGE = 50


@dataclass(frozen=True, slots=True)
class Position:
    """A position of a rebuild (see `rebuild` and `resolve_owed`): kinds of pages, a listing or source, and the last key done.

    `former` is the picture that an image had before, which no page shows once the rebuild is over.
    """

    STORED: ClassVar = Stored(sparse=True, always=("kinds", "of", "after"))

    kinds: tuple[str, ...] = ()
    of: str = ""
    after: str = ""
    former: str = ""


LINKED = ("linked",)
"""Stands in place of the kinds of pages in the position of a rebuild of what links to a source, or shows an image."""
PASSING = ("passing",)
"""Stands there in a position that passes through the groups of pages, behind all that was queued; `after` is the group."""


@lru_cache(maxsize=8)  # of one message several things are asked
def _said(body: str) -> Mapping[str, Any]:
    said: Mapping[str, Any] = json.loads(body)
    return said


# ---- the uploads queue


def changes_in(body: str) -> tuple[Change, ...]:
    """The changes in a message of the uploads queue: an event of S3, whose keys are URL-encoded, or our own `again`."""
    said = _said(body)
    again = tuple(codec.made(Change, change) for change in said.get("again", ()))
    objects = [record["s3"]["object"] for record in said.get("Records", ())]
    return again + tuple(Change(unquote_plus(one["key"]), sequence_of(one.get("sequencer", ""))) for one in objects)


def again(changes: Iterable[Change]) -> Message:
    return Message(json.dumps({"again": [codec.plain(change) for change in changes]}))


# ---- the press queue


def pages_in(body: str) -> tuple[Page, ...]:
    """The pages that a message names; a page of an unknown kind fails the message, not its batch."""
    named = _said(body).get("pages", ())
    return tuple(Page(KINDS[kind].name, *rest) for kind, *rest in named if kind not in FORMER)


def is_doubtful(body: str) -> bool:
    """Whether the bucket may not hold what was last written of the pages in this message."""
    return bool(_said(body).get("doubtful"))


def to_press(pages: Iterable[Page], *, doubtful: bool = False) -> list[Message]:
    """Messages for these pages; those of one listing (or address) share a group, so that no two workers render the same page.

    Of doubtful pages, the bucket is looked at, and not only the state with which they were last written.
    """
    doubt = {"doubtful": True} if doubtful else {}
    groups: dict[int, list[Page]] = defaultdict(list)
    wanted = sorted(set(pages))
    for page in wanted:
        if page.kind != "showing":
            groups[group_of(page)].append(page)
    rebuilds = [to_rebuild(Position(LINKED, page.of, former=page.at)) for page in wanted if page.kind == "showing"]
    return rebuilds + [
        Message(json.dumps({"pages": [[page.kind, page.of, page.at] for page in batch], **doubt}), _name_of(group))
        for group, members in sorted(groups.items())
        for batch in _batches(members)
    ]


@lru_cache(maxsize=4096)  # every post owes the pages of its listings
def group_of(page: Page) -> int:
    return zlib.crc32(about(page).encode()) % GROUPS


def _name_of(group: int) -> str:
    return f"pages-{group}"


def _batches(pages: Sequence[Page]) -> Iterable[Sequence[Page]]:
    return (pages[start : start + PAGES_A_MESSAGE] for start in range(0, len(pages), PAGES_A_MESSAGE))


# ---- the encoder


def to_encoder(key: str, name: str) -> Message:
    """The job to encode the image under this key, which becomes the picture of this name."""
    return Message(json.dumps({"key": key, "name": name}))


def to_draw(card: Card, address: str) -> Message:
    """The job to draw the card of the post at this address."""
    return Message(json.dumps({"card": codec.plain(card), "address": address}))


# ---- either


def position_in(body: str) -> Position | None:
    said = _said(body).get("walk")
    return codec.made(Position, said) if said else None


def to_rebuild(position: Position) -> Message:
    group = _name_of(group_passed(position)) if position.kinds == PASSING else f"walk-{'-'.join(position.kinds)}"
    return Message(json.dumps({"walk": codec.plain(position)}), group)


def to_pass(position: Position, group: int) -> Message:
    """The message that passes through this group of pages: all pages that were queued there before it are then made."""
    return to_rebuild(replace(position, kinds=PASSING, after=str(group)))


def group_passed(position: Position) -> int:
    return int(position.after)
