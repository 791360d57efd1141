"""A page that can't be made is tried a few times, then told beside its source, and holds up nothing."""

import logging
from collections.abc import Iterator
from typing import Any, cast

import pytest

from bench.watching import watched
from chalicelib.model import Page, PageKind
from chalicelib.publishing import messages, render_batch
from chalicelib.rendering import failures
from chalicelib.rendering.pages import PAGES, Result
from chalicelib.rendering.site_context import SiteContext
from chalicelib.store import item_keys, publishes, site_files
from tests.crashing_workers import Died, dying
from tests.publishing.blog import Blog, MemoryBlog, post

KEY, OTHER = "posts/bad.md", "posts/good.md"
BAD, GOOD = Page("address", "/2026/11/20/bad/"), Page("address", "/2026/11/20/good/")
TOLD = """\
Warning:  posts/bad.md
Found:    the page /2026/11/20/bad/ can't be made: ValueError: no such luck
Why:      it failed 3 times, so it stays as it was
Fix:      Change the file or the template and upload it again. Details: `presswork logs press`
"""
Failing = set[Page]


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Failing:
    return failing_pages(monkeypatch)


def failing_pages(monkeypatch: pytest.MonkeyPatch) -> Failing:
    """The pages whose coroutines raise."""
    pages: Failing = set()

    def around(kind: PageKind) -> None:
        make = PAGES[kind]

        async def failing_at(page: Page, context: SiteContext) -> Result:
            if page in pages:
                raise ValueError("no such luck")
            return await make(page, context)

        monkeypatch.setitem(cast(dict[PageKind, Any], PAGES), kind, failing_at)

    kinds: tuple[PageKind, ...] = ("address", "landing", "warnings")
    for kind in kinds:
        around(kind)
    return pages


def given_up(blog: Blog, failing: Failing, *pages: Page) -> None:
    """A house with two posts, and these pages of it tried as often as there is patience."""
    failing.update(pages or {BAD})
    blog.publish({KEY: post(title="Bad"), OTHER: post(title="Good")})
    for _ in range(failures.TRIES - 1):
        blog.again()
        blog.settle()


def hidden(blog: MemoryBlog) -> Iterator[str]:
    yield from (one.message.body for one in blog.hidden)


def test_the_store_finds_failures_by_the_name_that_they_are_given() -> None:
    assert item_keys.FAILURE == failures.NAME


def test_a_page_that_fails_is_tried_again_and_then_told_beside_its_source(memory_blog: MemoryBlog, failing: Failing) -> None:
    failing.add(BAD)
    memory_blog.publish({KEY: post(title="Bad"), OTHER: post(title="Good")})
    assert list(hidden(memory_blog))
    assert memory_blog.warning(KEY) is None

    for _ in range(failures.TRIES - 1):
        memory_blog.again()
        memory_blog.settle()

    assert list(hidden(memory_blog)) == []
    assert memory_blog.warning(KEY) == TOLD
    assert memory_blog.page(BAD.of) is None
    assert "Good" in (memory_blog.page(GOOD.of) or "")


def test_giving_up_is_logged_so_that_the_alarm_rings(
    memory_blog: MemoryBlog, failing: Failing, caplog: pytest.LogCaptureFixture
) -> None:
    given_up(memory_blog, failing)
    render_batch.render(memory_blog.cloud, [BAD])

    told = [one.message for one in caplog.records if one.levelno >= logging.ERROR and failures.GIVEN_UP in one.message]
    assert told == ["given up: the page /2026/11/20/bad/ can't be made: ValueError: no such luck"]


def test_a_page_that_was_given_up_fails_no_message_any_more(memory_blog: MemoryBlog, failing: Failing) -> None:
    given_up(memory_blog, failing)

    memory_blog.cloud.press.send(messages.to_press([BAD, GOOD]))
    memory_blog.settle()

    assert list(hidden(memory_blog)) == []


def test_a_publish_counts_a_page_that_was_given_up_and_is_done(memory_blog: MemoryBlog, failing: Failing) -> None:
    given_up(memory_blog, failing)

    publish = publishes.read_of(memory_blog.cloud.table, [KEY])[KEY]
    assert (publish.given_up, publish.pending) == (frozenset({publishes.name_of(BAD)}), frozenset())


def test_once_the_page_is_made_nothing_is_told_of_it(memory_blog: MemoryBlog, failing: Failing) -> None:
    given_up(memory_blog, failing)

    failing.clear()
    memory_blog.publish({KEY: post("Mended.", title="Bad")})

    assert "Mended." in (memory_blog.page(BAD.of) or "")
    assert memory_blog.warning(KEY) is None
    assert site_files.read(memory_blog.cloud).failures == {}


