"""The ports in memory: for tests, and for building a whole site without a cloud.

Table and bucket use a `SortedMap`: a dictionary, with its keys in order beside it, made only when the order is first needed and
kept from then on. Python orders text by code points, as the bytes of UTF-8 do, so the order is the cloud's own. An item is packed
into one tuple (the names of its attributes, which all items of its kind share, and the values), and values that are put again and
again (a post's sort key, its pointers' version) are kept once: a site of 100,000 posts has more than a million items. Not safe
for threads.
"""

from bisect import bisect_left, bisect_right, insort
from collections import deque
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from sys import getsizeof, intern
from typing import Any, Generic, TypeAlias, TypeVar

from chalicelib.cloud.buckets import copy, write_each
from chalicelib.cloud.limits import check_at, check_delay, check_item, check_key, check_message, check_meta, check_tags
from chalicelib.cloud.ports import (
    PIECE,
    Absent,
    Allowance,
    At,
    AtMost,
    Both,
    Bucket,
    Condition,
    Edit,
    Either,
    Item,
    Message,
    Object,
    Outgoing,
    Same,
    Stat,
    UnheardError,
    UnresolvedError,
    Unsent,
    UnsentError,
    Value,
)

V = TypeVar("V")
Has: TypeAlias = Mapping[str, Value]
Packed: TypeAlias = tuple[Any, ...]


class SortedMap(Generic[V]):
    """A dictionary that can be read in the order of its keys."""

    __slots__ = ("by_key", "order")

    def __init__(self) -> None:
        self.by_key: dict[str, V] = {}
        self.order: list[str] | None = None

    def put(self, key: str, value: V) -> None:
        if self.order is not None and key not in self.by_key:
            insort(self.order, key)
        self.by_key[key] = value

    def drop(self, key: str) -> None:
        """Remove the key; nothing happens where it is missing."""
        if self.by_key.pop(key, None) is not None and self.order is not None:
            del self.order[bisect_left(self.order, key)]

    def between(self, after: str = "", before: str = "", *, backwards: bool = False) -> Iterator[str]:
        """Return the keys strictly between the two (empty: no bound); read them before anything changes."""
        if self.order is None:
            self.order = sorted(self.by_key)
        start = bisect_right(self.order, after) if after else 0
        end = bisect_left(self.order, before) if before else len(self.order)
        sort_keys = range(end - 1, start - 1, -1) if backwards else range(start, end)
        return map(self.order.__getitem__, sort_keys)


# ---- the table


class Utf8(bytes):
    """A long text, kept as UTF-8: one curly quote makes Python use two bytes for every letter."""

    __slots__ = ()


def lean(value: Value) -> Value:
    """Return the value in fewer bytes of memory; `full` restores it."""
    if not isinstance(value, str) or value.isascii():
        return value
    short = Utf8(value.encode())
    return short if getsizeof(short) < getsizeof(value) else value


def full(value: Value) -> Value:
    return value.decode() if isinstance(value, Utf8) else value


def holds(when: Condition, has: Has | None) -> bool:
    """Return whether the condition holds for the attributes (None: no item). Values of two types are neither equal nor
    ordered."""
    match when:
        case Absent():
            return has is None
        case Same(name, value):
            return comparable(value, has, name) == (value,)
        case AtMost(name, value):
            return () < comparable(value, has, name) <= (value,)
        case Either(of):
            return any(holds(condition, has) for condition in of)
        case Both(of):
            return all(holds(condition, has) for condition in of)


def comparable(value: Value, has: Has | None, name: str) -> tuple[Value, ...]:
    """Return the attribute as a tuple, empty where it is missing or of another type than the value."""
    stands = (has or {}).get(name)
    return () if stands is None or type(stands) is not type(value) else (stands,)


