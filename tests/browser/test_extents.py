"""Wide images leave the column on the page of a post without a sidebar, and the page never scrolls sideways for them."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from chalicelib.cloud.folder import FolderBucket
from infra.build.build import build
from infra.serve.server import SiteServer
from tests.browser.conftest import NOW
from tests.browser.page_checks import OUTSIDE, complaints
from tests.browser.reader import NARROW, WIDE, Reader
from tests.pictures import flat_jpeg

pytestmark = pytest.mark.slow
TEXT = """\
---
title: Pictures
drop_cap: yes
---

Once there was a paragraph, as wide as the column, whose first letter is large.

![Wide](a.jpg "Wider than the column"){.wide}

![Full](a.jpg "From edge to edge"){.full}

![One](a.jpg) ![Two](a.jpg)
{: .wide}

> A promise made in lead.
{: .pull}
"""
ENGLISH, ARABIC = "/2026/11/20/a/", "/ar/2026/11/20/a/"
SITE = "languages: [en, {code: ar, direction: rtl}]\nsidebar: SIDEBAR\n"
WIDTHS = """() => ["p", "figure.wide", "figure.full-bleed", "div.wide"].map((each) => {
  const box = document.querySelector(`article > div > ${each}`).getBoundingClientRect();
  return [Math.round(box.left), Math.round(box.width)];
})"""


@pytest.fixture(scope="module", params=["none", "everywhere"])
def pictures(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Serve a site with wide images, in two languages; return where its sidebar stands, and its address."""
    source, out = tmp_path_factory.mktemp("pictures"), tmp_path_factory.mktemp("out")
    (source / "posts").mkdir()
    (source / "posts" / "a.jpg").write_bytes(flat_jpeg(2000, 1000))
    (source / "site.yaml").write_text(SITE.replace("SIDEBAR", request.param))
    for name in ("a.md", "a.ar.md"):
        (source / "posts" / f"2026-11-20-{name}").write_text(TEXT)
    with SiteServer(FolderBucket(out)) as server:
        build(source, out, url=server.url, now=NOW)
        yield request.param, server.url


@pytest.fixture
def reader(arriving: Callable[[str], Reader], pictures: tuple[str, str]) -> Reader:
    return arriving(pictures[1])


def boxes(page: Page) -> list[tuple[int, int]]:
    """Return where the column, the wide image, the one from edge to edge and the wide gallery begin, and their widths."""
    return [(left, width) for left, width in page.evaluate(WIDTHS)]


@pytest.mark.parametrize("address", [ENGLISH, ARABIC])
def test_images_are_as_wide_as_their_authors_wish_unless_a_sidebar_stands_there(
    reader: Reader, pictures: tuple[str, str], address: str
) -> None:
    column, wide, full, gallery = boxes(reader.at(address))

    if pictures[0] == "everywhere":
        assert column == wide == full == gallery
    else:
        assert full == (0, WIDE)
        assert wide == gallery
        assert (wide[1], wide[0] + wide[1] // 2) == (960, WIDE // 2)
        assert column[1] < wide[1]


@pytest.mark.parametrize("address", [ENGLISH, ARABIC])
@pytest.mark.parametrize("width", [NARROW, 390, 820, WIDE, 1920])
def test_no_page_scrolls_sideways_for_its_images(reader: Reader, address: str, width: int) -> None:
    assert reader.at(address, width=width).evaluate(OUTSIDE) == []


def test_a_page_with_wide_images_a_pull_quote_and_a_drop_cap_is_accessible(reader: Reader) -> None:
    page = reader.page(bypass_csp=True)  # axe tries styles on
    reader.go(page, ENGLISH)

    assert complaints(page) == []
