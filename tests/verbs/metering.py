"""Metering: what a cloud in memory would be billed for, in the units of AWS's price list.

The bench counts calls; a bill is written in units that depend on the size of each item. So each port stands here in a
wrapper that reckons as AWS does, and runs the same real code.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import ceil

from bench.counting import size_of
from chalicelib.cloud.aws import packets
from chalicelib.cloud.ports import (
    Allowance,
    At,
    Bucket,
    Cloud,
    Condition,
    Item,
    Mail,
    Message,
    Object,
    Outgoing,
    Queue,
    Stat,
    Table,
)

READ, WRITE = 4096, 1024  # bytes of one unit
PART = 64 << 10  # bytes of one request to a queue

Meters = Counter[str]


def units(size: int, unit: int) -> int:
    return max(1, ceil(size / unit))


class MeteredTable:
    """Reads are strongly consistent; a write counts the larger of what stood and what stands, done or refused."""

    def __init__(self, table: Table, meters: Meters) -> None:
        self._table, self._meters = table, meters

    def get(self, at: At) -> Item | None:
        return self._read([at]).get(at)

    def get_many(self, at: Iterable[At]) -> Mapping[At, Item]:
        return self._read(dict.fromkeys(at))

    def query(
        self, pk: str, *, after: str = "", before: str = "", newest_first: bool = False, limit: int | None = None
    ) -> Sequence[Item]:
        found = self._table.query(pk, after=after, before=before, newest_first=newest_first, limit=limit)
        self._meters["table reads"] += units(sum(map(size_of, found)), READ)
        return found

    def put(self, item: Item, when: Condition | None = None) -> bool:
        self._written(item.at, size_of(item))
        return self._table.put(item, when)

    def delete(self, at: At, when: Condition | None = None) -> bool:
        self._written(at, 0)
        return self._table.delete(at, when)

    def put_many(self, items: Iterable[Item]) -> None:
        latest = {item.at: item for item in items}
        for item in latest.values():
            self._written(item.at, size_of(item))
        self._table.put_many(latest.values())

    def add(self, at: At, by: Mapping[str, int], *, most: int | None = None, expires: int = 0) -> Mapping[str, int] | None:
        self._written(at, 0)
        return self._table.add(at, by, most=most, expires=expires)

    def _read(self, at: Iterable[At]) -> Mapping[At, Item]:
        asked = tuple(at)
        found = self._table.get_many(asked)
        self._meters["table reads"] += sum(units(size_of(found[one]) if one in found else 0, READ) for one in asked)
        return found

    def _written(self, at: At, size: int) -> None:
        stood = self._table.get(at)
        self._meters["table writes"] += units(max(size, size_of(stood) if stood else 0), WRITE)


class MeteredBucket:
    """What writes and lists costs more than what reads; deleting costs nothing."""

    def __init__(self, bucket: Bucket, meters: Meters) -> None:
        self._bucket, self._meters = bucket, meters

    def stat(self, key: str) -> Stat | None:
        self._meters["bucket reads"] += 1
        return self._bucket.stat(key)

    def read(self, key: str, limit: int | None = None) -> tuple[bytes, Stat] | None:
        self._meters["bucket reads"] += 1
        return self._bucket.read(key, limit)

    def stream(self, key: str) -> Iterator[bytes] | None:
        self._meters["bucket reads"] += 1
        return self._bucket.stream(key)

    def write(self, key: str, what: Object) -> None:
        self._meters["bucket writes"] += 1
        self._bucket.write(key, what)

    def write_many(self, objects: Mapping[str, Object]) -> Mapping[str, Exception]:
        self._meters["bucket writes"] += len(objects)
        return self._bucket.write_many(objects)

    def delete(self, key: str) -> None:
        self._bucket.delete(key)

    def copy_from(
        self, source: Bucket, key: str, to: str, type: str, cache: str, meta: Mapping[str, str], etag: str = ""
    ) -> bool:
        self._meters["bucket writes"] += 1
        inner = source._bucket if isinstance(source, MeteredBucket) else source
        return self._bucket.copy_from(inner, key, to, type, cache, meta, etag)

    def keys(self, after: str = "", limit: int = 1000) -> Sequence[str]:
        self._meters["bucket writes"] += 1
        return self._bucket.keys(after, limit)


class MeteredQueue:
    """Each call that sends is a request; what is received and deleted is reckoned by who takes the messages."""

    def __init__(self, queue: Queue, meters: Meters, name: str) -> None:
        self._queue, self._meters, self._name = queue, meters, name

    def send(self, messages: Iterable[Message]) -> None:
        sent = list(messages)
        for packet in packets(sent):
            size = sum(len(message.body.encode()) for message in packet)
            self._meters[f"{self._name} sends"] += units(size, PART)
        self._queue.send(sent)


class MeteredMail:
    """Each mail, and its bytes."""

    def __init__(self, mail: Mail, meters: Meters) -> None:
        self._mail, self._meters = mail, meters

    def send(self, message: Outgoing) -> str:
        self._meters["mails"] += 1
        self._meters["mail bytes"] += len(message.raw)
        return self._mail.send(message)

    def allowance(self) -> Allowance:
        return self._mail.allowance()


def metered(cloud: Cloud, meters: Meters) -> Cloud:
    """The same cloud, with a meter at each port."""
    return replace(
        cloud,
        table=MeteredTable(cloud.table, meters),
        content=MeteredBucket(cloud.content, meters),
        public=MeteredBucket(cloud.public, meters),
        uploads=MeteredQueue(cloud.uploads, meters, "uploads"),
        press=MeteredQueue(cloud.press, meters, "press"),
        letters=MeteredQueue(cloud.letters, meters, "letters"),
        mail=MeteredMail(cloud.mail, meters),
    )
