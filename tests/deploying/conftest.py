"""A house with nothing deployed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from moto import mock_aws

from tests.deploying.house import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with mock_aws():
        yield House(tmp_path)
