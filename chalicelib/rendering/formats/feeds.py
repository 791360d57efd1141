"""A listing as RSS 2.0, Atom and JSON Feed 1.1.

A `Feed` holds all that a format needs; neither the clock nor settings are read. So equal feeds have equal bytes. feedgen writes
the XML formats; the values that it would choose itself (times, its own name and version) are always set here.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.ext.dc import DcEntryExtension, DcExtension
from feedgen.ext.podcast import PodcastExtension
from feedgen.ext.podcast_entry import PodcastEntryExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from chalicelib.content.media import media_types
from chalicelib.content.site.podcasts import ABOVE, COVERS, Podcast
from chalicelib.frozen import Frozen
from chalicelib.rendering.formats.absolute_urls import absolute
from chalicelib.rendering.strict_text import clean, line, moment, uri
from chalicelib.text_cache import cached_texts

GENERATOR = "Presswork"
GUID = "guid:"  # begins an id that RSS has without it: some systems, such as Ghost, told readers ids that aren't addresses
RSS_DOCS = "https://www.rssboard.org/rss-specification"
JSON_FEED = "https://jsonfeed.org/version/1.1"
NO_PODCAST = Podcast()
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""The update time of a feed without posts, because the formats require one."""


class Enclosure(Frozen):
    """An audio or video file of a post: its absolute URL, its media type, its length in bytes, and how many seconds it plays.

    What is unknown is 0.
    """

    url: str
    type: str
    length: int = 0
    seconds: int = 0


class Entry(Frozen):
    """A post in a feed. `id` doesn't depend on its address; `url` and `image` are absolute; times are ISO 8601.

    `html` is the whole text, with links as on the page; empty in a feed of excerpts. A note has no `title`; where a format asks
    for one, there is its `name`.
    """

    id: str
    url: str
    title: str
    published: str
    updated: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    excerpt: str = ""
    html: str = ""
    image: str = ""
    lang: str = ""
    enclosure: Enclosure | None = None
    explicit: bool = False
    name: str = ""


class Feed(Frozen):
    """The feed of a listing: `link` is the listing's page, `feed_url` the feed itself, both absolute.

    `updated` may be empty: then it is the latest time of its entries. `hub` is its WebSub hub, if any. `podcast` is what
    directories of podcasts ask for, with the absolute address of its image.
    """

    title: str
    description: str
    link: str
    feed_url: str
    lang: str
    id: str
    updated: str = ""
    entries: tuple[Entry, ...] = ()
    site_url: str = ""
    authors: tuple[str, ...] = ()
    hub: str = ""
    podcast: Podcast = NO_PODCAST


