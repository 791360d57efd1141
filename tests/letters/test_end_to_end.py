"""The main way, on moto with the real functions: sign up, confirm, upload, letter, one click, and no letter after that."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email import message_from_string, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode

import pytest
from moto import mock_aws

import app
from chalicelib.cloud.aws import SystemClock
from chalicelib.newsletter.rules.letter import id_of
from chalicelib.store.newsletter import letters, subscribers
from infra.demo import aws
from infra.demo.functions import SCHEDULED, Functions
from infra.demo.gateway import Gateway
from infra.demo.postoffice import PostOffice
from tests.publishing.blog import URL, post
from tests.publishing.blog_on_moto import AwsBlog

ADA, BOB = "ada@example.org", "bob+news@example.org"
FORM = {"content-type": "application/x-www-form-urlencoded", "x-forwarded-for": "203.0.113.7"}
KEY = "posts/news.md"
SITE = """\
title: The "Press", daily
languages: [en, es]
newsletter:
  letters: The Press <letters@press.example>
  confirmations: The Press asks <confirm@press.example>
  postal: The Press, 1 High Street
"""


class World:
    """A site on moto whose queues, schedule and API are run by the functions of `app.py`."""

    def __init__(self) -> None:
        self.blog = AwsBlog()
        self.settings = {**self.blog.settings, "SITE_URL": URL, "GRACE_SECONDS": "0", "LOG_LEVEL": "WARNING"}
        self.gateway = Gateway(lambda: app.app)
        deliver = PostOffice(aws.mail_service(), self._publish, SystemClock()).deliver
        handlers = {name: getattr(app, name) for name in ("ingest", "press", "letters", "mail_news", "tick")}
        self.functions = Functions(self.blog.sqs, handlers, self.settings, deliver)

    def _publish(self, body: str) -> None:
        """Let the mail service send its events to its queue."""
        self.blog.sqs.send_message(QueueUrl=self.settings["MAIL_EVENTS_QUEUE_URL"], MessageBody=body)

    def upload(self, key: str, source: str) -> None:
        """Upload, and run everything that follows within a minute."""
        self.blog.upload(key, source)
        self.functions.settle()
        app.tick(SCHEDULED, None)
        self.functions.settle()

    def post(self, link: str, form: Mapping[str, str] | bytes) -> int:
        body = form if isinstance(form, bytes) else urlencode(form).encode()
        status = self.gateway("POST", link.removeprefix(URL), FORM, body)[0]
        self.functions.settle()
        return status

    def inbox(self, address: str) -> list[EmailMessage]:
        """Return the mail for this address, with the headers that the service would remove."""
        sent = [one.raw_data for one in aws.mail_service().sent_messages if address in one.destinations]
        return [message_from_string(raw, policy=policy.default) for raw in sent]

    def follow(self, address: str) -> None:
        self.post("/api/subscriptions", {"email": address})
        self.post(link_in(self.inbox(address)[0], "confirm"), {})


def link_in(message: EmailMessage, purpose: str) -> str:
    found = re.search(rf"https://\S+/api/{purpose}\?t=[\w.-]+", text_in(message))
    assert found
    return found[0]


def text_in(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def news(title: str = "News", **front: object) -> str:
    return post("Something **happened**; see [us](/about/).", title=title, date=datetime.now(UTC).isoformat(), **front)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with mock_aws():
        world = World()
        for name, value in world.settings.items():
            monkeypatch.setenv(name, value)
        app.cloud.cache_clear()
        app.trusted.cache_clear()
        world.upload("site.yaml", SITE)
        yield world
        app.cloud.cache_clear()
        app.trusted.cache_clear()


@pytest.mark.slow
def test_a_visitor_follows_gets_the_next_post_leaves_by_one_click_and_gets_no_more(world: World) -> None:
    world.follow(ADA)
    world.follow(BOB)
    world.upload(KEY, news())
    assert [message["Subject"] for message in world.inbox(ADA)][2:] == ["News"]

    one_click = re.findall(r"<(https:[^>]+)>", world.inbox(ADA)[2]["List-Unsubscribe"])[0]
    assert world.post(one_click, b"List-Unsubscribe=One-Click") == 200
    world.upload("posts/next.md", news("Next"))

    assert len(world.inbox(ADA)) == 3
    assert [message["Subject"] for message in world.inbox(BOB)][2:] == ["News", "Next"]


@pytest.mark.slow
def test_the_letter_header_by_header(world: World) -> None:
    world.follow(BOB)
    before = datetime.now(UTC).replace(microsecond=0)
    world.upload(KEY, news('Naïve "news",\nBcc: eve@example.org'))
    letter = world.inbox(BOB)[-1]
    token = link_in(letter, "unsubscribe").partition("?t=")[2]

    assert letter["From"] == "The Press <letters@press.example>"
    assert letter["To"] == BOB
    assert letter["Subject"] == "Naïve “news”, Bcc: eve@example.org"
    assert letter["List-Id"] == "The “Press”, daily <letters.press.example>"
    assert letter["List-Unsubscribe"] == f"<{URL}/api/unsubscribe?t={token}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<[0-9a-f]{32}@press\.example>", letter["Message-ID"])
    assert before <= parsedate_to_datetime(letter["Date"]) <= datetime.now(UTC)
    assert letter["Content-Language"] == "en"
    assert letter["Auto-Submitted"] is None
    assert letter["Bcc"] is None
    assert letter["Cc"] is None
    assert letter.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.slow
def test_the_letter_says_what_the_post_says_as_text_and_as_html(world: World) -> None:
    world.follow(ADA)
    world.upload(KEY, news())
    letter = world.inbox(ADA)[-1]
    text, html = text_in(letter), text_in(letter, "html")

    assert "Something happened; see us" in text
    assert "<strong" in html
    assert f'href="{URL}/about/"' in html
    for part in (text, html):
        assert "The Press, 1 High Street" in part
        assert "/api/preferences?t=" in part
        assert 'style="' in html


@pytest.mark.slow
def test_a_confirmation_has_its_own_sender_and_says_that_no_person_wrote_it(world: World) -> None:
    world.post("/api/subscriptions", {"email": ADA, "lang": "es"})
    (asked,) = world.inbox(ADA)

    assert asked["From"] == "The Press asks <confirm@press.example>"
    assert asked["Auto-Submitted"] == "auto-generated"
    assert asked["List-Unsubscribe"] is None
    assert asked["Content-Language"] == "es"


@pytest.mark.slow
def test_an_address_whose_confirmation_bounces_is_suppressed(world: World) -> None:
    world.follow("bounce+1@simulator.amazonses.com")
    bounced = world.inbox("bounce+1@simulator.amazonses.com")
    world.upload(KEY, news())
    table = world.blog.cloud.table

    assert len(bounced) == 1  # the confirmation itself bounced, so it was not confirmed
    shards = {shard: subscribers.page(table, shard) for shard in range(64)}
    assert [(one.state, one.why) for page in shards.values() for one in page] == [("suppressed", "bounce")]
    assert [one.sent for one in letters.progress(table, id_of(KEY)).values()] == [0]
