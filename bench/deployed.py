"""A site on the local AWS, and the events of its functions.

The site has a few months of posts, and followers in each shard. Its table is filled in memory and then copied, for the local
AWS is slow. What a function is given is made by the real ones: a message that asks for pages is what ingest queued.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from typing import Any, TypeAlias
from uuid import uuid4

from msgspec.structs import replace

from bench import corpus, mailing, pictures, visiting
from bench.corpus import Written
from bench.filling import BATCH, filled, ingest_message, upload
from chalicelib import codec
from chalicelib.cloud import secrets
from chalicelib.cloud.aws import AwsTable, SystemClock
from chalicelib.cloud.items import At, Item
from chalicelib.cloud.memory import MemoryMail, MemoryQueue
from chalicelib.cloud.ports import Cloud, Object
from chalicelib.cloud.s3 import AwsBucket
from chalicelib.content.media.image_variants import Size, name_of
from chalicelib.content.presentation.cards import Card
from chalicelib.newsletter import consumers
from chalicelib.newsletter.jobs import OpenLetter, SignUp, to_letters
from chalicelib.newsletter.rules.address_hashes import reader_id
from chalicelib.newsletter.rules.letter import id_of
from chalicelib.newsletter.rules.subscriber import SHARDS
from chalicelib.publishing.messages import to_press
from chalicelib.store import item_keys
from chalicelib.store.authoring import access_tokens, people
from chalicelib.store.authoring.people import Person
from chalicelib.times import in_utc
from infra.demo.aws import client, create_stack, local_aws
from infra.demo.functions import SCHEDULED
from infra.stack import functions
from infra.stack.functions import Function

POSTS = 300  # three months; no page of a post, a month or a feed is larger on a larger site
READERS = 20 * SHARDS  # a page of them in each
PARAMETER = "/presswork/secrets"
LARGE = 1 << 20  # bytes of the largest source
RATE = "500"  # letters a second; a worker then takes as many readers at once as it ever does
LIBRARIES = ("PIL.AvifImagePlugin", "PIL.JpegImagePlugin", "PIL.WebPImagePlugin", "pillow_heif")
"""What any function has that encodes photographs, beside boto3 and Chalice."""
EMPHASIS = "*a* " * 20 + "\n\n"
FEEDS = ("landing", "rss", "atom", "json")

Event: TypeAlias = Mapping[str, Any]


class Deployed:
    """The site; `settings` are those of its functions. `cloud` is the same, but keeps queued messages."""

    def __init__(self, endpoint: str) -> None:
        made = create_stack(endpoint)
        self.settings = {
            **{name: value for name, value in made.items() if name not in ("LINK_KEYS", "ADDRESS_PEPPER")},
            **{"SECRETS": PARAMETER, "SITE_URL": "https://example.org", "MAIL_RATE": RATE, "GRACE_SECONDS": "0"},
            **{"LOG_LEVEL": "WARNING", "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"},
        }
        secrets.write(client("ssm", endpoint), PARAMETER, secrets.Secrets(mailing.KEYS, mailing.PEPPER))
        self.press, self.letters = MemoryQueue(), MemoryQueue()
        self.cloud = Cloud(
            table=AwsTable(client("dynamodb", endpoint), made["TABLE"]),
            content=AwsBucket(client("s3", endpoint), made["CONTENT_BUCKET"]),
            public=AwsBucket(client("s3", endpoint), made["PUBLIC_BUCKET"]),
            uploads=MemoryQueue(),
            press=self.press,
            letters=self.letters,
            mail=MemoryMail(),
            clock=SystemClock(),
            keys=mailing.KEYS,
            pepper=mailing.PEPPER,
            grace=0,
        )
        self.numbers = count(POSTS)
        site = filled(POSTS)
        self.pages = site.pages
        self.cloud.content.write("site.yaml", Object(corpus.SITE, "text/yaml"))
        self.cloud.table.put_many(everything(site.cloud.table))
        mailing.follow(self.cloud.table, READERS, self.cloud.clock.now())
        people.put(self.cloud.table, Person("ann", "editor"))
        self.token = access_tokens.issue(self.cloud.table, "ann", ("create", "publish"), "an app", self.cloud.clock.now())

    def post(self, texts: int = 1) -> Written:
        """One more post, of today, and of so many texts of 500 words."""
        number = next(self.numbers)
        words = "\n\n".join(corpus.text(number + more * POSTS) for more in range(texts))
        return replace(corpus.post(number, POSTS), date=f"{datetime.now(UTC):%Y-%m-%d %H:%M}", text=words)

    def large(self) -> Written:
        """A post that is as large as may be."""
        one = self.post(LARGE // len(corpus.text(0)) + 10)
        room = LARGE - len(one.source) + len(one.text.encode())
        return replace(one, text=one.text.encode()[:room].decode(errors="ignore"))

    def costly(self) -> Written:
        """A post that takes about as long as it may."""
        return replace(self.post(), text=EMPHASIS * (LARGE * 9 // 10 // len(EMPHASIS)))

    def told_of(self, several: Iterable[Written]) -> Event:
        """The batch of events for these uploads."""
        return batch(upload(self.cloud, one) for one in several)

    def published(self) -> Event:
        """Return the batch of messages for the pages of another post."""
        self.press.take(len(self.press))  # messages that others have left there
        ingest_message(self.cloud, upload(self.cloud, self.post()))
        return batch(one.body for one in self.press.take(BATCH))

    def letter(self, post: Written) -> Event:
        """The job that opens the letter of this post."""
        ingest_message(self.cloud, upload(self.cloud, post))
        return batch([to_letters(OpenLetter(id_of(post.key))).body])

    def photograph(self, kind: str, size: Size) -> Event:
        """The job that encodes another photograph, of this kind (`bench.pictures.KINDS`)."""
        key, raw = f"photos/{next(self.numbers)}.{kind.lower()}", pictures.saved(pictures.photo(*size), kind)
        self.cloud.content.write(key, Object(raw, f"image/{kind.lower()}"))
        return {"key": key, "name": name_of(raw)}

    def post_from_app(self) -> Event:
        """A post of 500 words that an app sends."""
        text = corpus.text(next(self.numbers))
        return self.from_app("POST", {}, {"type": ["h-entry"], "properties": {"name": ["News"], "content": [text]}})

    def from_app(self, method: str, query: Mapping[str, str], asked: Mapping[str, Any] | None = None) -> Event:
        """A request of an app to the authoring API."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        several = {name: [value] for name, value in query.items()}
        event = visiting.event(method, "/micropub", json.dumps(asked) if asked else "")
        return {**event, "headers": {**event["headers"], **headers}, "multiValueQueryStringParameters": several}

    def deliver(self, post: Written) -> Event:
        """The job that delivers the letter of this post, which is open, to its first readers."""
        self.letters.take(len(self.letters))
        for record in self.letter(post)["Records"]:
            consumers.run(self.cloud, record["body"])
        return batch(one.body for one in self.letters.take(1))


