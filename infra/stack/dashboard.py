"""The dashboard, with a chart for each question."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from infra.stack.functions import FUNCTIONS
from infra.stack.intrinsics import Resources, resource, sub
from infra.stack.queues import DEAD, QUEUES

WIDTH, HEIGHT, COLUMNS = 8, 6, 3

Metric = list[str | dict[str, str]]


@dataclass(frozen=True, slots=True)
class Picture:
    """One row: a title, the metrics, and the statistic of five minutes."""

    title: str
    metrics: tuple[Metric, ...]
    statistic: str = "Sum"
    region: str = "${AWS::Region}"


def of_functions(metric: str) -> tuple[Metric, ...]:
    return tuple(["AWS/Lambda", metric, "FunctionName", "${" + one.resource + "}"] for one in FUNCTIONS)


def of_queues(metric: str, queues: Iterator[str]) -> tuple[Metric, ...]:
    return tuple(["AWS/SQS", metric, "QueueName", "${" + queue + ".QueueName}"] for queue in queues)


def of_the_api(*metrics: str) -> tuple[Metric, ...]:
    return tuple(["AWS/ApiGateway", metric, "ApiName", "${AWS::StackName}", "Stage", "api"] for metric in metrics)


def of_readers(*metrics: str) -> tuple[Metric, ...]:
    return tuple(["AWS/CloudFront", metric, "DistributionId", "${Distribution}", "Region", "Global"] for metric in metrics)


def of_mail(*metrics: str) -> tuple[Metric, ...]:
    return tuple(["AWS/SES", metric] for metric in metrics)


CDN_REGION = "us-east-1"  # the region of CloudFront's metrics

PICTURES: tuple[Picture, ...] = (
    Picture("Readers", of_readers("Requests"), region=CDN_REGION),
    Picture("What readers don't get, in %", of_readers("4xxErrorRate", "5xxErrorRate"), "Average", CDN_REGION),
    Picture("Visitors of the API", of_the_api("Count", "4XXError", "5XXError")),
    Picture("Calls", of_functions("Invocations")),
    Picture("Failures", (*of_functions("Errors"), ["AWS/Lambda", "Throttles"])),
    Picture("Longest call, in ms", of_functions("Duration"), "Maximum"),
    Picture("Waiting", of_queues("ApproximateNumberOfMessagesVisible", (q.resource for q in QUEUES)), "Maximum"),
    Picture("Oldest, in seconds", of_queues("ApproximateAgeOfOldestMessage", (q.resource for q in QUEUES)), "Maximum"),
    Picture("Put away", of_queues("ApproximateNumberOfMessagesVisible", iter(DEAD)), "Maximum"),
    Picture("Mail", of_mail("Send", "Delivery", "Bounce", "Complaint")),
    Picture("Reputation", of_mail("Reputation.BounceRate", "Reputation.ComplaintRate"), "Average"),
    Picture(
        "The table",
        (
            ["AWS/DynamoDB", "ConsumedReadCapacityUnits", "TableName", "${Table}"],
            ["AWS/DynamoDB", "ConsumedWriteCapacityUnits", "TableName", "${Table}"],
        ),
    ),
)


def resources() -> Resources:
    body = json.dumps({"widgets": [_widget(number, picture) for number, picture in enumerate(PICTURES)]})
    properties = {"DashboardName": sub("${AWS::StackName}-${AWS::Region}"), "DashboardBody": sub(body)}
    return {"Dashboard": resource("AWS::CloudWatch::Dashboard", properties)}


def _widget(number: int, picture: Picture) -> dict[str, Any]:
    row, column = divmod(number, COLUMNS)
    shown = {"title": picture.title, "metrics": list(picture.metrics), "stat": picture.statistic, "period": 300}
    place = {"x": column * WIDTH, "y": row * HEIGHT, "width": WIDTH, "height": HEIGHT}
    return {"type": "metric", **place, "properties": {**shown, "region": picture.region, "view": "timeSeries"}}
