"""Blogs with readers; moto replaces AWS, in this process."""

from collections.abc import Iterator

import pytest

from tests.analytics.blog import EITHER, GROUNDS, Reading, on_memory


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try a test that is marked `on_aws_too` on both keepers."""
    if "blog" in metafunc.fixturenames and metafunc.definition.get_closest_marker("on_aws_too"):
        metafunc.parametrize("blog", EITHER, indirect=True)


@pytest.fixture
def blog(request: pytest.FixtureRequest) -> Iterator[Reading]:
    """A blog with four posts, whose sidebar has the two most read posts of 48 hours."""
    with GROUNDS[getattr(request, "param", "memory")]() as made:
        made.open()
        yield made


@pytest.fixture
def memory_blog() -> Iterator[Reading]:
    """The same, on memory keepers."""
    with on_memory() as made:
        made.open()
        yield made
