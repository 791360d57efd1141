"""What an export says of readers, as files that only their owner may read: the comments below a post, and the subscribers."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from chalicelib.newsletter.rules.subscriber_import import COLUMNS
from infra.importers.blog import Comment, Subscriber

COMMENTS, LIST = "file of comments", "file of subscribers"
PRIVATE = (COMMENTS, LIST)
"""The kinds of these files."""


def as_json(comments: Iterable[Comment]) -> bytes:
    """Return the comments as they are kept beside their post."""
    said = [{name: _shown(value) for name, value in _fields_of(one).items() if value} for one in comments]
    return f"{json.dumps(said, ensure_ascii=False, indent=1)}\n".encode()


def _fields_of(comment: Comment) -> Mapping[str, Any]:
    return {name: getattr(comment, name) for name in ("id", "parent", "author", "email", "url", "date", "status", "text")}


def _shown(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def as_csv(subscribers: Iterable[Subscriber]) -> bytes:
    """Return the table that `presswork subscribers import` reads."""
    made = io.StringIO()
    table = csv.DictWriter(made, [column.name for column in COLUMNS], lineterminator="\n", restval="")
    table.writeheader()
    for one in subscribers:
        since = one.since.isoformat() if one.since else ""
        cells = {"address": one.address, "consent": one.consent, "since": since, "state": one.state}
        table.writerow({**cells, "language": one.language, "often": one.often})
    return made.getvalue().encode()
