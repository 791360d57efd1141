"""The words of the house, as frozen values.

A **post** is what a valid source says. It stands in **listings**; where exactly is a **place** (a listing and a spot in
its order). A **page** is one object in the public bucket, named by what it is, never by what is in it. Everything else
in Presswork takes these and gives these.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Self, TypeAlias, cast

from chalicelib.codec import Stored

OUTSIDE = "0000-00"  # the "month" of pages outside the flow of posts

ListingKind: TypeAlias = Literal["all", "category", "tag", "author", "pages"]

# Kinds of pages, by what a page is of: a listing, a language, the whole site, or anything else (an address, a key, a script).
# An old page is where a page of the default language would be, had that a prefix like the others.
PageOfListing: TypeAlias = Literal["landing", "month", "year", "rss", "atom", "json", "tally", "map", "segment"]
PageOfLanguage: TypeAlias = Literal["topics", "archives", "feeds", "top", "more", "search", "notfound", "segments", "sidebar"]
PageOfSite: TypeAlias = Literal["maps", "robots", "humans", "icon"]
OtherPage: TypeAlias = Literal["address", "script", "file", "report", "warnings"]
OldOfListing: TypeAlias = Literal["old-landing", "old-month", "old-year", "old-rss", "old-atom", "old-json"]
OldOfLanguage: TypeAlias = Literal["old-topics", "old-archives", "old-feeds", "old-top", "old-more", "old-search", "old-notfound"]
PageKind: TypeAlias = Literal[PageOfListing, PageOfLanguage, PageOfSite, OtherPage, OldOfListing, OldOfLanguage]


@dataclass(frozen=True, slots=True, order=True)
class Listing:
    """An ordered set of posts in one language: all of them, a category's, a tag's, an author's, or the pages outside the flow."""

    kind: ListingKind
    lang: str
    term: str = ""

    def __str__(self) -> str:
        return f"{self.lang}:{self.kind}:{self.term}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The listing that `str()` wrote."""
        lang, kind, term = text.split(":", 2)
        return cls(cast(ListingKind, kind), lang, term)


@dataclass(frozen=True, slots=True, order=True)
class Page:
    """One object in the public bucket: what it is, not what is in it.

    `of` is what it shows (a listing, a language, an address or a key, by kind); `at` the month or year, if it has one.
    """

    STORED: ClassVar = Stored(row=True, tag="page")

    kind: PageKind
    of: str = ""
    at: str = ""

    @property
    def listing(self) -> Listing:
        """The listing that a page of a listing shows."""
        return Listing.parse(self.of)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a post stands: a listing and a spot in its order, `2011-04-28T09:30:00#posts/x.md`. Later spots are newer."""

    listing: Listing
    sort_key: str

    @property
    def month(self) -> str:
        return self.sort_key[:7]

    @property
    def key(self) -> str:
        return self.sort_key.split("#", 1)[1]


@dataclass(frozen=True, slots=True)
class Term:
    """A category, a tag or an author: the slug that names its listing, and the name as the source spells it."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Post:
    """What a valid source says, without its body: small enough that lists of posts are cheap to read.

    Times are ISO 8601 in the site's zone; `date` is empty for a page outside the flow. Addresses and links within the
    site begin with `/`; `links` are the keys of sources that the body links to, `images` those of the images of this site
    that its title or its body shows.
    """

    STORED: ClassVar = Stored(sparse=True)

    key: str
    address: str
    title: str
    lang: str
    date: str = ""
    updated: str = ""
    id: str = ""
    authors: tuple[Term, ...] = ()
    categories: tuple[Term, ...] = ()
    tags: tuple[Term, ...] = ()
    excerpt: str = ""
    image: str = ""
    translation: str = ""
    aliases: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    weight: int = 0
    comments: bool = False
    newsletter: bool = True
    lead: bool = False
    """Whether the author marked with `<!--more-->` what lists should show."""
    body: str = ""
    """The name of its body in the catalog."""

    @property
    def sort_key(self) -> str:
        """Its place in the order of every listing: by local time, then by key; pages outside the flow by weight."""
        return f"{self.date[:19]}#{self.key}" if self.date else f"{OUTSIDE}-{self.weight + 500_000:06d}#{self.key}"

    @property
    def month(self) -> str:
        return self.sort_key[:7]


@dataclass(frozen=True, slots=True)
class Body:
    """A post's rendered text: safe HTML, where the `<!--more-->` stood (-1: nowhere), and the author's own front matter keys.

    A link to another source is written `href="source:posts/other.md#fragment"` and becomes an address when a page is pressed.
    `words` are what it can be found by: made with it and kept beside it, so one that is read back comes without them.
    """

    STORED: ClassVar = Stored(row=True, beside=("words",), sorted=True)

    html: str
    more: int = -1
    extra: Mapping[str, Any] = field(default_factory=dict)
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Media:
    """A file beside the posts: its key, its type, and the version of its bytes (the bucket's ETag).

    An image has a size in pixels, `width` and `height`; both are 0 where it is not known.
    """

    key: str
    type: str
    etag: str
    width: int = 0
    height: int = 0
