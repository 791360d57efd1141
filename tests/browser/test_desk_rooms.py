"""The desk's further rooms in a real browser: a round of each on a phone, and what strangers wrote, which stays text."""

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from chalicelib.store import comments
from tests.browser.live_rooms import HOSTILE, TRAMS, LiveRooms
from tests.browser.page_checks import complaints
from tests.browser.reader import NARROW, Reader
from tests.pictures import flat_png
from tests.publishing.blog import post

pytestmark = pytest.mark.slow

PHONE = 390
ROOMS = ("comments", "letters", "files", "check", "settings", f"history={TRAMS}")


def button(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def test_an_earlier_text_is_seen_brought_back_and_undone(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), f"history={TRAMS}")
    page.locator("summary").nth(1).click()
    expect(page.locator(".line.ins").first).to_contain_text("Added: ")
    page.get_by_label("Compared with").nth(1).select_option("now")
    expect(page.locator(".line.del")).to_contain_text("Fast, and they ring.")

    button(page, "Restore this text")

    expect(page.get_by_label("Text", exact=True)).to_have_value("They climb.\n\nSlowly.\n")
    button(page, "Undo")
    expect(page.get_by_label("Text", exact=True)).to_have_value("They climb.\n\nFast, and they ring.\n")


def test_a_deleted_post_comes_back_by_one_press(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), f"edit={TRAMS}")
    before = rooms.text(TRAMS)
    button(page, "More")
    button(page, "Delete")
    expect(page.locator(".undo")).to_contain_text("“Trams” is deleted")
    assert rooms.text(TRAMS) == ""

    button(page, "Undo")

    expect(page.get_by_label("Title")).to_have_value("Trams")
    assert rooms.text(TRAMS) == before


def test_a_comment_is_approved_with_a_reply_and_another_one_stays_when_its_deletion_is_undone(
    owner: Reader, rooms: LiveRooms
) -> None:
    page = rooms.entered(owner.page(PHONE), "comments")
    of_ada = page.get_by_role("listitem").filter(has_text="Ada")
    of_ada.get_by_role("button", name="Reply").click()
    page.get_by_label("Your reply").fill("So do *we*.")
    button(page, "Approve and reply")
    expect(page.get_by_role("listitem")).to_have_count(1)
    page.get_by_role("listitem").get_by_role("button", name="Delete").click()

    with page.expect_response(lambda answer: answer.request.method == "POST"):
        button(page, "Undo")

    expect(page.get_by_role("listitem")).to_have_count(1)
    assert "So do <em>we</em>." in (rooms.blog.page("/2026/11/20/trams/") or "")
    assert len(comments.held(rooms.blog.cloud.table, 9)) == 1


def test_an_email_that_is_due_is_tested_cancelled_and_due_again_by_one_press(owner: Reader, rooms: LiveRooms) -> None:
    page = owner.page(PHONE)
    page.clock.set_fixed_time(rooms.blog.clock.now())
    rooms.entered(page, "letters")
    expect(page.get_by_text("presswork subscribers export")).to_be_visible()
    button(page, "Email me a test")
    expect(page.get_by_text("A test is on its way to ann@example.org")).to_be_visible()

    button(page, "Cancel this email")
    expect(page.locator(".letters .about")).to_contain_text("Cancelled")
    button(page, "Undo")

    expect(page.locator(".letters .about")).to_contain_text("Goes out on")


def test_an_email_is_seen_as_its_readers_will_and_left_by_escape_from_within(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), "letters")
    button(page, "Preview")
    expect(page.get_by_text(f"Subject: {HOSTILE}")).to_be_visible()
    shown = page.frame_locator("iframe.letter")
    expect(shown.locator("p", has_text="It happened.")).to_be_visible()
    shown.get_by_role("link", name="Unsubscribe").click()
    expect(shown.locator("p", has_text="It happened.")).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Preview")).to_be_focused()


def test_the_email_of_a_draft_is_seen_with_its_newest_words(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), f"edit={TRAMS}")
    page.get_by_label("Text", exact=True).fill("They climb.\n\nAt night, too.")
    button(page, "More")

    button(page, "Preview the email")

    expect(page.frame_locator("iframe.letter").locator("p", has_text="At night, too.")).to_be_visible()
    button(page, "Close")
    expect(page.get_by_label("Text", exact=True)).to_be_visible()


