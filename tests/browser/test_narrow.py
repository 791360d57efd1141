"""Pages fit without cuts and sideways scrolling: on a narrow screen, enlarged twice, and with letters twice as large."""

import pytest
from playwright.sync_api import Route

from tests.browser.example_pages import EXAMPLES, Example
from tests.browser.page_checks import WAYS, sticking_out
from tests.browser.reader import Reader

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("sample", EXAMPLES, ids=lambda sample: sample.name)
def test_a_page_fits(reader: Reader, sample: Example, way: str) -> None:
    assert sticking_out(reader, sample.addresses, way) == {}


def test_a_post_begins_in_the_upper_half_of_a_phone(reader: Reader) -> None:
    address = "/2026/11/24/a-broken-tooth/"  # all but a picture stands before its text: the longest way to the first word
    page = reader.page(bypass_csp=True)  # as its style is another
    page.set_viewport_size({"width": 390, "height": 844})
    page.route(f"**{address}", with_its_fonts)

    reader.go(page, address)
    page.evaluate("document.fonts.ready")

    begins = page.locator(".text p").first.bounding_box()
    assert begins is not None
    assert begins["y"] < 844 / 2


def with_its_fonts(route: Route) -> None:
    """Show the page once its fonts are there, and not before, in those of this machine."""
    route.fulfill(body=route.fetch().text().replace("font-display:optional", "font-display:block"), content_type="text/html")


@pytest.mark.parametrize("width", [390, 820, 1280])
def test_the_choice_of_languages_begins_where_the_title_does(reader: Reader, width: int) -> None:
    page = reader.at("/2026/11/24/a-broken-tooth/", width)

    places = [page.locator(f"article > header > {name}").bounding_box() for name in ("h1", "details")]

    assert len({place and place["x"] for place in places}) == 1
