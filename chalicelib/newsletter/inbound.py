"""Inbound mail: what becomes of the mail that SES receives for the site's letters.

SES stores each mail and reports it, with its envelope and its verdicts. A mail to an address that holds a token is its reader's
wish to leave, as a POST is, whatever the mail says; a program of the reader's may have written it. Any other mail is a reply: it
is forwarded to the author, from an address of ours, because SES sends from no other, and answered to the reader's. What no person
wrote is thrown away, and what was handled is deleted.

The report: https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda-event.html
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parseaddr
from typing import Any, NamedTuple, TypeAlias

from chalicelib.cloud.ports import Cloud, Outgoing, UnsentError
from chalicelib.content.site import Sender, Site
from chalicelib.errors import Refusal
from chalicelib.newsletter import subscription, tokens
from chalicelib.newsletter.leaving import remove
from chalicelib.newsletter.mailbox import read_mailbox
from chalicelib.newsletter.message import display_name
from chalicelib.newsletter.replies import token_in
from chalicelib.store import rate_counters, site_files

log = logging.getLogger(__name__)

LARGEST = 28 << 20
"""Bytes of a mail that is forwarded: SES takes 40 MB, in Base64: https://docs.aws.amazon.com/ses/latest/dg/quotas.html"""
LONGEST_NAME = 100  # characters, so that the header that holds it stays a short line
LOOP = "X-Loop"  # the header by which a mail that was forwarded is known when it comes back


# ---- what SES reports


@dataclass(frozen=True, slots=True)
class Receipt:
    """One received mail: its object in the bucket, the envelope, and the checks that it failed."""

    key: str
    sender: str
    recipients: tuple[str, ...]
    failed: frozenset[str] = frozenset()


VERDICTS: Mapping[str, str] = {"virusVerdict": "virus", "spamVerdict": "spam"}


def receipts_in(event: Mapping[str, Any]) -> Iterator[Receipt]:
    """Yield the mails that an event of SES reports. Raises KeyError for another event."""
    for record in event["Records"]:
        mail, receipt = record["ses"]["mail"], record["ses"]["receipt"]
        failed = (word for name, word in VERDICTS.items() if receipt.get(name, {}).get("status") == "FAIL")
        yield Receipt(mail["messageId"], mail.get("source") or "", tuple(receipt["recipients"]), frozenset(failed))


# ---- what becomes of a mail; pure


@dataclass(frozen=True, slots=True)
class Reply:
    """A mail that holds no wish to leave: its receipt, its headers, and where it would go."""

    receipt: Receipt
    headers: Message
    receiving: str
    to: str

    def said(self, name: str) -> str:
        return str(self.headers.get(name, "")).strip().lower()

    @property
    def author(self) -> tuple[str, str]:
        """The name and the address that an answer goes to."""
        given = [str(value) for value in self.headers.get_all("Reply-To", []) or self.headers.get_all("From", [])]
        name, address = next(iter(getaddresses(given)), ("", ""))
        return decoded(name)[:LONGEST_NAME], address


def decoded(name: str) -> str:
    """Return a name of a header as a mail program shows it; one that none can decode, as it stands."""
    try:
        return str(make_header(decode_header(name)))
    except (LookupError, ValueError):
        return name


def is_bounce(reply: Reply) -> bool:
    envelope = reply.receipt.sender.strip("<> ").lower()
    return not envelope or envelope.startswith("mailer-daemon@") or reply.headers.get_content_type() == "multipart/report"


def is_automatic(reply: Reply) -> bool:
    """Return whether a program answered: by the header of RFC 3834, or by those that older programs write."""
    if reply.said("Auto-Submitted").partition(";")[0].strip() not in ("", "no"):
        return True
    older = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "List-Id", "List-Unsubscribe")
    return reply.said("Precedence") in ("bulk", "junk", "list", "auto_reply") or any(name in reply.headers for name in older)


def is_loop(reply: Reply) -> bool:
    ours = f"@{reply.receiving}".lower()
    back = parseaddr(reply.said("From"))[1].endswith(ours) or reply.to.lower().endswith(ours)
    return back or any(str(value).strip().lower() == reply.receiving.lower() for value in reply.headers.get_all(LOOP, []))


def is_from_nowhere(reply: Reply) -> bool:
    try:
        read_mailbox(reply.author[1])
    except Refusal:
        return True
    return False


DROPPED: tuple[tuple[str, Callable[[Reply], bool]], ...] = (
    ("it holds a virus", lambda reply: "virus" in reply.receipt.failed),
    ("it is spam", lambda reply: "spam" in reply.receipt.failed),
    ("it is a bounce", is_bounce),
    ("a program wrote it", is_automatic),
    ("it comes in a circle", is_loop),
    ("`replies` of site.yaml names nobody who reads it", lambda reply: not reply.to),
    ("nobody could be answered", is_from_nowhere),
)
"""Why a mail is thrown away, and how that is known; the first that fits."""


