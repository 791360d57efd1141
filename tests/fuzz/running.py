"""Run a target with inputs, and check its promises for each.

A target accepts or refuses each input, and raises no other error; it gives the same result twice; its processor time and the size
of its result are at most a multiple of the input's size. A target may have a check of its own.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from chalicelib.content.markdown.budget import within
from chalicelib.errors import Refusal
from tests.fuzz.mutating import made

SECONDS = 5.0  # of processor time for an input, on any machine; a thousandth is usual
SECONDS_A_KB = 1.0


@dataclass(frozen=True, slots=True)
class Target:
    """A function under test, its seeds and tokens, the largest result as a multiple of the input's size, and its own check."""

    name: str
    run: Callable[[bytes], Any]
    seeds: Sequence[bytes]
    tokens: Sequence[bytes]
    check: Callable[[bytes, Any], None] = lambda _data, _given: None
    grows: int = 20
    least: int = 4_000
    refuses: tuple[type[Exception], ...] = field(default=(Refusal,))


class Broken(AssertionError):
    """A target broke a promise with this input."""

    def __init__(self, target: str, why: str, data: bytes) -> None:
        super().__init__(f"{target}: {why}\nKeep it as a case: Regression({target!r}, {data!r})")


def hold(target: Target, data: bytes) -> str:
    """Run the target with an input and check its promises; return `taken`, or the code of the refusal."""
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
    """Yield the seeds of the target, then random inputs made of them, without end."""
    yield from target.seeds
    random = Random(f"{target.name} {seed}")  # noqa: S311 - it must be the same each time
    while True:
        yield made(random, target.seeds, target.tokens)
