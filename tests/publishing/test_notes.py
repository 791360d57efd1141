"""Notes among posts: whole in lists and feeds, and named by how they begin wherever they are only named."""

import json
import re

import feedparser
import html5lib
import pytest
from lxml import etree

from chalicelib.content.site.presets import PRESETS
from tests.feed_rules import faults
from tests.jsonld_rules import graphs, jsonld_faults
from tests.pictures import flat_jpeg
from tests.publishing.blog import MemoryBlog, as_new, post, standing

FROST, LONG = "posts/2026-11-22-081500.md", "posts/2026-11-23.md"
AT = "/2026/11/22/081500/"
QUAY = {"posts/quay.jpg": flat_jpeg(1200, 800)}
SOURCES: dict[str, str | bytes] = {
    "site.yaml": "title: The Press\nlanguages: [en, ar]\nsidebar: [recent]\nfeed: {length: 20}\n",
    "posts/before.md": post("Some text.", title="Before", date="2026-11-21", tags=["ink"]),
    FROST: "The first frost on the [quay](before.md). The rollers stay inside *until ten*, and so do we today.\n",
    LONG: post("A long note. " * 300, title=None, type="note", date="2026-11-23 18:00", tags=["ink"]),
    "posts/photo.md": post("![](quay.jpg)", title=None, type="note", date="2026-11-24 07:05"),
    "posts/described.md": post("![Boats on the mud](quay.jpg)", title=None, type="note", date="2026-11-24 08:05"),
    "posts/arabic.ar.md": post("وصلت خزانة حروف.", title="", date="2026-11-24 09:00"),
    "posts/photo.ar.md": post("![](quay.jpg)", title="", date="2026-11-24 09:30"),
    **QUAY,
}
NAME = "The first frost on the quay. The rollers stay inside until…"
BEGINS = "<p>The first frost on the"
EMPTY = re.compile(r"<(h[1-6]|a|title|option|figcaption)\b(?![^>]* aria-label=)[^>]*>\s*(?:<span[^>]*>\s*</span>\s*)?</\1>")


@pytest.fixture(scope="module")
def blog() -> MemoryBlog:
    blog = MemoryBlog()
    blog.publish(SOURCES)
    return blog


def pages_of(blog: MemoryBlog) -> dict[str, str]:
    return {key: shown.body.decode() for key, shown in blog.objects().items() if shown.type.startswith("text/html")}


def item_of(blog: MemoryBlog, address: str = AT) -> dict[str, object]:
    feed = json.loads(blog.page("/feed/json/index.json") or "")
    return next(item for item in feed["items"] if item["url"].endswith(address))


@pytest.mark.parametrize("preset", PRESETS)
def test_no_preset_has_an_empty_heading_link_or_title(preset: str) -> None:
    blog = MemoryBlog()
    blog.publish({**SOURCES, "site.yaml": f"{SOURCES['site.yaml']!s}theme: {{preset: {preset}}}\n"})

    for key, page in pages_of(blog).items():
        if not key.startswith("_/"):
            html5lib.HTMLParser(strict=True).parse(page)
    assert {key: found[0] for key, page in pages_of(blog).items() if (found := EMPTY.search(page))} == {}
    home = blog.page("/") or ""
    assert BEGINS in home
    assert f'<a href="{AT}" rel="bookmark"><time' in home
    assert f">{NAME}</a></h2>" not in home


def test_the_page_of_a_note_has_a_name_in_its_head_and_no_title_to_see(blog: MemoryBlog) -> None:
    page = blog.page(AT) or ""
    (graph,) = graphs(page)
    thing = graph["@graph"][0]

    assert f"<title>{NAME} · The Press</title>" in page
    assert f'<meta property="og:title" content="{NAME}">' in page
    assert f'<h1 class="unseen">{NAME}</h1>' in page
    assert jsonld_faults(graph) == []
    assert thing["@type"] == "SocialMediaPosting"
    assert "headline" not in thing


def test_a_long_note_is_cut_in_lists_as_posts_are(blog: MemoryBlog) -> None:
    home = blog.page("/") or ""

    assert home.count("A long note.") < 60
    assert 'Continue reading<span class="unseen"> A long note.' in home


def test_neighbours_archives_related_and_recent_posts_name_a_note_by_its_beginning(blog: MemoryBlog) -> None:
    assert f'<a href="{AT}" rel="next">{NAME}</a>' in (blog.page("/2026/11/21/before/") or "")
    assert f'<a href="{AT}">{NAME}</a>' in (blog.page("/2026/11/") or "")
    assert f'<a href="{AT}">{NAME}</a>' in (blog.page("/_/sidebar.en.html") or "")
    assert ">A long note." in (blog.page("/2026/11/21/before/") or "").partition('<section class="related"')[2]


def test_a_picture_is_called_by_what_it_shows_else_by_its_time_in_its_language(blog: MemoryBlog) -> None:
    assert "<title>Boats on the mud · The Press</title>" in (blog.page("/2026/11/24/described/") or "")
    assert re.search("<title>November 24, 2026[^<]* 7:05[^<]* · The Press</title>", blog.page("/2026/11/24/photo/") or "")
    assert re.search(r"<title>[^<]*نوفمبر[^<]* · The Press</title>", blog.page("/ar/2026/11/24/photo/") or "")


