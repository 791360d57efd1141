"""Mail that the site receives: whoever has the address leaves, persons are forwarded, and the rest is thrown away."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.cloud.memory import MemoryBucket
from chalicelib.cloud.ports import Object, UnsentError
from chalicelib.content.site import Sender
from chalicelib.newsletter.address_hashes import reader_id
from chalicelib.newsletter.inbound import Drop, Forward, Leave, decide, forwarded, receipts_in, receive
from chalicelib.newsletter.rate_limits import LIMITS
from chalicelib.newsletter.tokens import sign_short
from chalicelib.store import subscribers
from tests.letters.blog import KEYS, PEPPER, LetterBlog

HERE, AUTHOR, ADA = "news.press.example", "author@press.example", "ada@example.org"
SITE = f"title: The Press\nnewsletter:\n  letters: The Press <letters@{HERE}>\n  replies: {AUTHOR}\n"
KEY = "o3vrnil0e2ic28trm7dfhrc2v0clambda4nbp0g1"

REPLY = f"""\
Return-Path: <ada@example.org>
Received: from mail-ed1-f41.google.com (mail-ed1-f41.google.com [209.85.208.41])
 by inbound-smtp.eu-west-1.amazonaws.com with SMTP id {KEY}
 for letters@{HERE};
 Wed, 25 Nov 2026 12:00:01 +0000 (UTC)
X-SES-Spam-Verdict: PASS
X-SES-Virus-Verdict: PASS
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
        d=example.org; s=20230601; t=1732536000; b=AbC+/=
MIME-Version: 1.0
References: <0123456789abcdef0123456789abcdef@press.example>
In-Reply-To: <0123456789abcdef0123456789abcdef@press.example>
From: =?UTF-8?Q?Ada_L=C3=B6velace?= <ada@example.org>
Date: Wed, 25 Nov 2026 13:00:00 +0100
Subject: =?UTF-8?Q?Re=3A_A_tide_=E2=80=93_and?=
 =?UTF-8?Q?_a_typo?=
To: The Press <letters@{HERE}>
Content-Type: multipart/alternative; boundary="0000000000007e1f5a06"

--0000000000007e1f5a06
Content-Type: text/plain; charset="UTF-8"
Content-Transfer-Encoding: quoted-printable

Lovely! But in line 3 it=E2=80=99s =E2=80=9Cquay=E2=80=9D.

--0000000000007e1f5a06
Content-Type: text/html; charset="UTF-8"

<p>Lovely!</p>

--0000000000007e1f5a06--
"""
ABSENCE = f"""\
Return-Path: <>
From: "Bob" <bob@example.com>
To: letters@{HERE}
Subject: Automatic reply: News
Date: Wed, 25 Nov 2026 12:00:00 +0000
Message-ID: <x@mail.example.com>
Auto-Submitted: auto-generated (rejected); x=1
X-Auto-Response-Suppress: All
Content-Type: text/plain

I am away until Monday.
"""
BOUNCE = f"""\
From: Mail Delivery Subsystem <postmaster@example.com>
To: letters@{HERE}
Subject: Delivery Status Notification (Failure)
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

550 5.1.1 no such user

--b--
"""


def crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def plain(*headers: str, sender: str = ADA) -> bytes:
    """A short mail with these headers besides."""
    return crlf("\n".join([f"From: {sender}", f"To: letters@{HERE}", "Subject: Re: News", *headers, "", "Thanks.", ""]))


def event(to: str = f"letters@{HERE}", source: str = ADA, **verdicts: str) -> dict[str, Any]:
    """The report of a mail, by the example of SES's guide."""
    passed = {"spamVerdict": "PASS", "virusVerdict": "PASS", "spfVerdict": "PASS", "dkimVerdict": "PASS", "dmarcVerdict": "PASS"}
    receipt = {name: {"status": status} for name, status in (passed | verdicts).items()}
    mail = {"timestamp": "2026-11-25T12:00:02.028Z", "source": source, "messageId": KEY, "destination": [to]}
    action = {"type": "Lambda", "functionArn": "arn:aws:lambda:eu-west-1:123456789012:function:x", "invocationType": "Event"}
    whole = {
        **receipt,
        "recipients": [to],
        "processingTimeMillis": 574,
        "timestamp": "2026-11-25T12:00:02.028Z",
        "action": action,
    }
    return {"Records": [{"eventSource": "aws:ses", "eventVersion": "1.0", "ses": {"mail": mail, "receipt": whole}}]}


