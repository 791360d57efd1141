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
