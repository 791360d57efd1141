"""What becomes of a received mail: whoever has the address leaves, persons are forwarded, and the rest is thrown away."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.newsletter.rules.inbound_rules import (
    LONGEST_HEAD,
    LONGEST_NAME,
    Decision,
    Drop,
    Forward,
    Leave,
    decide,
    read_head,
    receipts_in,
)
from tests.newsletter.mails import ABSENCE, ADA, AUTHOR, BOUNCE, HERE, ODD, REPLY, crlf, event, plain


def decided(raw: bytes, replies: str = AUTHOR, **said: str) -> Decision:
    (receipt,) = receipts_in(event(**said))
    return decide(receipt, read_head(raw), HERE, replies)


@pytest.mark.parametrize(
    ("raw", "said", "why"),
    [
        (crlf(ABSENCE), {"source": "bob@example.com"}, "a program wrote it"),
        (plain("Precedence: bulk"), {}, "a program wrote it"),
        (plain("X-Autoreply: yes"), {}, "a program wrote it"),
        (plain("List-Id: <list.example.org>"), {}, "a program wrote it"),
        (crlf(BOUNCE), {"source": "postmaster@example.com"}, "it is a bounce"),
        (plain(), {"source": "<>"}, "it is a bounce"),
        (plain(), {"source": "MAILER-DAEMON@example.com"}, "it is a bounce"),
        (plain(), {"spamVerdict": "FAIL"}, "it is spam"),
        (plain(), {"virusVerdict": "FAIL"}, "it holds a virus"),
        (plain(f"X-Loop: {HERE}"), {}, "it comes in a circle"),
        (plain(sender=f"letters@{HERE}"), {}, "it comes in a circle"),
        (plain(sender="nobody"), {}, "nobody could be answered"),
    ],
)
def test_what_no_person_wrote_is_thrown_away(raw: bytes, said: dict[str, str], why: str) -> None:
    assert decided(raw, **said) == Drop(why)


@pytest.mark.parametrize("raw", [crlf(REPLY), REPLY.encode(), plain("Auto-Submitted: no"), plain("Precedence: normal")])
def test_what_a_person_wrote_is_forwarded(raw: bytes) -> None:
    assert decided(raw, spamVerdict="GRAY", virusVerdict="PROCESSING_FAILED") == Forward()


@pytest.mark.parametrize("replies", ["", f"letters@{HERE}"])
def test_replies_that_nobody_reads_go_nowhere(replies: str) -> None:
    assert isinstance(decided(plain(), replies), Drop)


def test_one_of_several_recipients_may_be_the_address_to_leave_by() -> None:
    (receipt,) = receipts_in(event())
    both = replace(receipt, recipients=(f"letters@{HERE}", f"LEAVE+abc@{HERE.upper()}"))

    assert decide(both, read_head(plain()), HERE, AUTHOR) == Leave("abc")


# ---- the head


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r"])
def test_a_header_is_read_however_its_lines_end(end: bytes) -> None:
    head = read_head(b"Subject: one" + end + b" two" + end + b"FROM:x" + end + end + b"text")

    assert (head.values("subject"), head.values("From"), head.content) == (("one two",), ("x",), 22 + 4 * len(end))


@pytest.mark.parametrize(
    ("raw", "content"), [(b"A: b", b""), (b"A: b\n", b""), (b"", b""), (b"A: b\nHello\nC: d\n", b"Hello\nC: d\n")]
)
def test_a_head_ends_with_the_mail_or_before_what_is_no_header(raw: bytes, content: bytes) -> None:
    assert raw[read_head(raw).content :] == content


def test_a_mail_whose_head_goes_on_and_on_is_thrown_away() -> None:
    fits = plain(*(f"X-Filler: {'x' * 990}" for _ in range(LONGEST_HEAD // 1_003)))

    assert decided(fits) == Forward()
    assert decided(plain(f"X-Filler: {'x' * LONGEST_HEAD}")) == Drop("its headers are too long")


# ---- who is answered


@pytest.mark.parametrize(
    ("headers", "author"),
    [
        (("Reply-To: Lovelace <lovelace@example.net>",), ("Lovelace", "lovelace@example.net")),
        (("Reply-To:",), ("", ADA)),
        (("Reply-To: Friends: ada@example.net, bob@example.net;",), ("", "ada@example.net")),
        (('Reply-To: "Lovelace, A." (at home) <a@example.net>, b@example.net',), ("Lovelace, A. (at home)", "a@example.net")),
        (("Reply-To: =?iso-8859-1?q?Ad=E9?= =?utf-8?b?4oCT?= <a@example.net>",), ("Adé–", "a@example.net")),
        ((f"Reply-To: {'a' * 300} <a@example.net>",), ("a" * LONGEST_NAME, "a@example.net")),
    ],
)
def test_an_answer_goes_to_the_first_mailbox_of_who_wrote(headers: tuple[str, ...], author: tuple[str, str]) -> None:
    assert read_head(plain(*headers)).author == author


NAMES = (
    "=?utf-8?b?A?=",
    "=?utf-8?b?====?=",
    "=?x-unknown?q?a?=",
    "=?é?q?a?=",
    "=?utf-8?q?=FF?=",
    "=?undefined?q?a?=",
    "=?rot13?q?a?=",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_no_program_can_decode_stands_as_it_is(name: str) -> None:
    raw = plain(sender=f"{name} <{ADA}>")

    assert decided(raw) == Forward()
    assert read_head(raw).author[1] == ADA


@pytest.mark.parametrize("header", ["From", "Reply-To"])
@pytest.mark.parametrize("begun", [":", "a:", "(", "<", '"', "[", ";,", "a:b;", "=?a?q?", "a@b,"])
def test_nobody_is_answered_in_groups_or_comments_that_go_too_deep(header: str, begun: str) -> None:
    assert decided(plain(f"{header}: {begun * 5_000}{ADA}", sender="")) == Drop("nobody could be answered")


# ---- whatever the content is


@pytest.mark.parametrize(
    "part",
    [b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n', b"Content-Type: message/rfc822\r\nX-%d: %d\r\n\r\n"],
)
def test_parts_within_parts_are_not_read_however_deep(part: bytes) -> None:
    raw = plain().partition(b"\r\n\r\n")[0] + b"\r\n" + b"".join(part % (level, level) for level in range(5_000))

    assert decided(raw) == Forward()


PUNYCODE = b"From: =?punycode?q?-" + b"b" * 240_000 + b"?= <ada@example.org>\r\n"  # decoding takes the square of its length


@pytest.mark.parametrize("line", [b" y\r\n", b"Reply-To: y\r\n", b"a:\n", b"\t\r", b"X-Loop: " + b"a" * 900 + b"\n", PUNYCODE])
def test_a_head_of_the_greatest_length_is_read_in_little_time(line: bytes) -> None:
    begun = plain(sender="").partition(b"\r\n\r\n")[0] + b"\r\n"
    raw = begun + line * ((LONGEST_HEAD - len(begun)) // len(line))
    began = time.process_time()

    assert isinstance(decided(raw), Drop | Forward)
    assert time.process_time() - began < 2  # a tenth is usual; where time grows with the square, it is a minute


@given(st.binary(max_size=200) | ODD.map(lambda text: f"From: {text} <{ADA}>".encode(errors="surrogatepass")))
def test_bytes_that_are_no_mail_break_nothing(raw: bytes) -> None:
    assert isinstance(decided(raw), Drop | Forward)
    assert not re.search("[\r\n]", "".join(read_head(raw).author))
