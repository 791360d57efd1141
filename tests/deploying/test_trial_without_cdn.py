"""A trial in an account that may not have a CDN yet: a function serves it, until the same command finds that it may."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from infra.commands.aws.deploy import deploy_trial
from infra.commands.aws.trial import result
from infra.deploying import UndeployableError, config, trial
from infra.deploying.deploy import deploy
from infra.deploying.prompts import Terminal
from infra.deploying.stack import NoCdnError
from tests.deploying.deployer import PROFILE, Deployer

UNVERIFIED = "Access denied for operation 'AWS::CloudFront::Distribution: Your account must be verified before you can add new"


def test_a_trial_without_a_cdn_goes_on_with_a_function_and_packs_once(
    deployer: Deployer, tried: config.Deployment, file: Path
) -> None:
    verify_later(deployer)
    work = deployer.work(tried)

    site = deploy_trial(replace(work, pack=cache(work.pack)), file)

    assert (site.cdn, deployer.stack.parameters["Cdn"], deployer.stack.status) == ("no", "no", "CREATE_COMPLETE")
    assert deployer.packages == 1
    said = deployer.printed()
    assert f'AWS has not verified this account for CloudFront yet, so a function serves the trial: cdn = "no" in {file}' in said


def test_the_next_run_of_a_trial_without_a_cdn_asks_for_none_and_changes_nothing(
    deployer: Deployer, tried: config.Deployment, file: Path
) -> None:
    verify_later(deployer)
    deploy_trial(deployer.work(tried), file)
    deployer.printed()

    again = trial.deployment_in(file, Terminal(print), PROFILE)
    deploy_trial(deployer.work(again), file)

    assert again.cdn == "no"
    assert "nothing to change" in deployer.printed()


def test_a_trial_that_asks_again_too_early_stays_as_it_is(deployer: Deployer, tried: config.Deployment, file: Path) -> None:
    file.write_text(file.read_text() + 'cdn = "yes"\n')
    verify_later(deployer)

    deploy_trial(deployer.work(tried), file)

    assert file.read_text().count("cdn = ") == 1
    assert trial.deployment_in(file, Terminal(print), PROFILE).cdn == "no"


def test_a_real_site_without_a_cdn_is_told_what_to_do_and_made_no_other_way(deployer: Deployer) -> None:
    deployer.stack.breaks = {"PressQueue": UNVERIFIED}

    with pytest.raises(NoCdnError, match=r"open a case with AWS Support.*`presswork deploy --trial`"):
        deploy(deployer.work())

    assert deployer.stack.status == "ROLLBACK_COMPLETE"


def test_a_trial_that_fails_for_another_reason_is_not_tried_without_a_cdn(
    deployer: Deployer, tried: config.Deployment, file: Path
) -> None:
    deployer.stack.breaks = {"PressQueue": "no"}

    with pytest.raises(UndeployableError):
        deploy_trial(deployer.work(tried), file)

    assert "cdn" not in file.read_text()


def test_whoever_has_no_cdn_learns_how_to_go_on_and_nobody_else_does(tried: config.Deployment, file: Path) -> None:
    served = list(trial.going_on(replace(tried, cdn="no"), file))

    assert "slower than a CDN" in served[0]
    assert f'write cdn = "yes" in {file}, and run `presswork deploy --trial` again' in served[1]
    assert "links in earlier mails end" in served[2]
    assert list(trial.going_on(tried, file)) == []


def test_a_program_learns_whether_a_function_or_the_cdn_serves_the_trial(tried: config.Deployment) -> None:
    told = [result(replace(tried, cdn=cdn), "https://x.example", Path("blog")) for cdn in ("no", "yes")]

    assert [one["served_by"] for one in told] == ["function", "cdn"]


def test_a_trial_that_a_function_serves_is_still_served_by_it_when_a_cdn_was_asked_for_too_early(
    deployer: Deployer, tried: config.Deployment, file: Path
) -> None:
    deploy_trial(deployer.work(replace(tried, cdn="no")), file)
    verify_later(deployer, "Distribution")

    site = deploy_trial(deployer.work(tried, "Distribution"), file)

    assert (site.cdn, deployer.stack.parameters["Cdn"], deployer.stack.status) == ("no", "no", "UPDATE_COMPLETE")
    assert "UPDATE_ROLLBACK_COMPLETE" in [one["ResourceStatus"] for one in deployer.stack.history]


def test_a_trial_without_a_cdn_has_no_domain(deployer: Deployer, tried: config.Deployment, file: Path) -> None:
    with pytest.raises(UndeployableError, match="can't have a domain"):
        deploy_trial(deployer.work(replace(tried, cdn="no", domain="blog.example.org")), file)


def verify_later(deployer: Deployer, lacking: str = "PressQueue") -> None:
    """Let the account have no CDN, for which this resource stands; what is made without one is made."""
    create = deployer.stack.create_change_set

    def created(**asked: Any) -> Any:
        parameters = {one["ParameterKey"]: one["ParameterValue"] for one in asked["Parameters"]}
        deployer.stack.breaks = {lacking: UNVERIFIED} if parameters["Cdn"] == "yes" else {}
        return create(**asked)

    deployer.stack.create_change_set = created  # type: ignore[method-assign]
