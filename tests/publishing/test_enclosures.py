"""Enclosures: feeds enclose the first audio or video file of a post, whichever of the two comes first."""

import json
from typing import Any

import pytest
from lxml import etree

from tests.feed_rules import ATOM, faults
from tests.publishing.blog import URL, Blog, MemoryBlog, as_new, post
from tests.publishing.calls import noting

PODCAST = post('![Talk](é talk.mp3 "Talk")\n\n![Film](film.mp4)'.replace("é talk", "%C3%A9%20talk"))
FILE = "posts/é talk.mp3"
TALK = b"ID3" + b"\0" * 2_000
ADDRESS = f"{URL}/posts/%C3%A9%20talk.mp3"
EXCERPTS = "title: A\nfeed: {full: false}\n"


def rss(blog: Blog) -> list[dict[str, str]]:
    found = etree.fromstring((blog.page("/feed/") or "").encode()).iterfind(".//enclosure")
    return [{str(name): str(value) for name, value in one.attrib.items()} for one in found]


def atom(blog: Blog) -> list[dict[str, str]]:
    found = etree.fromstring((blog.page("/feed/atom/") or "").encode()).iterfind(f".//{ATOM}link[@rel='enclosure']")
    return [{str(name): str(value) for name, value in one.attrib.items() if name != "rel"} for one in found]


def attachments(blog: Blog) -> list[dict[str, Any]]:
    return [one for item in json.loads(blog.page("/feed/json/") or "")["items"] for one in item.get("attachments", [])]


@pytest.mark.parametrize("site", ["title: A\n", EXCERPTS])
@pytest.mark.parametrize("order", [("posts/a.md", FILE), (FILE, "posts/a.md")])
def test_each_feed_encloses_the_first_player_with_its_length_whichever_comes_first(
    blog: Blog, order: tuple[str, str], site: str
) -> None:
    sources: dict[str, str | bytes] = {"posts/a.md": PODCAST, FILE: TALK}

    blog.publish({"site.yaml": site, **{key: sources[key] for key in order}})

    assert rss(blog) == [{"url": ADDRESS, "length": "2003", "type": "audio/mpeg"}]
    assert atom(blog) == [{"href": ADDRESS, "length": "2003", "type": "audio/mpeg"}]
    assert attachments(blog) == [{"url": ADDRESS, "mime_type": "audio/mpeg", "size_in_bytes": 2003}]
    assert blog.objects() == as_new({"site.yaml": site, **sources})


def test_a_file_that_isnt_there_is_not_enclosed(memory_blog: Blog) -> None:
    memory_blog.publish({"posts/a.md": PODCAST})
    assert (rss(memory_blog), atom(memory_blog), attachments(memory_blog)) == ([], [], [])

    memory_blog.publish({FILE: TALK})
    assert len(rss(memory_blog)) == 1

    memory_blog.publish({FILE: None})
    assert rss(memory_blog) == []


def test_a_file_of_another_length_changes_the_feeds(memory_blog: Blog) -> None:
    memory_blog.publish({"posts/a.md": PODCAST, FILE: TALK})

    memory_blog.publish({FILE: TALK + b"more"})

    assert rss(memory_blog)[0]["length"] == "2007"


def test_a_file_of_another_site_has_no_known_length(memory_blog: Blog) -> None:
    memory_blog.publish({"posts/a.md": post("https://a.example/talk.mp3?x=1&y=2")})

    assert rss(memory_blog) == [{"url": "https://a.example/talk.mp3?x=1&y=2", "length": "0", "type": "audio/mpeg"}]
    assert atom(memory_blog) == [{"href": "https://a.example/talk.mp3?x=1&y=2", "type": "audio/mpeg"}]
    assert attachments(memory_blog) == [{"url": "https://a.example/talk.mp3?x=1&y=2", "mime_type": "audio/mpeg"}]


def test_a_file_that_nobody_plays_presses_no_other_page(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"posts/a.md": PODCAST})

    with noting(memory_blog) as written:
        memory_blog.publish({"posts/other.mp3": TALK})

    assert written == {"posts/other.mp3"}


def test_feeds_with_enclosures_are_valid(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"posts/a.md": PODCAST, FILE: TALK, "posts/b.md": post("https://a.example/film.mp4")})

    found = {key: faults(key, shown.body) for key, shown in memory_blog.objects().items() if "feed/" in key}

    assert {key: wrong for key, wrong in found.items() if wrong} == {}


# ---- named in front matter


def test_a_file_that_front_matter_names_is_enclosed_and_played_above_the_text(memory_blog: MemoryBlog) -> None:
    sources: dict[str, str | bytes] = {"posts/a.md": post("Notes.", audio="é talk.mp3", duration="12:34"), FILE: TALK}

    memory_blog.publish(sources)

    assert rss(memory_blog) == [{"url": ADDRESS, "length": "2003", "type": "audio/mpeg"}]
    assert attachments(memory_blog) == [
        {"url": ADDRESS, "mime_type": "audio/mpeg", "size_in_bytes": 2003, "duration_in_seconds": 754}
    ]
    player = '<p><audio controls="" src="/posts/%C3%A9%20talk.mp3">é talk</audio></p>\n<p>Notes.</p>'
    assert player in (memory_blog.page("/2026/11/20/a/") or "")
    assert memory_blog.objects() == as_new(sources)


