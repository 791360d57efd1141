"""A feed and its entries, the writer of each format, and hostile texts, for the tests of feeds."""

from collections.abc import Callable
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.rendering.formats.feeds import Entry, Feed, atom, json_feed, rss

Writer = Callable[[Feed], bytes]
SITE = "https://example.org"
PAGE = f"{SITE}/2011/04/28/hello/"
HUB = "https://hub.example/?of=us&all"
WRITERS: dict[str, Writer] = {"feed/index.xml": rss, "feed/atom/index.xml": atom, "feed/json/index.json": json_feed}
NASTY = (
    *("]]>", "<!-- ", "&amp;", "&nope;", "<b>", "\0\x1b[31m", "\ufffe\uffff", "\ud800", "👩‍👩‍👧", "\u202eشب", "\r\n\t"),
    *("\x85\x9f", "\u2028", ""),
)

texts = st.lists(st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=()), max_size=20), max_size=4).map("".join)
every_format = pytest.mark.parametrize(("key", "write"), WRITERS.items(), ids=("rss", "atom", "json"))


def urn(text: str) -> str:
    return uuid5(NAMESPACE_URL, text).urn


def entry(name: str = "hello", **changes: Any) -> Entry:
    url = f"{SITE}/2011/04/28/{name}/"
    html = '<p>Hello, <a href="/about/">you</a>. <img src="/posts/photo.jpg"></p>'
    made = Entry(
        urn(name),
        url,
        name.title(),
        "2011-04-28T09:30:00+02:00",
        "2011-05-01T10:00:00+02:00",
        ("Ana",),
        ("News",),
        "Hello.",
        html,
    )
    return replace(made, **changes)


def feed(*entries: Entry, **changes: Any) -> Feed:
    made = Feed("Notes", "Of a journey", f"{SITE}/", f"{SITE}/feed/", "en", urn("feed"), "", entries, SITE, ("Ana", "Bob"))
    return replace(made, **changes)
