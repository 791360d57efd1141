"""The ports: everything that the application asks of the outside world.

Each port is implemented for AWS (`aws.py`, `s3.py`, `ses.py`, `websub.py`, `dns.py`) and for this machine (`memory_table.py`,
`memory.py`, `sqlite.py`, `folder.py`), and every implementation passes the same contract tests (`tests/contract/`). Reads see
every write that returned before them. One method is one cloud call, except where a limit of the service splits it (100 items a
batch read, 25 a batch write, 10 messages a send).
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, Protocol, TypeAlias

from msgspec import field

from chalicelib.cloud.items import At, Condition, Edit, Item
from chalicelib.cloud.versioned import VersionedBucket
from chalicelib.frozen import Frozen


class Table(Protocol):
    """One table, strongly consistent, written one item at a time."""

    def get(self, at: At) -> Item | None:
        """Return the item with this key, if there is one."""

    def get_many(self, at: Iterable[At]) -> Mapping[At, Item]:
        """Return the items that exist, in the order asked for; repeated keys are read once."""

    def query(
        self, pk: str, *, after: str = "", before: str = "", newest_first: bool = False, limit: int | None = None
    ) -> Sequence[Item]:
        """Return the items of a partition in order of `sk`, strictly between `after` and `before` (empty: no bound)."""

    def put(self, item: Item, when: Condition | None = None) -> bool:
        """Replace the whole item; if the condition does not hold, write nothing and return False."""

    def delete(self, at: At, when: Condition | None = None) -> bool:
        """Remove the item; True also where there was none, unless the condition requires one."""

    def put_many(self, items: Iterable[Item]) -> None:
        """Replace many items, without conditions; after a crash some may be written and some not."""

    def add(self, at: At, by: Mapping[str, int], *, most: int | None = None, expires: int = 0) -> Mapping[str, int] | None:
        """Add to numbers of an item (0 where there is none), in one call; return the new numbers.

        With `most`, write nothing and return None where the first number would exceed it. `expires` is set where the item has
        none. After an answer was lost, the call may be repeated, so the numbers may be too high by what was added. Numbers that
        are not named, and other attributes, stay.
        """

    def change(self, at: At, edit: Edit, when: Condition | None = None) -> Item | None:
        """Change parts of an item in one call; return the item as it is then, or None where the condition doesn't hold.

        An edit may be repeated: what is in a set already is not added twice. Where there is no item, one is made.
        """


class Stat(NamedTuple):
    """What a bucket reports about an object without its bytes."""

    etag: str
    size: int
    type: str = ""
    meta: Mapping[str, str] = {}


class Object(Frozen):
    """An object to write: its bytes, content type, cache rule, and metadata (ASCII values)."""

    body: bytes
    type: str
    cache: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)

    @property
    def etag(self) -> str:
        """The ETag that the bucket gives these bytes: their MD5, in hex, without quotes."""
        return hashlib.md5(self.body, usedforsecurity=False).hexdigest()


PIECE = 1 << 20  # bytes; the largest piece of a stream


class Bucket(Protocol):
    """A flat store of objects by key. Keys are Unicode, at most 1,024 bytes of UTF-8."""

    def stat(self, key: str) -> Stat | None:
        """Return what is known of the object without its bytes; None where there is none."""

    def read(self, key: str, limit: int | None = None) -> tuple[bytes, Stat] | None:
        """Return the bytes (at most `limit` of them; `Stat.size` is the object's) and the object's stat."""

    def part(self, key: str, start: int, length: int) -> bytes:
        """Return so many bytes of the object from a place in it, as far as there are any; nothing where there is no object."""

    def stream(self, key: str) -> Iterator[bytes] | None:
        """Yield the bytes piece by piece, in bounded memory whatever their number; None where there is no object.

        The stream ends with the object or raises an error: a broken connection is not an end.
        """

    def write(self, key: str, what: Object) -> None:
        """Write the object."""

    def write_many(self, objects: Mapping[str, Object]) -> Mapping[str, Exception]:
        """Write the objects, in any order and side by side; return the errors of those that could not be written."""

    def delete(self, key: str) -> None:
        """Remove the object; nothing happens where there is none."""

    def copy_from(
        self, source: "Bucket", key: str, to: str, type: str, cache: str, meta: Mapping[str, str], etag: str = ""
    ) -> bool:
        """Copy the object on the server, whatever its size, with a type, a cache rule and metadata of its own.

        Write nothing and return False where there is no object, or (with an `etag`) another version of it.
        """

    def keys(self, after: str = "", limit: int = 1000) -> Sequence[str]:
        """Return at most `limit` keys in order of their bytes, strictly after `after`."""


class UnwrittenError(OSError):
    """An object could not be written, whatever it holds: the fault is the bucket's. `filename` is its key."""


class Message(NamedTuple):
    """One message to send: its body, its group (messages of one group are handled one after another), and its delay in seconds.

    A FIFO queue has groups and no delays; another queue has no groups, and delays of 900 seconds at most.
    """

    body: str
    group: str = ""
    delay: int = 0


class Queue(Protocol):
    """A queue; a message is delivered at least once, and in any order where it has no group."""

    def send(self, messages: Iterable[Message]) -> None:
        """Queue all the messages. Every message gets its own deduplication id: equal bodies are never merged."""


class OwnQueue(Protocol):
    """The queue whose messages a function handles, as that function sees it."""

    def hide(self, receipts: Mapping[str, int]) -> None:
        """Let received messages, each known by its receipt, be received again after so many seconds from now.

        A message that was handled meanwhile, or that can be received already, stays as it is.
        """


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """Return the time, with its zone (UTC)."""

    def sleep(self, seconds: float) -> None:
        """Wait; return at once where the seconds are 0 or fewer."""


# ---- mail


class Outgoing(Frozen):
    """One mail to one address: its bytes, and tags that come back with every event about it.

    `sender` is the bare address of the sender. Names and values of tags are letters, digits, `-` and `_`.
    """

    sender: str
    to: str
    raw: bytes
    tags: Mapping[str, str] = field(default_factory=dict)


Unsent: TypeAlias = Literal["slow", "quota", "paused", "address"]


class UnsentError(Exception):
    """The service did not take a mail, so it was certainly not sent. After any other error it may or may not have been sent.

    `code` is `slow` (too fast: try again soon), `quota` (no more today), `paused` (no mail is taken until somebody repairs the
    cause), or `address` (this mail will never be taken); `found` is the service's text.
    """

    def __init__(self, code: Unsent, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code: Unsent = code
        self.found = detail


class Allowance(NamedTuple):
    """What the service allows: mails a second, and how many more today (None: it doesn't say)."""

    rate: float
    left: int | None = None


class Mail(Protocol):
    """The mail service."""

    def send(self, message: Outgoing) -> str:
        """Send the mail; return the service's own id for it. Raise `UnsentError`."""

    def allowance(self) -> Allowance:
        """Return what may be sent now. Raise `UnsentError`."""


# ---- names


class UnresolvedError(Exception):
    """No nameserver answered in time, or none could: nothing is known about the domain. `found` is what happened."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.found = detail


class Resolver(Protocol):
    """The Domain Name System."""

    def mail_servers(self, domain: str) -> tuple[str, ...]:
        """Return the names of the servers that take this domain's mail (its MX records), in lower case, the preferred ones first.

        The owner of the domain writes the names, so there may be any number of them, and they may be anything. There are none
        where the domain doesn't exist, names no server, or says that it takes no mail. Raise `UnresolvedError`.
        """


# ---- the hub


class UnheardError(Exception):
    """A hub did not take a ping: `found` is its answer or the error, `again` whether it may take the ping later."""

    def __init__(self, detail: str, *, again: bool) -> None:
        super().__init__(detail)
        self.found, self.again = detail, again


class Hub(Protocol):
    """The WebSub hubs, each known by its URL."""

    def ping(self, hub: str, feeds: Sequence[str]) -> None:
        """Notify the hub, in one request, that these feeds have changed; it may be notified twice. Raise `UnheardError`."""


class Cloud(Frozen):
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
    """The site's URL; empty: as its `site.yaml` says."""
    keys: tuple[str, ...] = ()
    """The keys that sign links, oldest first: the last one signs, all of them are accepted."""
    pepper: str = ""
    """What addresses are hashed with; it must never change, since the hash is a subscriber's id."""
    grace: int | None = None
    """Seconds from a post's publication to its letter; None: as `site.yaml` says."""
    events: bool = False
    """Whether the mail service reports events about each mail."""
    logs: Bucket | None = None
    """The bucket with the CDN's log files; only the function that counts page views has it."""
    inbound: Bucket | None = None
    """The bucket with received mail; only the function that reads it has it."""
    api: str | None = ""
    """The origin at which the API answers; empty: the site's own; None: there is no API."""
    desk: bool = False
    """Whether there is the authoring API, to which the home page then leads apps."""
    sends_from: str = ""
    """The domain or the mailbox from which the deployment sends mail; empty: the host of the site's URL."""
    receiving: str = ""
    """The domain at which the stack receives mail; empty: it receives none."""
    top: int | None = None
    """Seconds after which the most read posts are computed again; None: the default."""
    publishes: bool = True
    """Whether the table keeps how far each publish is (`chalicelib.store.publishes`); when a build ends, all is made."""
    write_states: bool = True
    """Whether the table keeps the digest of each object as last written; else the bucket is asked, which is cheap in a folder."""
    encoder: Queue | None = None
    """The queue of images to encode; each message is a job (`chalicelib.images.jobs`). None: nothing is encoded."""
    encoded: Bucket | None = None
    """The private bucket of encoded images, from which they are copied to their public addresses."""
    resolver: Resolver | None = None
    """The port that asks which servers take a domain's mail; None: each domain is taken for a server of its own mail."""
    hub: Hub | None = None
    """The port that notifies the site's hub of changed feeds; None: no hub is notified."""
    versions: VersionedBucket | None = None
    """The content bucket as the authoring API writes it: on conditions, with earlier versions; only its function has it."""

    @property
    def pictures(self) -> Bucket:
        """The bucket of encoded images, for who can't do without; raises `LookupError` where there is none."""
        if self.encoded is None:
            raise LookupError("there is no bucket of encoded images (setting ENCODED_BUCKET)")
        return self.encoded