class ReceivingBlog(LetterBlog):
    """A site whose stack receives mail."""

    def __init__(self, site: str = SITE) -> None:
        super().__init__()
        self.inbound = MemoryBucket()
        self.cloud = replace(self.cloud, inbound=self.inbound, receiving=HERE)
        self.publish({"site.yaml": site})

    def comes(self, raw: bytes, said: dict[str, Any]) -> None:
        self.inbound.write(KEY, Object(raw, "message/rfc822"))
        receive(self.cloud, said)

    def address_of(self, reader: str, days_ago: int = 0) -> str:
        then = self.clock.time - timedelta(days=days_ago)
        return f"leave+{sign_short(KEYS, 'leave', reader_id(PEPPER, reader), then)}@{HERE}"

    def follows(self, reader: str) -> bool:
        found = subscribers.read(self.cloud.table, reader_id(PEPPER, reader))
        return found is not None and found.state == "following"

    @property
    def forwarded(self) -> list[EmailMessage]:
        made = [message_from_bytes(one.raw, policy=policy.default) for one in self.mail.sent if one.to == AUTHOR]
        return [one for one in made if isinstance(one, EmailMessage)]


@pytest.fixture
def blog() -> ReceivingBlog:
    return ReceivingBlog()


# ---- leaving


@pytest.mark.parametrize("spelled", [str.lower, str.upper])
def test_a_mail_to_the_address_of_a_letter_unsubscribes_its_reader(blog: ReceivingBlog, spelled: Any) -> None:
    blog.follow(ADA)

    blog.comes(plain("Subject: unsubscribe"), event(spelled(blog.address_of(ADA))))

    assert not blog.follows(ADA)
    assert subscribers.followers(blog.cloud.table) == 0
    assert blog.forwarded == []


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (plain("Auto-Submitted: auto-generated"), {"source": "<>"}),
        (plain(sender="somebody@else.example"), {"spamVerdict": "FAIL"}),
        (b"", {}),
    ],
)
def test_whoever_has_the_address_may_leave_whatever_the_mail_holds(blog: ReceivingBlog, raw: bytes, said: dict[str, str]) -> None:
    blog.follow(ADA)

    blog.comes(raw, event(blog.address_of(ADA), **said))

    assert not blog.follows(ADA)


def test_a_mail_that_is_reported_twice_changes_nothing_the_second_time(blog: ReceivingBlog) -> None:
    blog.follow(ADA)
    said = event(blog.address_of(ADA))
    blog.comes(plain(), said)

    receive(blog.cloud, said)

    assert subscribers.followers(blog.cloud.table) == 0


@pytest.mark.parametrize("address", [f"leave+{'a' * 48}@{HERE}", f"leave+x@{HERE}", f"leave+{'é' * 9}@{HERE}"])
def test_an_address_that_nobody_signed_unsubscribes_nobody(blog: ReceivingBlog, address: str) -> None:
    blog.follow(ADA)

    blog.comes(plain(), event(address))

    assert blog.follows(ADA)
    assert blog.forwarded == []


def test_an_address_ends_as_links_do(blog: ReceivingBlog) -> None:
    blog.follow(ADA)

    blog.comes(plain(), event(blog.address_of(ADA, days_ago=402)))

    assert blog.follows(ADA)


