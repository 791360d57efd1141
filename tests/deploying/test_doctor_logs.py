"""Access logs: that they are delivered from this CDN to this bucket, and that files come where there were views."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from moto import mock_aws

from infra.deploying.doctor import aws_checks, diagnoses
from infra.deploying.doctor.check_context import CheckContext
from infra.deploying.doctor.diagnoses import Delivery
from infra.deploying.services import Aws, services
from tests.deploying.patients import NAMES, WORD, Pipeline, Site, Standing, found, remarked
from tests.deploying.some_dns import SomeDns

NOW = datetime(2026, 11, 27, 10, 30, tzinfo=UTC)
HOUR = NOW.replace(minute=0)
SOURCE, CDN, BUCKET = "presswork-reads", "arn:aws:cloudfront::123456789012:distribution/D1", "arn:aws:s3:::presswork-logs"
OUTPUTS = {
    "DeliverySource": SOURCE,
    "DistributionArn": CDN,
    "DistributionId": "D1",
    "LogBucketArn": BUCKET,
    "LogBucketName": "presswork-logs",
}


def ago(hours: float) -> datetime:
    return HOUR - timedelta(hours=hours)


# ---- judgements


@pytest.mark.parametrize(
    ("newest", "views"),
    [(None, {ago(30): 7.0}), (ago(50), {ago(60): 9.0, ago(30): 7.0, ago(3): 2.0})],
    ids=["never a file", "no file any more"],
)
def test_views_without_a_file_for_a_day_are_named(newest: datetime | None, views: Mapping[datetime, float]) -> None:
    assert "the CDN answered 7 requests since, more than a day ago" in found(diagnoses.log_files(newest, views, NOW))


@pytest.mark.parametrize(
    ("newest", "views", "says"),
    [
        (None, {}, "no log file, and none expected: nobody has opened the site"),
        (None, {ago(30): 0.0}, "no log file, and none expected: nobody has opened the site"),
        (None, {ago(20): 3.0}, "no log file yet: the CDN answered 3 requests"),
        (ago(29), {ago(30): 7.0, ago(20): 3.0}, "the newest log file is from 2026-11-26 05:00 UTC"),
    ],
)
def test_a_file_that_is_not_due_is_no_fault(newest: datetime | None, views: Mapping[datetime, float], says: str) -> None:
    assert remarked(diagnoses.log_files(newest, views, NOW)).startswith(says)


@pytest.mark.parametrize(
    ("deliveries", "says"),
    [
        ([], "presswork-reads"),
        ([(CDN, "arn:aws:s3:::other")], "delivers " + CDN + " to arn:aws:s3:::other, not"),
        ([("arn:of:another", BUCKET)], "delivers arn:of:another to"),
        ([(CDN, "arn:aws:s3:::other"), (CDN, BUCKET)], ""),
    ],
)
def test_a_delivery_from_or_to_elsewhere_is_named(deliveries: list[tuple[str, str]], says: str) -> None:
    faults = found(diagnoses.deliveries(Delivery(SOURCE, CDN, BUCKET), deliveries))
    assert says in faults
    assert bool(says) == bool(faults)


# ---- on moto's AWS


@pytest.fixture
def aws() -> Iterator[Aws]:
    with mock_aws():
        made = services("eu-central-1")
        made.s3.create_bucket(Bucket="presswork-logs", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        yield made


def on(aws: Aws) -> CheckContext:
    site: Any = Site(aws, Standing(OUTPUTS))
    return CheckContext(site, NAMES, Pipeline(), SomeDns({}), WORD, lambda _: None)


def deliver(aws: Aws, bucket: str) -> None:
    aws.deliveries.put_delivery_source(name=SOURCE, resourceArn=CDN, logType="ACCESS_LOGS")
    to = {"destinationResourceArn": bucket}
    end = aws.deliveries.put_delivery_destination(name="end", outputFormat="w3c", deliveryDestinationConfiguration=to)
    arn = end["deliveryDestination"]["arn"]
    aws.deliveries.create_delivery(deliverySourceName=SOURCE, deliveryDestinationArn=arn)


@pytest.mark.parametrize(("bucket", "says"), [(BUCKET, ""), ("arn:aws:s3:::other", "to arn:aws:s3:::other, not")])
def test_a_delivery_is_followed_to_both_ends(aws: Aws, bucket: str, says: str) -> None:
    deliver(aws, bucket)

    assert says in found(aws_checks.deliveries(on(aws), None))
    assert bool(says) == bool(found(aws_checks.deliveries(on(aws), None)))


def viewed(aws: Aws, at: datetime) -> None:
    where = [{"Name": "DistributionId", "Value": "D1"}, {"Name": "Region", "Value": "Global"}]
    counted = {"MetricName": "Requests", "Dimensions": where, "Timestamp": at, "Value": 5.0}
    aws.views.put_metric_data(Namespace="AWS/CloudFront", MetricData=[counted])


def test_requests_that_cloudfront_counted_without_a_file_are_found(aws: Aws) -> None:
    site = on(aws)
    viewed(aws, site.now - timedelta(hours=40))

    assert "there's no log file, though the CDN answered 5 requests" in found(aws_checks.log_files(site, None))


def test_the_newest_file_is_found(aws: Aws) -> None:
    site = on(aws)
    viewed(aws, site.now - timedelta(hours=40))
    aws.s3.put_object(Bucket="presswork-logs", Key="AWSLogs/1/CloudFront/2026/11/27/D1.gz", Body=b"")

    assert remarked(aws_checks.log_files(site, None)).startswith("the newest log file is from ")
