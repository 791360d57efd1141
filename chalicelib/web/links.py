"""The links in mails: the pages that they show, and the changes that the buttons of these pages make.

A GET only shows a page, since mail programs open links, too; every change is a POST with the token of a link.
"""

import logging
from typing import Any

from msgspec import to_builtins

from chalicelib.errors import Refusal
from chalicelib.newsletter import address_change
from chalicelib.newsletter.jobs import Welcome, to_letters
from chalicelib.newsletter.rules import subscription, tokens
from chalicelib.newsletter.rules.mailbox import masked
from chalicelib.newsletter.rules.subscriber import Subscriber, shard_of
from chalicelib.newsletter.unsubscribe import remove
from chalicelib.store.newsletter import subscribers
from chalicelib.web import http, sign_ups, views
from chalicelib.web.context import RequestContext
from chalicelib.web.form_wishes import wishes_in
from chalicelib.web.http import Reply
from chalicelib.web.pages import VISITOR_PAGES, ApiPage

log = logging.getLogger(__name__)


def token_in(context: RequestContext) -> str:
    """Return the token of the link: it is in the URL, or in the form.

    If it is in the URL, no body is read for it: mail programs that unsubscribe with one click send bodies of any kind.
    """
    return context.request.query.get("t") or (context.form.text("t") if context.request.method == "POST" else "")


def read_token(context: RequestContext, purpose: str) -> tuple[str, ...]:
    return tokens.read(context.cloud.keys, purpose, token_in(context), context.now)


def show_to(context: RequestContext, kind: str, reader: Subscriber | None, id: str, **has: Any) -> Reply:
    """Return a page for a reader who came by a link, in their own language if it is known, with tokens for what it offers.

    These tokens are as old as the link that led here, so nobody can renew a link from page to page. The address is masked, since
    a forwarded letter has its reader's links.
    """
    lang = reader.wishes.lang if reader and reader.address else context.lang
    offers = VISITOR_PAGES[kind].offers
    signed = tokens.signed_at(token_in(context)) if offers else context.now
    offered = {purpose: tokens.sign(context.cloud.keys, purpose, (id,), signed) for purpose in offers}
    shown = masked(reader.address) if reader and VISITOR_PAGES[kind].names else ""
    return views.show(context, ApiPage(kind, lang, offered, masked=shown, **has))


# ---- after a form was sent


def show_sent(context: RequestContext) -> Reply:
    """Show the page after a sign-up, or after a request for a new link."""
    kind = "asked" if context.request.path == "/subscriptions/sent" else "renewed"
    lang = context.request.query.get("lang", "")
    return views.show(context, ApiPage(kind, lang if lang in context.site.codes else context.lang))


# ---- confirming


def ask_to_confirm(context: RequestContext) -> Reply:
    """Show the button that confirms a sign-up."""
    reader_id, secret, browser = read_token(context, "confirm")
    reader = subscribers.read(context.cloud.table, reader_id)
    chosen = views.chosen_by(context, subscription.to_confirm(reader, secret, context.now))
    return show_to(context, "confirm", reader, reader_id, browser=browser, chosen=chosen)


def confirm(context: RequestContext) -> Reply:
    """Confirm a sign-up. The shard is opened before, so no letter misses the follower; the welcome is queued until it is sent."""
    reader_id, secret, _ = read_token(context, "confirm")
    subscribers.open_shard(context.cloud.table, shard_of(reader_id))
    decision = subscribers.carry_out(
        context.cloud.table, reader_id, lambda subscriber: subscription.confirmed(subscriber, secret, context.now)
    )
    if decision.begins:
        subscribers.count(context.cloud.table, decision.new.shard, 1)
        log.info("%s follows", reader_id)
    if not decision.new.greeted:
        context.cloud.letters.send([to_letters(Welcome(reader_id))])
    if not decision.begins:
        return show_to(context, "already", decision.new, reader_id)
    return show_to(context, "confirmed", decision.new, reader_id, chosen=views.chosen_by(context, decision.new.wishes))


# ---- changing and leaving


def preferences(context: RequestContext) -> Reply:
    (reader_id,) = read_token(context, "preferences")
    reader = subscription.following(subscribers.read(context.cloud.table, reader_id), context.now)
    topics = views.topics(context.cloud, context.site, reader.wishes)
    return show_to(context, "preferences", reader, reader_id, wishes=reader.wishes, **topics)


