"""What was put away after failures is tried again: messages by SQS, events by their functions."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from msgspec.structs import replace

from infra.deploying import UndeployableError
from infra.deploying.operating import redriving
from infra.deploying.site import Site, checked_name
from tests.deploying.deployer import REGION, Deployer, put


class Moving:
    """SQS with the tasks that moto lacks."""

    def __init__(self, sqs: Any) -> None:
        self._sqs, self.started = sqs, list[str]()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sqs, name)

    def list_message_move_tasks(self, SourceArn: str) -> Any:  # noqa: N803 - as boto3 calls it
        return {"Results": [{"Status": "RUNNING"}] if SourceArn in self.started else []}

    def start_message_move_task(self, SourceArn: str) -> None:  # noqa: N803
        self.started.append(SourceArn)


@pytest.fixture
def moving(deployed: Deployer) -> tuple[Site, Moving]:
    sqs = Moving(deployed.aws.sqs)
    return Site("presswork", replace(deployed.aws, sqs=sqs), deployed.site.state), sqs


def test_what_was_put_away_is_counted_and_tried_again(deployed: Deployer, moving: tuple[Site, Moving]) -> None:
    site, sqs = moving
    put(site, "UploadsDeadLettersUrl", 3)

    assert redriving.redrive(site, "", deployed.said.append) == 0

    said = deployed.printed()
    assert "uploads             3 failed" in said
    assert "uploads: retrying 3" in said
    assert [arn.rpartition(":")[2] for arn in sqs.started] == ["presswork-uploads-dead"]


def test_a_program_gets_the_number_and_the_outcome_of_each_queue(deployed: Deployer, moving: tuple[Site, Moving]) -> None:
    site, sqs = moving
    put(site, "UploadsDeadLettersUrl", 3)

    found = list(redriving.redrive_events(site, ""))

    filled = {"queue": "uploads", "failed": 3, "outcome": ["uploads: retrying 3; see `presswork status --stack`"]}
    assert [one for one in found if one["failed"]] == [filled]
    assert {"queue": "letters", "failed": 0, "outcome": []} in found
    assert len(sqs.started) == 1


def test_only_the_queue_that_was_named(deployed: Deployer, moving: tuple[Site, Moving]) -> None:
    site, sqs = moving
    put(site, "UploadsDeadLettersUrl", 1)

    redriving.redrive(site, "letters", deployed.said.append)

    assert sqs.started == []
    assert "there's nothing to retry" in deployed.printed()


def test_what_is_on_its_way_already_is_not_started_twice(deployed: Deployer, moving: tuple[Site, Moving]) -> None:
    site, sqs = moving
    put(site, "UploadsDeadLettersUrl", 1)

    for _ in range(2):
        redriving.redrive(site, "uploads", deployed.said.append)

    assert len(sqs.started) == 1
    assert "already being retried" in deployed.printed()


def test_an_unknown_queue_is_reported_with_those_there_are() -> None:
    there_are = "uploads, press, letters, events"
    with pytest.raises(UndeployableError, match=f"there's no queue mails; use one of {there_are}"):
        checked_name("queue", "mails", redriving.DEAD)


def away(site: Site, *bodies: str) -> None:
    for body in bodies:
        site.aws.sqs.send_message(QueueUrl=site.outputs["EventsDeadLettersUrl"], MessageBody=body)


def wrapped(function: str, event: Any, version: str = ":$LATEST") -> str:
    """What Lambda puts away of an event: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html"""
    arn = f"arn:aws:lambda:{REGION}:123456789012:function:presswork-{function}{version}"
    context = {"requestId": "1", "functionArn": arn, "condition": "RetriesExhausted", "approximateInvokeCount": 3}
    answer = {
        "responseContext": {"statusCode": 200, "functionError": "Unhandled"},
        "responsePayload": {"errorType": "EventError"},
    }
    return json.dumps({"version": "1.0", "requestContext": context, "requestPayload": event, **answer})


BOUNCE = {"Records": [{"EventSource": "aws:sns", "Sns": {"Message": "{}"}}]}
FILE = {"Records": [{"s3": {"object": {"key": "a.gz"}}}]}


def test_an_event_is_handed_to_its_function_again_as_it_was(deployed: Deployer) -> None:
    away(deployed.site, wrapped("mail_news", BOUNCE), wrapped("popular", FILE, version=""), wrapped("popular", FILE))

    assert redriving.redrive(deployed.site, "events", deployed.said.append) == 0

    handed = [("presswork-mail_news", BOUNCE), ("presswork-popular", FILE), ("presswork-popular", FILE)]
    assert sorted(deployed.functions.invoked, key=str) == sorted(handed, key=str)
    assert redriving.dead_letters(deployed.site, "events")[0].number == 0
    said = deployed.printed()
    assert "events: 1 of mail_news retried; see `presswork logs mail_news`" in said
    assert "events: 2 of popular retried; see `presswork logs popular`" in said


def test_more_events_than_are_received_at_once_all_go_back(deployed: Deployer) -> None:
    away(deployed.site, *(wrapped("mail_news", {**BOUNCE, "number": number}) for number in range(23)))

    redriving.redrive(deployed.site, "", deployed.said.append)

    assert {event["number"] for _, event in deployed.functions.invoked} == set(range(23))
    assert redriving.dead_letters(deployed.site, "events")[0].number == 0


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"requestContext": {"functionArn": 1}, "requestPayload": {}}',
        wrapped("other", {}),
        wrapped("tick", {}),
    ],
)
def test_what_is_no_event_of_this_site_is_left_and_reported(deployed: Deployer, body: str) -> None:
    away(deployed.site, body or " ")

    redriving.redrive(deployed.site, "events", deployed.said.append)

    assert deployed.functions.invoked == []
    assert "events: 1 left, because they don't name a function of this site" in deployed.printed()
    facts = deployed.aws.sqs.get_queue_attributes(QueueUrl=deployed.site.outputs["EventsDeadLettersUrl"], AttributeNames=["All"])
    assert facts["Attributes"]["ApproximateNumberOfMessagesNotVisible"] == "1"


def test_an_event_stays_put_away_where_its_function_can_not_be_called(deployed: Deployer) -> None:
    away(deployed.site, wrapped("popular", FILE))
    deployed.functions.refuses = "TooManyRequestsException"

    with pytest.raises(ClientError, match="TooManyRequestsException"):
        redriving.redrive(deployed.site, "events", deployed.said.append)

    deployed.aws.sqs.receive_message(QueueUrl=deployed.site.outputs["EventsDeadLettersUrl"], VisibilityTimeout=0)
    facts = deployed.aws.sqs.get_queue_attributes(QueueUrl=deployed.site.outputs["EventsDeadLettersUrl"], AttributeNames=["All"])
    assert facts["Attributes"]["ApproximateNumberOfMessagesNotVisible"] == "1"
