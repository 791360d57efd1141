"""Related posts: some that stand next to the post in its rarest topic, right after any change."""

import re

import pytest

from tests.publishing.blog import Blog, MemoryBlog, as_new, post
from tests.publishing.calls import noting

SITE = {"site.yaml": "title: The Press\nlanguages: [en, es]\nlanding: 3\nfeed: {length: 3}\n"}
SECTION = re.compile(r'<section class="related".*?</section>', re.DOTALL)
HEADING = re.compile(r"<h2[^>]*>(.*?)</h2>")


def day(number: int, **front: object) -> dict[str, str]:
    """A post of a day of November, with the day as its title."""
    told = {"title": f"Day {number}", "date": f"2026-11-{number:02}", "tags": ["ink"], **front}
    return {f"posts/{number}.md": post("Text.", **told)}


def days(*numbers: int, **front: object) -> dict[str, str]:
    return {key: source for number in numbers for key, source in day(number, **front).items()}


def related(blog: Blog, number: int) -> list[int]:
    """The days of the posts that a post names as related, in its order."""
    return [int(found) for found in re.findall(r">Day (\d+)</a>", section(blog, number))]


def section(blog: Blog, number: int) -> str:
    return "".join(SECTION.findall(blog.page(f"/2026/11/{number:02}/{number}/") or ""))


def topic(blog: Blog, number: int) -> str:
    """The heading of a post's related posts."""
    return "".join(re.sub("<[^>]*>", "", heading) for heading in HEADING.findall(section(blog, number)))


def test_a_post_names_the_next_newer_post_of_its_tag_and_two_older_ones(blog: Blog) -> None:
    blog.publish({**SITE, **days(1, 2, 3, 4, 5, 6)})

    assert related(blog, 4) == [5, 3, 2]
    assert topic(blog, 4) == "More on ink"


@pytest.mark.parametrize(("number", "shown"), [(9, [8, 7, 6]), (8, [9, 7, 6]), (2, [4, 3, 1]), (1, [4, 3, 2])])
def test_at_either_end_of_a_tag_the_nearest_three_posts_are_related(memory_blog: Blog, number: int, shown: list[int]) -> None:
    memory_blog.publish({**SITE, **days(*range(1, 10))})

    assert related(memory_blog, number) == shown


def test_of_several_tags_the_rarest_counts(memory_blog: Blog) -> None:
    rare = {"tags": ["ink", "wood"]}
    memory_blog.publish({**SITE, **days(*range(8, 20)), **days(1, 2, 3, 20, **rare)})

    assert (topic(memory_blog, 20), related(memory_blog, 20)) == ("More on wood", [3, 2, 1])


def test_a_tag_with_three_other_posts_counts_before_one_with_fewer(memory_blog: Blog) -> None:
    memory_blog.publish({**SITE, **days(1, tags=["wood"]), **days(5, 6, 7), **day(9, tags=["wood", "ink"])})

    assert related(memory_blog, 9) == [7, 6, 5]


def test_categories_count_where_no_tag_is_shared(memory_blog: Blog) -> None:
    memory_blog.publish({**SITE, **days(1, 2, tags=[], categories=["Press"]), **day(3, tags=["alone"], categories=["Press"])})

    assert (topic(memory_blog, 3), related(memory_blog, 3)) == ("More on Press", [2, 1])


def test_a_post_that_shares_no_topic_has_no_related_posts(memory_blog: Blog) -> None:
    memory_blog.publish({**SITE, **day(1, tags=["wood"]), **day(2), **day(3, lang="es")})

    assert [number for number in (1, 2) if section(memory_blog, number)] == []


def test_a_related_post_shows_its_date_and_its_image(memory_blog: Blog) -> None:
    memory_blog.publish({**SITE, **day(1, image="/quay.jpg"), **day(2)})

    shown = section(memory_blog, 2)
    assert '<time datetime="2026-11-01T00:00:00+00:00">November 1, 2026</time>' in shown
    assert '<img src="/_/images/quay.jpg/sized/small.jpg"' in shown


def test_a_related_image_is_cropped_at_the_place_that_its_author_chose(memory_blog: Blog) -> None:
    memory_blog.publish({**SITE, **day(1, image="/quay.jpg", image_focus="left"), **day(2)})

    assert '<img class="focus-x0 focus-y5"' in section(memory_blog, 2)
    assert ".focus-x0{--x:0%}" in (memory_blog.page("/2026/11/02/2/") or "")


def test_a_new_post_changes_of_the_posts_of_its_tag_only_the_one_before_it(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({**SITE, **days(*range(1, 12)), **day(12, tags=[])})

    with noting(memory_blog) as keys:
        memory_blog.publish(day(13))

    changed = sorted(key for key in keys if re.fullmatch(r"2026/11/\d\d/.*", key))
    assert changed == [f"2026/11/{number}/{number}/index.html" for number in (11, 12, 13)]


BEFORE = {**SITE, **days(*range(1, 10)), **days(11, 15, tags=["ink", "wood"], categories=["Press"])}
CHANGES: dict[str, dict[str, str | None]] = {
    "a post between": dict(day(10)),
    "an old post": {"posts/0.md": post(title="Day 0", date="2026-10-01", tags=["ink"])},
    "another title": dict(day(5, title="Other")),
    "another image": dict(day(5, image="/quay.jpg")),
    "other tags": dict(day(5, tags=["wood"])),
    "no tags": dict(day(15, tags=[])),
    "deleted": {"posts/5.md": None},
    "the oldest deleted": {"posts/1.md": None},
    "the newest deleted": {"posts/15.md": None},
    "unlisted": dict(day(5, listed=False)),
    "a draft": dict(day(5, draft=True)),
    "moved to the end": {"posts/2.md": post(title="Day 2", date="2026-11-20", tags=["ink"])},
    "moved to the beginning": {"posts/9.md": post(title="Day 9", date="2026-10-20", tags=["ink"])},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_related_posts_are_right_after_any_change(memory_blog: MemoryBlog, change: dict[str, str | None]) -> None:
    memory_blog.publish(BEFORE)

    memory_blog.publish(change)

    sources = {key: source for key, source in {**BEFORE, **change}.items() if source is not None}
    assert {key: one for key, one in memory_blog.objects().items() if "location" not in one.meta} == as_new(sources)