def everything(table: Any) -> Iterator[Item]:
    """All that stands in a table in memory."""
    return (item for pk in table._partitions for item in table.query(pk))


@contextmanager
def deployed() -> Iterator[Deployed]:
    """The site while open."""
    with local_aws() as endpoint:
        yield Deployed(endpoint)


# ---- events


def batch(bodies: Iterable[str]) -> Event:
    first = {"receiptHandle": "", "attributes": {"ApproximateReceiveCount": "1"}}
    return {"Records": [{"messageId": str(number), "body": body, **first} for number, body in enumerate(bodies)]}


def full(site: Deployed) -> Event:
    """Return ten messages with as many pages as fit: the largest batch of the function `press`."""
    fullest = sorted(to_press(site.pages), key=lambda one: len(one.body))[-BATCH:]
    return batch(one.body for one in fullest)


def feeds(site: Deployed) -> Event:
    """The pages that show the newest posts in full."""
    return batch(one.body for one in to_press(page for page in site.pages if page.kind in FEEDS and page.of == "en:all:"))


def card(site: Deployed) -> Event:
    """The job that draws a post's card."""
    shown = Card(site.post().title, "The Composing Room", "Ada Quill", "en", "#ffffff", "#222222", "#1f4f7a")
    return {"card": codec.plain(shown), "address": f"/{next(site.numbers)}/"}


def sign_up(site: Deployed) -> Event:
    number = next(site.numbers)
    job = SignUp(f"visitor-{number}@example.org", in_utc(site.cloud.clock.now()), uuid4().hex)
    return batch([to_letters(job).body])


def bounces(site: Deployed, many: int) -> Event:
    """So many letters that came back, each from another reader, as their topic hands them over: mostly one at a time."""
    told = (bounce(mailing.address(number)) for number in islice(site.numbers, many))
    return {"Records": [{"EventSource": "aws:sns", "Sns": {"Message": message}} for message in told]}


