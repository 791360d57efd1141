"""A blog that publishes: the whole pipeline on real events, here on memory keepers, and on moto in `blog_on_moto`.

Both kinds of blog do the same: an object in the content bucket is told of by an event of S3, the events and the pages to
press wait in queues, and `settle` gives them to the handlers until nothing waits. A message that failed, or whose worker
died, is hidden until `again`.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import quote_plus

from chalicelib.cloud.memory import FixedClock, MemoryBucket, MemoryMail, MemoryQueue
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Bucket, Cloud, Message, Object, Queue
from chalicelib.content.media.image_variants import name_of
from chalicelib.edge import rule
from chalicelib.errors import REASONS
from chalicelib.publishing import consumers
from chalicelib.rendering.paths import object_key
from chalicelib.store import item_keys, pictures
from infra.files.blog_folder import every_key
from tests.encoding import jobs_of_encoder
from tests.function_rights import granted

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
URL = "https://press.example"
AT_ONCE = 10
SITE = """\
title: The Press
languages: [en, es, {code: ar, direction: rtl}]
sidebar: [topics, recent, archives, pages, feeds]
"""


class Shown(NamedTuple):
    """An object of the public bucket."""

    body: bytes
    type: str
    meta: Mapping[str, str]


Objects = Mapping[str, Shown]


class Blog:
    """What an author can do to a blog, and what a reader finds there."""

    cloud: Cloud
    clock: FixedClock

    # ---- the author

    def upload(self, key: str, source: str | bytes) -> None:
        raw = source.encode() if isinstance(source, str) else source
        self.cloud.content.write(key, Object(raw, "binary/octet-stream"))

    def delete(self, key: str) -> None:
        self.cloud.content.delete(key)

    def publish(self, sources: Mapping[str, str | bytes | None]) -> None:
        """Upload (or, with None, delete) one after the other, and let everything come of each."""
        for key, source in sources.items():
            self.publish_at_once({key: source})

    def publish_at_once(self, sources: Mapping[str, str | bytes | None]) -> None:
        """Upload (or, with None, delete) all of these before any is handled, and let everything come of them."""
        for key, source in sources.items():
            if source is None:
                self.delete(key)
            else:
                self.upload(key, source)
        self.settle()

    def report(self, key: str) -> str | None:
        """What stands beside a refused upload."""
        return text_in(self.cloud.content, f"{key}.error.txt")

    def warning(self, key: str) -> str | None:
        return text_in(self.cloud.content, f"{key}.warning.txt")

    # ---- the reader

    def page(self, address: str) -> str | None:
        """What stands at an address, if anything."""
        return text_in(self.cloud.public, object_key(address))

    def meta(self, address: str) -> Mapping[str, str]:
        stat = self.cloud.public.stat(object_key(address))
        return stat.meta if stat else {}

    def leads(self, address: str) -> str | None:
        """Where a reader of this address is sent by the edge, if anywhere."""
        answer = rule.respond(self.meta(address))
        return answer.to if answer and answer.status == rule.MOVED else None

    def objects(self) -> Objects:
        return objects_in(self.cloud.public)

    # ---- the queues

    def settle(self) -> None:
        """Let the handlers work until nothing waits that isn't hidden."""
        raise NotImplementedError

    def again(self) -> None:
        """Messages that failed, or whose worker died, come again."""
        raise NotImplementedError

    def forget_events(self) -> None:
        """Events that wait are lost."""
        raise NotImplementedError

    def tell(self, *bodies: str) -> None:
        """Put messages into the uploads queue as they are."""
        self.cloud.uploads.send(Message(body) for body in bodies)

    def owing(self) -> tuple[str, ...]:
        """The sources whose ingest has not ended, or that wait for an address."""
        return tuple(item.at.sk for item in self.cloud.table.query(item_keys.OWING))


def text_in(bucket: Bucket, key: str) -> str | None:
    found = bucket.read(key)
    return found[0].decode() if found else None


def objects_in(bucket: Bucket) -> Objects:
    found = ((key, bucket.read(key)) for key in every_key(bucket))
    return {key: Shown(one[0], one[1].type, dict(one[1].meta)) for key, one in found if one}


def as_new(sources: Mapping[str, str | bytes]) -> Objects:
    """What a blog shows that never had anything but these sources."""
    blog = MemoryBlog()
    blog.publish({**{key: sources[key] for key in ("site.yaml",) if key in sources}, **sources})
    return blog.objects()


def standing(objects: Objects) -> Objects:
    """The objects that are there to be read: those that only point on are left out, for a new blog knows no old addresses."""
    return {key: shown for key, shown in objects.items() if "location" not in shown.meta}


