"""Access logs of the CDN: what was read, when, and with what answer; not by whom.

They are W3C files, packed with gzip, several an hour: two lines that begin with `#`, of which `#Fields:` names the columns, and
a line for each request. `chalicelib.analytics` counts them.

They come by CloudWatch's deliveries, for CloudFront's older way wants an ACL on the bucket. Deliveries of CloudFront's logs
are made in us-east-1 alone. A stack there has them itself; any other has them in a small stack beside it (`beside`), which
`presswork deploy` makes there. The bucket may be anywhere.
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
)
"""What is noted. Left out are readers' addresses and cookies, and both fields in which a token of the API could stand: the query,
and `Referer`, which is the whole address of the page that asked. One delivery serves the whole distribution, so this can't be
said of `/api/` alone."""

FORMAT, BETWEEN = "w3c", "\t"  # with tabs between the columns, as in CloudFront's older logs

SOURCE = "${AWS::StackName}-${AWS::Region}-reads"


def writer(on: str) -> dict[str, Any]:
    """The right of this delivery, and no other, to write."""
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
    """The deliveries of a stack that stands in us-east-1."""
    distribution = sub("arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Distribution}")
    made = _delivery(sub(SOURCE), distribution, attribute("LogBucket"))
    made["ReadsDestination"]["DependsOn"] = ["LogBucketPolicy"]
    return {name: {**one, "Condition": "IsUsEast1"} for name, one in made.items()}


def beside() -> dict[str, Any]:
    """The template of the stack beside, for a site in another region; what its parameters take are the outputs of the site's."""
    wanted = {
        "Source": "The site's output DeliverySource.",
        "Distribution": "The site's output DistributionArn.",
        "Bucket": "The site's output LogBucketArn.",
    }
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Access logs of a Presswork site in another region",
        "Parameters": {name: {"Type": "String", "Description": says} for name, says in wanted.items()},
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
                "FieldDelimiter": BETWEEN,
                "S3SuffixPath": "{yyyy}/{MM}/{dd}",
            },
        ),
    }