def test_a_page_that_passes_at_the_second_try_is_never_told(memory_blog: MemoryBlog, failing: Failing) -> None:
    failing.add(BAD)
    memory_blog.publish({KEY: post(title="Bad")})

    failing.clear()
    memory_blog.again()
    memory_blog.settle()

    assert memory_blog.warning(KEY) is None
    assert site_files.read(memory_blog.cloud).failures == {}


def test_a_post_that_is_removed_takes_its_trouble_along(memory_blog: MemoryBlog, failing: Failing) -> None:
    given_up(memory_blog, failing)

    failing.clear()
    memory_blog.publish({KEY: None})

    assert memory_blog.warning(KEY) is None


def test_a_page_that_no_source_has_any_more_is_told_beside_the_site_alone(memory_blog: MemoryBlog, failing: Failing) -> None:
    given_up(memory_blog, failing)

    memory_blog.publish({KEY: None})

    assert memory_blog.warning(KEY) is None
    assert "the page /2026/11/20/bad/ can't be made" in (memory_blog.warning("site.yaml") or "")


def test_a_page_of_no_source_is_told_beside_the_site(memory_blog: MemoryBlog, failing: Failing) -> None:
    given_up(memory_blog, failing, Page("landing", "en:category:zinc"))
    memory_blog.publish({KEY: post(categories=["Zinc"])})
    for _ in range(failures.TRIES - 1):
        memory_blog.again()
        memory_blog.settle()

    warning = memory_blog.warning("site.yaml")
    assert warning
    assert "the page landing en:category:zinc can't be made" in warning


def test_a_warning_beside_missing_links_tells_both(memory_blog: MemoryBlog, failing: Failing) -> None:
    failing.add(BAD)
    memory_blog.publish({KEY: post("[nowhere](nowhere.md)", title="Bad")})
    for _ in range(failures.TRIES - 1):
        memory_blog.again()
        memory_blog.settle()

    warning = memory_blog.warning(KEY)
    assert warning
    assert "a link to posts/nowhere.md" in warning
    assert warning.endswith(f"\n\n{TOLD}")


def test_a_warning_that_can_not_be_made_tells_of_itself_to_nobody(memory_blog: MemoryBlog, failing: Failing) -> None:
    failing.add(Page("warnings", KEY))
    memory_blog.publish({KEY: post("[nowhere](nowhere.md)")})

    assert site_files.read(memory_blog.cloud).failures == {}
    assert len(list(hidden(memory_blog))) == 1


def test_where_everything_fails_only_some_is_noted_and_nothing_is_tried_for_ever(
    memory_blog: MemoryBlog, failing: Failing
) -> None:
    sources = {f"posts/{number}.md": post(title=f"Post {number}") for number in range(failures.MOST + 5)}
    failing.update(Page("address", f"/2026/11/20/{number}/") for number in range(failures.MOST + 5))
    for key, source in sources.items():
        memory_blog.upload(key, source)
    for _ in range(failures.TRIES):
        memory_blog.settle()
        memory_blog.again()
    memory_blog.settle()

    assert list(hidden(memory_blog)) == []
    assert len(site_files.read(memory_blog.cloud).failures) == failures.MOST


def test_a_worker_that_dies_while_it_gives_up_leaves_nothing_untold(failing: Failing) -> None:
    for call in range(1, 40):
        blog = MemoryBlog()
        failing.clear()
        failing.add(BAD)
        blog.publish({KEY: post(title="Bad")})
        unwatched = blog.cloud
        blog.cloud = watched(unwatched, dying(call))
        died = False
        for _ in range(failures.TRIES + 1):
            blog.again()
            try:
                blog.settle()
            except Died:
                died = True
        blog.cloud = unwatched
        blog.again()
        blog.settle()
        assert blog.warning(KEY) == TOLD, call
        failing.clear()
        blog.cloud = watched(unwatched, dying(call))
        for _ in range(2):
            try:
                pressing_again(blog)
            except Died:
                died = True
        blog.cloud = unwatched
        pressing_again(blog)
        assert blog.warning(KEY) is None, call
        assert died or call > 8


def pressing_again(blog: MemoryBlog) -> None:
    blog.cloud.press.send(messages.to_press([BAD]))
    blog.again()
    blog.settle()


@pytest.mark.slow
def test_on_aws_too_a_page_that_is_given_up_is_told_and_heals(blog: Blog, failing: Failing) -> None:
    given_up(blog, failing)
    assert blog.warning(KEY) == TOLD

    failing.clear()
    render_batch.render(blog.cloud, [BAD])
    blog.settle()

    assert blog.page(BAD.of)
    assert blog.warning(KEY) is None
