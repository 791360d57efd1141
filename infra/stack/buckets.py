"""Buckets: the authors' content, the public pages, encoded images, the CDN's logs, and received mail.

All are private, encrypted, require TLS, and have no ACLs. The content bucket notifies the uploads queue of every
new or deleted object, and keeps old versions for a month. Only the CDN, or the function in place of it, reads the
public bucket. Encoded images wait in a bucket
of their own to be copied there; it stays as long as the table, whose records say what was encoded. The bucket of logs calls the
function that counts each new file, and deletes it after a week. Only SES writes the bucket of mail.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import field

from chalicelib.frozen import Frozen
from infra.stack import access_logs
from infra.stack.functions import POPULAR, SITE_URL, Function, function_arn
from infra.stack.intrinsics import (
    NOTHING,
    OURS,
    Resources,
    attribute,
    bucket_name,
    either,
    kept,
    only_by_tls,
    policy,
    resource,
    service,
    statement,
    sub,
)

OLD_VERSIONS_DAYS = 30
LOGS_DAYS = 7
INBOUND_DAYS = 14  # for mail that could not be handled; what was handled is deleted at once
CREATED, REMOVED = "s3:ObjectCreated:*", "s3:ObjectRemoved:*"


class Store(Frozen):
    """One row: a bucket's name, its own properties, and the queue or function that it notifies of events."""

    resource: str
    name: str
    rules: tuple[dict[str, Any], ...] = ()
    properties: Mapping[str, Any] = field(default_factory=dict)
    allowed: tuple[dict[str, Any], ...] = ()
    queue: str = ""
    function: Function | None = None
    events: tuple[str, ...] = ()

    @property
    def bucket(self) -> str:
        return str(bucket_name(self.name)["Fn::Sub"])

    @property
    def arn(self) -> str:
        """By its name, for resources that are made before the bucket."""
        return "arn:${AWS::Partition}:s3:::" + self.bucket

    @property
    def waits_for(self) -> str:
        """The right to notify, which S3 checks at once: https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html"""
        return f"{self.function.resource}MayBeCalled" if self.function else f"{self.queue}Policy" if self.queue else ""


def rule(id: str, **says: Any) -> dict[str, Any]:
    return {"Id": id, "Status": "Enabled", **says}


def reader(action: str, on: str) -> dict[str, Any]:
    """Allow an action to this site's own distribution, if it has one."""
    distribution = sub("arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Distribution}")
    allowed = statement("Allow", service("cloudfront"), action, sub(on), StringEquals={"AWS:SourceArn": distribution})
    return either("HasCdn", allowed, NOTHING)


def receiver() -> dict[str, Any]:
    """Allow SES to store the mail that this stack's rule takes, whatever set of rules it is in.

    https://docs.aws.amazon.com/ses/latest/dg/receiving-email-permissions.html
    """
    source = (
        "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:receipt-rule-set/*:receipt-rule/${AWS::StackName}-inbound"
    )
    here = {"StringEquals": {"AWS:SourceAccount": {"Ref": "AWS::AccountId"}}, "ArnLike": {"AWS:SourceArn": sub(source)}}
    return statement("Allow", service("ses"), "s3:PutObject", sub("${InboundBucket.Arn}/*"), **here)


UNFINISHED = rule("unfinished-uploads", AbortIncompleteMultipartUpload={"DaysAfterInitiation": 1})
OLD = rule(
    "old-versions",
    NoncurrentVersionExpiration={"NoncurrentDays": OLD_VERSIONS_DAYS},
    ExpiredObjectDeleteMarker=True,
)

UPLOADS: Mapping[str, Any] = {"AllowedMethods": ["PUT"], "AllowedHeaders": ["content-type", "if-none-match"]}
"""How a page of the desk uploads large files, by links that its function signs (`authoring.rooms.large_files`)."""
FROM_DESK = {"CorsRules": [{**UPLOADS, "AllowedOrigins": [SITE_URL], "MaxAge": 600}]}

CONTENT = Store(
    "ContentBucket",
    "content",
    rules=(OLD,),
    properties={
        "VersioningConfiguration": {"Status": "Enabled"},
        "CorsConfiguration": either("HasDesk", FROM_DESK, NOTHING),
    },
    queue="UploadsQueue",
    events=(CREATED, REMOVED),
)
PUBLIC = Store(
    "PublicBucket",
    "public",
    allowed=(
        reader("s3:GetObject", "${PublicBucket.Arn}/*"),
        reader("s3:ListBucket", "${PublicBucket.Arn}"),  # without it, a missing object would be a 403, not a 404
    ),
)
ENCODED = Store("EncodedBucket", "encoded")
LOGS = Store(
    "LogBucket",
    "logs",
    rules=(rule("forget", ExpirationInDays=LOGS_DAYS),),
    allowed=(access_logs.writer("${LogBucket.Arn}/*"),),
    function=POPULAR,
    events=(CREATED,),
)
INBOUND = Store("InboundBucket", "inbound", rules=(rule("forget", ExpirationInDays=INBOUND_DAYS),), allowed=(receiver(),))
STORES: tuple[Store, ...] = (CONTENT, PUBLIC, ENCODED, LOGS, INBOUND)

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
        **({"NotificationConfiguration": _notified(store)} if store.events else {}),
    }
    waiting = {"DependsOn": [store.waits_for]} if store.events else {}
    return kept("AWS::S3::Bucket", properties, **waiting)


def _notified(store: Store) -> dict[str, Any]:
    if store.function:
        arn = sub(function_arn(store.function))
        return {"LambdaConfigurations": [{"Event": event, "Function": arn} for event in store.events]}
    return {"QueueConfigurations": [{"Event": event, "Queue": attribute(store.queue)} for event in store.events]}


def _policy(store: Store) -> dict[str, Any]:
    arn = "${" + store.resource + ".Arn}"
    closed = only_by_tls("s3:*", [sub(arn), sub(f"{arn}/*")])
    properties = {"Bucket": {"Ref": store.resource}, "PolicyDocument": policy(closed, *store.allowed)}
    return resource("AWS::S3::BucketPolicy", properties)
