"""Alarms, which mail the owner, each a row. Missing data counts as good. `docs/operations.md` explains each by its name."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from chalicelib.rendering.failures import GIVEN_UP as SAID
from infra.stack.functions import FUNCTIONS, INGEST, LETTERS, PRESS, TICK, Function
from infra.stack.intrinsics import Intrinsic, Resources, policy, ref, resource, service, statement, sub
from infra.stack.queues import DEAD, QUEUES

FIVE_MINUTES, AN_HOUR = 300, 3600
BUDGET_STEPS = (("ACTUAL", 80), ("FORECASTED", 100))


@dataclass(frozen=True, slots=True)
class Alarm:
    """One row: the metric, its threshold, and the period."""

    resource: str
    says: str
    namespace: Intrinsic | str
    metric: str
    most: float
    dimensions: dict[str, Any] = field(default_factory=dict)
    statistic: str = "Sum"
    period: int = FIVE_MINUTES
    periods: int = 1


def attribute_of(queue: str) -> dict[str, Any]:
    return {"QueueName": {"Fn::GetAtt": [queue, "QueueName"]}}


def alarms() -> Iterator[Alarm]:
    failed = "Something failed too often and was put away: see why, mend it, then `presswork redrive`."
    waiting = "ApproximateNumberOfMessagesVisible"
    for name in DEAD:
        yield Alarm(f"{name}Filled", failed, "AWS/SQS", waiting, 1, attribute_of(name), "Maximum")
    for queue in QUEUES:
        age = attribute_of(queue.resource)
        says = f"A message has waited for {queue.late} seconds: its function fails, or can't keep up."
        yield Alarm(f"{queue.resource}Late", says, "AWS/SQS", "ApproximateAgeOfOldestMessage", queue.late, age, "Maximum")
    yield from (_of_function(function) for function in FUNCTIONS if not function.asked)
    yield from REST


def _of_function(function: Function) -> Alarm:
    own = {"FunctionName": ref(function.resource)}
    return Alarm(f"{function.resource}Errors", "The function fails again and again.", "AWS/Lambda", "Errors", 3, own)


API = {"ApiName": ref("AWS::StackName"), "Stage": "api"}

GIVEN_UP = "GivenUp"
"""The metric of `given up` lines in the logs, of all functions together: without dimensions it is counted once."""


REST: tuple[Alarm, ...] = (
    Alarm("Throttled", "The account runs as many functions as it may, whosever they are.", "AWS/Lambda", "Throttles", 10),
    Alarm(
        "GivenUpOn",
        "A page, a letter or a source can't be made, and its author was told beside the source.",
        *(sub("${AWS::StackName}"), GIVEN_UP, 1),
    ),
    Alarm("ApiErrors", "The API answers visitors with errors of its own.", "AWS/ApiGateway", "5XXError", 5, API),
    Alarm(
        "BounceRate",
        "So much mail bounces that SES may stop sending: at 5% it reviews, at 10% it pauses.",
        *("AWS/SES", "Reputation.BounceRate", 0.05),
        statistic="Average",
        period=AN_HOUR,
    ),
    Alarm(
        "ComplaintRate",
        "So many complain that SES may stop sending: at 0.1% it reviews, at 0.5% it pauses.",
        *("AWS/SES", "Reputation.ComplaintRate", 0.001),
        statistic="Average",
        period=AN_HOUR,
    ),
)


def resources() -> Resources:
    made = {alarm.resource: _alarm(alarm) for alarm in alarms()}
    return made | _asked() | _counted() | _owner() | {"MonthlyBudget": _budget()}


def _asked() -> Resources:
    """Return the alarms of functions that only some stacks call, and only these stacks pay for."""
    found = [(function, _of_function(function)) for function in FUNCTIONS if function.asked]
    return {alarm.resource: {**_alarm(alarm), "Condition": function.asked} for function, alarm in found}


def _counted() -> Resources:
    return {f"{function.resource}GivenUp": _count(function) for function in (INGEST, PRESS, LETTERS, TICK)}


def _count(function: Function) -> dict[str, Any]:
    counted = {"MetricName": GIVEN_UP, "MetricNamespace": sub("${AWS::StackName}"), "MetricValue": "1"}
    properties = {"LogGroupName": ref(function.log), "FilterPattern": f'"{SAID}:"', "MetricTransformations": [counted]}
    return resource("AWS::Logs::MetricFilter", properties)


def _alarm(alarm: Alarm) -> dict[str, Any]:
    properties = {
        "AlarmName": sub("${AWS::StackName}-" + alarm.resource),
        "AlarmDescription": alarm.says,
        "Namespace": alarm.namespace,
        "MetricName": alarm.metric,
        "Dimensions": [{"Name": name, "Value": value} for name, value in alarm.dimensions.items()],
        "Statistic": alarm.statistic,
        "Period": alarm.period,
        "EvaluationPeriods": alarm.periods,
        "Threshold": alarm.most,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "TreatMissingData": "notBreaching",
        "AlarmActions": [ref("AlarmTopic")],
        "OKActions": [ref("AlarmTopic")],
    }
    return resource("AWS::CloudWatch::Alarm", properties)


def _owner() -> Resources:
    here = {"StringEquals": {"aws:SourceAccount": ref("AWS::AccountId")}}
    senders = [statement("Allow", service(name), "sns:Publish", ref("AlarmTopic"), **here) for name in ("cloudwatch", "budgets")]
    return {
        "AlarmTopic": resource("AWS::SNS::Topic", {"TopicName": sub("${AWS::StackName}-alarms")}),
        "AlarmTopicPolicy": resource(
            "AWS::SNS::TopicPolicy", {"Topics": [ref("AlarmTopic")], "PolicyDocument": policy(*senders)}
        ),
        "AlarmMail": resource(
            "AWS::SNS::Subscription", {"TopicArn": ref("AlarmTopic"), "Protocol": "email", "Endpoint": ref("Owner")}
        ),
    }


def _budget() -> dict[str, Any]:
    """Return the monthly budget of the account: a stack's own costs are known only after its cost tags were enabled by hand."""
    subscribers = [{"SubscriptionType": "SNS", "Address": ref("AlarmTopic")}]
    steps = [
        {
            "Notification": {
                "NotificationType": kind,
                "ComparisonOperator": "GREATER_THAN",
                "Threshold": percent,
                "ThresholdType": "PERCENTAGE",
            },
            "Subscribers": subscribers,
        }
        for kind, percent in BUDGET_STEPS
    ]
    budget = {
        "BudgetName": sub("${AWS::StackName}-${AWS::Region}"),
        "BudgetType": "COST",
        "TimeUnit": "MONTHLY",
        "BudgetLimit": {"Amount": ref("Budget"), "Unit": "USD"},
    }
    properties = {"Budget": budget, "NotificationsWithSubscribers": steps}
    return resource("AWS::Budgets::Budget", properties, DependsOn=["AlarmTopicPolicy"])
