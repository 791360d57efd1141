"""`/topics/` and `/feeds/` of a site with very many topics are small, quick to scan, and right whatever came first."""

from collections.abc import Mapping, Sequence

import html5lib
import pytest

from chalicelib.rendering.pages.topics import LARGEST, LISTED
from tests.publishing.blog import MemoryBlog, as_new, post, standing

SIZE = 140_000
AT_ONCE = 20  # tags of a post


def tagged(tags: Sequence[str]) -> Mapping[str, str]:
    """Posts that have these tags, the first ones the oldest."""
    groups = [tags[at : at + AT_ONCE] for at in range(0, len(tags), AT_ONCE)]
    return {
        f"posts/p{number}.md": post(title=f"P{number}", slug=f"p{number}", date=f"2025-{number % 12 + 1:02d}-01", tags=group)
        for number, group in enumerate(groups)
    }


def names(number: int) -> tuple[str, ...]:
    return tuple(f"{'abcdefghijklmnopqrstuvwxyz'[at % 26]}-topic-{at}" for at in range(number))


def published(sources: Mapping[str, str]) -> MemoryBlog:
    """Return a blog with these sources."""
    blog = MemoryBlog()
    blog.publish_at_once(sources)
    return blog


@pytest.fixture(scope="module")
def large() -> MemoryBlog:
    return published(tagged(names(1_000)))


@pytest.mark.parametrize("address", ["/topics/", "/feeds/"])
def test_a_thousand_topics_make_a_small_page(large: MemoryBlog, address: str) -> None:
    assert len((large.page(address) or "").encode()) <= SIZE


def test_each_of_a_thousand_topics_is_found_below_its_letter(large: MemoryBlog) -> None:
    page = html5lib.parse(large.page("/topics/") or "", namespaceHTMLElements=False)

    below = {(letter.findtext("summary"), link.text) for letter in page.iter("details") for link in letter.iter("a") if link.text}
    assert below == {(name[0].upper(), name) for name in names(1_000)}
    assert "/search/" in {link.get("href") for link in page.iterfind(".//main//a")}


def test_feeds_of_many_topics_are_those_of_the_largest_and_a_way_to_all_others(large: MemoryBlog) -> None:
    page = large.page("/feeds/") or ""

    main = page[page.index("<main") : page.index("</main>")]
    assert main.count("<dt>") == LARGEST + 3  # and the three of all posts
    assert 'or add <code dir="ltr">feed/</code> to the topic’s address. <a href="/topics/">' in main


def test_the_feeds_address_is_the_one_of_the_first_format_that_topics_have() -> None:
    blog = published({"site.yaml": "title: The Press\nfeeds: {tag: [atom]}\n", **tagged(names(LISTED + 1))})

    assert '<code dir="ltr">feed/atom/</code>' in (blog.page("/feeds/") or "")


def test_topics_without_feeds_have_no_heading_among_feeds() -> None:
    blog = published({"site.yaml": "title: The Press\nfeeds: {tag: []}\n", **tagged(["brass"])})

    assert "<h2>Tags</h2>" not in (blog.page("/feeds/") or "")
    assert "<h2>Tags</h2>" in (blog.page("/topics/") or "")


def test_a_topic_more_divides_the_list_and_a_topic_less_makes_it_one_again() -> None:
    fits, more = tagged(names(LISTED)), {"posts/more.md": post(title="More", tags=["one more"])}
    blog = published(fits)
    one_list = blog.objects()
    assert 'class="letters"' not in (blog.page("/topics/") or "")

    blog.publish_at_once(more)

    assert 'class="letters"' in (blog.page("/topics/") or "")
    assert standing(blog.objects()) == standing(as_new({**fits, **more}))

    blog.publish_at_once(dict.fromkeys(more))

    assert standing(blog.objects()) == standing(one_list)


def test_a_post_that_moves_to_another_month_moves_its_topics_among_the_newest() -> None:
    """The number of the topics' posts stays as it is, so that only the month of the newest is another."""
    blog = published({"posts/x.md": post(date="2020-01-01", tags=["quiet"]), **tagged(names(LISTED))})
    assert "quiet" not in newest_in(blog)[:1]

    blog.publish_at_once({"posts/x.md": post(date="2026-02-01", tags=["quiet"])})

    assert newest_in(blog)[:1] == ["quiet"]

    blog.publish_at_once({"posts/x.md": post(date="2020-01-01", tags=["quiet"])})

    assert "quiet" not in newest_in(blog)[:1]


def newest_in(blog: MemoryBlog) -> list[str | None]:
    """The names below "Recently updated"."""
    page = blog.page("/topics/") or ""
    part = page[page.index("Recently updated") : page.index("A–Z")]
    return [
        link.text for link in html5lib.parseFragment(part, namespaceHTMLElements=False).iter("a") if link.get("class") != "feed"
    ]
