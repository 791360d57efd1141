"""The front page of `news` in a browser: its lead is the largest, and a lone story in a section fills its row on every screen."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import example_as
from tests.browser.page_checks import WAYS, complaints, sticking_out
from tests.browser.reader import Reader

LONE = ".lone .card:has(.thumb)"


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the first example with this preset, and with so many posts on its home page that it has sections."""
    with example_as("news", tmp_path_factory.mktemp("paper"), ("landing: 7", "landing: 14")) as url:
        yield url


@pytest.fixture
def reader(arriving: Callable[[str], Reader], paper: str) -> Reader:
    return arriving(paper)


def width(page: Page, name: str) -> float:
    box = page.locator(name).first.bounding_box()
    assert box
    return box["width"]


@pytest.mark.parametrize("screen", [390, 768, 1280, 1920])
def test_no_story_has_a_larger_picture_than_the_lead(reader: Reader, screen: int) -> None:
    page = reader.at("/", width=screen)

    pictures = page.locator(".thumb").evaluate_all("all => all.map(each => each.getBoundingClientRect().width)")
    assert width(page, ".leads .cover") >= max(pictures)


@pytest.mark.parametrize(("screen", "part"), [(390, 0.5), (768, 0.4), (1280, 0.4)])
def test_the_words_of_a_lone_story_have_a_good_part_of_its_row(reader: Reader, screen: int, part: float) -> None:
    page = reader.at("/", width=screen)

    assert width(page, f"{LONE} > div") > part * width(page, ".section")


def test_a_lone_story_has_its_picture_beside_its_words(reader: Reader) -> None:
    page = reader.at("/", width=1280)

    words, picture = (page.locator(f"{LONE} > {name}").first.bounding_box() for name in ("div", ".thumb"))
    assert words
    assert picture
    assert picture["y"] == pytest.approx(words["y"], abs=1)
    assert picture["x"] >= words["x"] + words["width"]


@pytest.mark.slow
def test_the_front_page_is_accessible(reader: Reader) -> None:
    page = reader.page(bypass_csp=True)  # axe tries styles on
    reader.go(page, "/")

    assert complaints(page) == []


@pytest.mark.parametrize("way", WAYS)
def test_the_front_page_fits_every_window(reader: Reader, way: str) -> None:
    assert sticking_out(reader, ["/", "/ar/"], way) == {}
