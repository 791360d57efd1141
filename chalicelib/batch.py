"""A batch of messages, each on its own.

A message that fails is logged and named in the answer, so that the queue gives it again and the others are done with.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

log = logging.getLogger(__name__)

Bodies: TypeAlias = Mapping[str, str]
"""The messages of a batch: the id of each, and its body."""


def done(name: str, act: Callable[[], None]) -> bool:
    """Whether the act for this message went well."""
    try:
        act()
    except Exception:  # whatever it is, the other messages of the batch go on, and this one comes again
        log.exception("message %s failed", name)
        return False
    return True


def answer(failed: Iterable[str]) -> dict[str, list[dict[str, str]]]:
    """What a function answers to its queue, so that only these messages come again."""
    return {"batchItemFailures": [{"itemIdentifier": name} for name in sorted(failed)]}
