"""Writing at the desk in a real browser: without a network, at the same time as others, by keyboard, and on a small phone."""

import re

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.live_rooms import TRAMS, LiveRooms
from tests.browser.page_checks import OUTSIDE, complaints
from tests.browser.reader import NARROW, WIDE, Reader
from tests.images.drawing import saved
from tests.pictures import jpeg
from tests.publishing.blog import post

pytestmark = pytest.mark.slow

PHONE = 390
FIRST_LOAD = 200_000  # bytes
LOADED = """() => performance.getEntries().filter((one) => "decodedBodySize" in one)
  .reduce((sum, one) => sum + one.decodedBodySize, 0)"""


def button(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def typed(page: Page, title: str, text: str) -> None:
    page.get_by_label("Title", exact=True).first.fill(title)
    page.get_by_label("Text", exact=True).fill(text)


def test_a_post_with_two_photographs_is_published_and_taken_back(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE, has_touch=True), "new")
    typed(page, "Trams at night", "They climb.\n")
    photos = [FilePayload(name=f"{size}.jpg", mimeType="image/jpeg", buffer=jpeg(60, size)) for size in (40, 41)]
    page.locator("input[type=file]").first.set_input_files(photos)
    for alt in ("A tram", "A hill"):
        page.get_by_label("What does it show?").fill(alt)
        page.get_by_label("What does it show?").press("Enter")

    expect(page.locator("header .state")).to_have_text("Saved")
    text = page.get_by_label("Text", exact=True)
    for alt in ("A tram", "A hill"):
        expect(text).to_have_value(re.compile(rf"!\[{alt}\]\(/images/"))
    button(page, "Publish")
    page.locator("dialog button.main").click()
    expect(page.locator("dialog .live")).to_be_visible()
    button(page, "Take it back")

    expect(page.locator("#said")).to_have_text("It is a draft again.")
    (key,) = [key for key in rooms.blog.cloud.content.keys("posts/") if "trams-at-night" in key]
    assert "draft: true" in rooms.text(key)


def test_a_photograph_that_is_larger_than_a_request_is_drawn_smaller(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), "new")
    typed(page, "Large", "Text.\n")
    raw = saved(Image.effect_noise((2600, 2600), 90), "PNG")
    assert len(raw) > 4_000_000
    page.locator("input[type=file]").first.set_input_files(FilePayload(name="tram.png", mimeType="image/png", buffer=raw))
    page.get_by_label("What does it show?").press("Enter")

    written = re.compile(r"\(/(images/[^)]+/tram[^)]*\.jpg)\)")
    text = page.get_by_label("Text", exact=True)
    expect(text).to_have_value(written, timeout=30_000)
    address = written.search(text.input_value())
    assert address
    stored = rooms.blog.cloud.content.stat(address[1])
    assert stored
    assert stored.size <= 4_000_000


def test_a_conflict_with_a_push_shows_both_texts_and_loses_neither(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), f"edit={TRAMS}")
    expect(page.get_by_label("Text", exact=True)).not_to_have_value("")
    rooms.write(TRAMS, rooms.text(TRAMS).replace("They climb.", "Pushed."))
    page.get_by_label("Text", exact=True).fill("Mine.\n")
    button(page, "Update")
    page.locator("dialog button.main").click()

    dialog = page.get_by_role("dialog", name="Somebody else has changed this post")
    expect(dialog).to_contain_text("Mine.")
    expect(dialog).to_contain_text("Pushed.")
    button(page, "Keep both")

    expect(page.locator("header .state")).to_have_text("Saved")
    assert "Pushed." in rooms.text(TRAMS)
    assert [key for key in rooms.blog.cloud.content.keys("posts/") if "Mine." in rooms.text(key)]


def test_a_conflict_that_is_left_is_asked_about_in_the_editor_and_over_no_other_view(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), "new")
    typed(page, "Left", "Mine.\n")
    expect(page.locator("header .state")).to_have_text("Saved")
    [key] = [key for key in rooms.blog.cloud.content.keys("posts/") if "title: Left" in rooms.text(key)]
    rooms.write(key, rooms.text(key).replace("Mine.", "Pushed."))
    page.get_by_label("Text", exact=True).fill("Mine again.\n")
    dialog = page.get_by_role("dialog", name="Somebody else has changed this post")
    expect(dialog).to_be_visible()
    page.get_by_role("button", name="Take theirs").press("Escape")

    with page.expect_response(lambda answer: answer.status == 409):
        page.evaluate("location.hash = '#drafts'")
    expect(page.get_by_role("link", name="Left")).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(dialog).to_be_hidden()
    page.get_by_role("link", name="Left").click()

    expect(dialog).to_contain_text("Mine again.")
    expect(dialog).to_contain_text("Pushed.")


