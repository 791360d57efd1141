"""The blog of twelve years is the same at every length, but for the number of its posts."""

from collections import Counter
from pathlib import Path

import pytest

from bench import blog
from bench.rivals import taken
from chalicelib.content.site.siteyaml import read_site


@pytest.mark.parametrize("count", [100, 1_000])
def test_posts_are_spread_over_the_same_twelve_years(count: int) -> None:
    dates = [post.date for post in blog.posts(count)]

    assert dates == sorted(dates)
    assert {date[:4] for date in dates[: count // 20]} <= {"2014", "2015"}
    assert Counter(date[:4] for date in dates)["2020"] == pytest.approx(count / 12, abs=1)
    assert dates[-1] < "2026-11-01"


def test_a_post_has_one_or_two_categories_up_to_three_tags_and_an_author() -> None:
    posts = list(blog.posts(1_000))

    assert {len(post.categories) for post in posts} == {1, 2}
    assert {len(post.tags) for post in posts} == {0, 1, 2, 3}
    assert {name for post in posts for name in post.categories} == set(blog.CATEGORIES)
    assert {name for post in posts for name in post.tags} == set(blog.TAGS)
    assert {post.author for post in posts} == set(blog.AUTHORS)


def test_the_first_topics_are_the_commonest() -> None:
    tags = Counter(name for post in blog.posts(1_000) for name in post.tags)

    assert tags[blog.TAGS[0]] > 5 * tags[blog.TAGS[-1]]


def test_a_new_post_has_two_categories_and_three_tags_and_the_same_ones_however_long_the_blog_is() -> None:
    short, long = ([blog.post(count + number, count) for number in range(20)] for count in (100, 10_000))

    assert {(len(post.categories), len(post.tags)) for post in short} == {(2, 3)}
    assert [(post.categories, post.tags, post.author, post.date) for post in short] == [
        (post.categories, post.tags, post.author, post.date) for post in long
    ]
    assert [post.date for post in short] == sorted({post.date for post in short})
    assert short[0].date > blog.post(99, 100).date


def test_every_name_is_another() -> None:
    names = [post.name for post in blog.posts(2_000)]

    assert len(set(names)) == len(names)


def test_presswork_takes_every_post_that_is_written(tmp_path: Path) -> None:
    blog.write(tmp_path, 30)

    site = read_site((tmp_path / "site.yaml").read_bytes(), lambda text, _lang: text)
    sources = [taken(path.relative_to(tmp_path).as_posix(), path.read_bytes(), site) for path in tmp_path.rglob("*.md")]
    assert len(sources) == 30
    assert [source for source in sources if source is None or not source.post.date] == []
