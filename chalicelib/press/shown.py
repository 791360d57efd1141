"""What templates are shown: the whole vocabulary of a template, as frozen values.

A template sees nothing else of the house: no catalog, no clouds, no Python. Addresses are those of the words (Unicode,
beginning with `/`): templates write them through the filter `href`, or `absolute` for a whole URL. Texts are plain
and get escaped; what is safe HTML already is `Markup`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

NOTHING = Markup()


@dataclass(frozen=True, slots=True)
class Anchor:
    """Something to link to; without an `address` or `url` it is only named.

    `count` is how many posts stand behind it (0: not said); `current` marks the one that the reader looks at.
    """

    text: str
    address: str = ""
    url: str = ""
    count: int = 0
    lang: str = ""
    direction: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class FeedLink:
    """One feed, for autodiscovery; `type` is its MIME type."""

    title: str
    address: str
    type: str


@dataclass(frozen=True, slots=True)
class ShownSite:
    """The site as one language presents it. `languages` are the homes of all its languages, this one is `current`."""

    title: str
    description: str = ""
    url: str = "http://localhost"
    home: str = "/"
    lang: str = "en"
    direction: str = "ltr"
    languages: tuple[Anchor, ...] = ()
    feeds: tuple[FeedLink, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownPage:
    """The page itself; `url` is the canonical one, absolute. Without a `title` the heading of the page is its title."""

    kind: str
    address: str = ""
    url: str = ""
    title: str = ""
    description: str = ""
    feeds: tuple[FeedLink, ...] = ()
    robots: str = ""


@dataclass(frozen=True, slots=True)
class ShownPost:
    """One post. `lead` is the part before `<!--more-->`, empty where there is none; `date` is empty outside the flow of posts.

    `card` is what `listed.html` made of it for lists, and empty where a list has to make it itself.

    `extra` holds the author's own front matter keys: asking for one that isn't there gives nothing, and is no mistake.
    """

    title: str
    address: str
    url: str = ""
    lang: str = "en"
    direction: str = "ltr"
    date: str = ""
    date_text: str = ""
    updated: str = ""
    updated_text: str = ""
    authors: tuple[Anchor, ...] = ()
    categories: tuple[Anchor, ...] = ()
    tags: tuple[Anchor, ...] = ()
    excerpt: str = ""
    html: Markup = NOTHING
    lead: Markup = NOTHING
    image: str = ""
    comments: bool = False
    translations: tuple[Anchor, ...] = ()
    older: Anchor | None = None
    newer: Anchor | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    in_flow: bool = True
    card: Markup = NOTHING


@dataclass(frozen=True, slots=True)
class ShownListing:
    """A listing: all posts, a category's, a tag's or an author's; `text` is what the site says of it."""

    kind: str
    name: str = ""
    text: Markup = NOTHING
    address: str = "/"
    feeds: tuple[FeedLink, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownTopic:
    """A category, tag or author with its listing, its RSS feed, and how many posts it has."""

    name: str
    address: str
    feed: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """Topics of one kind; without a `title` the kind's own name is shown."""

    kind: str
    title: str = ""
    topics: tuple[ShownTopic, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownYear:
    """A year and its months."""

    year: str
    address: str = ""
    count: int = 0
    months: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownWidget:
    """One box of the sidebar: it shows whatever it holds; without a `title`, its kind's own."""

    kind: str
    title: str = ""
    anchors: tuple[Anchor, ...] = ()
    numbered: bool = False
    text: Markup = NOTHING
    groups: tuple[ShownGroup, ...] = ()
    feeds: tuple[FeedLink, ...] = ()


SHOWN: Mapping[type, frozenset[str]] = {
    each: frozenset(each.__dataclass_fields__)
    for each in (Anchor, FeedLink, ShownSite, ShownPage, ShownPost, ShownListing, ShownTopic, ShownGroup, ShownYear, ShownWidget)
}
"""Everything that templates are shown, and what each has."""


# ---- samples: what a template must be able to show, for the trial before one is accepted


def _anchors(*texts: str) -> tuple[Anchor, ...]:
    return tuple(Anchor(text, f"/sample/{text}/") for text in texts)


FEEDS = (
    FeedLink("Sample: RSS", "/feed/", "application/rss+xml"),
    FeedLink("Sample: Atom", "/feed/atom/", "application/atom+xml"),
    FeedLink("Sample: JSON Feed", "/feed/json/", "application/feed+json"),
)
LANGUAGES = (
    Anchor("English", "/", lang="en", direction="ltr", current=True),
    Anchor("العربية", "/ar/", lang="ar", direction="rtl"),
)
TEXT = Markup("<p>Some <em>text</em>.</p>")
TOPICS = tuple(
    ShownTopic(name, f"/category/{name}/", f"/category/{name}/feed/", count) for name, count in (("à & b", 1), ("c", 1234))
)
GROUPS = (ShownGroup("category", "Subjects", TOPICS), ShownGroup("tag", topics=TOPICS[:1]), ShownGroup("author"))
WIDGETS = (
    ShownWidget("topics", groups=GROUPS),
    ShownWidget("top", anchors=_anchors("First", "Second"), numbered=True),
    ShownWidget("feeds", feeds=FEEDS),
    ShownWidget("follow", "Letters"),
    ShownWidget("links", "Books", anchors=(Anchor("A book"), Anchor("Another", url="https://example.com/"))),
    ShownWidget("text", text=TEXT),
    ShownWidget("recent"),
)


def _post(site: ShownSite) -> ShownPost:
    return ShownPost(
        title='A "sample" & <more>',
        address="/2011/04/28/à & b/",
        url=f"{site.url}/2011/04/28/%C3%A0%20%26%20b/",
        lang="en",
        direction="ltr",
        date="2011-04-28T09:30:00+02:00",
        date_text="April 28, 2011",
        updated="2011-05-01T10:00:00+02:00",
        updated_text="May 1, 2011",
        authors=_anchors("Ada", "Grace"),
        categories=_anchors("One", "Two"),
        tags=_anchors("three"),
        excerpt="What it is about.",
        html=TEXT,
        lead=TEXT,
        image="/posts/à.jpg",
        comments=True,
        translations=LANGUAGES[1:],
        older=Anchor("The one before", "/2011/04/27/before/"),
        newer=Anchor("The one after", "/2011/04/29/after/"),
        extra={"mood": "fair", "series": {"name": "Samples"}},
    )


def _full(site: ShownSite) -> Mapping[str, Any]:
    months = (Anchor("April 2011", "/2011/04/", count=1234), Anchor("May 2011", "/2011/05/", count=1))
    return {
        "post": _post(site),
        "posts": (_post(site), ShownPost("A short one", "/2011/04/01/short/", date="2011-04-01", date_text="April 1, 2011")),
        "listing": ShownListing("category", "One", TEXT, "/category/one/", FEEDS),
        "month_text": "April 2011",
        "older": months[0],
        "newer": months[1],
        "groups": GROUPS,
        "years": (ShownYear("2011", "/2011/", 4, months), ShownYear("2010")),
        "widgets": WIDGETS,
        "target": "https://example.com/2011/04/28/there/",
    }


def _bare() -> Mapping[str, Any]:
    return {
        "post": ShownPost("About", "/about/", in_flow=False),
        "posts": (),
        "listing": ShownListing("all"),
        "month_text": "April 2011",
        "older": None,
        "newer": None,
        "groups": (),
        "years": (),
        "widgets": (),
        "target": "/",
    }


USES: Mapping[str, tuple[str, ...]] = {
    "post.html": ("post",),
    "listed.html": ("post",),
    "landing.html": ("listing", "posts", "older"),
    "month.html": ("listing", "month_text", "posts", "older", "newer", "year"),
    "year.html": ("listing", "year"),
    "topics.html": ("groups",),
    "archives.html": ("years",),
    "feeds.html": ("groups",),
    "more.html": ("widgets",),
    "sidebar.html": ("widgets",),
    "404.html": (),
    "moved.html": ("target",),
}
"""What each template is shown besides `site` and `page`."""

YEARS = {
    "year.html": ShownYear("2011", "/2011/", 4, (Anchor("April 2011", "/2011/04/", count=4),)),
    "month.html": Anchor("2011", "/2011/"),
}
SITES = (
    (ShownSite("Sample", "A sample of a site", "https://example.com", languages=LANGUAGES, feeds=FEEDS), True),
    (ShownSite("Sample"), False),
    (ShownSite("مثال", "موقع", "https://example.com", "/ar/", "ar", "rtl", LANGUAGES, FEEDS), True),
    (ShownSite("مثال", home="/ar/", lang="ar", direction="rtl"), False),
)


def _sample(template: str, site: ShownSite, *, full: bool) -> tuple[str, Mapping[str, Any]]:
    kind = template.removesuffix(".html")
    has = {**(_full(site) if full else _bare()), "year": YEARS.get(template)}
    page = (
        ShownPage(kind, "/sample/", f"{site.url}/sample/", "A sample", "Of a page", FEEDS, "noindex") if full else ShownPage(kind)
    )
    return site.lang, {"site": site, "page": page, **{name: has[name] for name in USES[template]}}


SAMPLES: Mapping[str, tuple[tuple[str, Mapping[str, Any]], ...]] = {
    template: tuple(_sample(template, site, full=full) for site, full in SITES) for template in USES
}
"""For each template the language and what it is shown: in both directions of writing, with all there may be and with nothing."""
