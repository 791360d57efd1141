"""The rules of valid feeds: those of the specification, and the known limits of feed readers.

Each format is a row of `FORMATS`: the end of its key in the public bucket, and the function that returns the faults as texts; a
valid document has none. Atom's grammar is the schema of the RFC, `atom.rng`.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
from lxml import etree
from lxml import html as lxml_html

Faults = Iterator[str]
Element = etree._Element

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
SITEMAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
XML = "{http://www.w3.org/XML/1998/namespace}"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
MANY = 10**6

# Which elements stand in which, at least and at most how often.
CHANNEL = {
    **dict.fromkeys(("title", "link", "description", "lastBuildDate", "generator"), (1, 1)),
    f"{ATOM}link": (1, 2),  # to itself, and to its hub
    **dict.fromkeys(("language", "docs", "pubDate", "copyright", "ttl"), (0, 1)),
    **dict.fromkeys(("item", "category", f"{DC}creator"), (0, MANY)),
    **{f"{ITUNES}{name}": (0, 1) for name in ("author", "category", "explicit", "image", "owner", "summary", "type")},
}
ITEM = {
    **dict.fromkeys(("link", "guid", "pubDate"), (1, 1)),
    **dict.fromkeys(("title", "description", "enclosure", f"{CONTENT}encoded"), (0, 1)),
    **dict.fromkeys(("category", f"{DC}creator"), (0, MANY)),
    **{f"{ITUNES}{name}": (0, 1) for name in ("author", "duration", "explicit", "image", "summary")},
}
URL_SET = {f"{SITEMAPS}url": (0, 50_000)}
URL = {f"{SITEMAPS}loc": (1, 1), f"{SITEMAPS}lastmod": (0, 1), f"{XHTML}link": (0, MANY)}
INDEX = {f"{SITEMAPS}sitemap": (0, 50_000)}
SEGMENT = {f"{SITEMAPS}loc": (1, 1), f"{SITEMAPS}lastmod": (0, 1)}
ATTRIBUTES = {
    "rss": {"version"},
    "guid": {"isPermaLink"},
    "category": {"domain"},
    "enclosure": {"url", "length", "type"},
    f"{ATOM}link": {"href", "rel", "type"},
    f"{ITUNES}category": {"text"},
    f"{ITUNES}image": {"href"},
    f"{XHTML}link": {"rel", "hreflang", "href"},
}
# What JSON Feed 1.1 names, of which type; those with a star must be there.
JSON_FEED = {
    "version*": str, "title*": str, "home_page_url": str, "feed_url": str, "description": str, "language": str,
    "authors": list, "items*": list, "icon": str, "favicon": str, "next_url": str, "user_comment": str, "expired": bool,
    "hubs": list,
}  # fmt: skip
JSON_ITEM = {
    "id*": str, "url": str, "external_url": str, "title": str, "content_html": str, "content_text": str, "summary": str,
    "image": str, "banner_image": str, "date_published": str, "date_modified": str, "authors": list, "tags": list,
    "language": str, "attachments": list,
}  # fmt: skip
JSON_HUB = {"type*": str, "url*": str}
JSON_ATTACHMENT = {"url*": str, "mime_type*": str, "title": str, "size_in_bytes": int, "duration_in_seconds": int}
JSON_AUTHOR = {"name": str, "url": str, "avatar": str}

CHARACTERS = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})"
URI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.-]*:(?://[^/?#\[\]]*|//\[[0-9A-Fa-f:.]+\](?::\d*)?)?{CHARACTERS}*(?:\?(?:{CHARACTERS}|\?)*)?(?:#(?:{CHARACTERS}|\?)*)?"
)
WEB = re.compile(r"https?://[A-Za-z0-9.:\[\]_-]+(?:[/?#].*)?")
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
ENCLOSED = {"url": WEB, "length": re.compile("[0-9]+"), "type": MEDIA_TYPE}
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
RFC_822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d [+-]\d{4}"
)
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
LINKING = ("href", "src", "poster", "cite")


def rss_faults(document: bytes) -> list[str]:
    """RSS 2.0, with the RSS Board's best practices."""
    return [*_xml(document, _rss), *_parsed(document, "rss20")]


