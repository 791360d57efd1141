"""The tests that `make quick` leaves out, by how long they take, and the first cases of all others.

`slow_tests.txt` names the tests whose first case took more than 0.03 seconds of CPU time, and the files with fixtures that
take longer. They are marked as slow when they are collected. `pytest --list-slow` measures the tests that are run, and renews
the list for them; until then, a new test counts as quick.
"""

import os
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

LIST = Path(__file__).with_name("slow_tests.txt")
LONG = 0.03  # seconds of CPU time, with the processes that the test starts


def test_name(item: pytest.Item) -> str:
    """Return the file and the name of the test, without its case."""
    return item.nodeid.partition("[")[0]


def is_listed(item: pytest.Item) -> bool:
    return not {test_name(item), item.nodeid.partition("::")[0]}.isdisjoint(listed())


@cache
def listed() -> frozenset[str]:
    return frozenset(LIST.read_text().split())


def first_cases(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Return the first case of each test."""
    return list({test_name(item): item for item in reversed(items)}.values())[::-1]


class SlowTests:
    """A plugin that measures all tests of a run, and renews the list."""

    def __init__(self) -> None:
        self._measured: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        begun = cpu_seconds()
        try:
            return (yield)
        finally:
            self._measured.setdefault(test_name(item), cpu_seconds() - begun)  # of the first case, which is all that is run

    def pytest_sessionfinish(self) -> None:
        others = listed() - self._measured.keys()
        slow = [name for name, seconds in self._measured.items() if seconds > LONG]
        LIST.write_text("".join(f"{name}\n" for name in sorted({*others, *slow})))


def cpu_seconds() -> float:
    """Return the CPU time of this process and of those that it started and that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
