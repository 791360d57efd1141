"""The houses that readers come to; what is AWS here is moto, in this process."""

from collections.abc import Iterator

import pytest

from tests.analytics.blog import EITHER, GROUNDS, Reading, on_memory


@pytest.fixture(params=EITHER)
def blog(request: pytest.FixtureRequest) -> Iterator[Reading]:
    """A house with four posts, whose sidebar has the two that were read most in 48 hours."""
    with GROUNDS[request.param]() as made:
        made.open()
        yield made


@pytest.fixture
def memory_blog() -> Iterator[Reading]:
    """The same, on memory keepers."""
    with on_memory() as made:
        made.open()
        yield made
