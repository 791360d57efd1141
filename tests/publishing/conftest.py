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


@pytest.fixture(params=EITHER)
def blog(request: pytest.FixtureRequest) -> Iterator[Blog]:
    """A new house."""
    with GROUNDS[request.param]() as made:
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
