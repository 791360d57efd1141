"""Blogs with readers; moto replaces AWS, in this process."""

from collections.abc import Iterator

import pytest

from tests.analytics.blog import EITHER, GROUNDS, Reading, on_memory


@pytest.fixture(params=EITHER)
def blog(request: pytest.FixtureRequest) -> Iterator[Reading]:
    """A blog with four posts, whose sidebar has the two most read posts of 48 hours."""
    with GROUNDS[request.param]() as made:
        made.open()
        yield made


@pytest.fixture
def memory_blog() -> Iterator[Reading]:
    """The same, on memory keepers."""
    with on_memory() as made:
        made.open()
        yield made
