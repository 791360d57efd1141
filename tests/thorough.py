"""How much of what costs minutes a run of the tests tries: a fixed sample, or with `THOROUGH=1` everything.

`make test` tries the sample, which is the same each time. CI is thorough once a change touches what these tests are about (see
`.ci/run`), and so are `make attack` and `make histories`.
"""

import os
import random
from collections.abc import Collection
from typing import TypeVar

THOROUGH = os.environ.get("THOROUGH") == "1"
T = TypeVar("T")


def sample(cases: Collection[T], one_in: int) -> list[T]:
    """Return one in so many of these cases, in their order, drawn with a fixed seed; or all of them."""
    number = len(cases) if THOROUGH else -(-len(cases) // one_in)
    drawn = {*random.Random(len(cases)).sample(range(len(cases)), number)}  # noqa: S311 - it must be repeatable
    return [case for index, case in enumerate(cases) if index in drawn]
