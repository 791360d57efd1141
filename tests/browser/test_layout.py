"""Where things stand on a wide screen: the text in the middle, wide things wider, the table of contents in the margin."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from chalicelib.cloud.folder import FolderBucket
from infra.build.build import build
from infra.serve.server import SiteServer
from tests.browser.conftest import NOW
from tests.browser.reader import Reader

pytestmark = pytest.mark.slow

REM, WIDE = 16, 60
LINES = {"short": "x = 1", "wide": "y = " + " + ".join(["some_name"] * 6), "endless": "z = " + " + ".join(["some_name"] * 40)}
MATTER = "---\ntitle: Long\ntoc: yes\nimage: cover.svg\n---"
SECTIONS = "\n\n".join(f"## Part {number}\n\n{'Some words stand here. ' * 60}" for number in range(6))
CODE = "\n\n".join(f"```\n{line}\n```" for line in LINES.values())
TABLE = f"|{'a long heading|' * 7}\n|{'-|' * 7}\n|{'a cell with words|' * 7}"
BOXES = """selector => [...document.querySelectorAll(selector)].map(each => {
  const { left, right, top, width } = each.getBoundingClientRect();
  return { left, right, top, width, hidden: each.scrollWidth - each.clientWidth };
})"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    blog, out = tmp_path_factory.mktemp("blog"), tmp_path_factory.mktemp("out")
    (blog / "posts").mkdir()
    (blog / "posts/2026-11-01-long.md").write_text(f"{MATTER}\n\n{SECTIONS}\n\n{CODE}\n\n{TABLE}\n")
    (blog / "posts/cover.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="900"/>')
    with SiteServer(FolderBucket(out)) as server:
        build(blog, out, url=server.url, now=NOW)
        yield server.url


@pytest.fixture
def wide(arriving: Callable[[str], Reader], site: str) -> Page:
    return arriving(site).at("/2026/11/01/long/", 1440)


def boxes(page: Page, selector: str) -> list[dict[str, float]]:
    found: list[dict[str, float]] = page.evaluate(BOXES, selector)
    return found


def test_code_is_as_wide_as_the_text_or_as_it_needs_up_to_60_rem_and_scrolls_only_then(wide: Page) -> None:
    (text,) = boxes(wide, ".text")
    short, long, endless = boxes(wide, ".text pre")

    assert (short["width"], short["hidden"]) == (text["width"], 0)
    assert text["width"] < long["width"] < WIDE * REM
    assert long["hidden"] == 0
    assert endless["width"] == WIDE * REM
    assert endless["hidden"] > 0
    for each in (short, long, endless):
        assert each["left"] + each["right"] == pytest.approx(text["left"] + text["right"], abs=1)


def test_a_wide_table_is_wider_than_the_text(wide: Page) -> None:
    (text,), (table,) = boxes(wide, ".text"), boxes(wide, ".text table")

    assert text["width"] < table["width"] <= WIDE * REM


def test_a_cover_is_as_wide_as_what_is_wide(wide: Page) -> None:
    (text,), (cover,) = boxes(wide, ".text"), boxes(wide, "img.title")

    assert cover["width"] == WIDE * REM
    assert cover["left"] + cover["right"] == pytest.approx(text["left"] + text["right"], abs=1)


def test_the_table_of_contents_stays_in_the_margin_beside_all_that_is_wide(wide: Page) -> None:
    (before,) = boxes(wide, ".contents")
    wide.evaluate("scrollTo({ top: 1500, behavior: 'instant' })")
    (after,) = boxes(wide, ".contents")

    assert 0 <= before["left"] < before["right"] <= (1440 - WIDE * REM) / 2
    assert 0 <= after["top"] < 100


def test_on_a_phone_nothing_is_wider_than_the_window_and_the_contents_come_first(
    arriving: Callable[[str], Reader], site: str
) -> None:
    page = arriving(site).at("/2026/11/01/long/", 390)

    (text,), (contents,) = boxes(page, ".text"), boxes(page, ".contents")

    assert contents["top"] < text["top"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_plain_lists_titles_and_dates_in_two_columns(arriving: Callable[[str], Reader], tmp_path: Path) -> None:
    blog, out = tmp_path / "blog", tmp_path / "out"
    (blog / "posts").mkdir(parents=True)
    (blog / "site.yaml").write_text("theme: {preset: plain}\n")
    for day, title in enumerate(("Ink", "What damp does to wood type", "A winter"), 1):
        (blog / f"posts/2026-11-0{day}-{day}.md").write_text(f"---\ntitle: {title}\n---\n\nWords.\n")
    with SiteServer(FolderBucket(out)) as server:
        build(blog, out, url=server.url, now=NOW)
        page = arriving(server.url).at("/", 1280)
        titles, dates = ({each["left"] for each in boxes(page, f".card {part}")} for part in ("h2", ".byline"))

    assert (len(titles), len(dates)) == (1, 1)
    assert max(dates) < min(titles)
