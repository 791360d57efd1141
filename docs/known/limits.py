"""What the code knows of `docs/limits.md`."""

from collections.abc import Iterator

from docs.generate import Row
from infra import limits

MET_BY_USERS = {
    "S3": ("metadata of an object", "key", "object that one call copies", "name of a bucket"),
    "DynamoDB": ("item",),
    "SQS": ("time for which a message is kept",),
    "CloudFront": ("cache policies of an account", "body that is compressed"),
    "SES": ("message", "received mail"),
    "CloudWatch": ("metrics of a free dashboard",),
}
"""The limits that somebody who uses a site may meet, by service."""


def rows() -> Iterator[Row]:
    chosen = {(service, name): limits.limit(service, name) for service, names in MET_BY_USERS.items() for name in names}
    for row, shown in zip(limits.ROWS, limits.shown(), strict=True):
        if (row.service, row.name) in chosen:
            yield shown


TABLES = {"limits": rows}
