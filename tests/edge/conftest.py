"""A site on this machine in which nothing changes, and its reader."""

from collections.abc import Iterator

import pytest

from tests.edge.reader import Reader, reading, stocked


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """A reader of a site in which nothing changes."""
    with reading(stocked()) as reader:
        yield reader
