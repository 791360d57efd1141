"""What a page asks, as queries that know the type of their answers.

A page kind is an `async def`: it awaits a query, gets the answer, and returns what should stand in the bucket. A query says what
is wanted and never how to get it, so page kinds stay pure; and since many pages of a batch are made side by side, the driver can
merge the queries of a round into few calls. There is no event loop: the driver sends answers into the coroutines
(`pressing` for a batch, `catalog.asking` for a single coroutine), and only queries can be awaited.
"""

from collections.abc import Coroutine, Generator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from chalicelib.model import Body, Listing, Page, Place
from chalicelib.record import Record

T = TypeVar("T")

Asking: TypeAlias = Coroutine[Any, Any, T]
"""A call of an `async def` that awaits queries and returns a `T`."""


class Query(Generic[T]):
    """A question whose answer is a `T`: `answer = await query`. Equal queries have equal answers."""

    __slots__ = ()

    def __await__(self) -> Generator["Query[T]", T, T]:
        return (yield self)


@dataclass(frozen=True, slots=True)
class ListingKeys(Query[tuple[str, ...]]):
    """The sort keys of a listing's pointers strictly between two others (empty: no bound), at most `limit`."""

    listing: Listing
    after: str = ""
    before: str = ""
    newest_first: bool = True
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Records(Query[Mapping[str, Record]]):
    """The records of these sources by key; a source without a record is left out."""

    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Bodies(Query[Mapping[str, Body]]):
    """Bodies by key, each named by key and body. A body that is gone raises `StaleRead`: its record has changed."""

    names: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Vocabularies(Query[Mapping[str, tuple[str, ...]]]):
    """The words of bodies by key, named as `Bodies` are; a body that has no words beside it is left out."""

    names: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Siblings(Query[tuple[str, ...]]):
    """The keys of the sources in a translation group."""

    group: str


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
    """The source that holds an address, the sources that want to be led to from there, and the summary of the redirect."""

    owner: str
    leads: tuple[str, ...]
    kept: Summary


@dataclass(frozen=True, slots=True)
class Claims(Query[Claimed]):
    """Which source holds an address, which sources want to be led to from there, and which of them it leads to."""

    address: str


@dataclass(frozen=True, slots=True)
class Redirects(Query[Mapping[str, Summary]]):
    """The summaries of redirects, by address, of those addresses that any source wants to be led to from."""

    addresses: frozenset[str]


@dataclass(frozen=True, slots=True)
class Summaries(Query[Mapping[str, Summary]]):
    """The summaries of a partition whose names begin with `prefix`, by name."""

    of: str
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class OneSummary(Query[Summary]):
    """A single summary, with a value of None where there is none yet."""

    of: str
    name: str


@dataclass(frozen=True, slots=True)
class NamesBeside(Query[tuple[str, str]]):
    """The names before and after this one of summaries that have something to tell; empty where there is none."""

    of: str
    name: str


@dataclass(frozen=True, slots=True)
class DropPointers(Query[None]):
    """Drop pointers of listings that were seen to lead nowhere, each with the stamp of the record that says so."""

    places: frozenset[tuple[Place, str]]


@dataclass(frozen=True, slots=True)
class Followers(Query[int]):
    """The number of subscribers who follow by mail."""


class StaleRead(Exception):
    """What was read does not fit together any more: the page has to be gathered again."""


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
