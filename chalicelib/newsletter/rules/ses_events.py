"""The events of the mail service, and their effect on a letter and on a subscriber.

Amazon SES publishes an **event** for each step of a message, through SNS. Here it becomes a `MailEvent`, which names its kind,
and the letter and reader by the tags of the message. No text of a recipient's server is kept: it may quote the address, and its
clock may be wrong.

The shape of events: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
"""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypeAlias

from msgspec.structs import replace

from chalicelib.frozen import Frozen
from chalicelib.newsletter.rules.subscriber import Subscriber
from chalicelib.times import in_utc

KINDS = ("sent", "delivered", "hard", "soft", "complaint", "rejected")
NOTE = "note"
"""The tag of the letter in mails about signing up."""

Plain: TypeAlias = Mapping[str, Any]


class MailEvent(Frozen):
    """One event of one message; `at` is when the message was sent, in UTC, and `found` what the service says about the event.

    `heir` is whose address it went to, if the subscription of the `reader` had moved; `providers` are the hashes of the providers
    that a mail about signing up went to, joined by dashes.
    """

    kind: str
    letter: str
    reader: str
    message_id: str
    at: str
    found: str = ""
    heir: str = ""
    providers: str = ""


# ---- reading events


class EventRow(NamedTuple):
    """One row: the object with an event's details, the detail that decides, the kind by its value ("": ignored), the kind for all
    other values, and the details worth keeping."""

    details: str
    kind: str
    decides: str = ""
    kinds: Mapping[str, str] | None = None
    keeps: tuple[str, ...] = ()


# A rejected message is the letter's fault (SES found a virus in it), not the reader's: it must suppress nobody.
EVENTS: Mapping[str, EventRow] = {
    "Send": EventRow("send", "sent"),
    "Delivery": EventRow("delivery", "delivered"),
    "Bounce": EventRow("bounce", "soft", "bounceType", {"Permanent": "hard"}, ("bounceType", "bounceSubType")),
    "Complaint": EventRow(
        "complaint", "complaint", "complaintFeedbackType", {"not-spam": ""}, ("complaintSubType", "complaintFeedbackType")
    ),
    "Reject": EventRow("reject", "rejected", keeps=("reason",)),
    "Rendering Failure": EventRow("failure", "rejected"),
}
WORDS = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .-]{0,59}")  # no `@`: never an address


def read_event(body: str) -> MailEvent | None:
    """Return the event in a message of the mail service's topic; None where it holds no event to record."""
    event = parsed(body)
    row = EVENTS.get(text(event.get("eventType")))
    mail, details = object_in(event.get("mail")), object_in(event.get(row.details)) if row else {}
    if row is None or not mail:
        return None
    kind = (row.kinds or {}).get(text(details.get(row.decides)), row.kind)
    if not kind or (kind == "soft" and is_automatic_reply(details)):
        return None
    detail = " ".join(word for name in row.keeps if WORDS.fullmatch(word := text(details.get(name))))
    letter, reader, heir, providers = (tag(mail, name) for name in ("letter", "reader", "heir", "providers"))
    return MailEvent(kind, letter, reader, text(mail.get("messageId")), moment(mail.get("timestamp")), detail, heir, providers)


def is_automatic_reply(bounce: Plain) -> bool:
    """Return whether a bounce is an absence note: SES reports these as general soft bounces without a failed status of a server.

    https://repost.aws/knowledge-center/ses-understand-soft-bounces
    """
    to = bounce.get("bouncedRecipients")
    failed = any(object_in(recipient).get("status") for recipient in to) if isinstance(to, list) else False
    return bounce.get("bounceSubType") in ("General", "Undetermined") and not failed


def tag(mail: Plain, name: str) -> str:
    """Return the value of a tag; SES gives a list for each."""
    values = object_in(mail.get("tags")).get(name)
    return text(values[0]) if isinstance(values, list) and values else ""


def moment(time: object) -> str:
    """Return a time of the service in the format of subscribers' times; empty where it is none."""
    try:
        read = datetime.fromisoformat(text(time))
        return in_utc(read) if read.tzinfo else ""
    except (ValueError, OverflowError):
        return ""


def parsed(body: str) -> Plain:
    try:
        return object_in(json.loads(body))
    except (ValueError, RecursionError):  # not JSON, so not from the service
        return {}


def object_in(value: object) -> Plain:
    return value if isinstance(value, Mapping) else {}


def text(value: object) -> str:
    return value if isinstance(value, str) else ""


# ---- the effect on a letter


class Threshold(NamedTuple):
    """One row: what happened, the largest acceptable share of letters, in thousandths, and the fewest letters to judge by."""

    what: str
    thousandths: int
    fewest: int


# SES puts an account under review at 5 % bounces or 0.1 % complaints (pauses it at 10 % and 0.5 %):
# https://docs.aws.amazon.com/ses/latest/dg/reputationdashboardmessages.html
# A share of few letters says little: it is taken as if at least so many had been sent, so that five dead addresses, or
# one complaint, never stop a letter, but a sixth or a second does, however few were sent.
Thresholds: TypeAlias = tuple[Threshold, Threshold]
"""Those of bounces and of complaints."""
OF_A_LETTER: Thresholds = (Threshold("bounced", 50, 100), Threshold("brought complaints", 1, 1_000))
# Of mails about signing up, in a day. Anybody can cause bounces by typing addresses, so a provider is left alone at the fourth,
# before the whole site is at the eleventh.
OF_A_PROVIDER: Thresholds = (Threshold("bounced", 50, 60), Threshold("brought complaints", 5, 400))
OF_THE_SITE: Thresholds = (Threshold("bounced", 50, 200), Threshold("brought complaints", 5, 1_000))


def stop_reason(sent: int, bounced: int, complained: int, thresholds: Thresholds = OF_A_LETTER, mails: str = "letters") -> str:
    """Return why a letter, or other mail, sent so often must stop; empty where it may continue."""
    reasons = (
        f"{count:,} of {sent:,} {mails} {most.what}: more than {most.thousandths / 10:g} %"
        for most, count in zip(thresholds, (bounced, complained), strict=True)
        if count * 1000 > max(sent, most.fewest) * most.thousandths
    )
    return "; ".join(reasons)


# ---- the effect on a subscriber


SOFT_DAYS = 3
MONTH = timedelta(days=30)
WHY = {"hard": "bounce", "complaint": "complaint"}
REACHED = ("waiting", "following")


def after_event(subscriber: Subscriber, event: MailEvent, now: str) -> Subscriber:
    """Return the subscriber after the event; repeated, or on a suppressed subscriber, it changes nothing.

    A hard bounce or a complaint suppresses at once, in any state; soft bounces do on the third day within a month.
    """
    if subscriber.state == "suppressed":
        return subscriber
    if why := WHY.get(event.kind):
        return suppressed(subscriber, why, now)
    if event.kind != "soft" or subscriber.state not in REACHED:
        return subscriber
    days = {*subscriber.soft, (event.at or now)[:10]}
    a_month_ago = (date.fromisoformat(max(days)) - MONTH).isoformat()
    recent = tuple(sorted(day for day in days if day > a_month_ago))
    return suppressed(subscriber, "soft bounces", now) if len(recent) >= SOFT_DAYS else replace(subscriber, soft=recent)


def suppressed(subscriber: Subscriber, why: str, now: str) -> Subscriber:
    """Return all that stays known of an address that must never be written to: its hash, since when, and why."""
    return Subscriber(subscriber.id, "suppressed", nonce=subscriber.nonce, since=now, why=why)
