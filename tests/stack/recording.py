"""Recording: what each function asks of AWS, noted where boto3 is about to ask it.

A site on moto does everything: its author uploads, edits and deletes, visitors follow and leave, letters go out and come back,
time passes. The functions of `app.py` do all the work, each with clients of its own, as it would have in a process of its own.
Where moto lacks what AWS has, an answer is bent: the mail service's account, and a file too large to be made here.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from time import sleep
from typing import Any

import botocore
from botocore.awsrequest import AWSResponse

import app
from chalicelib.cloud import secrets
from chalicelib.cloud.aws import SystemClock, clients
from chalicelib.cloud.ports import At, Item, Message
from chalicelib.cloud.secrets import Secrets
from chalicelib.newsletter import tokens
from chalicelib.newsletter.campaign import TRIES
from chalicelib.newsletter.jobs import OpenLetter, to_letters
from chalicelib.newsletter.ledger import Entry
from chalicelib.newsletter.letter import Letter, id_of
from chalicelib.newsletter.rate_limits import STRAIGHT
from chalicelib.settings import read
from chalicelib.store import item_keys, ledger, letters, page_views, rate_counters, subscribers, timers
from chalicelib.times import in_utc
from infra.local import aws
from infra.local.functions import FUNCTIONS, SCHEDULED, Functions
from infra.local.postoffice import PostOffice
from tests.analytics.lines import line, packed
from tests.letters.test_end_to_end import ADA, BOB, FORM, SITE, World, link_in, news
from tests.pictures import flat_png
from tests.publishing.blog import URL, post

CARL, DORA, EVE, FAY = "carl@example.org", "dora@example.org", "eve@example.org", "fay@example.org"
ACTING = '<svg xmlns="http://www.w3.org/2000/svg">\n<script>alert(1)</script></svg>'
FILM = "film.mp4"
ENORMOUS = 2 << 30  # more than is copied in one call
DEPLOYED = {
    **{"SECRETS": "/presswork/secrets", "LINK_KEYS": "", "ADDRESS_PEPPER": "", "MAIL_RATE": ""},
    "CONFIGURATION_SET": "presswork-actual",
    **{"INBOUND_BUCKET": "presswork-inbound", "RECEIVING": "news.press.example"},
    **{"IMAGES_FUNCTION": "presswork-images", "IMAGES_QUEUE_URL": ""},
}
"""The settings as a deployment has them: the secrets are in a parameter, the account has the rate. No two names are alike."""

ACCOUNT = {"SendingEnabled": True, "SendQuota": {"Max24HourSend": 50_000.0, "MaxSendRate": 100.0, "SentLast24Hours": 0.0}}
"""What SES says of an account; moto doesn't know the question."""


# ---- the calls


@dataclass(slots=True)
class Call:
    """One call of a function's: the operation with its service, what it was asked with, and the status of the answer."""

    function: str
    operation: str
    asked: Mapping[str, Any]
    status: int = 0


