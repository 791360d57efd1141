"""axe finds no fault on any kind of page, light or dark, in both directions."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from chalicelib.newsletter.rules import tokens
from tests.browser.example_pages import EXAMPLES, Example
from tests.browser.forms import field, form_of
from tests.browser.live_site import LiveSite
from tests.browser.page_checks import complaints
from tests.browser.reader import Reader
from tests.web.visitor import ADA, KEYS

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("sample", EXAMPLES, ids=lambda sample: sample.name)
def test_a_page_is_accessible(reader: Reader, sample: Example) -> None:
    page = reader.page(bypass_csp=True)  # axe tries styles on
    faults = []
    for address in sample.addresses:
        reader.go(page, address)
        faults += complaints(page)

    assert faults == []


# ---- pages for followers

Way = Callable[[Page, LiveSite], object]
"""The steps that lead to a page."""


def to(purpose: str) -> Way:
    return lambda page, live: page.goto(f"/api{live.visitor.link(purpose)}")


def pressed(purpose: str, form: str) -> Way:
    def go(page: Page, live: LiveSite) -> None:
        to(purpose)(page, live)
        with page.expect_navigation():
            page.get_by_role("main").locator(form).get_by_role("button").click()

    return go


def asked(page: Page, _live: LiveSite) -> None:
    field(form_of(page)).fill(ADA)
    form_of(page).evaluate("form => form.submit()")  # as without script
    page.wait_for_url("**/api/**")


def refused(page: Page, _live: LiveSite) -> None:
    page.goto("/api/confirm?t=nothing")


def ended(page: Page, live: LiveSite) -> None:
    long_ago = live.visitor.cloud.clock.now() - timedelta(days=401)
    page.goto(f"/api/unsubscribe?t={tokens.sign(KEYS, 'unsubscribe', (live.visitor.id_of(),), long_ago)}")


def renewed(page: Page, live: LiveSite) -> None:
    ended(page, live)
    field(page.get_by_role("main")).fill(ADA)
    page.get_by_role("main").get_by_role("button").click()
    page.wait_for_url("**/api/links/sent**")


WAYS: Mapping[str, Way] = {
    "asked": asked,
    "preferences": to("preferences"),
    "saved": pressed("preferences", "form:not([action])"),
    "account": to("account"),
    "erased": pressed("account", "form[action='/api/erase']"),
    "unsubscribe": to("unsubscribe"),
    "left": pressed("unsubscribe", "form:not([action])"),
    "refused": refused,
    "ended": ended,
    "renewed": renewed,
}


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("name", WAYS)
def test_a_page_for_followers_is_accessible(live: LiveSite, visitor: Reader, name: str, lang: str) -> None:
    visitor.expects(400, 403, 410)
    live.followed(lang=lang)
    page = visitor.at("/" if lang == "en" else f"/{lang}/", bypass_csp=True)

    WAYS[name](page, live)

    assert complaints(page) == []


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_page_of_a_used_link_is_accessible(live: LiveSite, visitor: Reader, lang: str) -> None:
    page = visitor.at(live.followed(lang=lang), bypass_csp=True)

    assert complaints(page) == []


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_page_to_confirm_is_accessible(live: LiveSite, visitor: Reader, lang: str) -> None:
    live.visitor.sign_up(ADA, lang=lang)
    page = visitor.at(live.link(), bypass_csp=True)
    before = complaints(page)

    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button").click()

    assert before + complaints(page) == []