class MemoryTable:
    """A table in memory; every operation takes a few microseconds, whatever the number of items."""

    def __init__(self) -> None:
        self._partitions: dict[str, SortedMap[Packed]] = {}
        self._names: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._last: Packed = ()

    def get(self, at: At) -> Item | None:
        has = self._has(at)
        return None if has is None else Item(at, has)

    def get_many(self, at: Iterable[At]) -> Mapping[At, Item]:
        pairs = ((key, self._has(key)) for key in dict.fromkeys(at))
        return {key: Item(key, has) for key, has in pairs if has is not None}

    def query(
        self, pk: str, *, after: str = "", before: str = "", newest_first: bool = False, limit: int | None = None
    ) -> Sequence[Item]:
        partition = self._partitions.get(pk)
        if partition is None:
            return ()
        keys = islice(partition.between(after, before, backwards=newest_first), limit)
        return tuple(Item(At(pk, sk), unpack(partition.by_key[sk])) for sk in keys)

    def put(self, item: Item, when: Condition | None = None) -> bool:
        check_item(item)
        if when is not None and not holds(when, self._has(item.at)):
            return False
        pk, sk = item.at
        partition = self._partitions.get(pk) or self._partitions.setdefault(pk, SortedMap())
        partition.put(intern(sk), self._pack(item.has))
        return True

    def delete(self, at: At, when: Condition | None = None) -> bool:
        check_at(at)
        if when is not None and not holds(when, self._has(at)):
            return False
        partition = self._partitions.get(at.pk)
        if partition is not None:
            partition.drop(at.sk)
            if not partition.by_key:
                del self._partitions[at.pk]
        return True

    def put_many(self, items: Iterable[Item]) -> None:
        for item in items:
            self.put(item)

    def add(self, at: At, by: Mapping[str, int], *, most: int | None = None, expires: int = 0) -> Mapping[str, int] | None:
        has = self._has(at) or {}
        numbers = {name: number_in(has, name) + more for name, more in by.items()}
        if most is not None and numbers[next(iter(by))] > most:
            return None
        end = {"expires": expires} if expires else {}
        self.put(Item(at, {**end, **has, **numbers}))
        return numbers

    def change(self, at: At, edit: Edit, when: Condition | None = None) -> Item | None:
        has = self._has(at)
        if when is not None and not holds(when, has):
            return None
        item = Item(at, edited(has or {}, edit))
        self.put(item)
        return item

    def items(self) -> Iterator[Item]:
        """Yield every item, in no order; nothing may be written meanwhile."""
        for pk, partition in self._partitions.items():
            for sk, packed in partition.by_key.items():
                yield Item(At(pk, sk), unpack(packed))

    def _has(self, at: At) -> Has | None:
        check_at(at)
        partition = self._partitions.get(at.pk)
        packed = partition.by_key.get(at.sk) if partition else None
        return None if packed is None else unpack(packed)

    def _pack(self, has: Has) -> Packed:
        names = tuple(has)
        packed = (self._names.setdefault(names, names), *map(lean, has.values()))
        if packed != self._last or types(packed) != types(self._last):
            self._last = packed
        return self._last


def types(packed: Packed) -> tuple[type, ...]:
    """Return what distinguishes packed values that are equal in Python, such as 1 and True."""
    return tuple(map(type, packed))


def unpack(packed: Packed) -> Has:
    names, *values = packed
    return dict(zip(names, map(full, values), strict=True))


def edited(has: Has, edit: Edit) -> Has:
    """Return the attributes after an edit; raise an error where one that is no set is to gain or lose elements."""
    sets = {name: elements_in(has, name) | more for name, more in edit.add.items()}
    sets |= {name: elements_in(has, name) - fewer for name, fewer in edit.take.items()}
    after = {**has, **edit.put, **sets}
    dropped = {*edit.drop, *(name for name, elements in sets.items() if not elements)}
    return {name: value for name, value in after.items() if name not in dropped}


def elements_in(has: Has, name: str) -> frozenset[str]:
    elements = has.get(name, frozenset())
    if not isinstance(elements, frozenset):
        raise TypeError(f"{name} is no set, but {elements!r}")
    return elements


def number_in(has: Has, name: str) -> int:
    """Return the number, 0 where there is none; raise an error for anything else, which can't be added to."""
    number = has.get(name, 0)
    if type(number) is not int:
        raise TypeError(f"{name} is no number, but {number!r}")
    return number


# ---- the bucket, the queue, the clock


