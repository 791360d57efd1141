"""Reading the example blog: by its links, in another language, with and without script."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.example_pages import EXAMPLES, HOME, POST, Example
from tests.browser.page_checks import SHIFTS
from tests.browser.reader import Reader

pytestmark = pytest.mark.slow

IMAGES = (".avif", ".jpeg", ".jpg", ".png", ".svg", ".webp")


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def page(request: pytest.FixtureRequest, reader: Reader) -> Page:
    """Return a window of a browser with script, and one without."""
    return reader.page(java_script_enabled=request.param)


def expect_page(page: Page, address: str) -> None:
    expect(page).to_have_url(re.compile(rf"^http://[^/]+{re.escape(quote(address))}$"))


def test_links_lead_from_the_home_page_to_a_post_and_to_the_older_post(page: Page) -> None:
    page.goto("/")
    article = page.get_by_role("main").get_by_role("article").first
    title = article.get_by_role("heading").first.inner_text()

    article.get_by_role("link", name=title, exact=True).first.click()
    expect(page).to_have_url(re.compile("/2026/11/"))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_role("article").get_by_role("paragraph").first).to_be_visible()

    page.locator("a[rel=prev]").first.click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(title)


def test_links_lead_from_the_archives_to_a_month_and_its_post(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Archives").first.click()
    expect_page(page, "/archives/")

    page.get_by_role("main").locator("a[href$='/2026/08/']").first.click()
    expect_page(page, "/2026/08/")

    page.get_by_role("main").get_by_role("link", name="A harbour map: names that moved").first.click()
    expect_page(page, "/2026/08/29/names-that-moved/")


def test_links_lead_from_the_topics_to_a_topic_and_its_feed(page: Page) -> None:
    page.goto("/topics/")

    page.get_by_role("main").get_by_role("link", name="Machines").first.click()
    expect_page(page, "/category/machines/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Machines")
    feed = page.locator("link[rel=alternate][type='application/rss+xml']").first
    expect(feed).to_have_attribute("href", "/category/machines/feed/")


def test_a_post_links_to_its_translation(page: Page) -> None:
    page.goto("/2026/11/24/a-broken-tooth/")

    page.get_by_role("main").locator("a[href='/es/2026/11/24/un-diente-roto/']").first.click()

    expect_page(page, "/es/2026/11/24/un-diente-roto/")
    expect(page.locator("html")).to_have_attribute("lang", "es")


def test_a_reader_changes_the_language_of_the_site(page: Page) -> None:
    page.goto("/")

    page.get_by_text("Languages", exact=True).click()
    page.get_by_role("link", name="العربية").first.click()

    expect_page(page, "/ar/")
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")


def test_an_address_without_a_page_shows_links_to_pages(page: Page, reader: Reader) -> None:
    reader.expects(404)

    page.goto("/nothing/here/")
    lost = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("main").get_by_role("link").first.click()

    expect(page.get_by_role("heading", level=1)).not_to_have_text(lost)


@pytest.mark.parametrize("sample", EXAMPLES, ids=lambda sample: sample.name)
def test_every_kind_of_page_loads_in_both_directions_without_a_failed_request(reader: Reader, sample: Example) -> None:
    page = reader.page()
    for address in sample.addresses:
        reader.go(page, address)

        expect(page.get_by_role("main")).to_have_count(1)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)


@pytest.mark.parametrize("sample", [HOME, POST], ids=lambda sample: sample.name)
def test_without_script_each_page_links_to_the_content_of_the_sidebar(reader: Reader, sample: Example) -> None:
    page = reader.at(sample.english, java_script_enabled=False)

    for address in ("/topics/", "/archives/", "/feeds/", "/more/"):
        expect(page.locator(f"a[href='{address}']").last).to_be_visible()
    if sample is POST:
        page.get_by_role("main").get_by_role("link", name="Follow").click()
    expect(page.locator("form[action='/api/subscriptions'] input[type=email]").last).to_be_visible()


A_BASELINE = 0.001
"""Where a device has none of the fonts that ours are like, a title may move by three pixels as ours comes in its first moment."""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("sample", [HOME, POST], ids=lambda sample: sample.name)
def test_no_layout_shifts_while_a_page_loads(reader: Reader, sample: Example, width: int) -> None:
    page = reader.at(sample.english, width=width)

    assert page.evaluate(SHIFTS) < A_BASELINE


def without_images(reader: Reader, address: str) -> Page:
    """Return a page of which no image is there."""
    reader.expects(404)
    page = reader.page()
    page.route(lambda url: url.endswith(IMAGES), lambda route: route.fulfill(status=404))
    page.goto(address)
    return page


def test_a_picture_beside_a_text_that_is_not_there_leaves_no_hole(reader: Reader) -> None:
    page = without_images(reader, "/category/type/")

    expect(page.locator(".card")).to_have_count(4)
    expect(page.locator(".card .thumb")).to_have_count(0)


def test_an_image_that_is_not_there_stays_where_its_own_text_says_what_it_shows(reader: Reader) -> None:
    page = without_images(reader, "/2026/05/09/how-to-read-a-type-case/")

    expect(page.locator("article .portrait, article .thumb")).to_have_count(0)
    expect(page.locator("article img:not([alt=''])")).to_have_count(1)
