"""Nothing is cut off, and nobody has to scroll sideways: on a narrow screen, enlarged twice, and with letters twice as large."""

import pytest

from tests.browser.looks import WAYS, sticking_out
from tests.browser.places import PLACES, Place
from tests.browser.reader import Reader

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_page_fits(reader: Reader, place: Place, way: str) -> None:
    assert sticking_out(reader, place.addresses, way) == {}
