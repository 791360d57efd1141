"""Recording: what each function asks of AWS, noted where boto3 is about to ask it.

A house on moto is lived in: its author uploads, edits and deletes, visitors follow and leave, letters go out and come back,
time passes. The functions of `app.py` do all the work, each with clients of its own, as it would have in a process of its own.
Where the house lacks what AWS has, an answer is bent: the mail service's account, and a file too large to be made here.
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
from chalicelib.cloud.aws import clients
from chalicelib.cloud.memory import SystemClock
from chalicelib.cloud.ports import At, Item
from chalicelib.cloud.secrets import Secrets
from chalicelib.newsletter import tokens
from chalicelib.newsletter.jobs import Open, to_letters
from chalicelib.newsletter.ledger import Entry
from chalicelib.newsletter.letter import Letter, id_of
from chalicelib.newsletter.tokens import Keyring
from chalicelib.settings import read
from chalicelib.store import item_keys, letters, page_views, subscribers, timers
from chalicelib.times import in_utc
from infra.local import aws
from infra.local.functions import FUNCTIONS, SCHEDULED, Functions
from infra.local.postoffice import PostOffice
from tests.analytics.lines import line, packed
from tests.letters.test_end_to_end import ADA, BOB, FORM, SITE, World, link_in, news
from tests.publishing.house import URL, post

CARL, DORA = "carl@example.org", "dora@example.org"
ACTING = '<svg xmlns="http://www.w3.org/2000/svg">\n<script>alert(1)</script></svg>'
FILM = "film.mp4"
ENORMOUS = 2 << 30  # more than is copied in one call
DEPLOYED = {
    **{"SECRETS": "/presswork/secrets", "LINK_KEYS": "", "ADDRESS_PEPPER": "", "MAIL_RATE": ""},
    "CONFIGURATION_SET": "presswork-told",
}
"""The settings as a deployment has them: secrets stand in a parameter, the account tells the rate. No two names are alike."""

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

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Every session of boto3's that is made meanwhile tells."""
        botocore.register_initializer(self._listen)
        try:
            yield
        finally:
            botocore.unregister_initializer(self._listen)

    def heard(self, function: str, handler: Callable[..., Any]) -> Callable[..., Any]:
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
        session.register("after-call", self._answered)
        session.register("after-call.s3.HeadObject", enlarge)

    def _note(self, params: Mapping[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        if self._working:
            service = model.service_model.service_name
            context["call"] = Call(self._working, f"{service}.{model.name}", dict(params))
            self.calls.append(context["call"])

    def _answered(self, http_response: Any, context: Mapping[str, Any], **_: Any) -> None:
        if "call" in context:
            context["call"].status = http_response.status_code


def enlarge(parsed: dict[str, Any], context: Mapping[str, Any], **_: Any) -> None:
    """Let the film be so large that it is copied in parts; they are none, so the copy fails and is called off."""
    if "call" in context and context["call"].asked["Key"] == FILM and "ContentLength" in parsed:
        parsed["ContentLength"] = ENORMOUS


def forget() -> None:
    """Whoever works next makes its own clients."""
    app.trusted.cache_clear()
    app.cloud.cache_clear()


# ---- the house


class Recorded(World):
    """A house on moto, every function of which is heard."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self.settings = {**self.settings, **DEPLOYED}
        self.table = self.house.cloud.table
        self.s3 = aws.client("s3", "")
        self.gateway = recorder.heard("api_handler", self.gateway)  # type: ignore[assignment]
        handlers = {name: recorder.heard(name, getattr(app, name)) for name in FUNCTIONS}
        self._ingest, self._tick = handlers["ingest"], handlers["tick"]
        tell = PostOffice(aws.mail_service(), self._tell, SystemClock()).deliver
        self.functions = Functions(self.house.sqs, handlers, self.settings, tell)
        own = Secrets.new()
        self._keyring = Keyring(own.keys, own.pepper)
        secrets.write(clients(read(self.settings)).ssm, self.settings["SECRETS"], own)

    def tick(self) -> None:
        """A minute is over, and all comes of it that comes."""
        self._tick(SCHEDULED, None)
        self.functions.settle()

    def upload(self, key: str, source: str | bytes | None) -> None:
        """Upload (or, with None, delete), and let everything come of it that comes within a minute."""
        if source is None:
            self.house.delete(key)
        else:
            self.house.upload(key, source)
        self.functions.settle()
        self.tick()

    def ingest(self) -> None:
        """Let what was uploaded be taken in, and no page be pressed."""
        Functions(self.house.sqs, {"tick": self._tick, "ingest": self._ingest}, self.settings).settle()

    def queue(self, queue: str, body: str) -> None:
        """Let this message be handled."""
        self.house.sqs.send_message(QueueUrl=self.settings[queue], MessageBody=body)
        self.functions.settle()

    def bring(self, key: str, address: str) -> None:
        """Let the CDN bring a file in which this was read."""
        told = f"{now():%Y-%m-%d %H:%M:%S}".split()
        body = packed(line(address, date=told[0], time=told[1]))
        self.s3.put_object(Bucket=self.settings["LOGS_BUCKET"], Key=key, Body=body)
        self.functions.settle()

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
        """A link that a page or a mail offers to somebody."""
        return f"{URL}/api/{purpose}?t={tokens.sign(self._keyring, purpose, (self.reader(address).id,), now())}"

    def complain(self, letter: str, address: str) -> None:
        """Let the mail service tell that somebody complained of a letter."""
        tags = {"letter": [letter], "reader": [self.reader(address).id]}
        mail = {"timestamp": in_utc(now()), "messageId": "m1", "tags": tags}
        self.queue("MAIL_EVENTS_QUEUE_URL", json.dumps({"eventType": "Complaint", "mail": mail, "complaint": {}}))


def now() -> datetime:
    return datetime.now(UTC)


def long_ago() -> str:
    return in_utc(now() - timedelta(days=1))


# ---- what happens there


def an_author_writes(house: Recorded) -> None:
    """Posts come, change, move and go; the site changes, and everything is walked through."""
    house.upload("site.yaml", SITE)
    house.upload("posts/a.md", post(title="A", slug="a", categories=["X"], tags=["t"]))
    house.upload("posts/b.md", post("See [it](a.md).", title="B", slug="b", date="2026-10-02", categories=["X"]))
    house.upload("posts/a.md", post("More.", title="A", slug="moved", aliases=["/old/"]))
    house.upload("templates/landing.html", "<p>{{ site.title }}</p>")
    house.upload("templates/phrases/es.po", 'msgid "Home"\nmsgstr "Inicio de todo"\n')
    house.upload("site.yaml", SITE.replace("[en, es]", "[es, en]"))
    house.upload("posts/a.md", None)


def two_want_one_address(house: Recorded) -> None:
    house.upload("posts/first.md", post(slug="same"))
    house.upload("posts/second.md", post(slug="same"))
    house.upload("posts/first.md", None)


def an_author_errs(house: Recorded) -> None:
    """What is refused is told beside it, until it is mended."""
    house.upload("posts/bad.md", post(date="yesterday"))
    house.upload("posts/d.svg", ACTING)
    house.upload("posts/bad.md", post("See [it](nowhere.md).", title="Good"))
    house.upload("posts/bad.md", post(title="Good"))
    house.upload("posts/d.svg", None)


def files_come_and_go(house: Recorded) -> None:
    """A file is copied, in one call or in parts; one is gone before it is."""
    house.upload("p.png", b"\x89PNG")
    house.upload("p.png", None)
    house.upload(FILM, b"a film")
    house.house.upload("gone.png", b"\x89PNG")
    house.ingest()
    house.house.delete("gone.png")
    house.functions.settle()


def time_passes(house: Recorded) -> None:
    """A post comes due; an ingest that never ended is begun again."""
    house.upload("posts/due.md", post(date=in_utc(now() + timedelta(seconds=2))))
    house.table.put(Item(At(item_keys.OWING, "posts/b.md"), {"stamp": "0", "since": long_ago()}))
    sleep(2)
    house.tick()


def visitors_come_and_go(house: Recorded) -> None:
    """They sign up, follow, choose, read what is kept of them, leave, and are forgotten."""
    for address in (ADA, BOB, CARL, DORA):
        house.follow(address)
    house.get("/api/subscriptions/sent")
    house.get(link_in(house.inbox(ADA)[0], "confirm"))
    house.get(house.link(CARL, "preferences"))
    house.post(house.link(CARL, "preferences"), {"frequency": "daily"})
    house.post(house.link(CARL, "data"), {})
    house.get(house.link(DORA, "unsubscribe"))
    house.post(house.link(DORA, "unsubscribe"), {})
    house.post(house.link(CARL, "erase"), {})


def readers_read(house: Recorded) -> None:
    """The CDN brings a file of what was read; one is gone before it is looked at. Time passes, and others are read."""
    for name in ("c", "d"):
        house.upload(f"posts/{name}.md", post(title=name, slug=name))
        house.bring(f"{name}.gz", f"/2026/11/20/{name}/")
        house.table.put(Item(page_views.ALARM, {"nonce": "n", "look": long_ago()}))
        house.tick()
    house.s3.put_object(Bucket=house.settings["LOGS_BUCKET"], Key="gone.gz", Body=b"")
    house.s3.delete_object(Bucket=house.settings["LOGS_BUCKET"], Key="gone.gz")
    house.functions.settle()


def letters_go_out(house: Recorded) -> None:
    """Each post goes to who follows; a claim that nobody knows the end of is settled, and a digest tells it again."""
    house.upload("posts/news.md", news())
    house.house.upload("posts/more.md", news("More"))
    house.functions.settle()
    more = id_of("posts/more.md")
    bob = house.reader(BOB)
    letters.enter(house.table, Entry(more, bob.id, "claimed", long_ago(), ""), bob.shard, 0)
    house.tick()
    for _ in range(2):
        house.queue("LETTERS_QUEUE_URL", to_letters(Open(more)).body)
    letters.announce(house.table, Letter("digest", "daily", "due", in_utc(now()), since=long_ago()))
    letters.put_on_list(house.table, Letter("old", "each", "sent", long_ago()))
    house.table.put(Item(timers.at("digest", "daily"), {"last": "2026", "next": long_ago()}))
    house.tick()


def letters_come_back(house: Recorded) -> None:
    """A dead address is suppressed; a letter of which too many complain stops."""
    house.post("/api/subscriptions", {"email": "bounce+1@simulator.amazonses.com"})
    letter = letters.read(house.table, id_of("posts/news.md"))
    assert letter
    letters.write(house.table, replace(letter, state="sending"))
    for address in (ADA, BOB):
        house.complain(letter.id, address)


LIFE: tuple[Callable[[Recorded], None], ...] = (
    an_author_writes,
    two_want_one_address,
    an_author_errs,
    files_come_and_go,
    time_passes,
    readers_read,
    visitors_come_and_go,
    letters_go_out,
    letters_come_back,
)
