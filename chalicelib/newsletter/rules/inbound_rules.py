"""A received mail: how SES reports it, what its head says, and what becomes of it.

A mail to an address that holds a token is its reader's wish to leave, as a POST is, whatever the mail says; a program of the
reader's may have written it. Any other mail is a reply, and what no person wrote is thrown away.

A stranger wrote every byte. So only the head is read, up to a length: parts within parts cost nothing, however deep. A line ends
wherever some program may see its end, so what another program takes for two headers is two here.

The report: https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda-event.html
"""

import re
from collections.abc import Callable, Iterator, Mapping
from email.errors import MessageError
from email.header import decode_header, make_header
from email.utils import getaddresses
from typing import Any, NamedTuple, TypeAlias

from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.newsletter.rules.mailbox import read_mailbox
from chalicelib.newsletter.rules.reply_addresses import token_in

LOOP = "X-Loop"  # the header by which a mail that was forwarded is known when it comes back
LONGEST_HEAD = 256 << 10  # bytes; mail programs and the servers on the way write a tenth
LONGEST_VALUE = 1_000  # characters of a header that are read: some that are nested cost the square of their length
LONGEST_NAME = 100  # characters, so that the header that holds it stays a short line


# ---- what SES reports


class Receipt(Frozen):
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


# ---- the head

LINE = re.compile(rb"([^\r\n]*)(?:\r\n|[\r\n]|\Z)")
NAME = re.compile(rb"[!-9;-~]+:")


class Field(Frozen):
    """One header: its name in lower case, and its lines without their breaks."""

    name: str
    lines: tuple[bytes, ...]

    @property
    def value(self) -> str:
        return b"".join(self.lines).partition(b":")[2].decode(errors="replace")[:LONGEST_VALUE].strip()


class Head(Frozen):
    """The headers of a mail, and where its content begins; None where they go on for too long."""

    fields: tuple[Field, ...] = ()
    content: int | None = None

    def __contains__(self, name: str) -> bool:
        return any(field.name == name.lower() for field in self.fields)

    def values(self, name: str) -> tuple[str, ...]:
        return tuple(field.value for field in self.fields if field.name == name.lower())

    def said(self, name: str) -> str:
        """Return what the first header of this name says, in lower case; empty where there is none."""
        return next(iter(self.values(name)), "").lower()

    @property
    def author(self) -> tuple[str, str]:
        """The name and the address that an answer goes to."""
        name, address = mailbox_in(next(filter(None, (*self.values("Reply-To"), *self.values("From"))), ""))
        return decoded(name)[:LONGEST_NAME], address


def read_head(raw: bytes) -> Head:
    """Return the head of a mail, or of its beginning; it ends at an empty line, or before one that is no header."""
    fields: list[list[bytes]] = []
    for match in LINE.finditer(raw):
        line = match[1]
        if match.end() > LONGEST_HEAD:
            return Head()
        if fields and line.startswith((b" ", b"\t")):
            fields[-1].append(line)
        elif NAME.match(line):
            fields.append([line])
        else:
            break
    return Head(tuple(map(field_of, fields)), match.start() if line else match.end())


def field_of(lines: list[bytes]) -> Field:
    return Field(lines[0].partition(b":")[0].decode().lower(), tuple(lines))


def mailbox_in(value: str) -> tuple[str, str]:
    """Return the name and the address of the first mailbox in a header; empty ones where it can't be read."""
    try:
        return next(iter(getaddresses([value])), ("", ""))
    except RecursionError:  # groups in groups, or comments in comments: no person wrote it
        return "", ""


def decoded(name: str) -> str:
    """Return a name of a header as a mail program shows it; one that none can decode, as it is."""
    try:
        return str(make_header(decode_header(name)))
    except (LookupError, ValueError, MessageError):
        return name


# ---- what becomes of it


class Reply(Frozen):
    """A mail that holds no wish to leave: its receipt, its head, and where it would go."""

    receipt: Receipt
    head: Head
    receiving: str
    to: str


def is_bounce(reply: Reply) -> bool:
    envelope = reply.receipt.sender.strip("<> ").lower()
    kind = reply.head.said("Content-Type").partition(";")[0].strip()
    return not envelope or envelope.startswith("mailer-daemon@") or kind == "multipart/report"


def is_automatic(reply: Reply) -> bool:
    """Return whether a program answered: by the header of RFC 3834, or by those that older programs write."""
    if reply.head.said("Auto-Submitted").partition(";")[0].strip() not in ("", "no"):
        return True
    older = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "List-Id", "List-Unsubscribe")
    return reply.head.said("Precedence") in ("bulk", "junk", "list", "auto_reply") or any(name in reply.head for name in older)


def is_loop(reply: Reply) -> bool:
    ours = f"@{reply.receiving}".lower()
    back = mailbox_in(reply.head.said("From"))[1].endswith(ours) or reply.to.lower().endswith(ours)
    return back or any(value.lower() == reply.receiving.lower() for value in reply.head.values(LOOP))


def is_from_nowhere(reply: Reply) -> bool:
    try:
        read_mailbox(reply.head.author[1])
    except Refusal:
        return True
    return False


DROPPED: tuple[tuple[str, Callable[[Reply], bool]], ...] = (
    ("it holds a virus", lambda reply: "virus" in reply.receipt.failed),
    ("it is spam", lambda reply: "spam" in reply.receipt.failed),
    ("its headers are too long", lambda reply: reply.head.content is None),
    ("it is a bounce", is_bounce),
    ("a program wrote it", is_automatic),
    ("it comes in a circle", is_loop),
    ("`reply_addresses` of site.yaml names nobody who reads it", lambda reply: not reply.to),
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


def decide(receipt: Receipt, head: Head, receiving: str, to: str) -> Decision:
    """Return what becomes of a mail received at this domain, whose replies are read at `to`."""
    if token := next(filter(None, (token_in(address, receiving) for address in receipt.recipients)), ""):
        return Leave(token)
    reply = Reply(receipt, head, receiving, to)
    why = next((why for why, fits in DROPPED if fits(reply)), "")
    return Drop(why) if why else Forward()
