"""The site: the values of `site.yaml`, frozen.

Everything has a default, so a bucket without a `site.yaml` is a site, too. A text that readers see is stored by language.
`content.site.siteyaml` reads the file; it is apart from this module because every function needs the site, and few read the file.
"""

import re
from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import urlsplit

from msgspec import field

from chalicelib.codec import Stored
from chalicelib.content.site.comment_rules import CommentRules
from chalicelib.content.site.podcasts import Podcast
from chalicelib.content.site.presets import PRESETS
from chalicelib.content.site.senders import DEFAULTS, is_allowed
from chalicelib.content.site.theme import Theme
from chalicelib.frozen import Frozen


class LocalizedText(Frozen):
    """A text that readers see, by language; the first text in the file is the fallback."""

    by_lang: Mapping[str, str] = field(default_factory=dict)

    def get(self, lang: str) -> str:
        """Return the text in this language, else the first text, else an empty text."""
        return self.by_lang.get(lang) or next(iter(self.by_lang.values()), "")


class Language(Frozen):
    code: str
    name: str
    direction: str = "ltr"


class Link(Frozen):
    """One line of a `links` widget; the address may be empty (a book to read)."""

    title: LocalizedText
    url: str = ""


class Widget(Frozen):
    """One box of the sidebar: `topics`, `top`, `feeds`, `follow`, `recent`, `archives`, `pages`, `links` or `text`.

    `text` is safe HTML made from Markdown; `count` is the number of lines; reads of the last `hours` are counted for it. With
    `categories`, by their slugs, a box of feeds has those of these categories instead of the site's.
    """

    STORED: ClassVar = Stored(sparse=True, always=("kind", "title", "count", "links", "numbered", "text", "hours"))

    kind: str
    title: LocalizedText = field(default_factory=LocalizedText)
    count: int = 10
    links: tuple[Link, ...] = ()
    numbered: bool = False
    text: LocalizedText = field(default_factory=LocalizedText)
    hours: int = 48
    categories: tuple[str, ...] = ()


TOP = Widget("top", count=9)  # the default box of the most read posts


class MenuTarget(Frozen):
    """A post that the menu leads to, as it is now, or, with no title and address, a category that has posts."""

    lang: str
    title: str
    address: str


class MenuEntry(Frozen):
    """One entry of the menu (`content.site.menu`); `lang` is the only language that has it, if not all have.

    `leads` are the posts at the end of an entry for a file, in each language, or the category of an entry for one; they are never
    stored.
    """

    STORED: ClassVar = Stored(sparse=True, always=("to",))

    to: str
    title: LocalizedText = field(default_factory=LocalizedText)
    lang: str = ""
    leads: tuple[MenuTarget, ...] = ()


class Robots(Frozen):
    """What `robots.txt` asks of programs: whether crawlers of `ai` may read the site, and the paths that nobody may read."""

    STORED: ClassVar = Stored(sparse=True)

    ai: str = "allow"
    disallow: tuple[str, ...] = ()


class ListingProfile(Frozen):
    """An author or a category in `site.yaml`; `text` is safe HTML made from Markdown.

    Only authors have a `picture`, the address of an image of the site, `links`, and an `email`, which nothing publishes.
    """

    STORED: ClassVar = Stored(sparse=True, always=("name", "text", "url"))

    name: LocalizedText = field(default_factory=LocalizedText)
    text: LocalizedText = field(default_factory=LocalizedText)
    url: str = ""
    picture: str = ""
    links: tuple[Link, ...] = ()
    email: str = ""


class Sender(Frozen):
    """The sender of mail. The address is ASCII; the name or the address is empty if `site.yaml` doesn't give it."""

    name: str = ""
    address: str = ""


class Newsletter(Frozen):
    """The newsletter: the senders of letters and of mail about sign-ups (`confirmations`).

    `postal` is the address below each letter; a new post waits `grace` seconds; digests are sent at `hour`, in the site's zone;
    `replies` is a mailbox that somebody reads. The number of followers is shown from `show_followers` on; 0: never. Without
    `forms`, no page has a form to follow by email. A site that isn't `on` sends no letters and takes no sign-ups either.
    """

    STORED: ClassVar = Stored(sparse=True, always=("letters", "confirmations", "postal", "grace", "hour"))

    letters: Sender = field(default_factory=Sender)
    confirmations: Sender = field(default_factory=Sender)
    postal: LocalizedText = field(default_factory=LocalizedText)
    grace: int = 600
    hour: int = 8
    replies: str = ""
    show_followers: int = 10
    forms: bool = True
    on: bool = True

    def shown(self, followers: int) -> int:
        """Return the number of followers that readers see; 0 for none."""
        return followers if self.on and 0 < self.show_followers <= followers else 0


EACH_FORMAT = ("rss", "atom", "json")
FEEDS: Mapping[str, tuple[str, ...]] = {"all": EACH_FORMAT, "category": EACH_FORMAT, "tag": ("rss",), "author": EACH_FORMAT}


