"""The preset `classic` in a browser: its boxes stand beside the text, are asked for once, and nothing moves when they come."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import example_as
from tests.browser.page_checks import WAYS, complaints, sticking_out
from tests.browser.reader import Reader

POST, ARABIC_HOME = "/2026/11/24/a-broken-tooth/", "/ar/"
PAGES = ("/", POST, "/category/type/", "/archives/", "/more/", "/follow/", ARABIC_HOME)
SHIFTS = """window.shifted = 0;
new PerformanceObserver(seen => seen.getEntries().forEach(each => { window.shifted += each.value }))
.observe({type: "layout-shift", buffered: true})"""


@pytest.fixture(scope="module")
def museum(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the first example, which has a language from right to left, with this preset."""
    with example_as("classic", tmp_path_factory.mktemp("museum")) as url:
        yield url


@pytest.fixture
def reader(arriving: Callable[[str], Reader], museum: str) -> Reader:
    return arriving(museum)


def left(page: Page, name: str) -> float:
    found = page.locator(name).first.bounding_box()
    assert found
    return found["x"]


def test_the_boxes_stand_at_the_end_of_the_line_in_both_directions(reader: Reader) -> None:
    english, arabic = reader.at("/"), reader.at(ARABIC_HOME)

    assert left(english, "main") < left(english, "aside")
    assert left(arabic, "aside") < left(arabic, "main")


@pytest.mark.parametrize("address", ["/", POST, ARABIC_HOME])
def test_the_boxes_are_asked_for_once_and_nothing_moves_when_they_come(reader: Reader, address: str) -> None:
    page = reader.page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script(SHIFTS)

    reader.go(page, address)
    expect(page.locator("#_sidebar .archives")).to_be_visible()

    assert len([each for each in asked if "/_/sidebar." in each]) == 1
    assert page.evaluate("window.shifted") < 0.001


@pytest.mark.slow
def test_its_pages_are_accessible(reader: Reader) -> None:
    page = reader.page(bypass_csp=True)  # axe tries styles on
    faults = []
    for address in PAGES:
        reader.go(page, address)
        faults += complaints(page)

    assert faults == []


@pytest.mark.parametrize("way", WAYS)
def test_its_pages_fit_every_window(reader: Reader, way: str) -> None:
    assert sticking_out(reader, PAGES, way) == {}
