"""WXR, WordPress's export: an RSS channel with the blog's facts, then its items, read one after the other.

Versions 1.0 to 1.2 differ in the address of a namespace and in what they leave out, so elements are known by their usual
prefixes. An item is forgotten when the next one is read.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, TypeAlias

from lxml import etree
from msgspec import field

from chalicelib.frozen import Frozen
from infra.importers.blog import UnreadableError
from infra.importers.parsing.date_repair import nearest
from infra.importers.wordpress.wxr_stream import CleanXml
from infra.terminal.streams import counted

MOST_VALUES = 1_000  # of each kind in an item
LONGEST_KEY = 100  # characters; WordPress's own limit is 255
ROOM = 32 << 20  # characters of an item's comments
PREFIXES = (("/excerpt/", "excerpt:"), ("wordpress.org/export/", "wp:"), ("modules/content", "content:"), ("dc/elements", "dc:"))
NO_DATE = "0000-00-00"


class Term(Frozen):
    """A category, tag, menu or other term of an item: its taxonomy, slug and name."""

    taxonomy: str
    slug: str
    name: str


class Item(Frozen):
    """An item as the export has it: `values` by element, metadata by key, and its comments, each by element."""

    values: Mapping[str, str]
    terms: tuple[Term, ...] = ()
    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    comments: tuple[Mapping[str, str], ...] = ()
    line: int = 0
    left_out: int = 0
    """The number of comments beyond the limit."""
    fields: frozenset[str] = frozenset()
    """The keys of its metadata that say something, and nothing that is read here."""

    def get(self, name: str) -> str:
        return self.values.get(name, "").strip()

    def of_taxonomy(self, name: str) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.taxonomy == name)

    def first(self, key: str) -> str:
        """Return the first value of a key of its metadata."""
        return next(iter(self.meta.get(key, ())), "").strip()

    def date(self, name: str) -> datetime | None:
        """Return a local time with its distance from UTC, which the time in UTC beside it tells; without it, a time without."""
        local, gmt = moment(self.get(name)), moment(self.get(f"{name}_gmt"))
        if local is None or gmt is None:
            return local or (gmt and gmt.replace(tzinfo=UTC))
        east = timedelta(minutes=round((local - gmt).total_seconds() / 60))
        return local.replace(tzinfo=timezone(east)) if abs(east) < timedelta(hours=24) else gmt.replace(tzinfo=UTC)


class Fact(Frozen):
    """A part of the channel that is no item: the name of its element, its text, and the texts of its parts."""

    name: str
    text: str
    parts: Mapping[str, str]


Part: TypeAlias = Item | Fact


def read(source: Path) -> Iterator[Part]:
    """Yield the parts of an export in their order; raise UnreadableError where it isn't one, or ends too early."""
    try:
        with source.open("rb") as file:
            yield from parts_in(CleanXml(file))
    except OSError as error:
        raise UnreadableError(error.strerror or str(error)) from error
    except etree.XMLSyntaxError as error:
        raise UnreadableError(f"it can't be read as XML: {error.msg}") from error


def parts_in(xml: CleanXml) -> Iterator[Part]:
    depth, item = 0, ItemBuilder()
    for event, element in events_in(xml):
        depth += 1 if event == "start" else -1
        name = name_of(element)
        if event == "start":
            check_nesting(name, depth)
        elif depth == IN_ITEM and name_of(element.getparent()) == "item":
            item.take(name, element)
            forget(element)
        elif depth == IN_CHANNEL:
            yield item.built(xml.lines.popleft() if xml.lines else 0) if name == "item" else fact_of(name, element)
            item = ItemBuilder()
            forget(element)
    if xml.cut:
        yield Fact(TOO_LONG, counted(xml.cut, "text"), {})
    if depth:
        yield Fact(TOO_EARLY, xml.ends_within, {})


