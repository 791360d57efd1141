"""A batch of messages, each handled on its own.

A message that fails is logged and named in the answer, so that the queue delivers it again and deletes the others.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

log = logging.getLogger(__name__)

Bodies: TypeAlias = Mapping[str, str]
"""The messages of a batch: their bodies, by id."""


def done(name: str, act: Callable[[], None]) -> bool:
    """Run the act; False if it failed, which is logged under this name."""
    try:
        act()
    except Exception:  # whatever it is, the other messages of the batch go on, and this one comes again
        log.exception("message %s failed", name)
        return False
    return True


def answer(failed: Iterable[str]) -> dict[str, list[dict[str, str]]]:
    """The answer of a function to its queue, so that only these messages come again."""
    return {"batchItemFailures": [{"itemIdentifier": name} for name in sorted(failed)]}
