"""RSS, Atom and JSON Feed: what each says of its posts, valid for every post and read by a feed reader."""

import json
import re
from datetime import datetime

import feedparser
import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from chalicelib.rendering.formats.absolute_urls import absolute
from chalicelib.rendering.formats.feeds import Entry, atom, json_feed, rss
from tests.feed_rules import ATOM, CONTENT, DC, faults
from tests.rendering.feeds import HUB, PAGE, SITE, WRITERS, Writer, entry, every_format, feed, texts, urn


def first(document: bytes, path: str) -> etree._Element:
    return next(etree.fromstring(document).iterfind(path))


@every_format
def test_a_feed_is_valid(key: str, write: Writer) -> None:
    assert (
        faults(key, write(feed(entry(), entry("more"), entry("rare", authors=(), categories=(), updated="", image=PAGE)))) == []
    )


@pytest.mark.parametrize(("write", "root"), [(rss, b"<rss"), (atom, b"<feed")])
def test_a_feed_says_at_its_beginning_what_it_is(write: Writer, root: bytes) -> None:
    """Atom is served as XML of no kind, and readers and validators then look at the first half kilobyte."""
    assert root in write(feed(entry(), title="x" * 1000, description="x" * 1000, hub=HUB))[:512]


@every_format
def test_a_feed_without_posts_is_valid_and_always_the_same(key: str, write: Writer) -> None:
    assert faults(key, write(feed())) == []
    assert set(dates(write(feed()))) <= {"1970-01-01T00:00:00+00:00", "Thu, 01 Jan 1970 00:00:00 +0000"}


@every_format
def test_a_feed_without_optional_values_is_valid(key: str, write: Writer) -> None:
    bare = Entry(urn("bare"), PAGE, "", "2011-04-28")
    assert faults(key, write(feed(bare, title="", description="", authors=()))) == []


@every_format
def test_all_times_in_a_feed_are_times_of_its_posts(key: str, write: Writer) -> None:
    times = {
        "2011-04-28T09:30:00+02:00",
        "2011-05-01T10:00:00+02:00",
        "Thu, 28 Apr 2011 09:30:00 +0200",
        "Sun, 01 May 2011 10:00:00 +0200",
    }
    assert set(dates(write(feed(entry(), entry("more"))))) <= times


@every_format
def test_a_hub_adds_only_its_link_to_a_feed(key: str, write: Writer) -> None:
    document = write(feed(entry(), hub=HUB))

    assert faults(key, document) == []
    without = re.sub(HUB_LINK, "", document.decode())
    assert without != document.decode()
    assert without.encode() == write(feed(entry()))


@every_format
def test_a_feed_names_its_hub_beside_itself(key: str, write: Writer) -> None:
    assert named(key, write(feed(entry(), hub=HUB))) == ([f"{SITE}/feed/"], [HUB])
    assert named(key, write(feed(entry()))) == ([f"{SITE}/feed/"], [])


@every_format
def test_equal_feeds_are_equal_bytes(key: str, write: Writer) -> None:
    assert write(feed(entry(), entry("more"))) == write(feed(entry(), entry("more")))


@every_format
def test_a_feed_keeps_the_order_of_its_posts(key: str, write: Writer) -> None:
    document = write(feed(entry("newest"), entry("older"), entry("oldest"))).decode()
    assert document.index("Newest") < document.index("Older") < document.index("Oldest")


@every_format
def test_no_library_names_itself_or_its_version(key: str, write: Writer) -> None:
    assert b"feedgen" not in write(feed(entry())).lower()


@every_format
def test_a_feed_reader_finds_the_values_of_the_entry(key: str, write: Writer) -> None:
    hostile = entry("x", title="Tom & <b>Jerry</b> ]]> 👩‍👩‍👧 שלום", authors=("A & B",), categories=("C < D", "E"))
    found = read(key, write(feed(hostile)))
    assert found == (hostile.id, hostile.title, hostile.url, hostile.authors, hostile.categories)


def test_rss_has_the_excerpt_as_description_and_the_whole_text_as_content() -> None:
    item = first(rss(feed(entry())), "channel/item")
    assert item.findtext("description") == "Hello."
    assert item.findtext(f"{CONTENT}encoded") == absolute(entry().html, SITE, PAGE)


def test_rss_has_an_id_without_a_colon_where_an_old_blog_gave_one() -> None:
    written = feed(replace(entry(), id="guid:5f3c"))
    assert first(rss(written), "channel/item/guid").text == "5f3c"
    assert first(atom(written), f"{ATOM}entry/{ATOM}id").text == "guid:5f3c"


def test_rss_names_its_authors_without_addresses_to_spam() -> None:
    item = first(rss(feed(entry(authors=("Ana", "Bob")))), "channel/item")
    assert [creator.text for creator in item.iterfind(f"{DC}creator")] == ["Ana", "Bob"]


def test_rss_links_to_the_listing_and_to_itself() -> None:
    document = rss(feed(link=f"{SITE}/category/x/", feed_url=f"{SITE}/category/x/feed/"))
    assert first(document, "channel/link").text == f"{SITE}/category/x/"
    assert first(document, f"channel/{ATOM}link").get("href") == f"{SITE}/category/x/feed/"


def test_a_feed_has_the_time_of_its_latest_update() -> None:
    posts = entry("a", updated="2012-01-01T00:00:00+14:00"), entry("b", updated="2011-12-31T23:00:00-05:00")
    assert etree.fromstring(rss(feed(*posts))).findtext("channel/lastBuildDate") == "Sat, 31 Dec 2011 23:00:00 -0500"
    assert etree.fromstring(atom(feed(*posts))).findtext(f"{ATOM}updated") == "2011-12-31T23:00:00-05:00"


