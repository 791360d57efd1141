"""The mails about signing up, sent by a worker, so that no visitor waits for them.

    a sign-up → count it for its mailbox → decide on the subscriber's new state → is there a mail, and room in the budgets and
              the site's limit? → count the mail → write the subscriber → send the mail
    a new follower → note the welcome → send it, with the newest posts

A mail that was certainly not sent is tried again later, for some hours. After a worker dies before it sent, the sign-up is done
again, so a confirmation may come twice, and counts twice; a welcome is never sent twice, but may be missing.
"""

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from functools import partial
from secrets import token_urlsafe
from typing import NamedTuple, TypeAlias

from msgspec.structs import replace

from chalicelib.cloud.ports import Cloud, Outgoing, UnsentError
from chalicelib.model import Listing, slugs
from chalicelib.newsletter import signup_halts, waiting_signups
from chalicelib.newsletter.jobs import SignUp, Welcome, to_letters
from chalicelib.newsletter.mail import message
from chalicelib.newsletter.mail.notes import NOTES, note_edition
from chalicelib.newsletter.rules import address_hashes, providers, subscription, tokens
from chalicelib.newsletter.rules.mailbox import read_mailbox
from chalicelib.newsletter.rules.preferences_text import chosen
from chalicelib.newsletter.rules.rate_limits import STRAIGHT
from chalicelib.newsletter.rules.reply_addresses import mailboxes
from chalicelib.newsletter.rules.ses_events import NOTE
from chalicelib.newsletter.rules.subscriber import Subscriber
from chalicelib.rendering.pages.reading import newest
from chalicelib.rendering.presenters import shown_post
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.view_models.post import ShownPost
from chalicelib.store import rate_counters, site_files
from chalicelib.store.asking import follow
from chalicelib.store.newsletter import mailbox_budgets, pace, subscribers
from chalicelib.store.site_context import context_of

log = logging.getLogger(__name__)
LATER = 900  # seconds, the longest delay of a message
SOON = 30
PATIENCE = timedelta(hours=6)  # after this, the visitor has forgotten the sign-up, or has repeated it
NEWEST = 5  # posts in a welcome

AGAIN: Mapping[str, int] = {"slow": SOON, "quota": LATER, "paused": LATER}
"""The errors of the service after which a mail is tried again, and after how many seconds."""


def sign_up(cloud: Cloud, job: SignUp) -> None:
    """Answer a sign-up by mail, if there is a mail to send and the budgets of mailbox, domain and site have room.

    The mail is counted before anything is written or sent, so nobody gets more mails than the budgets allow, even if a worker
    dies. A sign-up that is postponed, or waits for the site's limit, has changed nothing yet.
    """
    mailbox = read_mailbox(job.address)
    reader_id, now, secret = address_hashes.reader_id(cloud.pepper, mailbox.key), cloud.clock.now(), token_urlsafe(16)

    def decide(subscriber: Subscriber | None) -> subscription.SignedUp:
        if job.mover:
            mover = subscribers.read(cloud.table, job.mover)
            return subscription.address_asked(subscriber, mover, reader_id, mailbox.address, job.name, secret, now)
        if job.link or job.account:
            return subscription.link_requested(subscriber, "account" if job.account else "link", now)
        return subscription.signed_up(subscriber, reader_id, mailbox.address, job.wishes, job.browser, job.name, secret, now)

    shares = address_hashes.shares_of(cloud.pepper, mailbox.key)
    if not job.is_repeated and not rate_counters.lets_through(cloud.table, "mailbox-day", shares["mailbox"], now):
        log.warning("%s: too many sign-ups for this mailbox, this one is dropped", shares["mailbox"])
        return
    if not decide(subscribers.read(cloud.table, reader_id)).note:
        log.info("%s signed up: no mail", reader_id)
        return
    provider_shares = () if job.account else providers.shares_of(job.servers)  # the address was confirmed
    counted = {address_hashes.provider_of(cloud.pepper, share.name): share.limit for share in provider_shares}
    if not may_be_sent(cloud, reader_id, job, shares, counted):
        return
    answered = subscribers.carry_out(cloud.table, reader_id, decide)
    log.info("%s signed up: %s", reader_id, answered.note or "no mail")
    if answered.new and answered.note:
        later = partial(send_later, cloud, reader_id, job, shares, counted)
        send(cloud, answered.new, answered.note, job.name, later, mover=job.mover, to=counted)