class Site(Frozen):
    """The last good `site.yaml`, or the defaults."""

    STORED: ClassVar = Stored(
        sparse=True,
        always=(
            "title",
            "description",
            "url",
            "zone",
            "languages",
            "authors",
            "categories",
            "permalink",
            "landing",
            "feed_length",
            "feed_full",
            "frames",
            "sidebar",
            "feed_id",
            "me",
            "hub",
            "comments",
            "newsletter",
            "theme",
            "markdown",
            "feeds",
            "originals",
            "cards",
            "toc",
        ),
    )

    title: LocalizedText = field(default_factory=lambda: LocalizedText({"en": "A new site"}))
    description: LocalizedText = field(default_factory=LocalizedText)
    url: str = "http://localhost"
    zone: str = "UTC"
    languages: tuple[Language, ...] = (Language("en", "English"),)
    authors: Mapping[str, ListingProfile] = field(default_factory=dict)
    categories: Mapping[str, ListingProfile] = field(default_factory=dict)
    permalink: str = "/{year}/{month}/{day}/{slug}/"
    landing: int = 10
    feed_length: int = 10
    feed_full: bool = True
    frames: tuple[str, ...] = ()
    sidebar: tuple[Widget, ...] = tuple(Widget(kind) for kind in ("follow", "recent", "topics", "archives", "feeds"))
    feed_id: str = ""
    me: tuple[str, ...] = ()
    hub: str = ""
    comments: bool = False
    newsletter: Newsletter = field(default_factory=Newsletter)
    theme: Theme = field(default_factory=Theme)
    markdown: str = "commonmark"
    """The dialect of its texts (`content.markdown.dialects`)."""
    feeds: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: FEEDS)
    """The formats of feeds, by the kind of listing."""
    originals: bool = False
    """Whether images are published as they were uploaded, instead of made fit for readers."""
    cards: bool = False
    """Whether a card is drawn for each post that shows no image."""
    toc: str = "auto"
    """Whether posts have a table of contents (`content.presentation.toc`)."""
    comments_closed: bool = False
    """Whether posts that don't say otherwise say that their comments are closed."""
    comment_rules: CommentRules = field(default_factory=CommentRules)
    beside: str = ""
    """Which pages have the sidebar (`presets.BESIDE`), if `site.yaml` says it; see `pages_with_boxes`."""
    menu: tuple[MenuEntry, ...] = ()
    podcast: Podcast = field(default_factory=Podcast)
    robots: Robots = field(default_factory=Robots)
    redirects: Mapping[str, str] = field(default_factory=dict)
    """Addresses of this site, and the addresses or URLs that they lead to."""
    sends_from: str = ""
    """The mail domain or the mailbox that the deployment sends from, which `site.yaml` doesn't know; empty without either."""
    api: str | None = ""
    """The origin of the API, which `site.yaml` doesn't know either; empty: the site's own; None: there is no API."""
    desk: bool = False
    """Whether the deployment has the authoring API."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its languages, in its order."""
        return tuple(language.code for language in self.languages)

    @property
    def lang(self) -> str:
        """Return the code of the default language, the first; its addresses have no prefix."""
        return self.languages[0].code

    def language(self, code: str) -> Language:
        """Return the language with this code, else the default language."""
        return next((language for language in self.languages if language.code == code), self.languages[0])

    def prefix(self, lang: str) -> str:
        """Return the prefix of addresses in this language: empty for the default language, else `/zh`."""
        return "" if lang == self.lang else f"/{lang}"

    @property
    def pages_with_boxes(self) -> str:
        """Return which pages have the sidebar (`presets.BESIDE`): those that `site.yaml` says, else those of the preset."""
        return self.beside or PRESETS[self.theme.preset].beside

    @property
    def has_api(self) -> bool:
        """Whether pages and mails of the site may lead to the API."""
        return self.newsletter.on and self.api is not None

    @property
    def takes_comments(self) -> bool:
        """Whether posts may have a form to comment by."""
        return self.comment_rules.on and self.api is not None

    @property
    def has_forms(self) -> bool:
        """Whether pages have a form to follow by email."""
        return self.newsletter.forms and self.has_api

    @property
    def top(self) -> tuple[Widget, ...]:
        """Return the boxes of the most read posts; without such a box in the sidebar, the default box of `/top/`."""
        return tuple(widget for widget in self.sidebar if widget.kind == TOP.kind) or (TOP,)

    def sender(self, kind: str) -> Sender:
        """Return the sender of `letters` or `confirmations`: the author's, else the site's title, and a default address."""
        given: Sender = getattr(self.newsletter, kind)
        return Sender(given.name or self.title.get(self.lang), given.address or self._default_address(kind))

    def _default_address(self, kind: str) -> str:
        return DEFAULTS[kind].address_in(self.sends_from) if self.sends_from else f"{kind}@{host_for_mail(self.url)}"

    @property
    def refused_senders(self) -> tuple[str, ...]:
        """The author's own senders that the deployment's mail service refuses."""
        given = (getattr(self.newsletter, kind).address for kind in DEFAULTS)
        return tuple(address for address in given if address and self.sends_from and not is_allowed(address, self.sends_from))


def host_for_mail(url: str) -> str:
    """Return the host of an address for use after an @: `localhost` and IP addresses get a domain."""
    host = urlsplit(url).hostname or "localhost"
    return host if re.fullmatch(r".+\.[a-z][a-z0-9-]*", host) else f"{host}.localdomain"
