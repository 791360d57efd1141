"""Ownership: a resource with one of a deployment's names belongs to it only if it has the deployment's tag.

Names follow from the deployment's, so an unrelated table or bucket may have one of them. It is
neither adopted by a deployment nor deleted with one.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.frozen import Frozen
from infra.aws_errors import code_of
from infra.deploying.names import Names
from infra.deploying.services import Aws
from infra.stack import table

OURS = "presswork"  # the tag of resources and costs
GONE = ("404", "NoSuchBucket", "NoSuchEntity", "NotFoundException", "ResourceNotFoundException")
UNTAGGED = "NoSuchTagSet"


class Stranger(Frozen):
    """An unrelated resource with one of the names: its description with the reason, and the remedy."""

    name: str
    what: str
    advice: str

    def __str__(self) -> str:
        return f"{self.what}: {self.advice}"


def tag(names: Names) -> dict[str, str]:
    return {"Key": OURS, "Value": names.name}


def is_there(read: Callable[..., object], **what: str) -> bool:
    try:
        read(**what)
    except ClientError as error:
        if code_of(error) in GONE:
            return False
        raise
    return True


def description(read: Callable[..., Mapping[str, Any]], **what: str) -> Mapping[str, Any]:
    """Return AWS's description of a resource; empty if there is none."""
    try:
        return dict(read(**what))
    except ClientError as error:
        if code_of(error) in GONE:
            return {}
        raise


def strangers(names: Names, aws: Aws) -> Iterator[Stranger]:
    ours = tag(names)
    for bucket in (*names.buckets, names.code):
        if is_there(aws.s3.head_bucket, Bucket=bucket) and ours not in tags_of_bucket(aws.s3, bucket):
            if bucket == names.code and not holds(aws.s3, bucket):
                continue  # an interrupted run has left it
            tags = f"'TagSet=[{{Key={OURS},Value={names.name}}}]'"
            command = f"aws s3api put-bucket-tagging --bucket {bucket} --tagging {tags}"
            yield _untagged(f"the bucket {bucket}", bucket, names, command)
    if is_there(aws.dynamodb.describe_table, TableName=names.table):
        yield from _table(names, aws.dynamodb)


def _table(names: Names, dynamodb: Any) -> Iterator[Stranger]:
    described = dynamodb.describe_table(TableName=names.table)["Table"]
    what = f"the table {names.table}"
    if {key["AttributeName"]: key["KeyType"] for key in described["KeySchema"]} != table.KEYS:
        yield Stranger(names.table, f"{what} doesn't have the keys {' and '.join(table.KEYS)}, so it isn't Presswork's", OTHER)
    elif tag(names) not in tags_of_table(dynamodb, described["TableArn"]):
        arn, tags = described["TableArn"], f"Key={OURS},Value={names.name}"
        command = f"aws dynamodb tag-resource --region {names.region} --resource-arn {arn} --tags {tags}"
        yield _untagged(what, names.table, names, command)


OTHER = "choose another name for the deployment"


def _untagged(what: str, name: str, names: Names, command: str) -> Stranger:
    why = f"{what} has no tag {OURS}={names.name}, so it isn't this deployment's"
    return Stranger(name, why, f"{OTHER}; or, if it's yours, run `{command}`")


def tags_of_table(dynamodb: Any, arn: str) -> list[Mapping[str, str]]:
    pages = dynamodb.get_paginator("list_tags_of_resource").paginate(ResourceArn=arn)
    return [one for page in pages for one in page["Tags"]]


def tags_of_bucket(s3: Any, name: str) -> list[Mapping[str, str]]:
    try:
        return list(s3.get_bucket_tagging(Bucket=name)["TagSet"])
    except ClientError as error:
        if code_of(error) == UNTAGGED:
            return []
        raise


def holds(s3: Any, name: str) -> bool:
    page = s3.list_object_versions(Bucket=name, MaxKeys=1)
    return bool(page.get("Versions") or page.get("DeleteMarkers"))
