"""A deployer with nothing deployed, and one with a site; a trial's file, and the trial that it describes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from moto import mock_aws

from infra.deploying import config, trial
from infra.deploying.deploy import deploy
from infra.deploying.prompts import Terminal
from tests.deploying.deployer import OWNER, PROFILE, Deployer


@pytest.fixture
def deployer(tmp_path: Path) -> Iterator[Deployer]:
    with mock_aws():
        yield Deployer(tmp_path)


@pytest.fixture
def deployed(deployer: Deployer) -> Deployer:
    deploy(deployer.work())
    deployer.printed()
    return deployer


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "trial.toml"


@pytest.fixture
def tried(file: Path) -> config.Deployment:
    file.write_text(f'owner = "{OWNER}"\nname = "presswork"\n')  # the name of the deployer's stack
    return trial.deployment_in(file, Terminal(print), PROFILE)
