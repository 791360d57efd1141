"""Let mails about signing up wait when too many of them come back: those to one provider, or all.

Anybody can type addresses that don't exist, and each bounce harms the sender's name. So bounces and complaints of all mails but
letters are counted for each day, by provider and in all. Above a share (`ses_events.OF_A_PROVIDER`, `OF_THE_SITE`) sign-ups wait
for some hours, and the owner gets an alarm. Then they go on by themselves; if more comes back on the same day, they wait again.
"""

import logging
from collections.abc import Collection
from datetime import timedelta

from chalicelib.cloud.ports import Cloud
from chalicelib.newsletter.rules.ses_events import OF_A_PROVIDER, OF_THE_SITE, MailEvent, stop_reason
from chalicelib.rendering.failures import GIVEN_UP
from chalicelib.store.newsletter import signup_halts
from chalicelib.store.newsletter.signup_halts import SITE, Halt
from chalicelib.times import in_utc

log = logging.getLogger(__name__)
PAUSE = timedelta(hours=6)
COUNTED_AS: dict[str, signup_halts.Counted] = {"hard": "bounced", "complaint": "complained"}
"""The events that are counted, and how. SES doesn't count soft bounces against a sender either."""


def count_sent(cloud: Cloud, providers: Collection[str]) -> None:
    """Count a mail that is about to be sent, for the site and for these providers."""
    for who in (SITE, *providers):
        signup_halts.count(cloud.table, who, "sent", cloud.clock.now())


def count_unsent(cloud: Cloud, providers: Collection[str]) -> None:
    """Take back what `count_sent` counted: the mail was certainly not sent."""
    for who in (SITE, *providers):
        signup_halts.give_back(cloud.table, who, "sent", cloud.clock.now())


def count_trouble(cloud: Cloud, event: MailEvent) -> None:
    """Count a bounce or a complaint for the providers of its mail and for the site; let mails wait where it is one too many.

    What was under way to a provider whose mails wait already isn't counted for the site: else one provider would halt all.
    """
    providers = tuple(filter(None, event.providers.split("-")))
    counted = providers if signup_halts.any_of(cloud.table, providers, cloud.clock.now()) else (*providers, SITE)
    for who in counted:
        _judge(cloud, who, COUNTED_AS[event.kind])


def _judge(cloud: Cloud, who: str, what: signup_halts.Counted) -> None:
    now = cloud.clock.now()
    counts = signup_halts.count(cloud.table, who, what, now)
    why = stop_reason(*counts, OF_THE_SITE if who == SITE else OF_A_PROVIDER, mails="sign-up mails of today")
    halt = Halt(who, in_utc(now + PAUSE), why)
    if why and signup_halts.begin(cloud.table, halt, now):
        log.error("%s: sign-ups %s wait until %s: %s", GIVEN_UP, WHOSE.get(who, "at one provider"), halt.until, why)


WHOSE = {SITE: "of the whole site"}


def wait(cloud: Cloud, providers: Collection[str]) -> bool:
    """Return whether mails about signing up to these providers wait."""
    return signup_halts.any_of(cloud.table, (SITE, *providers), cloud.clock.now())


def resume(cloud: Cloud) -> int:
    """Let all of them be sent again, for the owner; return how many halts there were. Sign-ups are tried within the hour."""
    now = cloud.clock.now()
    halts = signup_halts.in_force(cloud.table, now)
    for halt in halts:
        signup_halts.end(cloud.table, halt, now)
    return len(halts)
