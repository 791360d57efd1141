"""A whole story at the desk of the running demo, on a phone and on a computer: a passkey, two photographs, a tunnel, a post that
goes live and is taken back, and the same post changed in another browser and by a push. Nothing is lost, and all is told."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.reader import WIDE, Reader
from tests.browser.test_desk import press, with_authenticator
from tests.demo.demo_process import Demo, demo, run
from tests.patience import soon
from tests.pictures import flat_jpeg

pytestmark = pytest.mark.slow
fixtures = (demo,)  # not defined here
PHONE = 390
ALTS = ("A tram", "A hill")
IS_SHOWN = '(alt) => document.querySelector(`img[alt="${alt}"]`)?.naturalWidth > 0'
PHOTOS = [
    FilePayload(name=f"{shade}.jpg", mimeType="image/jpeg", buffer=flat_jpeg(900, 600, shade=shade))
    for shade in ("teal", "maroon")
]


class Author:
    """An author at the desk of a demo, in one browser."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.text = page.get_by_label("Text", exact=True)
        self.state = page.locator("header .state")

    def write(self, text: str) -> None:
        self.text.press("Control+End")
        self.page.keyboard.insert_text(text)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def is_saved(self) -> None:
        expect(self.state).to_have_text("Saved")

    def add_photos(self, *alts: str) -> None:
        """Choose the two photographs, and say what they show."""
        self.page.locator("input[type=file]").first.set_input_files(PHOTOS)
        for alt in alts:
            self.page.get_by_label("What does it show?").fill(alt)
            self.page.get_by_label("What does it show?").press("Enter")
        expect(self.text).to_have_value(re.compile(r"\(/images/.*\(/images/", re.DOTALL))

    def publish(self, name: str = "Publish") -> str:
        """Publish the post, and wait until it is live; return its address."""
        self.press(name)
        expect(self.page.get_by_role("dialog")).to_contain_text("Live at ")
        self.page.locator("dialog button.main").click()
        expect(self.page.locator("dialog .live")).to_have_text(re.compile(r"^Live after [\d.]+ seconds$"))
        return self.page.locator("dialog a").get_attribute("href") or ""

    def update(self) -> Locator:
        """Update the post, which somebody else has changed; return the dialog that says so."""
        self.press("Update")
        self.page.locator("dialog button.main").click()
        dialog = self.page.get_by_role("dialog", name="Somebody else has changed this post")
        expect(dialog).to_be_visible()
        return dialog


class Sources:
    """The posts in the content bucket of a demo, and a folder in which somebody else has them too."""

    def __init__(self, demo: Demo) -> None:
        self._demo, self.folder = demo, demo.folder / "mine"

    def texts(self) -> dict[str, str]:
        listed = self._demo.s3.list_objects_v2(Bucket=self._demo.said["content_bucket"], Prefix="posts/").get("Contents", ())
        return {row["Key"]: self._read(row["Key"]) for row in listed if row["Key"].endswith(".md")}

    def key(self) -> str:
        (key,) = self.texts()
        return key

    def _read(self, key: str) -> str:
        return str(self._demo.s3.get_object(Bucket=self._demo.said["content_bucket"], Key=key)["Body"].read().decode())

    def pull(self, key: str) -> Path:
        """Put what the site has into the folder, and push it, so that the folder knows the site's version."""
        file = self.folder / key
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self._read(key))
        assert self.push()[0] == 0
        return file

    def push(self) -> tuple[int, str]:
        pushed = run(self._demo, "push", "mine", "--site", "demo")
        return pushed.returncode, pushed.stdout + pushed.stderr


def enrolled(reader: Reader, demo: Demo, width: int) -> Author:
    """Return Ann, who was invited, and has made a passkey."""
    invited = run(demo, "desk", "invite", "ann@example.org", "--author", "ann", "--role", "owner", "--print")
    page, _ = with_authenticator(reader.page(width, has_touch=width == PHONE))
    page.goto(invited.stdout.strip())
    press(page, "Create a passkey")
    press(page, "Sign out")
    press(page, "Sign in with a passkey")
    page.goto("/api/desk")
    return Author(page)


