"""The sidebar of `site.yaml`: the boxes beside the text, and the pages that have them.

To add a box, add a row to `WIDGETS`, and its content to `rendering.pages.languages`.
"""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from chalicelib.content.addresses.addresses import term
from chalicelib.content.frontmatter.parsed_values import Value
from chalicelib.content.frontmatter.readers import UnfitError, flag, topics
from chalicelib.content.site.nested_keys import links
from chalicelib.content.site.presets import BESIDE
from chalicelib.content.site.scalars import number_to, one_of
from chalicelib.content.site.site import TOP, Widget
from chalicelib.content.site.value_reader import Part, SiteReader, plainly

WIDGETS: Mapping[str, str] = {
    "topics": "the categories with the most posts, and a link to all topics",
    "top": "the posts that people read most in the last `hours`, and a link to more; if they are few, the newest ones below",
    "feeds": "the feeds of the whole site, or the RSS feeds of `categories`, in your order",
    "follow": "the form to follow by email, and the number of followers; every page has the form, and this box decides where",
    "recent": "the newest posts",
    "archives": "the years, newest first, and a link to all months",
    "pages": "the pages outside the flow, by `weight`, 50 at most",
    "links": "your own `links`, with or without numbers",
    "text": "your own `text`",
}
"""The boxes of the sidebar, and the content of each."""


def slugs(value: Value) -> tuple[str, ...]:
    """Read the names of categories, as their slugs."""
    return tuple(dict.fromkeys(term(name).slug for name in topics(value)))


WIDGET: Mapping[str, Part] = {
    "widget": Part(plainly(one_of(*WIDGETS)), "the box"),
    "title": Part(SiteReader.words, "its heading; without it, the usual one in the reader's language"),
    "count": Part(plainly(number_to(100)), "how many lines it has, from 1 to 100 (`topics`, `top`, `recent`, `archives`)"),
    "hours": Part(plainly(number_to(168)), "how far back it looks, from 1 to 168 (`top`)"),
    "links": Part(links, "a list of titles, or of tables with `title` and `url` (`links`)"),
    "numbered": Part(plainly(flag), "yes numbers the list (`links`)"),
    "categories": Part(plainly(slugs), "the categories whose feeds it shows (`feeds`)"),
    "text": Part(SiteReader.prose, "Markdown (`text`)"),
}


def widget(reader: SiteReader, value: Value) -> Widget:
    """Read a box: its kind, or a table with its kind."""
    given = reader.table(WIDGET, value) if isinstance(value, Mapping) else {"widget": one_of(*WIDGETS)(value)}
    if "widget" not in given:
        raise UnfitError("each box needs a `widget`")
    kind = given.pop("widget")
    return replace(TOP if kind == TOP.kind else Widget(kind), **given)


def boxes(reader: SiteReader, value: Value) -> tuple[Widget, ...]:
    return reader.each(widget, value, "sidebar")


SIDEBAR: Mapping[str, Part] = {
    "beside": Part(
        plainly(one_of(*BESIDE)),
        "which pages have it: `everywhere`, `home` (all but posts) or `none`; if you don't say, the preset decides",
    ),
    "boxes": Part(boxes, "the boxes, in order: each a name, or a table"),
}
SIDEBAR_GIVES = {"beside": "beside", "boxes": "sidebar"}


def sidebar(reader: SiteReader, value: Value) -> Mapping[str, Any]:
    """Read which pages have the sidebar, or its boxes, which are then on all pages, or both."""
    if isinstance(value, tuple):
        return {"sidebar": boxes(reader, value), "beside": "everywhere"}
    given = reader.table(SIDEBAR, value) if isinstance(value, Mapping) else {"beside": one_of(*BESIDE)(value)}
    return {SIDEBAR_GIVES[name]: part for name, part in given.items()}
