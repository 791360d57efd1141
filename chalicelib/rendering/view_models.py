"""View models: the frozen values that templates see.

A template sees nothing else: no store, no cloud, no Python. Addresses are Unicode and begin with `/`; templates write them
through the filter `href`, or `absolute` for a whole URL. Texts are plain and get escaped; safe HTML is `Markup`. To give
templates a new value, add a field here and to the samples (`rendering.template_samples`); `USES` says what each template gets.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar, dataclass_transform

from markupsafe import Markup

from chalicelib.content.media_types import TYPES
from chalicelib.content.presets import DEFAULT
from chalicelib.content.theme import Theme

T = TypeVar("T")

NOTHING = Markup()
SHOWN: dict[type, frozenset[str]] = {}
"""Every view model, and the names of its fields."""


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def view_model(cls: type[T]) -> type[T]:
    """Return the class as a frozen dataclass, listed in `SHOWN`."""
    made = dataclass(frozen=True, slots=True)(cls)
    SHOWN[made] = frozenset(field.name for field in fields(made))  # type: ignore[arg-type]
    return made


@view_model
class Anchor:
    """A link; without an `address` or `url` it is only a text.

    `count` is the number of its posts (0: unknown); `current` says whether it is the page that the reader sees. `fragment` is the
    id of an element of that page, if the link leads there.
    """

    text: str
    address: str = ""
    url: str = ""
    count: int = 0
    lang: str = ""
    direction: str = ""
    current: bool = False
    fragment: str = ""


@view_model
class FeedLink:
    """One feed, for autodiscovery; `type` is its media type."""

    title: str
    address: str
    type: str


@view_model
class ShownImage:
    """A picture with its whole address; a size of 0 is unknown. A picture that isn't `large` is the site's logo."""

    url: str
    alt: str = ""
    width: int = 0
    height: int = 0
    large: bool = True


@view_model
class ShownStyle:
    """A stylesheet within a page, and its hash for the page's content security policy."""

    css: Markup
    hash: str


def shown_fonts(theme: Theme) -> Mapping[str, Markup]:
    """Return the fonts of a theme as a stylesheet writes them, without our own, which mails don't load."""
    return {use: Markup(OURS.sub("", family)) for use, family in theme.families().items()}  # noqa: S704 - names of fonts hold no markup


OURS = re.compile(r'"Presswork [^"]*",')


@view_model
class ShownSite:
    """The site in one language. `languages` are the home pages of all its languages; this language is `current`.

    `logo`, which may be empty, and `icon` are addresses of images; a size of 0 is unknown. `colours` are the colours of the
    theme, by scheme (`light`, `dark`) and name, for mails, which have no stylesheet; `preset` is the preset that it is based on.
    `beside` says beside which pages the sidebar stands: `everywhere`, `home` (all but posts) or `none`.
    `fonts` are its fonts by use, for mails likewise.
    `menu` is the author's own; an entry without a `text` is one of the site's own pages, which `menu.html` names.
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
    preset: str = DEFAULT
    beside: str = "home"
    fonts: Mapping[str, Markup] = field(default_factory=lambda: shown_fonts(Theme()))
    menu: tuple[Anchor, ...] = ()


@view_model
class ShownPreview:
    """What the bar of a preview says: when its post is to be published, as an ISO date and as text (empty: it is a draft), and
    the address of a page with its letter, if it gets one."""

    due: str = ""
    due_text: str = ""
    letter: str = ""


@view_model
class ShownPage:
    """The page itself; `url` is its absolute canonical URL. Without a `title`, the heading of the page is its title.

    `alternates` are the same page in each language, itself included, and one whose language is `x-default`. `type`, `locale` and
    the other `locales` are for Open Graph, `image` is for the page's card. `authors` are URLs of its authors, `me` are other URLs
    of the site or the author whose page it is, and `structured` is JSON-LD that is safe within a script. `styles` are all styles
    of the page: its policy allows their hashes and no others. `fonts` are addresses of fonts that are loaded at once. `preview`
    says that the post isn't published, where that is so.
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
    fonts: tuple[str, ...] = ()
    preview: ShownPreview | None = None


@view_model
class ShownAuthor:
    """An author: the address of their posts, and what site.yaml says of them; `url` is where they are found elsewhere.

    `picture` is the address of their picture, small; it stands there whatever the size of the image.
    """

    name: str
    address: str = ""
    picture: str = ""
    text: Markup = NOTHING
    links: tuple[Anchor, ...] = ()
    url: str = ""


@view_model
class ShownHeading:
    """An entry of a table of contents: the text and the id of a heading, and the headings below it."""

    text: str
    fragment: str
    below: tuple["ShownHeading", ...] = ()


@view_model
class ShownRelated:
    """A related post, in the language of the post whose page shows it; `image_focus` as of a post."""

    title: str
    address: str
    date: str = ""
    date_text: str = ""
    excerpt: str = ""
    image: str = ""
    image_focus: str = ""