def test_rss_shows_a_note_whole_and_without_a_title(blog: MemoryBlog) -> None:
    document = (blog.page("/feed/index.xml") or "").encode()
    entry = next(one for one in feedparser.parse(document).entries if one.link.endswith(AT))
    item = next(one for one in etree.fromstring(document).iter("item") if (one.findtext("link") or "").endswith(AT))

    assert item.find("title") is None
    assert "title" not in entry
    assert "<em>until ten</em>, and so do we today." in entry.content[0].value


def test_atom_calls_a_note_by_its_beginning(blog: MemoryBlog) -> None:
    entries = feedparser.parse((blog.page("/feed/atom/index.xml") or "").encode()).entries

    assert {entry.title for entry in entries if entry.link.endswith(AT)} == {NAME}


def test_json_feed_has_the_text_of_a_note_and_no_title(blog: MemoryBlog) -> None:
    item = item_of(blog)

    assert "title" not in item
    assert "<em>until ten</em>" in str(item["content_html"])
    assert "title" not in item_of(blog, "/2026/11/24/photo/")


@pytest.mark.parametrize("full", ["yes", "no"])
def test_feeds_with_notes_are_valid_and_have_short_ones_whole_even_where_they_have_excerpts(full: str) -> None:
    blog = MemoryBlog()
    blog.publish({**SOURCES, "site.yaml": f"title: The Press\nlanguages: [en, ar]\nfeed: {{full: {full}}}\n"})
    feeds = {key: shown.body for key, shown in blog.objects().items() if "/feed/" in f"/{key}" and not key.endswith(".html")}

    assert {key: wrong for key, body in feeds.items() if (wrong := faults(key, body))} == {}
    assert "<em>until ten</em>" in str(item_of(blog)["content_html"])
    assert "content_html" in item_of(blog, "/2026/11/24/photo/")


def test_an_episode_of_a_podcast_has_a_title_even_if_it_is_a_note() -> None:
    blog = MemoryBlog()
    site = "title: The Press\npodcast: {category: Arts, owner: Inês <a@press.example>, image: /cover.jpg}\n"
    blog.publish({"site.yaml": site, FROST: "---\naudio: https://a.example/b.mp3\n---\nFrost on the quay.\n"})
    (item,) = etree.fromstring((blog.page("/feed/index.xml") or "").encode()).iter("item")

    assert item.findtext("title") == "Frost on the quay."


def test_a_note_is_found_by_its_words(blog: MemoryBlog) -> None:
    index = "".join(shown.body.decode() for key, shown in blog.objects().items() if key.startswith("_/search"))

    assert NAME in index
    assert "rollers" in index


def test_an_edit_of_its_text_renames_a_note_everywhere_and_moves_it_nowhere() -> None:
    blog = MemoryBlog()
    blog.publish(SOURCES)
    edited = {**SOURCES, FROST: "Thaw. See [before](before.md).\n"}
    blog.publish({FROST: edited[FROST]})

    assert ">Thaw. See before.</a>" in (blog.page("/2026/11/21/before/") or "")
    assert NAME not in "".join(pages_of(blog).values())
    assert standing(blog.objects()) == as_new(edited)


def test_a_note_that_gets_a_title_is_a_post_and_the_other_way_round() -> None:
    blog = MemoryBlog()
    blog.publish(SOURCES)
    titled = {**SOURCES, FROST: "# Frost\n\nOn the quay.\n"}

    blog.publish({FROST: titled[FROST]})
    assert standing(blog.objects()) == as_new(titled)

    blog.publish({FROST: SOURCES[FROST]})
    assert standing(blog.objects()) == as_new(SOURCES)


def test_a_link_in_a_listed_note_follows_the_post_that_it_leads_to() -> None:
    blog = MemoryBlog()
    blog.publish(SOURCES)
    moved = {**SOURCES, "posts/before.md": post("Some text.", title="Before", date="2026-11-21", tags=["ink"], slug="earlier")}
    blog.publish({"posts/before.md": moved["posts/before.md"]})

    assert 'The first frost on the <a href="/2026/11/21/earlier/">quay</a>' in (blog.page("/") or "")
    assert standing(blog.objects()) == as_new(moved)


def test_a_microblog_of_nothing_but_notes_has_no_leading_story() -> None:
    blog = MemoryBlog()
    blog.publish({f"posts/2026-11-2{day}-120000.md": f"Note number {day}.\n" for day in range(5)})
    home = blog.page("/") or ""

    assert 'class="card leads"' not in home
    assert [f"<p>Note number {day}.</p>" in home for day in range(5)] == [True] * 5


def test_the_first_post_that_is_no_note_leads_the_home_page(blog: MemoryBlog) -> None:
    home = blog.page("/") or ""

    assert re.findall(r'<article class="card leads">.*?<h2><a href="([^"]*)"', home, re.DOTALL) == ["/2026/11/21/before/"]
    assert home.count('href="/2026/11/21/before/" rel="bookmark"') == 1


def test_a_preview_of_a_note_without_words_yet_has_a_name() -> None:
    blog = MemoryBlog()
    blog.publish({"posts/2026-11-24-120000.md": "---\ntype: note\ndraft: yes\n---\n"})

    assert blog.report("posts/2026-11-24-120000.md") is None
