"""Readers of what visitors, mail services and the CDN's log say, and what holds for what they accept."""

import gzip
import re
from collections.abc import Mapping
from contextlib import suppress
from email import message_from_bytes
from typing import Any

from chalicelib.analytics.hours import window, written
from chalicelib.analytics.log_lines import tally
from chalicelib.content.site.site import Sender
from chalicelib.errors import Refusal
from chalicelib.newsletter.mail import forwarding
from chalicelib.newsletter.rules import inbound_rules, mailbox, reply_addresses, ses_events, subscriber_import, tokens
from chalicelib.web import http
from chalicelib.web.forms import read_form
from tests.fuzz.site import NOW, SITE, text

LINK_KEYS = ("one key", "another key")
RECEIVING, AUTHOR, SENDER = "news.press.example", "author@press.example", Sender("The Press", "letters@news.press.example")
HOURS = {written(name): name for name in window(NOW)}


def log(data: bytes) -> list[Any]:
    found = tally([data], HOURS)
    return [sorted(found.reads.items()), found.unread]


def packed_log(data: bytes) -> list[Any]:
    return log(gzip.compress(data, mtime=0)[: max(30, len(data))])


def form(data: bytes) -> str:
    head, _, body = data.partition(b"\n")
    return repr(read_form(head.decode("latin-1"), body))


def request(data: bytes) -> str:
    """Read an event of API Gateway with strings of a visitor."""
    given = text(data)
    event: Mapping[str, Any] = {
        "requestContext": {"httpMethod": "POST", "resourcePath": "/subscriptions", "identity": {"sourceIp": given[:60]}},
        "headers": {"X-Forwarded-For": given[:200], "Content-Type": given[:80], given[:40]: given[:40]},
        "multiValueQueryStringParameters": {"t": [given], given: []},
        "body": given,
        "isBase64Encoded": len(given) % 2 == 0,
    }
    asked = http.request_in(event, 1)
    return repr((asked, asked.wants_json))


def token(data: bytes) -> dict[str, tuple[str, ...]]:
    """Return the payload of the token for each purpose that accepts it."""
    taken = {}
    for purpose in tokens.PURPOSES:
        with suppress(Refusal):
            taken[purpose] = tokens.read(LINK_KEYS, purpose, text(data), NOW)
    if not taken:
        raise Refusal("link")
    return taken


def check_token(data: bytes, given: Mapping[str, tuple[str, ...]]) -> None:
    """Check that only a signed token is accepted, in one spelling and for one purpose."""
    ((purpose, payload),) = given.items()
    assert text(data) in {tokens.sign((one,), purpose, payload, NOW) for one in LINK_KEYS}


def short_token(data: bytes) -> str:
    """Return the reader of the token in an address to leave by."""
    return tokens.read_short(LINK_KEYS, "leave", reply_addresses.token_in(text(data), RECEIVING), NOW)


def check_short_token(data: bytes, reader: str) -> None:
    """Check that only a signed token is accepted, in one spelling but for the case of letters."""
    signed = (tokens.sign_short((one,), "leave", reader, NOW) for one in LINK_KEYS)
    assert text(data).strip().lower() in {f"leave+{token}@{RECEIVING}" for token in signed}


def mail(data: bytes) -> bytes:
    """Return the mail as it is forwarded."""
    receipt = inbound_rules.Receipt("key", "ann@example.org", (SENDER.address,))
    decision = inbound_rules.decide(receipt, inbound_rules.read_head(data), RECEIVING, AUTHOR)
    if isinstance(decision, inbound_rules.Drop):
        raise Refusal("value", decision.why)
    return forwarding.forwarded(data, SENDER, AUTHOR, RECEIVING)


def check_mail(data: bytes, given: bytes) -> None:
    """Check that it has our headers, and those of its content alone, and that its content is untouched."""
    head, _, content = given.partition(b"\r\n\r\n")
    names = [name.lower() for name in message_from_bytes(head)]
    assert names[:4] == ["from", "to", "reply-to", "x-loop"]
    assert len(names) == len(set(names))
    assert {*names[4:]} <= {*forwarding.KEPT}
    assert message_from_bytes(head)["To"] == AUTHOR
    assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", head.replace(b"\r\n", b""))
    assert data.endswith(content)


def news(data: bytes) -> str:
    return repr(ses_events.read_event(text(data)))


def address(data: bytes) -> str:
    return repr(mailbox.read_mailbox(text(data)))


def check_address(_data: bytes, given: str) -> None:
    assert "\\n" not in given
    assert "\\r" not in given


def imported(data: bytes) -> list[str]:
    import_context = subscriber_import.ImportContext(SITE, "pepper", NOW, "paper")
    return [repr(row) for row in subscriber_import.opened(text(data).splitlines(keepends=True), import_context).rows]