def test_an_email_that_can_not_be_shown_says_why(owner: Reader, rooms: LiveRooms) -> None:
    owner.expects(409)
    page = rooms.entered(owner.page(PHONE), "letters")
    rooms.blog.publish({"posts/news.md": None})

    button(page, "Preview")

    expect(page.get_by_role("dialog")).to_contain_text("there is no email of it to show")
    owner.amiss = [fault for fault in owner.amiss if not re.search("desk/letter|Framing", fault)]  # no refusal is framed


def test_a_colour_that_fails_is_said_beside_it_and_refused_and_a_good_one_is_saved(owner: Reader, rooms: LiveRooms) -> None:
    owner.expects(422)
    page = rooms.entered(owner.page(PHONE), "settings")
    link = page.locator("#colour-light-link")
    link.fill("#eeeeee")
    expect(page.locator("#colour-light-link-hint")).to_contain_text("link on paper has a contrast of")
    button(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("has a contrast of")
    assert "eeeeee" not in rooms.text("site.yaml")

    link.fill("#004488")
    expect(page.locator("#colour-light-link-hint")).to_be_empty()
    page.get_by_label("Title").fill("The Other Press")
    button(page, "Save")

    expect(page.locator(".undo")).to_contain_text("Saved")
    assert "title: The Other Press" in rooms.text("site.yaml")
    assert "004488" in rooms.text("site.yaml")
    button(page, "Undo")
    expect(page.get_by_label("Title")).to_have_value("The Press")
    assert "004488" not in rooms.text("site.yaml")


def test_earlier_settings_are_compared_brought_back_and_undone(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), "settings")
    page.get_by_label("Title").fill("The Other Press")
    button(page, "Save")
    expect(page.locator(".undo")).to_contain_text("Saved")
    page.get_by_role("link", name="History").click()
    page.locator("summary").nth(1).click()
    page.get_by_label("Compared with").nth(1).select_option("now")
    expect(page.locator(".line.del")).to_contain_text("The Other Press")

    button(page, "Restore this text")

    expect(page.get_by_label("Title")).to_have_value("The Press")
    button(page, "Undo")
    expect(page.get_by_label("Title")).to_have_value("The Other Press")


def test_a_fault_in_the_text_of_the_settings_is_selected(owner: Reader, rooms: LiveRooms) -> None:
    owner.expects(422)
    page = rooms.entered(owner.page(PHONE), "settings")
    page.get_by_text("All settings as text").click()
    area = page.get_by_label("site.yaml")
    area.fill("title: The Press\ntittle: Again\n")

    button(page, "Save the text")

    expect(page.get_by_role("alert")).to_be_visible()
    assert page.evaluate("getSelection().toString()") == "tittle: Again"


def test_what_is_wrong_leads_to_the_post_where_it_is_mended(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), "check")
    expect(page.get_by_text("a link to posts/missing.md")).to_be_visible()

    page.get_by_role("link", name="posts/bad.md").click()

    expect(page.get_by_role("alert")).to_contain_text("Line 3")


def test_a_file_is_uploaded_and_copied_and_its_deletion_says_who_uses_it_and_is_undone(owner: Reader, rooms: LiveRooms) -> None:
    page = owner.page(PHONE, permissions=["clipboard-read", "clipboard-write"])
    rooms.entered(page, "files")
    page.locator("input[type=file]").set_input_files(
        [FilePayload(name="Tram.png", mimeType="image/png", buffer=flat_png(40, 30))]
    )
    item = page.get_by_role("listitem")
    item.get_by_role("button", name="Copy as Markdown").click()
    expect(item.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "![](/images/2026/11/tram.png)"
    rooms.blog.publish({"posts/2026-11-21-seen.md": post(copied, title="Seen", date="2026-11-21")})

    button(page, "Delete")
    expect(page.get_by_role("dialog")).to_contain_text("Used by: Seen")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(item).to_have_count(0)
    button(page, "Undo")

    expect(item).to_have_count(1)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_accessible_fits_a_narrow_phone_and_runs_nothing_that_strangers_wrote(
    owner: Reader, rooms: LiveRooms, room: str
) -> None:
    page = rooms.entered(owner.page(NARROW, bypass_csp=True), room)  # axe tries styles on
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    if room.startswith("history"):
        page.locator("summary").first.click()
        expect(page.locator(".diff")).to_be_visible()
    else:
        expect(page.get_by_role("heading", level=1)).to_be_attached()
        expect(page.get_by_text("Loading …")).to_have_count(0)

    assert complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if room in ("comments", "letters"):
        expect(page.get_by_text(HOSTILE).first).to_be_visible()
        assert page.locator("main img").count() == 0
