"""A deployer with nothing deployed, and one with a site."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from moto import mock_aws

from infra.deploying.deploy import deploy
from tests.deploying.deployer import Deployer


@pytest.fixture
def deployer(tmp_path: Path) -> Iterator[Deployer]:
    with mock_aws():
        yield Deployer(tmp_path)


@pytest.fixture
def deployed(deployer: Deployer) -> Deployer:
    deploy(deployer.work())
    deployer.printed()
    return deployer
