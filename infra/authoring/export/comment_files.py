"""The comments of an export: a file beside each post that has any, as imports write it, which only its owner may read."""

from pathlib import Path

from chalicelib.cloud.ports import Cloud
from chalicelib.comments.rules.comment import thread_of
from chalicelib.comments.rules.comment_file import written
from chalicelib.comments.rules.comment_file_names import file_of
from chalicelib.store import comments, records
from infra.files import private_files


def write(cloud: Cloud, out: Path, key: str, *, with_addresses: bool) -> int:
    """Write the comments on a source beside its file, if it has any; return how many aren't deleted."""
    record = records.read(cloud.table, key)
    of_post = tuple(comments.of_thread(cloud.table, thread_of(record))) if record and (out / key).is_file() else ()
    if of_post:
        private_files.write(out / file_of(key), written(of_post, with_addresses=with_addresses).decode())
    return sum(comment.state != "deleted" for comment in of_post)