class HubExtension(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """The hub in RSS as an Atom link, because RSS has no element for it, and feedgen writes only the link to the feed itself."""

    hub = ""

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        for channel in feed.iterfind("channel"):
            etree.SubElement(channel, "{http://www.w3.org/2005/Atom}link", href=self.hub, rel="hub")
        return feed


class EnclosureExtension(BaseEntryExtension):  # type: ignore[misc]  # feedgen has no types
    """The enclosure of an entry in Atom, because feedgen writes only the addresses of an entry's links."""

    enclosure: Enclosure

    def extend_atom(self, entry: etree._Element) -> etree._Element:
        told = {"href": uri(self.enclosure.url), "rel": "enclosure", "type": self.enclosure.type}
        length = {"length": str(self.enclosure.length)} if self.enclosure.length else {}
        etree.SubElement(entry, "link", {**told, **length})
        return entry


def rss(feed: Feed) -> bytes:
    """Return the feed as RSS 2.0: the excerpt as description, the whole text as `content:encoded`, authors as `dc:creator`."""
    channel = _generator(feed, media_types.FEEDS["rss"].announced)
    # RSS wants e-mail addresses of its authors; Dublin Core is content with names.
    channel.register_extension("dc", DcExtension, DcEntryExtension, atom=False)
    channel.entry([_rss_item(feed, entry) for entry in feed.entries])
    if feed.podcast.category:
        _tell_directories(channel, feed)
    if feed.hub:
        channel.register_extension("websub", HubExtension, atom=False)
        channel.websub.hub = uri(feed.hub)
    return bytes(channel.rss_str())


def _tell_directories(channel: FeedGenerator, feed: Feed) -> None:
    """Add what directories of podcasts ask of a whole feed."""
    of = feed.podcast
    channel.register_extension("podcast", PodcastExtension, atom=False)
    told = channel.podcast
    told.itunes_author(line(of.author) or _title(feed))
    told.itunes_summary(line(feed.description) or _title(feed))
    told.itunes_category(ABOVE.get(of.category, of.category), of.category if of.category in ABOVE else None)
    told.itunes_explicit("yes" if of.explicit else "no")
    told.itunes_type("serial" if of.serial else "episodic")
    told.itunes_image(uri(of.image) or None)
    if of.email:
        told.itunes_owner(line(of.owner), of.email)


def _tell_of_episode(item: FeedEntry, feed: Feed, entry: Entry, enclosed: Enclosure) -> None:
    """Add what directories of podcasts ask of an episode."""
    item.register_extension("podcast", PodcastEntryExtension)
    told = item.podcast
    told.itunes_author(", ".join(_names(entry.authors)) or None)
    told.itunes_duration(_clock(enclosed.seconds) if enclosed.seconds else None)
    told.itunes_explicit("yes" if entry.explicit or feed.podcast.explicit else "no")
    told.itunes_image(uri(entry.image) if entry.image.endswith(COVERS) else None)
    told.itunes_summary(_excerpt(entry) or None)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def atom(feed: Feed) -> bytes:
    """Return the feed as Atom (RFC 4287): the excerpt as summary, the whole text as HTML content."""
    generator = _generator(feed, media_types.FEEDS["atom"].announced)
    generator.author(_people(feed.authors) or _people((_title(feed),)))  # an entry without an author inherits the feed's
    generator.entry([_atom_entry(feed, entry) for entry in feed.entries])
    return bytes(generator.atom_str())


def json_feed(feed: Feed) -> bytes:
    """Return the feed as JSON Feed 1.1, in a fixed order, without what is empty."""
    document = {
        "version": JSON_FEED,
        "title": _title(feed),
        "home_page_url": uri(feed.link),
        "feed_url": uri(feed.feed_url),
        "description": line(feed.description),
        "language": feed.lang,
        "authors": _people(feed.authors),
        "hubs": [{"type": "WebSub", "url": uri(feed.hub)}] if feed.hub else [],
    }
    # The one list that stays when empty: a feed must have its items.
    whole = _filled(document) | {"items": [_filled(_json_item(feed, entry)) for entry in feed.entries]}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _generator(feed: Feed, type_: str) -> FeedGenerator:
    """Return the feed without entries, for both XML formats."""
    generator = FeedGenerator()
    generator.id(feed.id)
    generator.title(_title(feed))
    generator.description(line(feed.description) or _title(feed))
    generator.language(feed.lang or None)
    generator.generator(GENERATOR)
    generator.docs(RSS_DOCS)
    generator.updated(_updated(feed))
    if feed.hub:
        generator.link(href=uri(feed.hub), rel="hub")
    generator.link(href=uri(feed.feed_url), rel="self", type=type_)
    generator.link(href=uri(feed.link), rel="alternate", type="text/html")  # feedgen takes the last link for RSS's own
    return generator


def _entry(entry: Entry) -> FeedEntry:
    """Return an entry, for both XML formats."""
    feed_entry = FeedEntry()
    feed_entry.id(entry.id)
    feed_entry.updated(_changed(entry))
    feed_entry.published(moment(entry.published))
    feed_entry.link(href=uri(entry.url), rel="alternate", type="text/html")
    feed_entry.category([{"term": term} for term in _names(entry.categories)])
    if excerpt := _excerpt(entry):
        feed_entry.summary(excerpt)
    return feed_entry


def _rss_item(feed: Feed, entry: Entry) -> FeedEntry:
    item = _entry(entry)
    needs_title = not (_excerpt(entry) or entry.html) or (entry.enclosure and feed.podcast.category)  # directories want one, too
    item.title(_title(entry) if needs_title else line(entry.title) or None)
    item.guid(entry.id.removeprefix(GUID), permalink=False)
    item.register_extension("dc", DcEntryExtension)
    item.dc.dc_creator(_names(entry.authors))
    if excerpt := _excerpt(entry):
        item.description(escape(excerpt, quote=False))  # RSS holds HTML there, and the excerpt is plain text
    if content := _html(feed, entry):
        item.content(content)
    if enclosed := entry.enclosure:
        item.enclosure(uri(enclosed.url), enclosed.length, enclosed.type)
        if feed.podcast.category:
            _tell_of_episode(item, feed, entry, enclosed)
    return item


def _atom_entry(feed: Feed, entry: Entry) -> FeedEntry:
    feed_entry = _entry(entry)
    feed_entry.title(_title(entry))
    feed_entry.author(_people(entry.authors))
    if content := _html(feed, entry):
        feed_entry.content(content, type="html")
    if entry.enclosure:
        feed_entry.register_extension("enclosed", EnclosureExtension, rss=False)
        feed_entry.enclosed.enclosure = entry.enclosure
    return feed_entry


def _json_item(feed: Feed, entry: Entry) -> Mapping[str, Any]:
    excerpt, content = _excerpt(entry), _html(feed, entry)
    return {
        "id": entry.id,
        "url": uri(entry.url),
        "title": line(entry.title),
        "content_html": content,
        "content_text": "" if content else excerpt or _title(entry),  # an item must have one of the two
        "summary": excerpt,
        "image": uri(entry.image),
        "attachments": [_attachment(entry.enclosure)] if entry.enclosure else [],
        "date_published": moment(entry.published).isoformat(),
        "date_modified": _changed(entry).isoformat(),
        "authors": _people(entry.authors),
        "tags": _names(entry.categories),
        "language": entry.lang,
    }


def _excerpt(entry: Entry) -> str:
    return clean(entry.excerpt).strip()


def _attachment(enclosed: Enclosure) -> Mapping[str, Any]:
    told = {"size_in_bytes": enclosed.length, "duration_in_seconds": enclosed.seconds}
    return _filled({"url": uri(enclosed.url), "mime_type": enclosed.type, **told})


def _html(feed: Feed, entry: Entry) -> str:
    return _content(entry.html, feed.site_url, entry.url)


@cached_texts(256)  # a post is in three formats of several feeds
def _content(html: str, site_url: str, page_url: str) -> str:
    return absolute(clean(html), site_url, page_url)


def _title(titled: Feed | Entry) -> str:
    """Return a title, else the name of a note, or the address where that says nothing: no format lets a title be empty."""
    if isinstance(titled, Feed):
        return line(titled.title) or uri(titled.link)
    return line(titled.title) or line(titled.name) or uri(titled.url)


def _names(names: Iterable[str]) -> list[str]:
    """Return each name once, in order, as one line of text."""
    return [name for name in dict.fromkeys(map(line, names)) if name]


def _people(names: Iterable[str]) -> list[dict[str, str]]:
    return [{"name": name} for name in _names(names)]


def _changed(entry: Entry) -> datetime:
    return moment(entry.updated or entry.published)


def _updated(feed: Feed) -> datetime:
    return moment(feed.updated) if feed.updated else max(map(_changed, feed.entries), default=NEVER)


def _filled(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if value}
