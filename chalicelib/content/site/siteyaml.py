"""`site.yaml`: its keys, its reader, and the parts of the site to rebuild when it changes.

To add a key, add a row to `SITE_KEYS` (its reader, what a change of it rebuilds, its meaning and default for the docs) and an
attribute to `site.Site`; if texts are read by it, add it to `publishing.parse.reading_of`, too. The readers of keys that have
keys themselves are in `content.site.nested_keys`, or in a module with the name of the key.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import to_builtins
from msgspec.structs import replace

from chalicelib.content.frontmatter.readers import text, wish
from chalicelib.content.frontmatter.yaml_keys import read_yaml
from chalicelib.content.limits import limit
from chalicelib.content.markdown.dialects import DIALECTS
from chalicelib.content.plain_text import decoded
from chalicelib.content.site import nested_keys, redirects, sidebar, site_languages, themeyaml
from chalicelib.content.site.scalars import hub_url, number_to, one_of, permalink_pattern, site_url, zone
from chalicelib.content.site.site import Site
from chalicelib.content.site.stylesheet_parts import parts_for_languages, parts_in_boxes
from chalicelib.content.site.value_reader import Markdown, Row, SiteReader, plainly
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen

SITE_LIMIT = limit("site.yaml")
OWN_REASONS = ("contrast", "front-matter-quotes", "front-matter-tab")  # reasons that say more than `site`


class SiteKey(Frozen):
    """One key of `site.yaml`: its name, its reader, the parts that its change rebuilds, and the attributes of `Site` it sets.

    The docs show its meaning, and its default as it would be written.
    """

    name: str
    read: Row
    changes: tuple[str, ...]
    meaning: str
    default: str = ""
    gives: tuple[str, ...] = ()

    def attributes(self, given: Any) -> Iterable[tuple[str, Any]]:
        """Return the attributes of `Site` for the value that was read."""
        return given.items() if self.gives else ((self.name, given),)


SITE_KEYS: tuple[SiteKey, ...] = (
    SiteKey("title", SiteReader.words, ("pages",), "the site's title", "A new site"),
    SiteKey("description", SiteReader.words, ("pages",), "a sentence about the site"),
    SiteKey(
        "url",
        plainly(site_url),
        ("pages",),
        "the site's address: scheme and host; `build --url`, the demo and a deployed site override it",
        "http://localhost",
    ),
    SiteKey("zone", plainly(zone), ("sources",), "the time zone of dates without one", "UTC"),
    SiteKey(
        "languages",
        site_languages.all_languages,
        ("sources", "pages"),
        "the languages: codes, or tables with `code`, `name` and `direction`; the first is the default language",
        "[en]",
    ),
    SiteKey("authors", nested_keys.authors, ("pages",), "authors, by the names that posts use: each a name, or a table", "{}"),
    SiteKey("categories", nested_keys.categories, ("pages",), "categories, by the names that posts use", "{}"),
    SiteKey(
        "permalink",
        plainly(permalink_pattern),
        ("sources",),
        "the pattern of posts' addresses; it must contain `{slug}`",
        "/{year}/{month}/{day}/{slug}/",
    ),
    SiteKey(
        "landing",
        plainly(number_to(100)),
        ("landing",),
        "how many posts the home page and a topic's page show, from 1 to 100",
        "10",
    ),
    SiteKey(
        "feed",
        nested_keys.feed,
        ("feeds",),
        "how many posts a feed has, and whether it has the whole text",
        "{length: 10, full: true}",
        ("feed_length", "feed_full"),
    ),
    SiteKey(
        "feeds",
        nested_keys.feeds,
        ("pages",),
        "the formats of feeds, by the kind of listing; a kind that you leave out keeps its default, and `[]` means no feed",
        "{tag: [rss]}",
    ),
    SiteKey("podcast", nested_keys.podcast, ("feeds",), "the details of your podcast, and its category"),
    SiteKey(
        "frames",
        nested_keys.hosts,
        ("sources",),
        "the hosts whose `<iframe>`s are allowed in texts, without `https://`",
        "[]",
    ),
    SiteKey(
        "sidebar",
        sidebar.sidebar,
        ("sidebar",),
        "the boxes beside the text, in order, and which pages have them; if you don't say, the preset decides",
        "",
        ("sidebar", "beside"),
    ),
    SiteKey(
        "feed_id",
        plainly(text),
        ("pages",),
        "the base of ids in feeds; without it, `url`. When the site moves, write the old `url` here, without a slash at the end",
    ),
    SiteKey("hub", plainly(hub_url), ("feeds",), "a WebSub hub that is told when a feed changes"),
    SiteKey("me", nested_keys.profiles, ("pages",), "your other addresses on the web, with `https://` or `mailto:`", "[]"),
    SiteKey(
        "markdown",
        plainly(one_of(*DIALECTS)),
        ("sources",),
        "the dialect of texts that name none: `commonmark` or `python-markdown`",
        "commonmark",
    ),
    SiteKey(
        "comments",
        nested_keys.comments,
        ("sources", "posts"),
        "whether posts take comments: yes, no, or `closed` if they used to; or a table",
        "no",
        ("comments", "comments_closed", "comment_rules"),
    ),
    SiteKey(
        "newsletter",
        nested_keys.newsletter,
        ("sidebar", "previews"),
        "how letters are sent; `no`: none are, and no page has a form",
        "{grace: 10 minutes, hour: 8}",
    ),
    SiteKey(
        "images",
        nested_keys.images,
        ("sources", "cards"),
        "whether originals are published, and cards drawn",
        "{originals: false, cards: false}",
        ("originals", "cards"),
    ),
    SiteKey(
        "toc",
        plainly(wish),
        ("posts",),
        "whether posts that don't say have a table of contents: `auto`, yes or no",
        "auto",
    ),
    SiteKey("menu", nested_keys.menu, ("menu",), "the entries of the menu, in order, for all languages or for each", "[]"),
    SiteKey("robots", nested_keys.robots, ("robots",), "the requests of `robots.txt` to crawlers", "{ai: allow}"),
    SiteKey("redirects", plainly(redirects.redirects), (), "addresses on this site that lead elsewhere", "{}"),
    SiteKey("theme", themeyaml.theme, ("theme",), "the look: a preset, colours, fonts, widths, logo and icon", "{}"),
)
ROWS: Mapping[str, Row] = {row.name: row.read for row in SITE_KEYS}


def changed(old: Site, new: Site) -> frozenset[str]:
    """Return the parts that the difference between two sites rebuilds."""
    before, after = to_builtins(old), to_builtins(new)
    names = {row: row.gives or (row.name,) for row in SITE_KEYS}
    # as text, because the order of a mapping counts: the first language is the fallback
    in_values = frozenset(
        what
        for row, gives in names.items()
        if any(json.dumps(before[name]) != json.dumps(after[name]) for name in gives)
        for what in row.changes
    )
    return in_values if frame_of(old) == frame_of(new) else in_values | {"pages"}


def frame_of(site: Site) -> tuple[Any, ...]:
    """Return what of the site's parts every page has around its text."""
    return parts_for_languages(site), parts_in_boxes(site), site.pages_with_boxes, site.has_forms, site.has_api


# ---- the reader


def read_site(raw: bytes, markdown: Markdown) -> Site:
    """Return the site that a `site.yaml` describes; raise the refusal that its author reads."""
    if len(raw) > SITE_LIMIT:
        raise Refusal("site", f"{len(raw):,} bytes, but the limit is {SITE_LIMIT:,}")
    try:
        keys = read_yaml(decoded(raw))
        first = {name: value for name, value in keys.values.items() if name == "languages"}  # texts need the languages
        reader = SiteReader(Site().languages, markdown)
        given = replace(reader, **reader.table(ROWS, first, keys.lines)).table(ROWS, keys.values, keys.lines)
    except Refusal as refusal:
        code = refusal.code if refusal.code in OWN_REASONS else "site"
        raise Refusal(code, refusal.found or refusal.reason.why, refusal.line) from refusal
    return Site(**{name: value for row in SITE_KEYS if row.name in given for name, value in row.attributes(given[row.name])})
