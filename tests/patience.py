"""How long tests wait. Nothing is timed: whoever waits goes on as soon as what is meant has come."""

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 180
"""Seconds until something counts as lost, on a machine that is busy with everything else."""
T = TypeVar("T")


def soon(ask: Callable[[], T | None]) -> T:
    """Return the first answer that isn't empty."""
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last:
        if found := ask():
            return found
        time.sleep(0.05)
    raise AssertionError("it never came")
