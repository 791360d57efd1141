"""What a site is: all that its `site.yaml` may say, as frozen values.

Everything has a default, so a bucket without a `site.yaml` is a site too. A text that readers see is kept by language;
`Text.get(lang)` answers with the nearest there is. How the file is read stands in `content.siteyaml`: every function has to
know its site, and few of them read the file.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from chalicelib.content.theme import Theme


@dataclass(frozen=True, slots=True)
class Text:
    """A text readers see: by language, the first one written is the fallback."""

    by_lang: Mapping[str, str] = field(default_factory=dict)

    def get(self, lang: str) -> str:
        """The text in this language, else the first one written, else nothing."""
        return self.by_lang.get(lang) or next(iter(self.by_lang.values()), "")


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    name: str
    direction: str = "ltr"


@dataclass(frozen=True, slots=True)
class Link:
    """One line of a `links` widget; the address may be empty (a book to read)."""

    title: Text
    url: str = ""


@dataclass(frozen=True, slots=True)
class Widget:
    """One box of the sidebar: `topics`, `top`, `feeds`, `follow`, `recent`, `archives`, `pages`, `links` or `text`.

    `text` is safe HTML made from Markdown; `count` how many lines to show; `hours` how far back reads are counted for it.
    """

    kind: str
    title: Text = field(default_factory=Text)
    count: int = 10
    links: tuple[Link, ...] = ()
    numbered: bool = False
    text: Text = field(default_factory=Text)
    hours: int = 48


TOP = Widget("top", count=9)  # the most read posts, where the author says no more


@dataclass(frozen=True, slots=True)
class Named:
    """An author or a category as the site presents it: `text` is safe HTML made from Markdown."""

    name: Text = field(default_factory=Text)
    text: Text = field(default_factory=Text)
    url: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom mail is from. The address is ASCII; either may be empty where nothing was said."""

    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Newsletter:
    """How letters go out: posts from `letters`, whatever is about signing up from `confirmations`.

    `postal` stands below each letter; a new post waits `grace` seconds; digests go out at `hour`, in the site's zone.
    """

    letters: Sender = field(default_factory=Sender)
    confirmations: Sender = field(default_factory=Sender)
    postal: Text = field(default_factory=Text)
    grace: int = 600
    hour: int = 8


@dataclass(frozen=True, slots=True)
class Site:
    """The last good `site.yaml`, or the defaults."""

    title: Text = field(default_factory=lambda: Text({"en": "A new site"}))
    description: Text = field(default_factory=Text)
    url: str = "http://localhost"
    zone: str = "UTC"
    languages: tuple[Language, ...] = (Language("en", "English"),)
    authors: Mapping[str, Named] = field(default_factory=dict)
    categories: Mapping[str, Named] = field(default_factory=dict)
    permalink: str = "/{year}/{month}/{day}/{slug}/"
    landing: int = 10
    feed_length: int = 20
    feed_full: bool = True
    frames: tuple[str, ...] = ()
    sidebar: tuple[Widget, ...] = tuple(Widget(kind) for kind in ("follow", "recent", "topics", "archives", "feeds"))
    feed_id: str = ""
    me: tuple[str, ...] = ()
    hub: str = ""
    comments: bool = False
    newsletter: Newsletter = field(default_factory=Newsletter)
    theme: Theme = field(default_factory=Theme)

    @property
    def lang(self) -> str:
        """The default language: the first one; its addresses have no prefix."""
        return self.languages[0].code

    def language(self, code: str) -> Language:
        """The language with this code, else the default one."""
        return next((language for language in self.languages if language.code == code), self.languages[0])

    def prefix(self, lang: str) -> str:
        """What addresses in this language begin with: nothing for the default one, else `/zh`."""
        return "" if lang == self.lang else f"/{lang}"

    @property
    def top(self) -> tuple[Widget, ...]:
        """The boxes of the most read posts; where the sidebar has none, what `/top/` shows all the same."""
        return tuple(widget for widget in self.sidebar if widget.kind == TOP.kind) or (TOP,)

    def sender(self, kind: str) -> Sender:
        """Whom `letters` or `confirmations` are from: as the author says, else the site's title, and that word at its host."""
        said: Sender = getattr(self.newsletter, kind)
        return Sender(said.name or self.title.get(self.lang), said.address or f"{kind}@{mail_domain(self.url)}")


def mail_domain(url: str) -> str:
    """The host of an address, as it may stand after an @: `localhost` and numbers are made to look like domains."""
    host = urlsplit(url).hostname or "localhost"
    return host if re.fullmatch(r".+\.[a-z][a-z0-9-]*", host) else f"{host}.localdomain"
