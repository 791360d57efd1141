"""The desk's lists in a real browser: many posts, a search over them, and a refused post that is mended where it is wrong."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live_rooms import TRAMS, LiveRooms
from tests.browser.page_checks import complaints
from tests.browser.reader import NARROW, Reader
from tests.publishing.blog import post

pytestmark = pytest.mark.slow

PHONE = 390


def button(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def test_a_long_list_is_read_on_and_searched_over_all_posts(owner: Reader, rooms: LiveRooms) -> None:
    days = [f"2026-{1 + day // 28:02}-{1 + day % 28:02}" for day in range(120)]
    rooms.blog.publish_at_once({f"posts/{day}.md": post(title=f"Of {day}", date=day, categories="[Days]") for day in days})
    page = rooms.entered(owner.page(PHONE), "published")
    rows = page.get_by_role("listitem")
    expect(rows).to_have_count(50)
    button(page, "Older posts")
    expect(rows).to_have_count(100)

    page.get_by_role("searchbox").fill("of 2026-01-02")

    expect(rows).to_have_count(1)
    page.get_by_role("searchbox").fill("nowhere")
    expect(page.get_by_text("No post has these words.")).to_be_visible()


def test_a_fault_in_the_text_is_said_beside_its_line_and_is_gone_once_it_is_mended(owner: Reader, rooms: LiveRooms) -> None:
    deep = "> " * 200 + "deep"
    lines = "\n\n".join(f"Line {number} of a long text." for number in range(1, 200))
    text = f"---\ntitle: Quotes\ndate: 2026-11-01\nmarkdown: commonmark\n---\n\n{lines}\n\n{deep}\n\nEnd.\n"
    rooms.blog.publish({"posts/2026-11-01-quotes.md": text})
    page = rooms.entered(owner.page(PHONE), "refused")

    page.get_by_role("link", name="2026-11-01-quotes.md").click()

    note = page.locator(".beside-line")
    expect(note).to_be_visible()
    assert page.evaluate("getSelection().toString()") == deep
    assert complaints(page) == []
    page.keyboard.type("Mended.")
    expect(note).to_have_count(0)
    button(page, "Update")
    page.get_by_role("dialog").get_by_role("button", name="Update").click()
    expect(page.get_by_text("Live after")).to_be_visible()


def test_a_fault_in_the_details_is_said_at_its_field(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(NARROW), "refused")

    page.get_by_role("link", name="bad.md").click()

    field = page.get_by_label("Date", exact=True)
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#field-date-fault")).to_contain_text("yesterday")
    field.fill("2026-11-20T09:00")
    button(page, "Save")
    page.get_by_role("button", name="Update").click()
    page.get_by_role("dialog").get_by_role("button", name="Update").click()

    expect(page.get_by_text("Live after")).to_be_visible()
    button(page, "Done")
    page.goto("/api/desk#published")
    expect(page.get_by_role("listitem").filter(has_text="Bad")).to_contain_text("Pages written")


def test_a_file_whose_details_cannot_be_read_is_mended_whole(owner: Reader, rooms: LiveRooms) -> None:
    rooms.blog.publish({"posts/2026-11-02-open.md": "---\ntitle: [Open\n---\nText.\n"})
    page = rooms.entered(owner.page(PHONE), "refused")

    page.get_by_role("link", name="2026-11-02-open.md").click()

    area = page.get_by_label("Text", exact=True)
    expect(page.locator(".beside-line")).to_be_visible()
    area.fill("---\ntitle: Open\n---\nText.\n")
    button(page, "Update")
    page.get_by_role("dialog").get_by_role("button", name="Update").click()
    button(page, "Done")

    expect(page.get_by_label("Title")).to_have_value("Open")
    expect(area).to_have_value("Text.\n")


def test_a_draft_is_scheduled_by_a_date_and_taken_off_the_schedule_again(owner: Reader, rooms: LiveRooms) -> None:
    page = owner.page(PHONE)
    page.clock.set_fixed_time(rooms.blog.clock.now())
    rooms.entered(page, "new")
    page.get_by_label("Title").fill("Of tomorrow")
    page.get_by_label("Text", exact=True).fill("It comes.")
    page.get_by_role("button", name="Publish").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Date").fill("2026-12-01T09:00")
    dialog.get_by_label("Date").blur()
    dialog.get_by_role("button", name="Schedule").click()
    expect(dialog).to_contain_text("Dec 1, 2026")
    button(page, "Done")
    expect(page.get_by_role("status").first).to_contain_text("Goes live on Dec 1, 2026")

    button(page, "More")
    button(page, "Unschedule")
    expect(dialog).to_contain_text("It doesn’t go live on Dec 1, 2026")
    dialog.get_by_role("button", name="Unschedule").click()

    expect(page.get_by_role("button", name="Publish")).to_be_visible()
    expect(page.locator(".undo")).to_contain_text("It is a draft again.")


def test_a_live_post_is_unpublished_once_it_is_said_what_happens_and_comes_back_by_one_press(
    owner: Reader, rooms: LiveRooms
) -> None:
    page = rooms.entered(owner.page(PHONE), f"edit={TRAMS}")
    assert rooms.blog.page("/2026/11/20/trams/")
    button(page, "More")
    button(page, "Unpublish")
    expect(page.get_by_role("dialog")).to_contain_text("Readers no longer find it at")
    page.get_by_role("dialog").get_by_role("button", name="Unpublish").click()
    expect(page.locator(".undo")).to_be_visible()
    assert rooms.blog.page("/2026/11/20/trams/") is None

    button(page, "Undo")

    expect(page.get_by_role("button", name="Update")).to_be_visible()
    assert rooms.blog.page("/2026/11/20/trams/")


def test_a_page_is_added_and_found_among_the_pages(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), "pages")
    button(page, "New page")
    page.get_by_label("Title").fill("About us")
    page.get_by_label("Text", exact=True).fill("We print.")
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Live after")).to_be_visible()
    assert "We print." in (rooms.blog.page("/about-us/") or "")
    button(page, "Done")

    page.goto("/api/desk#pages")

    expect(page.get_by_role("link", name="About us")).to_be_visible()


def test_the_way_back_closes_a_dialog_and_does_nothing_else(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), "published")
    page.get_by_role("link", name="Trams").click()
    button(page, "More")
    button(page, "Unpublish")
    expect(page.get_by_role("dialog")).to_be_visible()

    page.go_back()

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="Trams")).to_be_visible()
    assert rooms.blog.page("/2026/11/20/trams/")
