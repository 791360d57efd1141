"""The page in other colours, from right to left, and on paper."""

from typing import Literal, TypeAlias

import pytest
from playwright.sync_api import expect

from tests.browser.example_pages import EXAMPLES, HOME, POST, Example
from tests.browser.live_site import LiveSite
from tests.browser.reader import NARROW, Reader

pytestmark = pytest.mark.slow
Scheme: TypeAlias = Literal["dark", "light"]

LIGHTNESS = """(name) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d");
  canvas.fillStyle = getComputedStyle(document.body)[name];
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}"""


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_the_page_is_light_or_dark_as_the_reader_prefers(reader: Reader, scheme: Scheme, dark: bool) -> None:
    page = reader.at(POST.english, color_scheme=scheme)

    paper, ink = (page.evaluate(LIGHTNESS, name) for name in ("backgroundColor", "color"))

    assert (paper < 0.2, ink > 0.6) == (dark, dark)
    assert abs(paper - ink) > 0.6


FIRST = """new MutationObserver(() => {
  if (document.body) window.first ??= document.documentElement.dataset.scheme ?? "none";
}).observe(document, { childList: true, subtree: true });"""


@pytest.mark.parametrize(("device", "chosen"), [("light", "dark"), ("dark", "light")])
def test_the_scheme_that_a_reader_chooses_is_kept_and_stands_before_the_first_paint(
    reader: Reader, device: Scheme, chosen: Scheme
) -> None:
    page = reader.at(HOME.english, color_scheme=device)
    page.add_init_script(FIRST)

    page.get_by_label("Appearance").select_option(chosen)
    at_once = page.evaluate(LIGHTNESS, "backgroundColor")
    reader.go(page, POST.english)

    assert page.evaluate("window.first") == chosen
    assert page.evaluate(LIGHTNESS, "backgroundColor") == at_once
    assert (at_once < 0.2) == (chosen == "dark")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == chosen
    assert page.get_by_label("Appearance").input_value() == chosen


def test_a_page_that_answers_a_visitor_has_the_scheme_that_was_chosen(live: LiveSite, visitor: Reader) -> None:
    link = live.followed()
    page = visitor.at("/", color_scheme="light")
    page.get_by_label("Appearance").select_option("dark")

    visitor.go(page, link)

    assert page.evaluate(LIGHTNESS, "backgroundColor") < 0.2
    assert page.get_by_label("Appearance").input_value() == "dark"


def test_who_goes_back_to_automatic_reads_as_the_device_does(reader: Reader) -> None:
    page = reader.at(HOME.english, color_scheme="dark")
    before = page.evaluate(LIGHTNESS, "backgroundColor")

    for wish in ("light", ""):
        page.get_by_label("Appearance").select_option(wish)
    reader.go(page, POST.english)

    assert page.evaluate(LIGHTNESS, "backgroundColor") == before


def test_without_script_there_is_no_choice_of_a_scheme(reader: Reader) -> None:
    expect(reader.at(HOME.english, java_script_enabled=False).locator(".scheme")).to_be_hidden()


def test_where_the_browser_keeps_nothing_there_is_no_choice_of_a_scheme(reader: Reader) -> None:
    page = reader.page()
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error() } })")
    reader.go(page, HOME.english)

    expect(page.locator(".scheme")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_buttons_and_fields_have_borders_and_the_focus_an_outline(reader: Reader, scheme: Scheme) -> None:
    page = reader.at(HOME.english, color_scheme=scheme, forced_colors="active")
    form = page.locator("form[action='/api/subscriptions']").last
    button, field = form.get_by_role("button"), form.locator("input[type=email]")

    field.focus()
    page.keyboard.press("Tab")

    assert [one.evaluate(EDGE) for one in (button, field)] == [True, True]
    assert button.evaluate("one => getComputedStyle(one).outlineStyle") != "none"


EDGE = """(one) => {
  const style = getComputedStyle(one);
  return style.borderTopStyle !== "none" && parseFloat(style.borderTopWidth) >= 1;
}"""


def test_on_a_narrow_screen_the_sidebar_follows_the_text(reader: Reader) -> None:
    page = reader.at("/", width=NARROW)

    text, side = page.get_by_role("main").bounding_box(), page.locator("aside").first.bounding_box()

    assert text
    assert side
    assert side["y"] >= text["y"] + text["height"]


@pytest.mark.parametrize("sample", [HOME, POST], ids=lambda sample: sample.name)
def test_on_paper_there_is_the_text_without_controls(reader: Reader, sample: Example) -> None:
    page = reader.at(sample.english, color_scheme="dark")

    page.emulate_media(media="print")

    expect(page.get_by_role("main")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for other in ("aside", "nav", "form", "button"):
        assert [one.is_visible() for one in page.locator(other).all() if one.is_visible()] == []
    assert page.evaluate(LIGHTNESS, "color") < 0.2
    assert page.pdf().startswith(b"%PDF")


@pytest.mark.parametrize("sample", EXAMPLES, ids=lambda sample: sample.name)
def test_every_arabic_page_runs_from_right_to_left(reader: Reader, sample: Example) -> None:
    page = reader.at(sample.addresses[1])

    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"


@pytest.mark.parametrize("address", [POST.english, "/2026/11/24/a-broken-tooth/", "/2026/10/03/the-blue-we-cannot-mix/"])
def test_on_a_phone_a_post_begins_in_the_upper_half_of_the_first_screen(reader: Reader, address: str) -> None:
    page = reader.at(address, width=390)

    title, beginning = (page.locator(one).first.evaluate(TOP) for one in ("main h1", "main :is(.standfirst, .text p)"))

    assert 0 < title < beginning < 800 / 2


TOP = "(element) => element.getBoundingClientRect().top"


def test_the_footer_stands_at_the_foot_of_a_short_page(visitor: Reader) -> None:
    page = visitor.at("/api/subscriptions/sent?lang=en")

    assert page.locator("main").evaluate("(main) => main.scrollHeight < innerHeight")
    assert page.locator("footer").evaluate("(footer) => footer.getBoundingClientRect().bottom === innerHeight")
