"""A deployer with nothing deployed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from moto import mock_aws

from tests.deploying.deployer import Deployer


@pytest.fixture
def deployer(tmp_path: Path) -> Iterator[Deployer]:
    with mock_aws():
        yield Deployer(tmp_path)
