"""`presswork deploy` when it fails, and after a failure or an interruption."""

import pytest
from botocore.exceptions import ClientError

from infra.deploying import UndeployableError
from infra.deploying.deploy import deploy
from infra.deploying.stack import ADVICE, REMEDY
from tests.deploying.clouds import CloudFormation, working
from tests.deploying.deployer import PLAIN, Deployer, template
from tests.thorough import sample


def test_a_failure_names_the_resource_and_the_cause_on_one_line(deployer: Deployer) -> None:
    deployer.stack.breaks = {"PressQueue": "Resource limit exceeded"}

    with pytest.raises(UndeployableError) as raised:
        deploy(deployer.work())

    assert str(raised.value).startswith(
        "PressQueue (AWS::SQS::Queue): Resource limit exceeded; the stack presswork is now ROLLBACK"
    )
    assert "\n" not in str(raised.value)


def test_after_a_first_try_that_failed_the_next_begins_anew(deployer: Deployer) -> None:
    deployer.stack.breaks = {"PressQueue": "Resource limit exceeded"}
    with pytest.raises(UndeployableError):
        deploy(deployer.work())
    deployer.stack.breaks = {}

    assert deploy(deployer.work()) == 0

    assert "the stack presswork is ROLLBACK_COMPLETE after a failed attempt" in deployer.printed()
    assert deployer.stack.status == "CREATE_COMPLETE"


RESOURCES = sorted(template()["Resources"])
CAUSES = ["Internal failure", *ADVICE]
TURNS = [(resource, CAUSES[turn % len(CAUSES)]) for turn, resource in enumerate(RESOURCES)]
"""Each resource, and each cause several times."""


@pytest.mark.parametrize(("resource", "cause"), sample("deploying", TURNS, one_in=3))
def test_whichever_resource_fails_and_why_the_same_command_succeeds_once_the_cause_is_gone(
    deployer: Deployer, resource: str, cause: str
) -> None:
    deployer.stack.breaks = {resource: f"{cause} (Service: x)"}
    with pytest.raises(UndeployableError) as raised:
        deploy(deployer.work())
    deployer.stack.breaks = {}

    assert deploy(deployer.work()) == 0

    assert str(raised.value).startswith(f"{resource} (AWS::")
    assert str(raised.value).endswith(ADVICE.get(cause, REMEDY))
    assert deployer.stack.status == "CREATE_COMPLETE"


def test_an_update_that_failed_can_be_done_again(deployer: Deployer) -> None:
    deploy(deployer.work())
    deployer.stack.breaks = {"More": "no"}
    with pytest.raises(
        UndeployableError, match=r"More \(AWS::SNS::Topic\): no; the stack presswork is now UPDATE_ROLLBACK_COMPLETE"
    ):
        deploy(deployer.work(PLAIN, "More"))
    deployer.stack.breaks = {}

    assert deploy(deployer.work(PLAIN, "More")) == 0


def test_a_refused_template_says_why_and_leaves_no_trace(deployer: Deployer) -> None:
    deployer.stack.refuses = "Template error: no such thing"

    with pytest.raises(UndeployableError, match="CloudFormation rejects the template: Template error: no such thing"):
        deploy(deployer.work())

    assert (deployer.stack.sets, deployer.stack.status) == ({}, "")


def test_reasons_that_are_reported_elsewhere_are_fetched(deployer: Deployer) -> None:
    deployer.stack.refuses = "Validation failed with 1 error(s). Call DescribeEvents to retrieve the full list"
    deployer.stack.found_wrong = {"LogBucket": "it already exists"}

    with pytest.raises(UndeployableError, match="LogBucket: it already exists"):
        deploy(deployer.work())


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        ("UPDATE_ROLLBACK_FAILED", "aws cloudformation continue-update-rollback --region eu-central-1"),
        ("UPDATE_FAILED", "console"),
    ],
)
def test_a_stack_that_is_stuck_is_reported_with_what_to_do(deployer: Deployer, status: str, advice: str) -> None:
    deploy(deployer.work())
    deployer.stack.status = status

    with pytest.raises(UndeployableError, match=advice):
        deploy(deployer.work())


def test_what_is_under_way_already_is_waited_for(deployer: Deployer) -> None:
    deploy(deployer.work())
    deployer.stack.coming = list(working("presswork", "UPDATE", {"Press": "AWS::Lambda::Function"}))
    deployer.stack.status = "UPDATE_IN_PROGRESS"

    assert deploy(deployer.work()) == 0

    assert "waiting until the change of the stack presswork that is under way (UPDATE_IN_PROGRESS)" in deployer.printed()


def test_a_left_over_proposal_is_no_obstacle(deployer: Deployer) -> None:
    deployer.stack.status = "REVIEW_IN_PROGRESS"

    assert deploy(deployer.work()) == 0


def test_credentials_that_may_not_are_not_taken_for_something_missing(deployer: Deployer) -> None:
    class Closed(CloudFormation):
        def describe_stacks(self, StackName: str) -> dict[str, str]:  # noqa: N803, ARG002 - as boto3 calls it
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "DescribeStacks")

    deployer.stack = Closed(deployer.stack.moto, deployer.stack.s3)

    with pytest.raises(ClientError):
        deploy(deployer.work())