def test_a_letter_names_the_address_by_which_its_reader_leaves(blog: ReceivingBlog) -> None:
    blog.follow(ADA)
    blog.announce()
    blog.wait()
    letter = message_from_bytes(blog.mail.sent[-1].raw)
    address = str(letter["List-Unsubscribe"]).replace("\r\n", "").partition("<mailto:")[2].rstrip(">")

    blog.comes(plain(), event(address))

    assert not blog.follows(ADA)


# ---- replies


def test_a_reply_reaches_the_author_and_an_answer_to_it_the_reader(blog: ReceivingBlog) -> None:
    blog.comes(crlf(REPLY), event())

    (mail,) = blog.forwarded
    assert (mail["From"].addresses[0].addr_spec, mail["To"]) == (f"letters@{HERE}", AUTHOR)
    assert mail["From"].addresses[0].display_name == "Ada Lövelace"
    assert mail["Reply-To"].addresses[0].addr_spec == ADA
    assert mail["Subject"] == "Re: A tide – and a typo"
    assert mail["In-Reply-To"] == "<0123456789abcdef0123456789abcdef@press.example>"
    body = mail.get_body(("plain",))
    assert body
    assert "it’s “quay”" in body.get_content()


def test_what_would_be_wrong_of_the_forwarded_mail_is_left_out(blog: ReceivingBlog) -> None:
    blog.comes(crlf(REPLY), event())

    (mail,) = blog.forwarded
    assert not {"DKIM-Signature", "Return-Path", "Received", "X-SES-Spam-Verdict", "Sender", "Bcc"} & set(mail.keys())
    assert [*map(str.lower, mail.keys())].count("from") == [*map(str.lower, mail.keys())].count("subject") == 1


def test_the_content_of_a_reply_is_forwarded_byte_for_byte(blog: ReceivingBlog) -> None:
    blog.comes(crlf(REPLY), event())

    assert blog.mail.sent[-1].raw.partition(b"\r\n\r\n")[2] == crlf(REPLY).partition(b"\r\n\r\n")[2]


def test_a_reply_goes_back_to_where_its_writer_wants_answers(blog: ReceivingBlog) -> None:
    blog.comes(plain('Reply-To: "A, L" <lovelace@example.net>'), event())

    (mail,) = blog.forwarded
    assert mail["Reply-To"].addresses[0].addr_spec == "lovelace@example.net"


@pytest.mark.parametrize("name", ["Ada\r\nBcc: eve@evil.example", '"Ada" <x@evil.example>,', "=?utf-8?q?=0D=0ABcc:_eve?="])
def test_no_name_of_a_stranger_adds_a_header(blog: ReceivingBlog, name: str) -> None:
    blog.comes(plain(sender=f"{name} <{ADA}>"), event())

    for mail in blog.forwarded:
        assert mail["Bcc"] is None
        assert mail["To"] == AUTHOR
        assert mail["From"].addresses[0].addr_spec == f"letters@{HERE}"


def test_a_handled_mail_is_deleted_and_one_that_could_not_be_sent_is_kept(blog: ReceivingBlog) -> None:
    blog.mail.refusing[AUTHOR] = "slow"
    with pytest.raises(UnsentError):
        blog.comes(plain(), event())
    assert blog.inbound.keys() == (KEY,)

    blog.mail.refusing.clear()
    receive(blog.cloud, event())

    assert blog.inbound.keys() == ()
    assert len(blog.forwarded) == 1


def test_a_flood_of_replies_ends_at_the_days_limit_and_wishes_to_leave_do_not(blog: ReceivingBlog) -> None:
    blog.follow(ADA)
    most = LIMITS["replies-day"].most
    for _ in range(most + 3):
        blog.comes(plain(), event())

    blog.comes(plain(), event(blog.address_of(ADA)))

    assert len(blog.forwarded) == most
    assert not blog.follows(ADA)


# ---- what is thrown away


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
def test_what_no_person_wrote_is_thrown_away(blog: ReceivingBlog, raw: bytes, said: dict[str, str], why: str) -> None:
    (receipt,) = receipts_in(event(**said))

    assert decide(receipt, message_from_bytes(raw), HERE, AUTHOR) == Drop(why)

    blog.comes(raw, event(**said))
    assert (blog.forwarded, blog.inbound.keys()) == ([], ())


