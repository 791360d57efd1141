"""How the tests are spread over the workers: a file at a time, the slow ones first.

The tests of a file share what is dear to make, so they run in one worker; so do those of a folder whose fixtures are dearer (one
Chromium, one example blog). What takes longest begins, so no worker is left with it alone at the end.
"""

from collections.abc import Sequence

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/browser/", "tests/site/", "tests/stack/")
APART = ("tests/histories/",)
"""Folders of which each test takes long, and shares nothing."""
FIRST = (
    "tests/browser/",
    "tests/histories/",
    "tests/bounds/",
    "tests/stack/",
    "tests/package/",
    "tests/build/",
    "tests/authoring/",
    "tests/publishing/",
    "tests/test_",
    "tests/attack/",
)
"""In the order of what they cost; all others follow. Those of no folder start demos and commands of the docs."""


class ByFile(LoadScopeScheduling):  # type: ignore[misc] # xdist has no types
    """A scheduler whose units of work are files, or folders or tests where that is better."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(APART):
            return nodeid
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid.partition("::")[0])


def place(item: pytest.Item) -> int:
    """Return how early this test begins."""
    return next((place for place, folder in enumerate(FIRST) if item.nodeid.startswith(folder)), len(FIRST))


def slow_first(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Return the tests with the slow ones first, in their order otherwise."""
    return sorted(items, key=place)
