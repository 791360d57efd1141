"""The houses that the pipeline's sentences are tried in; what is AWS here is moto, in this process."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from moto import mock_aws

from tests.publishing.blog import Blog, MemoryBlog
from tests.publishing.blog_on_moto import AwsBlog


@contextmanager
def on_memory() -> Iterator[Blog]:
    yield MemoryBlog()


@contextmanager
def on_aws() -> Iterator[Blog]:
    with mock_aws():
        yield AwsBlog()


GROUNDS: dict[str, Callable[[], AbstractContextManager[Blog]]] = {"memory": on_memory, "aws": on_aws}
EITHER = ["memory", pytest.param("aws", marks=pytest.mark.slow)]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try a test that is marked `on_aws_too` on both keepers."""
    if "blog" in metafunc.fixturenames and metafunc.definition.get_closest_marker("on_aws_too"):
        metafunc.parametrize("blog", EITHER, indirect=True)


@pytest.fixture
def blog(request: pytest.FixtureRequest) -> Iterator[Blog]:
    """A new blog on memory keepers, which keep the same contracts as AWS (`tests/contract`)."""
    with GROUNDS[getattr(request, "param", "memory")]() as made:
        yield made


@pytest.fixture
def aws_blog() -> Iterator[AwsBlog]:
    """A new house on moto."""
    with mock_aws():
        yield AwsBlog()


@pytest.fixture
def memory_blog() -> MemoryBlog:
    """A new house on memory keepers."""
    return MemoryBlog()
