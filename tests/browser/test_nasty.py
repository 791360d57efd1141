"""Pages with extreme content and pages without posts fit, are accessible, and don't shift their layout."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import product
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from chalicelib.cloud.folder import FolderBucket
from infra.build.build import build
from infra.serve.server import SiteServer
from tests.browser.page_checks import SHIFTS, WAYS, complaints, sticking_out
from tests.browser.reader import Reader
from tests.site.nasty import NASTY, WORD, laid
from tests.thorough import sample

pytestmark = pytest.mark.slow
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)

PAGES: Mapping[str, tuple[str, str]] = {
    "home": ("extremes", "/"),
    "all the widgets": ("extremes", "/more/"),
    "topics": ("extremes", "/topics/"),
    "feeds": ("extremes", "/feeds/"),
    "long category": ("extremes", quote(f"/category/category-7-{WORD.lower()}/")),
    "pictures": ("extremes", "/2026/11/13/pictures/"),
    "lists": ("extremes", "/2026/11/14/lists/"),
    "marks": ("extremes", "/2026/11/15/marks/"),
    "no text": ("extremes", "/2026/11/17/empty/"),
    "huge title": ("extremes", "/2026/11/18/huge/"),
    "long word": ("extremes", "/2026/11/19/word/"),
    "40 categories": ("extremes", "/2026/11/20/forty/"),
    "wide": ("extremes", "/2026/11/21/wide/"),
    "13 languages": ("extremes", "/2026/11/22/morning/"),
    "Arabic": ("extremes", "/ar/2026/11/22/morning/"),
    "Japanese": ("extremes", "/ja/2026/11/22/morning/"),
    "home without posts": ("nothing", "/"),
    "archives without posts": ("nothing", "/ar/archives/"),
    "topics without posts": ("nothing", "/topics/"),
}
READ = ("home", "topics", "lists", "pictures", "no text", "40 categories", "wide", "Arabic", "Japanese", "home without posts")
"""The pages that axe checks; it is slow, so no two of them are alike."""

Come = Callable[[str], tuple[Reader, str]]


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, SiteServer]]:
    """Serve both sites as `presswork build` makes them."""
    outs = {name: tmp_path_factory.mktemp(name) for name in NASTY}
    with SiteServer(FolderBucket(outs["extremes"])) as extremes, SiteServer(FolderBucket(outs["nothing"])) as nothing:
        served = {"extremes": extremes, "nothing": nothing}
        for name, server in served.items():
            build(laid(NASTY[name], tmp_path_factory.mktemp("sources")), outs[name], url=server.url, now=NOW)
        yield served


@pytest.fixture
def come(arriving: Callable[[str], Reader], servers: Mapping[str, SiteServer]) -> Come:
    """Return a function that makes a reader of the site of a page, and the address of the page."""
    return lambda page: (arriving(servers[PAGES[page][0]].url), PAGES[page][1])


@pytest.mark.parametrize(("name", "way"), sample("browser", [*product(PAGES, WAYS)], 3, lambda pair: pair[0]))
def test_a_page_with_extreme_content_fits(come: Come, name: str, way: str) -> None:
    reader, address = come(name)

    assert sticking_out(reader, [address], way) == {}


@pytest.mark.parametrize("name", READ)
def test_a_page_with_extreme_content_is_accessible(come: Come, name: str) -> None:
    reader, address = come(name)
    page = reader.at(address, bypass_csp=True)  # axe tries styles on

    assert complaints(page) == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["home", "pictures", "huge title", "home without posts"])
def test_no_layout_shifts_while_pictures_and_long_titles_load(come: Come, name: str, width: int) -> None:
    reader, address = come(name)
    page = reader.at(address, width=width)

    assert page.evaluate(SHIFTS) == 0


def test_a_checkbox_is_labelled_with_its_task(come: Come) -> None:
    reader, address = come("lists")
    page = reader.at(address)

    expect(page.get_by_role("checkbox", name="done")).to_be_checked()
    expect(page.get_by_role("checkbox", name="not yet, see the page")).not_to_be_checked()
    expect(page.get_by_role("checkbox", name="outer code", exact=True)).to_be_checked()
    expect(page.get_by_role("checkbox", name="first", exact=True)).to_be_disabled()
