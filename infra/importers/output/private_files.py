"""What an export says of readers, as files that only their owner may read: the comments below a post, and the subscribers."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

from chalicelib.newsletter.rules.subscriber_import import COLUMNS
from infra.files.gitignore import COMMENTS as IGNORED_COMMENTS
from infra.files.gitignore import IGNORED
from infra.importers.blog import Comment, Note, Subscriber
from infra.importers.output.overwrite_policy import put

COMMENTS, LIST = "file of comments", "file of subscribers"
PRIVATE = (COMMENTS, LIST)
"""The kinds of these files."""

EXPOSED = Note(
    "changed", ".gitignore", f"add `{IGNORED_COMMENTS}` to it: these files have the mail addresses of those who commented"
)
COMMENTS_FILE = ".post.comments.json"


def as_json(comments: Iterable[Comment]) -> bytes:
    """Return the comments as they are stored beside their post."""
    rows = [{name: value for name, value in row_of(comment).items() if value} for comment in comments]
    return f"{json.dumps(rows, ensure_ascii=False, indent=1)}\n".encode()


def row_of(comment: Comment) -> Mapping[str, str]:
    date = comment.date.isoformat() if comment.date else ""
    texts = {name: getattr(comment, name) for name in ("id", "parent", "author", "email", "url")}
    return {**texts, "date": date, "status": comment.status, "format": comment.format, "text": comment.text}


def as_csv(subscribers: Iterable[Subscriber]) -> bytes:
    """Return the table that `presswork subscribers import` reads."""
    text = io.StringIO()
    table = csv.DictWriter(text, [column.name for column in COLUMNS], lineterminator="\n", restval="")
    table.writeheader()
    for subscriber in subscribers:
        since = subscriber.since.isoformat() if subscriber.since else ""
        cells = {"address": subscriber.address, "consent": subscriber.consent, "since": since, "state": subscriber.state}
        table.writerow({**cells, "language": subscriber.language, "often": subscriber.often})
    return text.getvalue().encode()


def keep_from_git(into: Path) -> bool:
    """Write a `.gitignore`, unless there is one; return whether it leaves out the comments."""
    file = into / ".gitignore"
    if not file.exists():
        put(file, IGNORED.encode())
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    return any(fnmatchcase(COMMENTS_FILE, line.strip().removeprefix("**/")) for line in lines)
