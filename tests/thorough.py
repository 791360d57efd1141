"""How much of what costs minutes is tried: a fixed sample, or all of it in the folders of tests that `THOROUGH` names.

`make test` tries the sample, the same one each time, and so does CI. `make thorough` tries everything: run it before a release,
and `THOROUGH=bounds make test` after a change to what a folder is about.
"""

import os
import random
from collections.abc import Callable, Collection, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


def is_thorough(folder: str) -> bool:
    return folder in os.environ.get("THOROUGH", "").split()


def sample(folder: str, cases: Collection[T], one_in: int, kind: Callable[[Any], Hashable] = lambda _: None) -> list[T]:
    """Return one in so many of these cases of each kind, at least one, in their order; or all where this folder is thorough.

    They are drawn with a fixed seed.
    """
    if is_thorough(folder):
        return list(cases)
    of_kinds: dict[Hashable, list[int]] = {}
    for index, case in enumerate(cases):
        of_kinds.setdefault(kind(case), []).append(index)
    chance = random.Random(len(cases))  # noqa: S311 - it must be repeatable
    drawn = {index for of_kind in of_kinds.values() for index in chance.sample(of_kind, -(-len(of_kind) // one_in))}
    return [case for index, case in enumerate(cases) if index in drawn]