def signed_in(reader: Reader, demo: Demo, key: str) -> Author:
    """Return the owner of the demo, who was signed in by one press, at this post."""
    page = reader.page()
    page.goto(demo.said["desk"])
    press(page, "Sign in as the owner")
    page.goto(f"/api/desk#edit={key}")
    author = Author(page)
    expect(author.text).not_to_have_value("")
    return author


@pytest.fixture
def reader(demo: Demo, arriving: Callable[[str], Reader]) -> Reader:
    """Return the browsers of those who write in this demo."""
    reader = arriving(demo.said["site"].rstrip("/").replace("127.0.0.1", "localhost"))
    reader.expects(404, 409)  # the site has no icon; what was taken back isn't there; a conflict is told
    reader.allows(demo.said["site"])  # where the public pages are
    return reader


def lost(reader: Reader) -> None:
    """Forget the errors of requests that were made without a network, of which there are some."""
    without = [fault for fault in reader.amiss if "ERR_INTERNET_DISCONNECTED" in fault]
    reader.amiss = [fault for fault in reader.amiss if fault not in without]
    assert without


@pytest.fixture(params=[PHONE, WIDE])
def ann(request: pytest.FixtureRequest, demo: Demo, reader: Reader) -> Author:
    """Return Ann, who begins a post on a phone or a computer."""
    return new_post(enrolled(reader, demo, request.param))


def new_post(author: Author) -> Author:
    author.press("New post")
    author.page.get_by_label("Title", exact=True).fill("Trams at night")
    author.write("They climb.\n")
    return author


def test_a_post_with_photographs_is_written_through_a_tunnel_seen_live_and_taken_back(ann: Author, reader: Reader) -> None:
    ann.add_photos(*ALTS)
    ann.is_saved()
    ann.page.context.set_offline(True)
    ann.write("\nIn the tunnel.\n")
    expect(ann.state).to_have_text("Offline: kept on this device")
    ann.page.context.set_offline(False)
    ann.is_saved()
    lost(reader)

    address = ann.publish()
    visitor = reader.page(PHONE)
    visitor.goto(address)
    expect(visitor.get_by_text("In the tunnel.")).to_be_visible()
    for alt in ALTS:
        visitor.get_by_alt_text(alt).scroll_into_view_if_needed()
        visitor.wait_for_function(IS_SHOWN, arg=alt)

    ann.press("Take it back")
    expect(ann.page.locator("#said")).to_have_text("It is a draft again.")
    assert soon(lambda: visitor.request.get(address).status == 404)  # the page itself reloads when it is changed


def test_a_post_that_is_changed_in_two_browsers_and_by_a_push_loses_nothing(demo: Demo, reader: Reader, ann: Author) -> None:
    ann.publish()
    ann.press("Done")
    sources = Sources(demo)
    file = sources.pull(key := sources.key())
    owner = signed_in(reader, demo, key)
    owner.write("\nFrom another browser.\n")
    owner.publish("Update")

    ann.write("\nFrom the first browser.\n")
    dialog = ann.update()
    expect(dialog).to_contain_text("From another browser.")
    expect(dialog).to_contain_text("From the first browser.")
    ann.press("Keep both")
    ann.is_saved()
    file.write_text(f"{file.read_text()}\nFrom a push.\n")
    status, said = sources.push()

    assert status == 1
    assert f"{key}: somebody else has changed it since your last push, so theirs was left alone" in said
    assert "From a push." in file.read_text()
    texts = sources.texts()
    assert "From another browser." in texts.pop(key)
    (copy,) = texts.values()
    assert "They climb." in copy
    assert "From the first browser." in copy


def test_a_push_that_came_first_is_shown_beside_what_was_written_at_the_desk(demo: Demo, reader: Reader) -> None:
    ann, sources = new_post(enrolled(reader, demo, PHONE)), Sources(demo)
    ann.publish()
    ann.press("Done")
    file = sources.pull(key := sources.key())
    file.write_text(f"{file.read_text()}\nFrom a push.\n")
    assert sources.push()[0] == 0

    ann.write("\nFrom the desk.\n")
    dialog = ann.update()
    expect(dialog).to_contain_text("From a push.")
    expect(dialog).to_contain_text("From the desk.")
    ann.press("Take mine")
    expect(ann.page.locator("dialog .live")).to_be_visible()

    assert "From the desk." in sources.texts()[key]
    assert "-From a push." in run(demo, "history", key, "--site", "demo", "--diff", "2").stdout