ProviderLimits: TypeAlias = Mapping[str, str]
"""The limits of the providers that a mail goes to, by the hashes of the providers."""


def may_be_sent(cloud: Cloud, reader_id: str, job: SignUp, shares: mailbox_budgets.Shares, to: ProviderLimits) -> bool:
    """Count the mail and return True, if it may be sent now; else postpone or drop it."""
    now = cloud.clock.now()
    lacking = mailbox_budgets.lacking(cloud.table, shares, job.id, now)
    if lacking:
        log.info("%s: no room for a mail to this %s", reader_id, lacking)
        WHEN_BUDGET_IS_FULL[lacking](cloud, job)
        return False
    if (to and signup_halts.wait(cloud, to)) or not provider_lets_through(cloud, to, now):
        log.info("%s: no mail to this provider for now", reader_id)
        waiting_signups.wait_apart(cloud, job, now)
        return False
    if not rate_counters.lets_through(cloud.table, "site-hour", "-", now, most=None if job.turn else STRAIGHT):
        for who, limit in to.items():
            rate_counters.give_back(cloud.table, limit, who, now)
        waiting_signups.wait(cloud, job, now)
        return False
    return mailbox_budgets.take(cloud.table, shares, job.id, now)


def provider_lets_through(cloud: Cloud, to: ProviderLimits, now: datetime) -> bool:
    """Count the mail for each provider, unless the limit of one of them is reached."""
    counted: list[tuple[str, str]] = []
    for who, limit in to.items():
        if not rate_counters.lets_through(cloud.table, limit, who, now):
            for name, other in counted:
                rate_counters.give_back(cloud.table, name, other, now)
            return False
        counted.append((limit, who))
    return True


def send_later(cloud: Cloud, reader_id: str, job: SignUp, shares: mailbox_budgets.Shares, to: ProviderLimits, delay: int) -> None:
    """Give each budget back what it counted for a mail that was certainly not sent, and queue the sign-up again.

    A sign-up that has waited for too long is dropped.
    """
    now = cloud.clock.now()
    mailbox_budgets.give_back(cloud.table, shares, job.id, now)
    for limit, who in (("site-hour", "-"), *((limit, who) for who, limit in to.items())):
        rate_counters.give_back(cloud.table, limit, who, now)
    waited = waiting_signups.LONGEST if job.turn else timedelta()
    if is_over(job.at, cloud.clock.now() - waited):
        log.warning("%s: the sign-up is dropped, after %d tries", reader_id, job.tries)
        return
    cloud.letters.send([to_letters(replace(job, tries=job.tries + 1), delay)])


def is_over(since: str, now: datetime) -> bool:
    return now - datetime.fromisoformat(since) >= PATIENCE


WHEN_BUDGET_IS_FULL: Mapping[str, Callable[[Cloud, SignUp], None]] = {
    "mailbox": lambda _cloud, _job: None,  # the mails that it got are enough
    "domain": lambda cloud, job: waiting_signups.wait_apart(cloud, job, cloud.clock.now()),  # mailboxes of it may confirm
}
"""What happens to a sign-up for which a budget has no room."""


def welcome(cloud: Cloud, job: Welcome) -> None:
    """Send a new follower one welcome."""
    now = cloud.clock.now()
    decision = subscribers.carry_out(cloud.table, job.id, lambda subscriber: subscription.welcomed(subscriber, now))
    if decision.due and decision.new:
        mailbox_budgets.forgive(cloud.table, address_hashes.shares_of(cloud.pepper, read_mailbox(decision.new.address).key), now)
        send(cloud, decision.new, "welcome", decision.new.since, partial(welcome_later, cloud, decision.new))


