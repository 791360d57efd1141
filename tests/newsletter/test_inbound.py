"""Mail that the site receives: whoever has the address leaves, persons are forwarded, and the rest is thrown away."""

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from msgspec.structs import replace

from bench.watching import Watched
from chalicelib.cloud.memory import MemoryBucket
from chalicelib.cloud.ports import Object, UnsentError
from chalicelib.newsletter.inbound import LARGEST, receive
from chalicelib.newsletter.rules.address_hashes import reader_id
from chalicelib.newsletter.rules.inbound_rules import LONGEST_HEAD
from chalicelib.newsletter.rules.rate_limits import LIMITS
from chalicelib.newsletter.rules.tokens import sign_short
from chalicelib.store.newsletter import subscribers
from tests.letters.blog import KEYS, PEPPER, LetterBlog
from tests.newsletter.mails import ABSENCE, ADA, AUTHOR, HERE, KEY, REPLY, crlf, event, plain

SITE = f"title: The Press\nnewsletter:\n  letters: The Press <letters@{HERE}>\n  replies: {AUTHOR}\n"


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


# ---- what is thrown away, and what is read


def test_a_mail_that_is_thrown_away_is_deleted(blog: ReceivingBlog) -> None:
    blog.comes(crlf(ABSENCE), event(source="bob@example.com"))

    assert (blog.forwarded, blog.inbound.keys()) == ([], ())


@pytest.mark.parametrize(("to", "reads"), [("letters", [LONGEST_HEAD + 1, LARGEST + 1]), ("leave+abc", [LONGEST_HEAD + 1])])
def test_only_a_mail_that_is_forwarded_is_read_beyond_its_head(blog: ReceivingBlog, to: str, reads: list[int]) -> None:
    asked: list[int] = []

    def noting(_port: str, method: str, args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        asked.extend(args[1:] if method == "read" else ())
        return act()

    blog.inbound.write(KEY, Object(plain(), "message/rfc822"))
    receive(replace(blog.cloud, inbound=Watched(blog.inbound, "inbound", noting)), event(f"{to}@{HERE}"))

    assert asked == reads


def test_a_mail_that_is_too_large_to_be_forwarded_is_thrown_away(blog: ReceivingBlog) -> None:
    blog.comes(plain() + b"x" * LARGEST, event())

    assert (blog.forwarded, blog.inbound.keys()) == ([], ())


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
