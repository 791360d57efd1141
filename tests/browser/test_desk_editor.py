"""The editor in a real browser: nothing is lost to a lost answer, another tab or signing out, and one press undoes each act."""

import base64
import re
from collections.abc import Mapping

import pytest
from PIL import Image
from playwright.sync_api import Dialog, Page, Route, expect

from tests.browser.live_rooms import TRAMS, LiveRooms
from tests.browser.reader import Reader
from tests.images.drawing import saved

pytestmark = pytest.mark.slow

PHONE = 390
GIVE = """([kind, coded]) => {
  const bytes = Uint8Array.from(atob(coded), (letter) => letter.charCodeAt(0));
  const given = new DataTransfer();
  given.items.add(new File([bytes], "tram.png", { type: "image/png" }));
  const target = document.querySelector(kind === "paste" ? "textarea.text" : "header");
  const event = kind === "paste" ? new ClipboardEvent(kind, { clipboardData: given, bubbles: true, cancelable: true })
    : new DragEvent(kind, { dataTransfer: given, bubbles: true, cancelable: true });
  target.dispatchEvent(event);
  return event.defaultPrevented;
}"""


def button(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def text(page: Page) -> str:
    return page.get_by_label("Text", exact=True).input_value()


def write(page: Page, title: str, body: str) -> None:
    page.get_by_label("Title", exact=True).first.fill(title)
    page.get_by_label("Text", exact=True).fill(body)


def said(page: Page, state: str) -> None:
    expect(page.locator("header .state")).to_have_text(state)


def drafts(rooms: LiveRooms, name: str) -> Mapping[str, str]:
    return {key: rooms.text(key) for key in rooms.blog.cloud.content.keys("posts/") if name in key and key.endswith(".md")}


def forgive(owner: Reader, fault: str) -> None:
    """Take back faults of a network that a test took away."""
    forgiven = [one for one in owner.amiss if fault in one]
    assert forgiven
    owner.amiss = [one for one in owner.amiss if one not in forgiven]


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_picture_that_is_pasted_or_dropped_is_shown_at_once_and_removed_and_put_back_by_a_press(
    owner: Reader, rooms: LiveRooms, kind: str
) -> None:
    page = rooms.entered(owner.page(PHONE), "new")
    write(page, "Pictures", "They climb.\n")
    assert page.evaluate(GIVE, [kind, base64.b64encode(saved(Image.new("RGB", (60, 40), "red"), "PNG")).decode()])
    page.get_by_label("What does it show?").fill("A tram")
    page.get_by_label("What does it show?").press("Enter")

    picture = page.get_by_role("list", name="Photos").get_by_role("img", name="A tram")
    expect(picture).to_have_js_property("naturalWidth", 60)
    expect(page.get_by_label("Text", exact=True)).to_have_value(re.compile(r"!\[A tram\]\(/images/.*\.png\)"))
    with_picture = text(page)
    picture.click()
    button(page, "Remove")
    expect(picture).to_have_count(0)
    assert "A tram" not in text(page)

    button(page, "Undo")

    expect(picture).to_be_visible()
    assert text(page) == with_picture


def give(page: Page, colour: str, alt: str) -> None:
    """Paste a picture, and say what it shows."""
    page.get_by_label("Text", exact=True).focus()
    assert page.evaluate(GIVE, ["paste", base64.b64encode(saved(Image.new("RGB", (60, 40), colour), "PNG")).decode()])
    page.get_by_label("What does it show?").fill(alt)
    page.get_by_label("What does it show?").press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_picture_that_comes_while_another_is_uploaded_comes_to_the_site_too(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), "new")
    write(page, "Two", "They climb.\n")
    said(page, "Saved")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/media", hold, times=1)
    with page.expect_request("**/api/media"):
        give(page, "red", "A tram")
    give(page, "blue", "A bridge")
    expect(page.get_by_role("list", name="Photos").get_by_role("img")).to_have_count(2)

    held[0].continue_()

    expect(page.get_by_label("Text", exact=True)).to_have_value(
        re.compile(r"!\[A tram\]\(/images/.*!\[A bridge\]\(/images/", re.S)
    )
    said(page, "Saved")
    (body,) = drafts(rooms, "two").values()
    assert "uploading" not in body


