"""The ports: what the house asks of the outside world, and no more.

Each port is kept by AWS (`aws.py`) and by memory (`memory.py`, `folder.py`), and believed only under the same contract
tests (`tests/contract/`). Reads see every write that returned before them. One method is one cloud call, except where
a limit of the service splits it (100 items a batch read, 25 a batch write, 10 messages a send).
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple, Protocol, TypeAlias, get_args

Value: TypeAlias = str | int | bool | bytes


class At(NamedTuple):
    """The address of an item in the table."""

    pk: str
    sk: str = "-"


@dataclass(frozen=True, slots=True)
class Item:
    """One item: where it stands and its flat attributes."""

    at: At
    has: Mapping[str, Value] = field(default_factory=dict)


# ---- conditions: a write happens only where its condition holds of the item that stands there


@dataclass(frozen=True, slots=True)
class Absent:
    """Nothing stands there."""


@dataclass(frozen=True, slots=True)
class Same:
    """Something stands there, and its attribute `name` has this value."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class AtMost:
    """Something stands there, and its attribute `name` is this value or a lower one (text compares by its bytes)."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of these holds."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Both:
    """All of these hold."""

    of: tuple["Condition", ...]


Condition: TypeAlias = Absent | Same | AtMost | Either | Both


class Table(Protocol):
    """One table, strongly consistent, written one item at a time."""

    def get(self, at: At) -> Item | None:
        """The item that stands there, if any."""

    def get_many(self, at: Iterable[At]) -> Mapping[At, Item]:
        """Those of the items that stand, in the order asked for; repeated addresses are read once."""

    def query(
        self, pk: str, *, after: str = "", before: str = "", newest_first: bool = False, limit: int | None = None
    ) -> Sequence[Item]:
        """The items of a partition in order of `sk`, strictly between `after` and `before` (empty: no bound)."""

    def put(self, item: Item, when: Condition | None = None) -> bool:
        """Replace the whole item; False, and nothing written, when the condition does not hold."""

    def delete(self, at: At, when: Condition | None = None) -> bool:
        """Remove the item (True too where nothing stood, unless the condition asks for something)."""

    def put_many(self, items: Iterable[Item]) -> None:
        """Replace many items, without conditions; after a crash some may be written and some not."""

    def add(self, at: At, by: Mapping[str, int], *, most: int | None = None, expires: int = 0) -> Mapping[str, int] | None:
        """Add to numbers that stand there (0 where nothing does), in one call; the new numbers.

        With `most`, None and nothing written where the first of them would pass it. `expires` is set where none stands.
        An answer that is lost on the way may be asked for twice, so the numbers may be too high by what was added.
        Numbers that are not named, and other attributes, stay.
        """


class Stat(NamedTuple):
    """What a bucket says of an object without its bytes."""

    etag: str
    size: int
    type: str = ""
    meta: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Object:
    """An object to write: its bytes, content type, cache rule, and metadata (ASCII values)."""

    body: bytes
    type: str
    cache: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)

    @property
    def etag(self) -> str:
        """The ETag that the bucket gives these bytes: their MD5, in hex, without quotes."""
        return hashlib.md5(self.body, usedforsecurity=False).hexdigest()


PIECE = 1 << 20  # bytes that a stream gives at once, at most


class Bucket(Protocol):
    """A flat store of objects by key. Keys are Unicode, at most 1,024 bytes of UTF-8."""

    def stat(self, key: str) -> Stat | None:
        """What stands there, if anything."""

    def read(self, key: str, limit: int | None = None) -> tuple[bytes, Stat] | None:
        """The bytes (at most `limit` of them; `Stat.size` is the object's) and what stands there."""

    def stream(self, key: str) -> Iterator[bytes] | None:
        """The bytes, a piece at a time, in bounded memory whatever their number; None where nothing stands.

        Read to the end, or an error: a connection that breaks is no end.
        """

    def write(self, key: str, what: Object) -> None:
        """Put the object there."""

    def write_many(self, objects: Mapping[str, Object]) -> Mapping[str, Exception]:
        """Put the objects there, in any order and side by side; what went wrong with those that could not be written."""

    def delete(self, key: str) -> None:
        """Remove the object; nothing happens where none stands."""

    def copy_from(
        self, source: "Bucket", key: str, to: str, type: str, cache: str, meta: Mapping[str, str], etag: str = ""
    ) -> bool:
        """Copy the object, server-side and whatever its size, with a type, a cache rule and metadata of its own.

        False, and nothing written, where none stands, or (with an `etag`) another version of it.
        """

    def keys(self, after: str = "", limit: int = 1000) -> Sequence[str]:
        """At most `limit` keys in order of their bytes, strictly after `after`."""


class Message(NamedTuple):
    """One message to send: its body, its group (messages of one group are handled one after another), and the seconds it waits.

    A FIFO queue has groups and lets no message wait; another one has no groups, and lets it wait for 900 seconds at most.
    """

    body: str
    group: str = ""
    delay: int = 0


class Queue(Protocol):
    """A queue; at least once, and in any order where the message has no group."""

    def send(self, messages: Iterable[Message]) -> None:
        """Queue them all. Every message gets a deduplication id of its own: equal bodies are never merged."""


class Clock(Protocol):
    def now(self) -> datetime:
        """The time, with its zone (UTC)."""

    def sleep(self, seconds: float) -> None:
        """Wait; nothing happens where the seconds are none or fewer."""


# ---- mail


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one address: the whole of it as bytes, and tags that come back with all that is told of it.

    `sender` is the bare address it comes from. Names and values of tags are letters, digits, `-` and `_`.
    """

    sender: str
    to: str
    raw: bytes
    tags: Mapping[str, str] = field(default_factory=dict)


Unsent: TypeAlias = Literal["slow", "quota", "paused", "address"]
UNSENT: tuple[Unsent, ...] = get_args(Unsent)


class UnsentError(Exception):
    """The service did not take a message, and says why: it was certainly not sent. Any other error leaves that open.

    `code` is `slow` (too fast: soon again), `quota` (enough for today), `paused` (no message is taken until somebody acts),
    or `address` (this message will never be taken); `found` is what the service said.
    """

    def __init__(self, code: Unsent, found: str = "") -> None:
        super().__init__(code, found)
        self.code: Unsent = code
        self.found = found


class Allowance(NamedTuple):
    """What the service lets through: letters a second, and how many more today (None: it doesn't say)."""

    rate: float
    left: int | None = None


class Mail(Protocol):
    """The mail service."""

    def send(self, message: Outgoing) -> str:
        """Hand the message over; the service's own id for it. Raises `UnsentError`."""

    def allowance(self) -> Allowance:
        """What may be sent now. Raises `UnsentError`."""


# ---- the hub


class UnheardError(Exception):
    """A hub did not take a ping: `found` is what it said or what went wrong, `again` whether it may take it later."""

    def __init__(self, found: str, *, again: bool) -> None:
        super().__init__(found)
        self.found, self.again = found, again


class Hub(Protocol):
    """The WebSub hubs of the world, each known by its address."""

    def ping(self, hub: str, feeds: Sequence[str]) -> None:
        """Tell the hub, in one request, that these feeds have changed; it may be told twice. Raises `UnheardError`."""


@dataclass(frozen=True, slots=True)
class Cloud:
    """The outside world as one argument."""

    table: Table
    content: Bucket
    public: Bucket
    uploads: Queue
    press: Queue
    letters: Queue
    mail: Mail
    clock: Clock
    url: str = ""
    """Where the site is read; empty: where its `site.yaml` says."""
    keys: tuple[str, ...] = ()
    """What links in letters are signed with, oldest first: the last one signs, all of them are believed."""
    pepper: str = ""
    """What addresses are hashed with; it must never change, for the hash is how a subscriber is known."""
    grace: int | None = None
    """Seconds from a post's publication to its letter; None: as `site.yaml` says."""
    events: bool = False
    """Whether the mail service tells what became of each letter."""
    logs: Bucket | None = None
    """What was read, as the CDN notes it; only who counts it has it."""
    top: int | None = None
    """Seconds after which the most read posts are looked for again; None: as the clock has it."""
    write_states: bool = True
    """Whether the table remembers what was printed; otherwise the bucket is asked each time, which is cheap in a folder."""
    hub: Hub | None = None
    """What tells the site's hub that feeds have changed; None: nobody is told."""
