"""Handling: a batch of messages, each on its own.

A message that fails is logged and named in the answer, so that the queue gives it again and the others are done with. A
batch of the press queue is merged first: ten requests for the home page are one press.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TypeAlias

from chalicelib import messages
from chalicelib.cloud.ports import Cloud
from chalicelib.ingest import ingest
from chalicelib.pressing import press
from chalicelib.walking import walk_pages, walk_sources
from chalicelib.words import Page

log = logging.getLogger(__name__)

Bodies: TypeAlias = Mapping[str, str]
"""The messages of a batch: the id of each, and its body."""


def uploads(cloud: Cloud, bodies: Bodies) -> frozenset[str]:
    """Ingest what these messages tell of; the names of those that failed."""

    def look_at(body: str) -> None:
        if walk := messages.walk_in(body):
            walk_sources(cloud, walk)
        for change in messages.changes_in(body):
            ingest(cloud, change)

    return frozenset(name for name, body in bodies.items() if not _done(name, partial(look_at, body)))


def pages(cloud: Cloud, bodies: Bodies) -> frozenset[str]:
    """Press what these messages ask for, a stretch of a walk included; the names of those that failed."""
    wanted: dict[str, frozenset[Page]] = {}

    def open_(name: str, body: str) -> None:
        if walk := messages.walk_in(body):
            walk_pages(cloud, walk)
        wanted[name] = frozenset(messages.pages_in(body))

    failed = {name for name, body in bodies.items() if not _done(name, partial(open_, name, body))}
    pressed = press(cloud, frozenset().union(*wanted.values()))
    return frozenset(failed | {name for name, asked in wanted.items() if pressed.failed_of(asked)})


def _done(name: str, act: Callable[[], None]) -> bool:
    try:
        act()
    except Exception:  # whatever it is, the other messages of the batch go on, and this one comes again
        log.exception("message %s failed", name)
        return False
    return True


def answer(failed: Iterable[str]) -> dict[str, list[dict[str, str]]]:
    """What a function answers to its queue, so that only these messages come again."""
    return {"batchItemFailures": [{"itemIdentifier": name} for name in sorted(failed)]}