@view_model
class ShownPost:
    """One post. `lead` is the part before `<!--more-->`, empty without it; `date` is empty for a page outside the flow.

    `card` is the post rendered by `listed.html` for lists; it is empty if the list has to render the post itself.

    `extra` holds the author's own front matter keys: a key that is missing gives nothing, not an error.

    `minutes` is how long the post takes to read; 0 for less than one, and for a page outside the flow. `standfirst` is the
    summary that its author wrote, empty if there is none. Only a post's own page has `contents`, the headings of a long
    post or of a post whose author wishes a table of contents. Its page and its letter have `by`, the authors with all that
    site.yaml says of them.

    `image_focus` are the classes of an image that is cropped at the place its author chose; empty for the middle. `cover_html` is
    the image of the post that leads the home page, for a wide place; empty for all other posts.

    `comments_closed` says that comments were open once and aren't now; of a post that never had any it says nothing.

    `series` is the series that the post is a part of. Only its own page has `series_older` and `series_newer`, the parts before
    and after it.

    `in_flow` is false for a page outside the flow, which has no date; an unlisted post has its date, so there it is true.

    Only its own page has `related`, at most three posts of its topic `related_topic`, newest first.

    `pinned` says that the post leads the list because it is pinned; in all other lists it is false.
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
    image_html: Markup = NOTHING
    comments: bool = False
    translations: tuple[Anchor, ...] = ()
    older: Anchor | None = None
    newer: Anchor | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    in_flow: bool = True
    card: Markup = NOTHING
    minutes: int = 0
    contents: tuple[ShownHeading, ...] = ()
    standfirst: str = ""
    by: tuple[ShownAuthor, ...] = ()
    image_focus: str = ""
    cover_html: Markup = NOTHING
    comments_closed: bool = False
    pinned: bool = False
    series: Anchor | None = None
    series_older: Anchor | None = None
    series_newer: Anchor | None = None
    related: tuple[ShownRelated, ...] = ()
    related_topic: Anchor | None = None


@view_model
class ShownListing:
    """A listing: all posts, or those of the category, tag, author or series with this `slug`; `text` is its text in site.yaml.

    Only the listing of an author has an `author`.
    """

    kind: str
    name: str = ""
    text: Markup = NOTHING
    address: str = "/"
    feeds: tuple[FeedLink, ...] = ()
    slug: str = ""
    author: ShownAuthor | None = None


@view_model
class ShownTopic:
    """A category, tag, author or series: the address of its listing, its RSS feed, the number of its posts, and all its feeds.

    `newest` is the month of its newest post, as `2026-11`; `slug` is its name in addresses.
    """

    name: str
    address: str
    feed: str = ""
    count: int = 0
    feeds: tuple[FeedLink, ...] = ()
    newest: str = ""
    slug: str = ""


@view_model
class ShownLetter:
    """The topics whose names begin with the same letter, or are in the same script."""

    text: str
    topics: tuple[ShownTopic, ...] = ()


@view_model
class ShownGroup:
    """Topics of one kind; without a `title`, the name of the kind is shown.

    If they are too many for one list, `largest` are those with the most posts, `newest` are those of the others with the newest
    posts, and `letters` are all of them by first letter.
    """

    kind: str
    title: str = ""
    topics: tuple[ShownTopic, ...] = ()
    largest: tuple[ShownTopic, ...] = ()
    newest: tuple[ShownTopic, ...] = ()
    letters: tuple[ShownLetter, ...] = ()


@view_model
class ShownLine:
    """A post as one line: its title, and its date; `date_text` is only the day, because the year stands above."""

    text: str
    address: str
    date: str = ""
    date_text: str = ""


@view_model
class ShownPart:
    """A year or a month of a list: the titles of its posts, or only their number; without an `address` it has no page."""

    text: str
    address: str = ""
    count: int = 0
    lines: tuple[ShownLine, ...] = ()


@view_model
class ShownYear:
    """A year and its months."""

    year: str
    address: str = ""
    count: int = 0
    months: tuple[Anchor, ...] = ()


@view_model
class ShownWidget:
    """One box of the sidebar: it shows whatever it holds; without a `title`, the title of its kind.

    In a box of the most read posts, `hours` is the length of the period that is counted, and `recent` are the newest posts, which
    fill it up while too few were read.
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
    recent: tuple[Anchor, ...] = ()


@view_model
class ShownChoice:
    """An option of a form: the value that is sent, and the text that the reader sees."""

    value: str
    text: str
    chosen: bool = False
    lang: str = ""
    direction: str = ""


@view_model
class ShownVisit:
    """A page that answers a visitor about the newsletter: the options of its form, or the reason of a refusal.

    `tokens` are the tokens of the page's forms and links, by purpose: `preferences`, `unsubscribe`, `data`, `erase`, `address`.
    `browser` is the hash of the secret in the browser that signed up. `why` and `instead` explain a refusal in the visitor's
    language, `found` quotes in English what was found. `again` says whether another sign-up would help, `renew` whether a new
    link would.
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


@view_model
class ShownMail:
    """A mail: its texts beside the posts, in its own language.

    `kind` is `letter`, `daily`, `weekly` or a kind of note. `before` and `after` are paragraphs around `button`, which links to
    `link`; `why` gives the reason of the mail. `html` is the post's text for mail programs, `text` the same as plain text; `cut`
    says whether it was shortened. `manage` and `unsubscribe` are whole URLs, or empty if there is nothing to manage or to leave.
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


USES: Mapping[str, tuple[str, ...]] = {
    "post.html": ("post",),
    "listed.html": ("post",),
    "landing.html": ("listing", "posts", "older", "parts", "count"),
    "series.html": ("listing", "posts", "parts", "count"),
    "month.html": ("listing", "month_text", "posts", "older", "newer", "year", "lines"),
    "year.html": ("listing", "year", "parts", "older", "newer"),
    "topics.html": ("groups",),
    "archives.html": ("years",),
    "feeds.html": ("groups",),
    "top.html": ("widgets",),
    "more.html": ("widgets",),
    "follow.html": ("groups", "widgets", "latest", "sender"),
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
    "visitor/move.html": (),
    "visitor/moved.html": ("visit",),
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
"""The values that each template gets, besides `site`, and `page` if it makes a page."""
