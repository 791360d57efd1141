"""Buckets: what authors write, what readers see, and what the CDN notes.

All are private, encrypted, spoken to over TLS alone, and know no ACLs. The content bucket notifies the uploads queue of every
object that comes or goes, and keeps what was replaced for a month. The public bucket answers the CDN alone. The
bucket of logs notifies the logs queue of every file that comes, and forgets it after a week.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from infra.stack import access_logs
from infra.stack.intrinsics import OURS, Resources, attribute, kept, policy, resource, service, statement, sub

OLD_VERSIONS_DAYS = 30
LOGS_DAYS = 7
CREATED, REMOVED = "s3:ObjectCreated:*", "s3:ObjectRemoved:*"


@dataclass(frozen=True, slots=True)
class Store:
    """One row: a bucket's name, what it has beside what all have, and which queue it notifies of which events."""

    resource: str
    name: str
    rules: tuple[dict[str, Any], ...] = ()
    properties: Mapping[str, Any] = field(default_factory=dict)
    allowed: tuple[dict[str, Any], ...] = ()
    queue: str = ""
    tells: tuple[str, ...] = ()

    @property
    def bucket(self) -> str:
        return "${AWS::StackName}-" + self.name + "-${AWS::AccountId}-${AWS::Region}"

    @property
    def arn(self) -> str:
        """By its name, for what must be there before the bucket."""
        return "arn:${AWS::Partition}:s3:::" + self.bucket


def rule(id: str, **says: Any) -> dict[str, Any]:
    return {"Id": id, "Status": "Enabled", **says}


def reader(action: str, on: str) -> dict[str, Any]:
    """What this site's own distribution may do, and no other."""
    distribution = sub("arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Distribution}")
    return statement("Allow", service("cloudfront"), action, sub(on), StringEquals={"AWS:SourceArn": distribution})


UNFINISHED = rule("unfinished-uploads", AbortIncompleteMultipartUpload={"DaysAfterInitiation": 1})
OLD = rule(
    "old-versions",
    NoncurrentVersionExpiration={"NoncurrentDays": OLD_VERSIONS_DAYS},
    ExpiredObjectDeleteMarker=True,
)

CONTENT = Store(
    "ContentBucket",
    "content",
    rules=(OLD,),
    properties={"VersioningConfiguration": {"Status": "Enabled"}},
    queue="UploadsQueue",
    tells=(CREATED, REMOVED),
)
PUBLIC = Store(
    "PublicBucket",
    "public",
    allowed=(
        reader("s3:GetObject", "${PublicBucket.Arn}/*"),
        reader("s3:ListBucket", "${PublicBucket.Arn}"),  # without it, what is missing would be forbidden, and not missing
    ),
)
LOGS = Store(
    "LogBucket",
    "logs",
    rules=(rule("forget", ExpirationInDays=LOGS_DAYS),),
    allowed=(access_logs.writer("${LogBucket.Arn}/*"),),
    queue="LogsQueue",
    tells=(CREATED,),
)
STORES: tuple[Store, ...] = (CONTENT, PUBLIC, LOGS)

CLOSED = {"BlockPublicAcls": True, "BlockPublicPolicy": True, "IgnorePublicAcls": True, "RestrictPublicBuckets": True}
ENCRYPTED = {"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}


def resources() -> Resources:
    buckets = {store.resource: _bucket(store) for store in STORES}
    return buckets | {f"{store.resource}Policy": _policy(store) for store in STORES}


def _bucket(store: Store) -> dict[str, Any]:
    properties = {
        "BucketName": sub(store.bucket),
        "Tags": OURS,
        "PublicAccessBlockConfiguration": CLOSED,
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "BucketEncryption": ENCRYPTED,
        "LifecycleConfiguration": {"Rules": [UNFINISHED, *store.rules]},
        **store.properties,
        **_telling(store),
    }
    waiting = {"DependsOn": [f"{store.queue}Policy"]} if store.queue else {}  # it checks at once whether it may notify the queue
    return kept("AWS::S3::Bucket", properties, **waiting)


def _telling(store: Store) -> dict[str, Any]:
    told = [{"Event": event, "Queue": attribute(store.queue)} for event in store.tells]
    return {"NotificationConfiguration": {"QueueConfigurations": told}} if told else {}


def _policy(store: Store) -> dict[str, Any]:
    arn = "${" + store.resource + ".Arn}"
    plainly = {"Bool": {"aws:SecureTransport": "false"}}
    closed = statement("Deny", "*", "s3:*", [sub(arn), sub(f"{arn}/*")], **plainly)
    properties = {"Bucket": {"Ref": store.resource}, "PolicyDocument": policy(closed, *store.allowed)}
    return resource("AWS::S3::BucketPolicy", properties)
