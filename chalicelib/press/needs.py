"""What a page needs to know, asked one round at a time.

A page is made by a generator: it yields a need and is sent the answer, until it returns what should stand in the bucket.
It names what it needs and never says how to get it, so it stays pure; and since many pages of a batch are made side by
side, whoever answers can merge the needs of a round into few calls.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from chalicelib.words import Page, Place


@dataclass(frozen=True, slots=True)
class Spots:
    """The spots of a listing strictly between two others (empty: no bound), at most `limit`: `tuple[str, ...]`."""

    listing: str
    after: str = ""
    before: str = ""
    newest_first: bool = True
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Records:
    """The records of these sources, as far as there are any: `Mapping[str, Record]`."""

    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Bodies:
    """Bodies, named by key and body: `Mapping[str, Body]` by key. One that is gone raises `Overtaken`: its record has changed."""

    names: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Vocabularies:
    """The words of bodies, named as `Bodies` are: `Mapping[str, tuple[str, ...]]` by key, of those that have them beside them."""

    names: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Claims:
    """Who holds an address, which sources want to be led to from it, and the summary of whom it leads to: `Claimed`."""

    address: str


@dataclass(frozen=True, slots=True)
class Siblings:
    """The sources of a translation group: `tuple[str, ...]`."""

    group: str


@dataclass(frozen=True, slots=True)
class Summaries:
    """The summaries of a partition that begin with a name: `Mapping[str, Summary]` by the rest of the name."""

    of: str
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """The summaries next to this one that have something to tell: the names before and after, empty for none."""

    of: str
    name: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a page showed when it was last pressed, kept for pages that tell of it, and the pages owed for a change of it.

    A value of None means that there is nothing to tell, and the summary goes once its debts are paid.
    """

    of: str
    name: str
    value: Any = None
    owes: frozenset[Page] = frozenset()


@dataclass(frozen=True, slots=True)
class Claimed:
    owner: str
    leads: tuple[str, ...]
    kept: Summary


@dataclass(frozen=True, slots=True)
class Redirects:
    """Whom these addresses lead to, of those that anybody wants to be led to from: `Mapping[str, Summary]` by address."""

    addresses: frozenset[str]


@dataclass(frozen=True, slots=True)
class One:
    """One summary: `Summary`, with a value of None where there is none yet."""

    of: str
    name: str


@dataclass(frozen=True, slots=True)
class Drop:
    """Pointers seen to lead nowhere, each with the stamp of the record that says so: they go, and the answer is nothing."""

    places: frozenset[tuple[Place, str]]


@dataclass(frozen=True, slots=True)
class Followers:
    """How many follow by mail: `int`."""


class Overtaken(Exception):
    """What was read does not fit together any more: the page has to be gathered again."""


Need: TypeAlias = (
    Beside | Drop | Followers | Spots | Records | Bodies | Vocabularies | Claims | Redirects | Siblings | Summaries | One
)


@dataclass(frozen=True, slots=True)
class Made:
    """What should stand in the bucket: bytes or (None) nothing, its metadata, and the summaries that go with it."""

    body: bytes | None
    location: str = ""
    summaries: tuple[Summary, ...] = ()


@dataclass(frozen=True, slots=True)
class Copy:
    """The bytes of a file in the content bucket, as they were when accepted."""

    key: str
    type: str
    etag: str


T = TypeVar("T")
Steps: TypeAlias = Generator[Need, Any, T]
