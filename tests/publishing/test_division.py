"""A listing is divided into years only if it doesn't fit on one page, and a year into months only if the year doesn't fit."""

import copy
from collections.abc import Mapping

import pytest

from chalicelib.rendering.summaries import FITS
from tests.publishing.blog import MemoryBlog, as_new, but_for_ids, post, standing

TOPIC = "/category/ink/"


def key(number: int) -> str:
    return f"posts/p{number:03d}.md"


def posts(*years: tuple[int, int]) -> Mapping[str, str]:
    """So many posts of the topic in each year, in as many months as days allow, numbered from the oldest."""
    dates = [f"{year}-{number % 12 + 1:02d}-{number // 12 + 1:02d}" for year, many in years for number in range(many)]
    return {
        key(number): post(title=f"Post {number}", slug=f"p{number}", date=date, categories=["Ink"])
        for number, date in enumerate(sorted(dates))
    }


def parts(blog: MemoryBlog, listing: str = TOPIC) -> list[str]:
    """The addresses of the years and months that the listing has, below its own."""
    start = f"{listing[1:]}2"
    return sorted(f"/{name.removesuffix('index.html')}" for name in blog.objects() if name.startswith(start))


@pytest.fixture(scope="module")
def full() -> Mapping[str, str]:
    """As many posts as fit on one page."""
    return posts((2024, 40), (2025, FITS - 40))


@pytest.fixture(scope="module")
def published(full: Mapping[str, str]) -> MemoryBlog:
    blog = MemoryBlog()
    blog.publish_at_once(full)
    return blog


@pytest.fixture
def blog(published: MemoryBlog) -> MemoryBlog:
    """A blog of one's own with these posts."""
    return copy.deepcopy(published)


@pytest.mark.slow
def test_a_listing_that_fits_is_one_page_with_every_title(blog: MemoryBlog) -> None:
    page = blog.page(TOPIC) or ""

    assert parts(blog) == []
    assert [number for number in range(FITS) if f">Post {number}</a>" not in page] == []
    assert f"{FITS} posts" in page
    assert "<h3>2024</h3>" in page


@pytest.mark.slow
def test_a_post_more_divides_the_listing_into_years_and_a_post_less_makes_it_one_page_again(
    full: Mapping[str, str], blog: MemoryBlog
) -> None:
    more = {"posts/more.md": post(title="More", date="2026-01-01", categories=["Ink"])}
    one_page = blog.objects()

    blog.publish_at_once(more)

    assert parts(blog) == [f"{TOPIC}2024/", f"{TOPIC}2025/", f"{TOPIC}2026/"]
    page = blog.page(TOPIC) or ""
    assert f'<a href="{TOPIC}2024/">2024</a> <span class="count">40 posts</span>' in page
    assert f"{FITS + 1} posts" in page
    assert standing(blog.objects()) == standing(as_new({**full, **more}))

    blog.publish_at_once(dict.fromkeys(more))

    assert parts(blog) == []
    assert standing(blog.objects()) == standing(one_page)


@pytest.mark.slow
def test_a_year_that_does_not_fit_has_months_until_it_fits_again() -> None:
    blog, many = MemoryBlog(), posts((2024, 3), (2025, FITS + 1))
    blog.publish_at_once(many)

    months = [f"{TOPIC}2025/{month:02d}/" for month in range(1, 13)]
    assert parts(blog) == [f"{TOPIC}2024/", f"{TOPIC}2025/", *months]
    assert f'<a href="{months[0]}">January 2025</a> <span class="count">9 posts</span>' in (blog.page(f"{TOPIC}2025/") or "")
    assert standing(blog.objects()) == standing(as_new(many))

    blog.publish_at_once({key(FITS): None})

    assert parts(blog) == [f"{TOPIC}2024/", f"{TOPIC}2025/"]
    assert ">Post 5</a>" in (blog.page(f"{TOPIC}2025/") or "")


def test_years_and_months_of_all_posts_stand_always(full: Mapping[str, str]) -> None:
    blog = MemoryBlog()

    blog.publish_at_once({key(0): full[key(0)]})

    assert parts(blog, "/") == ["/2024/", "/2024/01/", "/2024/01/01/p0/"]


