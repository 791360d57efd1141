"""Pages fit without cuts and sideways scrolling: on a narrow screen, enlarged twice, and with letters twice as large."""

import pytest

from tests.browser.example_pages import EXAMPLES, Example
from tests.browser.page_checks import WAYS, sticking_out
from tests.browser.reader import Reader

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("sample", EXAMPLES, ids=lambda sample: sample.name)
def test_a_page_fits(reader: Reader, sample: Example, way: str) -> None:
    assert sticking_out(reader, sample.addresses, way) == {}


def test_a_post_begins_in_the_upper_half_of_a_phone(reader: Reader) -> None:
    page = reader.page()
    page.set_viewport_size({"width": 390, "height": 844})
    address = (
        "/2026/11/24/a-broken-tooth/"  # it has all that stands before a text, but a picture: the longest way to the first word
    )

    reader.go(page, address)
    reader.go(page, address)  # with the fonts that the first visit brought

    begins = page.locator(".text p").first.bounding_box()
    assert begins is not None
    assert begins["y"] < 844 / 2


@pytest.mark.parametrize("width", [390, 820, 1280])
def test_the_choice_of_languages_begins_where_the_title_does(reader: Reader, width: int) -> None:
    page = reader.at("/2026/11/24/a-broken-tooth/", width)

    places = [page.locator(f"article > header > {name}").bounding_box() for name in ("h1", "details")]

    assert len({place and place["x"] for place in places}) == 1
