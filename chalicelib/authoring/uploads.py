"""Uploads: files that apps send, each under a name that no other file has.

What ingest would refuse is refused here, by the same code. The same bytes in one folder get
the same address: the table has their digest, and a file is written only where none is.
"""

import hashlib
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.grants import Grant, folder, refuse_file
from chalicelib.authoring.micropub import media_file
from chalicelib.authoring.micropub.requests import LARGEST_FILE
from chalicelib.cloud.versioned import NOTHING, ChangedError
from chalicelib.content.limits import limit
from chalicelib.content.plain_text import short
from chalicelib.errors import Refusal
from chalicelib.publishing.parse import look
from chalicelib.publishing.upload import ParseContext, StoredObject
from chalicelib.store.authoring import written_files
from chalicelib.store.authoring.written_files import Holder

FILE_LIMIT = limit("file")
MOST = 100  # files of one name in a month


def store(context: AuthoringContext, grant: Grant, name: str, body: bytes) -> str:
    """Store the file, unless these bytes are there already; return its address."""
    if len(body) > LARGEST_FILE:
        raise Refusal("media-big", f"{len(body):,} bytes")
    row, digest = media_file.format_of(name, body), hashlib.sha256(body).hexdigest()
    stem = f"{_folder(context, grant, row)}/{media_file.stem_of(name, digest)}"
    refuse_unfit(context, grant, f"{stem}.{row.extension}", body)
    upload = f"file:{folder(grant, row.folder)}{digest}"
    last = written_files.holder_of(context.cloud.table, upload).key
    for key in (*filter(None, [last]), *_keys(stem, row)):
        instead_of = last if key != last else ""
        taken = written_files.take(context.cloud.table, upload, Holder(key), instead_of).key
        if put(context, taken, body, media_file.type_of(row)):
            return f"/{taken}"
        last = taken
    raise Refusal("changed", name)


def unused_key(context: AuthoringContext, grant: Grant, name: str, beginning: bytes, size: int) -> tuple[str, str]:
    """Return a key that no file has, for a file of this name and size that begins so, and its media type."""
    if size > FILE_LIMIT:
        raise Refusal("file-too-big", f"{size:,} bytes")
    row, digest = media_file.format_of(name, beginning), hashlib.sha256(beginning).hexdigest()
    stem = f"{_folder(context, grant, row)}/{media_file.stem_of(name, digest)}"
    for key in _keys(stem, row):
        refuse_file(grant, key)
        if not context.files.etag(key):
            return key, media_file.type_of(row)
    raise Refusal("changed", short(name))


def _folder(context: AuthoringContext, grant: Grant, row: media_file.Format) -> str:
    """Return the folder of this month in which this person's files of a format are."""
    return folder(grant, row.folder) + context.now.astimezone(ZoneInfo(context.site.zone)).strftime("%Y/%m")


def _keys(stem: str, row: media_file.Format) -> Iterator[str]:
    return (f"{stem}{suffix}.{row.extension}" for suffix in ("", *(f"-{number}" for number in range(2, MOST))))


def refuse_unfit(context: AuthoringContext, grant: Grant, key: str, body: bytes) -> None:
    """Refuse what ingest would refuse under this key, and what the person may not write."""
    refuse_file(grant, key)
    etag = hashlib.md5(body, usedforsecurity=False).hexdigest()
    stored = StoredObject(body, etag, len(body), lambda start, length: body[start : start + length])
    upload = look(key, stored, ParseContext(context.site, context.now))
    if upload.refusal:
        raise upload.refusal


def put(context: AuthoringContext, key: str, body: bytes, type: str) -> bool:
    """Write the file unless another is there; return whether these bytes are there now."""
    try:
        context.files.put(key, body, type, NOTHING)
    except ChangedError:
        return False
    return True