def but_for_ids(objects: Objects) -> Objects:
    """The objects with one id in place of all that feeds have: a new blog knows no names that sources had before."""
    return {key: shown._replace(body=MADE_ID.sub(b"urn:uuid:", shown.body)) for key, shown in objects.items()}


MADE_ID = re.compile(rb"urn:uuid:[0-9a-f-]{36}")


def post(text: str = "Some text.", **front: object) -> str:
    """A source with this front matter; a title and a date are seen to."""
    told = {"title": "A post", "date": "2026-11-20", **front}
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in told.items() if value is not None)
    return f"---\n{''.join(lines)}---\n{text}\n"


def report_of(code: str, where: str, found: str) -> str:
    """What an author finds beside a refused upload: the place, what was found there, why it is refused and what to do."""
    reason = REASONS[code]
    return f"Error:    {where}\nFound:    {found}\nWhy:      {reason.why}\nFix:      {reason.remedy(found)}\n"


def event(key: str, sequencer: str, name: str = "ObjectCreated:Put") -> str:
    """What S3 says of an object."""
    told = {"key": quote_plus(key), "sequencer": sequencer}
    return json.dumps({"Records": [{"eventSource": "aws:s3", "eventName": name, "s3": {"object": told}}]})


# ---- on memory keepers


class TellingBucket(MemoryBucket):
    """A bucket in memory that tells of what happens in it, as S3 does."""

    def __init__(self, told: Queue) -> None:
        super().__init__()
        self._told = told
        self._sequence = 0

    def write(self, key: str, what: Object) -> None:
        super().write(key, what)
        self._tell(key, "ObjectCreated:Put")

    def delete(self, key: str) -> None:
        super().delete(key)
        self._tell(key, "ObjectRemoved:Delete")

    def _tell(self, key: str, name: str) -> None:
        self._sequence += 1
        self._told.send([Message(event(key, f"{self._sequence:016X}", name))])


@dataclass(frozen=True, slots=True)
class Hidden:
    """A message that was taken and not done."""

    queue: MemoryQueue
    message: Message


class MemoryBlog(Blog):
    """A blog on memory keepers. A copy of it goes its own way."""

    def __init__(self) -> None:
        self.uploads, self.press, self.letters, self.encoder = MemoryQueue(), MemoryQueue(), MemoryQueue(), MemoryQueue()
        self.mail, self.clock = MemoryMail(), FixedClock(NOW)
        self.cloud = Cloud(
            table=MemoryTable(),
            content=TellingBucket(self.uploads),
            public=MemoryBucket(),
            uploads=self.uploads,
            press=self.press,
            letters=self.letters,
            mail=self.mail,
            clock=self.clock,
            url=URL,
            encoder=self.encoder,
            encoded=MemoryBucket(),
        )
        self.hidden: list[Hidden] = []

    def settle(self) -> None:
        while len(self.uploads) or len(self.press) or len(self.encoder):
            self._work("ingest", self.uploads, consumers.uploads)
            self._work("press", self.press, consumers.pages)
            self._work("images", self.encoder, jobs_of_encoder)

    def settle_without_encoder(self) -> int:
        """Do what waits in the queues, but encode nothing; return how many messages wait then."""
        self._work("ingest", self.uploads, consumers.uploads)
        self._work("press", self.press, consumers.pages)
        return len(self.uploads) + len(self.press)

    def settle_without_pages(self) -> None:
        """Ingest and encode what waits, but render nothing."""
        while len(self.uploads) or len(self.encoder):
            self._work("ingest", self.uploads, consumers.uploads)
            self._work("images", self.encoder, jobs_of_encoder)

    def handle_next(self) -> str:
        """Handle the oldest message of the press queue alone; return its body, or nothing if none waits."""
        for message in self.press.take(1):
            assert not consumers.pages(granted(self.cloud, "press"), {"m": message.body})
            return message.body
        return ""

    def begin_to_encode(self, raw: bytes) -> None:
        """Note that an attempt to encode these bytes began, whose worker died."""
        pictures.begin(self.cloud.table, name_of(raw))

    def _work(self, function: str, queue: MemoryQueue, handle: Callable[[Cloud, Mapping[str, str]], frozenset[str]]) -> None:
        """Let the function, with the rights that it has on AWS, handle the oldest messages of its queue."""
        taken = {str(number): Hidden(queue, message) for number, message in enumerate(queue.take(AT_ONCE))}
        self.hidden += taken.values()
        failed = handle(granted(self.cloud, function), {name: one.message.body for name, one in taken.items()})
        for name in taken.keys() - failed:
            self.hidden.remove(taken[name])

    def again(self) -> None:
        hidden, self.hidden = self.hidden, []
        for one in hidden:
            one.queue.send([one.message])

    def forget_events(self) -> None:
        self.uploads.take(len(self.uploads))