def test_a_file_that_is_refused_leaves_the_draft_unsaved_and_says_so(owner: Reader, rooms: LiveRooms) -> None:
    owner.expects(415)
    page = rooms.entered(owner.page(PHONE), "new")
    typed(page, "Program", "Text.\n")
    document = FilePayload(name="tram.pdf", mimeType="application/pdf", buffer=b"MZ")
    page.locator("input[type=file]").first.set_input_files(document)

    expect(page.get_by_role("alert")).to_contain_text("tram.pdf")
    expect(page.locator("header .state")).to_have_text("Not saved yet")
    typed(page, "Program", "Text without it.\n")
    expect(page.locator("header .state")).to_have_text("Saved")
    expect(page.get_by_role("alert")).to_be_hidden()


def test_a_new_post_survives_a_reload_at_once(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), "new")
    typed(page, "Kept", "Each word.\n")
    page.get_by_role("link", name="All posts").click()
    expect(page.get_by_role("link", name="Kept")).to_be_visible()
    page.get_by_role("link", name="Kept").click()

    page.reload()

    expect(page.get_by_label("Text", exact=True)).to_have_value("Each word.\n")


@pytest.mark.parametrize("is_saved", [True, False], ids=["saved by the editor", "brought by the list"])
def test_a_new_draft_is_listed_once_before_and_after_the_site_lists_it(owner: Reader, rooms: LiveRooms, is_saved: bool) -> None:
    page = rooms.entered(owner.page(PHONE), "new")
    rooms.is_late = True
    typed(page, "Early", "Each word.\n")
    if is_saved:
        expect(page.locator("header .state")).to_have_text("Saved")
    page.get_by_role("link", name="All posts").click()

    row = page.get_by_role("link", name="Early")
    expect(page.get_by_role("main").get_by_role("status")).to_have_text("")
    expect(row).to_have_attribute("href", re.compile(r"#edit=posts%2F.*early"))
    rooms.settle()
    with page.expect_response(re.compile("desk/posts")):
        page.reload()
    expect(page.get_by_role("main").get_by_role("status")).to_have_text("")
    expect(row).to_have_count(1)
    row.click()
    expect(page.get_by_label("Text", exact=True)).to_have_value("Each word.\n")


def test_a_new_draft_that_is_deleted_at_once_is_not_listed(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), "new")
    rooms.is_late = True
    typed(page, "Early", "Each word.\n")
    expect(page.locator("header .state")).to_have_text("Saved")
    button(page, "More")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()

    expect(page.get_by_role("main").get_by_role("status")).to_have_text("Nothing here yet.")
    expect(page.get_by_role("link", name="Early")).to_have_count(0)


def test_enter_saves_the_details_instead_of_leaving_them(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(), "new")
    typed(page, "Tagged", "Text.\n")
    page.get_by_role("button", name="Details").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Details")
    dialog.get_by_label("Tags").fill("trams, hills")
    page.keyboard.press("Enter")

    expect(dialog).to_have_count(0)
    expect(page.locator("header .state")).to_have_text("Saved")
    (key,) = [key for key in rooms.blog.cloud.content.keys("posts/") if "tagged" in key]
    assert "trams" in rooms.text(key)


def test_nothing_is_published_before_something_is_written(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), "new")

    button(page, "Publish")

    expect(page.get_by_role("alert")).to_have_text("Write something first.")


@pytest.mark.parametrize("width", [NARROW, PHONE, WIDE])
def test_the_editor_fits_and_axe_finds_nothing(owner: Reader, rooms: LiveRooms, width: int) -> None:
    page = rooms.entered(owner.page(width), "new")
    expect(page.get_by_label("Text", exact=True)).to_be_visible()

    assert [*complaints(page), *page.evaluate(OUTSIDE)] == []


def test_the_first_load_is_small(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(), "drafts")
    expect(page.get_by_role("link", name="Drafts")).to_be_visible()

    loaded = page.evaluate(LOADED)
    assert 10_000 < loaded < FIRST_LOAD


