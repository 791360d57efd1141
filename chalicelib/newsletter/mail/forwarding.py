"""A reply as it is forwarded: from us to the author, since SES sends from no other address, and answered to the reader."""

from chalicelib.content.site.site import Sender
from chalicelib.newsletter.mail.message import display_name
from chalicelib.newsletter.rules.inbound_rules import LOOP, Field, read_head
from chalicelib.newsletter.rules.mailbox import read_mailbox

KEPT = (
    *("subject", "date", "in-reply-to", "references", "mime-version"),
    *("content-type", "content-transfer-encoding", "content-disposition", "content-language"),
)
"""The headers that stay as they were, the first of each name. Others would be wrong of the new mail, as signatures are, or would
tell how the old one came."""

CONTROLS = bytes({*range(32), 127} - {ord("\t")})
"""Bytes that no header may hold: some servers refuse them, and some programs end a line there."""


def forwarded(raw: bytes, sender: Sender, to: str, receiving: str) -> bytes:
    """Return the mail from us to the author, whose answer goes to the reader; its content is untouched."""
    head = read_head(raw)
    name, address = head.author
    shown = display_name(name)
    new = {
        "From": f"{shown or display_name(address)} <{sender.address}>",
        "To": to,
        "Reply-To": f"{shown} <{read_mailbox(address).address}>".strip(),
        LOOP: receiving,
    }
    written = (f"{name}: {value}\r\n".encode() for name, value in new.items())
    return b"".join((*written, *(as_kept(field) for field in firsts(head.fields)), b"\r\n", raw[head.content :]))


def firsts(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Return the headers that are kept, in their order: two of one name are refused by SES, and read one way or the other."""
    by_name = {field.name: field for field in reversed(fields) if field.name in KEPT}
    return tuple(by_name.values())[::-1]


def as_kept(field: Field) -> bytes:
    """Return a header folded as it is, without lines that a program may take for the end of the head."""
    lines = [line.translate(None, CONTROLS) for line in field.lines]
    return b"".join(line + b"\r\n" for number, line in enumerate(lines) if number == 0 or line.strip())
