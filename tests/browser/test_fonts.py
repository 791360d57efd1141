"""The fonts of a page in a browser: which come, which stay away, and that nothing moves."""

import pytest
from playwright.sync_api import Page, Route

from bench.weight import SHIFTS
from tests.browser.live_site import POST, SITE, LiveSite
from tests.browser.reader import Reader

pytestmark = pytest.mark.slow

LATE = 400  # milliseconds
LOADED = "() => [...document.fonts].filter((one) => one.status === 'loaded').map((one) => one.family.replaceAll('\"', ''))"
OWN = 'theme: {fonts: {text: "Georgia, serif", ui: "Arial, sans-serif"}}\n'


def asked(page: Page) -> list[str]:
    """Return the list that each font which the page asks for is added to: family and script."""
    names: list[str] = []
    page.on(
        "request",
        lambda request: names.append(request.url.rpartition("/")[2].split(".")[0]) if "/fonts/" in request.url else None,
    )
    return names


def test_a_page_loads_only_the_fonts_with_letters_that_it_shows(live: LiveSite, visitor: Reader) -> None:
    live.blog.publish({"site.yaml": SITE.replace("languages: [en, es, {code: ar, direction: rtl}]\n", "")})
    page = visitor.page()
    names = asked(page)

    visitor.go(page, POST)

    assert sorted(names) == ["sans-latin", "serif-latin"]
    assert {"Presswork Sans", "Presswork Serif"} <= set(page.evaluate(LOADED))


def test_a_site_with_fonts_of_its_own_loads_none_of_ours(live: LiveSite, visitor: Reader) -> None:
    live.blog.publish({"site.yaml": SITE + OWN})
    page = visitor.page()
    names = asked(page)

    visitor.go(page, POST)

    assert names == []


@pytest.mark.parametrize("late", [0, LATE])
def test_nothing_moves_whenever_the_fonts_come(live: LiveSite, visitor: Reader, late: int) -> None:
    page = visitor.page()

    def send(route: Route) -> None:
        page.wait_for_timeout(late)
        route.continue_()

    page.route("**/_/fonts/*", send)

    visitor.go(page, POST)

    assert page.evaluate(SHIFTS) == 0