def test_a_file_that_the_text_plays_itself_is_not_played_twice(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"posts/a.md": post("![One](one.mp3)\n\n![Two](two.mp3)", audio="two.mp3"), "posts/two.mp3": TALK})

    assert rss(memory_blog)[0]["url"] == f"{URL}/posts/two.mp3"
    assert (memory_blog.page("/2026/11/20/a/") or "").count("<audio") == 2


def test_a_file_that_front_matter_names_and_that_is_missing_is_named_in_a_warning(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"posts/a.md": post("Notes.", audio="talk.mp3")})

    assert "posts/talk.mp3" in (memory_blog.warning("posts/a.md") or "")


def test_a_mark_of_the_lead_stays_where_it_was_below_a_player(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"templates/landing.html": "{% for post in posts %}{{ post.lead }}{% endfor %}"})

    memory_blog.publish({"posts/a.md": post("Lead.\n\n<!--more-->\n\nRest.", audio="https://a.example/b.mp3")})

    assert (memory_blog.page("/") or "").endswith("</audio></p>\n<p>Lead.</p>\n")


# ---- podcasts

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
SITE = """\
title: Press
podcast:
  in: Harbour
  category: Arts > Books
  owner: Inês <podcast@press.example>
  image: /cover.jpg
  serial: yes
"""
EPISODE = post(
    "Notes.",
    audio="https://a.example/b.mp3",
    duration="1:02:03",
    categories="Harbour",
    author="Ana",
    summary="Of <fog>.",
    image="https://a.example/c.png",
    explicit="yes",
)


def told(element: Any) -> dict[str, str]:
    """Return what directories of podcasts are told: each text, or its attribute, or the parts of an owner."""
    ours = (one for one in element if str(one.tag).startswith(ITUNES))
    return {
        str(one.tag).removeprefix(ITUNES): " ".join(
            (*one.attrib.values(), *(str(text).strip() for text in one.itertext()))
        ).strip()
        for one in ours
    }


def test_the_feed_of_a_podcast_tells_directories_what_they_ask_for(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"site.yaml": SITE, "posts/a.md": EPISODE, "posts/b.md": post("No episode.", categories="Harbour")})

    (channel,) = etree.fromstring((memory_blog.page("/category/harbour/feed/") or "").encode())
    episode, other = sorted((told(item) for item in channel.iterfind("item")), key=len, reverse=True)

    assert told(channel) == {
        "author": "Press: Harbour",
        "category": "Arts",
        "explicit": "no",
        "image": f"{URL}/cover.jpg",
        "owner": "Inês podcast@press.example",
        "summary": "Press: Harbour",
        "type": "serial",
    }
    assert [one.get("text") for one in channel.iterfind(f"{ITUNES}category/{ITUNES}category")] == ["Books"]
    assert episode == {
        "author": "Ana",
        "duration": "1:02:03",
        "explicit": "yes",
        "image": "https://a.example/c.png",
        "summary": "Of <fog>.",
    }
    assert other == {}
    assert "itunes" not in (memory_blog.page("/feed/") or "")


def test_the_feed_of_all_posts_is_the_podcast_where_no_category_is_named(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"posts/a.md": EPISODE})
    assert "itunes" not in (memory_blog.page("/feed/") or "")

    site = {"site.yaml": "title: Press\npodcast: {category: history}\n"}
    memory_blog.publish(site)

    assert '<itunes:category text="History"/>' in (memory_blog.page("/feed/") or "")
    assert "itunes" not in (memory_blog.page("/category/harbour/feed/") or "")
    assert memory_blog.objects() == as_new({"posts/a.md": EPISODE, **site})


def test_the_feeds_of_a_podcast_are_valid(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"site.yaml": SITE, "posts/a.md": EPISODE})

    found = {key: faults(key, shown.body) for key, shown in memory_blog.objects().items() if "feed/" in key}

    assert {key: wrong for key, wrong in found.items() if wrong} == {}


REFUSED = [
    ("{in: a}", "a podcast needs a `category`"),
    ("{category: Boks}", "did you mean Books?"),
    ("{category: Arts, image: /cover.svg}", "a cover ends in .jpg or .png"),
    ("{category: Arts, owner: a@press.example}", "such as The Press"),
]


@pytest.mark.parametrize(("written", "why"), REFUSED)
def test_a_podcast_that_directories_would_refuse_is_refused(memory_blog: MemoryBlog, written: str, why: str) -> None:
    memory_blog.publish({"site.yaml": f"title: A\npodcast: {written}\n"})

    assert why in (memory_blog.report("site.yaml") or "")