@pytest.mark.parametrize("raw", [crlf(REPLY), REPLY.encode(), plain("Auto-Submitted: no"), plain("Precedence: normal")])
def test_what_a_person_wrote_is_forwarded(raw: bytes) -> None:
    (receipt,) = receipts_in(event(spamVerdict="GRAY", virusVerdict="PROCESSING_FAILED"))

    assert decide(receipt, message_from_bytes(raw), HERE, AUTHOR) == Forward()


def test_a_forwarded_mail_that_comes_back_is_thrown_away(blog: ReceivingBlog) -> None:
    blog.comes(crlf(REPLY), event())
    again = blog.mail.sent[-1].raw.replace(f"<letters@{HERE}>".encode(), b"<author@elsewhere.example>")
    (receipt,) = receipts_in(event())

    assert decide(receipt, message_from_bytes(again), HERE, AUTHOR) == Drop("it comes in a circle")


@pytest.mark.parametrize("replies", ["", f"letters@{HERE}"])
def test_replies_that_nobody_reads_go_nowhere(replies: str) -> None:
    (receipt,) = receipts_in(event())

    assert isinstance(decide(receipt, message_from_bytes(plain()), HERE, replies), Drop)


def test_one_of_several_recipients_may_be_the_address_to_leave_by() -> None:
    (receipt,) = receipts_in(event())
    both = replace(receipt, recipients=(f"letters@{HERE}", f"LEAVE+abc@{HERE.upper()}"))

    assert decide(both, message_from_bytes(plain()), HERE, AUTHOR) == Leave("abc")


# ---- whatever strangers write

ODD = st.text(alphabet='a \r\n:,;"\\<>()@=?_é漢\u2028\x00', max_size=60) | st.text(max_size=40)
HEADERS = ("From", "Reply-To", "Subject", "Content-Type", "Auto-Submitted", "Precedence", "X-Loop", "To", "References")


@given(st.lists(st.tuples(st.sampled_from(HEADERS), ODD | st.just("Ada <ada@example.org>")), max_size=6), st.binary(max_size=80))
def test_no_mail_breaks_the_function_and_what_is_forwarded_goes_to_the_author_alone(
    headers: list[tuple[str, str]], body: bytes
) -> None:
    raw = b"".join(f"{name}: {value}\r\n".encode(errors="surrogatepass") for name, value in headers) + b"\r\n" + body
    (receipt,) = receipts_in(event())

    if isinstance(decide(receipt, message_from_bytes(raw), HERE, AUTHOR), Forward):
        mail = message_from_bytes(forwarded(raw, Sender("The Press", f"letters@{HERE}"), AUTHOR, HERE))
        assert mail.get_all("To") == [AUTHOR]
        assert len(mail.get_all("From", [])) == len(mail.get_all("Reply-To", [])) == 1
        assert str(mail["From"]).endswith(f"<letters@{HERE}>")
        assert not {"cc", "bcc", "sender"} & {name.lower() for name in mail}


@given(st.binary(max_size=200))
def test_bytes_that_are_no_mail_break_nothing(raw: bytes) -> None:
    (receipt,) = receipts_in(event())

    assert isinstance(decide(receipt, message_from_bytes(raw), HERE, AUTHOR), Drop | Forward)


HEAVY = (
    "boto3",
    "email_validator",
    "feedgen",
    "jinja2",
    "lxml",
    "markdown",
    "nh3",
    "pyromark",
    "chalicelib.rendering.page_kinds",
)
LOADED = "import sys; import chalicelib.newsletter.inbound; print(*(name for name in sys.argv[1:] if name in sys.modules))"


def test_the_function_for_received_mail_loads_nothing_that_makes_pages_or_letters() -> None:
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-c", LOADED, *HEAVY], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == ""
