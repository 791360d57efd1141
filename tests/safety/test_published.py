"""No upload of an attacker is dangerous when published: pages, feeds, letters, search, structured data, reports."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from chalicelib.content.markdown_to_html import render
from chalicelib.content.site.site import Site
from chalicelib.newsletter.campaign import edition_of
from chalicelib.newsletter.mail.message import Edition
from chalicelib.store import records
from tests.publishing.blog import MemoryBlog, Objects, objects_in, post
from tests.safety.judge import dangers, scheme
from tests.safety.payloads import BEFORE, PLACES, RUNS, WRITTEN, armed, placed, raw, some
from tests.safety.sources import site, sources

WEB = ("http", "https")


@pytest.fixture(scope="module")
def blog() -> MemoryBlog:
    """Return a blog with the whole corpus published."""
    blog = MemoryBlog()
    uploads = sources()
    for key, source in uploads.items():
        blog.upload(key, source)
    blog.settle()
    assert [key for key in uploads if blog.report(key)] == []
    return blog


@pytest.fixture(scope="module")
def objects(blog: MemoryBlog) -> Objects:
    return blog.objects()


def of_type(objects: Objects, *types: str) -> Iterator[tuple[str, bytes]]:
    found = [(key, shown.body) for key, shown in objects.items() if shown.type.partition(";")[0] in types]
    assert found
    return iter(found)


def feeds(objects: Objects, *endings: str) -> Iterator[tuple[str, bytes]]:
    found = [(key, shown.body) for key, shown in objects.items() if key.endswith(endings)]
    assert found
    return iter(found)


def test_no_page_has_code_of_an_attacker(objects: Objects) -> None:
    assert {key: found for key, body in of_type(objects, "text/html") if (found := dangers(body.decode()))} == {}


def test_harmless_text_beside_a_payload_stays(objects: Objects) -> None:
    text = "".join(body.decode() for _, body in of_type(objects, "text/html"))

    assert [one.name for one in some() if f"kept{one.number}." not in text] == []


def test_each_payload_alone_is_made_harmless() -> None:
    """Each payload of the corpus is rendered alone."""
    bodies = {
        one.name: render(one.source, key="posts/a.md", lang="en", site=HOSTS, title="x").html for one in (*placed(), *raw())
    }

    assert {name: found for name, html in bodies.items() if (found := dangers(html, kept=True))} == {}


HOSTS = Site(frames=("video.example",))
# ---- feeds


def test_no_feed_has_html_or_an_address_that_runs_code(objects: Objects) -> None:
    for key, body in feeds(objects, "feed/index.xml", "feed/atom/index.xml"):
        for element in etree.fromstring(body).iter():
            name, text = etree.QName(element).localname, element.text or ""
            if name in ("encoded", "content", "description"):
                assert (key, dangers(text)) == (key, [])
            if name in ("link", "url", "comments"):
                assert scheme(element.get("href", "") or text) in WEB
            if name == "guid":
                assert element.get("isPermaLink") == "false"


def test_no_json_feed_has_html_or_an_address_that_runs_code(objects: Objects) -> None:
    for key, body in feeds(objects, "feed/json/index.json"):
        feed = json.loads(body)
        for part in (feed, *feed["items"]):
            assert (key, dangers(part.get("content_html", ""))) == (key, [])
            assert {scheme(part[name]) for name in ADDRESSES if part.get(name)} <= {*WEB}


ADDRESSES = ("home_page_url", "feed_url", "url", "image", "external_url", "banner_image", "icon")


def test_an_excerpt_is_text_in_rss_though_a_description_there_is_html() -> None:
    blog = MemoryBlog()
    blog.publish({"posts/a.md": post(summary="1 < 2 & <b>bold</b>")})

    (said,) = etree.fromstring((blog.page("/feed/") or "").encode()).iterfind("channel/item/description")

    read = html5lib.parse(said.text or "", namespaceHTMLElements=False)
    assert ["".join(read.itertext()), *read.iter("b")] == ["1 < 2 & <b>bold</b>"]


# ---- letters


@pytest.fixture(scope="module")
def editions(blog: MemoryBlog) -> list[Edition]:
    found = (records.successor(blog.cloud.table, key) for key in keys_of(blog))
    return [edition_of(blog.cloud, record.post) for record in found if record and record.post]


def keys_of(blog: MemoryBlog) -> list[str]:
    return [key for key in objects_in(blog.cloud.content) if key.endswith(".md")]


def test_no_letter_has_code_of_an_attacker(editions: list[Edition]) -> None:
    assert editions
    assert [found for edition in editions if (found := dangers(edition.html, mail=True))] == []


def test_the_text_of_a_letter_lists_no_address_that_runs_code(editions: list[Edition]) -> None:
    listed = [found[1] for edition in editions for found in re.finditer(r"^\[\d+\] (.*)$", edition.text, re.MULTILINE)]

    assert listed
    assert {scheme(address) for address in listed} <= {*WEB, "mailto"}


def test_no_title_adds_a_line_to_the_head_of_a_letter(editions: list[Edition]) -> None:
    assert [edition.subject for edition in editions if len(edition.subject.splitlines()) != 1] == []


# ---- data for programs


def test_structured_data_has_only_web_addresses(objects: Objects) -> None:
    for key, body in of_type(objects, "text/html"):
        tree = html5lib.parse(body.decode(), namespaceHTMLElements=False)
        for script in tree.iter("script"):
            if script.get("type") == "application/ld+json":
                schemes = {scheme(found) for found in urls_in(json.loads(script.text or ""))}
                assert (key, schemes) == (key, schemes & {*WEB})


def urls_in(thing: Any) -> Iterator[str]:
    """Yield each address in JSON-LD."""
    if isinstance(thing, Mapping):
        for name, value in thing.items():
            if name in URLS and isinstance(value, str):
                yield value
            elif name in URLS and isinstance(value, list):
                yield from value
            else:
                yield from urls_in(value)
    elif isinstance(thing, list):
        for one in thing:
            yield from urls_in(one)


URLS = ("@context", "@id", "item", "mainEntityOfPage", "sameAs", "url", "urlTemplate")


def test_the_addresses_of_search_results_are_within_the_site(objects: Objects) -> None:
    segments = [
        json.loads(body)
        for key, body in of_type(objects, "application/json")
        if key.startswith("_/search/") and key.count("/") > 2
    ]

    assert segments
    for segment in segments:
        assert re.match("/[^/\\\\]", segment["at"])


def test_reports_are_plain_text(blog: MemoryBlog) -> None:
    blog = MemoryBlog()
    blog.publish({"posts/a.md": post(f"{armed('[x](HIT.md) ![x](HIT.png) <script>HIT</script>', 1)}"), "posts/<b>.md": "no"})

    reports = {key: shown.type for key, shown in objects_in(blog.cloud.content).items() if key.endswith(".txt")}

    assert reports == dict.fromkeys(("posts/a.md.warning.txt", "posts/<b>.md.error.txt"), "text/plain; charset=utf-8")


# ---- random disguises


SPACES = [*"\t\n\r\x0b\x0c\x1c\x1f \x7f\x85\xa0\u1680\u2000\u200b\u2028\u2029\u3000\ufeff\ufffe\u00ad\0\1"]
spaces = st.sampled_from(SPACES) | st.characters(categories=("Zs", "Cc", "Cf", "Zl", "Zp"))
entity = st.sampled_from(["&#{0};", "&#x{0:x};", "&#{0}", "&#X{0:X};", "&#0000{0};"])
NAMED = {"\t": "&Tab;", "\n": "&NewLine;", ":": "&colon;", "\xa0": "&nbsp;", "\xad": "&shy;", "(": "&lpar;"}


@st.composite
def written(draw: st.DrawFn, letter: str) -> str:
    """Draw a notation of a letter: unchanged, in the other case, or as an entity."""
    how = draw(st.integers(0, 9))
    if how < 6:
        return letter.upper() if how == 5 else letter
    if how == 6:
        return NAMED.get(letter, letter)
    return draw(entity).format(ord(letter))


@st.composite
def disguised(draw: st.DrawFn) -> str:
    """Draw an address that runs code, with ignored characters before and within its scheme, and with entities."""
    address = draw(st.sampled_from([*RUNS.values(), *WRITTEN.values()]))
    plain = [*"javascript:"] if draw(st.booleans()) else [*address.partition("HIT")[0]]
    for at in sorted(draw(st.lists(st.integers(0, len(plain)), max_size=3)), reverse=True):
        plain[at:at] = draw(st.lists(spaces, max_size=2))
    begun = draw(st.sampled_from([*BEFORE.values()])) if draw(st.booleans()) else ""
    rest = [draw(written(letter)) for letter in plain]
    return begun + "".join(rest) + "__hit(1)"


blocks = st.builds(lambda place, address: place.replace("ADDRESS", address), st.sampled_from([*PLACES.values()]), disguised())


@given(texts=st.lists(blocks, min_size=1, max_size=8), address=disguised())
@settings(max_examples=40)
def test_no_disguised_address_is_published_as_an_address_that_runs_code(texts: list[str], address: str) -> None:
    blog = MemoryBlog()
    blog.upload("site.yaml", site(texts))
    blog.upload("posts/a.md", post("\n\n".join(texts), image=address, summary=address, aliases=[address], author=address))
    blog.upload("posts/b.md", post("\n\n".join([*texts, "<!--more-->", *texts]), category=address, path=address, id=address))
    blog.settle()

    pages = {key: shown.body.decode() for key, shown in blog.objects().items() if shown.type.startswith("text/html")}
    feed = json.loads(blog.page("/feed/json/") or "{}")

    assert [found for html in pages.values() for found in dangers(html)] == []
    assert [found for item in feed["items"] for found in dangers(item.get("content_html", ""))] == []
    assert {scheme(item.get("image", "https:")) for item in feed["items"]} <= {*WEB}
