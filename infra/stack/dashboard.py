"""The dashboard, with a chart for each question.

It shows fewer metrics than the fifty up to which a dashboard is free: https://aws.amazon.com/cloudwatch/pricing/.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from infra.stack.events import HANDED
from infra.stack.functions import FUNCTIONS, Function
from infra.stack.intrinsics import Resources, resource, sub
from infra.stack.queues import DEAD, QUEUES

WIDTH, HEIGHT, COLUMNS = 8, 6, 3

Metric = list[str | dict[str, str]]


class Picture(NamedTuple):
    """One row: a title, the metrics, and the statistic of five minutes."""

    title: str
    metrics: tuple[Metric, ...]
    statistic: str = "Sum"
    region: str = "${AWS::Region}"


def of_functions(metric: str, functions: Iterable[Function] = FUNCTIONS) -> tuple[Metric, ...]:
    called = [function for function in functions if not function.asked]
    return tuple(["AWS/Lambda", metric, "FunctionName", "${" + one.resource + "}"] for one in called)


def of_queues(metric: str, queues: Iterable[str]) -> tuple[Metric, ...]:
    return tuple(["AWS/SQS", metric, "QueueName", "${" + queue + ".QueueName}"] for queue in queues)


def of(service: Sequence[str], *metrics: str) -> tuple[Metric, ...]:
    namespace, *dimensions = service
    return tuple([namespace, metric, *dimensions] for metric in metrics)


THE_API = ("AWS/ApiGateway", "ApiName", "${AWS::StackName}", "Stage", "api")
READERS = ("AWS/CloudFront", "DistributionId", "${Distribution}", "Region", "Global")
MAIL = ("AWS/SES",)
WAITING = [queue.resource for queue in QUEUES]
CDN_REGION = "us-east-1"  # the region of CloudFront's metrics

PICTURES: tuple[Picture, ...] = (
    Picture("Readers", of(READERS, "Requests"), region=CDN_REGION),
    Picture("What readers don't get, in %", of(READERS, "4xxErrorRate", "5xxErrorRate"), "Average", CDN_REGION),
    Picture("Visitors of the API", of(THE_API, "Count", "4XXError", "5XXError")),
    Picture("Calls", of_functions("Invocations")),
    Picture("Failures", (*of_functions("Errors"), ["AWS/Lambda", "Throttles"])),
    Picture("Oldest event without a queue, in ms", of_functions("AsyncEventAge", [one.function for one in HANDED]), "Maximum"),
    Picture("Waiting", of_queues("ApproximateNumberOfMessagesVisible", WAITING), "Maximum"),
    Picture("Oldest, in seconds", of_queues("ApproximateAgeOfOldestMessage", WAITING), "Maximum"),
    Picture("Put away", of_queues("ApproximateNumberOfMessagesVisible", DEAD), "Maximum"),
    Picture("Mail", of(MAIL, "Send", "Delivery", "Bounce", "Complaint")),
    Picture("Reputation", of(MAIL, "Reputation.BounceRate", "Reputation.ComplaintRate"), "Average"),
)


def resources() -> Resources:
    body = json.dumps({"widgets": [_widget(number, picture) for number, picture in enumerate(PICTURES)]})
    properties = {"DashboardName": sub("${AWS::StackName}-${AWS::Region}"), "DashboardBody": sub(body)}
    return {"Dashboard": resource("AWS::CloudWatch::Dashboard", properties, Condition="HasDashboard")}


def _widget(number: int, picture: Picture) -> dict[str, Any]:
    row, column = divmod(number, COLUMNS)
    shown = {"title": picture.title, "metrics": list(picture.metrics), "stat": picture.statistic, "period": 300}
    place = {"x": column * WIDTH, "y": row * HEIGHT, "width": WIDTH, "height": HEIGHT}
    return {"type": "metric", **place, "properties": {**shown, "region": picture.region, "view": "timeSeries"}}