@pytest.mark.slow
def test_older_posts_leads_to_the_first_post_that_is_not_shown(full: Mapping[str, str], blog: MemoryBlog) -> None:
    blog.publish_at_once({"posts/more.md": post(title="More", date="2025-12-30", categories=["Ink"])})

    home, topic = blog.page("/") or "", blog.page(TOPIC) or ""

    shown = [number for number in range(FITS) if f">Post {number}</a></h2>" in topic]
    first = as_address(full, min(shown) - 1)
    assert f'href="{TOPIC}2025/#{first}"' in topic
    assert f'href="/2025/#{first}"' in home
    assert f'id="{first}"' in (blog.page(f"{TOPIC}2025/") or "")


def as_address(sources: Mapping[str, str], number: int) -> str:
    """The address of the post of this number."""
    date = next(line for line in sources[key(number)].splitlines() if "date" in line).split('"')[1]
    return f"/{date.replace('-', '/')}/p{number}/"


@pytest.mark.slow
def test_in_a_year_with_months_older_posts_leads_to_the_month() -> None:
    blog = MemoryBlog()

    blog.publish_at_once(posts((2025, FITS + 1)))

    assert f'href="{TOPIC}2025/11/"' in (blog.page(TOPIC) or "")


@pytest.mark.slow
def test_an_edited_title_is_new_on_the_page_of_its_year(full: Mapping[str, str], blog: MemoryBlog) -> None:
    blog.publish_at_once({"posts/more.md": post(title="More", date="2026-01-01", categories=["Ink"])})

    blog.publish_at_once({key(3): full[key(3)].replace("Post 3", "Another title")})

    assert ">Another title</a>" in (blog.page(f"{TOPIC}2024/") or "")
    assert ">Another title</a>" in (blog.page("/2024/") or "")


# ---- feeds


def test_a_site_says_which_kinds_of_listings_have_which_feeds() -> None:
    blog = MemoryBlog()
    source = {"posts/x.md": post(title="X", categories=["Ink"], tags=["lead"], author="Ann")}

    blog.publish({"site.yaml": "title: The Press\nfeeds: {tag: [atom, json], author: []}\n", **source})

    feeds = {name for name in blog.objects() if "/feed/" in name}
    assert feeds == {
        *(f"category/ink/feed/{name}" for name in ("index.xml", "atom/index.xml", "json/index.json")),
        *(f"tag/lead/feed/{name}" for name in ("atom/index.xml", "json/index.json")),
    }
    assert "/author/ann/feed/" not in (blog.page("/author/ann/") or "")


def test_feeds_that_a_site_gives_up_are_removed() -> None:
    blog = MemoryBlog()
    source = {"posts/x.md": post(title="X", categories=["Ink"])}
    blog.publish({"site.yaml": "title: The Press\n", **source})

    blog.publish({"site.yaml": "title: The Press\nfeeds: {category: []}\n"})

    assert but_for_ids(blog.objects()) == but_for_ids(
        as_new({"site.yaml": "title: The Press\nfeeds: {category: []}\n", **source})
    )
    assert not [name for name in blog.objects() if name.startswith("category/ink/feed/")]


@pytest.mark.parametrize("wrong", ["feeds: {tag: [rs]}", "feeds: [rss]", "feeds: {tags: [rss]}", "feeds: {tag: rss}"])
def test_another_format_or_kind_is_refused(wrong: str) -> None:
    blog = MemoryBlog()

    blog.publish({"site.yaml": f"title: The Press\n{wrong}\n"})

    assert blog.report("site.yaml")


@pytest.mark.slow
def test_a_month_that_does_not_fit_shows_all_of_its_posts_as_titles() -> None:
    blog = MemoryBlog()
    many = {key(number): post(title=f"Post {number}", slug=f"p{number}", date="2025-03-02") for number in range(FITS + 1)}

    blog.publish_at_once(many)

    page = blog.page("/2025/03/") or ""
    assert [number for number in range(FITS + 1) if f">Post {number}</a>" not in page] == []
    assert page.count("<article") == 0


def test_a_template_for_a_month_that_does_not_fit_gets_as_many_posts_as_a_landing_page_also_after_that_number_changed() -> None:
    blog = MemoryBlog()
    own = {"templates/month.html": '{% for post in posts %}<article class="card">{% endfor %}'}
    many = own | {key(number): post(title=f"Post {number}", slug=f"p{number}", date="2025-03-01") for number in range(FITS + 1)}
    blog.publish_at_once({"site.yaml": "landing: 3\n", **many})
    assert (blog.page("/2025/03/") or "").count('<article class="card">') == 3

    blog.publish_at_once({"site.yaml": "landing: 2\n"})

    assert (blog.page("/2025/03/") or "").count('<article class="card">') == 2
    assert standing(blog.objects()) == standing(as_new({"site.yaml": "landing: 2\n", **many}))
