"""Messages, events and mail: the queues, and what is handed over without one."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest

from chalicelib.batch import SOON
from chalicelib.content.site.siteyaml import read_site
from chalicelib.publishing.messages import GROUPS
from chalicelib.rendering import failures
from infra.stack.conditions import effective
from infra.stack.events import DEAD, HANDED, KEPT
from infra.stack.functions import FUNCTIONS, PRESS
from infra.stack.queues import QUEUES
from tests.stack.reading import of, of_type, referred, within


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


RIDDEN_OUT = {"uploads": 2880, "press": 720, "letters": 7200}
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
def test_of_a_batch_only_what_failed_comes_again(resources: Mapping[str, Any], queue: Any) -> None:
    [(name, event)] = of(resources, queue.function.resource)["Events"].items()

    assert name == f"{queue.function.resource}SqsEventSource"
    assert event["Properties"]["Queue"] == {"Fn::Sub": f"${{{queue.resource}.Arn}}"}
    assert event["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.name)
def test_only_in_a_new_account_a_queue_is_bounded_since_a_bound_one_is_polled_more(
    resources: Mapping[str, Any], queue: Any
) -> None:
    [event] = of(resources, queue.function.resource)["Events"].values()

    assert event["Properties"]["ScalingConfig"] == {"Fn::If": ["IsNew", {"MaximumConcurrency": queue.function.in_new}, {}]}


@pytest.mark.slow
def test_no_function_reserves_concurrency_which_would_fail_a_deployment_into_a_new_account(plain: Mapping[str, Any]) -> None:
    properties = {name for name, _ in within(plain["Resources"])}

    assert properties & {"ReservedConcurrentExecutions", "ProvisionedConcurrencyConfig"} == set()


def test_in_a_new_account_the_queues_leave_functions_to_visitors_and_the_clock() -> None:
    assert sum(function.in_new for function in FUNCTIONS) <= 8
    assert all(queue.function.in_new >= 2 for queue in QUEUES)


def test_no_more_presses_run_than_there_are_groups() -> None:
    """A FIFO queue gives a function no second batch of a group, so its concurrency is bounded without a setting."""
    assert [queue.function for queue in QUEUES if queue.fifo] == [PRESS]
    assert GROUPS == 8


def test_the_press_queue_is_fifo_by_groups_and_takes_no_text_for_an_id(resources: Mapping[str, Any]) -> None:
    press = of(resources, "PressQueue")

    assert press["QueueName"] == {"Fn::Sub": "${AWS::StackName}-press.fifo"}
    assert (press["FifoQueue"], press["ContentBasedDeduplication"]) == (True, False)
    assert (press["DeduplicationScope"], press["FifoThroughputLimit"]) == ("messageGroup", "perMessageGroupId")
    assert [queue.name for queue in QUEUES if queue.fifo] == ["press"]


def test_every_queue_is_encrypted(resources: Mapping[str, Any]) -> None:
    assert all(queue["SqsManagedSseEnabled"] for queue in of_type(resources, "AWS::SQS::Queue").values())


def test_two_senders_each_have_a_domain_that_is_proved_by_dkim(template: Mapping[str, Any]) -> None:
    identities = of_type(effective(template, MailDomain="press.example")["Resources"], "AWS::SES::EmailIdentity")

    assert {one["EmailIdentity"]["Fn::Sub"] for one in identities.values()} == {"${MailDomain}", "news.${MailDomain}"}
    assert all(one["DkimAttributes"] == {"SigningEnabled": True} for one in identities.values())
    assert all(
        one["MailFromAttributes"]["MailFromDomain"]["Fn::Sub"] == "bounce." + one["EmailIdentity"]["Fn::Sub"]
        for one in identities.values()
    )


def test_site_yaml_takes_the_senders_that_the_stack_names(template: Mapping[str, Any]) -> None:
    stated = effective(template, MailDomain="press.example")["Outputs"]
    letters, confirmations = (stated[f"{name}Sender"]["Value"]["Fn::Sub"] for name in ("Letters", "Confirmations"))
    text = f"newsletter:\n  letters: {letters}\n  confirmations: {confirmations}\n".replace("${MailDomain}", "press.example")

    site = read_site(text.encode(), lambda text, _key: text)

    assert site.sender("letters").address == "letters@news.press.example"
    assert site.sender("confirmations").address == "confirm@press.example"


def test_what_becomes_of_mail_is_reported_but_not_whether_it_is_opened(resources: Mapping[str, Any]) -> None:
    actual = of(resources, "MailEvents")["EventDestination"]

    assert set(actual["MatchingEventTypes"]) == {"send", "delivery", "bounce", "complaint", "reject", "renderingFailure"}
    assert actual["SnsDestination"] == {"TopicARN": {"Ref": "MailEventsTopic"}}


# ---- what is handed over without a queue


def test_every_function_has_a_queue_or_is_handed_its_events_or_answers_visitors() -> None:
    triggered = [queue.function.name for queue in QUEUES] + [handed.function.name for handed in HANDED]

    assert sorted([*triggered, "api_handler"]) == sorted(function.name for function in FUNCTIONS)


@pytest.mark.parametrize("handed", KEPT, ids=lambda handed: handed.function.name)
def test_an_event_that_fails_is_tried_again_and_then_put_away(resources: Mapping[str, Any], handed: Any) -> None:
    tried = of(resources, handed.function.resource)["EventInvokeConfig"]

    assert tried["MaximumRetryAttempts"] == 2
    assert tried["MaximumEventAgeInSeconds"] == 21_600
    assert tried["DestinationConfig"]["OnFailure"] == {"Type": "SQS", "Destination": {"Fn::GetAtt": [DEAD, "Arn"]}}
    assert resources[handed.function.resource]["DependsOn"] == ["EventsMayBePutAway"]


def test_a_tick_is_not_tried_again_nor_kept_since_the_next_one_does_its_work(resources: Mapping[str, Any]) -> None:
    assert {handed.function.name for handed in HANDED} - {handed.function.name for handed in KEPT} == {"tick"}
    assert of(resources, "Tick")["EventInvokeConfig"] == {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60}


def test_who_is_handed_events_may_put_them_away_and_nobody_polls_them(resources: Mapping[str, Any]) -> None:
    right = of(resources, "EventsMayBePutAway")
    [allowed] = right["PolicyDocument"]["Statement"]

    assert right["Roles"] == [{"Ref": handed.function.role} for handed in KEPT]
    assert (allowed["Action"], allowed["Resource"]) == ("sqs:SendMessage", {"Fn::GetAtt": [DEAD, "Arn"]})
    assert of(resources, DEAD)["MessageRetentionPeriod"] == 14 * 86_400
    assert not [function.name for function in FUNCTIONS if DEAD in referred(of(resources, function.resource).get("Events", {}))]


def test_the_topic_of_mail_calls_the_function_which_no_other_topic_may_call(resources: Mapping[str, Any]) -> None:
    subscription, permission = of(resources, "MailEventsSubscription"), of(resources, "MailNewsMayBeCalled")
    name = of(resources, "MailNews")["FunctionName"]["Fn::Sub"]

    assert subscription["Protocol"] == "lambda"
    assert subscription["Endpoint"]["Fn::Sub"].endswith(f":function:{name}")
    assert (permission["Action"], permission["Principal"]) == ("lambda:InvokeFunction", "sns.amazonaws.com")
    assert permission["FunctionName"] == {"Ref": "MailNews"}
    assert permission["SourceArn"] == subscription["TopicArn"] == {"Ref": "MailEventsTopic"}
    assert resources["MailEventsSubscription"]["DependsOn"] == ["MailNewsMayBeCalled"]


def test_only_this_configuration_set_may_tell_the_topic(resources: Mapping[str, Any]) -> None:
    _closed, allowed = of(resources, "MailEventsTopicPolicy")["PolicyDocument"]["Statement"]

    own = allowed["Condition"]["StringEquals"]["AWS:SourceArn"]["Fn::Sub"]
    assert own.endswith(":configuration-set/" + of(resources, "ConfigurationSet")["Name"]["Fn::Sub"])
