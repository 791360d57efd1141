"""A visitor of a site in memory, with requests to the real Chalice app in API Gateway's form."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any, cast
from urllib.parse import urlencode

import app
from bench import corpus
from bench.counting import Tally, counted
from chalicelib.cloud.memory import FixedClock, MemoryBucket, MemoryMail, MemoryQueue
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Cloud, Object
from chalicelib.newsletter import consumers
from chalicelib.publishing.decide import Change
from chalicelib.publishing.ingest import ingest
from chalicelib.record import LOWEST

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
CDN = "130.176.0.1"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
WRITTEN: Mapping[str, Callable[[Mapping[str, str]], str]] = {FORM: urlencode, JSON: json.dumps}
"""How a form is sent, by its type."""
POSTS = 5  # on the site; a welcome lists them


def event(method: str, path: str, sent: str = "", type: str = FORM, ip: str = "203.0.113.7", token: str = "") -> dict[str, Any]:
    """Return a request in API Gateway's form, behind the CDN."""
    headers = {"Accept": "*/*", "Content-Type": type, "X-Forwarded-For": f"{ip}, {CDN}", "User-Agent": "Mozilla/5.0"}
    query = {"t": token} if token else None
    return {
        "resource": path,
        "path": path,
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": query,
        "multiValueQueryStringParameters": query and {name: [value] for name, value in query.items()},
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": path,
            "httpMethod": method,
            "path": f"/api{path}",
            "stage": "api",
            "identity": {"sourceIp": CDN},
        },
        "body": sent or None,
        "isBase64Encoded": False,
    }


def sign_up(number: int = 0, type: str = FORM, domain: str = "example.org") -> dict[str, Any]:
    """A sign-up as a page's form sends it; each number is another address in another network."""
    fields = {"email": f"reader-{number}@{domain}", "lang": "en", "elapsed": "4000", "browser": f"{number:032x}"}
    return event("POST", "/subscriptions", WRITTEN[type](fields), type, f"10.{number // 200}.{number % 200}.7")


class Visited:
    """A site in memory, with posts, whose API is the real app; `tally` counts the calls to its cloud."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.mail, self.letters = MemoryMail(), MemoryQueue()
        bare = Cloud(
            table=MemoryTable(),
            content=MemoryBucket(),
            public=MemoryBucket(),
            uploads=MemoryQueue(),
            press=MemoryQueue(),
            letters=self.letters,
            mail=self.mail,
            clock=FixedClock(NOW),
            keys=("a key of links",),
            pepper="a pepper",
        )
        sources = {"site.yaml": corpus.SITE, **{one.key: one.source for one in corpus.posts(POSTS)}}
        for key, raw in sources.items():
            bare.content.write(key, Object(raw, "text/markdown"))
            ingest(bare, Change(key, LOWEST))
        self.cloud = counted(bare, self.tally)

    def ask(self, event: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the app's response; anything but a page, a redirection or an acceptance is an error."""
        kept = vars(app)["trusted"]
        vars(app)["trusted"] = lambda: self.cloud  # where the app finds its cloud
        try:
            said = cast(Mapping[str, Any], app.app(event, None))
        finally:
            vars(app)["trusted"] = kept
        if said["statusCode"] not in (200, 202, 303):
            raise RuntimeError(f"{event['httpMethod']} {event['path']}: {said['statusCode']} {said['body']}")
        return said

    def work(self) -> None:
        """Do the jobs that wait, once each."""
        for message in self.letters.take(len(self.letters)):
            if consumers.jobs(self.cloud, {"job": message.body}):
                raise RuntimeError(f"a job failed: {message.body}")

    def link(self, purpose: str, method: str = "POST") -> dict[str, Any]:
        """Return the request of the link of this purpose, in the last mail (`GET`), or of the button behind it (`POST`)."""
        body = message_from_bytes(self.mail.sent[-1].raw, policy=policy.default).get_body(("plain",))
        found = re.search(rf"/api/{purpose}\?t=([\w.-]+)", body.get_content() if body else "")
        if not found:
            raise RuntimeError(f"the last mail has no link to {purpose}")
        return event(method, f"/{purpose}", token=found[1])
