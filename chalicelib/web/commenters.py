"""Commenters: they confirm an address or a comment, stop the mails about replies, publish, see, fetch and erase their comments.

A GET only shows a page, since mail programs open links, too; every change is a POST with the token of a link.
"""

import logging
from collections.abc import Mapping
from typing import cast

from msgspec import to_builtins

from chalicelib.comments.rules import commenter
from chalicelib.comments.rules.comment import Comment
from chalicelib.comments.rules.commenter import Commenter
from chalicelib.errors import Refusal
from chalicelib.newsletter.jobs import CommentMail, CommentPublished, CommentSent, CommentsErased, job_in, to_letters
from chalicelib.newsletter.rules import address_hashes
from chalicelib.newsletter.rules.mailbox import masked, read_mailbox
from chalicelib.store import commenters, comments, unconfirmed_comments
from chalicelib.store.newsletter import mailbox_budgets
from chalicelib.web import http, views
from chalicelib.web.comments import refuse_without_comments, show_sent
from chalicelib.web.context import RequestContext
from chalicelib.web.http import Reply
from chalicelib.web.links import read_token, token_in
from chalicelib.web.pages import ApiPage

log = logging.getLogger(__name__)
SHOWN = 200
"""Comments on the page of somebody's own; the file has all."""


def ask_to_confirm(context: RequestContext) -> Reply:
    """Show the button that confirms an address."""
    reader, secret = read_token(context, "commenter")
    asked = commenter.to_confirm(commenters.read(context.cloud.table, reader), secret, context.now)
    return _show_to(context, "commenter", asked)


def confirm(context: RequestContext) -> Reply:
    """Confirm an address; the mail that led here was wanted, and counts no more. Replies that came meanwhile are told."""
    reader, secret = read_token(context, "commenter")
    decision = commenters.carry_out(
        context.cloud.table, reader, lambda current: commenter.confirmed(current, secret, context.now)
    )
    shares = address_hashes.shares_of(context.cloud.pepper, read_mailbox(decision.new.address).key)
    mailbox_budgets.forgive(context.cloud.table, shares, context.now)
    untold = [name.partition(" ") for name in decision.untold]
    context.cloud.letters.send([to_letters(CommentMail(thread, name, "reply")) for name, _, thread in untold])
    log.info("%s hears of replies", reader)
    return _show_to(context, "notified", decision.new)


def ask_to_stop(context: RequestContext) -> Reply:
    """Show the buttons that stop mails about replies, below this post or below all."""
    reader, _ = read_token(context, "replies")
    return _show_to(context, "replies", commenters.read(context.cloud.table, reader))


def stop(context: RequestContext) -> Reply:
    """Stop the mails about replies, by a button of the page, or by the one of a mail program, which stops all."""
    reader, thread = read_token(context, "replies")
    only = thread if context.request.query.get("of") == "post" else ""
    change = commenters.change(context.cloud.table, reader, lambda current: commenter.stopped(current, only, context.now))
    return _show_to(context, "stopped", change.before)


# ---- confirming a comment


def ask_to_send(context: RequestContext) -> Reply:
    """Show a comment that came without a proof of work, and the button that sends it."""
    sent = _unconfirmed(context)
    shown = Comment("", sent.name, "held", sent.at, sent.writer, sent.text)
    return views.show(context, ApiPage("unconfirmed", sent.lang, comments=(shown,), post=sent.post))


def send(context: RequestContext) -> Reply:
    """Send a comment; pressed twice, it is one comment. The mail that led here was wanted, and counts no more."""
    refuse_without_comments(context)
    sent = _unconfirmed(context)
    shares = address_hashes.shares_of(context.cloud.pepper, read_mailbox(sent.address).key)
    mailbox_budgets.forgive(context.cloud.table, shares, context.now)
    context.cloud.letters.send([to_letters(sent)])
    return show_sent(context, sent)


def _unconfirmed(context: RequestContext) -> CommentSent:
    """Return the comment that a link confirms; refuse one that is gone."""
    (name,) = read_token(context, "comment")
    job = unconfirmed_comments.read(context.cloud.table, name)
    if not job:
        raise Refusal("publish-ended")
    return cast(CommentSent, job_in(job))


# ---- publishing one's own comment


def ask_to_publish(context: RequestContext) -> Reply:
    """Show a comment, and the button that publishes it."""
    post, comment = _to_publish(context)
    return views.show(context, ApiPage("publish", comment.lang, comments=(comment,), post=post))


def publish(context: RequestContext) -> Reply:
    """Publish a comment: a worker does it. The mail that led here was wanted, and counts no more."""
    post, comment = _to_publish(context)
    shares = address_hashes.shares_of(context.cloud.pepper, read_mailbox(comment.address).key)
    mailbox_budgets.forgive(context.cloud.table, shares, context.now)
    context.cloud.letters.send([to_letters(CommentPublished(comment.thread, comment.name))])
    return views.show(context, ApiPage("published", comment.lang, post=post))


def _to_publish(context: RequestContext) -> tuple[str, Comment]:
    """Return the comment that a link publishes, and the address of its post; refuse one that is gone."""
    post, thread, name = read_token(context, "publish")
    comment = comments.read(context.cloud.table, thread, name)
    if comment is None or comment.state == "deleted":
        raise Refusal("publish-ended")
    return post, comment


# ---- one's own comments


def show_own(context: RequestContext) -> Reply:
    """Show the comments that came with an address, and the buttons that fetch and erase them."""
    (mailbox,) = read_token(context, "own")
    own = comments.all_of_mailbox(context.cloud.table, mailbox)
    page = ApiPage("own", context.lang, {"own": token_in(context)}, comments=own[-SHOWN:])
    return views.show(context, page)


def export_own(context: RequestContext) -> Reply:
    """Return all that is stored of the comments that came with an address, and of their writer, as a file."""
    (mailbox,) = read_token(context, "own")
    stored = comments.all_of_mailbox(context.cloud.table, mailbox)
    writer = commenters.read(context.cloud.table, mailbox)
    own = {"comments": [_facts(comment) for comment in stored], "writer": _facts(writer) if writer else {}}
    return http.as_json(own).also({"Content-Disposition": 'attachment; filename="comments.json"'})


def _facts(stored: Comment | Commenter) -> Mapping[str, object]:
    """Return what is stored, but for our own secrets, which say nothing about the writer."""
    return {name: value for name, value in to_builtins(stored).items() if name not in ("nonce", "secret")}


def erase_own(context: RequestContext) -> Reply:
    """Erase the comments that came with an address: a worker does it."""
    (mailbox,) = read_token(context, "own")
    context.cloud.letters.send([to_letters(CommentsErased(mailbox))])
    return views.show(context, ApiPage("forgotten", context.lang))


def _show_to(context: RequestContext, kind: str, to: Commenter | None) -> Reply:
    """Show a page in the commenter's language, with the token that led to it."""
    lang, address = (to.lang, masked(to.address)) if to else (context.lang, "")
    return views.show(context, ApiPage(kind, lang, {"replies": token_in(context)}, masked=address))
