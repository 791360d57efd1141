"""The local post office: the fate of the mail that the local mail service has accepted.

moto keeps mail and publishes no events. Here each message has a fate, by its recipient: mail to SES's simulator bounces and
complains as it does there, all other mail arrives. The events are published as SES gives them to its topic, with tags. The
headers that SES removes from a message are removed here, too.
"""

import json
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any, TypeAlias
from uuid import uuid4

from msgspec import field

from chalicelib.cloud.ports import Clock
from chalicelib.frozen import Frozen
from infra.demo.aws import ACCOUNT, MAIL, REGION

SIMULATOR = "simulator.amazonses.com"
TAGS = "X-SES-MESSAGE-TAGS"
OWN_HEADER = re.compile(rb"^X-SES-[^:\r\n]*:[^\n]*\n(?:[ \t][^\n]*\n)*", re.IGNORECASE | re.MULTILINE)
END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")

Event: TypeAlias = Mapping[str, Any]


class SentMessage(Frozen):
    """A message that the service accepted: its id there, its envelope, its bytes as they arrive, and its tags."""

    id: str
    sender: str
    to: str
    at: datetime
    raw: bytes
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")


class PostOffice:
    """The mail of one mail service (`infra.demo.aws.mail_service`), and the function that receives its events."""

    def __init__(self, service: Any, publish: Callable[[str], object], clock: Clock) -> None:
        self._service, self._publish, self._clock = service, publish, clock
        self._posted: list[SentMessage] = []
        self._delivered = 0
        self._lock = threading.Lock()

    def posted(self, after: int = 0) -> Sequence[SentMessage]:
        """Return the messages in the order of sending, without the first `after`."""
        with self._lock:  # a reader of the inbox delivers, too
            now = self._clock.now()
            self._posted += [read(sent, now) for sent in self._service.sent_messages[len(self._posted) :]]
            return self._posted[after:]

    def deliver(self) -> int:
        """Publish the events of the messages that came since the last call; return how many messages these were."""
        new = self.posted(self._delivered)
        for message in new:
            for event in events(message):
                self._publish(json.dumps(event))
        self._delivered += len(new)
        return len(new)


def read(sent: Any, now: datetime) -> SentMessage:
    """Return a message that moto keeps; moto appends the header's receivers to those of the envelope, so the first one counts."""
    raw = sent.raw_data.encode()
    header = str(message_from_bytes(raw, policy=policy.default).get(TAGS, ""))
    tags = dict(pair.strip().split("=", 1) for pair in header.split(",") if "=" in pair)
    return SentMessage(
        sent.id, parseaddr(sent.source)[1], parseaddr(sent.destinations[0])[1], now, without_own_headers(raw), tags
    )


def without_own_headers(raw: bytes) -> bytes:
    """Return the message without the headers that only SES reads, and otherwise byte for byte."""
    end = END_OF_HEADERS.search(raw)
    split = end.end() if end else len(raw)
    return OWN_HEADER.sub(b"", raw[:split]) + raw[split:]


Step: TypeAlias = Callable[[SentMessage], tuple[str, Event]]
"""One event of a message: its type, and its details."""


def sent(_message: SentMessage) -> tuple[str, Event]:
    return "Send", {}


def delivered(message: SentMessage) -> tuple[str, Event]:
    return "Delivery", {
        "timestamp": timestamp(message.at),
        "processingTimeMillis": 500,
        "recipients": [message.to],
        "smtpResponse": "250 2.6.0 Message received",
        "reportingMTA": "a8-70.smtp-out.amazonses.com",
    }


def complained(message: SentMessage) -> tuple[str, Event]:
    return "Complaint", {
        "complainedRecipients": [{"emailAddress": message.to}],
        "timestamp": timestamp(message.at),
        "feedbackId": str(uuid4()),
        "complaintSubType": None,
        "userAgent": "Amazon SES Mailbox Simulator",
        "complaintFeedbackType": "abuse",
        "arrivalDate": timestamp(message.at),
    }


def bounced(kind: str, subkind: str, **why: str) -> Step:
    def step(message: SentMessage) -> tuple[str, Event]:
        return "Bounce", {
            "bounceType": kind,
            "bounceSubType": subkind,
            "bouncedRecipients": [{"emailAddress": message.to, **why}],
            "timestamp": timestamp(message.at),
            "feedbackId": str(uuid4()),
            "reportingMTA": "dsn; a8-96.smtp-out.amazonses.com",
        }

    return step


UNKNOWN_USER = bounced("Permanent", "General", action="failed", status="5.1.1", diagnosticCode="smtp; 550 5.1.1 user unknown")
ON_THE_LIST = bounced(
    "Permanent",
    "Suppressed",
    action="failed",
    status="5.1.1",
    diagnosticCode="Amazon SES has suppressed sending to this address because it has a recent history of bouncing",
)
OUT_OF_OFFICE = bounced("Transient", "General")

FATES: Mapping[str, tuple[Step, ...]] = {
    "success": (delivered,),
    "bounce": (UNKNOWN_USER,),
    "complaint": (delivered, complained),
    "ooto": (delivered, OUT_OF_OFFICE),
    "suppressionlist": (ON_THE_LIST,),
}
"""What the simulator does with mail for each of its mailboxes; other mail is delivered."""


def fate(to: str) -> tuple[Step, ...]:
    """Return what happens to mail for this address; the label after a plus is ignored."""
    mailbox, _, host = to.lower().rpartition("@")
    return FATES.get(mailbox.partition("+")[0], (delivered,)) if host == SIMULATOR else (delivered,)


def events(message: SentMessage) -> Sequence[Event]:
    steps = (step(message) for step in (sent, *fate(message.to)))
    return tuple({"eventType": kind, "mail": mail_object(message), kind.lower(): details} for kind, details in steps)


def mail_object(message: SentMessage) -> Event:
    """Return the part that each event has about the message; its tags are among those that SES adds."""
    mail, domain = message.message, message.sender.rpartition("@")[2]
    headers = [(name, str(value)) for name, value in mail.items()]
    common = {name: str(mail[name]) for name in ("from", "to", "date", "subject") if name in mail}
    return {
        "timestamp": timestamp(message.at),
        "source": message.sender,
        "sourceArn": f"arn:aws:ses:{REGION}:{ACCOUNT}:identity/{domain}",
        "sendingAccountId": ACCOUNT,
        "messageId": message.id,
        "destination": [message.to],
        "headersTruncated": False,
        "headers": [{"name": name, "value": value} for name, value in headers],
        "commonHeaders": {
            **{name: [value] if name in ("from", "to") else value for name, value in common.items()},
            "messageId": message.id,
        },
        "tags": {
            "ses:operation": ["SendEmail"],
            "ses:configuration-set": [MAIL["CONFIGURATION_SET"]],
            "ses:source-ip": ["127.0.0.1"],
            "ses:from-domain": [domain],
            "ses:caller-identity": ["local"],
            **{name: [value] for name, value in message.tags.items()},
        },
    }


def timestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
