"""Counting what is asked of the cloud: each port in a wrapper that counts calls as AWS would be called.

One call of a port may be several of the service, where a limit splits it. Bytes are those of whole items (their keys and
attributes) and of objects' bodies. The time that the keepers take, and the counting itself, is kept too, so that it can
be left out of the processor's time.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from math import ceil
from time import process_time

from chalicelib.cloud.aws import READ_MOST, WRITE_MOST, packets
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
    Value,
)
from chalicelib.cloud.s3 import LIST_MOST

QUERY_BYTES, BATCH_BYTES = 1 << 20, 16 << 20  # what one call of DynamoDB answers or takes at most


@dataclass(slots=True)
class Tally:
    """What was asked since it was made or cleared: calls by port and method, bytes, and the seconds the keepers took."""

    calls: Counter[str] = field(default_factory=Counter)
    read: int = 0
    written: int = 0
    seconds: float = 0.0

    def count(self, name: str, *, items: float = 0, read: int = 0, written: int = 0) -> None:
        """One call, or as many as `items` full ones come to."""
        self.calls[name] += max(1, ceil(items))
        self.read += read
        self.written += written

    def clear(self) -> None:
        self.calls.clear()
        self.read = self.written = 0
        self.seconds = 0.0

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """The time in here is the keepers'."""
        began = process_time()
        yield
        self.seconds += process_time() - began


def size_of(item: Item) -> int:
    """Bytes of an item as DynamoDB reckons them: names and values of its attributes and its keys."""
    return size_of_key(item.at) + sum(len(name.encode()) + size_of_value(value) for name, value in item.has.items())


def size_of_key(at: At) -> int:
    return len("pk") + len("sk") + len(at.pk.encode()) + len(at.sk.encode())


def size_of_value(value: Value) -> int:
    match value:
        case bytes():
            return len(value)
        case str():
            return len(value.encode())
        case bool():
            return 1
        case int():
            return len(str(value)) // 2 + 2


class CountedTable:
    """A table whose calls are counted."""

    def __init__(self, table: Table, tally: Tally) -> None:
        self._table, self._tally = table, tally

    def get(self, at: At) -> Item | None:
        with self._tally.keeping():
            item = self._table.get(at)
            self._tally.count("table.get", read=size_of(item) if item else 0)
            return item

    def get_many(self, at: Iterable[At]) -> Mapping[At, Item]:
        with self._tally.keeping():
            asked = dict.fromkeys(at)
            found = self._table.get_many(asked)
            read = sum(map(size_of, found.values()))
            if asked:
                self._tally.count("table.get_many", items=max(len(asked) / READ_MOST, read / BATCH_BYTES), read=read)
            return found

    def query(
        self, pk: str, *, after: str = "", before: str = "", newest_first: bool = False, limit: int | None = None
    ) -> Sequence[Item]:
        with self._tally.keeping():
            found = self._table.query(pk, after=after, before=before, newest_first=newest_first, limit=limit)
            read = sum(map(size_of, found))
            self._tally.count("table.query", items=read / QUERY_BYTES, read=read)
            return found

    def put(self, item: Item, when: Condition | None = None) -> bool:
        with self._tally.keeping():
            done = self._table.put(item, when)
            self._tally.count("table.put", written=size_of(item) if done else 0)
            return done

    def delete(self, at: At, when: Condition | None = None) -> bool:
        with self._tally.keeping():
            done = self._table.delete(at, when)
            self._tally.count("table.delete", written=size_of_key(at) if done else 0)
            return done

    def put_many(self, items: Iterable[Item]) -> None:
        with self._tally.keeping():
            latest = list({item.at: item for item in items}.values())
            self._table.put_many(latest)
            written = sum(map(size_of, latest))
            if latest:
                self._tally.count("table.put_many", items=max(len(latest) / WRITE_MOST, written / BATCH_BYTES), written=written)

    def add(self, at: At, by: Mapping[str, int], *, most: int | None = None, expires: int = 0) -> Mapping[str, int] | None:
        with self._tally.keeping():
            numbers = self._table.add(at, by, most=most, expires=expires)
            self._tally.count("table.add", written=0 if numbers is None else size_of(Item(at, numbers)))
            return numbers


