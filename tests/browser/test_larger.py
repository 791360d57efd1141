"""Galleries fill their rows, and an image opens larger on a click: by mouse and keyboard, in both directions, without scripts."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from chalicelib.cloud.folder import FolderBucket
from infra.build.build import build
from infra.serve.server import SiteServer
from tests.browser.conftest import NOW
from tests.browser.page_checks import complaints
from tests.browser.polling import wait_until
from tests.browser.reader import NARROW, WIDE, Reader
from tests.pictures import flat_jpeg

pytestmark = pytest.mark.slow
SIZES = {"one": (1200, 800), "two": (800, 1200), "three": (1000, 750), "four": (2000, 700)}
TEXT = """\
# Pictures

![One](one.jpg "The first") ![Two](two.jpg)
![](three.jpg "The third, with a caption that is longer than the image above it is wide") ![Four](four.jpg)

![By itself](one.jpg)
"""
ENGLISH, ARABIC = "/2026/11/20/a/", "/ar/2026/11/20/a/"
SITE = "languages: [en, {code: ar, direction: rtl}]\n"

ROWS = """() => [...document.querySelectorAll(".gallery > div")].map((row) => {
  const images = [...row.querySelectorAll("img")].map((image) => image.getBoundingClientRect());
  const filled = images.reduce((sum, { width }) => sum + width, 8 * (images.length - 1));
  const heights = images.map(({ height }) => height);
  return [row.clientWidth - filled, Math.max(...heights) - Math.min(...heights)];
})"""
"""How much of each row its images leave empty, and how much their heights differ, in pixels."""


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a site with a gallery, in two languages; return its address."""
    source, out = tmp_path_factory.mktemp("pictures"), tmp_path_factory.mktemp("out")
    (source / "posts").mkdir()
    for name, size in SIZES.items():
        (source / "posts" / f"{name}.jpg").write_bytes(flat_jpeg(*size))
    (source / "site.yaml").write_text(SITE)
    for name in ("a.md", "a.ar.md"):
        (source / "posts" / f"2026-11-20-{name}").write_text(TEXT)
    with SiteServer(FolderBucket(out)) as server:
        build(source, out, url=server.url, now=NOW)
        yield server.url


@pytest.fixture
def reader(arriving: Callable[[str], Reader], pictures: str) -> Reader:
    return arriving(pictures)


def larger(page: Page) -> str:
    """Return the text of the image that is shown larger."""
    expect(page.locator("dialog img")).to_be_visible()
    return page.locator("dialog img").get_attribute("alt") or ""


@pytest.mark.parametrize("width", [NARROW, 390, 820, WIDE])
def test_the_images_of_a_row_fill_it_and_are_equally_high(reader: Reader, width: int) -> None:
    rows = reader.at(ENGLISH, width=width).evaluate(ROWS)

    assert len(rows) == 2
    assert [(abs(empty) < 1, differ < 1) for empty, differ in rows] == [(True, True)] * 2


def test_a_click_shows_the_larger_image_with_its_caption_and_fetches_the_script(reader: Reader) -> None:
    page = reader.at(ENGLISH)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url.rpartition("/")[2]))

    page.get_by_role("link", name="One").click()

    assert larger(page) == "One"
    expect(page.get_by_role("dialog", name="One")).to_contain_text("The first")
    wait_until(page, "document.querySelector('dialog img').naturalWidth > 900")
    assert fetched[0] == "larger.js"


@pytest.mark.parametrize(
    ("address", "onwards", "back"), [(ENGLISH, "ArrowRight", "ArrowLeft"), (ARABIC, "ArrowLeft", "ArrowRight")]
)
def test_the_arrow_keys_go_through_the_gallery_alone_in_the_direction_of_the_page(
    reader: Reader, address: str, onwards: str, back: str
) -> None:
    page = reader.at(address)
    page.get_by_role("link", name="Two").focus()
    page.keyboard.press("Enter")
    assert larger(page) == "Two"

    seen = [pressed(page, key) for key in (onwards, onwards, onwards, back, back)]

    assert seen == ["", "Four", "One", "Four", ""]


def pressed(page: Page, key: str) -> str:
    page.keyboard.press(key)
    return larger(page)


def test_escape_closes_it_and_the_focus_is_on_the_image_that_was_shown(reader: Reader) -> None:
    page = reader.at(ENGLISH)
    page.get_by_role("link", name="One").click()
    page.get_by_role("button", name="Next image").click()

    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="Two")).to_be_focused()


def test_a_click_beside_the_buttons_closes_it(reader: Reader) -> None:
    page = reader.at(ENGLISH)
    page.get_by_role("link", name="By itself").click()
    expect(page.get_by_role("dialog").get_by_role("button")).to_have_count(1)

    page.get_by_role("dialog").click(position={"x": 30, "y": 30})

    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_larger_image_is_within_the_window(reader: Reader, width: int) -> None:
    page = reader.at(ENGLISH, width=width)
    page.get_by_role("link", name="Two").click()
    larger(page)

    box = page.locator("dialog img").bounding_box()

    assert box
    assert (box["x"] >= 0, box["y"] >= 0, box["x"] + box["width"] <= width, box["y"] + box["height"] <= 800) == (True,) * 4


def test_a_page_with_a_gallery_is_accessible_and_so_is_a_larger_image(reader: Reader) -> None:
    page = reader.page(bypass_csp=True)  # axe tries styles on
    reader.go(page, ENGLISH)
    before = complaints(page)
    page.get_by_role("link", name="View larger image").click()
    larger(page)

    assert (before, complaints(page)) == ([], [])


def test_without_scripts_the_image_opens_itself(reader: Reader) -> None:
    page = reader.at(ENGLISH, java_script_enabled=False)

    page.get_by_role("link", name="One").click()

    page.wait_for_url("**/posts/one.jpg")
