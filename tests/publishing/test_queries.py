"""Queries: each is answered by one row, those of a round in few calls, and a page whose read is stale is gathered again."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from bench.watching import watched
from chalicelib.cloud.items import At, Item
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Cloud
from chalicelib.model import Page, Post
from chalicelib.publishing import make_pages
from chalicelib.rendering import queries
from chalicelib.rendering.pages.reading import texts
from chalicelib.rendering.queries import Bodies, Followers, OneSummary, Query, Siblings, StaleRead, Summary
from chalicelib.store import answers, item_keys, site_images
from chalicelib.store.answers import ITEMS, PARTITIONS
from chalicelib.store.asking import ask, follow
from chalicelib.store.site_context import context_of
from tests.publishing.blog import MemoryBlog, post

POST = Post("posts/a.md", "/a/", "A", "en", "2026-11-20", body="gone")


def test_every_query_is_answered_by_one_row() -> None:
    classes = {found for found in vars(queries).values() if inspect.isclass(found) and issubclass(found, Query)} - {Query}

    assert classes == ITEMS.keys() | PARTITIONS.keys()
    assert not ITEMS.keys() & PARTITIONS.keys()


# ---- one coroutine


def test_a_coroutine_is_told_what_it_awaits_and_its_result_is_returned() -> None:
    async def told(group: str) -> tuple[tuple[str, ...], int]:
        return await Siblings(group), await Followers()

    table = MemoryTable()
    table.put_many(Item(At("TRANSLATIONS#tea", f"{lang}#posts/{lang}.md")) for lang in ("en", "es"))

    assert follow(table, told("tea")) == (("posts/en.md", "posts/es.md"), 0)


def test_a_coroutine_that_asks_nothing_returns_at_once() -> None:
    async def told() -> str:
        return "at once"

    assert follow(MemoryTable(), told()) == "at once"


def test_a_coroutine_whose_read_is_stale_is_closed() -> None:
    asking = texts([POST])

    with pytest.raises(StaleRead, match=POST.key):
        follow(MemoryTable(), asking)

    assert inspect.getcoroutinestate(asking) == inspect.CORO_CLOSED


# ---- several queries


def test_queries_that_are_asked_together_are_answered_each() -> None:
    asked = [OneSummary("TOPICS#en", name) for name in ("a", "b")]

    assert ask(MemoryTable(), asked) == {query: Summary(query.of, query.name) for query in asked}


def test_a_stale_read_among_queries_that_are_asked_together_is_raised() -> None:
    with pytest.raises(StaleRead, match=POST.key):
        ask(MemoryTable(), [Bodies(frozenset({(POST.key, POST.body)}))])


# ---- the pages of a batch


def gathered(cloud: Cloud, *pages: Page) -> frozenset[Page]:
    """Those of the pages for which something stands."""
    making = make_pages.make_pages(cloud.table, pages, context_of(site_images.read(cloud)), lambda _page: False)
    return frozenset(page for page, result in making.results.items() if isinstance(result, queries.Made) and result.body)


def losing_bodies(blog: MemoryBlog, times: int) -> tuple[Cloud, list[frozenset[At]]]:
    """A cloud whose first few reads of bodies find none, and what is read in batches."""
    reads: list[frozenset[At]] = []

    def lose(_port: str, method: str, args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if method != "get_many":
            return act()
        reads.append(frozenset(args[0]))
        of_bodies = [read for read in reads if any(at.sk.startswith("body#") for at in read)]
        return {} if reads[-1] in of_bodies and len(of_bodies) <= times else act()

    return watched(blog.cloud, lose), reads


def test_what_the_pages_of_a_batch_ask_in_one_round_is_read_in_one_call(memory_blog: MemoryBlog) -> None:
    keys = ("posts/a.md", "posts/b.md")
    cloud, reads = losing_bodies(memory_blog, 0)

    gathered(cloud, *(Page(kind, key) for kind in ("report", "warnings") for key in keys))

    assert reads == [frozenset(map(item_keys.at_record, keys))]


@pytest.mark.parametrize(("times", "stands"), [(0, True), (make_pages.TRIES - 1, True), (make_pages.TRIES, False)])
def test_a_page_whose_read_is_stale_is_gathered_again_a_few_times(memory_blog: MemoryBlog, times: int, stands: bool) -> None:
    memory_blog.publish({"posts/a.md": post(permalink="/a/")})
    cloud, _ = losing_bodies(memory_blog, times)

    assert gathered(cloud, Page("address", "/a/")) == ({Page("address", "/a/")} if stands else frozenset())


def test_a_summary_of_an_earlier_version_owes_only_what_is_still_rendered() -> None:
    item = Item(
        At("YEARS#en:tag:ink", "2026"),
        {"value": "1", "owes": '[["page", "tally", "en:tag:ink", ""], ["page", "topics", "en", ""]]'},
    )

    assert answers.summary_in(item).owes == frozenset({Page("topics", "en")})
