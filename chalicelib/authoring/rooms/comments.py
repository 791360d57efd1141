"""Comments that wait: the desk's own look at what the moderator's page shows, with the same acts.

An editor decides on all of them, an author on those on their own posts: posts in their folder, or with their name. What is
decided is a job in the queue, as the moderator's page sends it (`web.comments`). Nothing of a commenter but what pages show, no
address above all, goes to the browser.
"""

from collections.abc import Mapping, Sequence
from secrets import token_hex
from typing import Any, NamedTuple

from chalicelib.authoring import request_limits, sessions
from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.form_fields import object_in
from chalicelib.authoring.grants import Grant, may_write
from chalicelib.comments import state_changes
from chalicelib.comments.rules.comment import ACTS, LONGEST_TEXT, Comment, name_of
from chalicelib.content.addresses.addresses import term
from chalicelib.errors import Refusal
from chalicelib.newsletter.jobs import CommentAct, to_letters
from chalicelib.record import Record
from chalicelib.store import comments
from chalicelib.web import http
from chalicelib.web.http import Reply

LISTED = 100
"""Comments of one answer, the oldest."""
LOOKED_THROUGH = 1_000
"""Comments among which those on an author's own posts are looked for; no more wait (`web.comments.FULL`)."""


class WaitingComment(NamedTuple):
    """A comment that waits, and the record of its post; None while that isn't on the site."""

    comment: Comment
    record: Record | None

    @property
    def id(self) -> str:
        return f"{self.comment.name} {self.comment.thread}"

    @property
    def key(self) -> str:
        """The key of its post's source."""
        return self.record.key if self.record else self.comment.thread.partition("#")[0]


def listed(context: AuthoringContext) -> Reply:
    """List the comments that wait for this person, oldest first."""
    grant = sessions.required(context).grant
    return http.as_json({"comments": [_shown(context, waiting) for waiting in _waiting(context, grant)]})


def decide(context: AuthoringContext) -> Reply:
    """Approve a comment, with a reply or without, delete it, or block its writer; one that waits no longer was decided on."""
    signed_in, asked = sessions.required_by_script(context), object_in(context.request)
    request_limits.refuse_busy(context, signed_in.person.name)
    act, name, text = str(asked.get("act", "")), str(asked.get("comment", "")), str(asked.get("text") or "")
    if act not in ACTS:
        raise Refusal("field", f"act: one of {', '.join(ACTS)}")
    if len(text) > LONGEST_TEXT:
        raise Refusal("comment-long", f"text: {len(text):,} characters")
    for waiting in _waiting(context, signed_in.grant, name):
        context.cloud.letters.send([to_letters(_job(context, signed_in.grant, waiting, act, text))])
        context.note(signed_in.grant, f"{act} comment", f"{waiting.comment.thread} {waiting.comment.name}")
    return http.as_json({"comment": name})


def _job(context: AuthoringContext, grant: Grant, waiting: WaitingComment, act: str, text: str) -> CommentAct:
    said = text.strip() if act == "approve" else ""
    reply = name_of(context.now, token_hex(8)) if said else ""
    by = tuple(_slugs(grant) & _authors(waiting.record)) if grant.role == "author" else ()
    return CommentAct(waiting.comment.thread, waiting.comment.name, act, said, reply, by)


def _waiting(context: AuthoringContext, grant: Grant, wanted: str = "") -> Sequence[WaitingComment]:
    """Return the comments that this person decides on: all, or the one that is wanted, by its id."""
    held = comments.held(context.cloud.table, LOOKED_THROUGH if grant.role == "author" else LISTED)
    chosen = [comment for comment in held if wanted in ("", f"{comment.name} {comment.thread}")]
    owners = {thread: state_changes.owner(context.cloud, thread) for thread in {comment.thread for comment in chosen}}
    waiting = (WaitingComment(comment, owners[comment.thread]) for comment in chosen)
    return [each for each in waiting if _decides(grant, each)][:LISTED]


def _decides(grant: Grant, waiting: WaitingComment) -> bool:
    return may_write(grant, waiting.key) or bool(_slugs(grant) & _authors(waiting.record))


def _slugs(grant: Grant) -> frozenset[str]:
    return frozenset({term(grant.author).slug} if grant.author else ())


def _authors(record: Record | None) -> frozenset[str]:
    return frozenset(author.slug for author in record.post.authors) if record and record.post else frozenset()


def _shown(context: AuthoringContext, waiting: WaitingComment) -> Mapping[str, Any]:
    comment, current = waiting.comment, waiting.record.post if waiting.record else None
    title, address = (current.title, current.address) if current else (comment.title, comment.post)
    post = {"title": title, "address": f"{context.site.url}{address}"}
    shown = {name: getattr(comment, name) for name in ("writer", "text", "website", "at", "lang")}
    return {"id": waiting.id, **shown, "hits": list(comment.hits), "post": post}
