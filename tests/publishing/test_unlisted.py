"""An unlisted post stands at its address alone: no other page, feed, search or sitemap shows it, and no letter."""

import pytest

from tests.publishing.blog import Blog, MemoryBlog, as_new, but_for_ids, post, standing
from tests.publishing.sources import OTHERS

KEY = "posts/hidden.md"
HOME = "/2026/11/20/hidden/"
LISTED = post("Quoins.", title="The hidden one", categories=["Press"], tags=["Rare"], author="Ann", translation_key="k")
UNLISTED = LISTED.replace("---\n", "---\nlisted: no\n", 1)


def showing(blog: Blog) -> list[str]:
    """The objects that name the post or its address."""
    objects = blog.objects().items()
    return [key for key, shown in objects if b"The hidden one" in shown.body or b"2026/11/20/hidden" in shown.body]


def test_an_unlisted_post_is_read_at_its_address_and_shown_nowhere_else(blog: Blog) -> None:
    blog.publish({**OTHERS, KEY: UNLISTED})

    assert "Quoins." in (blog.page(HOME) or "")
    assert showing(blog) == [f"{HOME[1:]}index.html"]
    without = {key: shown for key, shown in blog.objects().items() if key != f"{HOME[1:]}index.html"}
    assert without == as_new(OTHERS)


def test_search_engines_are_asked_to_leave_an_unlisted_post_out(memory_blog: Blog) -> None:
    memory_blog.publish({**OTHERS, KEY: UNLISTED})

    assert '<meta name="robots" content="noindex">' in (memory_blog.page(HOME) or "")
    assert 'name="robots"' not in (memory_blog.page("/2026/11/22/newer/") or "")


def test_an_unlisted_post_has_no_neighbours_and_no_translations(memory_blog: Blog) -> None:
    memory_blog.publish({**OTHERS, KEY: UNLISTED})

    page = memory_blog.page(HOME) or ""
    assert [title for title in ("The older one", "The newer one", "Otro") if title in page] == []


def test_a_link_leads_to_an_unlisted_post(memory_blog: Blog) -> None:
    memory_blog.publish({KEY: UNLISTED, "posts/link.md": post("See [it](hidden.md).")})

    assert f'href="{HOME}"' in (memory_blog.page("/2026/11/20/link/") or "")


@pytest.mark.parametrize(("before", "after"), [(LISTED, UNLISTED), (UNLISTED, LISTED)], ids=["leaves the lists", "is listed"])
def test_a_post_that_changes_between_listed_and_unlisted_leaves_the_site_as_if_it_had_always_been_so(
    memory_blog: MemoryBlog, before: str, after: str
) -> None:
    memory_blog.publish({**OTHERS, KEY: before})

    memory_blog.publish({KEY: after})

    assert but_for_ids(standing(memory_blog.objects())) == but_for_ids(standing(as_new({**OTHERS, KEY: after})))


def test_an_unlisted_page_outside_the_flow_is_in_no_box_and_no_sitemap(memory_blog: Blog) -> None:
    page = "---\ntitle: Imprint\nlisted: no\n---\nText.\n"
    memory_blog.publish({**OTHERS, "imprint.md": page})

    assert [key for key, shown in memory_blog.objects().items() if b"imprint" in shown.body] == ["imprint/index.html"]


def test_a_change_of_the_site_reaches_an_unlisted_post(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({**OTHERS, KEY: UNLISTED})
    renamed = OTHERS["site.yaml"].replace("The Press", "The Other Press")

    memory_blog.publish({"site.yaml": renamed})

    assert memory_blog.objects() == as_new({**OTHERS, "site.yaml": renamed, KEY: UNLISTED})
