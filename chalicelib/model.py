"""The values that all packages share, frozen.

A **post** is what a valid source says. It stands in **listings**. A **place** is a listing and the post's sort key in it. A
**page** is one object in the public bucket, named by what it shows, not by its bytes. A **body** is a post's text as safe HTML.

The fields of a post come from front matter (`content.frontmatter.front_matter_keys`); `rendering.page_kinds` describes the kinds
of pages.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Literal, Self, TypeAlias, cast

from msgspec import field
from msgspec.structs import replace

from chalicelib.codec import Stored
from chalicelib.frozen import Frozen

OUTSIDE = "0000-00"  # the month of pages outside the flow of posts

ListingKind: TypeAlias = Literal["all", "category", "tag", "author", "series", "pages", "unlisted", "pinned", "preview"]

# Kinds of pages, by what they show: a listing, a language, the whole site, or something else (an address, a key, a script).
# An old page has the address that a page of the default language would have if that language had a prefix.
PageOfListing: TypeAlias = Literal["landing", "month", "year", "rss", "atom", "json", "map", "segment"]
PageOfLanguage: TypeAlias = Literal[
    "topics", "archives", "feeds", "top", "more", "follow", "search", "notfound", "segments", "sidebar"
]
PageOfSite: TypeAlias = Literal["maps", "robots", "humans", "icon"]
OtherPage: TypeAlias = Literal[
    "address",
    "card",
    "comments",
    "comments-page",
    "script",
    "font",
    "sheet",
    "file",
    "variant",
    "sized",
    "showing",
    "report",
    "warnings",
    "preview",
    "preview-letter",
]
OldOfListing: TypeAlias = Literal["old-landing", "old-month", "old-year", "old-rss", "old-atom", "old-json"]
OldOfLanguage: TypeAlias = Literal[
    "old-topics", "old-archives", "old-feeds", "old-top", "old-more", "old-follow", "old-search", "old-notfound"
]
PageKind: TypeAlias = Literal[PageOfListing, PageOfLanguage, PageOfSite, OtherPage, OldOfListing, OldOfLanguage]


class Listing(Frozen, order=True):
    """An ordered set of posts in one language: all of them, those of a category, a tag, an author or a series, or the pages
    outside the flow.

    Some listings have no pages: the unlisted posts and those that have or had a preview, which a rebuild has to find; the pinned
    ones, of all posts or of the category that is the term, which lead another listing.
    """

    kind: ListingKind
    lang: str
    term: str = ""

    def __str__(self) -> str:
        return f"{self.lang}:{self.kind}:{self.term}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the listing that `str()` wrote."""
        lang, kind, term = text.split(":", 2)
        return cls(cast(ListingKind, kind), lang, term)


class Page(Frozen, order=True):
    """The name of one object in the public bucket.

    `of` is what the page shows: a listing, a language, an address or a key, depending on `kind`. `at` is its month or year, if
    any. A listing stands there as its text: messages, groups and stored items hold pages in the order of that text, in which
    `en-GB` comes before `en`; and each batch hashes and sorts its pages, which takes a third longer with a `Listing`.
    """

    STORED: ClassVar = Stored(row=True, tag="page")

    kind: PageKind
    of: str = ""
    at: str = ""

    @property
    def listing(self) -> Listing:
        """Return the listing that the page shows; only for the kinds of `PageOfListing`."""
        return Listing.parse(self.of)

    @property
    def lang(self) -> str:
        """Return the language of the page; only for the kinds of `PageOfListing` and `PageOfLanguage`."""
        return self.of.partition(":")[0]

    def in_language(self, lang: str) -> Self:
        """Return the same page in another language; only for the same kinds."""
        return replace(self, of=":".join((lang, *self.of.split(":")[1:])))


class Place(Frozen, order=True):
    """A post's place: a listing and a sort key in it, `2011-04-28T09:30:00#posts/x.md`. A greater sort key is newer."""

    listing: Listing
    sort_key: str

    @property
    def month(self) -> str:
        return self.sort_key[:7]

    @property
    def key(self) -> str:
        return self.sort_key.split("#", 1)[1]


