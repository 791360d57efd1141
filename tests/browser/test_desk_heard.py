"""What a screen reader says at the desk: nothing that is seen is left unsaid, and nothing is said over and over."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from chalicelib.publishing import previews
from tests.browser.desk_views import draft
from tests.browser.live_rooms import SITE, TRAMS, LiveRooms
from tests.browser.reader import Reader
from tests.publishing.blog import post

pytestmark = pytest.mark.slow


HISTORY = f"history={quote(TRAMS, safe='')}"
LISTEN = """() => {
  window.heard = [];
  const listen = (changes) => {
    for (const { target } of changes) {
      const place = (target.nodeType === 1 ? target : target.parentElement)?.closest("[role=status]:not([aria-live=off])");
      if (place?.textContent && place.checkVisibility()) heard.push(place.textContent);
    }
  };
  new MutationObserver(listen).observe(document, { subtree: true, childList: true, characterData: true });
}"""
"""Keep what a screen reader says by itself, since a status has changed."""


def button(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def write(page: Page, title: str, body: str) -> None:
    page.get_by_label("Title", exact=True).first.fill(title)
    page.get_by_label("Text", exact=True).fill(body)


def test_a_dialog_says_what_a_publish_does_and_the_focus_comes_back_to_its_button(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(), "new")
    write(page, "Bells", "They ring.\n")
    button(page, "Publish")
    dialog = page.get_by_role("dialog")
    plan = re.compile(r"^Live at https?://\S+/bells/ Emailed at .* to your subscribers \(0\)$")
    expect(dialog).to_have_accessible_description(plan)
    page.locator("dialog button.main").click()
    expect(dialog).to_have_accessible_description(re.compile(r"^Live after .* seconds https?://\S+/bells/$"))

    button(page, "Done")

    expect(page.get_by_role("button", name="Update", exact=True)).to_be_focused()
    assert page.title() == "Bells"


def test_what_can_be_undone_is_said_each_time_it_is_done(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(), HISTORY)
    page.evaluate(LISTEN)
    for times in (1, 2):
        page.goto(f"/api/desk#{HISTORY}")
        page.locator("summary").last.click()
        button(page, "Restore this text")
        page.wait_for_function("(times) => heard.filter((text) => text === 'Restored').length === times", arg=times)


def test_that_a_text_is_saved_is_said_once_and_not_at_each_pause(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(), "new")
    page.evaluate(LISTEN)
    for body in ("They ring.\n", "They ring twice.\n", "They ring thrice.\n"):
        write(page, "Bells", body)
        with page.expect_response("**/post"):
            pass
        expect(page.locator("header .state")).to_have_text("Saved")

    assert page.evaluate("heard.filter((text) => text === 'Saved').length") == 1


def test_a_preview_that_has_come_is_said_once(owner: Reader, rooms: LiveRooms) -> None:
    previews.renew(rooms.blog.cloud)
    page = owner.page()
    draft(page, rooms)
    page.evaluate(LISTEN)

    button(page, "Preview")

    page.wait_for_function("() => heard.includes('The preview is ready.')")
    expect(page.frame_locator("iframe").get_by_role("heading", name="Trams at night")).to_be_visible()
    assert page.evaluate("heard.filter((text) => text === 'The preview is ready.').length") == 1
    owner.amiss = [fault for fault in owner.amiss if "Blocked script execution" not in fault]  # a preview runs none


def test_a_preview_that_the_site_does_not_have_is_closed_and_said(owner: Reader, rooms: LiveRooms) -> None:
    owner.expects(400)
    page = owner.page()
    draft(page, rooms)

    button(page, "Preview")

    expect(page.get_by_role("alert")).to_have_text("The preview isn’t there yet. Try again in a moment.")
    expect(page.get_by_role("button", name="Preview")).to_have_attribute("aria-pressed", "false")
    owner.amiss = [fault for fault in owner.amiss if not re.search("preview|Framing", fault)]  # no refusal is framed


def test_what_was_said_in_one_view_is_not_said_in_the_next(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(), HISTORY)
    page.locator("summary").last.click()
    button(page, "Restore this text")
    expect(page.locator("#said")).to_have_text("Restored")

    page.get_by_role("link", name="All posts").click()

    expect(page.get_by_role("link", name="Drafts")).to_be_visible()
    expect(page.locator("#said")).to_have_text("")


def test_how_a_link_goes_on_is_said_where_its_words_are_yet_to_be_written(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(), "new")
    page.get_by_label("Text", exact=True).press("Control+k")

    expect(page.locator("#said")).to_have_text("Write the words of the link, then press again for its address.")
    expect(page.get_by_role("button", name="Link")).to_have_accessible_description(re.compile("then press again"))


def test_a_title_in_another_language_is_spoken_in_it(owner: Reader, rooms: LiveRooms) -> None:
    rooms.blog.publish(
        {"site.yaml": f"{SITE}languages: [{{code: en, name: English}}, {{code: ar, name: العربية, direction: rtl}}]\n"}
    )
    rooms.write("posts/bells.md", post("ترن.", title="الأجراس", lang="ar", date="2026-11-21"))
    rooms.settle()
    page = rooms.entered(owner.page(), "published")
    title = page.get_by_text("الأجراس")
    expect(title).to_have_attribute("lang", "ar")
    expect(page.get_by_role("link", name="الأجراس")).to_contain_text("Arabic")

    title.click()

    expect(page.get_by_label("Text", exact=True)).to_have_attribute("lang", "ar")
    button(page, "Details")
    expect(page.get_by_label("Language").locator("option:checked")).to_have_text("Arabic")
    page.get_by_label("Language").select_option("English")
    button(page, "Save")
    expect(page.get_by_label("Text", exact=True)).to_have_attribute("lang", "en")
