"""What the page of a post shows besides its text: how long it takes to read, its contents, its standfirst, who wrote it."""

import re
from collections.abc import Mapping

import pytest

from tests.jsonld_rules import graphs
from tests.pictures import flat_jpeg
from tests.publishing.blog import URL, MemoryBlog, as_new, post

KEY, AT = "posts/a.md", "/2026/11/20/a/"
LONG = "word " * 1_060

Sources = Mapping[str, str | bytes]
NOTHING: Sources = {}


def page_after(blog: MemoryBlog, source: str, others: Sources = NOTHING) -> str:
    """Publish the source, see that the site is as if it had always been so, and return its page."""
    sources = {KEY: source, **others}
    blog.publish(sources)
    assert blog.objects() == as_new(sources)
    return blog.page(AT) or ""


def test_a_post_says_how_long_it_takes_to_read_unless_that_is_less_than_a_minute(memory_blog: MemoryBlog) -> None:
    assert "min read" not in page_after(memory_blog, post("Short."))

    assert "4 min read" in page_after(memory_blog, post(LONG))


def test_a_page_outside_the_flow_says_nothing_of_reading(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"about.md": f"# About\n\n{LONG}"})

    assert "min read" not in (memory_blog.page("/about/") or "")


HEADED = f"## Ink\n\n{LONG}\n\n### Black\n\n## Paper\n\n{'word ' * 600}"


def test_a_long_post_has_a_table_of_contents_unless_its_author_wishes_none(memory_blog: MemoryBlog) -> None:
    shown = (
        '<li><a href="#ink">Ink</a><ul>\n<li><a href="#black">Black</a></li>\n</ul>\n</li>\n<li><a href="#paper">Paper</a></li>'
    )
    assert shown in page_after(memory_blog, post(HEADED))

    assert 'class="contents"' not in page_after(memory_blog, post(HEADED, toc="no"))
    assert 'class="contents"' not in page_after(memory_blog, post("## Ink\n\nText."))
    assert 'class="contents"' in page_after(memory_blog, post("## Ink\n\nText.", toc="yes"))


def test_the_site_wishes_for_all_posts_that_say_nothing(memory_blog: MemoryBlog) -> None:
    page_after(memory_blog, post(HEADED), {"posts/b.md": post(HEADED, toc="auto")})

    assert 'class="contents"' not in page_after(
        memory_blog, post(HEADED), {"posts/b.md": post(HEADED, toc="auto", slug="b"), "site.yaml": "title: A\ntoc: no\n"}
    )
    assert 'class="contents"' in (memory_blog.page("/2026/11/20/b/") or "")


def test_the_standfirst_is_the_summary_that_the_author_wrote(memory_blog: MemoryBlog) -> None:
    assert 'class="standfirst"' not in page_after(memory_blog, post("Lead melts."))

    assert '<p class="standfirst">Why &amp; how.</p>' in page_after(memory_blog, post("Lead melts.", summary="Why & how."))


PEOPLE = """\
title: A
authors:
  ann:
    name: Ann & Co
    text: Casts *type*.
    picture: /ann.jpg
    links: [{title: Elsewhere, url: "https://ann.example/"}]
"""
BY_ANN = post("Text.", author="ann")
SMALL = "/_/images/ann.jpg/sized/small.jpg"


def test_an_author_has_a_picture_a_text_and_links_below_each_post_and_on_a_page_of_their_own(memory_blog: MemoryBlog) -> None:
    page = page_after(memory_blog, BY_ANN, {"site.yaml": PEOPLE, "ann.jpg": flat_jpeg(600, 600)})

    assert SMALL.removeprefix("/") in memory_blog.objects()
    for shown in (page, memory_blog.page("/author/ann/") or ""):
        assert f'src="{SMALL}"' in shown
        assert '<a href="https://ann.example/" rel="me">Elsewhere</a>' in shown
        assert "<p>Casts <em>type</em>.</p>" in shown
    assert '<section class="author h-card">' in page


def test_search_engines_learn_of_an_authors_picture_and_links(memory_blog: MemoryBlog) -> None:
    page = page_after(memory_blog, BY_ANN, {"site.yaml": PEOPLE})

    (of_post,), (of_author,) = graphs(page), graphs(memory_blog.page("/author/ann/") or "")
    known = {"@type": "Person", "name": "Ann & Co", "url": f"{URL}/author/ann/", "image": f"{URL}/ann.jpg"}
    assert of_post["@graph"][0]["author"] == [known]
    assert of_author["@graph"][1]["mainEntity"] == {**known, "sameAs": ["https://ann.example/"]}


def test_an_authors_other_picture_is_on_all_pages_at_once(memory_blog: MemoryBlog) -> None:
    page_after(memory_blog, BY_ANN, {"site.yaml": PEOPLE})

    assert "/_/images/eva.jpg/" in page_after(memory_blog, BY_ANN, {"site.yaml": PEOPLE.replace("ann.jpg", "eva.jpg")})


def test_an_author_of_whom_the_site_says_only_a_name_has_no_card(memory_blog: MemoryBlog) -> None:
    assert 'class="author' not in page_after(memory_blog, BY_ANN, {"site.yaml": "title: A\nauthors: {ann: Ann}\n"})


def test_the_author_is_told_of_a_picture_that_is_missing(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"site.yaml": PEOPLE})

    assert "ann.jpg" in (memory_blog.warning("site.yaml") or "")


def test_a_drop_cap_stands_where_the_author_or_else_the_theme_wishes_it(memory_blog: MemoryBlog) -> None:
    large = '<p class="drop">Once</p>'
    assert large not in page_after(memory_blog, post("Once"))
    assert large in page_after(memory_blog, post("Once", drop_cap="yes"))

    theme = {"site.yaml": "title: A\ntheme: {drop_cap: yes}\n"}

    assert large in page_after(memory_blog, post("Once"), theme)
    assert large not in page_after(memory_blog, post("Once", drop_cap="no"), theme)


@pytest.mark.slow
def test_a_heading_in_a_list_of_posts_is_below_the_title_of_its_post(memory_blog: MemoryBlog) -> None:
    own = {"templates/landing.html": "{% for post in posts %}{{ post.lead }}{% endfor %}"}

    page = page_after(memory_blog, post("# Ink\n\nBlack.\n\n<!--more-->\n\nBlue."), own)

    assert '<h2 id="ink">Ink</h2>' in page
    assert "<h3>Ink</h3>" in (memory_blog.page("/") or "")


@pytest.mark.slow
def test_the_page_of_a_tag_has_posts_for_a_template_of_the_sites_own_and_titles_for_ours(memory_blog: MemoryBlog) -> None:
    tagged = post("Once upon a time.", tags=["Ink"])
    page_after(memory_blog, tagged)
    ours = memory_blog.page("/tag/ink/") or ""

    page_after(memory_blog, tagged, {"templates/landing.html": "{% for post in posts %}{{ post.excerpt }}{% endfor %}"})

    assert "No posts" not in ours
    assert "Once upon a time." not in ours
    assert "Once upon a time." in (memory_blog.page("/tag/ink/") or "")


@pytest.mark.slow
def test_a_wide_image_is_published_for_the_room_that_it_has(memory_blog: MemoryBlog) -> None:
    page = page_after(memory_blog, post("![A](a.jpg){.wide}"), {"posts/a.jpg": flat_jpeg(2000, 1000)})

    assert re.search(
        r'<figure class="wide"><a href="/posts/a.jpg" data-larger><picture><source [^<>]* sizes="[^"]*, 60rem">', page
    )
