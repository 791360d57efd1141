"""The world that the protocol runs in: two buckets, a table and two queues; and the rules that the protocol consists of.

Simplified: a post has a title, a day, categories and an address; a landing page shows two titles; a post's page shows the
older and the newer post; a month is ten days; a summary holds the keys of a month in place of their number; there are no bodies,
files or redirects. A source marked `bad` can't be parsed.
"""

import zlib
from collections import defaultdict, deque
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from random import Random
from typing import Any, NamedTuple

Call = Callable[[], Any]
Steps = Generator[Call, Any, Any]
Name = tuple[Any, ...]
Post = dict[str, Any]
GROUPS = 3
REBUILD = ("walk", "pages")
WALKS = GROUPS  # the group of walks that begin
RULES = {
    "places": "a pointer that was put or removed owes the pages next to it",
    "stamps": "a pointer is never changed against a newer version",
    "summary": "a summary owes pages until they are queued",
    "confirm": "a claim is confirmed after the record is accepted",
    "clock": "the schedule tries waiting sources again",
    "before": "a publish waits for a page before its message is sent",
    "nonce": "a page that is owed once more is waited for once more",
    "seen": "a batch settles what its publish waited for before the batch read the store",
    "causes": "what a summary owes has the causes of the pages that changed it",
    "unseen": "a page that joins a batch is queued as well, if a publish awaits it that the batch hasn't seen",
    "noted": "the causes of what a summary owes are stored with it",
    "last": "a batch settles its pages once what its summaries owe is queued",
    "unpaid": "a batch settles its pages before its summaries owe nothing",
    "newest": "only the newest record of a source begins its publish",
    "unfinished": "a record that takes over what was owed takes over what the publish waits for",
    "passing": "a walk is over once it has passed through all groups behind its pages",
    "afresh": "a walk that begins is waited for under a nonce of its own",
}


class Message(NamedTuple):
    """What a group of the press queue holds: a page to make right, a walk to begin, or one that passes through the groups.

    A walk queues many pages. Behind them, it passes through all groups in turn under a nonce of its own, and then is over.
    """

    page: Name
    causes: frozenset[str] = frozenset()
    nonce: Any = None
    passing: int = -1


class Awaited(NamedTuple):
    """What a publish waits for: the name of a page or a walk, and a nonce for each time that it was owed."""

    name: Name
    nonce: Any


@dataclass(frozen=True)
class Publish:
    """How far the changes of a source are: the version of its record, what is still awaited, and what became of pages."""

    version: Name = (0, 0)
    pending: frozenset[Awaited] = frozenset()
    written: frozenset[Name] = frozenset()
    unchanged: frozenset[Name] = frozenset()


@dataclass(frozen=True)
class Record:
    """What is known of a source; `owing_since` is the version of the first record that owed what this one still owes."""

    version: Name
    post: Post | None
    refusal: str | None
    owed: frozenset[Name]
    owing_since: Name


@dataclass
class World:
    """The content bucket, the table, the two queues and the public bucket."""

    chance: Random
    without: str | None = None
    content: dict[str, Post] = field(default_factory=dict)
    table: dict[Name, Any] = field(default_factory=dict)
    public: dict[Name, Any] = field(default_factory=dict)
    events: list[tuple[str, int]] = field(default_factory=list)
    press: dict[int, deque[Message]] = field(default_factory=lambda: defaultdict(deque))
    in_flight: set[int] = field(default_factory=set)
    sequence: int = 0
    nonces: int = 0

    def has(self, rule: str) -> bool:
        return rule != self.without

    def nonce(self) -> int:
        self.nonces += 1
        return self.nonces

    def upload(self, key: str, source: Post | None) -> None:
        """Put (or, with None, delete) a source; its event may come twice."""
        self.sequence += 1
        if source is None:
            self.content.pop(key, None)
        else:
            self.content[key] = source
        self.events += [(key, self.sequence)] * self.chance.choice((1, 1, 2))

    def own(self, address: str, key: str, version: Name, seen: dict[str, Any] | None = None) -> dict[str, Any] | None:
        """One conditional write: None when `key` owns `address` now, else the claim of another source."""
        claim = self.table.get(("URL", address))
        if claim and claim["owner"] != key and claim != seen:
            return dict(claim)
        mine = claim["stamp"] if claim and claim["owner"] == key else (0, 0)
        self.table["URL", address] = {"owner": key, "stamp": max(version, mine), "nonce": self.nonce()}
        return None

    def put(self, at: Name, item: Any) -> None:
        """Put an item; None removes it."""
        self.table.pop(at, None)
        if item is not None:
            self.table[at] = item

    def send(self, message: Message) -> None:
        group = message.passing if message.passing >= 0 else group_of(message.page)
        self.press[group].append(message)

    def swap(self, at: Name, old: Any, new: Any) -> bool:
        """One conditional write: replace the item if it is still `old`."""
        is_unchanged: bool = self.table.get(at) == old
        if is_unchanged:
            self.put(at, new)
        return is_unchanged


def listings(post: Post) -> list[str]:
    return ["all", *(f"category/{name}" for name in post["categories"])]


def month(day: int) -> int:
    return day // 10


def pages_of(key: str, post: Post) -> set[Name]:
    """Return every page that shows the post."""
    return {("post", key)} | {p for of in listings(post) for p in (("landing", of), ("month", of, month(post["day"])))}


def places_of(key: str, post: Post) -> set[Name]:
    """Return the places of the post in its listings: the posts next to them have to be made right."""
    return {("place", of, post["day"], key) for of in listings(post)}


def group_of(page: Name) -> int:
    return WALKS if page[0] == "walk" else zlib.crc32(("all" if page[0] == "post" else page[1]).encode()) % GROUPS
