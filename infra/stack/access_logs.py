"""Access logs of the CDN: address, time and answer of each request, without the reader.

They are W3C files, compressed by gzip, several an hour: two lines that begin with `#`, of which `#Fields:` names the columns, and
a line for each request. `chalicelib.analytics` counts them.

CloudWatch delivers them, since CloudFront's older way needs an ACL on the bucket. Deliveries of CloudFront's logs exist only in
us-east-1. A stack there has its own; `presswork deploy` makes a small stack there (`beside`) for any other. The bucket may be
anywhere.
"""

from typing import Any

from infra.stack.intrinsics import Resources, attribute, ref, resource, service, statement, sub

HOME = "us-east-1"

FIELDS: tuple[str, ...] = (
    "date",
    "time",
    "x-edge-location",
    "cs-method",
    "cs(Host)",
    "cs-uri-stem",
    "sc-status",
    "sc-bytes",
    "time-taken",
    "cs(User-Agent)",
    "x-edge-result-type",
    "sc-content-type",
    "asn",
)
"""The logged columns. `asn` is the number of the reader's provider, by which a network's reads of a page count once. Left out are
readers' addresses and cookies, and both fields that may hold a token of the API: the query, and `Referer`. One delivery serves
the whole distribution, so `/api/` can't have other columns."""

FORMAT, SEPARATOR = "w3c", "\t"  # with tabs between the columns, as in CloudFront's older logs

SOURCE = "${AWS::StackName}-${AWS::Region}-reads"
BESIDE = {"Source": "DeliverySource", "Distribution": "DistributionArn", "Bucket": "LogBucketArn"}
"""The parameters of the small stack in us-east-1, and the site's outputs with their values."""


def writer(on: str) -> dict[str, Any]:
    """Allow this delivery, and no other, to write."""
    source = "arn:${AWS::Partition}:logs:" + HOME + ":${AWS::AccountId}:delivery-source:" + SOURCE
    return statement(
        "Allow",
        service("delivery.logs"),
        "s3:PutObject",
        sub(on),
        StringEquals={"aws:SourceAccount": ref("AWS::AccountId"), "s3:x-amz-acl": "bucket-owner-full-control"},
        ArnLike={"aws:SourceArn": sub(source)},
    )


def resources() -> Resources:
    """Return the deliveries of a stack in us-east-1."""
    distribution = sub("arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Distribution}")
    delivery = _delivery(sub(SOURCE), distribution, attribute("LogBucket"))
    delivery["ReadsDestination"]["DependsOn"] = ["LogBucketPolicy"]
    return {name: {**one, "Condition": "DeliversLogs"} for name, one in delivery.items()}


def beside() -> dict[str, Any]:
    """Return the template of the small stack for a site in another region; its parameters are outputs of the site."""
    described = {name: f"The site's output {output}." for name, output in BESIDE.items()}
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Access logs of a Presswork site in another region",
        "Parameters": {name: {"Type": "String", "Description": text} for name, text in described.items()},
        "Resources": _delivery(ref("Source"), ref("Distribution"), ref("Bucket")),
    }


def _delivery(source: Any, distribution: Any, bucket: Any) -> Resources:
    return {
        "ReadsSource": resource(
            "AWS::Logs::DeliverySource", {"Name": source, "ResourceArn": distribution, "LogType": "ACCESS_LOGS"}
        ),
        "ReadsDestination": resource(
            "AWS::Logs::DeliveryDestination", {"Name": source, "DestinationResourceArn": bucket, "OutputFormat": FORMAT}
        ),
        "ReadsDelivery": resource(
            "AWS::Logs::Delivery",
            {
                "DeliverySourceName": ref("ReadsSource"),
                "DeliveryDestinationArn": attribute("ReadsDestination"),
                "RecordFields": list(FIELDS),
                "FieldDelimiter": SEPARATOR,
                "S3SuffixPath": "{yyyy}/{MM}/{dd}",
            },
        ),
    }