def test_atom_gives_the_excerpt_as_summary_and_the_whole_text_as_html() -> None:
    document = atom(feed(entry()))
    assert first(document, f"{ATOM}entry/{ATOM}summary").text == "Hello."
    assert first(document, f"{ATOM}entry/{ATOM}content").get("type") == "html"
    assert first(document, f"{ATOM}entry/{ATOM}content").text == absolute(entry().html, SITE, PAGE)


def test_the_author_of_an_atom_feed_without_authors_is_the_site() -> None:
    assert etree.fromstring(atom(feed(authors=()))).findtext(f"{ATOM}author/{ATOM}name") == "Notes"


def test_json_feed_has_all_values_and_escapes_no_letters() -> None:
    document = json_feed(feed(entry("x", title="Ünï", image=f"{SITE}/ü.jpg", lang="de")))
    item = json.loads(document)["items"][0]
    assert "Ünï".encode() in document
    assert (item["image"], item["language"], item["tags"]) == (f"{SITE}/%C3%BC.jpg", "de", ["News"])


@every_format
def test_a_feed_of_excerpts_has_no_whole_texts(key: str, write: Writer) -> None:
    document = write(feed(entry(html="")))
    assert faults(key, document) == []
    assert b"Hello." in document
    assert not re.search(rb"encoded|<content|content_html", document)


@every_format
def test_addresses_in_other_scripts_are_percent_encoded(key: str, write: Writer) -> None:
    document = write(feed(entry(url="https://bücher.example/привет/"), link="https://bücher.example/标签/"))
    assert faults(key, document) == []
    assert b"https://xn--bcher-kva.example/%D0%BF%D1%80%D0%B8%D0%B2%D0%B5%D1%82/" in document


@every_format
def test_a_time_older_than_time_zones_is_valid_in_each_format(key: str, write: Writer) -> None:
    madrid, sitka = "1850-01-01T00:00:00-00:14:44", "1867-01-01T00:00:00+15:13:42"
    assert (
        faults(key, write(feed(entry("madrid", published=madrid, updated=""), entry("sitka", published=sitka, updated="")))) == []
    )


names = st.lists(texts, max_size=3).map(tuple)
times = st.datetimes(min_value=datetime(1000, 1, 2), timezones=st.one_of(st.none(), st.timezones())).map(datetime.isoformat)
scraps = st.sampled_from(
    [
        '<a href="/%E4">',
        '<a href="{}">',
        '<img src="{}" srcset="{} 1x, /b.jpg 2x">',
        "<pre>",
        "{}",
        '<q cite="{}">',
        '<a title="{}" href="#x">',
    ]
)
markups = st.lists(st.tuples(scraps, st.text(max_size=10)), max_size=4).map(
    lambda parts: nh3.clean("".join(s.replace("{}", t) for s, t in parts))
)
entries = st.builds(
    Entry,
    st.uuids().map(lambda id_: id_.urn),
    texts.map(PAGE.__add__),
    texts,
    times,
    st.just("") | times,
    names,
    names,
    texts,
    markups,
)


@given(entries=st.lists(entries, max_size=3, unique_by=lambda entry: entry.id), title=texts, description=texts, authors=names)
@settings(max_examples=60)
@pytest.mark.parametrize("key", WRITERS)
def test_feeds_of_random_posts_are_valid(
    key: str, entries: list[Entry], title: str, description: str, authors: tuple[str, ...]
) -> None:
    document = WRITERS[key](feed(*entries, title=title, description=description, authors=authors))
    assert faults(key, document) == []


HARMFUL = [
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java&#10;script:alert(1)">x</a>',
    '<a href="&#1;JavaScript&colon;alert(1)">x</a>',
    '<a xlink:href="javascript:alert(1)">x</a>',
    '<img src="data:text/html,alert(1)">x',
    '<img srcset="/a.jpg 1x, vbscript:alert(1) 2x">x',
    '<form action="javascript:alert(1)">x</form>',
    '<q cite="javascript:alert(1)">x</q>',
]


@every_format
@pytest.mark.parametrize("stored", HARMFUL)
def test_a_stored_body_passes_the_gate_before_it_leaves_in_a_feed(key: str, write: Writer, stored: str) -> None:
    document = write(replace(feed(), entries=(entry(html=f"<p>Hello</p>{stored}"),))).decode()

    assert "Hello" in document
    assert "alert" not in document


HUB_LINK = r'<(?:atom:)?link href="https://hub[^>]*/>|"hubs":\[[^]]*\],'


def named(key: str, document: bytes) -> tuple[list[str], list[str]]:
    """Return the URLs that the feed has for itself, and its hubs."""
    if key.endswith(".json"):
        parsed = json.loads(document)
        return [parsed["feed_url"]], [hub["url"] for hub in parsed.get("hubs", ()) if hub["type"] == "WebSub"]
    links = list(etree.fromstring(document).iter(f"{ATOM}link"))
    own, hubs = ([link.get("href", "") for link in links if link.get("rel") == rel] for rel in ("self", "hub"))
    return own, hubs


def dates(document: bytes) -> list[str]:
    """Return all times in a document."""
    return re.findall(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}|\d{4}-\d\d-\d\d[T\d:.+-]*", document.decode())


def read(key: str, document: bytes) -> tuple[str, str, str, tuple[str, ...], tuple[str, ...]]:
    """Return the first post as a feed reader parses it: id, title, address, authors, categories."""
    if key.endswith(".json"):
        item = json.loads(document)["items"][0]
        return item["id"], item["title"], item["url"], tuple(author["name"] for author in item["authors"]), tuple(item["tags"])
    item = feedparser.parse(document, sanitize_html=False).entries[0]
    return item.id, item.title, item.link, tuple(author.name for author in item.authors), tuple(tag.term for tag in item.tags)