class Term(Frozen):
    """A category, a tag, an author or a series: the slug that names its listing, and the name as the source spells it."""

    slug: str
    name: str


def slugs(terms: Iterable[Term]) -> tuple[str, ...]:
    return tuple(term.slug for term in terms)


class Post(Frozen):
    """What a valid source says, without its body: small enough that lists of posts are cheap to read.

    Times are ISO 8601 in the site's zone; `date` is empty for a page outside the flow. Addresses and links within the site begin
    with `/`. `links` are the keys of the sources that the body links to; `images` are the keys of the site's images that the post
    shows, and `files` those of other files that it plays or links to. `player` is the address of its first audio or video file,
    which its feeds enclose. A note has no `title`; it is named by `content.text.post_names`.
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
    player: str = ""
    weight: int = 0
    comments: bool = False
    newsletter: bool = True
    lead: bool = False
    """Whether the body has a `<!--more-->`: lists then show the part before it."""
    files: tuple[str, ...] = ()
    origin: str = ""
    """The key that feeds make its id from, if it isn't its own: that of the source before it was renamed."""
    body: str = ""
    """The name of its body in the store."""
    minutes: int = 0
    """How long its text takes to read; 0: less than a minute."""
    focus: str = ""
    """The place in its image that is seen wherever the image is cropped, in tenths of its width and height: `3 7`; empty: the
    middle."""
    standfirst: bool = False
    """Whether its excerpt is a summary of its author's, which its text doesn't begin with."""
    toc: str = ""
    """Whether it has a table of contents, if that isn't as the site wishes (`content.frontmatter.readers.WISHES`)."""
    comments_closed: bool = False
    """Whether it says that its comments are closed, as its author does who closes them after they were open."""
    listed: bool = True
    """Whether other pages show it; an unlisted post is found at its address alone."""
    pinned: bool = False
    """Whether it leads the home page and the pages of its categories."""
    drop_cap: str = ""
    """Whether its first letter is large, if that isn't as the theme wishes: `yes` or `no`."""
    duration: int = 0
    """How many seconds the file plays that its feeds enclose; 0: unknown."""
    explicit: bool = False
    """Whether directories of podcasts warn of its words."""
    series: Term | None = None
    """The series that it is a part of."""
    title_html: str = ""
    """Its title as safe HTML, if that holds code; else empty."""
    digests_only: bool = False
    """Whether it gets no letter of its own: it is a note, and its author doesn't ask for one."""
    whole: bool = False
    """Whether lists show its whole text: it is a note, and short."""
    comments_until: str = ""
    """When its comments close (UTC); empty: never, or they are closed."""

    @property
    def in_flow(self) -> bool:
        """Return whether it is among all posts: it has a date, and it is listed."""
        return bool(self.date) and self.listed

    @property
    def sort_key(self) -> str:
        """Return the post's key in the order of every listing: local time, then key; for pages outside the flow, the weight."""
        return f"{self.date[:19]}#{self.key}" if self.date else f"{OUTSIDE}-{self.weight + 500_000:06d}#{self.key}"

    @property
    def month(self) -> str:
        return self.sort_key[:7]


class Body(Frozen):
    """A post's text: safe HTML, the offset of `<!--more-->` in it (-1: none), and the author's own front matter keys.

    A link to another source is kept as `href="source:posts/other.md#fragment"` and becomes an address when a page is rendered.
    `words` are the words of the search index. They are stored beside the body, so a body that is read back has none.
    """

    STORED: ClassVar = Stored(row=True, beside=("words",), sorted=True)

    html: str
    more: int = -1
    extra: Mapping[str, Any] = field(default_factory=dict)
    words: tuple[str, ...] = ()


class Media(Frozen):
    """A published file: its key, its media type, and the ETag of its bytes. The size of an image is 0 by 0 if it is unknown.

    `length` is the number of bytes of an audio or video file; 0 for other files, and where it is unknown. `picture` is the name
    of the picture that is published in place of an image; empty for a file that is published as it is.
    """

    STORED: ClassVar = Stored(sparse=True, always=("width", "height"))

    key: str
    type: str
    etag: str
    width: int = 0
    height: int = 0
    length: int = 0
    picture: str = ""