def bounce(address: str) -> str:
    """The mail service's event for a letter that bounced."""
    tags = {"letter": ["letter"], "reader": [reader_id(mailing.PEPPER, address)]}
    mail = {"messageId": uuid4().hex, "timestamp": datetime.now(UTC).isoformat(), "tags": tags}
    event = {"eventType": "Bounce", "mail": mail, "bounce": {"bounceType": "Permanent", "bounceSubType": "General"}}
    return json.dumps(event)


def forgotten(site: Deployed) -> Event:
    """A minute in which every post of the site was begun long ago and not ended."""
    since = {"stamp": "stamp", "since": (site.cloud.clock.now() - timedelta(days=1)).isoformat()}
    site.cloud.table.put_many(Item(At(item_keys.OWING, one.key), since) for one in corpus.posts(POSTS))
    return SCHEDULED


# ---- the events of each function


@dataclass(frozen=True, slots=True)
class Act:
    """One row: an event of a function, by its name, and a function that makes it."""

    name: str
    event: Callable[[Deployed], Event]


@dataclass(frozen=True, slots=True)
class Life:
    """One row: a function, by its limits and by its name in the app, the events of one process, in order, and the modules of
    libraries that any such function imports."""

    limits: Function
    name: str
    acts: Sequence[Act]
    needs: Sequence[str] = ()


LIVES: Sequence[Life] = (
    Life(
        functions.INGEST,
        "ingest",
        (
            Act("a post of 500 words", lambda site: site.told_of([site.post()])),
            Act("ten posts of 500 words", lambda site: site.told_of(site.post() for _ in range(BATCH))),
        ),
    ),
    Life(
        functions.PRESS,
        "press",
        (
            Act("the pages of a post", Deployed.published),
            Act("the pages of another post", Deployed.published),
            Act("ten messages of 50 pages", full),
        ),
    ),
    Life(
        functions.LETTERS,
        "letters",
        (
            Act("a mail that asks to confirm", sign_up),
            Act("a letter is opened", lambda site: site.letter(site.post())),
            Act("a letter to a page of readers", lambda site: site.deliver(site.post())),
            Act("a letter of 1 MiB is opened", lambda site: site.letter(site.large())),
            Act("the same to a page of readers", lambda site: site.deliver(site.large())),
        ),
    ),
    Life(
        functions.MAIL_NEWS,
        "mail_news",
        (Act("a bounce", lambda site: bounces(site, 1)), Act("ten bounces", lambda site: bounces(site, BATCH))),
    ),
    Life(
        functions.TICK,
        "tick",
        (Act("a minute", lambda _: SCHEDULED), Act(f"a minute with {POSTS} uploads forgotten", forgotten)),
    ),
    Life(
        functions.IMAGES,
        "images",
        (
            Act("a small image", lambda site: site.photograph("JPEG", pictures.SMALL)),
            Act("a JPEG of 12 million pixels", lambda site: site.photograph("JPEG", pictures.LARGE)),
            Act("a HEIC of 12 million pixels", lambda site: site.photograph("HEIC", pictures.LARGE)),
            Act("a card", card),
            Act("another card", card),
        ),
        LIBRARIES,
    ),
    Life(
        functions.API,
        "app",
        (
            Act("a sign-up", lambda site: visiting.sign_up(next(site.numbers))),
            Act("another sign-up", lambda site: visiting.sign_up(next(site.numbers), visiting.JSON)),
            Act("a page", lambda _: visiting.event("GET", "/subscriptions/sent")),
        ),
    ),
    Life(
        functions.AUTHORING,
        "authoring",
        (
            Act("a post from an app", Deployed.post_from_app),
            Act("another post from an app", Deployed.post_from_app),
            Act("the settings for an app", lambda site: site.from_app("GET", {"q": "config"})),
        ),
    ),
)
"""The first act starts the function."""

HARD: Sequence[Life] = (
    Life(
        functions.INGEST,
        "ingest",
        (
            Act("a post of 1 MiB", lambda site: site.told_of([site.large()])),
            Act("ten posts of 1 MiB", lambda site: site.told_of(site.large() for _ in range(BATCH))),
            Act("ten more", lambda site: site.told_of(site.large() for _ in range(BATCH))),
            Act("a post of 1 MiB of nothing but emphasis", lambda site: site.told_of([site.costly()])),
        ),
    ),
    Life(
        functions.PRESS,
        "press",
        (
            Act("home and feeds with twenty posts of 1 MiB", feeds),
            Act("ten messages of 50 pages, with posts of 1 MiB", full),
        ),
    ),
)
"""The requests that follow; rendering finds the pages that ingest owes."""
