"""What a build counts ahead is what pages count, and the pages that it leaves out never stand."""

from collections.abc import Mapping

import pytest

from chalicelib.model import Listing, Page
from chalicelib.rendering.page_kinds import key_of
from chalicelib.rendering.pages_showing import pages_of_record
from chalicelib.rendering.summaries import FITS
from chalicelib.store import records, site_files
from chalicelib.store.answers import item_of
from infra.build.precount import existing_pages, summaries_of
from tests.publishing.blog import MemoryBlog, post

MANY: Mapping[str, str] = {
    f"posts/{number}.md": post(date=f"20{year:02}-{month + 1:02}-01", categories=["Tea"], tags=[("Moss", "MOSS")[number % 2]])
    for number, (year, month) in enumerate(divmod(number, 12) for number in range(FITS + 1))
}
SOURCES: Mapping[str, str] = {
    **MANY,
    "posts/alone.md": post(date="2019-07-01", tags=["Alone"], authors=["Ada", "Bo"]),
    "posts/una.es.md": post(date="2019-07-01", authors=["Ada"]),
    "site.yaml": "languages: [en, es]\n",
    "about.md": post(date=None, title="About"),
}


@pytest.fixture(scope="module")
def blog() -> MemoryBlog:
    """A blog whose pages have counted for themselves, with a category that doesn't fit on one page."""
    blog = MemoryBlog()
    blog.publish(SOURCES)
    return blog


def pages_of(blog: MemoryBlog) -> frozenset[Page]:
    found = records.read_many(blog.cloud.table, SOURCES).values()
    return frozenset().union(*map(pages_of_record, found))


@pytest.mark.slow
def test_what_is_counted_ahead_is_what_pages_count(blog: MemoryBlog) -> None:
    ahead = [*summaries_of(blog.cloud.table, pages_of(blog))]

    assert {summary.of.partition("#")[0] for summary in ahead} == {"MONTHS", "YEARS", "TOPICS"}
    assert [item_of(summary) for summary in ahead] == [blog.cloud.table.get(item_of(summary).at) for summary in ahead]


@pytest.mark.slow
def test_pages_that_are_left_out_never_stand(blog: MemoryBlog) -> None:
    pages, site = pages_of(blog), site_files.read(blog.cloud).site

    kept = existing_pages(blog.cloud.table, pages)

    assert not {key_of(page, site) for page in pages - kept} & blog.objects().keys()
    assert Page("year", str(Listing("category", "en", "tea")), "2007") in kept
    assert Page("month", str(Listing("category", "en", "tea")), "2007-01") not in kept
    assert Page("year", str(Listing("tag", "en", "alone")), "2019") not in kept
    assert Page("month", str(Listing("all", "en")), "2019-07") in kept
