"""The deployed site that a command is about, and its settings for other commands."""

import pytest

from chalicelib.cloud.bootstrap import cloud
from infra.deploying import UndeployableError
from infra.deploying.site import SiteChoice, name_and_region, settings
from tests.deploying.deployer import REGION, Deployer


def test_the_settings_are_enough_for_a_cloud(deployed: Deployer) -> None:
    made = cloud(settings(deployed.site))

    assert len(made.keys) == 1
    assert made.events


def test_a_site_without_secrets_is_reported(deployed: Deployer) -> None:
    deployed.aws.ssm.delete_parameter(Name="/presswork/secrets")

    with pytest.raises(UndeployableError, match="no secrets at /presswork/secrets"):
        settings(deployed.site)


def test_a_site_that_is_not_there_is_reported(deployer: Deployer) -> None:
    with pytest.raises(UndeployableError, match=f"there's no stack presswork in {REGION}; `presswork deploy` creates it"):
        _ = deployer.site


def test_the_command_line_comes_before_the_file_and_that_before_the_environment(deployer: Deployer) -> None:
    file = deployer.folder / "presswork.toml"
    asked = SiteChoice(config=file, name="", region="")
    assert name_and_region(asked, {"AWS_REGION": "eu-west-1"}) == ("presswork", "eu-west-1")
    with pytest.raises(UndeployableError, match="which region"):
        name_and_region(asked, {})

    file.write_text('name = "blog"\nregion = "eu-central-1"\n')

    assert name_and_region(asked, {"AWS_REGION": "eu-west-1"}) == ("blog", "eu-central-1")
    assert name_and_region(SiteChoice(config=file, name="a", region="us-east-1"), {}) == ("a", "us-east-1")
