"""Comments that wait until their writer confirms them by mail.

COMMENTS#@name    sent          the job that sends the comment with this name
"""

from chalicelib.cloud.items import At, Item
from chalicelib.cloud.ports import Table
from chalicelib.partitions import COMMENTS


def put(table: Table, name: str, job: str, expires: int) -> None:
    """Store the job that sends a comment; it expires at this time, in seconds since 1970."""
    table.put(Item(_at(name), {"job": job, "expires": expires}))


def read(table: Table, name: str) -> str:
    """Return the job that sends the comment; empty where there is none, or none any more."""
    item = table.get(_at(name))
    return item.text("job") if item else ""


def _at(name: str) -> At:
    return At(f"{COMMENTS}@{name}", "sent")
