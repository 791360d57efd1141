"""The desk's requests: lists of posts, a post as a form, saving, publishing, and how far that is.

The desk is signed in by a session. A request that changes something also brings the text that only its own pages know. What it
saves are files, on the condition that nobody else has changed them.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import to_builtins
from msgspec.structs import replace

from chalicelib.authoring import desk_lists, sessions
from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.desk.desk_rooms import rooms_for
from chalicelib.authoring.desk.post_form import Place, PostForm, fields_for, form_of, place_of, text_of
from chalicelib.authoring.desk.publish_plan import plan_of
from chalicelib.authoring.form_fields import mark_in, object_in
from chalicelib.authoring.grants import Grant, folder, refuse_at_desk
from chalicelib.authoring.micropub import media_file
from chalicelib.authoring.request_limits import refuse_busy
from chalicelib.cloud.versioned import NOTHING, ChangedError
from chalicelib.content.addresses import preview_addresses
from chalicelib.content.addresses.addresses import slug
from chalicelib.content.plain_text import decoded, short
from chalicelib.content.source import SOURCE_LIMIT, read_source
from chalicelib.errors import Refusal
from chalicelib.publishing.parse import digest_of
from chalicelib.publishing.progress import Awaited, progress_of
from chalicelib.record import Record
from chalicelib.store import publishes, records
from chalicelib.store.authoring import written_files
from chalicelib.store.newsletter import subscribers
from chalicelib.web import http
from chalicelib.web.http import Reply

MARKDOWN = "text/markdown; charset=utf-8"
NAMES = 20  # of a new post, before its name is refused
REMEMBERED = timedelta(days=30)  # for which a device may be away that never heard that its new post was saved


def me(context: AuthoringContext) -> Reply:
    """Say who is signed in, and what the desk needs to know of the site."""
    signed_in = sessions.required(context)
    site, person = context.site, signed_in.person
    about = {"title": site.title.get(context.lang), "url": site.url, "zone": site.zone, "languages": list(site.codes)}
    return http.as_json(
        {
            "person": person.name,
            "role": person.role,
            "session": signed_in.csrf,
            "rooms": rooms_for(site, signed_in.grant),
            "site": about,
            "uploads": [media_file.type_of(row) for row in media_file.FORMATS],
            "fields": fields_for(site, desk_lists.topics(context), context.lang),
        }
    )


def posts(context: AuthoringContext) -> Reply:
    """List posts of a state, newest first."""
    grant = sessions.required(context).grant
    query = context.request.query
    wanted = desk_lists.wanted_in(query)
    listed = desk_lists.posts(context, grant, query.get("state", "drafts"), wanted, mark_in(query))
    return http.as_json(to_builtins(listed))


def post(context: AuthoringContext) -> Reply:
    """Return a post as a form, with its ETag and what became of it."""
    key = _own_file(context)
    stored = context.files.read(key)
    if stored is None:
        raise Refusal("no-post", key)
    state = _state(context, key, stored[0])
    return http.as_json({"key": key, **_shown(*stored, is_whole=state.pop("isWhole")), **state})


def save(context: AuthoringContext) -> Reply:
    """Save a post, and leave it as it is: a draft, or published."""
    reply = _saved(context, "")
    is_live = reply.status == HTTPStatus.OK and json.loads(reply.body)["state"] == "published"
    return _noted(context, reply, "save post") if is_live else reply


def publish(context: AuthoringContext) -> Reply:
    """Save a post and publish it."""
    return _noted(context, _saved(context, "publish"), "publish post")


def unpublish(context: AuthoringContext) -> Reply:
    """Save a post and make it a draft, which takes it off the site."""
    return _noted(context, _saved(context, "unpublish"), "unpublish post")


def delete(context: AuthoringContext) -> Reply:
    """Delete a post; its earlier versions stay."""
    grant, asked = _changing(context), object_in(context.request)
    key = str(asked.get("key", ""))
    refuse_at_desk(grant, key)
    try:
        context.files.delete(key, str(asked.get("over", "")))
    except ChangedError:
        return _conflict(context, key)
    return _noted(context, http.as_json({"key": key, "etag": NOTHING}), "delete post" if key.endswith(".md") else "delete file")


def forecast(context: AuthoringContext) -> Reply:
    """Say what publishing a post will do: its address, when it appears, and who is mailed when; or why it would be refused."""
    key = _own_file(context)
    current = decoded(_demanded(context, key))
    return _forecast(context, key, text_of(replace(form_of(current), is_draft=False), current))


def forecast_of_text(context: AuthoringContext) -> Reply:
    """Say it of the text in the request, which isn't saved by that."""
    grant, asked = sessions.required_by_script(context).grant, object_in(context.request)
    key = str(asked.get("key", ""))
    refuse_at_desk(grant, key)
    current, _ = _stored(context, key)
    return _forecast(context, key, text_of(replace(_form_in(asked), is_draft=False), decoded(current)))


