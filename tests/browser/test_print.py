"""A page on paper: nothing is cut off, nothing that only a screen can do is printed, and the page says where it is from."""

import pytest

from tests.browser.reader import Reader

pytestmark = pytest.mark.slow

PAPER = 700  # pixels: an A4 page between its margins
PAGES = ("/", "/2026/07/15/a-tide-table-in-thirty-lines/", "/2026/04/21/forty-one-drawers/", "/2026/", "/archives/", "/ar/")
CUT = """() => [...document.querySelectorAll("pre, table, .scroll, main")]
  .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1).map((one) => one.outerHTML.slice(0, 80))"""
FOR_SCREENS = """() => [...document.querySelectorAll("button, select, input, nav, .scripted, .to-follow")]
  .filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("address", PAGES)
def test_on_paper_nothing_is_cut_and_nothing_is_for_screens_alone(reader: Reader, address: str) -> None:
    page = reader.page(PAPER)
    page.goto(address)

    page.emulate_media(media="print")

    assert page.evaluate(CUT) == []
    assert page.evaluate(FOR_SCREENS) == []
    assert page.locator(".printed").inner_text().endswith(address)


def test_on_paper_what_a_screen_folds_is_open(reader: Reader) -> None:
    page = reader.page(PAPER)
    page.goto("/2026/08/29/names-that-moved/")
    folded = page.locator(".text details > :not(summary)").first
    assert not folded.is_visible()

    page.emulate_media(media="print")

    assert folded.is_visible()
