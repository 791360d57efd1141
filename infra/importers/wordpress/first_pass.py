"""What an export of WordPress says of the blog as a whole, which its posts refer to: read before them, and small.

Attachments come after the posts that show them, menus after the pages that they lead to, and the permalink pattern and the time
zone are nowhere: they follow from the posts' addresses and times.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from chalicelib.content.media.media_types import PUBLISHED, extension_of
from chalicelib.frozen import Frozen
from infra.importers.blog import Author, Category
from infra.importers.export.media import Media
from infra.importers.folder.permalink_guess import pattern_of, unless_own, usual
from infra.importers.html_to_markdown.plain_html import text_of
from infra.importers.parsing.timezone_guess import zone_of
from infra.importers.parsing.urls import path_of, same_host, split_url
from infra.importers.wordpress.wxr import Fact, Item, Part

UPLOADS = "wp-content/uploads/"
SIZED = re.compile(r"-\d{1,5}x\d{1,5}(?=\.\w{2,5}\Z)")
FOREIGN_MEDIA = re.compile(r"https?://(?:[\w-]+\.files\.wordpress\.com|i\d\.wp\.com)/", re.IGNORECASE)
SAMPLES = 20_000  # times of posts
MOST_SHARED, LONGEST_SHARED = 500, 50_000  # blocks that several posts show, and their characters


class Attachment(Frozen):
    """A file of the media library."""

    url: str
    title: str = ""
    alt: str = ""
    caption: str = ""


class Survey(Struct, dict=True):
    """The facts of the channel, and the parts of items that other items refer to, by id."""

    media: Path | None = None
    facts: dict[str, str] = field(default_factory=dict)
    authors: dict[str, Author] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    attachments: dict[str, Attachment] = field(default_factory=dict)
    attached: dict[str, list[str]] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    pages: list[tuple[int, str, str]] = field(default_factory=list)
    menu_items: list[Item] = field(default_factory=list)
    languages: dict[str, None] = field(default_factory=dict)
    patterns: Counter[str] = field(default_factory=Counter)
    moments: list[datetime] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)
    """Blocks that several posts show, by their ids."""

    # ---- reading

    def take(self, part: Part) -> None:
        if isinstance(part, Fact):
            self.take_fact(part)
            return
        kind, id_ = part.get("wp:post_type"), part.get("wp:post_id")
        if kind == "attachment":
            self.take_attachment(part, id_)
        elif kind == "nav_menu_item":
            self.menu_items.append(part)
        elif kind == "wp_block" and len(self.shared) < MOST_SHARED:
            self.shared[id_] = part.get("content:encoded")[:LONGEST_SHARED]
        elif kind in ("post", "page"):
            self.take_entry(part, kind, id_)

    def take_fact(self, fact: Fact) -> None:
        parts = {name: text.strip() for name, text in fact.parts.items()}
        if fact.name == "wp:author" and parts.get("wp:author_login"):
            login = parts["wp:author_login"]
            self.authors[login] = Author(login, text_of(parts.get("wp:author_display_name", "")))
        elif fact.name == "wp:category":
            self.take_category(parts)
        elif not fact.parts:
            self.facts.setdefault(fact.name, fact.text.strip())

    def take_category(self, parts: Mapping[str, str]) -> None:
        slug = unquote(parts.get("wp:category_nicename", ""))
        name = text_of(parts.get("wp:cat_name", "")) or slug
        text = text_of(parts.get("wp:category_description", ""))
        if name:
            self.categories[slug] = Category(name, slug, text=text)
            self.parents[slug] = unquote(parts.get("wp:category_parent", ""))

    def take_attachment(self, item: Item, id_: str) -> None:
        url = item.get("wp:attachment_url") or item.get("guid")
        alt, caption = text_of(item.first("_wp_attachment_image_alt")), text_of(item.get("excerpt:encoded"))
        self.attachments[id_] = Attachment(url, text_of(item.get("title")), alt, caption)
        self.attached.setdefault(item.get("wp:post_parent"), []).append(id_)

    def take_entry(self, item: Item, kind: str, id_: str) -> None:
        address = path_of(item.get("link"))
        self.addresses[id_] = address
        moment, status = item.date("wp:post_date"), item.get("wp:status")
        if moment and moment.tzinfo and len(self.moments) < SAMPLES:
            self.moments.append(moment)
        if kind == "page" and status == "publish" and item.get("wp:post_parent") in ("", "0"):
            self.pages.append((whole_number(item.get("wp:menu_order")), text_of(item.get("title")), id_))
        if kind == "post" and status == "publish" and moment and address:
            self.patterns[pattern_of(address, moment, unquote(item.get("wp:post_name")))] += 1
        self.languages |= {term.slug: None for term in item.of_taxonomy("language")}

    # ---- answers

    @property
    def url(self) -> str:
        return self.facts.get("wp:base_blog_url") or self.facts.get("link", "")

    @property
    def language(self) -> str:
        return main_language(self.facts.get("language", ""))

    def permalink(self) -> str:
        """Return the pattern of most posts' addresses; empty if it is Presswork's own, or if there is none."""
        return unless_own(usual(self.patterns))

    @cached_property
    def zone(self) -> str:
        return zone_of(self.moments, self.facts.get("language", ""))

    def on_its_day(self, moment: datetime | None) -> datetime | None:
        """Return a time on the day that its readers saw: one whose distance from UTC isn't the zone's would be on another day
        here, so its clock counts."""
        if moment is None or moment.tzinfo is None:
            return moment
        of_blog = ZoneInfo(self.zone or "UTC")
        return moment if moment.astimezone(of_blog).date() == moment.date() else moment.replace(tzinfo=of_blog)

    def above(self, slug: str) -> list[str]:
        """Return the slugs of the categories above this category, the nearest first."""
        slugs: list[str] = []
        while (slug := self.parents.get(slug, "")) and slug not in slugs:
            slugs.append(slug)
        return slugs

    def is_own_host(self, host: str) -> bool:
        addresses = (self.facts.get(name, "") for name in ("wp:base_blog_url", "wp:base_site_url", "link"))
        return same_host(host) in {same_host(split_url(address).netloc) for address in addresses if address}

    # ---- files

    def key_of(self, url: str) -> str:
        """Return where a file of the blog is: the path that it has; empty where the address is no file of the blog."""
        url = re.sub(r"^(https?://)i\d\.wp\.com/", r"\1", url)
        parts = split_url(url)
        path = unquote(parts.path).lstrip("/")
        if FOREIGN_MEDIA.match(url):
            return UPLOADS + path if self.on_disk(UPLOADS + path) else ""
        is_file = UPLOADS in path or extension_of(path) in PUBLISHED
        is_own = self.is_own_host(parts.netloc) if parts.netloc else parts.path.startswith("/")
        return path if is_file and is_own else ""

    def best_key(self, url: str) -> str:
        """Return the file to show for an address: the original of a smaller version, if it is known."""
        key = self.key_of(url)
        original = SIZED.sub("", key)
        return original if original != key and (self.on_disk(original) or self.is_attached(original)) else key

    def is_attached(self, key: str) -> bool:
        if not self.sources:
            self.sources = {self.key_of(attachment.url): attachment.url for attachment in self.attachments.values()}
        return key in self.sources

    def on_disk(self, key: str) -> Path | None:
        """Return the file with this key, if it is in the folder of uploads."""
        if UPLOADS not in key:
            return None
        return Media(self.media).at([key.partition(UPLOADS)[2]])

    def target_of(self, url: str) -> str:
        """Return the path of the entry that an address with a `?` leads to, with its part, or its file; empty for any other."""
        parts = split_url(url)
        if (
            not parts.query
            or (parts.netloc and not self.is_own_host(parts.netloc))
            or parts.path.strip("/").endswith((".php", ".html"))
        ):
            return ""
        parameters = parse_qs(parts.query)
        id_ = next((parameters[name][0] for name in ("p", "page_id", "attachment_id") if name in parameters), "")
        if id_ in self.attachments:
            key = self.key_of(self.attachments[id_].url)
            return f"/{quote(key)}" if self.on_disk(key) else self.attachments[id_].url
        address = self.addresses.get(id_, "")
        return f"{address}{parts.fragment and f'#{parts.fragment}'}" if address and "?" not in address else ""


def whole_number(text: str) -> int:
    """Return a whole number; 0 for any other text."""
    return int(text) if re.fullmatch(r"-?\d{1,6}", text) else 0


def survey_of(parts: Iterable[Part], media: Path | None) -> Survey:
    survey = Survey(media)
    for part in parts:
        survey.take(part)
    return survey


def main_language(code: str) -> str:
    """Return the language as `site.yaml` names it: without a region, which says nothing to readers, but with Chinese's script."""
    main, _, more = code.strip().replace("_", "-").partition("-")
    if main.lower() == "zh" and more.lower() in ("tw", "hk", "mo", "hant"):
        return "zh-Hant"
    return main.lower() if re.fullmatch("[A-Za-z]{2,3}", main) else ""
