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
