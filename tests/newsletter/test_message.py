"""The bytes of a mail: headers that only Presswork writes, and two parts with the same content."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.content.site.site import LocalizedText, Sender
from chalicelib.newsletter.mail.edition import post_edition
from chalicelib.newsletter.mail.message import NOBODY, Edition, letter, note
from chalicelib.newsletter.mail.notes import note_edition
from chalicelib.newsletter.rules.reply_addresses import Mailboxes
from chalicelib.rendering.strict_text import line
from tests.newsletter.context import CONTEXT, MARK, POST, SITE, post

WHEN = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
TOKEN, OTHER = "un.sub-" + "u" * 150, "pre.f_" + "p" * 150
EDITION = Edition("A subject", f"<p>Hé <a href='/?t={MARK}-unsubscribe'>x</a></p>", f"Hé {MARK}-preferences\n", "en", MARK)
SENDER = Sender("The Press", "letters@press.example")
COMMON = ["Content-Language", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To"]
LISTED = ["List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"]

LETTERS = "abcXYZ0189_-."
WILD = st.text(max_size=1000) | st.text(alphabet='a \r\n:,;"\\<>()@=?_éПب漢😀\u200f\u202e\u2028\x00\x85', max_size=200)


def made(
    edition: Edition = EDITION,
    title: str = "Salt",
    sender: Sender = SENDER,
    *,
    letter_id: str = "l",
    reader_id: str = "r",
    mailboxes: Mailboxes = NOBODY,
    unsubscribe: str = TOKEN,
    preferences: str = OTHER,
) -> bytes:
    return letter(
        edition,
        site=replace(SITE, title=LocalizedText({"en": title})),
        sender=sender,
        to="ada+x@xn--bcher-kva.example",
        unsubscribe=unsubscribe,
        preferences=preferences,
        letter_id=letter_id,
        reader_id=reader_id,
        date=WHEN,
        mailboxes=mailboxes,
    )


def noted(edition: Edition = EDITION, unsubscribe: str = "") -> bytes:
    return note(edition, site=SITE, sender=SENDER, to="ada@example.org", message_id_seed="s", date=WHEN, unsubscribe=unsubscribe)


def parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


def sender_of(raw: bytes) -> tuple[str, str]:
    """Name and address by the older parser: the newer one keeps a space between two encoded words of a name."""
    name, address = parseaddr(message_from_bytes(raw)["From"])
    return str(make_header(decode_header(name))), address


def test_a_letter_names_its_list_and_the_way_to_leave() -> None:
    message = parsed(made())

    assert dict(message.items()) | {"Content-Type": ""} == {
        "From": "The Press <letters@press.example>",
        "To": "ada+x@xn--bcher-kva.example",
        "Subject": "A subject",
        "Date": "Wed, 25 Nov 2026 08:30:00 +0000",
        "Message-ID": message["Message-ID"],
        "List-Id": '"Salt" <letters.press.example>',
        "List-Unsubscribe": f"<https://press.example/api/unsubscribe?t={TOKEN}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Content-Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "",
    }


def test_a_letter_names_a_mailbox_only_where_it_is_read() -> None:
    read = parsed(made(mailboxes=Mailboxes("ada@press.example", "leave+x@news.press.example")))

    assert read["Reply-To"] == "ada@press.example"
    assert read["List-Unsubscribe"] == (f"<https://press.example/api/unsubscribe?t={TOKEN}>, <mailto:leave+x@news.press.example>")
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_text_comes_first_and_each_part_has_the_readers_own_links() -> None:
    message = parsed(made())

    assert message.get_content_type() == "multipart/alternative"
    assert [one.get_content_type() for one in message.iter_parts()] == ["text/plain", "text/html"]
    assert part(message, "plain") == f"Hé {OTHER}\n"
    assert part(message, "html").strip() == f"<p>Hé <a href='/?t={TOKEN}'>x</a></p>"


def test_a_message_id_is_of_the_letter_and_the_reader() -> None:
    ids = [
        parsed(made(letter_id=one, reader_id=other))["Message-ID"]
        for one, other in (("l", "r"), ("l", "q"), ("m", "r"), ("l", "r"))
    ]

    assert ids[0] == ids[3]
    assert len(set(ids)) == 3
    assert ids[0].endswith("@press.example>")


def test_a_note_answers_by_itself_and_is_of_no_list() -> None:
    message = parsed(noted())

    assert sorted(message.keys()) == sorted([*COMMON, "Auto-Submitted"])
    assert message["Auto-Submitted"] == "auto-generated"


def test_a_note_with_tokens_can_be_left() -> None:
    edition = note_edition(CONTEXT, "en", "welcome", "https://press.example/api/preferences?t=x", [POST])

    message = parsed(noted(edition, unsubscribe=TOKEN))

    assert message["List-Unsubscribe"] == f"<https://press.example/api/unsubscribe?t={TOKEN}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert TOKEN in part(message, "html")
    assert edition.mark not in part(message, "html") + part(message, "plain")


@given(subject=WILD, title=WILD, name=WILD)
@example("a\r\nBcc: eve@example.org", "b\nX: y", 'Eve" <eve@example.org>, "')
@example("=?utf-8?q?x?=", "=?utf-8?q?=0ABcc:_x?=", "=?utf-8?q?x?=")
@example("w" * 1000, "w" * 1000, "w" * 1000)
@example("😀" * 300, "ä b " * 99, "ø, ß " * 50)
def test_nothing_that_is_written_can_add_a_header(subject: str, title: str, name: str) -> None:
    raw = made(replace(EDITION, subject=subject), title, Sender(name, "letters@press.example"))
    message = parsed(raw)

    assert sorted(message.keys()) == sorted([*COMMON, *LISTED])
    assert message["Subject"] == line(subject)
    assert sender_of(raw) == (line(name), "letters@press.example")
    assert [one.addr_spec for one in message["From"].addresses] == ["letters@press.example"]
    assert message["List-Id"].endswith("<letters.press.example>")
    assert not message["Subject"].defects


@given(subject=WILD, html=WILD, text=WILD)
def test_every_byte_is_ascii_and_every_line_is_short(subject: str, html: str, text: str) -> None:
    html, text = (one.encode("utf-8", "ignore").decode() for one in (html, text))

    raw = made(Edition(subject, html, text, "en", MARK), subject)

    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) < 998
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")


TEXTS = st.lists(
    st.sampled_from(["Hé ", "a " * 60, "x" * 90, "نص ", "= \n", f"{MARK}-unsubscribe", f"/{MARK}-preferences"]), max_size=20
)


@given(parts=TEXTS, tokens=st.lists(st.text(LETTERS, min_size=60, max_size=62), min_size=4, max_size=4))
def test_each_reader_gets_their_own_tokens_in_any_order(parts: list[str], tokens: list[str]) -> None:
    edition = Edition("A subject", "".join(parts), "".join(reversed(parts)), "en", MARK)

    for own, other in (tokens[:2], tokens[2:]):
        message = parsed(made(edition, unsubscribe=own, preferences=other))
        for kind, text in (("plain", edition.text), ("html", edition.html)):
            expected = text.replace(f"{MARK}-unsubscribe", own).replace(f"{MARK}-preferences", other)
            assert part(message, kind).rstrip("\n") == expected.rstrip("\n")


@pytest.mark.parametrize("paragraph", ["<p>Short &amp; sweet.</p>", f"<p>{'نص ' * 30}</p>"], ids=["short", "Arabic"])
def test_the_longest_letter_is_shown_whole_with_its_tokens(paragraph: str) -> None:
    edition = post_edition(CONTEXT, post(paragraph * 9000), MARK)

    shown = part(parsed(made(edition)), "html")

    assert 90_000 < len(shown.encode()) < 102_000
    assert shown.count(TOKEN) == shown.count(OTHER) == 1
    assert MARK not in shown