def atom_faults(document: bytes) -> list[str]:
    """Atom, RFC 4287."""
    return [*_xml(document, _atom), *_parsed(document, "atom10")]


def json_faults(document: bytes) -> list[str]:
    """JSON Feed 1.1."""
    return list(_json(json.loads(document.decode())))


def sitemap_faults(document: bytes) -> list[str]:
    """A sitemap or an index of sitemaps, as sitemaps.org has them, with addresses in other languages."""
    return list(_xml(document, _sitemap))


FORMATS: Mapping[str, Callable[[bytes], list[str]]] = {
    "feed/index.xml": rss_faults,
    "feed/atom/index.xml": atom_faults,
    "feed/json/index.json": json_faults,
    "sitemap.xml": sitemap_faults,
}


def faults(key: str, document: bytes) -> list[str]:
    """Return the faults of an object of the public bucket; none if its key has no format here."""
    return [fault for end, find in FORMATS.items() if key.endswith(end) for fault in find(document)]


def _xml(document: bytes, rules: Callable[[Element], Faults]) -> Faults:
    if not document.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n"):
        yield "no XML declaration"
    root = etree.fromstring(document)
    yield from (f"characters that no text should hold: {text!r}" for text in root.itertext() if UNFIT.search(str(text)))
    yield from rules(root)


def _parsed(document: bytes, version: str) -> Faults:
    parsed = feedparser.parse(document)
    if parsed.bozo or parsed.version != version:
        yield f"feedparser reads {parsed.version!r}: {parsed.get('bozo_exception')}"


def _rss(root: Element) -> Faults:
    if root.tag != "rss" or root.get("version") != "2.0" or len(root) != 1:
        yield "not an <rss version='2.0'> with one channel"
    for element in root.iter():
        yield from (
            f"{element.tag!r} has {name!r}" for name in element.attrib if name not in ATTRIBUTES.get(str(element.tag), ())
        )
    channel = root[0]
    yield from _counted(channel, CHANNEL)
    yield from _lines(channel, "title", "description")
    yield from _links(channel.iterfind("link"))
    yield from _dates(channel, RFC_822, "lastBuildDate", "pubDate")
    yield from _self(channel, "application/rss+xml")
    yield from (f"language {tag.text}" for tag in channel.iterfind("language") if not LANGUAGE.fullmatch(tag.text or ""))
    yield from _unique("guid", (guid.text for guid in channel.iterfind("item/guid")))
    for item in channel.iterfind("item"):
        yield from _rss_item(item)


def _rss_item(item: Element) -> Faults:
    yield from _counted(item, ITEM)
    if item.find("title") is None and item.find("description") is None:
        yield "neither a title nor a description"
    yield from _lines(item, "title", "guid", "category", f"{DC}creator")
    yield from _links(item.iterfind("link"))
    yield from _dates(item, RFC_822, "pubDate")
    for enclosure in item.iterfind("enclosure"):
        told = {name: enclosure.get(name, "") for name in ENCLOSED}
        yield from (f"enclosure {name} {value!r}" for name, value in told.items() if not ENCLOSED[name].fullmatch(value))
    for guid in item.iterfind("guid"):
        if guid.get("isPermaLink") != "false" or not URI.fullmatch(guid.text or ""):
            yield f"guid {guid.text!r} is no IRI, or says it is an address"
    for content in item.iterfind(f"{CONTENT}encoded"):
        yield from _markup(content.text or "")
        if item.find("description") is None:
            yield "content without a description"


def _atom(root: Element) -> Faults:
    schema = _schema()
    if not schema.validate(root):
        yield from (str(error) for error in schema.error_log)
    yield from _self(root, "application/atom+xml")
    yield from _unique("id", (id_.text for id_ in root.iterfind(f"{ATOM}entry/{ATOM}id")))
    yield from (f"no language, or none there is: {tag}" for tag in [root.get(f"{XML}lang")] if not LANGUAGE.fullmatch(tag or ""))
    for container in (root, *root.iterfind(f"{ATOM}entry")):
        yield from _atom_container(container)
        if container.find(f"{ATOM}author") is None and root.find(f"{ATOM}author") is None:
            yield "no author, neither the entry's nor the feed's"