def _forecast(context: AuthoringContext, key: str, text: str) -> Reply:
    try:
        source = read_source(key, text.encode(), context.site)
    except Refusal as refusal:
        told = {
            "error": "invalid_request",
            "error_description": context.told(refusal),
            "refusal": _placed(context, refusal, text),
        }
        return http.as_json(told, refusal.reason.status)
    newsletter = context.site.newsletter
    grace = newsletter.grace if context.cloud.grace is None else context.cloud.grace
    plan = plan_of(source, records.read(context.cloud.table, key), newsletter, grace, context.now)
    letter = {"time": plan.letter, "followers": subscribers.followers(context.cloud.table)} if plan.letter else None
    return http.as_json({"address": context.site.url + plan.address, "scheduled": plan.scheduled, "letter": letter})


def progress(context: AuthoringContext) -> Reply:
    """Say how far the last upload of a post is, and where it can be seen."""
    key = _own_file(context)
    raw = _demanded(context, key)
    record = records.read(context.cloud.table, key)
    publish_now = publishes.read_of(context.cloud.table, [key]).get(key)
    how_far = progress_of(record, publish_now, Awaited(key, digest_of(raw)))
    state = _state(context, key, raw)
    refusal = state["refusal"] if how_far.is_live else None  # what was uploaded before may have been refused
    shown = {"isLive": how_far.is_live, "isDone": how_far.is_done, "pages": how_far.pages}
    return http.as_json({**state, **shown, "refusal": refusal})


# ---- saving


def _changing(context: AuthoringContext) -> Grant:
    """Return the grant of the desk's page that asks for a change; it is counted against the limit of its person."""
    grant = sessions.required_by_script(context).grant
    refuse_busy(context, grant.person)
    return grant


def _noted(context: AuthoringContext, reply: Reply, act: str) -> Reply:
    """Note what was done to a post, for `presswork desk log`; saving a draft isn't worth a line."""
    if reply.status == HTTPStatus.OK:
        context.note(sessions.required(context).grant, act, json.loads(reply.body)["key"])
    return reply


def _saved(context: AuthoringContext, act: str) -> Reply:
    grant, asked = _changing(context), object_in(context.request)
    key, over = str(asked.get("key") or ""), str(asked.get("over") or NOTHING)
    form = _form_in(asked)
    if not key:
        new = replace(form, is_draft=act != "publish")
        return _created(context, grant, new, str(asked.get("id", "")), is_page=asked.get("isPage") is True)
    refuse_at_desk(grant, key)
    raw, etag = _stored(context, key)
    if etag != over:
        return _conflict(context, key)
    current = decoded(raw)
    was_draft = (
        etag == NOTHING or form_of(form.body if form.is_whole else current).is_draft
    )  # a deleted post comes back as a draft
    is_draft = {"publish": False, "unpublish": True}.get(act, was_draft)
    text = text_of(replace(form, is_draft=is_draft), current)
    _refuse_long(text)
    return _written(context, key, text, over)


def _created(context: AuthoringContext, grant: Grant, form: PostForm, id: str, *, is_page: bool) -> Reply:
    """Write a new post, or a page, which has no date, under a name that is free.

    The device names it by an `id`: where the answer to its first request was lost, the next one finds the post that it made.
    """
    if not id:
        raise Refusal("body")
    moment = context.now.astimezone(ZoneInfo(context.site.zone))
    date = form.front.get("date") or ("" if is_page else f"{moment:%Y-%m-%d %H:%M}")
    name = slug(str(form.front.get("title") or "")) or f"{moment:%H%M%S}"
    stem = name if is_page else f"{folder(grant, 'posts')}{moment:%Y-%m-%d}-{name}"
    text = text_of(replace(form, front={**form.front, "date": date}))
    _refuse_long(text)
    repeat = written_files.begin(context.cloud.table, _digest_of(grant, id), context.now, REMEMBERED)
    if repeat.key and context.files.etag(repeat.key):
        return _conflict(context, repeat.key)
    for key in (f"{stem}.md", *(f"{stem}-{number}.md" for number in range(2, NAMES))):
        refuse_at_desk(grant, key)
        written_files.decided(context.cloud.table, replace(repeat, key=key), REMEMBERED)
        reply = _written(context, key, text, NOTHING)
        if reply.status != HTTPStatus.CONFLICT:
            return reply
    raise Refusal("changed", short(stem))


