"""What AWS answers only at an awkward moment, scripted, and held against its own description of its answers."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from infra.deploying import UndeployableError, destroy
from infra.deploying.deploy import deploy
from infra.stack.parameters import NEW
from tests.deploying.deployer import PLAIN, REGION, Deployer

TABLE = {"TableName": "presswork-catalog"}


@pytest.fixture
def dynamodb() -> Iterator[Stubber]:
    with Stubber(boto3.client("dynamodb", region_name=REGION)) as stubber:
        yield stubber


@pytest.fixture
def sqs() -> Iterator[Stubber]:
    with Stubber(boto3.client("sqs", region_name=REGION)) as stubber:
        yield stubber


# ---- destroy: a table that is changing


def describe(dynamodb: Stubber, status: str, *, protected: bool = False) -> None:
    table = {**TABLE, "TableStatus": status, "DeletionProtectionEnabled": protected}
    dynamodb.add_response("describe_table", {"Table": table}, TABLE)


def test_a_table_that_is_being_changed_is_waited_for_before_each_step(dynamodb: Stubber) -> None:
    for status in ("CREATING", "UPDATING", "ACTIVE"):
        describe(dynamodb, status, protected=True)
    dynamodb.add_response("update_table", {}, {**TABLE, "DeletionProtectionEnabled": False})
    for status in ("UPDATING", "ACTIVE"):
        describe(dynamodb, status)
    pauses: list[int] = []

    destroy.prepare_removal(dynamodb.client, TABLE["TableName"], lambda: pauses.append(1))

    dynamodb.assert_no_pending_responses()
    assert len(pauses) == 3


def test_a_table_that_is_being_deleted_already_is_only_waited_for(dynamodb: Stubber) -> None:
    for _ in range(2):
        describe(dynamodb, "DELETING")
    dynamodb.add_client_error("describe_table", "ResourceNotFoundException")

    destroy.remove_table(dynamodb.client, TABLE["TableName"], lambda: None)

    dynamodb.assert_no_pending_responses()


def test_a_table_that_never_comes_to_rest_is_reported_on_one_line(dynamodb: Stubber) -> None:
    for _ in range(destroy.CHANGING_TRIES):
        describe(dynamodb, "UPDATING")

    with pytest.raises(UndeployableError, match=r"^the table presswork-catalog is still being changed"):
        destroy.prepare_removal(dynamodb.client, TABLE["TableName"], lambda: None)


# ---- deploy: names that SQS still keeps, and new accounts

HELD = (
    "You must wait 60 seconds after deleting a queue before you can create another with the same name."
    " (Service: Sqs, Status Code: 400, Error Code: AWS.SimpleQueueService.QueueDeletedRecently)"
)
UNVERIFIED = "Access denied for operation 'AWS::CloudFront::Distribution: Your account must be verified before you can add new"


def patient(deployer: Deployer, waits: list[float], **breaks: str) -> Any:
    """A deployment during which these resources can't be made, until a minute was waited."""
    deployer.stack.breaks = breaks

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if seconds >= 60:
            deployer.stack.breaks = {}

    return deployer.work(sleep=sleep)


def test_a_queue_whose_name_is_still_kept_is_made_a_minute_later(deployer: Deployer) -> None:
    waits: list[float] = []

    assert deploy(patient(deployer, waits, PressQueue=HELD)) == 0

    assert deployer.stack.status == "CREATE_COMPLETE"
    assert waits.count(60.0) == 1


def test_a_queue_of_an_update_whose_name_is_still_kept_is_made_a_minute_later(deployer: Deployer) -> None:
    deploy(deployer.work())
    waits: list[float] = []
    work = patient(deployer, waits, More=HELD)

    assert deploy(deployer.work(PLAIN, "More", sleep=work.sleep)) == 0

    assert deployer.stack.status == "UPDATE_COMPLETE"


def test_a_name_that_is_kept_for_ever_is_an_ordinary_failure(deployer: Deployer) -> None:
    deployer.stack.breaks = {"PressQueue": HELD}

    with pytest.raises(UndeployableError, match="QueueDeletedRecently"):
        deploy(deployer.work())


def test_a_new_account_learns_what_cloudfront_waits_for(deployer: Deployer) -> None:
    deployer.stack.breaks = {"PressQueue": UNVERIFIED}

    with pytest.raises(UndeployableError, match="open a case with AWS Support"):
        deploy(deployer.work())


def test_an_account_that_may_run_few_functions_at_once_is_told_so(deployer: Deployer) -> None:
    deployer.functions.limit = 10

    deploy(deployer.work())

    assert "this account can only run a few functions at once, like all new ones" in deployer.printed()
    assert deployer.stack.parameters["Account"] == NEW