def test_a_picture_comes_into_the_text_although_another_dialog_is_open(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), "new")
    write(page, "Two", "They climb.\n")
    for colour in ("red", "blue"):
        picture = base64.b64encode(saved(Image.new("RGB", (60, 40), colour), "PNG")).decode()
        assert page.evaluate(GIVE, ["paste", picture])
    asked = page.locator("dialog #alt")
    expect(asked).to_have_count(2)
    asked.last.fill("A bridge")
    asked.last.press("Enter")

    expect(page.locator("textarea.text")).to_have_value(re.compile(r"!\[A bridge\]\("))
    expect(asked).to_have_value("")


def test_a_picture_without_a_description_gets_it_later(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), "new")
    give(page, "red", "")
    expect(page.get_by_label("Text", exact=True)).to_have_value(re.compile(r"!\[\]\(/images/"))
    page.get_by_role("list", name="Photos").get_by_role("button").click()

    page.get_by_label("What does it show?").fill("A tram")
    button(page, "Save")

    expect(page.get_by_label("Text", exact=True)).to_have_value(re.compile(r"\s*!\[A tram\]\(/images/[^()]*\)\s*"))


def test_a_picture_that_was_taken_without_a_network_comes_to_the_site_with_its_text(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), "new")
    write(page, "Tunnel", "They climb.\n")
    said(page, "Saved")
    page.context.set_offline(True)
    raw = saved(Image.new("RGB", (60, 40), "red"), "PNG")
    page.locator("input[type=file]").first.set_input_files({"name": "tram.png", "mimeType": "image/png", "buffer": raw})
    button(page, "Add without a description")
    said(page, "Offline: kept on this device")

    page.context.set_offline(False)

    said(page, "Saved")
    (written,) = drafts(rooms, "tunnel").values()
    assert re.search(r"!\[\]\(/images/.*tram.*\.png\)", written)
    forgive(owner, "ERR_INTERNET_DISCONNECTED")


def test_a_post_whose_first_answer_is_lost_and_that_is_changed_stays_one(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), "new")
    lost: list[str] = []

    def lose(route: Route) -> None:
        route.fetch()
        lost.append(route.request.url)
        route.abort()

    page.route("**/desk/post", lose, times=1)
    write(page, "Trams at night", "They climb.\n")
    said(page, "Offline: kept on this device")
    write(page, "Trams by day", "They ring.\n")

    said(page, "Saved")
    (only,) = drafts(rooms, "trams-at-night").values()
    assert "They ring." in only
    assert lost
    assert drafts(rooms, "trams-by-day") == {}
    forgive(owner, "ERR_FAILED")


def test_a_post_in_a_second_tab_goes_on_there_with_each_word_and_the_first_says_so(owner: Reader, rooms: LiveRooms) -> None:
    first = rooms.entered(owner.page(PHONE), f"edit={TRAMS}")
    expect(first.get_by_label("Text", exact=True)).not_to_have_value("")
    first.get_by_label("Text", exact=True).fill("In the first tab.\n")

    second = first.context.new_page()
    second.goto(f"/api/desk#edit={TRAMS}")
    expect(second.get_by_label("Text", exact=True)).to_have_value("In the first tab.\n")
    second.get_by_label("Text", exact=True).fill("In the second tab.\n")

    expect(first.get_by_role("alert")).to_contain_text("You are writing this post in another tab.")
    expect(first.get_by_label("Text", exact=True)).not_to_be_editable()
    button(first, "Write here")
    expect(first.get_by_label("Text", exact=True)).to_have_value("In the second tab.\n")
    expect(second.get_by_label("Text", exact=True)).not_to_be_editable()


def test_publish_pressed_twice_asks_once_and_is_taken_back_and_done_again_by_one_press(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), "new")
    write(page, "Twice", "They climb.\n")
    page.get_by_role("button", name="Publish", exact=True).dblclick()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_have_count(1)
    button(dialog.page, "Cancel")
    expect(dialog).to_have_count(0)

    button(page, "Publish")
    page.locator("dialog button.main").click()
    expect(dialog.locator(".live")).to_be_visible()
    button(page, "Done")
    page.locator(".undo").get_by_role("button", name="Take it back").click()
    expect(page.locator(".undo")).to_contain_text("It is a draft again.")
    (written,) = drafts(rooms, "twice").values()
    assert "draft: true" in written

    button(page, "Undo")

    expect(page.get_by_role("button", name="Update", exact=True)).to_be_visible()
    (written,) = drafts(rooms, "twice").values()
    assert "draft" not in written


