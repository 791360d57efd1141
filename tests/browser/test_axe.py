"""axe finds nothing to complain of: on any kind of page, light or dark, in either direction."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from chalicelib.newsletter import tokens
from chalicelib.newsletter.tokens import Keyring
from tests.browser.forms import field, form_of
from tests.browser.looks import complaints
from tests.browser.places import PLACES, Place
from tests.browser.reader import Reader
from tests.browser.town import Town
from tests.web.desk import ADA, KEYS, PEPPER

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_page_can_be_read_by_all(reader: Reader, place: Place) -> None:
    page = reader.page(bypass_csp=True)  # axe tries styles on
    said = []
    for address in place.addresses:
        reader.go(page, address)
        said += complaints(page)

    assert said == []


# ---- the pages of those who follow

Way = Callable[[Page, Town], object]
"""What leads somebody to a page."""


def to(purpose: str) -> Way:
    return lambda page, town: page.goto(f"/api{town.visitor.link(purpose)}")


def pressed(purpose: str, form: str) -> Way:
    def go(page: Page, town: Town) -> None:
        to(purpose)(page, town)
        page.get_by_role("main").locator(form).get_by_role("button").click()

    return go


def asked(page: Page, _town: Town) -> None:
    field(form_of(page)).fill(ADA)
    form_of(page).evaluate("form => form.submit()")  # as without script
    page.wait_for_url("**/api/**")


def refused(page: Page, _town: Town) -> None:
    page.goto("/api/confirm?t=nothing")


def ended(page: Page, town: Town) -> None:
    long_ago = town.visitor.cloud.clock.now() - timedelta(days=401)
    page.goto(f"/api/unsubscribe?t={tokens.sign(Keyring(KEYS, PEPPER), 'unsubscribe', (town.visitor.id_of(),), long_ago)}")


def renewed(page: Page, town: Town) -> None:
    ended(page, town)
    field(page.get_by_role("main")).fill(ADA)
    page.get_by_role("main").get_by_role("button").click()
    page.wait_for_url("**/api/links/sent**")


WAYS: Mapping[str, Way] = {
    "asked": asked,
    "preferences": to("preferences"),
    "saved": pressed("preferences", "form:not([action])"),
    "erased": pressed("preferences", "form[action='/api/erase']"),
    "unsubscribe": to("unsubscribe"),
    "left": pressed("unsubscribe", "form:not([action])"),
    "refused": refused,
    "ended": ended,
    "renewed": renewed,
}


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("name", WAYS)
def test_a_page_of_those_who_follow_can_be_read_by_all(town: Town, visitor: Reader, name: str, lang: str) -> None:
    visitor.expects(400, 403, 410)
    town.followed(lang=lang)
    page = visitor.at("/" if lang == "en" else f"/{lang}/", bypass_csp=True)

    WAYS[name](page, town)

    assert complaints(page) == []


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_page_of_a_link_that_was_pressed_before_can_be_read_by_all(town: Town, visitor: Reader, lang: str) -> None:
    page = visitor.at(town.followed(lang=lang), bypass_csp=True)

    assert complaints(page) == []


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_page_that_confirms_can_be_read_by_all(town: Town, visitor: Reader, lang: str) -> None:
    town.visitor.sign_up(ADA, lang=lang)
    page = visitor.at(town.link(), bypass_csp=True)
    said = complaints(page)

    page.get_by_role("main").get_by_role("button").click()

    assert said + complaints(page) == []
