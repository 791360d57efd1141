"""The boxes of the sidebar, end to end."""

import re

from tests.publishing.blog import Blog, post

POSTS = {
    "posts/a.md": post(title="A", categories=["Ink"], date="2026-11-20"),
    "posts/b.md": post(title="B", categories=["Lead type", "Paper"], date="2026-11-21"),
}


def feeds_in(blog: Blog) -> list[tuple[str, str]]:
    page = blog.page("/_/sidebar.en.html") or ""
    return re.findall('<a href="([^"]*)" type="application/rss\\+xml">([^<]*)</a>', page)


def test_a_box_of_feeds_has_those_of_the_site_alone(memory_blog: Blog) -> None:
    memory_blog.publish({"site.yaml": "sidebar: [feeds]\n", **POSTS})

    assert feeds_in(memory_blog) == [("/feed/", "RSS")]


def test_a_box_of_feeds_has_those_of_the_categories_that_the_author_chose_and_says_how_to_find_others(memory_blog: Blog) -> None:
    memory_blog.publish({"site.yaml": "sidebar: [{widget: feeds, categories: [lead type, ink, none]}]\n", **POSTS})

    assert feeds_in(memory_blog) == [("/category/lead-type/feed/", "Lead type"), ("/category/ink/feed/", "Ink")]
    assert 'Add <code dir="ltr">feed/</code> to a category’s address' in (memory_blog.page("/_/sidebar.en.html") or "")


def test_a_site_that_counts_nothing_leads_nobody_to_its_most_read_posts(memory_blog: Blog) -> None:
    memory_blog.publish({"site.yaml": "sidebar: [top]\n", **POSTS})

    leading = [key for key, page in memory_blog.objects().items() if key.endswith(".html") and b'href="/top/"' in page.body]
    assert leading == []
