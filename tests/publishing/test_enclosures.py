"""Enclosures: feeds enclose the first audio or video file of a post, whichever of the two comes first."""

import json
from typing import Any

import pytest
from lxml import etree

from tests.feed_rules import ATOM, faults
from tests.publishing.blog import URL, Blog, MemoryBlog, as_new, noting, post

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
