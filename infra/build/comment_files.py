"""The files of comments beside sources: what they hold is put into the table of a build, so that pages show it.

A file belongs to the source beside it. Only the copies for pages are put, which have no addresses of mail.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from chalicelib.cloud.ports import Table
from chalicelib.comments.rules.comment_file import CommentFile, Finding, read
from chalicelib.model import Page
from chalicelib.store import comments, records
from infra.build.build_options import BuildOptions
from infra.build.comment_changes import CommentChanges, NotedFile

LARGEST = 32 << 20
"""Bytes of a file that are read; one that is larger is told."""


def take(table: Table, options: BuildOptions, changes: CommentChanges) -> Mapping[str, NotedFile]:
    """Put the comments of files that differ into the table, in place of what was there; return the files as they were read."""
    for thread in {changes.noted[key].thread for key in changes.keys & changes.noted.keys()} - {""}:
        for comment in comments.shown(table, thread):
            table.delete(comments.copy_of(comment).at)
    taken: dict[str, NotedFile] = {}
    for key in sorted(changes.keys & changes.now.keys()):
        look, thread = changes.now[key].look, changes.now[key].thread
        file = read_file(options.source / key, thread)
        table.put_many(comments.copy_of(comment) for comment in file.comments if comment.is_shown)
        taken[key] = NotedFile(look.steady(options.started_ns), thread, json.dumps(file.findings) if file.findings else "")
    return taken


def read_file(path: Path, thread: str) -> CommentFile:
    """Return what is in a file of comments on the post of this thread (empty: there's none)."""
    if not thread:
        return CommentFile(findings=(Finding(1, "there's no post of this name beside it; rename the file, or remove it"),))
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        return CommentFile(findings=(Finding(1, f"it can't be read: {error.strerror}"),))
    if len(raw) > LARGEST:
        return CommentFile(findings=(Finding(1, f"it has more than {LARGEST >> 20} MiB; remove what isn't needed"),))
    return read(raw, thread)


def pages_of(table: Table, changes: CommentChanges) -> frozenset[Page]:
    """Return the pages that show the comments of files that differ, or did."""
    stored = records.read_many(table, sorted(changes.threads))
    return frozenset(Page("address", record.post.address) for record in stored.values() if record.post)