def test_what_is_written_without_a_network_comes_to_the_site_when_it_is_back(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), "new")
    typed(page, "On the train", "Before the tunnel.\n")
    expect(page.locator("header .state")).to_have_text("Saved")
    page.context.set_offline(True)
    page.get_by_label("Text", exact=True).fill("In the tunnel.\n")
    expect(page.locator("header .state")).to_have_text("Offline: kept on this device")

    page.context.set_offline(False)

    expect(page.locator("header .state")).to_have_text("Saved")
    (key,) = [key for key in rooms.blog.cloud.content.keys("posts/") if "on-the-train" in key]
    assert "In the tunnel." in rooms.text(key)
    lost = [fault for fault in owner.amiss if "ERR_INTERNET_DISCONNECTED" in fault]
    owner.amiss = [fault for fault in owner.amiss if fault not in lost]
    assert lost


def test_an_empty_post_begins_at_the_side_of_the_readers_language(owner: Reader, rooms: LiveRooms) -> None:
    rooms.blog.publish({"site.yaml": "title: {en: The Press, ar: المطبعة}\nlanguages: [en, {code: ar, direction: rtl}]\n"})
    page = rooms.entered(owner.page(PHONE), "new")
    page.set_extra_http_headers({"Accept-Language": "ar"})
    page.reload()

    expect(page.locator("textarea.text")).to_have_css("direction", "rtl")
    expect(page.locator("a.back")).to_have_css("scale", "none")  # the sign is one that Unicode mirrors


ARABIC_SITE = """\
title: المطبعة
languages: [{code: ar, direction: rtl}, en]
categories: {harbour: {name: {ar: الميناء, en: Harbour}}}
"""


def test_an_author_of_arabic_separates_and_names_topics_as_on_the_page(owner: Reader, rooms: LiveRooms) -> None:
    rooms.blog.publish({"site.yaml": ARABIC_SITE, "posts/quay.md": post("نص.", title="الرصيف", categories=["harbour"])})
    page = rooms.entered(owner.page(PHONE), "new")
    page.set_extra_http_headers({"Accept-Language": "ar"})
    page.reload()
    page.locator(".headline").fill("iPhone 17: أول انطباع")
    page.locator("textarea.text").fill("وصلنا صباحًا.\n\nRaspberry Pi هو حاسوب صغير، سعره 80$ تقريبًا.\n")
    page.get_by_role("button", name="التفاصيل").click()
    page.locator("#field-categories").fill("الميناء، رحلات")
    page.locator("#field-tags").fill("الإسكندرية، Raspberry Pi")
    page.get_by_role("button", name="احفظ").click()
    expect(page.locator("header .state")).to_have_text("محفوظ")

    (key,) = [key for key in rooms.blog.cloud.content.keys("posts/") if "iphone" in key]
    assert "categories: [harbour, رحلات]" in rooms.text(key)
    assert "tags: [الإسكندرية, Raspberry Pi]" in rooms.text(key)
    for part in (".headline", "textarea.text"):  # a foreign name at the beginning doesn't turn what follows
        expect(page.locator(part)).to_have_attribute("dir", "rtl")
    page.get_by_role("button", name="التفاصيل").click()
    expect(page.locator("#field-categories")).to_have_value("الميناء, رحلات")
    page.get_by_role("button", name="إلغاء").click()
    page.get_by_role("button", name="انشر").click()
    expect(page.get_by_role("dialog").locator("bdi")).to_have_css("direction", "ltr")


@pytest.mark.parametrize("choice", ["Take mine", "Keep both", "Take theirs"])
def test_a_post_that_somebody_deleted_meanwhile_comes_back_if_its_author_wants_it(
    owner: Reader, rooms: LiveRooms, choice: str
) -> None:
    owner.expects(409)
    page = rooms.entered(owner.page(PHONE), f"edit={TRAMS}")
    text = page.get_by_label("Text", exact=True)
    expect(text).not_to_have_value("")
    rooms.blog.publish({TRAMS: None})
    text.fill("Mine.\n")
    button(page, "Update")
    page.locator("dialog button.main").click()
    expect(page.get_by_role("dialog")).to_contain_text("Deleted")

    button(page, choice)

    if choice == "Take theirs":
        expect(page.get_by_role("heading", name="Drafts")).to_be_attached()
    else:
        expect(page.get_by_label("Text", exact=True)).to_have_value("Mine.\n")
        expect(page.locator("header .state")).to_have_text("Saved")
    assert (
        sorted("Mine." in rooms.text(key) for key in rooms.blog.cloud.content.keys("posts/") if "trams" in key)
        == {
            "Take mine": [True],
            "Keep both": [True],
            "Take theirs": [],
        }[choice]
    )
