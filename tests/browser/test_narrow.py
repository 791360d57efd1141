"""Pages fit without cuts and sideways scrolling: on a narrow screen, enlarged twice, and with letters twice as large."""

from collections.abc import Callable
from itertools import product
from pathlib import Path
from shutil import copy, copytree

import pytest
from playwright.sync_api import Route

from chalicelib.cloud.folder import FolderBucket
from chalicelib.content.site.presets import PRESETS
from infra.build.build import build
from infra.serve.server import SiteServer
from tests.browser.conftest import EXAMPLE, NOW
from tests.browser.example_pages import EXAMPLES, Example
from tests.browser.page_checks import WAYS, sticking_out
from tests.browser.reader import Reader
from tests.thorough import sample

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("example_page", "way"),
    sample("browser", [*product(EXAMPLES, WAYS)], 3, lambda pair: pair[0].name),
    ids=lambda one: getattr(one, "name", one),
)
def test_a_page_fits(reader: Reader, example_page: Example, way: str) -> None:
    assert sticking_out(reader, example_page.addresses, way) == {}


@pytest.mark.parametrize("preset", PRESETS)
def test_a_post_begins_in_the_upper_half_of_a_phone(arriving: Callable[[str], Reader], tmp_path: Path, preset: str) -> None:
    blog, out, address = one_post(tmp_path / "blog", preset), tmp_path / "out", "/2026/11/24/a-broken-tooth/"
    with SiteServer(FolderBucket(out)) as server:
        build(blog, out, url=server.url, now=NOW)
        reader = arriving(server.url)
        page = reader.page(bypass_csp=True)  # as its style is another
        page.set_viewport_size({"width": 390, "height": 844})
        page.route(f"**{address}", with_its_fonts)

        reader.go(page, address)
        page.evaluate("document.fonts.ready")

        begins = page.locator(".text p").first.bounding_box()
    assert begins is not None
    assert begins["y"] < 844 / 2


def one_post(blog: Path, preset: str) -> Path:
    """A blog with the post of the example that has the most above its text: all but a picture."""
    copytree(EXAMPLE / "people", blog / "people")
    for path in (EXAMPLE / "logo.svg", EXAMPLE / "posts" / "ratchet.jpg", *EXAMPLE.glob("posts/2026-11-24-a-broken-tooth*.md")):
        kept = blog / path.relative_to(EXAMPLE)
        kept.parent.mkdir(exist_ok=True)
        copy(path, kept)
    site = (EXAMPLE / "site.yaml").read_text(encoding="utf-8")
    (blog / "site.yaml").write_text(site.replace("preset: journal", f"preset: {preset}"), encoding="utf-8")
    return blog


def with_its_fonts(route: Route) -> None:
    """Show the page once its fonts are there, and not before, in those of this machine."""
    route.fulfill(body=route.fetch().text().replace("font-display:optional", "font-display:block"), content_type="text/html")


@pytest.mark.parametrize("width", [390, 820, 1280])
def test_the_line_of_other_languages_begins_where_the_title_does(reader: Reader, width: int) -> None:
    page = reader.at("/2026/11/24/a-broken-tooth/", width)

    places = [page.locator(f"article > header > {name}").bounding_box() for name in ("h1", "p:last-child")]

    assert len({place and place["x"] for place in places}) == 1


def test_on_a_phone_the_description_stands_between_the_name_and_the_menu(reader: Reader) -> None:
    page = reader.at("/", 390)

    places = [page.locator(f"header.site {part}").bounding_box() for part in (".title", ".description", "nav")]

    name, description, menu = (place["y"] if place else 0 for place in places)
    assert 0 < name < description < menu


@pytest.mark.parametrize("width", [390, 1280])
def test_the_picture_of_the_lead_is_not_cut(reader: Reader, width: int) -> None:
    cover = reader.at("/", width).locator("img.cover")

    whole, shown = cover.evaluate("one => [one.naturalWidth / one.naturalHeight, one.clientWidth / one.clientHeight]")
    assert shown == pytest.approx(whole, abs=0.01)


def test_the_feed_of_a_topic_is_in_the_line_of_its_number_however_long_its_name(reader: Reader) -> None:
    page = reader.at("/topics/")

    page.evaluate(
        """() => document.querySelectorAll("main .topics li > a:first-child").forEach((name, number) => {
             name.textContent = "The harbour office of Vila do Farol and all its boats".slice(0, 8 + number);
           })"""
    )

    assert page.locator("main .topics .feed").count() > 20
    assert page.evaluate(BELOW) == []


BELOW = """() => [...document.querySelectorAll("main .topics li:has(.feed)")].filter((line) => {
  const [number, feed] = [".count", ".feed"].map((part) => line.querySelector(part).getBoundingClientRect());
  return feed.top >= number.bottom;
}).map((line) => line.textContent)"""
"""The topics whose feed is below the number of their posts."""
