"""The keyboard alone reaches all controls, in the order of the page, and the focus is visible."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.example_pages import HOME, POST, Example, named
from tests.browser.reader import NARROW, WIDE, Reader

pytestmark = pytest.mark.slow
MOST = 400  # stops on a page, until it counts as a trap

NUMBERED = """() => {
  const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest("[aria-hidden=true]");
  const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")];
  const stops = all.filter((one) => one.tabIndex >= 0 && !one.disabled && seen(one));
  stops.forEach((one, place) => (one.dataset.stop = place));
  return stops.length;
}"""
"""Number the elements that can be focused, in the order of the page; return their count."""

FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const framed = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
  const there = box.width > 0 && box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight;
  return { stop: one.dataset.stop, seen: framed && there, what: `${one.tagName} ${one.textContent.trim().slice(0, 40)}` };
}"""
"""The number of the focused element, and whether it has an outline and is within the window."""


def test_the_first_focus_is_a_link_to_the_text(reader: Reader) -> None:
    page = reader.at(POST.english)

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("sample", [HOME, POST, named()["feeds"]], ids=lambda sample: sample.name)
def test_the_keyboard_reaches_all_controls_in_order_with_a_visible_focus(reader: Reader, sample: Example, width: int) -> None:
    page = reader.at(sample.english, width=width)
    stops: int = page.evaluate(NUMBERED)

    reached, unseen = tabbed(page)

    assert reached == list(range(stops))
    assert unseen == []


def tabbed(page: Page) -> tuple[list[int], list[str]]:
    """Press Tab until the focus leaves the page; return the numbers of the focused elements, and those with no visible focus."""
    reached: list[int] = []
    unseen: list[str] = []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        there = page.evaluate(FOCUSED)
        if there is None:
            return reached, unseen
        if there["stop"] is not None:  # a box that scrolls is a stop, too
            reached.append(int(there["stop"]))
        if not there["seen"]:
            unseen.append(there["what"])
    raise AssertionError("the page never ends")


def test_the_keyboard_can_send_a_form(reader: Reader) -> None:
    reader.expects(404)  # there is no API here
    page = reader.at("/")

    page.locator("form[action='/api/subscriptions'] input[type=email]").last.focus()
    page.keyboard.type("ada@example.org")
    with page.expect_request("**/api/subscriptions") as asked:
        page.keyboard.press("Enter")

    assert asked.value.method == "POST"
