"""What the code knows of `docs/newsletter.md`."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from chalicelib.cloud import dns
from chalicelib.content.site.site import Site
from chalicelib.errors import REASONS
from chalicelib.newsletter import campaign, delivery, letter_holds, signup_halts, signup_mail, waiting_signups
from chalicelib.newsletter.mail import edition
from chalicelib.newsletter.rules import (
    ledger,
    letter,
    mailbox,
    mailbox_budget,
    rate_limits,
    ses_events,
    subscriber_import,
    subscription,
    tokens,
)
from chalicelib.web import api, form_wishes, forms, sign_ups
from docs.generate import WRITTEN, Row, coded
from infra.running.letters import COLUMNS

A_DAY, A_MINUTE, AN_HOUR = timedelta(days=1), timedelta(minutes=1), timedelta(hours=1)
SPANS = {A_MINUTE: "a minute", AN_HOUR / 4: "a quarter of an hour", AN_HOUR: "an hour", A_DAY: "a day", 7 * A_DAY: "a week"}
ORDINALS = {2: "second", 3: "third", 4: "fourth", 6: "sixth", 11: "eleventh"}
TAKES: Mapping[Callable[..., object], str] = {
    forms.text: "text",
    forms.prose: "text of several lines",
    forms.text_list: "list",
    forms.flag: "yes or no",
    forms.number: "whole number",
}


OF_COMMENTS = "/comments"


def requests(*, of_comments: bool = False) -> Iterator[Row]:
    """Return the requests about following, or those about comments."""
    for method, path in api.ROUTES:
        if path.startswith(OF_COMMENTS) == of_comments:
            yield coded(f"{method} /api{path}"), WRITTEN, WRITTEN


def refusals() -> Iterator[Row]:
    codes: dict[int, list[str]] = defaultdict(list)
    for code, reason in REASONS.items():
        if reason.reader == "visitor":
            codes[reason.status].append(code)
    yield from ((f"{status}", coded(*codes[status])) for status in sorted(codes))


def limits() -> Iterator[Row]:
    for row in rate_limits.LIMITS.values():
        if row.most != rate_limits.NO_END and not row.name.startswith((rate_limits.COMMENTS, rate_limits.DESK)):
            yield row.meaning, f"{row.most}", WRITTEN
    for budget in mailbox_budget.BUDGETS.values():
        yield from ((f"{budget.meaning}, within {SPANS[span]}", f"{most}", WRITTEN) for span, most in budget.most)
    yield "bytes of a request", f"{forms.MOST_BYTES:,}", WRITTEN
    yield "categories, and as many authors", f"{form_wishes.MOST_TOPICS}", WRITTEN
    yield "characters of an address", f"{mailbox.LONGEST}", WRITTEN


def _first(threshold: ses_events.Threshold) -> str:
    """Return at which event mails wait, however few were sent."""
    return ORDINALS[threshold.fewest * threshold.thousandths // 1_000 + 1]


def _days(purpose: str) -> int:
    return tokens.PURPOSES[purpose].age // int(A_DAY.total_seconds())


TABLES = {
    "columns-of-import": lambda: [[coded(row.name), coded(*row.also), row.meaning] for row in subscriber_import.COLUMNS],
    "states": lambda: [[coded(state), WRITTEN] for state in letter.STATES],
    "columns-of-list": lambda: [[coded(column.name), WRITTEN] for column in COLUMNS if column.side == ">"],
    "requests": requests,
    "fields": lambda: [[coded(row.name, *filter(None, [row.also])), TAKES[row.takes], row.meaning] for row in forms.ROWS],
    "refusals": refusals,
    "limits": limits,
}
MAILBOX = mailbox_budget.BUDGETS["mailbox"]
VALUES = {
    "first-pause": lambda: SPANS[MAILBOX.pauses[0]],
    "second-pause": lambda: SPANS[MAILBOX.pauses[1]],
    "mailbox-mails": lambda: MAILBOX.most[0][1],
    "mailbox-span": lambda: SPANS[MAILBOX.most[0][0]],
    "account-span": lambda: SPANS[timedelta(seconds=tokens.PURPOSES["account"].age)],
    "halt-hours": lambda: signup_halts.PAUSE // AN_HOUR,
    "provider-bounces": lambda: _first(ses_events.OF_A_PROVIDER[0]),
    "site-bounces": lambda: _first(ses_events.OF_THE_SITE[0]),
    "site-complaints": lambda: _first(ses_events.OF_THE_SITE[1]),
    "sign-up-bounced": lambda: f"{ses_events.OF_THE_SITE[0].thousandths / 10:g} %",
    "sign-up-complained": lambda: f"{ses_events.OF_THE_SITE[1].thousandths / 10:g} %",
    "dns-seconds": lambda: f"{dns.SECONDS:g}",
    "fresh-span": lambda: SPANS[letter.FRESH],
    "doubts": lambda: delivery.DOUBTS,
    "soft-day": lambda: ORDINALS[ses_events.SOFT_DAYS],
    "domain-pause": lambda: SPANS[waiting_signups.PAUSE].removeprefix("an "),
    "confirm-days": lambda: _days("confirm"),
    "preferences-days": lambda: _days("preferences"),
    "leave-days": lambda: _days("unsubscribe"),
    "newest": lambda: signup_mail.NEWEST,
    "grace-minutes": lambda: Site().newsletter.grace // 60,
    "html-room": lambda: f"{edition.ROOM:,}",
    "silence-minutes": lambda: ledger.SILENCE // A_MINUTE,
    "look-minutes": lambda: letter_holds.LOOK // A_MINUTE,
    "ledger-days": lambda: ledger.KEPT.days,
    "rest-seconds": lambda: delivery.SILENT,
    "slow-seconds": lambda: delivery.SLOW,
    "hopeless": lambda: campaign.HOPELESS,
    "bounced": lambda: f"{ses_events.OF_A_LETTER[0].thousandths / 10:g} %",
    "bounced-of": lambda: f"{ses_events.OF_A_LETTER[0].fewest:,}",
    "complained": lambda: f"{ses_events.OF_A_LETTER[1].thousandths / 10:g} %",
    "complained-of": lambda: f"{ses_events.OF_A_LETTER[1].fewest:,}",
    "patience-hours": lambda: signup_mail.PATIENCE // AN_HOUR,
    "waiting-days": lambda: subscription.WAITING.days,
    "left-days": lambda: subscription.LEFT.days,
    "moved-days": lambda: subscription.TAIL.days,
    "turn-days": lambda: waiting_signups.LONGEST.days,
    "straight": lambda: rate_limits.STRAIGHT,
    "filled-in-seconds": lambda: f"{sign_ups.FILLED_IN / 1000:g}",
}