def _atom_container(container: Element) -> Faults:
    yield from _dates(container, RFC_3339, f"{ATOM}updated", f"{ATOM}published")
    yield from _lines(container, f"{ATOM}title", f"{ATOM}id", f"{ATOM}author/{ATOM}name")
    yield from (f"id {id_.text!r} is no IRI" for id_ in container.iterfind(f"{ATOM}id") if not URI.fullmatch(id_.text or ""))
    links = list(container.iterfind(f"{ATOM}link"))
    yield from _links(links, "href")
    yield from _unique("link", ((link.get("rel", "alternate"), link.get("type"), link.get("hreflang")) for link in links))
    if not any(link.get("rel", "alternate") == "alternate" for link in links):
        yield "no alternate link"
    yield from _unique("category", (category.get("term") for category in container.iterfind(f"{ATOM}category")))
    for content in container.iterfind(f"{ATOM}content"):
        if content.get("type") != "html":
            yield f"content of type {content.get('type')}"
        yield from _markup(content.text or "")


@cache
def _schema() -> etree.RelaxNG:
    return etree.RelaxNG(file=str(Path(__file__).with_name("atom.rng")))


def _json(feed: Mapping[str, Any]) -> Faults:
    yield from _typed("feed", feed, JSON_FEED)
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield f"version {feed.get('version')!r}"
    yield from (f"{name} {feed.get(name)!r}" for name in ("home_page_url", "feed_url") if not _web(feed.get(name)))
    yield from _unique("id", (item.get("id") for item in feed["items"]))
    for hub in feed.get("hubs", ()):
        yield from _typed("hub", hub, JSON_HUB)
        yield from (f"a hub at {address!r}" for address in [hub.get("url")] if not _web(address))
    for part in (feed, *feed["items"]):
        yield from (f"language {part['language']}" for _ in ("language",) if not LANGUAGE.fullmatch(part.get("language", "en")))
        yield from (fault for author in part.get("authors", ()) for fault in _typed("author", author, JSON_AUTHOR))
    for item in feed["items"]:
        yield from _json_item(item)


def _json_item(item: Mapping[str, Any]) -> Faults:
    yield from _typed("item", item, JSON_ITEM)
    yield from (f"{name} {item.get(name)!r}" for name in ("url", "image") if not _web(item.get(name, "http://x/")))
    yield from (f"{name} {item.get(name)!r}" for name in ("date_published", "date_modified") if not _moment(item.get(name, "")))
    yield from (f"tag {tag!r}" for tag in item.get("tags", ()) if not isinstance(tag, str) or not tag.strip())
    for attachment in item.get("attachments", ()):
        yield from _typed("attachment", attachment, JSON_ATTACHMENT)
        yield from (f"an attachment at {address!r}" for address in [attachment.get("url")] if not _web(address))
    if not (item.get("content_html") or item.get("content_text")):
        yield "an item without content"
    yield from _markup(item.get("content_html", ""))


def _typed(where: str, part: Mapping[str, Any], table: Mapping[str, type]) -> Faults:
    types = {name.rstrip("*"): type_ for name, type_ in table.items()}
    yield from (
        f"{where}: no {name[:-1]}"
        for name in table
        if name.endswith("*") and not isinstance(part.get(name[:-1]), types[name[:-1]])
    )
    yield from (f"{where}: {name} = {value!r}" for name, value in part.items() if type(value) is not types.get(name))
    yield from (f"{where}: {name} is empty" for name, value in part.items() if not value and name != "items")


