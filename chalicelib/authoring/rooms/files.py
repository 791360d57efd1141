"""Files at the desk: what there is besides texts, and who uses a file before it is deleted.

Deleting and restoring are the acts for posts; uploading is that of apps.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.authoring import sessions
from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.form_fields import mark_in
from chalicelib.authoring.grants import Grant, folder, may_write_at_desk, refuse_at_desk
from chalicelib.content.media import files
from chalicelib.content.media.media_types import type_at
from chalicelib.store import records
from chalicelib.web import http
from chalicelib.web.http import Reply

TOPS = ("files", "images", "posts")
"""The folders with files; those beside posts are theirs."""
AT_ONCE, LISTINGS = 1_000, 20  # names of one listing of the bucket, and listings of one folder
SHOWN = 60  # files of one answer


def listed(context: AuthoringContext) -> Reply:
    """List the person's files whose names have all `words`, the last names first; `next` is the name to go on from."""
    grant, query = sessions.required(context).grant, context.request.query
    words, before = query.get("words", "").casefold().split(), mark_in(query)
    named = {key: etag for top in TOPS for key, etag in _named(context, folder(grant, top)) if _is_shown(grant, key, words)}
    keys = [key for key in sorted(named, key=_order, reverse=True) if not before or _order(key) < _order(before)]
    shown = [{"key": key, "etag": named[key], "isImage": _is_image(key)} for key in keys[:SHOWN]]
    return http.as_json({"files": shown, "next": keys[SHOWN - 1] if len(keys) > SHOWN else ""})


def uses(context: AuthoringContext) -> Reply:
    """Return the titles of the posts and pages that show, play or link to a file; those of others are counted alone."""
    grant, key = sessions.required(context).grant, context.request.query.get("key", "")
    refuse_at_desk(grant, key)
    table = context.cloud.table
    users = records.read_many(table, records.followers(table, "link", key)).values()
    shown = [(record.key, post) for record in users if (post := record.post or record.preview)]
    posts = [(own_key, post) for own_key, post in shown if key in (*post.images, *post.files)]
    own = sorted(post.title or own_key for own_key, post in posts if may_write_at_desk(grant, own_key))
    return http.as_json({"titles": own, "others": len(posts) - len(own)})


def _named(context: AuthoringContext, prefix: str) -> Iterator[tuple[str, str]]:
    after = ""
    for _ in range(LISTINGS):
        names: Mapping[str, Any] = context.files.etags(prefix, after, AT_ONCE)
        yield from names.items()
        if len(names) < AT_ONCE:
            return
        after = max(names)


def _is_shown(grant: Grant, key: str, words: list[str]) -> bool:
    return files.sort_of(key) == "file" and may_write_at_desk(grant, key) and all(word in key.casefold() for word in words)


def _order(key: str) -> tuple[str, str]:
    """Return the order of a file: uploads have their month in their names, of whatever folder."""
    month = "/".join(part for part in key.split("/")[1:-1] if part.isdigit())
    return month, key


def _is_image(key: str) -> bool:
    return type_at(key).startswith("image/")