def test_a_publish_that_takes_long_says_what_to_do_and_shows_when_it_is_live(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), "new")
    write(page, "Slow", "They climb.\n")
    page.route("**/desk/progress*", lambda route: route.fulfill(json={"isLive": False, "refusal": None}))
    said(page, "Saved")
    page.clock.install()
    button(page, "Publish")
    page.locator("dialog button.main").click()
    status = page.locator("dialog [role=status]")
    expect(status).to_have_text("Publishing …")

    page.clock.fast_forward(61_000)

    expect(status).to_contain_text("This takes longer than usual. You can leave")
    page.unroute("**/desk/progress*")
    page.clock.fast_forward(6_000)
    expect(status).to_contain_text("Live after")


def test_a_publish_without_a_network_says_so_and_publishes_nothing(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), "new")
    write(page, "Away", "They climb.\n")
    said(page, "Saved")
    page.context.set_offline(True)
    page.get_by_label("Text", exact=True).fill("They ring.\n")

    button(page, "Publish")

    expect(page.get_by_role("alert")).to_contain_text("You are offline. Try again when the network is back")
    page.context.set_offline(False)
    said(page, "Saved")
    (written,) = drafts(rooms, "away").values()
    assert "draft: true" in written
    forgive(owner, "ERR_INTERNET_DISCONNECTED")


def test_a_post_for_later_says_when_and_not_that_it_is_live(owner: Reader, rooms: LiveRooms) -> None:
    rooms.blog.publish({"posts/later.md": "---\ntitle: Later\ndate: 2027-12-01 09:00\ndraft: yes\n---\nText.\n"})
    page = rooms.entered(owner.page(PHONE), "edit=posts/later.md")
    button(page, "Publish")
    page.locator("dialog button.main").click()

    expect(page.get_by_role("dialog", name="Scheduled")).to_contain_text("Live on Dec 1, 2027")


def test_a_draft_with_unsaved_words_that_was_deleted_comes_back_whole(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), "new")
    write(page, "Gone", "They climb.\n")
    said(page, "Saved")
    page.get_by_label("Text", exact=True).fill("They ring.\n")
    button(page, "More")
    button(page, "Delete")
    expect(page.locator(".undo")).to_contain_text("“Gone” is deleted")
    expect(page.get_by_role("link", name="Gone")).to_have_count(0)

    button(page, "Undo")

    expect(page.get_by_label("Text", exact=True)).to_have_value("They ring.\n")


def test_a_reload_without_a_network_brings_the_editor_back_with_its_text(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), f"edit={TRAMS}")
    expect(page.get_by_label("Text", exact=True)).to_have_value("They climb.\n\nFast, and they ring.\n")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)

    page.reload()

    expect(page.get_by_label("Text", exact=True)).to_have_value("They climb.\n\nFast, and they ring.\n")
    page.context.set_offline(False)
    forgive(owner, "ERR_INTERNET_DISCONNECTED")


def test_signing_out_asks_about_texts_of_this_device_and_leaves_nothing_to_go_back_to(owner: Reader, rooms: LiveRooms) -> None:
    owner.expects(401, 404, 409)
    page = rooms.entered(owner.page(PHONE), f"edit={TRAMS}")
    expect(page.get_by_label("Text", exact=True)).not_to_have_value("")
    page.get_by_label("Text", exact=True).fill("Secret.\n")
    said(page, "Kept on this device")
    page.goto("/api/desk/account")
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        if len(asked) == 1:
            dialog.dismiss()
        else:
            dialog.accept()

    page.on("dialog", answer)
    button(page, "Sign out")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")

    with page.expect_navigation():
        button(page, "Sign out")
    page.goto(f"/api/desk#edit={TRAMS}")

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert asked == ["Some texts are only on this device. If you sign out, they are lost."] * 2
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert "Secret." not in page.content()
    assert page.evaluate("() => indexedDB.databases()") == []