def welcome_later(cloud: Cloud, reader: Subscriber, delay: int) -> None:
    """Queue the welcome again, unless it has waited for too long."""
    if is_over(reader.since, cloud.clock.now()):
        log.warning("%s: the welcome is dropped", reader.id)
        return
    subscribers.carry_out(cloud.table, reader.id, subscription.welcome_unsent)
    cloud.letters.send([to_letters(Welcome(reader.id), delay)])


# ---- the mail


def send(
    cloud: Cloud,
    reader: Subscriber,
    kind: str,
    seed: str,
    later: Callable[[int], None],
    *,
    mover: str = "",
    to: Collection[str] = (),
) -> None:
    """Send the mail of this kind, and count it for the providers `to` which it goes. One that was certainly not sent isn't
    counted; where it may yet be sent, call `later` with the seconds to wait."""
    try:
        send_now(cloud, reader, kind, seed, mover, to)
    except UnsentError as unsent:
        log.warning("%s: the mail `%s` was not sent: %s, %s", reader.id, kind, unsent.code, unsent.found)
        signup_halts.count_unsent(cloud, to)
        if unsent.code in AGAIN:
            later(AGAIN[unsent.code])


def send_now(cloud: Cloud, reader: Subscriber, kind: str, seed: str, mover: str = "", to: Collection[str] = ()) -> None:
    """Build the mail of this kind and send it in the next free slot of the pace."""
    context, now = context_of(site_files.read(cloud)), cloud.clock.now()
    site, lang = context.site, context.site.language(reader.wishes.lang).code
    sign = partial(tokens.sign, cloud.keys, now=now)
    row = LINKS[kind]
    to_api = f"/api/{row.purpose}?t={sign(row.purpose, row.holds(reader, mover))}" if row.purpose else ""
    link = site.url + (to_api or f"{site.prefix(lang)}/follow/")
    unsubscribe = sign("unsubscribe", (reader.id,)) if kind == "welcome" else ""
    posts = newest_for(cloud, reader, context, lang) if kind == "welcome" else ()
    wished = follow(cloud.table, chosen(reader.wishes, context)) if NOTES[kind].tells_wishes else ""
    sender = site.sender("confirmations")
    raw = message.note(
        note_edition(context, lang, kind, link, posts, [wished]),
        site=site,
        sender=sender,
        to=reader.address,
        message_id_seed=f"{kind} {reader.id} {seed}",
        date=now,
        unsubscribe=unsubscribe,
        mailboxes=mailboxes(site, sender, cloud.receiving, cloud.keys, reader.id, unsubscribe, now),
    )
    pace.wait_for_turn(cloud)  # these mails share the pace, and so the slots, with letters
    tags = {"letter": NOTE, "reader": reader.id, **({"providers": "-".join(to)} if to else {})}
    signup_halts.count_sent(cloud, to)  # before, so that a table that fails now doesn't bring a second mail
    cloud.mail.send(Outgoing(sender.address, reader.address, raw, tags))


class Link(NamedTuple):
    """The purpose of a mail's link, and what its token holds, given the reader and the id of the subscriber who moves.

    Without a purpose, the link leads to the page to follow the site.
    """

    purpose: str
    holds: Callable[[Subscriber, str], tuple[str, ...]]


TO_PREFERENCES = Link("preferences", lambda reader, _: (reader.id,))
LINKS: Mapping[str, Link] = {
    "confirm": Link("confirm", lambda reader, _: (reader.id, reader.sign_up, reader.browser)),
    "already": TO_PREFERENCES,
    "link": TO_PREFERENCES,
    "welcome": TO_PREFERENCES,
    "moved": Link("", lambda *_: ()),
    "account": Link("account", lambda reader, _: (reader.id,)),
    "move": Link("move", lambda reader, mover: (mover, reader.id, reader.sign_up)),
}
"""The link in each kind of mail."""


def newest_for(cloud: Cloud, reader: Subscriber, context: SiteContext, lang: str) -> tuple[ShownPost, ...]:
    """Return the newest posts that the reader's wishes include, as lists show them."""
    recent = follow(cloud.table, newest(Listing("all", lang), context))
    posts = [post for post in recent.posts if reader.wishes.include(slugs(post.categories), slugs(post.authors))]
    return tuple(shown_post(post, context.site) for post in posts[:NEWEST])
