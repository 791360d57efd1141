"""A reply as it is forwarded: from us, to the author alone, answered to the reader, with nothing in it that a stranger adds."""

import re
from email import message_from_bytes
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.site.site import Sender
from chalicelib.newsletter.mail.forwarding import forwarded
from chalicelib.newsletter.rules.inbound_rules import Drop, Forward, decide, read_head, receipts_in
from tests.newsletter.mails import ADA, AUTHOR, HERE, ODD, REPLY, crlf, event, plain

OURS = ["From", "To", "Reply-To", "X-Loop"]


def sent_on(raw: bytes) -> bytes:
    return forwarded(raw, Sender("The Press", f"letters@{HERE}"), AUTHOR, HERE)


def forwarded_mail(raw: bytes) -> Message:
    return message_from_bytes(sent_on(raw))


def test_the_headers_of_its_content_are_forwarded_byte_for_byte() -> None:
    head = sent_on(crlf(REPLY)).partition(b"\r\n\r\n")[0] + b"\r\n"

    for header in (b"=?UTF-8?Q?Re=3A_A_tide_=E2=80=93_and?=\r\n =?UTF-8?Q?_a_typo?=", b"Wed, 25 Nov 2026 13:00:00 +0100"):
        assert b": " + header + b"\r\n" in head


def test_a_forwarded_mail_that_comes_back_is_thrown_away() -> None:
    again = sent_on(crlf(REPLY)).replace(f"<letters@{HERE}>".encode(), b"<author@elsewhere.example>")
    (receipt,) = receipts_in(event())

    assert decide(receipt, read_head(again), HERE, AUTHOR) == Drop("it comes in a circle")


@pytest.mark.parametrize("end", ["\r", "\n", "\r\r\n", "\n\r\n", "\r\n \r\n", "\r\n\t\n", "\0\r", "\r\n \0\r\n"])
@pytest.mark.parametrize("header", ["Subject", "Content-Type", "References"])
def test_no_break_within_a_header_adds_another(header: str, end: str) -> None:
    mail = forwarded_mail(f"From: {ADA}\r\n{header}: x{end}Bcc: eve@evil.example\r\n\r\nThanks.\r\n".encode())

    assert mail["Bcc"] is None
    assert mail.keys() == [*OURS, header]


@pytest.mark.parametrize("byte", [b"\r", b"\n", b"\0", b"\x0b", b"\x0c", b"\x1c", b"\x7f"])
def test_a_forwarded_head_holds_no_control_character_but_the_ends_of_its_lines(byte: bytes) -> None:
    head = sent_on(plain("Content-Language: e~n\t(x)").replace(b"~", byte)).partition(b"\r\n\r\n")[0]

    assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", head.replace(b"\r\n", b""))


def test_a_line_of_spaces_where_some_program_may_end_the_head_is_left_out() -> None:
    raw = f"From: {ADA}\r\nSubject:\r\n one\r\n \r\n \0\r\n\t\n two\r\n\r\nThanks.".encode()

    assert sent_on(raw).partition(b"\r\nSubject:")[2] == b"\r\n one\r\n two\r\n\r\nThanks."


def test_of_two_headers_with_one_name_the_first_is_kept() -> None:
    mail = forwarded_mail(plain("Content-Type: text/plain", "content-type: text/html", "SUBJECT: another"))

    assert (mail.get_all("Content-Type"), mail.get_all("Subject")) == (["text/plain"], ["Re: News"])


def test_a_name_that_shows_nothing_is_replaced_by_the_address() -> None:
    assert forwarded_mail(plain(sender=f"=?utf-7?q?+2AA-?= <{ADA}>"))["From"] == f'"{ADA}" <letters@{HERE}>'


HEADERS = ("From", "Reply-To", "Subject", "Content-Type", "Auto-Submitted", "Precedence", "X-Loop", "To", "References")


@given(st.lists(st.tuples(st.sampled_from(HEADERS), ODD | st.just(f"Ada <{ADA}>")), max_size=6), st.binary(max_size=80))
def test_what_is_forwarded_goes_to_the_author_alone(headers: list[tuple[str, str]], body: bytes) -> None:
    raw = b"".join(f"{name}: {value}\r\n".encode(errors="surrogatepass") for name, value in headers) + b"\r\n" + body
    (receipt,) = receipts_in(event())

    if isinstance(decide(receipt, read_head(raw), HERE, AUTHOR), Forward):
        mail = forwarded_mail(raw)
        assert mail.get_all("To") == [AUTHOR]
        assert len(mail.get_all("From", [])) == len(mail.get_all("Reply-To", [])) == 1
        assert str(mail["From"]).endswith(f"<letters@{HERE}>")
        assert not {"cc", "bcc", "sender"} & {name.lower() for name in mail}
