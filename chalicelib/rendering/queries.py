"""The queries of pages, each with the type of its answer, and the results of pages.

The coroutine of a page (`rendering.pages`) awaits queries and returns a `Made` or a `Copy`. A query names the data, not how to
read it, so pages stay pure. The pages of a batch are made side by side, so the driver merges the queries of a round into few
calls (`store.answers`). There is no event loop: the driver sends the answers into the coroutines (`publishing.make_pages` for a
batch, `store.asking` for a single coroutine), and only queries can be awaited.
"""

from collections.abc import Coroutine, Generator, Iterable, Mapping
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from chalicelib.comments.rules.comment import Comment
from chalicelib.content.media.image_variants import Picture
from chalicelib.content.presentation.cards import Card
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.model import Body, Listing, Page, Place
from chalicelib.record import Record

T = TypeVar("T")

Asking: TypeAlias = Coroutine[Any, Any, T]
"""A coroutine that awaits queries and returns a `T`."""


class Query(Generic[T]):
    """A query whose answer is a `T`: `answer = await query`. Equal queries have equal answers."""

    __slots__ = ()

    def __await__(self) -> Generator["Query[T]", T, T]:
        return (yield self)


class ListingKeys(Frozen, Query[tuple[str, ...]]):
    """The sort keys of a listing's pointers between two bounds (exclusive; empty: no bound), at most `limit`."""

    listing: Listing
    after: str = ""
    before: str = ""
    newest_first: bool = True
    limit: int | None = None


class Records(Frozen, Query[Mapping[str, Record]]):
    """The records of these sources by key; a source without a record is left out."""

    keys: frozenset[str]


class Bodies(Frozen, Query[Mapping[str, Body]]):
    """Bodies by key; a name is the key and the body's name. A missing body raises `StaleRead`, because its record has changed."""

    names: frozenset[tuple[str, str]]


class Vocabularies(Frozen, Query[Mapping[str, tuple[str, ...]]]):
    """The words of bodies by key, with names as in `Bodies`; a body stored without words is left out."""

    names: frozenset[tuple[str, str]]


class Siblings(Frozen, Query[tuple[str, ...]]):
    """The keys of the sources in a translation group."""

    group: str


class Summary(Frozen):
    """What a page showed when it was last rendered, stored for other pages that show it, and the pages owed for its last change.

    A value of None means that there is nothing to show: the summary is deleted once it owes nothing. `causes` are those
    of what it owes (`store.publishes`).
    """

    of: str
    name: str
    value: Any = None
    owes: frozenset[Page] = frozenset()
    causes: frozenset[str] = frozenset()


class Claimed(Frozen):
    """The source that owns an address, the sources that want a redirect from it, and the summaries of the redirect and of the
    comments on the post there."""

    owner: str
    leads: tuple[str, ...]
    summary: Summary
    comments: Summary


class Claims(Frozen, Query[Claimed]):
    """The owner of an address, the sources that want a redirect from it, and the redirect that it has."""

    address: str


class Redirects(Frozen, Query[Mapping[str, Summary]]):
    """The summaries of redirects by address, for the addresses from which any source wants a redirect."""

    addresses: frozenset[str]


class Summaries(Frozen, Query[Mapping[str, Summary]]):
    """The summaries of a partition whose names begin with `prefix`, by name."""

    of: str
    prefix: str = ""


class MonthsOf(Frozen, Query[Mapping[str, Summary]]):
    """The summaries of the months of a listing's year, by name: twelve items at most, so several listings take one read."""

    of: str
    year: str


class OneSummary(Frozen, Query[Summary]):
    """A single summary; its value is None if there is none yet."""

    of: str
    name: str


class Spellings(Frozen, Query[Mapping[Listing, str]]):
    """The names of these topics, as the newest post of each spells them; a topic without posts is left out."""

    topics: frozenset[Listing]


class Encoded(Frozen, Query[Picture | Refusal | None]):
    """The picture of this name, of an image or a card, or the refusal, if there can be none; None as long as neither is known."""

    name: str


class CurrentPictures(Frozen, Query[Mapping[str, Picture]]):
    """The pictures on the site, by the keys of their images; an image without one is left out."""

    keys: frozenset[str]


class NamesBeside(Frozen, Query[tuple[str, str]]):
    """The names before and after this name, among summaries with a value; empty if there is none."""

    of: str
    name: str


def nearest(name: str, names: Iterable[str]) -> tuple[str, str]:
    """Return the nearest names before and after this name; empty if there is none."""
    others = tuple(names)
    before = (other for other in others if other < name)
    after = (other for other in others if other > name)
    return max(before, default=""), min(after, default="")


class DropPointers(Frozen, Query[None]):
    """Remove stale pointers of listings, each with the version of the record that shows it to be stale."""

    places: frozenset[tuple[Place, str]]


class CommentsOf(Frozen, Query[tuple[Comment, ...]]):
    """The comments of a thread that pages show, oldest first."""

    thread: str


class CommentCounts(Frozen, Query[Mapping[str, int]]):
    """The numbers of comments on the posts at these addresses; an address without comments is left out."""

    addresses: frozenset[str]


class Followers(Frozen, Query[int]):
    """The number of subscribers."""


class StaleRead(Exception):
    """The answers contradict each other because something changed between them: the page must be made again."""


class Made(Frozen):
    """What should be in the bucket: the bytes (None: no object), its redirect, and the summaries to write with it.

    `is_interim` says that the page is queued again by itself: once its image is encoded.
    """

    body: bytes | None
    location: str = ""
    summaries: tuple[Summary, ...] = ()
    is_interim: bool = False


class Copy(Frozen):
    """A copy of a file in another bucket: in the content bucket, with the bytes that were accepted, or an encoded one."""

    key: str
    type: str
    etag: str
    bucket: Literal["content", "encoded"] = "content"
    summaries: tuple[Summary, ...] = ()
    is_interim: bool = False
    """Whether it is of an earlier upload than the last, whose picture is still to come: then the page is queued again."""
    if_missing: bool = False
    """Whether what is there stays: the file is copied only where nothing is, or where it isn't known what is there."""


class Draw(Frozen):
    """A card that isn't drawn yet: until it is, what is there stays."""

    card: Card
    summaries: tuple[Summary, ...] = ()
