"""Writing with a thumb in a real browser: the cursor stays, a list goes on by itself, nothing covers what is typed."""

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from chalicelib.newsletter.jobs import LetterAct, to_letters
from chalicelib.store.newsletter import letters
from tests.browser.live_rooms import LiveRooms
from tests.browser.reader import Reader
from tests.pictures import jpeg

pytestmark = pytest.mark.slow

PHONE = 390
COVERED = """() => {
  const [bar, tools] = [".undo", ".tools"].map((name) => document.querySelector(name).getBoundingClientRect());
  return bar.bottom > tools.top;
}"""


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.tap()


def begun(owner: Reader, rooms: LiveRooms, title: str) -> Page:
    """Open a new post on a phone, and type its title; Enter leads to the text."""
    page = rooms.entered(owner.page(PHONE, has_touch=True), "new")
    expect(page.get_by_label("Title", exact=True)).to_be_focused()
    page.keyboard.type(title)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Text", exact=True)).to_be_focused()
    return page


def text(page: Page) -> str:
    return page.get_by_label("Text", exact=True).input_value()


def test_photographs_come_where_the_cursor_is_one_after_the_other(owner: Reader, rooms: LiveRooms) -> None:
    page = begun(owner, rooms, "Trams")
    page.keyboard.type("They climb.")
    photos = [FilePayload(name=f"{size}.jpg", mimeType="image/jpeg", buffer=jpeg(60, size)) for size in (40, 41)]
    with page.expect_file_chooser() as chooser:
        tap(page, "Photo or file")
    chooser.value.set_files(photos)
    for alt in ("A tram", "A hill"):
        page.get_by_label("What does it show?").fill(alt)
        tap(page, "Add")
    expect(page.locator("dialog")).to_have_count(0)

    page.keyboard.type("They go down.")

    assert re.fullmatch(r"They climb\.\s+!\[A tram\]\S+\s+!\[A hill\]\S+\s+They go down\.\s*", text(page))


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        (["- flour", "water", "", "Done."], "- flour\n- water\n\nDone."),
        (["9. nine", "ten", "", "Done."], "9. nine\n10. ten\n\nDone."),
        (["> Bread", "needs time.", "", "Done."], "> Bread\n> needs time.\n\nDone."),
        (["- [x] baked", "eaten"], "- [x] baked\n- [ ] eaten"),
        (["No list", "at all"], "No list\nat all"),
    ],
)
def test_enter_goes_on_with_a_list_or_a_quotation_until_a_line_stays_empty(
    owner: Reader, rooms: LiveRooms, typed: list[str], written: str
) -> None:
    page = begun(owner, rooms, "Bread")

    for line in typed[:-1]:
        page.keyboard.type(line)
        page.keyboard.press("Enter")
    page.keyboard.type(typed[-1])

    assert text(page) == written


def test_a_long_title_is_seen_whole_and_stays_one_line(owner: Reader, rooms: LiveRooms) -> None:
    page = begun(owner, rooms, "All that the harbour’s bakers told us about sourdough")
    headline = page.get_by_label("Title", exact=True)

    assert headline.evaluate("(one) => one.scrollWidth <= one.clientWidth && one.scrollHeight <= one.clientHeight")
    expect(page.locator("header .state")).to_have_text("Saved")
    assert any("title: All that the harbour’s bakers told us about sourdough\n" in rooms.text(key) for key in keys(rooms))


def keys(rooms: LiveRooms) -> list[str]:
    return [key for key in rooms.blog.cloud.content.keys("posts/") if key.endswith(".md")]


def test_an_offer_to_undo_covers_no_tool_and_goes_when_its_author_writes_on(owner: Reader, rooms: LiveRooms) -> None:
    page = begun(owner, rooms, "Trams")
    page.keyboard.type("They climb.")
    tap(page, "Publish")
    page.locator("dialog button.main").tap()
    expect(page.locator("dialog .live")).to_be_visible()
    tap(page, "Done")
    offered = page.locator(".undo")
    expect(offered).to_contain_text("Published")
    assert not page.evaluate(COVERED)

    page.get_by_label("Text", exact=True).press("End")
    page.keyboard.type(" And go down.")

    expect(offered).to_have_count(0)


