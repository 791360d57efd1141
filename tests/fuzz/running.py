"""A target is given inputs, one after the other, and every promise that it has made is held against what it does.

Whatever is fed to it, a target may refuse, and raises nothing else; it does the same twice; it takes no more processor time and
gives no more than a multiple of what it was given. What is more to be said of one is its own check.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from chalicelib.content.budget import within
from chalicelib.errors import Refusal
from tests.fuzz.mutating import made

SECONDS = 5.0  # of processor time for an input, on any machine: a thousandth is usual
SECONDS_A_KB = 1.0


@dataclass(frozen=True, slots=True)
class Target:
    """What is fed, from which seeds and with which tokens; how many times its size it may give, and what else must hold."""

    name: str
    run: Callable[[bytes], Any]
    seeds: Sequence[bytes]
    tokens: Sequence[bytes]
    check: Callable[[bytes, Any], None] = lambda _data, _given: None
    grows: int = 20
    least: int = 4_000
    refuses: tuple[type[Exception], ...] = field(default=(Refusal,))


class Broken(AssertionError):
    """A promise that a target did not keep: with this input."""

    def __init__(self, target: str, why: str, data: bytes) -> None:
        super().__init__(f"{target}: {why}\nKeep it as a case: Regression({target!r}, {data!r})")


def hold(target: Target, data: bytes) -> str:
    """Feed it, and see that it keeps its promises; how it ended: `taken`, or the code of a refusal."""
    began = time.process_time()
    ended, given = _fed(target, data)
    seconds = time.process_time() - began
    if seconds > SECONDS + SECONDS_A_KB * len(data) / 1000:
        raise Broken(target.name, f"it took {seconds:.1f} s", data)
    if _fed(target, data) != (ended, given):
        raise Broken(target.name, "it does something else when it is done again", data)
    if len(str(given)) > target.grows * len(data) + target.least:
        raise Broken(target.name, f"it made {len(str(given)):,} of {len(data):,}", data)
    if ended == "taken":
        _checked(target, data, given)
    return ended


def _fed(target: Target, data: bytes) -> tuple[str, Any]:
    try:
        return "taken", within(10 * SECONDS, lambda: target.run(data))
    except target.refuses as refusal:
        return getattr(refusal, "code", type(refusal).__name__), str(refusal)
    except Exception as error:
        raise Broken(target.name, f"it raised {type(error).__name__}: {error}", data) from error


def _checked(target: Target, data: bytes, given: Any) -> None:
    try:
        target.check(data, given)
    except Exception as error:
        raise Broken(target.name, f"{type(error).__name__}: {error}", data) from error


def inputs(target: Target, seed: int) -> Iterator[bytes]:
    """The seeds of the target as they are, then what is made of them, without end."""
    yield from target.seeds
    random = Random(f"{target.name} {seed}")  # noqa: S311 - it must be the same each time
    while True:
        yield made(random, target.seeds, target.tokens)
