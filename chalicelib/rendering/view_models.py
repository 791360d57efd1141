"""What templates are shown: the whole vocabulary of a template, as frozen values.

A template sees nothing else of the house: no catalog, no clouds, no Python. Addresses are those of the words (Unicode,
beginning with `/`): templates write them through the filter `href`, or `absolute` for a whole URL. Texts are plain
and get escaped; what is safe HTML already is `Markup`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from chalicelib.content.media_types import TYPES
from chalicelib.content.theme import Theme

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
class ShownImage:
    """A picture with its whole address; a size of 0 is not known, and one that isn't `large` is only a sign of the site."""

    url: str
    alt: str = ""
    width: int = 0
    height: int = 0
    large: bool = True


@dataclass(frozen=True, slots=True)
class ShownStyle:
    """A stylesheet that may stand in a page, and what the page's policy calls it."""

    css: Markup
    hash: str


@dataclass(frozen=True, slots=True)
class ShownSite:
    """The site as one language presents it. `languages` are the homes of all its languages, this one is `current`.

    `logo`, which may be missing, and `icon` are addresses of images; a size of 0 is not known. `colours` are those of the theme,
    by scheme (`light`, `dark`) and name, for whatever has no stylesheet.
    """

    title: str
    description: str = ""
    url: str = "http://localhost"
    home: str = "/"
    lang: str = "en"
    direction: str = "ltr"
    languages: tuple[Anchor, ...] = ()
    feeds: tuple[FeedLink, ...] = ()
    logo: str = ""
    logo_width: int = 0
    logo_height: int = 0
    icon: str = "/_/icon.svg"
    icon_type: str = TYPES["svg"]
    colours: Mapping[str, Mapping[str, str]] = field(default_factory=Theme().schemes)


@dataclass(frozen=True, slots=True)
class ShownPage:
    """The page itself; `url` is the canonical one, absolute. Without a `title` the heading of the page is its title.

    `alternates` are the same page in each language, itself among them, and one whose language is `x-default`; `type`, `locale`
    and the other `locales` are Open Graph's, `image` stands on the page's card. `authors` are where its authors are found
    elsewhere, `me` where whoever the page is of is found, and `structured` is JSON-LD that may stand within a script.
    `styles` are all that the page may be styled with: its policy names their hashes, and no others.
    """

    kind: str
    address: str = ""
    url: str = ""
    title: str = ""
    description: str = ""
    feeds: tuple[FeedLink, ...] = ()
    robots: str = ""
    alternates: tuple[Anchor, ...] = ()
    type: str = "website"
    locale: str = ""
    locales: tuple[str, ...] = ()
    image: ShownImage | None = None
    authors: tuple[str, ...] = ()
    me: tuple[str, ...] = ()
    structured: Markup = NOTHING
    styles: tuple[ShownStyle, ...] = ()


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
    image_width: int = 0
    image_height: int = 0
    comments: bool = False
    translations: tuple[Anchor, ...] = ()
    older: Anchor | None = None
    newer: Anchor | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    in_flow: bool = True
    card: Markup = NOTHING


@dataclass(frozen=True, slots=True)
class ShownListing:
    """A listing: all posts, a category's, a tag's or an author's, which its `slug` names; `text` is what the site says of it."""

    kind: str
    name: str = ""
    text: Markup = NOTHING
    address: str = "/"
    feeds: tuple[FeedLink, ...] = ()
    slug: str = ""


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
    """One box of the sidebar: it shows whatever it holds; without a `title`, its kind's own.

    Where it shows what was read most, `hours` is how far back that was counted.
    """

    kind: str
    title: str = ""
    anchors: tuple[Anchor, ...] = ()
    numbered: bool = False
    text: Markup = NOTHING
    groups: tuple[ShownGroup, ...] = ()
    feeds: tuple[FeedLink, ...] = ()
    followers: int = 0
    hours: int = 0


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """Something to choose in a form: what is sent for it, and what the reader sees."""

    value: str
    text: str
    chosen: bool = False
    lang: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True)
class ShownVisit:
    """A page that answers a visitor who follows by mail, or wants to: what may be chosen, and what was refused.

    `tokens` are what the page's forms and links carry, by what they are for: `preferences`, `unsubscribe`, `data`, `erase`.
    `browser` is what the browser that signed up knows, hashed. `why` and `instead` say in the visitor's language why something
    was refused, `found` in English what stood there; `again` whether signing up once more would help, and
    `renew` whether a new link would.
    """

    often: str = "each"
    all_languages: bool = False
    categories: tuple[ShownChoice, ...] = ()
    languages: tuple[ShownChoice, ...] = ()
    tokens: Mapping[str, str] = field(default_factory=dict)
    browser: str = ""
    why: str = ""
    instead: str = ""
    field: str = ""
    found: str = ""
    again: bool = False
    renew: bool = False


@dataclass(frozen=True, slots=True)
class ShownMail:
    """A mail: what it says beside the posts, in the words of its own language.

    `kind` is `letter`, `daily`, `weekly` or a kind of note. `before` and `after` are paragraphs around `button`, which leads
    to `link`; `why` says why the mail came. `html` is the post's text as a mail can show it, `text` the same as plain text;
    where not all of it has room, `cut` says so. `manage` and `unsubscribe` are whole URLs, empty where there is nothing to
    manage or to leave.
    """

    kind: str
    subject: str = ""
    preheader: str = ""
    before: tuple[str, ...] = ()
    button: str = ""
    link: str = ""
    after: tuple[str, ...] = ()
    html: Markup = NOTHING
    text: str = ""
    cut: bool = False
    why: str = ""
    postal: str = ""
    manage: str = ""
    unsubscribe: str = ""


SHOWN: Mapping[type, frozenset[str]] = {
    each: frozenset(each.__dataclass_fields__)
    for each in (
        Anchor,
        FeedLink,
        ShownImage,
        ShownStyle,
        ShownSite,
        ShownPage,
        ShownPost,
        ShownListing,
        ShownTopic,
        ShownGroup,
        ShownYear,
        ShownWidget,
        ShownChoice,
        ShownVisit,
        ShownMail,
    )
}
"""Everything that templates are shown, and what each has."""


USES: Mapping[str, tuple[str, ...]] = {
    "post.html": ("post",),
    "listed.html": ("post",),
    "landing.html": ("listing", "posts", "older"),
    "month.html": ("listing", "month_text", "posts", "older", "newer", "year"),
    "year.html": ("listing", "year"),
    "topics.html": ("groups",),
    "archives.html": ("years",),
    "feeds.html": ("groups",),
    "top.html": ("widgets",),
    "more.html": ("widgets",),
    "search.html": (),
    "sidebar.html": ("widgets",),
    "404.html": (),
    "moved.html": ("target",),
    "visitor/asked.html": (),
    "visitor/confirm.html": ("visit",),
    "visitor/confirmed.html": ("visit",),
    "visitor/already.html": ("visit",),
    "visitor/preferences.html": ("visit",),
    "visitor/saved.html": (),
    "visitor/unsubscribe.html": ("visit",),
    "visitor/left.html": (),
    "visitor/erased.html": (),
    "visitor/renewed.html": (),
    "visitor/refused.html": ("visit",),
    "mail/letter.html": ("mail", "post"),
    "mail/letter.txt": ("mail", "post"),
    "mail/digest.html": ("mail", "posts"),
    "mail/digest.txt": ("mail", "posts"),
    "mail/note.html": ("mail", "posts"),
    "mail/note.txt": ("mail", "posts"),
}
"""What each template is shown besides `site`, and besides `page` where it makes one."""
