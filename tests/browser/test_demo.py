"""A follower uses the demo in one browser: the sidebar, the inbox, the mail, the page to confirm, the letter, and the page to
leave."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.forms import form_of, send
from tests.browser.reader import Reader
from tests.demo.demo_process import Demo, demo
from tests.patience import soon

pytestmark = pytest.mark.slow
fixtures = (demo,)  # not defined here
A_PERSON = 1_600  # milliseconds; no person is faster
ANN = "ann@example.org"


def test_a_reader_follows_from_the_home_page_gets_a_letter_and_leaves(demo: Demo, arriving: Callable[[str], Reader]) -> None:
    reader = arriving(demo.said["site"].rstrip("/"))
    page = reader.at("/")
    form = form_of(page)
    page.wait_for_timeout(A_PERSON)
    send(form, ANN)
    expect(form.get_by_role("status")).to_be_focused()

    follow(page, newest(page, demo, 1), "/api/confirm")
    expect(page.get_by_role("heading", level=1)).to_contain_text("You’re now following")

    newest(page, demo, 2)  # the welcome
    (demo.folder / "blog" / "news.md").write_text(f"---\ndate: {datetime.now(UTC):%Y-%m-%d}\n---\n# News\n\nFirst of all.\n")
    letter = newest(page, demo, 3)
    expect(page.frame_locator("iframe").get_by_text("First of all.").last).to_be_visible()
    follow(page, letter, "/api/unsubscribe")
    page.get_by_role("main").get_by_role("button").first.click()

    expect(page.get_by_role("heading", level=1)).not_to_contain_text("?")
    assert "unsubscribe" in page.url


def newest(page: Page, demo: Demo, count: int) -> str:
    """Wait until Ann has this many mails, and open the newest in the inbox; return its address."""
    soon(lambda: len(demo.mail(ANN)) == count)
    page.goto("/_inbox/")
    with page.expect_navigation():
        page.get_by_role("table").get_by_role("link").first.click()
    return page.url


def follow(page: Page, mail: str, to: str) -> None:
    """Use the mail's link to this address."""
    page.goto(mail)
    page.frame_locator("iframe").first.locator(f"a[href*='{to}']").first.click()
    page.wait_for_url(f"**{to}*")