@pytest.mark.parametrize("view", ["drafts", "letters"])
def test_what_could_not_be_shown_in_a_tunnel_is_shown_after_it(owner: Reader, rooms: LiveRooms, view: str) -> None:
    page = rooms.entered(owner.page(PHONE, has_touch=True), "published")
    page.route(f"**/desk/{'posts?*' if view == 'drafts' else view}", lambda route: route.abort())
    page.locator(f"nav a[href='#{view}']").tap()
    expect(page.locator("main .state").first).to_contain_text("You are offline.")
    owner.amiss.clear()
    page.unroute_all()

    page.evaluate("dispatchEvent(new Event('online'))")

    expect(page.locator("main .state").first).not_to_contain_text("offline")
    expect(page.locator("main ul.posts li" if view == "letters" else "main .next-step").first).to_be_visible()


def test_a_letter_that_somebody_else_cancelled_meanwhile_is_shown_as_it_is(owner: Reader, rooms: LiveRooms) -> None:
    owner.expects(400)
    page = rooms.entered(owner.page(PHONE, has_touch=True), "letters")
    expect(page.get_by_role("button", name="Cancel this email")).to_be_visible()
    (letter,) = letters.listed(rooms.blog.cloud.table, limit=1)
    rooms.blog.cloud.letters.send([to_letters(LetterAct(letter, "cancel", "eva"))])
    rooms.settle()

    tap(page, "Cancel this email")

    expect(page.get_by_role("alert")).to_contain_text("Cancelled")
    expect(page.get_by_role("button", name="Send it after all")).to_be_visible()


def test_a_room_that_the_settings_open_is_there_as_soon_as_the_site_knows_it(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE, has_touch=True), "settings")
    expect(page.locator("nav a[href='#comments']")).to_be_visible()
    page.get_by_text("All settings as text").tap()
    page.get_by_label("site.yaml", exact=True).fill("title: The Harbour Press\n")

    tap(page, "Save the text")

    expect(page.locator("nav a[href='#comments']")).to_have_count(0)
    expect(page.locator("header .site")).to_have_text("The Harbour Press")
    tap(page, "Undo")
    expect(page.locator("nav a[href='#comments']")).to_be_visible()


def test_a_date_in_the_future_is_now_by_one_press(owner: Reader, rooms: LiveRooms) -> None:
    page = owner.page(PHONE, has_touch=True)
    page.clock.set_fixed_time(rooms.blog.clock.now())
    rooms.entered(page, "new")
    page.get_by_label("Title", exact=True).fill("Of tomorrow")
    page.get_by_label("Text", exact=True).fill("It comes.")
    tap(page, "Publish")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Now")).to_be_hidden()
    dialog.get_by_label("Date").fill("2026-12-01T09:00")
    expect(dialog.get_by_role("button", name="Schedule")).to_be_visible()
    assert dialog.evaluate("(one) => one.scrollWidth <= one.clientWidth")

    dialog.get_by_role("button", name="Now").tap()

    dialog.get_by_role("button", name="Publish").tap()
    expect(dialog.locator(".live")).to_contain_text("Live after")


@pytest.mark.parametrize("width", [360, PHONE, 430])
def test_each_tool_of_the_editor_is_on_the_screen(owner: Reader, rooms: LiveRooms, width: int) -> None:
    page = rooms.entered(owner.page(width, has_touch=True, is_mobile=True), "new")
    expect(page.get_by_role("button", name="Take a photo")).to_be_visible()
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")  # its files are here before the site goes

    assert page.locator(".tools").evaluate("(one) => one.scrollWidth <= one.clientWidth")


def test_the_way_back_leads_to_the_list_in_which_the_post_stands(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE, has_touch=True), "published")
    page.get_by_role("link", name="Trams").tap()
    page.get_by_role("link", name="All posts").tap()
    expect(page.locator("nav a[aria-current]")).to_have_text("Published")
    page.get_by_role("link", name="Trams").tap()

    page.get_by_label("Text", exact=True).press_sequentially("More.")
    page.get_by_role("link", name="All posts").tap()

    expect(page.locator("nav a[aria-current]")).to_have_text("Drafts")
    expect(page.get_by_role("listitem").filter(has_text="Trams")).to_contain_text("On this device")