def events_in(xml: CleanXml) -> Iterator[tuple[str, Any]]:
    """Yield the begin and the end of each element, as a parser meets them that reads nothing but this text."""
    parser = etree.XMLPullParser(
        events=("start", "end"),
        recover=True,
        remove_comments=True,
        remove_pis=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    for piece in xml.pieces():
        parser.feed(piece)
        yield from parser.read_events()


IN_CHANNEL, IN_ITEM = 2, 3  # how many elements a part, or a part of an item, stands in
DEEPEST = 60
TOO_EARLY, TOO_LONG = "too early", "too long"  # the names of the facts that the file ends before its end, and that texts were cut


def check_nesting(name: str, depth: int) -> None:
    """Raise UnreadableError for a nesting of elements that no export has."""
    if (depth, name) not in ((1, "rss"), (2, "channel")) and depth < IN_ITEM:
        raise UnreadableError(f"it isn't an export of WordPress: it has <{name}> where <rss> and <channel> should be")
    if depth > DEEPEST:
        raise UnreadableError(f"its elements are nested more than {DEEPEST} levels deep")


def forget(element: Any) -> None:
    """Free the memory of a part that was read, and of all before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def name_of(element: Any) -> str:
    """Return the name of an element with its usual prefix."""
    if not isinstance(element.tag, str):
        return ""
    space, brace, local = element.tag.rpartition("}")
    if not brace:
        return local
    return next((prefix for part, prefix in PREFIXES if part in space), "") + local if "w3.org" not in space else f"atom:{local}"


def fact_of(name: str, element: Any) -> Fact:
    return Fact(name, text_of(element), {name_of(child): text_of(child) for child in element[:MOST_VALUES]})


class ItemBuilder:
    """Builds an item from its elements, within limits; what exceeds them is only counted."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.terms: list[Term] = []
        self.meta: dict[str, tuple[str, ...]] = {}
        self.comments: list[Mapping[str, str]] = []
        self.left_out = 0
        self.room = ROOM
        self.fields: set[str] = set()

    def take(self, name: str, element: Any) -> None:
        if name == "category":
            if len(self.terms) < MOST_VALUES:
                self.terms.append(Term(element.get("domain", "category"), element.get("nicename", ""), text_of(element).strip()))
        elif name == "wp:postmeta":
            self.take_meta(*(next((text_of(child) for child in element if name_of(child) == part), "") for part in META_PARTS))
        elif name == "wp:comment":
            self.take_comment({name_of(part): text_of(part) for part in element[:MOST_VALUES]})
        elif len(self.values) < MOST_VALUES:
            self.values.setdefault(name, text_of(element))

    def take_meta(self, key: str, value: str) -> None:
        if key in REPEATED_KEYS:
            self.meta[key] = (*self.meta.get(key, ()), value)[:MOST_VALUES]
        elif key in SINGLE_KEYS:
            self.meta[key] = (value,)
        elif value.strip() and len(self.fields) < MOST_VALUES:
            self.fields.add(key.strip()[:LONGEST_KEY])

    def take_comment(self, comment: Mapping[str, str]) -> None:
        self.room -= sum(map(len, comment.values()))
        if self.room > 0:
            self.comments.append(comment)
        else:
            self.left_out += 1

    def built(self, line: int) -> Item:
        terms, comments = tuple(self.terms), tuple(self.comments)
        return Item(self.values, terms, self.meta, comments, line, self.left_out, frozenset(self.fields))


META_PARTS = ("wp:meta_key", "wp:meta_value")
DESCRIPTIONS = (
    *("_yoast_wpseo_metadesc", "rank_math_description", "_aioseo_description", "_aioseop_description"),
    *("_seopress_titles_desc", "_genesis_description"),
)
"""Where plugins for search engines keep the description of an entry."""
SINGLE_KEYS = frozenset({
    "_thumbnail_id", "_wp_attachment_image_alt", "_wp_attached_file", "enclosure", "footnotes", *DESCRIPTIONS,
    "_menu_item_type", "_menu_item_object", "_menu_item_object_id", "_menu_item_url", "_menu_item_menu_item_parent",
})  # fmt: skip
"""Keys of metadata that say something of the blog; others belong to plugins."""
REPEATED_KEYS = ("_wp_old_slug",)
"""Keys of metadata of which an item has several."""


def text_of(element: Any) -> str:
    """Return the text of an element; an entity that was left in broken XML has none."""
    return "".join(element.itertext("*")) if isinstance(element.tag, str) else ""


def moment(text: str) -> datetime | None:
    """Return a time as WordPress writes it, or the nearest to one that no calendar has; None where there is none."""
    if text.startswith(NO_DATE):
        return None
    try:
        return datetime.fromisoformat(nearest(text))
    except ValueError:
        return None
