"""Uploads files to the content bucket of a demo when they are saved in its folder."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Event
from typing import Any, TypeAlias

from chalicelib.comments.rules.comment_file_names import is_comment_file
from infra.files.blog_folder import in_order
from infra.files.file_watch import FileChange
from infra.terminal.shutdown import in_thread

Put: TypeAlias = Callable[[str, bytes | None], None]
"""Uploads a file under its key, or deletes the object of a file that is gone."""


def folder_sync(saved: Iterator[frozenset[FileChange]], source: Path, put: Put, stop: Event) -> AbstractContextManager[None]:
    """Upload whatever is saved in the folder by `put`, the site's own files first, while the context is open."""

    def follow() -> None:
        for batch in saved:
            for key in sorted((change.key for change in batch), key=in_order):
                put(key, body_of(source / key))

    return in_thread(follow, "watch", stop)


def body_of(file: Path) -> bytes | None:
    """Return the bytes of the file as it is now; None where there is none."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None


def upload(s3: Any, bucket: str, comments: Callable[[str], None], key: str, body: bytes | None) -> None:
    """Upload the file, or delete the object where there is none; a file of comments goes to `comments` instead."""
    if is_comment_file(key):
        comments(key)
    elif body is None:
        s3.delete_object(Bucket=bucket, Key=key)
    else:
        s3.put_object(Bucket=bucket, Key=key, Body=body)
