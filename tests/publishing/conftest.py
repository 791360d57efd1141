"""The houses that the pipeline's sentences are tried in; what is AWS here is moto, in this process."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from moto import mock_aws

from tests.publishing.house import AwsHouse, House, MemoryHouse


@contextmanager
def on_memory() -> Iterator[House]:
    yield MemoryHouse()


@contextmanager
def on_aws() -> Iterator[House]:
    with mock_aws():
        yield AwsHouse()


GROUNDS: dict[str, Callable[[], AbstractContextManager[House]]] = {"memory": on_memory, "aws": on_aws}
EITHER = ["memory", pytest.param("aws", marks=pytest.mark.slow)]


@pytest.fixture(params=EITHER)
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    """A new house."""
    with GROUNDS[request.param]() as made:
        yield made


@pytest.fixture
def aws_house() -> Iterator[AwsHouse]:
    """A new house on moto."""
    with mock_aws():
        yield AwsHouse()


@pytest.fixture
def memory_house() -> MemoryHouse:
    """A new house on memory keepers."""
    return MemoryHouse()
