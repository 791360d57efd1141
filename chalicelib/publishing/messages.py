"""What stands in the queues: S3's events, and our own messages beside them.

A message on the uploads queue says which source to look at again; one on the press queue says which pages to make right. Either
may instead say `walk`: go through a stretch of everything, and send the next stretch's message.
"""

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote_plus

from chalicelib import codec
from chalicelib.cloud.ports import Message
from chalicelib.model import Page
from chalicelib.publishing.decide import Change
from chalicelib.record import sequence_of
from chalicelib.rendering.page_kinds import KINDS, about

GROUPS = 8  # FIFO groups of the press queue: a listing keeps to one; others are pressed side by side
PAGES_A_MESSAGE = 50


@dataclass(frozen=True, slots=True)
class Walk:
    """A stretch of a walk, over sources or over pages (see `walking` and `ripples`); `of` and `after` say where it stands."""

    kinds: tuple[str, ...] = ()
    of: str = ""
    after: str = ""


# ---- the uploads queue


def changes_in(body: str) -> tuple[Change, ...]:
    """The changes that a message of the uploads queue tells of: an event of S3 (keys come URL-encoded), or our own `again`."""
    said = json.loads(body)
    again = tuple(codec.made(Change, change) for change in said.get("again", ()))
    objects = [record["s3"]["object"] for record in said.get("Records", ())]
    return again + tuple(Change(unquote_plus(one["key"]), sequence_of(one.get("sequencer", ""))) for one in objects)


def again(changes: Iterable[Change]) -> Message:
    return Message(json.dumps({"again": [codec.plain(change) for change in changes]}))


# ---- the press queue


def pages_in(body: str) -> tuple[Page, ...]:
    """The pages that a message asks for; one of a kind that nobody knows spoils the message, not its batch."""
    return tuple(Page(KINDS[kind].name, *rest) for kind, *rest in json.loads(body).get("pages", ()))


def to_press(pages: Iterable[Page]) -> list[Message]:
    """Messages for these pages: those of one listing (or address) in one group, so that no page is pressed by two at once."""
    groups: dict[int, list[Page]] = defaultdict(list)
    for page in sorted(set(pages)):
        groups[group_of(page)].append(page)
    return [
        Message(json.dumps({"pages": [[page.kind, page.of, page.at] for page in stretch]}), f"pages-{group}")
        for group, members in sorted(groups.items())
        for stretch in stretches(members)
    ]


def group_of(page: Page) -> int:
    return zlib.crc32(about(page).encode()) % GROUPS


def stretches(pages: Sequence[Page]) -> Iterable[Sequence[Page]]:
    return (pages[start : start + PAGES_A_MESSAGE] for start in range(0, len(pages), PAGES_A_MESSAGE))


# ---- either


def walk_in(body: str) -> Walk | None:
    said = json.loads(body).get("walk")
    return codec.made(Walk, said) if said else None


def to_walk(walk: Walk) -> Message:
    return Message(json.dumps({"walk": codec.plain(walk)}), f"walk-{'-'.join(walk.kinds)}")
