"""A site on moto, with all functions recorded, and each thing that an author, a visitor or the world outside can do to it."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import app
from chalicelib.authoring import function as authoring
from chalicelib.cloud import secrets
from chalicelib.cloud.aws import SystemClock, clients
from chalicelib.cloud.ports import Cloud
from chalicelib.cloud.secrets import Secrets
from chalicelib.edge.site_function import handler as serve
from chalicelib.newsletter.rules import tokens
from chalicelib.settings import read
from chalicelib.store.newsletter import subscribers
from chalicelib.times import in_utc
from infra.demo import aws
from infra.demo.functions import FUNCTIONS, SCHEDULED, Functions
from infra.demo.postoffice import PostOffice
from tests.analytics.lines import line, packed
from tests.edge.url_events import event
from tests.letters.test_end_to_end import BOB, FORM, World
from tests.publishing.blog import URL
from tests.stack.recording import Recorder

DEPLOYED = {
    **{"SECRETS": "/presswork/secrets", "LINK_KEYS": "", "ADDRESS_PEPPER": "", "MAIL_RATE": ""},
    "CONFIGURATION_SET": "presswork-actual",
    **{"INBOUND_BUCKET": "presswork-inbound", "RECEIVING": "news.press.example"},
    **{"IMAGES_FUNCTION": "presswork-images", "IMAGES_QUEUE_URL": ""},
    "HEADERS": "{}",
}
"""The settings as a deployment has them: the secrets are in a parameter, the account has the rate. No two names are alike."""


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
        self._serve = recorder.recorded("serve", serve)
        self._author = recorder.recorded("authoring", lambda act: act(authoring.outside()))
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

    def read_without_cdn(self, path: str) -> int:
        """Ask the function that serves the site; return the status."""
        return int(self._serve(event("GET", path), None)["statusCode"])

    def author(self, act: Callable[[Cloud], None]) -> None:
        """Let the function of the authoring API do this."""
        self._author(act)
        self.functions.settle()

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

    def link(self, address: str, purpose: str, path: str = "") -> str:
        """A link in a page or a mail."""
        return f"{URL}/api/{path or purpose}?t={tokens.sign(self._keys, purpose, (self.reader(address).id,), now())}"

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
