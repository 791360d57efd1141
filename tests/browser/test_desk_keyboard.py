"""The desk by the keyboard alone: the focus is always seen, and never lost."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk_views import VIEWS
from tests.browser.live_rooms import LiveRooms
from tests.browser.reader import Reader

pytestmark = pytest.mark.slow

MOST = 60  # stops, within which a control is reached

FOCUSED = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const framed = style.outlineStyle !== "none"
    || (one.matches(".headline, textarea.text") && style.borderInlineStartColor !== "rgba(0, 0, 0, 0)");
  const there = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
  const name = one.getAttribute("aria-label") ?? one.labels?.[0]?.textContent ?? one.textContent;
  return { name: name.trim(), isSeen: framed && there, isLost: one === document.body };
}"""
"""What has the focus, whether that is seen, and whether it is nothing."""


def pressed(page: Page, name: str, key: str = "Tab") -> None:
    """Go on by a key until a control of this name has the focus, which is seen at each stop, and press it."""
    for _ in range(MOST):
        page.keyboard.press(key)
        focused = page.evaluate(FOCUSED)
        assert focused["isLost"] or focused["isSeen"], focused["name"]
        if focused["name"] == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"{name} isn't reached")


def test_a_post_is_written_published_and_taken_back_by_the_keyboard_alone(owner: Reader, rooms: LiveRooms) -> None:
    page = owner.page()
    page.goto(f"/api{rooms.writer.invited()}")
    pressed(page, "Continue without a passkey")
    page.wait_for_url("**/account")
    pressed(page, "Desk")
    expect(page.get_by_role("main")).to_be_focused()
    pressed(page, "New post", "Shift+Tab")

    expect(page.get_by_label("Title", exact=True)).to_be_focused()
    page.keyboard.type("Trams at night")
    page.keyboard.press("Enter")
    page.keyboard.type("They ")
    page.keyboard.press("Control+b")
    page.keyboard.type("ring")
    page.keyboard.press("End")
    page.keyboard.type(", says ")
    page.keyboard.press("Control+k")
    page.keyboard.type("Ada")
    expect(page.get_by_label("Text", exact=True)).to_have_value("They **ring**, says [Ada](https://)")
    expect(page.locator("header").get_by_role("status")).to_have_text("Saved")

    pressed(page, "Details", "Shift+Tab")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Categories").focus()
    page.keyboard.type("Harbour")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Details")).to_be_focused()
    expect(page.locator("header").get_by_role("status")).to_have_text("Saved")

    pressed(page, "Publish")
    expect(dialog).to_contain_text("Live at")
    expect(page.locator("dialog button.main")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("status")).to_contain_text("Live after")
    expect(dialog.get_by_role("button", name="Done")).to_be_focused()
    pressed(page, "Take it back", "Shift+Tab")

    expect(page.get_by_role("button", name="Publish", exact=True)).to_be_focused()
    expect(page.locator("#said")).to_have_text("It is a draft again.")
    (key,) = [key for key in rooms.blog.cloud.content.keys("posts/") if "trams-at-night" in key]
    assert "Harbour" in rooms.text(key)


TYPED = {
    "bold ends where it is pressed again": (["Control+b", "!bold", "Control+b", "! x"], "**bold** x"),
    "bold is taken away": (["!bold", "Shift+Home", "Control+b", "Control+b"], "bold"),
    "italic in bold": (["!bold", "Shift+Home", "Control+b", "Control+i", "Control+i"], "**bold**"),
    "an address is typed over": (["!here", "Shift+Home", "Control+k", "!https://a.example"], "[here](https://a.example)"),
    "a link without a word": (["Control+k", "!here"], "[here](https://)"),
    "a link's address is next": (["Control+k", "!here", "Control+k", "!https://a.example"], "[here](https://a.example)"),
    "what follows a link is last": (["Control+k", "!here", "Control+k", "!/there/", "Control+k", "! x"], "[here](/there/) x"),
    "an empty link is taken away": (["!a ", "Control+k", "Control+k", "!b"], "a b"),
}
"""Keys, and after `!` what is typed, and the text that they leave."""


