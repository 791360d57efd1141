"""How much of what costs minutes is tried: a fixed sample, or all of it in the folders of tests that `THOROUGH` names.

`make test` tries the sample, the same one each time, and `make attack` everything. CI names the folders whose subject a change
touches (`.ci/run`).
"""

import os
import random
from collections.abc import Collection
from typing import TypeVar

T = TypeVar("T")


def is_thorough(folder: str) -> bool:
    return folder in os.environ.get("THOROUGH", "").split()


def sample(folder: str, cases: Collection[T], one_in: int) -> list[T]:
    """Return one in so many of these cases, in their order, drawn with a fixed seed; or all where this folder is thorough."""
    number = len(cases) if is_thorough(folder) else -(-len(cases) // one_in)
    drawn = {*random.Random(len(cases)).sample(range(len(cases)), number)}  # noqa: S311 - it must be repeatable
    return [case for index, case in enumerate(cases) if index in drawn]
