"""Comments that wait: the desk's own look at what the moderator's page shows, with the same acts.

An editor decides on all of them, an author on those on their own posts: posts in their folder, or with their name. What is
decided is a job in the queue, as the moderator's page sends it (`web.comments`). Nothing of a commenter but what pages show, no
address above all, goes to the browser.
"""

from collections.abc import Mapping, Sequence
from secrets import token_hex
from typing import Any, NamedTuple

from chalicelib.authoring import limits, sessions
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
    """A comment that waits, and the record of its post."""

    comment: Comment
    record: Record

    @property
    def id(self) -> str:
        return f"{self.comment.name} {self.comment.thread}"


def listed(context: AuthoringContext) -> Reply:
    """List the comments that wait for this person, oldest first."""
    grant = sessions.required(context).grant
    return http.as_json({"comments": [_shown(context, waiting) for waiting in _waiting(context, grant)]})


def decide(context: AuthoringContext) -> Reply:
    """Approve a comment, with a reply or without, delete it, or block its writer; one that waits no longer was decided on."""
    signed_in, asked = sessions.required_by_script(context), object_in(context.request)
    limits.refuse_busy(context, signed_in.person.name)
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
    of_posts = (WaitingComment(comment, record) for comment in chosen if (record := owners[comment.thread]))
    return [waiting for waiting in of_posts if _decides(grant, waiting.record)][:LISTED]


def _decides(grant: Grant, record: Record) -> bool:
    return may_write(grant, record.key) or bool(_slugs(grant) & _authors(record))


def _slugs(grant: Grant) -> frozenset[str]:
    return frozenset({term(grant.author).slug} if grant.author else ())


def _authors(record: Record) -> frozenset[str]:
    return frozenset(author.slug for author in record.post.authors) if record.post else frozenset()


def _shown(context: AuthoringContext, waiting: WaitingComment) -> Mapping[str, Any]:
    comment, record = waiting.comment, waiting.record
    post = {"title": record.post.title if record.post else "", "address": f"{context.site.url}{record.address}"}
    shown = {name: getattr(comment, name) for name in ("writer", "text", "website", "at", "lang")}
    return {"id": waiting.id, **shown, "hits": list(comment.hits), "post": post}
