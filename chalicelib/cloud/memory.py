"""The bucket, the queue, the clock, mail, names and hubs in memory: for tests, and for building a whole site without a cloud.

`memory_table` has the table. Not safe for threads.
"""

from collections import deque
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice

from chalicelib.cloud.buckets import copy, write_each
from chalicelib.cloud.limits import check_delay, check_key, check_message, check_meta, check_tags
from chalicelib.cloud.ports import (
    PIECE,
    Allowance,
    Bucket,
    Message,
    Object,
    Outgoing,
    Stat,
    UnheardError,
    UnresolvedError,
    Unsent,
    UnsentError,
)
from chalicelib.cloud.sorted_map import SortedMap


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