@pytest.mark.parametrize("keys", TYPED)
def test_shortcuts_put_marks_and_take_them_away(owner: Reader, rooms: LiveRooms, keys: str) -> None:
    page = rooms.entered(owner.page(), "new")
    text = page.get_by_label("Text", exact=True)
    text.focus()
    pressed, expected = TYPED[keys]

    for key in pressed:
        if key.startswith("!"):
            page.keyboard.type(key[1:])
        else:
            page.keyboard.press(key)

    expect(text).to_have_value(expected)


@pytest.mark.parametrize("dialog", ["Details", "More", "Update"])
def test_escape_closes_a_dialog_and_the_focus_is_where_it_was(owner: Reader, rooms: LiveRooms, dialog: str) -> None:
    page = owner.page()
    VIEWS["editor"](page, rooms)
    opener = page.get_by_role("button", name=dialog, exact=True)
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()


def test_a_preview_is_opened_and_closed_by_the_keyboard(owner: Reader, rooms: LiveRooms) -> None:
    page = owner.page()
    VIEWS["preview"](page, rooms)
    expect(page.get_by_role("button", name="Preview")).to_be_focused()

    page.keyboard.press("Escape")

    expect(page.locator("iframe")).to_have_count(0)
    expect(page.get_by_role("button", name="Preview")).to_be_focused()
    expect(page.get_by_role("button", name="Preview")).to_have_attribute("aria-pressed", "false")
    owner.amiss = [fault for fault in owner.amiss if "Blocked script execution" not in fault]  # a preview runs none


def test_a_preview_is_read_and_left_by_the_keyboard_from_within(owner: Reader, rooms: LiveRooms) -> None:
    page = owner.page()
    VIEWS["preview"](page, rooms)
    page.set_viewport_size({"width": 1280, "height": 300})
    page.frame_locator("iframe").locator("body").click()
    page.keyboard.press("End")
    page.wait_for_function("() => document.querySelector('iframe').contentWindow.scrollY > 0")

    page.keyboard.press("Escape")

    expect(page.locator("iframe")).to_have_count(0)
    expect(page.get_by_role("button", name="Preview")).to_be_focused()
    owner.amiss = [fault for fault in owner.amiss if "Blocked script execution" not in fault]  # a preview runs none


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_photo_is_chosen_by_the_keyboard(owner: Reader, rooms: LiveRooms, key: str) -> None:
    page = owner.page()
    VIEWS["editor"](page, rooms)

    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Photo or file", exact=True).press(key)

    assert chooser.value.is_multiple()


@pytest.mark.parametrize("view", ["drafts", "editor"])
def test_the_skip_link_leads_to_the_main_part_and_nowhere_else(owner: Reader, rooms: LiveRooms, view: str) -> None:
    page = owner.page()
    VIEWS[view](page, rooms)
    expect(page.locator("header button").first).to_be_visible()
    address = page.url

    page.get_by_role("link", name="Skip to content").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_be_focused()
    assert page.url == address


def test_the_tools_are_one_stop_within_which_arrows_lead(owner: Reader, rooms: LiveRooms) -> None:
    page = owner.page()
    VIEWS["editor"](page, rooms)
    expect(page.get_by_label("Text", exact=True)).to_be_focused()

    names = []
    for key in ("Tab", "ArrowRight", "End", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
        names.append(page.evaluate(FOCUSED)["name"])

    assert names == ["Bold", "Italic", "Photo or file", "Bold", "Photo or file"]


@pytest.mark.parametrize(
    ("view", "acts"),
    [("settings", ["Save", "Undo"]), ("letters", ["Cancel this email", "Undo"]), ("comments", ["Delete", "Undo"])],
)
def test_the_focus_is_not_lost_when_a_room_changes(owner: Reader, rooms: LiveRooms, view: str, acts: list[str]) -> None:
    page = owner.page()
    page.clock.set_fixed_time(rooms.blog.clock.now())
    VIEWS[view](page, rooms)
    for act in acts:
        button = page.get_by_role("button", name=act, exact=True).first
        button.focus()
        page.keyboard.press("Enter")
        if act != "Undo":
            expect(page.locator(".undo")).to_be_visible()
        else:
            expect(page.locator(".undo")).to_have_count(0)

        assert not page.evaluate(FOCUSED)["isLost"], act