class MemoryBucket:
    """A bucket in memory."""

    def __init__(self) -> None:
        self._objects: SortedMap[tuple[Object, Stat]] = SortedMap()

    def stat(self, key: str) -> Stat | None:
        stored = self._objects.by_key.get(key)
        return stored and stored[1]

    def read(self, key: str, limit: int | None = None) -> tuple[bytes, Stat] | None:
        stored = self._objects.by_key.get(key)
        return stored and (stored[0].body[:limit], stored[1])

    def part(self, key: str, start: int, length: int) -> bytes:
        stored = self._objects.by_key.get(key)
        return stored[0].body[start : start + length] if stored else b""

    def stream(self, key: str) -> Iterator[bytes] | None:
        stored = self._objects.by_key.get(key)
        return stored and (stored[0].body[start : start + PIECE] for start in range(0, len(stored[0].body), PIECE))

    def write(self, key: str, what: Object) -> None:
        check_key(key)
        check_meta(what.meta)
        self._objects.put(key, (what, Stat(what.etag, len(what.body), what.type, dict(what.meta))))

    def write_many(self, objects: Mapping[str, Object]) -> Mapping[str, Exception]:
        return write_each(self, objects)

    def delete(self, key: str) -> None:
        self._objects.drop(key)

    def copy_from(
        self, source: Bucket, key: str, to: str, type: str, cache: str, meta: Mapping[str, str], etag: str = ""
    ) -> bool:
        return copy(source, key, self, to, Object(b"", type, cache, meta), etag)

    def keys(self, after: str = "", limit: int = 1000) -> Sequence[str]:
        return tuple(islice(self._objects.between(after), limit))


class MemoryQueue:
    """A queue in memory, in the order of sending; its reader handles groups and delays."""

    def __init__(self) -> None:
        self._waiting: deque[Message] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    def send(self, messages: Iterable[Message]) -> None:
        sent = list(messages)
        for message in sent:
            check_delay(message)
            check_message(message)
        self._waiting.extend(sent)

    def take(self, limit: int = 10) -> list[Message]:
        """Remove and return the oldest messages, at most `limit`."""
        return [self._waiting.popleft() for _ in range(min(limit, len(self._waiting)))]


class FixedClock:
    """A clock that stands still, unless a test sets its `time`, or something sleeps by it."""

    def __init__(self, time: datetime) -> None:
        self.time = time

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=max(0.0, seconds))


# ---- the mail service


ALLOWED = Allowance(14.0)  # what a new account out of the sandbox has


class MemoryMail:
    """A mail service in memory: it keeps what is sent, and refuses the addresses in `refusing`, with the code given there."""

    def __init__(self, allows: Allowance = ALLOWED, refusing: dict[str, Unsent] | None = None) -> None:
        self.allows = allows
        self.refusing = {} if refusing is None else refusing
        self.sent: list[Outgoing] = []

    def send(self, message: Outgoing) -> str:
        check_tags(message)
        if code := self.refusing.get(message.to):
            raise UnsentError(code, "told to refuse this address")
        self.sent.append(message)
        return f"memory-{len(self.sent)}"

    def allowance(self) -> Allowance:
        return self.allows


# ---- names


class MemoryResolver:
    """Names in memory: the mail servers of the domains that exist, and the domains about which nothing is known.

    Without a list of domains, each exists, and is the server of its own mail.
    """

    def __init__(self, servers: Mapping[str, tuple[str, ...]] | None = None, silent: Container[str] = ()) -> None:
        self.servers, self.silent = servers, silent

    def mail_servers(self, domain: str) -> tuple[str, ...]:
        if domain in self.silent:
            raise UnresolvedError("told to be silent")
        return (domain,) if self.servers is None else self.servers.get(domain, ())


# ---- the hub


class MemoryHub:
    """Hubs in memory: they keep their pings. Those in `refusing` refuse it, for now (True: it may be tried again) or for good."""

    def __init__(self, refusing: dict[str, bool] | None = None) -> None:
        self.refusing = {} if refusing is None else refusing
        self.told: list[tuple[str, tuple[str, ...]]] = []

    def ping(self, hub: str, feeds: Sequence[str]) -> None:
        if hub in self.refusing:
            raise UnheardError("told to refuse", again=self.refusing[hub])
        self.told.append((hub, tuple(feeds)))