class Leave(NamedTuple):
    """The reader with this token leaves."""

    token: str


class Forward(NamedTuple):
    """The mail goes to the author."""


class Drop(NamedTuple):
    """The mail is thrown away."""

    why: str


Decision: TypeAlias = Leave | Forward | Drop


def decide(receipt: Receipt, headers: Message, receiving: str, to: str) -> Decision:
    """Return what becomes of a mail received at this domain, whose replies are read at `to`."""
    if token := next(filter(None, (token_in(address, receiving) for address in receipt.recipients)), ""):
        return Leave(token)
    reply = Reply(receipt, headers, receiving, to)
    why = next((why for why, fits in DROPPED if fits(reply)), "")
    return Drop(why) if why else Forward()


# ---- a reply as it is forwarded; pure

KEPT = frozenset(
    {
        *("subject", "date", "in-reply-to", "references", "mime-version"),
        *("content-type", "content-transfer-encoding", "content-disposition", "content-language"),
    }
)
"""The headers that stay as they were, byte for byte. Others would be wrong of the new mail, as signatures are, or would tell how
the old one came."""


def forwarded(raw: bytes, sender: Sender, to: str, receiving: str) -> bytes:
    """Return the mail from us to the author, whose answer goes to the reader; its content is untouched."""
    name, address = Reply(Receipt("", "", ()), message_from_bytes(raw), receiving, to).author
    head, line, content = split(raw)
    new = {
        "From": f"{display_name(name or address)} <{sender.address}>",
        "To": to,
        "Reply-To": f"{display_name(name)} <{read_mailbox(address).address}>".strip(),
        LOOP: receiving,
    }
    written = b"".join(f"{name}: {value}".encode() + line for name, value in new.items())
    return written + b"".join(field for field in fields(head, line) if named(field) in KEPT) + line + content


def split(raw: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the head, the line break that the mail uses, and the content."""
    line = b"\r\n" if b"\r\n" in raw[: raw.find(b"\n") + 1] else b"\n"
    head, _, content = raw.partition(line * 2)
    return head + line, line, content


def fields(head: bytes, line: bytes) -> Iterator[bytes]:
    """Yield each header with its line break, folded as it is."""
    field = b""
    for piece in head.split(line)[:-1]:
        if field and not piece.startswith((b" ", b"\t")):
            yield field
            field = b""
        field += piece + line
    yield field


def named(field: bytes) -> str:
    return field.partition(b":")[0].strip().lower().decode(errors="replace")


# ---- the work


def receive(cloud: Cloud, event: Mapping[str, Any]) -> None:
    """Handle the mails of an event; handled again, a mail that is gone is nothing."""
    if cloud.inbound is None:
        raise ValueError("the setting INBOUND_BUCKET names the bucket with received mail")
    for receipt in receipts_in(event):
        if found := cloud.inbound.read(receipt.key, LARGEST + 1):
            handle(cloud, receipt, found[0])
            cloud.inbound.delete(receipt.key)


def handle(cloud: Cloud, receipt: Receipt, raw: bytes) -> None:
    site = site_files.read(cloud).site
    decision = decide(receipt, message_from_bytes(raw), cloud.receiving, site.newsletter.replies)
    if isinstance(decision, Leave):
        leave(cloud, decision.token)
    elif isinstance(decision, Drop):
        log.info("a mail was thrown away: %s", decision.why)
    else:
        forward(cloud, site, raw)


def leave(cloud: Cloud, token: str) -> None:
    """Unsubscribe the reader of a token; one that isn't ours, or has ended, is nobody's."""
    now = cloud.clock.now()
    try:
        reader_id = tokens.read_short(cloud.keys, "leave", token, now)
    except Refusal as refusal:
        log.info("a mail to leave was thrown away: %s", refusal.code)
        return
    remove(cloud, reader_id, lambda standing: subscription.left(standing, now))
    log.info("%s left", reader_id)


def forward(cloud: Cloud, site: Site, raw: bytes) -> None:
    """Forward a reply. Raises UnsentError where it may be sent later; what can never be sent is logged."""
    if len(raw) > LARGEST:
        log.warning("a reply was thrown away: it has more than %d bytes", LARGEST)
        return
    if not rate_counters.lets_through(cloud.table, "replies-day", "", cloud.clock.now()):
        log.warning("a reply was thrown away: too many came today")
        return
    sender, to = site.sender("letters"), site.newsletter.replies
    try:
        cloud.mail.send(Outgoing(sender.address, to, forwarded(raw, sender, to, cloud.receiving)))
    except UnsentError as unsent:
        if unsent.code != "address":
            raise
        log.warning("a reply was thrown away: SES does not take it: %s", unsent.found)
