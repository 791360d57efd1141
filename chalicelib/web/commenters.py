"""Commenters: they confirm that an address is theirs, and stop the mails about replies.

A GET only shows a page, since mail programs open links, too; every change is a POST with the token of a link.
"""

import logging

from chalicelib.comments.rules import commenter
from chalicelib.comments.rules.commenter import Commenter
from chalicelib.newsletter.jobs import CommentMail, to_letters
from chalicelib.newsletter.rules import address_hashes
from chalicelib.newsletter.rules.mailbox import masked, read_mailbox
from chalicelib.store import commenters, mailbox_budgets
from chalicelib.web import views
from chalicelib.web.context import RequestContext
from chalicelib.web.http import Reply
from chalicelib.web.links import read_token, token_in
from chalicelib.web.pages import ApiPage

log = logging.getLogger(__name__)


def ask_to_confirm(context: RequestContext) -> Reply:
    """Show the button that confirms an address."""
    reader, secret = read_token(context, "commenter")
    found = commenter.to_confirm(commenters.read(context.cloud.table, reader), secret, context.now)
    return _show_to(context, "commenter", found)


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
    change = commenters.change(context.cloud.table, reader, lambda current: commenter.stopped(current, only))
    return _show_to(context, "stopped", change.before)


def _show_to(context: RequestContext, kind: str, found: Commenter | None) -> Reply:
    """Show a page in the commenter's language, with the token that led to it."""
    lang, address = (found.lang, masked(found.address)) if found else (context.lang, "")
    return views.show(context, ApiPage(kind, lang, {"replies": token_in(context)}, masked=address))
