"""Live reload in a real browser: an open page shows what was saved, where its reader was, and no other page moves."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.serve.live import Journal, live
from tests.browser.live_site import POST, LiveSite
from tests.browser.polling import wait_until
from tests.publishing.blog import post

A_LINE = 20  # pixels; the first page may have been laid out before its fonts came, and be a little higher
LONG = "\n\n".join(f"Paragraph {number}." for number in range(200))


@pytest.fixture
def journal() -> Journal:
    return Journal()


@pytest.fixture
def site(journal: Journal) -> Iterator[LiveSite]:
    site = LiveSite(live(journal))
    with site.server, journal:
        yield site


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with chromium.new_page() as page:
        yield page


def save(site: LiveSite, journal: Journal, body: str) -> None:
    site.blog.publish({"posts/a.md": post(body, title="On books", categories=["Books"])})
    journal.note([f"{POST[1:]}index.html"])


def test_an_open_page_shows_what_was_saved_where_its_reader_was(site: LiveSite, journal: Journal, page: Page) -> None:
    save(site, journal, f"Before. {LONG}")
    page.goto(site.server.url + POST)
    page.evaluate("scrollTo(0, 700)")

    with page.expect_navigation():
        save(site, journal, f"After. {LONG}")

    expect(page.get_by_text("After.")).to_be_attached()
    wait_until(page, f"Math.abs(scrollY - 700) < {A_LINE}")


def test_a_page_that_has_not_changed_is_not_loaded_again(site: LiveSite, journal: Journal, page: Page) -> None:
    page.goto(f"{site.server.url}/")
    page.evaluate("document.title = 'kept'")

    save(site, journal, "Edited.")
    journal.note(["_/sidebar.en.html"])  # what scripts fetch, they show
    page.wait_for_timeout(300)
    assert page.title() == "kept"

    with page.expect_navigation():
        journal.note(["index.html"])
    assert page.title() != "kept"


def test_a_page_is_loaded_again_when_a_file_that_it_loads_changes(site: LiveSite, journal: Journal, page: Page) -> None:
    page.goto(site.server.url + POST)
    page.wait_for_load_state("networkidle")

    with page.expect_navigation():
        journal.note(["_/site.js"])
