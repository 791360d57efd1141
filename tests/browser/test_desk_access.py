"""The desk is there for everybody: who sees little, holds little, reads from the right, or has a small phone."""

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from chalicelib.rendering.language.phrases import CATALOGUES
from tests.browser.desk_views import VIEWS, barriers
from tests.browser.live_rooms import SITE, TRAMS, LiveRooms
from tests.browser.page_checks import LARGE_LETTERS, OUTSIDE, SHIFTS, WAYS
from tests.browser.reader import NARROW, Reader
from tests.thorough import sample

pytestmark = pytest.mark.slow

PHONE = 390
LANGUAGES = sorted(path.stem for path in CATALOGUES.glob("*.po"))


@pytest.mark.parametrize("view", sample("browser", VIEWS, 2))
def test_nothing_in_a_view_hinders_anybody(owner: Reader, rooms: LiveRooms, view: str) -> None:
    page = owner.page(PHONE, bypass_csp=True, has_touch=True)  # axe tries styles on

    VIEWS[view](page, rooms)

    assert barriers(page) == []
    owner.amiss = [fault for fault in owner.amiss if "Blocked script execution" not in fault]  # a preview runs none


# ---- languages


@pytest.mark.parametrize("lang", sample("browser", LANGUAGES, 3))
def test_every_view_fits_the_narrowest_phone_in_every_language(owner: Reader, rooms: LiveRooms, lang: str) -> None:
    page = in_language(owner.page(NARROW), rooms, lang)
    outside: dict[str, list[str]] = {}

    expect(page.locator("textarea.text")).to_be_visible()
    outside["editor"] = page.evaluate(OUTSIDE)
    for button in page.locator("header button").all():
        if button.get_attribute("aria-pressed"):
            continue
        button.click()
        expect(page.locator("dialog")).to_be_visible()
        outside[button.inner_text()] = page.evaluate(OUTSIDE)
        page.keyboard.press("Escape")
    for view in ("published", "settings", "comments", "letters"):
        page.evaluate("view => { location.hash = view }", view)
        expect(page.locator(f"nav [href='#{view}'][aria-current]")).to_be_visible()
        expect(page.locator("main > .state")).to_be_empty()
        outside[view] = page.evaluate(OUTSIDE)

    assert page.locator("html").get_attribute("lang") == lang
    assert {view: faults for view, faults in outside.items() if faults} == {}


def in_language(page: Page, rooms: LiveRooms, lang: str) -> Page:
    """Return the page in the editor, at the desk of a site in this language."""
    rooms.entered(page, f"edit={TRAMS}")
    rooms.blog.publish(
        {"site.yaml": f"{SITE}languages: [{{code: {lang}{', direction: rtl' if lang in ('ar', 'he') else ''}}}]\n"}
    )
    page.reload()
    return page


def test_in_arabic_the_desk_is_mirrored_and_a_text_keeps_its_own_direction(owner: Reader, rooms: LiveRooms) -> None:
    page = in_language(owner.page(PHONE), rooms, "ar")
    expect(page.locator("textarea.text")).not_to_have_value("")
    back, publish = (page.locator(f"header {name}").bounding_box() for name in (".back", ".main"))

    assert back
    assert publish
    assert back["x"] > publish["x"]
    assert page.locator("textarea.text").evaluate("one => getComputedStyle(one).direction") == "ltr"
    assert page.locator(".tools .turns").first.evaluate("one => getComputedStyle(one).scale") == "-1 1"
    page.locator("textarea.text").fill("صعدنا التل.")
    assert page.locator("textarea.text").evaluate("one => getComputedStyle(one).direction") == "rtl"
    page.evaluate("location.hash = 'published'")
    expect(page.locator(".posts .title", has_text="Trams")).to_have_css("text-align", "right")


# ---- enlarged, and with other colours


