"""The first screen of a page: it is painted before the sheet for what stands below comes, and stays as it is when it does."""

import json

import pytest
from playwright.sync_api import Route

from bench.weight import SHIFTS
from tests.browser.polling import wait_until
from tests.browser.reader import WIDE, Reader
from tests.browser.test_reading import A_BASELINE

pytestmark = pytest.mark.slow

PAGES = ("/", "/2026/04/07/by-the-water/", "/2026/11/", "/archives/", "/topics/", "/category/machines/")
PHONE = 390
PAINTED = """() => performance.getEntriesByName("first-contentful-paint").length === 1
  && document.querySelector("link[rel=stylesheet]") !== null"""
LOOK = """() => {
  const link = document.querySelector("link[rel=stylesheet]");
  const above = (one) => one.compareDocumentPosition(link) === Node.DOCUMENT_POSITION_FOLLOWING && one.tagName !== "MAIN"
    && one.checkVisibility();
  const shown = ["color", "backgroundColor", "fontFamily", "fontSize", "display", "borderTop", "padding", "textDecoration"];
  return JSON.stringify([...document.body.querySelectorAll("*")].filter(above).map((one) => {
    const { x, y, width, height } = one.getBoundingClientRect(), style = getComputedStyle(one);
    return [one.tagName, one.className, x, y, width, height, ...shown.map((name) => style[name])];
  }));
}"""
"""Where each element above the link to the sheet stands, and how it looks."""


@pytest.mark.parametrize("width", [PHONE, WIDE])
@pytest.mark.parametrize("address", PAGES)
def test_what_stands_above_the_sheet_is_painted_without_it_and_does_not_change_when_it_comes(
    reader: Reader, address: str, width: int
) -> None:
    page = reader.page(width)
    held: list[Route] = []
    page.route("**/_/below-*.css", lambda route: held.append(route))  # noqa: PLW0108 - Playwright takes no built-in method
    page.goto(address, wait_until="commit")
    wait_until(page, PAINTED)
    before = json.loads(page.evaluate(LOOK))

    (route,) = held
    route.continue_()
    page.wait_for_load_state("load")

    assert json.loads(page.evaluate(LOOK)) == before
    assert len(before) > 10
    assert page.evaluate(SHIFTS) < A_BASELINE
