"""Messages and mail: the queues, and the way of mail events."""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from chalicelib.batch import SOON
from chalicelib.content.siteyaml import read_site
from chalicelib.rendering import failures
from infra.stack.functions import FUNCTIONS, POPULAR, PRESS
from infra.stack.queues import QUEUES
from tests.stack.reading import of, of_type

PROJECT = Path(__file__).resolve().parents[2]
CONFIG = PROJECT / "infra/stack/cfnlint.yaml"


@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.name)
def test_a_queue_hides_a_message_for_six_times_its_functions_time(resources: Mapping[str, Any], queue: Any) -> None:
    made = of(resources, queue.resource)

    assert made["VisibilityTimeout"] == 6 * of(resources, queue.function.resource)["Timeout"]


@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.name)
def test_what_fails_too_often_is_put_away_and_kept_longer(resources: Mapping[str, Any], queue: Any) -> None:
    made, dead = of(resources, queue.resource), of(resources, queue.dead)

    assert made["RedrivePolicy"] == {"deadLetterTargetArn": {"Fn::GetAtt": [queue.dead, "Arn"]}, "maxReceiveCount": queue.tries}
    assert queue.tries >= 5
    assert dead["MessageRetentionPeriod"] > made["MessageRetentionPeriod"]
    assert dead.get("FifoQueue") == made.get("FifoQueue")
    [source_arn] = dead["RedriveAllowPolicy"]["sourceQueueArns"]
    assert source_arn["Fn::Sub"].endswith(":" + made["QueueName"]["Fn::Sub"])


RIDDEN_OUT = {"uploads": 2880, "press": 720, "letters": 7200, "mail-events": 1440, "logs": 10_800}
"""The seconds of an outage after which a message of each queue still comes again."""


@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.name)
def test_what_fails_comes_again_soon_and_is_not_put_away_before_an_outage_is_over(queue: Any) -> None:
    waits = [*SOON, *[queue.hidden] * queue.tries][: queue.tries - 1]

    assert queue.hidden >= max(SOON)
    assert sum(waits) >= RIDDEN_OUT[queue.name]


def test_each_wait_is_four_times_the_one_before() -> None:
    assert SOON[0] == 5
    assert all(later == 4 * wait for wait, later in pairwise(SOON))


def test_a_page_is_given_up_before_its_message_is_put_away() -> None:
    [press] = [queue for queue in QUEUES if queue.name == "press"]

    assert press.tries > failures.TRIES


@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.name)
def test_of_a_batch_only_what_failed_comes_again_and_so_many_run_at_once(resources: Mapping[str, Any], queue: Any) -> None:
    [(name, event)] = of(resources, queue.function.resource)["Events"].items()

    assert name == f"{queue.function.resource}SqsEventSource"
    assert event["Properties"]["Queue"] == {"Fn::Sub": f"${{{queue.resource}.Arn}}"}
    assert event["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert event["Properties"]["ScalingConfig"]["MaximumConcurrency"]["Fn::If"] == ["IsNew", *reversed(queue.function.at_once)]


def test_in_a_new_account_the_queues_leave_functions_to_visitors_and_the_clock() -> None:
    always = [function.at_once[1] for function in FUNCTIONS if function.at_once and function is not POPULAR]

    assert sum(always) <= 8
    assert POPULAR.at_once is not None
    assert POPULAR.at_once[1] == 2  # the least that AWS takes, for some seconds an hour


def test_no_more_presses_run_than_there_are_groups() -> None:
    assert PRESS.at_once is not None
    assert PRESS.at_once[0] == 8


def test_the_press_queue_is_fifo_by_groups_and_takes_no_text_for_an_id(resources: Mapping[str, Any]) -> None:
    press = of(resources, "PressQueue")

    assert press["QueueName"] == {"Fn::Sub": "${AWS::StackName}-press.fifo"}
    assert (press["FifoQueue"], press["ContentBasedDeduplication"]) == (True, False)
    assert (press["DeduplicationScope"], press["FifoThroughputLimit"]) == ("messageGroup", "perMessageGroupId")
    assert [queue.name for queue in QUEUES if queue.fifo] == ["press"]


def test_every_queue_is_encrypted(resources: Mapping[str, Any]) -> None:
    assert all(queue["SqsManagedSseEnabled"] for queue in of_type(resources, "AWS::SQS::Queue").values())


def test_two_senders_each_have_a_domain_that_is_proved_by_dkim(resources: Mapping[str, Any]) -> None:
    identities = of_type(resources, "AWS::SES::EmailIdentity")

    assert {one["EmailIdentity"]["Fn::Sub"] for one in identities.values()} == {"${MailDomain}", "news.${MailDomain}"}
    assert all(one["DkimAttributes"] == {"SigningEnabled": True} for one in identities.values())
    assert all(
        one["MailFromAttributes"]["MailFromDomain"]["Fn::Sub"] == "bounce." + one["EmailIdentity"]["Fn::Sub"]
        for one in identities.values()
    )
    assert all(resources[name]["Condition"] == "HasMail" for name in identities)


def test_site_yaml_takes_the_senders_that_the_stack_names(template: Mapping[str, Any]) -> None:
    letters, confirmations = (template["Outputs"][f"{name}Sender"]["Value"]["Fn::Sub"] for name in ("Letters", "Confirmations"))
    text = f"newsletter:\n  letters: {letters}\n  confirmations: {confirmations}\n".replace("${MailDomain}", "press.example")

    site = read_site(text.encode(), lambda text, _key: text)

    assert site.sender("letters").address == "letters@news.press.example"
    assert site.sender("confirmations").address == "confirm@press.example"


def test_what_becomes_of_mail_is_reported_but_not_whether_it_is_opened(resources: Mapping[str, Any]) -> None:
    actual = of(resources, "MailEvents")["EventDestination"]

    assert set(actual["MatchingEventTypes"]) == {"send", "delivery", "bounce", "complaint", "reject", "renderingFailure"}
    assert actual["SnsDestination"] == {"TopicARN": {"Ref": "MailEventsTopic"}}


def test_the_topic_of_mail_brings_it_to_the_queue_which_takes_it_from_no_other(resources: Mapping[str, Any]) -> None:
    subscription = of(resources, "MailEventsSubscription")
    [allowed] = of(resources, "MailEventsQueuePolicy")["PolicyDocument"]["Statement"]

    assert (subscription["Protocol"], subscription["Endpoint"]) == ("sqs", {"Fn::GetAtt": ["MailEventsQueue", "Arn"]})
    assert allowed["Principal"] == {"Service": "sns.amazonaws.com"}
    assert allowed["Condition"] == {"ArnEquals": {"aws:SourceArn": {"Ref": "MailEventsTopic"}}}


def test_only_this_configuration_set_may_tell_the_topic(resources: Mapping[str, Any]) -> None:
    [allowed] = of(resources, "MailEventsTopicPolicy")["PolicyDocument"]["Statement"]

    own = allowed["Condition"]["StringEquals"]["AWS:SourceArn"]["Fn::Sub"]
    assert own.endswith(":configuration-set/" + of(resources, "ConfigurationSet")["Name"]["Fn::Sub"])