@pytest.mark.parametrize("way", ["enlarged twice", "letters twice as large"])
def test_nothing_is_cut_off_when_the_desk_is_twice_as_large(owner: Reader, rooms: LiveRooms, way: str) -> None:
    page = owner.page(**WAYS[way])
    rooms.entered(page, "published")
    outside = {}
    for view in ("published", "settings", "comments", f"edit={TRAMS}"):
        page.evaluate("view => { location.hash = view }", view)
        expect(page.locator("textarea.text, main > .state:empty").first).to_be_attached()
        if way == "letters twice as large":
            page.evaluate(LARGE_LETTERS)
        outside[view] = page.evaluate(OUTSIDE)

    assert {view: faults for view, faults in outside.items() if faults} == {}


def test_forced_colours_show_where_the_focus_is_and_what_is_open(owner: Reader, rooms: LiveRooms) -> None:
    page = owner.page(PHONE, forced_colors="active")
    rooms.entered(page, "drafts")
    expect(page.locator("nav [aria-current]")).to_have_css("outline-style", "solid")
    page.get_by_role("button", name="New post").click()
    expect(page.locator("textarea.headline")).to_be_focused()
    page.keyboard.press("Tab")

    expect(page.locator("textarea.text")).to_be_focused()
    expect(page.locator("textarea.text")).to_have_css("outline-style", "solid")
    page.get_by_role("button", name="Preview").evaluate("one => one.setAttribute('aria-pressed', true)")
    expect(page.get_by_role("button", name="Preview")).to_have_css("outline-style", "solid")


@pytest.mark.parametrize(("motion", "name"), [("reduce", "none"), ("no-preference", "rise")])
def test_nothing_moves_for_those_who_want_no_motion(
    owner: Reader, rooms: LiveRooms, motion: Literal["reduce", "no-preference"], name: str
) -> None:
    page = owner.page(PHONE, reduced_motion=motion)
    VIEWS["more"](page, rooms)

    expect(page.locator("dialog")).to_have_css("animation-name", name)


# ---- on a phone


def test_the_tools_stay_above_a_keyboard_on_the_screen(owner: Reader, rooms: LiveRooms) -> None:
    page = owner.page(PHONE)
    VIEWS["editor"](page, rooms)
    tools, text = page.locator(".tools"), page.locator("textarea.text")
    expect(text).to_be_focused()

    page.evaluate(COVERED)

    expect(page.locator("body")).to_have_css("height", "420px")
    heights = {}
    for part in (tools, text):
        box = part.bounding_box()
        assert box
        assert box["y"] + box["height"] <= 420
        heights[part] = box["height"]
    assert heights[text] > 200


COVERED = """() => {
  Object.defineProperty(visualViewport, "height", { value: 420 });
  visualViewport.dispatchEvent(new Event("resize"));
}"""
"""A keyboard that covers the lower part of the page, as on an iPhone: only the visual viewport gets smaller."""


def test_a_new_post_is_one_press_away_on_a_phone_and_nothing_moves_while_the_desk_loads(owner: Reader, rooms: LiveRooms) -> None:
    page = owner.page(PHONE)
    rooms.entered(page, "published")
    expect(page.get_by_role("link", name="Trams")).to_be_visible()
    expect(page.get_by_role("button", name="New post")).to_be_in_viewport()
    assert page.evaluate(SHIFTS) < 0.05

    page.get_by_role("button", name="New post").click()

    expect(page.get_by_label("Title", exact=True)).to_be_focused()


def test_on_a_wide_screen_a_short_list_begins_below_the_search_beside_the_rooms(owner: Reader, rooms: LiveRooms) -> None:
    page = owner.page()
    VIEWS["refused"](page, rooms)
    expect(page.locator("ul.posts li").first).to_be_visible()
    search, rows, menu = (page.locator(part).bounding_box() for part in (".filters", "ul.posts", "nav.states"))

    assert search
    assert rows
    assert menu
    assert rows["y"] - (search["y"] + search["height"]) < 60
    assert menu["x"] + menu["width"] <= rows["x"]
