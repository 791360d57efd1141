"""Lists: listings of posts, topics, years and their parts, and the boxes of the sidebar."""

from markupsafe import Markup

from chalicelib.rendering.view_models.links import Anchor, FeedLink
from chalicelib.rendering.view_models.post import ShownAuthor
from chalicelib.rendering.view_models.shown import NOTHING, ViewModel


class ShownListing(ViewModel):
    """A listing: all posts, or those of the category, tag, author or series with this `slug`; `text` is its text in site.yaml.

    Only the listing of an author has an `author`; `several` says on its own page whether this is one of several authors.
    """

    kind: str
    name: str = ""
    text: Markup = NOTHING
    address: str = "/"
    feeds: tuple[FeedLink, ...] = ()
    slug: str = ""
    author: ShownAuthor | None = None
    several: bool = False


class ShownTopic(ViewModel):
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


class ShownLetter(ViewModel):
    """The topics whose names begin with the same letter, or are in the same script."""

    text: str
    topics: tuple[ShownTopic, ...] = ()


class ShownGroup(ViewModel):
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


class ShownLine(ViewModel):
    """A post as one line: its title, and its date; `date_text` is only the day, because the year is above it."""

    text: str
    address: str
    date: str = ""
    date_text: str = ""


class ShownPart(ViewModel):
    """A year or a month of a list: the titles of its posts, or only their number; without an `address` it has no page."""

    text: str
    address: str = ""
    count: int = 0
    lines: tuple[ShownLine, ...] = ()


class ShownYear(ViewModel):
    """A year and its months."""

    year: str
    address: str = ""
    count: int = 0
    months: tuple[Anchor, ...] = ()


class ShownWidget(ViewModel):
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