def _sitemap(root: Element) -> Faults:
    kinds = {f"{SITEMAPS}urlset": (URL_SET, URL), f"{SITEMAPS}sitemapindex": (INDEX, SEGMENT)}
    if root.tag not in kinds:
        yield f"not a sitemap: {root.tag!r}"
        return
    rows, row = kinds[str(root.tag)]
    yield from _counted(root, rows)
    yield from _unique("loc", (loc.text for loc in root.iterfind(f"*/{SITEMAPS}loc")))
    for entry in root:
        yield from _counted(entry, row)
        yield from _links(entry.iterfind(f"{SITEMAPS}loc"))
        yield from _links(entry.iterfind(f"{XHTML}link"), "href")
        yield from _dates(entry, RFC_3339, f"{SITEMAPS}lastmod")
        yield from _unique("hreflang", (link.get("hreflang") for link in entry.iterfind(f"{XHTML}link")))
        tags = [link.get("hreflang") or "" for link in entry.iterfind(f"{XHTML}link")]
        yield from (f"hreflang {tag!r}" for tag in tags if not LANGUAGE.fullmatch(tag) and tag != "x-default")


def _counted(parent: Element, table: Mapping[str, tuple[int, int]]) -> Faults:
    counts = Counter(str(child.tag) for child in parent)
    for tag in counts.keys() | table.keys():
        least, most = table.get(tag, (0, 0))
        if not least <= counts[tag] <= most:
            yield f"{parent.tag!r} holds {counts[tag]} of {tag!r}"


def _lines(parent: Element, *paths: str) -> Faults:
    """Texts that are one line, never empty, with no space around."""
    texts = (element.text or "" for path in paths for element in parent.iterfind(path))
    yield from (f"{paths}: {text!r} is not one line of text" for text in texts if not text or text != " ".join(text.split()))


def _links(elements: Iterable[Element], attribute: str = "") -> Faults:
    addresses = (element.get(attribute) if attribute else element.text for element in elements)
    yield from (f"{address!r} is no absolute address" for address in addresses if not _web(address))


def _self(parent: Element, type_: str) -> Faults:
    links = [link for link in parent.iterfind(f"{ATOM}link") if link.get("rel") == "self"]
    if [link.get("type") for link in links] != [type_]:
        yield f"not one link to itself as {type_}"
    yield from _links(links, "href")
    hubs = [link for link in parent.iterfind(f"{ATOM}link") if link.get("rel") == "hub"]
    yield from (f"a hub of type {hub.get('type')}" for hub in hubs if hub.get("type"))
    yield from _links(hubs, "href")
    others = {link.get("rel", "alternate") for link in parent.iterfind(f"{ATOM}link")} - {"self", "hub", "alternate"}
    yield from (f"a link to {other!r}" for other in sorted(others))


def _dates(parent: Element, notation: re.Pattern[str], *tags: str) -> Faults:
    read = parsedate_to_datetime if notation is RFC_822 else datetime.fromisoformat
    for text in (element.text or "" for tag in tags for element in parent.iterfind(tag)):
        if not notation.fullmatch(text):
            yield f"{text!r} is no date"
        elif notation is RFC_822 and not text.startswith(f"{read(text):%a}"):
            yield f"{text!r} was another day of the week"
        elif read(text).tzinfo is None:
            yield f"{text!r} is in no zone"


def _moment(text: str) -> bool:
    return bool(RFC_3339.fullmatch(text)) and datetime.fromisoformat(text).tzinfo is not None


def _markup(text: str) -> Faults:
    """Whatever content points at must be found from anywhere, and nothing in it may act."""
    if not text.strip():
        return
    for element in lxml_html.fromstring(f"<div>{text}</div>").iter(etree.Element):
        if element.tag in {"script", "style", "base", "object", "embed"}:
            yield f"content holds {element.tag!r}"
        yield from (f"content holds {name!r}" for name in element.attrib if str(name).startswith("on"))
        pointing = [element.get(name, "") for name in LINKING if name in element.attrib]
        pointing += [part.split()[0] for part in re.split(r",\s+", element.get("srcset", "")) if part.strip()]
        yield from (f"content points at {address!r}" for address in pointing if not URI.fullmatch(address))


def _unique(what: str, values: Iterable[Any]) -> Faults:
    yield from (f"{what} {value!r} stands {count} times" for value, count in Counter(values).items() if count > 1)


def _web(address: str | None) -> bool:
    return bool(address and WEB.fullmatch(address) and URI.fullmatch(address) and urlsplit(address).hostname)