class Recorder:
    """Notes what is called while a function works; what others call meanwhile is not its."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._working = ""
        self._awake: set[str] = set()
        self.kept: list[str] = []
        """The events that Lambda keeps for the function that encodes images."""

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Record every session of boto3 that is made meanwhile."""
        botocore.register_initializer(self._listen)
        try:
            yield
        finally:
            botocore.unregister_initializer(self._listen)

    def recorded(self, function: str, handler: Callable[..., Any]) -> Callable[..., Any]:
        """The handler, whose calls are noted; the first time it makes the outside world anew, as a process of its own would."""

        def handle(*event: Any) -> Any:
            if function not in self._awake:
                forget()
            self._awake.add(function)
            self._working = function
            try:
                return handler(*event)
            finally:
                self._working = ""

        return handle

    def _listen(self, session: Any) -> None:
        session.register("provide-client-params", self._note)
        session.register("before-call.sesv2.GetAccount", lambda **_: (AWSResponse("", HTTPStatus.OK, {}, None), ACCOUNT))
        session.register("before-call.lambda.Invoke", self._keep)
        session.register("after-call", self._answered)
        session.register("after-call.s3.HeadObject", enlarge)

    def _note(self, params: Mapping[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        if self._working:
            service = model.service_model.service_name
            context["call"] = Call(self._working, f"{service}.{model.name}", dict(params))
            self.calls.append(context["call"])

    def _keep(self, params: Mapping[str, Any], context: Mapping[str, Any], **_: Any) -> tuple[AWSResponse, Mapping[str, Any]]:
        """Take the call in place of moto, which has no function to call."""
        self.kept.append(bytes(params["body"]).decode())
        if "call" in context:
            context["call"].status = HTTPStatus.ACCEPTED
        return AWSResponse("", HTTPStatus.ACCEPTED, {}, None), {}

    def _answered(self, http_response: Any, context: Mapping[str, Any], **_: Any) -> None:
        if "call" in context:
            context["call"].status = http_response.status_code


def enlarge(parsed: dict[str, Any], context: Mapping[str, Any], **_: Any) -> None:
    """Let the film be so large that it is copied in parts; they are none, so the copy fails and is called off."""
    if "call" in context and context["call"].asked["Key"] == FILM and "ContentLength" in parsed:
        parsed["ContentLength"] = ENORMOUS


def forget() -> None:
    """Let the next function make its own clients."""
    app.trusted.cache_clear()
    app.cloud.cache_clear()


# ---- the site


class Recorded(World):
    """A site on moto, with all functions recorded."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self.settings = {**self.settings, **DEPLOYED}
        self.table = self.blog.cloud.table
        self.s3 = aws.client("s3", "")
        self.gateway = recorder.recorded("api_handler", self.gateway)  # type: ignore[assignment]
        handlers = {name: recorder.recorded(name, getattr(app, name)) for name in FUNCTIONS}
        self._ingest, self._tick, self._images = handlers["ingest"], handlers["tick"], handlers["images"]
        self._kept = recorder.kept
        self._mail_in = recorder.recorded("mail_in", app.mail_in)
        self.s3.create_bucket(Bucket=self.settings["INBOUND_BUCKET"])
        deliver = PostOffice(aws.mail_service(), self._publish, SystemClock()).deliver
        self.functions = Functions(self.blog.sqs, without_images(handlers), self.settings, lambda: deliver() + self._encode())
        own = Secrets.new()
        self._keys = own.keys
        secrets.write(clients(read(self.settings)).ssm, self.settings["SECRETS"], own)

    def _encode(self) -> int:
        """Call the function with what Lambda keeps for it; return with how much."""
        jobs, self._kept[:] = self._kept.copy(), []
        for job in jobs:
            self._images(json.loads(job), None)
        return len(jobs)

    def tick(self) -> None:
        """A minute is over, and all comes of it that comes."""
        self._tick(SCHEDULED, None)
        self.functions.settle()

    def upload(self, key: str, source: str | bytes | None) -> None:
        """Upload (or, with None, delete), and let everything come of it that comes within a minute."""
        if source is None:
            self.blog.delete(key)
        else:
            self.blog.upload(key, source)
        self.functions.settle()
        self.tick()

    def ingest(self) -> None:
        """Ingest the uploads, and render no page."""
        Functions(self.blog.sqs, {"tick": self._tick, "ingest": self._ingest}, self.settings).settle()

    def queue(self, queue: str, body: str) -> None:
        """Let this message be handled."""
        self.blog.sqs.send_message(QueueUrl=self.settings[queue], MessageBody=body)
        self.functions.settle()

    def bring(self, key: str, address: str) -> None:
        """Let the CDN bring a file in which this was read."""
        actual = f"{now():%Y-%m-%d %H:%M:%S}".split()
        body = packed(line(address, date=actual[0], time=actual[1]))
        self.s3.put_object(Bucket=self.settings["LOGS_BUCKET"], Key=key, Body=body)
        self.functions.settle()

    def receive(self, to: str) -> None:
        """Let a mail to this address be received, and be reported twice."""
        mail, passed = {"messageId": "m1", "source": BOB}, {"status": "PASS"}
        receipt = {"recipients": [to], "spamVerdict": passed, "virusVerdict": passed}
        raw = f"From: {BOB}\r\nTo: {to}\r\nSubject: Re: News\r\n\r\nThanks.\r\n".encode()
        self.s3.put_object(Bucket=self.settings["INBOUND_BUCKET"], Key="m1", Body=raw)
        for _ in range(2):
            self._mail_in({"Records": [{"eventSource": "aws:ses", "ses": {"mail": mail, "receipt": receipt}}]}, None)

    def leave_by_mail(self, address: str) -> None:
        token = tokens.sign_short(self._keys, "leave", self.reader(address).id, now())
        self.receive(f"leave+{token}@{self.settings['RECEIVING']}")

    def get(self, link: str) -> None:
        """Open a link."""
        assert self.gateway("GET", link.removeprefix(URL), FORM, b"")[0] == HTTPStatus.OK

    def post(self, link: str, form: Mapping[str, str] | bytes) -> int:
        """Press the button of a page."""
        status = super().post(link, form)
        assert status in (HTTPStatus.OK, HTTPStatus.SEE_OTHER)
        return status

    def reader(self, address: str) -> Any:
        """The subscriber with this address."""
        shards = (subscribers.page(self.table, shard) for shard in subscribers.shards(self.table))
        return next(one for page in shards for one in page if one.address == address)

    def link(self, address: str, purpose: str) -> str:
        """A link in a page or a mail."""
        return f"{URL}/api/{purpose}?t={tokens.sign(self._keys, purpose, (self.reader(address).id,), now())}"

    def report(self, kind: str, letter: str, reader: str) -> None:
        """Publish an event of a letter."""
        tags = {"letter": [letter], "reader": [reader]}
        mail = {"timestamp": in_utc(now()), "messageId": "m1", "tags": tags}
        self.queue("MAIL_EVENTS_QUEUE_URL", json.dumps({"eventType": kind, "mail": mail, kind.lower(): {}}))


def without_images(handlers: Mapping[str, Any]) -> Mapping[str, Any]:
    """The handlers of queues: images are encoded by calls, as on AWS, and not by the queue in their place."""
    return {name: handler for name, handler in handlers.items() if name != "images"}


def now() -> datetime:
    return datetime.now(UTC)


def long_ago() -> str:
    return in_utc(now() - timedelta(days=1))


# ---- what happens there


def an_author_writes(blog: Recorded) -> None:
    """Posts come, change, move and go; the site changes, and everything is rebuilt."""
    blog.upload("site.yaml", f"{SITE.rstrip()}\nimages: {{cards: yes}}\n")
    blog.upload("posts/a.md", post(title="A", slug="a", categories=["X"], tags=["t"]))
    blog.upload("posts/b.md", post("See [it](a.md).", title="B", slug="b", date="2026-10-02", categories=["X"]))
    blog.upload("posts/a.md", post("More.", title="A", slug="moved", aliases=["/old/"]))
    blog.upload("templates/landing.html", "<p>{{ site.title }}</p>")
    blog.upload("templates/phrases/es.po", 'msgid "Home"\nmsgstr "Inicio de todo"\n')
    blog.upload("site.yaml", SITE.replace("[en, es]", "[es, en]"))
    blog.upload("posts/a.md", None)


def two_want_one_address(blog: Recorded) -> None:
    blog.upload("posts/first.md", post(slug="same"))
    blog.upload("posts/second.md", post(slug="same"))
    blog.upload("posts/first.md", None)


def an_author_errs(blog: Recorded) -> None:
    """A refusal is reported beside its source, until it is corrected."""
    blog.upload("posts/bad.md", post(date="yesterday"))
    blog.upload("posts/d.svg", ACTING)
    blog.upload("posts/bad.md", post("See [it](nowhere.md).", title="Good"))
    blog.upload("posts/bad.md", post(title="Good"))
    blog.upload("posts/d.svg", None)


def files_come_and_go(blog: Recorded) -> None:
    """A file is copied, in one call or in parts; an image is encoded, refused, or gone before it is; a file is gone, too."""
    blog.upload("p.png", flat_png(3, 2))
    blog.upload("p.png", b"no image")
    blog.upload("p.png", None)
    blog.upload("talk.pdf", b"%PDF")
    blog.upload("talk.pdf", None)
    blog.upload(FILM, b"a film")
    blog.blog.upload("gone.png", flat_png(5, 4))
    blog.blog.upload("gone.pdf", b"%PDF")
    blog.ingest()
    blog.blog.delete("gone.png")
    blog.blog.delete("gone.pdf")
    blog.functions.settle()


def time_passes(blog: Recorded) -> None:
    """A post comes due; an ingest that never ended is begun again."""
    due = now() + timedelta(seconds=5)  # long enough to ingest it before
    blog.upload("posts/due.md", post(date=in_utc(due)))
    blog.table.put(Item(At(item_keys.OWING, "posts/b.md"), {"stamp": "0", "since": long_ago()}))
    sleep(max(0.0, (due - now()).total_seconds()))
    blog.tick()


def visitors_come_and_go(blog: Recorded) -> None:
    """They sign up, follow, choose, read what is kept of them, leave, and are forgotten."""
    for address in (ADA, BOB, CARL, DORA):
        blog.follow(address)
    blog.get("/api/subscriptions/sent")
    blog.get(link_in(blog.inbox(ADA)[0], "confirm"))
    blog.get(blog.link(CARL, "preferences"))
    blog.post(blog.link(CARL, "preferences"), {"frequency": "daily"})
    blog.post(blog.link(CARL, "data"), {})
    blog.get(blog.link(DORA, "unsubscribe"))
    blog.post(blog.link(DORA, "unsubscribe"), {})
    blog.post(blog.link(CARL, "erase"), {})


def sign_ups_wait(blog: Recorded) -> None:
    """The site's hour is full, so a sign-up waits for its turn; when it has come, none waits."""
    for _ in range(STRAIGHT):
        rate_counters.lets_through(blog.table, "site-hour", "-", now())
    blog.post("/api/subscriptions", {"email": FAY})
    for _ in range(2):
        blog.tick()


def readers_read(blog: Recorded) -> None:
    """The CDN brings a file of what was read; one is gone before it is looked at. Time passes, and others are read."""
    for name in ("c", "d"):
        blog.upload(f"posts/{name}.md", post(title=name, slug=name))
        blog.bring(f"{name}.gz", f"/2026/11/20/{name}/")
        blog.table.put(Item(page_views.TIMER, {"nonce": "n", "look": long_ago()}))
        blog.tick()
    blog.s3.put_object(Bucket=blog.settings["LOGS_BUCKET"], Key="gone.gz", Body=b"")
    blog.s3.delete_object(Bucket=blog.settings["LOGS_BUCKET"], Key="gone.gz")
    blog.functions.settle()


def letters_go_out(blog: Recorded) -> None:
    """Each post is sent to its subscribers; an open claim is settled, a wrong count corrected, and a digest repeats the post."""
    subscribers.count(blog.table, blog.reader(BOB).shard, 1)
    blog.upload("posts/news.md", news())
    blog.blog.upload("posts/more.md", news("More"))
    blog.functions.settle()
    more = id_of("posts/more.md")
    bob = blog.reader(BOB)
    ledger.write(blog.table, Entry(more, bob.id, "claimed", long_ago(), ""), now())
    blog.tick()
    for _ in range(2):
        blog.queue("LETTERS_QUEUE_URL", to_letters(OpenLetter(more)).body)
    letters.announce(blog.table, Letter("digest", "daily", "due", in_utc(now()), since=long_ago()))
    letters.put_on_list(blog.table, Letter("old", "each", "sent", long_ago()))
    blog.table.put(Item(timers.at("digest", "daily"), {"last": "2026", "next": long_ago()}))
    blog.tick()


def letters_come_back(blog: Recorded) -> None:
    """A dead address is suppressed; a letter of which too many complain stops."""
    blog.post("/api/subscriptions", {"email": "bounce+1@simulator.amazonses.com"})
    letter = letters.read(blog.table, id_of("posts/news.md"))
    assert letter
    letters.write(blog.table, replace(letter, state="sending"))
    for address in (ADA, BOB):
        blog.report("Complaint", letter.id, blog.reader(address).id)


def a_letter_is_given_up(blog: Recorded) -> None:
    """A letter could not be made, for the last time; that is reported beside its source."""
    letters.announce(blog.table, Letter("broken", "each", "due", long_ago(), key="posts/news.md", tries=TRIES, why="a fault"))
    blog.queue("LETTERS_QUEUE_URL", to_letters(OpenLetter("broken")).body)


def something_fails(blog: Recorded) -> None:
    """In each queue is a message that can't be handled, so that it is to come again."""
    for queue in ("UPLOADS_QUEUE_URL", "LETTERS_QUEUE_URL", "LOGS_QUEUE_URL"):
        blog.queue(queue, "no JSON")
    blog.report("Complaint", "a letter", "nobody's id")
    blog.blog.cloud.press.send([Message("no JSON", "group")])
    blog.functions.settle()


def mail_is_received(blog: Recorded) -> None:
    """A reader replies, and another leaves by mail."""
    blog.upload("site.yaml", f"{SITE.rstrip()}\n  replies: author@press.example\n")
    blog.receive(f"letters@{blog.settings['RECEIVING']}")
    blog.follow(EVE)
    blog.leave_by_mail(EVE)


LIFE: tuple[Callable[[Recorded], None], ...] = (
    an_author_writes,
    two_want_one_address,
    an_author_errs,
    files_come_and_go,
    time_passes,
    readers_read,
    visitors_come_and_go,
    letters_go_out,
    a_letter_is_given_up,
    something_fails,
    letters_come_back,
    mail_is_received,
    sign_ups_wait,
)