def _digest_of(grant: Grant, id: str) -> str:
    """Return what is remembered of a device's new post."""
    return hashlib.sha256(json.dumps(["desk", grant.person, id]).encode()).hexdigest()


def _refuse_long(text: str) -> None:
    """Refuse at once what ingest would refuse for its size, and what no answer could bring back."""
    if (size := len(text.encode())) > SOURCE_LIMIT:
        raise Refusal("too-big", f"{size:,} bytes")


def _written(context: AuthoringContext, key: str, text: str, over: str) -> Reply:
    try:
        etag = context.files.put(key, text.encode(), MARKDOWN, over)
    except ChangedError:
        return _conflict(context, key)
    form = form_of(text)
    state = "draft" if form.is_draft else "published"
    return http.as_json({"key": key, "etag": etag, "state": state, "front": form.front})


def _conflict(context: AuthoringContext, key: str) -> Reply:
    """Say that somebody else has changed the post, and what it says now."""
    stored = _stored(context, key)
    shown = {"error": "changed", "error_description": context.told(Refusal("changed", key)), "key": key, **_shown(*stored)}
    return http.as_json(shown, HTTPStatus.CONFLICT)


# ---- reading


def _own_file(context: AuthoringContext) -> str:
    """Return the key that a request names, if the person who is signed in may write that file."""
    key = context.request.query.get("key", "")
    refuse_at_desk(sessions.required(context).grant, key)
    return key


def _stored(context: AuthoringContext, key: str) -> tuple[bytes, str]:
    """Return a file and its ETag; an empty one where it doesn't exist, since somebody may have deleted it."""
    return context.files.read(key) or (b"", NOTHING)


def _demanded(context: AuthoringContext, key: str) -> bytes:
    stored = context.files.read(key)
    if stored is None:
        raise Refusal("no-post", key)
    return stored[0]


def _shown(raw: bytes, etag: str, *, is_whole: bool = False) -> Mapping[str, Any]:
    text = decoded(raw)
    form = PostForm({}, text, form_of(text).is_draft, is_whole=True) if is_whole else form_of(text)
    return {"etag": etag, "front": form.front, "body": form.body, "isDraft": form.is_draft, "isWhole": form.is_whole}


def _state(context: AuthoringContext, key: str, raw: bytes) -> dict[str, Any]:
    """Return what became of the last upload of a file: its state, its address, its preview, and why it is refused.

    A file `isWhole` if only the whole of it shows the line that is refused.
    """
    record, text = records.read(context.cloud.table, key), decoded(raw)
    if record is None:
        return {"state": "draft", "refusal": None, "isWhole": form_of(text).is_whole}
    address = context.site.url + record.address if record.post else ""
    refusal = _placed(context, record.refusal, text) if record.refusal else None
    state = "draft" if refusal and form_of(text).is_draft else {"due": "scheduled"}.get(record.state, record.state)
    is_whole = bool(refusal and refusal["isWhole"])
    preview = _preview(context, record)
    return {"state": state, "due": record.due, "address": address, "preview": preview, "refusal": refusal, "isWhole": is_whole}


def _placed(context: AuthoringContext, refusal: Refusal, text: str) -> Mapping[str, Any]:
    """Return a refusal as the desk shows it: with its place in the form of the text, or in the whole text."""
    place = place_of(text, refusal.line)
    shown = to_builtins(desk_lists.shown_refusal(refusal, context.say))
    return {**shown, **to_builtins(place or Place(at=refusal.line)), "isWhole": place is None}


def _preview(context: AuthoringContext, record: Record) -> str:
    secret = context.site_files.previews.now
    if not (record.preview and secret):
        return ""
    return context.site.url + preview_addresses.address(preview_addresses.token(secret, record.key))


def _form_in(asked: Mapping[str, Any]) -> PostForm:
    front, body = asked.get("front"), asked.get("body")
    if not isinstance(front, dict) or not isinstance(body, str):
        raise Refusal("body")
    values = {str(name): value for name, value in front.items()}
    return PostForm(values, body.replace("\r\n", "\n"), is_whole=asked.get("isWhole") is True and bool(asked.get("key")))
