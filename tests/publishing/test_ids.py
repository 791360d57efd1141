"""The id by which feeds know a post: the author's own or one from its key, and no two posts have the same."""

import json
from collections.abc import Iterator

import pytest

from tests.publishing.blog import Blog, MemoryBlog, as_new, post, report_of, standing

FIRST, SECOND = "posts/first.md", "posts/second.md"
MINE, YOURS = post(title="Mine", id="tag:a.example,2026:7"), post(title="Yours", id="tag:a.example,2026:7", slug="yours")


def entries(blog: Blog) -> Iterator[tuple[str, str]]:
    """The title and the id of each entry of the feed of all posts."""
    told = json.loads(blog.page("/feed/json/") or "{}")
    yield from sorted((item["title"], item["id"]) for item in told.get("items", ()))


@pytest.mark.parametrize("key", ["posts/a.md", SECOND])
def test_the_first_source_keeps_an_id_and_the_second_is_told(blog: Blog, key: str) -> None:
    blog.publish({FIRST: MINE})
    before = blog.objects()

    blog.publish({key: YOURS})

    assert blog.objects() == before
    assert blog.report(key) == report_of("taken-id", key, "tag:a.example,2026:7")


LEAVING = {
    "by being deleted": None,
    "by another id": post(title="Mine", id="mine"),
    "by having none": post(title="Mine"),
    "by becoming a draft": post(title="Mine", id="tag:a.example,2026:7", draft=True),
}


@pytest.mark.parametrize("left", LEAVING.values(), ids=list(LEAVING))
def test_a_source_that_waits_gets_the_id_when_its_owner_gives_it_up(memory_blog: MemoryBlog, left: str | None) -> None:
    memory_blog.publish({FIRST: MINE, SECOND: YOURS})

    memory_blog.publish({FIRST: left})

    assert memory_blog.report(SECOND) is None
    assert dict(entries(memory_blog))["Yours"] == "tag:a.example,2026:7"
    assert standing(memory_blog.objects()) == as_new({SECOND: YOURS, **({FIRST: left} if left else {})})
    assert memory_blog.owing() == ()


def test_a_source_refused_for_its_id_leaves_the_address_to_others(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({FIRST: MINE, SECOND: YOURS})

    memory_blog.publish({"posts/third.md": post(title="Third", slug="yours")})

    assert memory_blog.report("posts/third.md") is None
    assert [title for title, _ in entries(memory_blog)] == ["Mine", "Third"]


def test_an_edit_that_takes_anothers_id_leaves_the_last_good_version(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({FIRST: MINE, SECOND: post(title="Before", slug="yours", id="yours")})
    before = memory_blog.objects()

    memory_blog.publish({SECOND: YOURS})
    assert memory_blog.objects() == before
    assert memory_blog.report(SECOND) == report_of("taken-id", SECOND, "tag:a.example,2026:7")

    memory_blog.publish({SECOND: post(title="Before", slug="yours", id="yours")})
    assert memory_blog.report(SECOND) is None


def test_a_renamed_source_keeps_its_id_even_with_another_text(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({FIRST: MINE})

    memory_blog.publish({"posts/renamed.md": post("Another text.", title="Mine", id="tag:a.example,2026:7")})
    memory_blog.publish({FIRST: None})

    assert list(entries(memory_blog)) == [("Mine", "tag:a.example,2026:7")]
    assert memory_blog.report("posts/renamed.md") is None


def test_translations_may_have_one_id_for_no_feed_holds_both(memory_blog: MemoryBlog) -> None:
    site = "languages: [en, es]\n"
    memory_blog.publish({"site.yaml": site, FIRST: MINE, "posts/first.es.md": post(title="Mío", id="tag:a.example,2026:7")})

    assert memory_blog.report("posts/first.es.md") is None


@pytest.mark.parametrize("key", ["posts/a.md", "posts/z.md"])
def test_no_post_can_name_its_own_the_id_that_another_has_from_its_key(memory_blog: MemoryBlog, key: str) -> None:
    memory_blog.publish({FIRST: post(title="Mine")})
    [(_, taken)] = entries(memory_blog)

    memory_blog.publish({key: post(title="Taker", id=taken)})

    told = dict(entries(memory_blog))
    assert told["Mine"] == taken
    assert told["Taker"] != taken


def test_an_id_that_presswork_made_may_be_written_into_its_own_source(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({FIRST: post(title="Mine")})
    [(_, made)] = entries(memory_blog)

    memory_blog.publish({FIRST: post(title="Mine", id=made)})

    assert list(entries(memory_blog)) == [("Mine", made)]