class CountedBucket:
    """A bucket whose calls are counted."""

    def __init__(self, bucket: Bucket, tally: Tally, name: str) -> None:
        self._bucket, self._tally, self._name = bucket, tally, name

    def stat(self, key: str) -> Stat | None:
        with self._tally.keeping():
            self._tally.count(f"{self._name}.stat")
            return self._bucket.stat(key)

    def read(self, key: str, limit: int | None = None) -> tuple[bytes, Stat] | None:
        with self._tally.keeping():
            found = self._bucket.read(key, limit)
            self._tally.count(f"{self._name}.read", read=len(found[0]) if found else 0)
            return found

    def stream(self, key: str) -> Iterator[bytes] | None:
        self._tally.count(f"{self._name}.read")
        return self._bucket.stream(key)

    def write(self, key: str, what: Object) -> None:
        with self._tally.keeping():
            self._tally.count(f"{self._name}.write", written=len(what.body))
            self._bucket.write(key, what)

    def write_many(self, objects: Mapping[str, Object]) -> Mapping[str, Exception]:
        with self._tally.keeping():
            for what in objects.values():
                self._tally.count(f"{self._name}.write", written=len(what.body))
            return self._bucket.write_many(objects)

    def delete(self, key: str) -> None:
        with self._tally.keeping():
            self._tally.count(f"{self._name}.delete")
            self._bucket.delete(key)

    def copy_from(
        self, source: Bucket, key: str, to: str, type: str, cache: str, meta: Mapping[str, str], etag: str = ""
    ) -> bool:
        with self._tally.keeping():
            self._tally.count(f"{self._name}.copy_from")
            inner = source._bucket if isinstance(source, CountedBucket) else source
            return self._bucket.copy_from(inner, key, to, type, cache, meta, etag)

    def keys(self, after: str = "", limit: int = 1000) -> Sequence[str]:
        with self._tally.keeping():
            found = self._bucket.keys(after, limit)
            self._tally.count(f"{self._name}.keys", items=len(found) / LIST_MOST)
            return found


class CountedQueue:
    """A queue whose calls are counted."""

    def __init__(self, queue: Queue, tally: Tally, name: str) -> None:
        self._queue, self._tally, self._name = queue, tally, name

    def send(self, messages: Iterable[Message]) -> None:
        sent = list(messages)
        with self._tally.keeping():
            self._queue.send(sent)
            for packet in packets(sent):
                self._tally.count(f"{self._name}.send", written=sum(len(message.body.encode()) for message in packet))


class CountedMail:
    """A mail service whose calls are counted."""

    def __init__(self, mail: Mail, tally: Tally) -> None:
        self._mail, self._tally = mail, tally

    def send(self, message: Outgoing) -> str:
        with self._tally.keeping():
            self._tally.count("mail.send", written=len(message.raw))
            return self._mail.send(message)

    def allowance(self) -> Allowance:
        with self._tally.keeping():
            self._tally.count("mail.allowance")
            return self._mail.allowance()


def counted(cloud: Cloud, tally: Tally) -> Cloud:
    """The same cloud, with every call counted."""
    return replace(
        cloud,
        table=CountedTable(cloud.table, tally),
        content=CountedBucket(cloud.content, tally, "content"),
        public=CountedBucket(cloud.public, tally, "public"),
        uploads=CountedQueue(cloud.uploads, tally, "uploads"),
        press=CountedQueue(cloud.press, tally, "press"),
        letters=CountedQueue(cloud.letters, tally, "letters"),
        mail=CountedMail(cloud.mail, tally),
    )
