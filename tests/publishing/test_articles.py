"""What the page of a post shows besides its text: how long it takes to read, its contents, its standfirst, who wrote it."""

from tests.publishing.blog import MemoryBlog, as_new, post

KEY, AT = "posts/a.md", "/2026/11/20/a/"
LONG = "word " * 1_060


def page_after(blog: MemoryBlog, source: str, **others: str | bytes) -> str:
    """Publish the source, see that the site is as if it had always been so, and return its page."""
    blog.publish({KEY: source, **others})
    assert blog.objects() == as_new({KEY: source, **others})
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
        '<li><a href="#ink">Ink</a><ol>\n<li><a href="#black">Black</a></li>\n</ol>\n</li>\n<li><a href="#paper">Paper</a></li>'
    )
    assert shown in page_after(memory_blog, post(HEADED))

    assert 'class="contents"' not in page_after(memory_blog, post(HEADED, toc="no"))
    assert 'class="contents"' not in page_after(memory_blog, post("## Ink\n\nText."))
    assert 'class="contents"' in page_after(memory_blog, post("## Ink\n\nText.", toc="yes"))


def test_the_site_wishes_for_all_posts_that_say_nothing(memory_blog: MemoryBlog) -> None:
    page_after(memory_blog, post(HEADED), **{"posts/b.md": post(HEADED, toc="auto")})

    assert 'class="contents"' not in page_after(
        memory_blog, post(HEADED), **{"posts/b.md": post(HEADED, toc="auto", slug="b"), "site.yaml": "title: A\ntoc: no\n"}
    )
    assert 'class="contents"' in (memory_blog.page("/2026/11/20/b/") or "")


def test_the_standfirst_is_the_summary_that_the_author_wrote(memory_blog: MemoryBlog) -> None:
    assert 'class="standfirst"' not in page_after(memory_blog, post("Lead melts."))

    assert '<p class="standfirst">Why &amp; how.</p>' in page_after(memory_blog, post("Lead melts.", summary="Why & how."))
