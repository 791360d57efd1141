"""A deployer with nothing deployed, and one with a site; a trial's file, and the trial that it describes; the whole
template, and an account for it.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from infra.deploying import config, trial
from infra.deploying.deploy import deploy
from infra.deploying.prompts import Terminal
from infra.deploying.services import Aws, services
from infra.package import describing
from infra.stack.functions import FUNCTIONS
from infra.stack.template import merge_template
from tests.deploying.declared import IDS, REGION, ROLE, empty_zip
from tests.deploying.deployer import OWNER, PROFILE, Deployer
from tests.stack.conftest import PROJECT


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


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """Return the whole template, as plain CloudFormation."""
    pytest.importorskip("samtranslator", reason="`make deploy-tools` installs it")
    folder = tmp_path_factory.mktemp("plain")
    for name in ("sam", "plain"):
        (folder / name).mkdir()
    return describing.as_plain(describing.sam(PROJECT, "arm64", merge_template(), folder / "sam"), folder / "plain")


@pytest.fixture
def aws() -> Iterator[Aws]:
    """Yield an account with what `IDS` names, and without any policy."""
    with mock_aws():
        made = services(REGION)
        role = made.iam.create_role(RoleName="all", AssumeRolePolicyDocument=json.dumps(ROLE))["Role"]["Arn"]
        for name in ("presswork-uploads", "presswork-events-dead"):
            made.sqs.create_queue(QueueName=name)
        made.sns.create_topic(Name="presswork-mail-events")
        for name in ("ContentBucket", "PublicBucket", "LogBucket", "InboundBucket"):
            made.s3.create_bucket(Bucket=IDS[name], CreateBucketConfiguration={"LocationConstraint": REGION})
        for function in FUNCTIONS:
            code = {"Handler": "app.x", "Runtime": "python3.13", "Role": role, "Code": {"ZipFile": empty_zip()}}
            made.functions.create_function(FunctionName=IDS[function.resource], **code)
        yield made
