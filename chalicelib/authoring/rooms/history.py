"""The history of a post, and for the owner of `site.yaml`: its versions, their differences, and bringing one back.

A version that is brought back never publishes a post, and takes none off the site: a draft stays one, and what is published stays
published. A deleted post comes back as it was. So the newest version undoes a deletion.
"""

from collections.abc import Sequence

from msgspec import to_builtins
from msgspec.structs import replace

from chalicelib.authoring import request_limits, sessions
from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.desk.line_diff import differences
from chalicelib.authoring.desk.post_form import form_of, text_of
from chalicelib.authoring.form_fields import object_in
from chalicelib.authoring.grants import SITE_FILE, Grant, refuse_at_desk, refuse_site
from chalicelib.authoring.rooms import settings
from chalicelib.cloud.versioned import ChangedError, ObjectVersion
from chalicelib.content.media.media_types import BEGINNING, type_of
from chalicelib.content.plain_text import decoded
from chalicelib.errors import Refusal
from chalicelib.times import in_utc
from chalicelib.web import http
from chalicelib.web.http import Reply

SHOWN = 200
"""Versions that are listed, the newest."""


def versions(context: AuthoringContext) -> Reply:
    """List the versions of a file, newest first."""
    key = _own_file(context)
    stored = context.files.versions(key)[:SHOWN]
    rows = [
        {"id": version.id, "time": in_utc(version.time), "size": version.size, "isDeletion": version.deleted}
        for version in stored
    ]
    return http.as_json({"versions": rows, "etag": context.files.etag(key)})


def changes(context: AuthoringContext) -> Reply:
    """Return the differences of two versions, `from` and `to`; nothing in place of one of them is an empty text."""
    key, query = _own_file(context), context.request.query
    before, after = (_text_of(context, key, query.get(name, "")) for name in ("from", "to"))
    return http.as_json({"lines": to_builtins(differences(before, after))})


def restore(context: AuthoringContext) -> Reply:
    """Write a version over the file with the ETag `over`; without a `version`, the newest that there is."""
    grant, asked = sessions.required_by_script(context).grant, object_in(context.request)
    key, over = str(asked.get("key", "")), str(asked.get("over", ""))
    _refuse(grant, key)
    request_limits.refuse_busy(context, grant.person)
    chosen = str(asked.get("version") or "") or _newest(context.files.versions(key))
    raw = context.files.read_version(key, chosen) if chosen else None
    if raw is None:
        raise Refusal("no-post", key)
    text = _site_text(context, raw) if key == SITE_FILE else _post_text(context, key, raw)
    try:
        etag = context.files.put(key, text, settings.YAML if key == SITE_FILE else type_of(key, text[:BEGINNING]), over)
    except ChangedError as changed:
        raise Refusal("changed", key) from changed
    context.note(grant, "restore file", key)
    return http.as_json({"key": key, "etag": etag})


def _site_text(context: AuthoringContext, raw: bytes) -> bytes:
    """Return an earlier `site.yaml`; refuse one that can't be read any more."""
    if refusal := settings.refusal_of(context, raw):
        raise refusal
    return raw


def _post_text(context: AuthoringContext, key: str, raw: bytes) -> bytes:
    stored = context.files.read(key) if key.endswith(".md") else None
    return _as_it_is_now(raw, stored[0]) if stored else raw


def _as_it_is_now(raw: bytes, current: bytes) -> bytes:
    """Return an earlier text, as a draft if the post is one now, and otherwise as none."""
    text, form = decoded(raw), form_of(decoded(raw))
    is_draft = form_of(decoded(current)).is_draft
    return raw if is_draft == form.is_draft else text_of(replace(form, is_draft=is_draft), text).encode()


def _newest(stored: Sequence[ObjectVersion]) -> str:
    return next((version.id for version in stored if not version.deleted), "")


def _text_of(context: AuthoringContext, key: str, id: str) -> str:
    raw = context.files.read_version(key, id) if id else b""
    if raw is None:
        raise Refusal("no-post", key)
    return decoded(raw)


def _own_file(context: AuthoringContext) -> str:
    """Return the file that a request names, if the person who is signed in may write it."""
    key = context.request.query.get("key", "")
    _refuse(sessions.required(context).grant, key)
    return key


def _refuse(grant: Grant, key: str) -> None:
    if key == SITE_FILE:
        refuse_site(grant)
    else:
        refuse_at_desk(grant, key)
