"""Files at the desk that are no photographs: a large one goes to the bucket itself, shows how far it is, and can be cancelled."""

import re

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.browser.desk_views import barriers
from tests.browser.live_rooms import LiveRooms
from tests.browser.reader import WIDE, Reader
from tests.browser.test_desk import press
from tests.browser.test_desk_rooms import PHONE
from tests.browser.test_desk_story import Author, reader
from tests.demo.demo_process import Demo, demo

pytestmark = pytest.mark.slow
fixtures = (demo, reader)  # not defined here
BUCKET = "https://bucket.example/**"
PDF = FilePayload(name="Timetable 2027.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7\n" + b"x" * 4_500_000)
MP3 = FilePayload(name="Bells.mp3", mimeType="audio/mpeg", buffer=b"ID3\x04" + b"x" * 4_500_000)
DROP_FOLDER = """() => {
  const items = [{ webkitGetAsEntry: () => ({ isDirectory: true }) }];
  const dataTransfer = { types: ["Files"], items, files: [new File(["x"], "album")] };
  dispatchEvent(Object.assign(new Event("drop"), { dataTransfer }));
}"""


def answer(route: Route, *, status: int = 200) -> None:
    """Answer an upload as the bucket does."""
    route.fulfill(status=status, headers={"Access-Control-Allow-Origin": "*"})


class Held:
    """Uploads that the bucket has not answered yet."""

    def __init__(self, page: Page) -> None:
        self._page, self._routes = page, list[Route]()
        page.route(BUCKET, self._hold)

    def answer(self) -> None:
        while not self._routes:
            self._page.wait_for_timeout(20)
        answer(self._routes.pop())

    def _hold(self, route: Route) -> None:
        self._routes.append(route)


@pytest.fixture
def sender(owner: Reader) -> Reader:
    """Return the owner, whose browser may send to the bucket."""
    owner.allows("https://bucket.example")
    return owner


def draft(page: Page, rooms: LiveRooms) -> Author:
    rooms.entered(page, "new")
    page.get_by_label("Title", exact=True).fill("Trams")
    page.get_by_label("Text", exact=True).fill("They climb.\n")
    author = Author(page)
    author.is_saved()
    return author


def choose(page: Page, *files: FilePayload) -> None:
    page.locator("input[type=file]").first.set_input_files([*files])


def test_a_large_document_goes_to_the_bucket_of_the_demo_and_its_link_works_on_the_site(reader: Reader, demo: Demo) -> None:
    reader.allows(demo.said["aws_endpoint"])
    page = reader.page(WIDE)
    page.goto(demo.said["desk"])
    press(page, "Sign in as the owner")
    page.goto("/api/desk#new")
    author = Author(page)
    page.get_by_label("Title", exact=True).fill("Trams")
    author.write("They climb.\n")

    choose(page, PDF)

    expect(author.text).to_have_value(re.compile(r"\n\[Timetable 2027\]\(/files/\d+/\d+/timetable-2027\.pdf\)\n"))
    expect(page.locator(".upload")).to_have_count(0)
    author.is_saved()
    page.goto(author.publish())
    with page.expect_download() as download:
        page.get_by_role("link", name="Timetable 2027").evaluate("link => (link.download = '', link.click())")
    assert download.value.path().stat().st_size == len(PDF["buffer"])


def test_an_upload_shows_how_far_it_is_and_is_taken_out_of_the_text_when_it_is_cancelled(
    sender: Reader, rooms: LiveRooms
) -> None:
    page = sender.page(PHONE)
    page.route(BUCKET, lambda _: None)  # never answered
    author = draft(page, rooms)
    choose(page, PDF)
    progress = page.get_by_role("progressbar", name="Uploading Timetable 2027.pdf")
    expect(progress).to_be_visible()
    expect(author.text).to_have_value(re.compile(r"\[Timetable 2027\]\(uploading-"))
    assert barriers(page) == []

    page.get_by_role("group", name="Timetable 2027.pdf").get_by_role("button", name="Cancel").click()

    expect(progress).to_have_count(0)
    expect(author.text).to_have_value(re.compile(r"^They climb\.\n+$"))
    author.is_saved()
    sender.amiss = [fault for fault in sender.amiss if "bucket.example" not in fault]  # it was cancelled


def test_an_upload_that_the_network_ends_goes_on_once_it_is_back(sender: Reader, rooms: LiveRooms) -> None:
    page = sender.page(PHONE)
    page.route(BUCKET, lambda route: route.abort("internetdisconnected"))
    author = draft(page, rooms)
    choose(page, PDF)
    expect(author.state).to_have_text("Offline: kept on this device")

    page.route(BUCKET, answer)
    page.evaluate("dispatchEvent(new Event('online'))")

    expect(author.text).to_have_value(re.compile(r"\[Timetable 2027\]\(/files/2026/11/timetable-2027\.pdf\)"))
    author.is_saved()
    sender.amiss = [fault for fault in sender.amiss if "INTERNET_DISCONNECTED" not in fault]


def test_an_upload_that_the_bucket_refuses_is_told_and_stays_in_the_text(sender: Reader, rooms: LiveRooms) -> None:
    sender.expects(403)
    page = sender.page(PHONE)
    page.route(BUCKET, lambda route: answer(route, status=403))
    author = draft(page, rooms)

    choose(page, PDF)

    expect(page.get_by_role("alert")).to_contain_text("Timetable 2027.pdf couldn’t be uploaded. Try again.")
    expect(author.text).to_have_value(re.compile(r"\[Timetable 2027\]\(uploading-"))


def test_a_file_of_another_kind_is_refused_before_anything_is_asked(sender: Reader, rooms: LiveRooms) -> None:
    page = sender.page(PHONE)
    author = draft(page, rooms)

    choose(page, FilePayload(name="tram.exe", mimeType="application/x-msdownload", buffer=b"MZ"))

    expect(page.get_by_role("alert")).to_contain_text("tram.exe: only photos, MP4, MP3 and PDF files can be added here.")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(author.text).to_have_value("They climb.\n")


def test_a_folder_that_is_dropped_is_told(sender: Reader, rooms: LiveRooms) -> None:
    page = sender.page(PHONE)
    author = draft(page, rooms)

    page.evaluate(DROP_FOLDER)

    expect(page.get_by_role("alert")).to_contain_text("Folders can’t be added. Choose the files in them.")
    expect(author.text).to_have_value("They climb.\n")


def test_a_large_file_of_the_room_of_files_shows_how_far_it_is(sender: Reader, rooms: LiveRooms) -> None:
    page = sender.page(PHONE)
    held = Held(page)
    rooms.entered(page, "files")
    choose(page, MP3)
    expect(page.get_by_role("progressbar", name="Uploading Bells.mp3")).to_be_visible()

    rooms.blog.publish({"files/2026/11/bells.mp3": b"ID3\x04"})
    held.answer()

    expect(page.get_by_role("listitem")).to_contain_text("bells.mp3")
    expect(page.get_by_role("progressbar")).to_have_count(0)
