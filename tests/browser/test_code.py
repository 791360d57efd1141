"""Code and tables on a page: they scroll by keyboard, and a button copies the code."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from chalicelib.cloud.folder import FolderBucket
from infra.build.build import build
from infra.serve.server import SiteServer
from tests.browser.conftest import NOW
from tests.browser.page_checks import OUTSIDE, complaints
from tests.browser.polling import wait_until
from tests.browser.reader import NARROW, WIDE, Reader

pytestmark = pytest.mark.slow
LONG = f"{'weigh(letters, ' * 20}1)"
TEXT = f"""\
# Code

```python title="weight.py" hl_lines="2" linenums="1"
letters = 1
{LONG}
```

```
{LONG}
```

{"| A wide column " * 20}|
{"|---" * 20}|
{"| words " * 20}|
"""
PAGE = "/2026/11/20/a/"


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a site with a post that has wide code and a wide table; return its address."""
    source, out = tmp_path_factory.mktemp("code"), tmp_path_factory.mktemp("out")
    (source / "posts").mkdir()
    (source / "posts" / "2026-11-20-a.md").write_text(TEXT)
    with SiteServer(FolderBucket(out)) as server:
        build(source, out, url=server.url, now=NOW)
        yield server.url


@pytest.fixture
def reader(arriving: Callable[[str], Reader], code: str) -> Reader:
    return arriving(code)


def test_the_button_copies_the_code_without_the_numbers_of_its_lines_and_says_so(reader: Reader) -> None:
    page = reader.at(PAGE, permissions=["clipboard-read", "clipboard-write"])
    block = page.get_by_role("figure").filter(has_text="weight.py")

    block.get_by_role("button", name="Copy").click()

    expect(block.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"letters = 1\n{LONG}"


def test_code_has_no_button_where_no_script_runs(reader: Reader) -> None:
    page = reader.at(PAGE, java_script_enabled=False)

    expect(page.get_by_role("figure").first).to_contain_text("Python")
    expect(page.get_by_role("figure").get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("name", ["Code", "Table"])
def test_the_keyboard_scrolls_what_is_wider_than_the_column(reader: Reader, name: str) -> None:
    page = reader.at(PAGE)
    wide = page.get_by_role("group", name=name, exact=True).last

    wide.focus()
    page.keyboard.press("ArrowRight")

    wait_until(page, "(wide) => wide.scrollLeft > 0", wide.element_handle())


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_page_with_wide_code_and_a_wide_table_does_not_scroll_sideways(reader: Reader, width: int) -> None:
    assert reader.at(PAGE, width=width).evaluate(OUTSIDE) == []


def test_a_page_with_code_and_a_table_is_accessible(reader: Reader) -> None:
    page = reader.page(bypass_csp=True)  # axe tries styles on
    reader.go(page, PAGE)

    assert complaints(page) == []