def save(context: RequestContext) -> Reply:
    (reader_id,) = read_token(context, "preferences")

    def decide(subscriber: Subscriber | None) -> subscription.Changed:
        previous = subscription.following(subscriber, context.now).wishes
        return subscription.changed(subscriber, wishes_in(context.form, context.site.codes, previous), context.now)

    return show_to(context, "saved", subscribers.carry_out(context.cloud.table, reader_id, decide).new, reader_id)


def ask_to_move(context: RequestContext) -> Reply:
    """Show the button that moves a subscription to the address to which its link was mailed."""
    _, heir_id, _ = read_token(context, "move")
    return show_to(context, "move", subscribers.read(context.cloud.table, heir_id), heir_id)


def move(context: RequestContext) -> Reply:
    """Move a subscription to the address to which its link was mailed; who presses twice gets the same reply."""
    reader_id, heir_id, secret = read_token(context, "move")
    heir = address_change.move(context.cloud, reader_id, heir_id, secret)
    return show_to(context, "moved", heir, heir_id)


def ask_to_leave(context: RequestContext) -> Reply:
    (reader_id,) = read_token(context, "unsubscribe")
    return show_to(context, "unsubscribe", subscribers.read(context.cloud.table, reader_id), reader_id)


def leave(context: RequestContext) -> Reply:
    """Unsubscribe a reader, by the button of the page or of their mail program; a reader who has left gets the same reply."""
    (reader_id,) = read_token(context, "unsubscribe")
    removed = remove(context.cloud, reader_id, lambda subscriber: subscription.left(subscriber, context.now))
    log.info("%s left", reader_id)
    return show_to(context, "left", removed.was, reader_id)


# ---- one's own data, and another address: only by a link that was mailed to the stored address


def send_account_link(context: RequestContext) -> Reply:
    """A follower wants to fetch, erase or move what is theirs, and came by the link in a letter, which others may have. The link
    goes to their stored address."""
    (reader_id,) = read_token(context, "preferences")
    reader = subscription.following(subscribers.read(context.cloud.table, reader_id), context.now)
    return sign_ups.request_account_link(context, reader.address, reader.wishes.lang)


def account(context: RequestContext) -> Reply:
    """Show the forms that fetch, erase and move."""
    (reader_id,) = read_token(context, "account")
    reader = subscription.following(subscribers.read(context.cloud.table, reader_id), context.now)
    refuse_outdated_link(context, reader)
    return show_to(context, "account", reader, reader_id)


def change_address(context: RequestContext) -> Reply:
    """A follower wants letters at another address, which gets a mail to confirm it, whether it is known or not."""
    (reader_id,) = read_token(context, "account")
    refuse_outdated_link(context, subscribers.read(context.cloud.table, reader_id))
    return sign_ups.accept(context, "asked", "/api/subscriptions/sent", mover=reader_id)


def export_data(context: RequestContext) -> Reply:
    """Return all stored data about the reader, as a file."""
    (reader_id,) = read_token(context, "account")
    reader = subscribers.read(context.cloud.table, reader_id)
    refuse_outdated_link(context, reader)
    fields = to_builtins(reader) if reader else {"id": reader_id}
    own = {name: value for name, value in fields.items() if name not in SECRET_FIELDS}
    return http.as_json(own).also({"Content-Disposition": 'attachment; filename="subscription.json"'})


def refuse_outdated_link(context: RequestContext, subscriber: Subscriber | None) -> None:
    """Refuse a link that was made for an earlier subscription of this address."""
    if subscription.is_outdated(subscriber, tokens.signed_at(token_in(context))):
        raise Refusal("link-ended")


SECRET_FIELDS = ("nonce", "sign_up", "browser")  # our own secrets, which say nothing about the reader


def erase(context: RequestContext) -> Reply:
    """Erase all stored data; of an address that must never be written to, its keyed hash stays."""
    (reader_id,) = read_token(context, "account")

    def decide(subscriber: Subscriber | None) -> subscription.Removed:
        refuse_outdated_link(context, subscriber)
        return subscription.erased(subscriber)

    removed = remove(context.cloud, reader_id, decide)
    log.info("%s erased", reader_id)
    return show_to(context, "erased", removed.was, reader_id)
