"""Files and what becomes of them, over HTTP: how `presswork push` works without AWS keys.

A file is read by its ETag and written over it, so nobody's work is replaced unseen. A file that is larger than the gateway takes
goes to the bucket itself, by an address that is valid for a few minutes. The table's items are read as a push reads them
(`authoring.readable_items`).
"""

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from chalicelib.authoring import readable_items
from chalicelib.authoring.bearer import grant_of
from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.form_fields import mark_in, object_in
from chalicelib.authoring.grants import FOLDERS, READING, Grant, folder, refuse_file, refuse_without
from chalicelib.cloud import json_items
from chalicelib.cloud.items import At, Item
from chalicelib.cloud.versioned import ChangedError
from chalicelib.content.media.media_types import BEGINNING, type_of
from chalicelib.content.plain_text import short
from chalicelib.errors import Refusal
from chalicelib.web import http
from chalicelib.web.http import Reply

WRITING = ("create", "update", "media", "publish")
"""The scopes that writing a file takes: it may be a new post, a changed one or an image, and it may be published."""
LARGEST = 4_000_000  # bytes of a file in a request: Lambda takes 6 MB, in Base64
FILES_AT_ONCE = 1_000  # of one answer
AT_ONCE = 100  # items of one answer, which Lambda bounds by 6 MB
LAST = "\U0010ffff"  # after every name of a file in a folder
LINK_SECONDS = 600  # that the address of an upload is valid


def listed(context: AuthoringContext) -> Reply:
    """List the person's files by ETag, from `after` on, or the file `key`: `{"files": {…}, "next": …}`.

    `next` is the key to go on from; empty at the end. A list also has the `folders` that the person may write.
    """
    grant, query = grant_of(context), context.request.query
    if "key" in query:
        refuse_file(grant, query["key"])
        etag = context.files.etag(query["key"])
        return http.as_json({"files": {query["key"]: etag} if etag else {}, "next": ""})
    after, files = mark_in(query), dict[str, str]()
    own = sorted(folder(grant, name) for name in FOLDERS)
    for top in own:
        if len(files) < FILES_AT_ONCE and after < top + LAST:
            files |= context.files.etags(top, after, FILES_AT_ONCE - len(files))
    return http.as_json({"files": files, "next": max(files) if len(files) >= FILES_AT_ONCE else "", "folders": own})


def put(context: AuthoringContext) -> Reply:
    """Write the file in the body over that with the ETag `over`."""
    grant, key, over = _asked(context, *WRITING)
    body = context.request.body
    if len(body) > LARGEST:
        raise Refusal("media-big", f"{len(body):,} bytes")
    try:
        etag = context.files.put(key, body, type_of(key, body[:BEGINNING]), over)
    except ChangedError as changed:
        return _changed(changed)
    context.note(grant, "put file", key)
    return http.as_json({"etag": etag})


def delete(context: AuthoringContext) -> Reply:
    """Delete the file with the ETag `over`."""
    grant, key, over = _asked(context, "delete")
    try:
        context.files.delete(key, over)
    except ChangedError as changed:
        return _changed(changed)
    context.note(grant, "delete file", key)
    return http.as_json({"etag": ""})


def link(context: AuthoringContext) -> Reply:
    """Return the address and the headers with which the bucket takes the file by PUT, for a few minutes."""
    grant, key, over = _asked(context, *WRITING)
    beginning = context.request.body[:BEGINNING]
    address, headers = context.files.upload_link(key, type_of(key, beginning), over, LINK_SECONDS)
    context.note(grant, "upload file", key)
    return http.as_json({"address": address, "headers": dict(headers)})


def items(context: AuthoringContext) -> Reply:
    """Read items: `{"get": [[pk, sk], …]}`, or `{"query": pk, "after": …, "before": …, "newest_first": …, "limit": …}`.

    At most `AT_ONCE` are read. An item that this person may not read counts as missing. Where a query has more, `next` is the
    sort key to go on from.
    """
    grant, asked = grant_of(context, changes=False), object_in(context.request)
    refuse_without(grant, *READING)
    try:
        read, after = _queried(context, grant, asked) if "query" in asked else (_got(context, grant, asked["get"]), "")
    except (KeyError, TypeError, ValueError):
        raise Refusal("body") from None
    return http.as_json({"items": [json_items.plain(item) for item in read], "next": after})


def _got(context: AuthoringContext, grant: Grant, asked: Sequence[tuple[str, str]]) -> Iterable[Item]:
    keys = [_key(str(pk), str(sk)) for pk, sk in asked[:AT_ONCE]]
    return context.cloud.table.get_many(at for at in keys if readable_items.may_read(grant, at)).values()


def _queried(context: AuthoringContext, grant: Grant, asked: Mapping[str, Any]) -> tuple[Iterable[Item], str]:
    """Query a partition. An author gets all that they may read at once, so that no sort key of other items is named."""
    at = _key(str(asked["query"]))
    if not readable_items.may_read(grant, at):
        raise Refusal("not-yours", short(at.pk))
    is_whole = grant.role == "author"
    limit = min(max(int(asked.get("limit") or AT_ONCE), 1), AT_ONCE)
    bounds = {name: str(asked.get(name, "")) for name in ("after", "before")}
    newest_first, most = bool(asked.get("newest_first")), None if is_whole else limit
    read = context.cloud.table.query(at.pk, **bounds, newest_first=newest_first, limit=most)
    after = read[-1].at.sk if len(read) == limit and not is_whole else ""
    return [item for item in read if readable_items.may_read(grant, item.at)], after


def _key(pk: str, sk: str = "-") -> At:
    """Return a key that the table takes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html"""
    sizes = (len(text.encode(errors="surrogatepass")) for text in (pk, sk))
    if not all(0 < size <= most for size, most in zip(sizes, (2_048, 1_024), strict=True)):
        raise Refusal("body")
    return At(pk, sk)


def _asked(context: AuthoringContext, *scopes: str) -> tuple[Grant, str, str]:
    """Return whose a request is, the file and the ETag that it names; refuse it without all of these scopes."""
    grant, query = grant_of(context), context.request.query
    for scope in scopes:
        refuse_without(grant, scope)
    refuse_file(grant, query.get("key", ""))
    return grant, query["key"], query.get("over", "")


def _changed(changed: ChangedError) -> Reply:
    """Say that another object is there, and which."""
    refusal = Refusal("changed", changed.key)
    return http.as_json({"error": "changed", "error_description": str(refusal), "etag": changed.etag}, HTTPStatus.CONFLICT)
