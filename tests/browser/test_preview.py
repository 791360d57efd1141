"""The preview of a draft in a real browser: read by who has its address, found by nobody else, gone when it should be."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from msgspec.structs import replace
from playwright.sync_api import expect

from chalicelib import schedule
from chalicelib.content.addresses.preview_addresses import FOLDER
from chalicelib.publishing.previews import preview_url
from chalicelib.store import records, site_files
from tests.browser.live_site import LiveSite
from tests.browser.reader import NARROW, Reader
from tests.pictures import flat_png as png
from tests.publishing.blog import MemoryBlog, post

pytestmark = pytest.mark.slow

KEY, HOME = "posts/secret.md", "/2026/11/20/secret/"
TEXT = "The quoins are ready.\n\n## A part\n\n![A forme](forme.png)\n"
FRONT = {"title": "A secret title", "categories": ["Books"], "tags": ["Rare"], "author": "Ann"}
DRAFT, DUE = post(TEXT, **FRONT, draft=True), post(TEXT, **FRONT, publish_date="2031-05-01 09:30")


def address_of(live: LiveSite) -> str:
    record = records.read(live.blog.cloud.table, KEY)
    assert record
    return urlsplit(preview_url(site_files.read(live.blog.cloud), record)).path


def tick(blog: MemoryBlog, keys: tuple[str, ...] = ()) -> None:
    schedule.tick(replace(blog.cloud, keys=keys or blog.cloud.keys))
    blog.settle()


@pytest.fixture
def drafted(live: LiveSite) -> LiveSite:
    """A site with a draft, which shows a picture."""
    tick(live.blog)
    live.blog.publish({KEY: DRAFT, "posts/forme.png": png(60, 40)})
    return live


@pytest.mark.parametrize("width", [1280, NARROW])
def test_who_has_the_address_reads_the_post_as_it_will_be_and_its_letter(drafted: LiveSite, visitor: Reader, width: int) -> None:
    page = visitor.at(address_of(drafted), width)

    bar = page.get_by_role("complementary", name="Preview: not published")
    expect(bar).to_contain_text("Draft")
    expect(page.get_by_role("heading", level=1)).to_have_text("A secret title")
    expect(page.locator("article header")).to_contain_text("Ann")
    expect(page.get_by_role("img", name="A forme")).to_be_visible()
    assert page.locator('meta[name="robots"]').get_attribute("content") == "noindex, nofollow"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    bar.get_by_role("link", name="See the email").click()

    expect(page.get_by_role("article").get_by_text("The quoins are ready.")).to_be_visible()
    expect(page.get_by_role("link", name="Unsubscribe")).to_be_visible()
    assert page.locator('meta[name="robots"]').get_attribute("content") == "noindex, nofollow"


def test_no_list_feed_search_or_sitemap_and_no_guess_finds_it(drafted: LiveSite, visitor: Reader) -> None:
    address = address_of(drafted)
    objects: Mapping[str, bytes] = {f"/{key}": shown.body for key, shown in drafted.blog.objects().items()}
    others = {key: body for key, body in objects.items() if not key.startswith(FOLDER)}
    words = [word.encode() for word in (FOLDER, address.split("/")[3], "A secret title", "quoins", HOME)]

    assert [(key, word) for key, body in others.items() for word in words if word in body] == []
    page = visitor.at("/search/?q=quoins")
    expect(page.get_by_text("Nothing for “quoins”.")).to_be_visible()
    visitor.expects(404)
    token = address.split("/")[3]
    for guess in (FOLDER, HOME, "/_/", f"{FOLDER}{token[:-1]}{'0' if token[-1] != '0' else '1'}/", f"{FOLDER}{KEY}/"):
        answer = page.goto(guess)
        assert answer
        assert answer.status == 404
    answer = page.goto(address)
    assert answer
    assert answer.header_value("x-robots-tag") == "noindex, nofollow"


def test_a_scheduled_post_says_when_it_will_be_published_and_then_its_preview_leads_there(
    drafted: LiveSite, visitor: Reader
) -> None:
    drafted.blog.publish({KEY: DUE})
    address = address_of(drafted)
    page = visitor.at(address)
    expect(page.get_by_role("complementary", name="Preview")).to_contain_text("To be published on May 1, 2031, 9:30")

    drafted.blog.clock.time = datetime(2031, 5, 1, 9, 31, tzinfo=UTC)
    tick(drafted.blog)
    visitor.go(page, address)

    expect(page).to_have_url(re.compile(f"^http://[^/]+{HOME}$"))
    expect(page.get_by_role("complementary", name="Preview")).to_have_count(0)


@pytest.mark.parametrize("end", [None, post(TEXT, **FRONT, private=True)], ids=["deleted", "private"])
def test_a_preview_is_gone_when_its_source_is(drafted: LiveSite, visitor: Reader, end: str | None) -> None:
    address = address_of(drafted)

    drafted.blog.publish({KEY: end})

    visitor.expects(404)
    for gone in (address, f"{address}letter/"):
        answer = visitor.page().goto(gone)
        assert answer
        assert answer.status == 404


def test_a_new_key_ends_the_former_address(drafted: LiveSite, visitor: Reader) -> None:
    former = address_of(drafted)

    tick(drafted.blog, (*drafted.blog.cloud.keys, "a new key"))

    visitor.expects(404)
    answer = visitor.page().goto(former)
    assert answer
    assert answer.status == 404
    expect(visitor.at(address_of(drafted)).get_by_role("heading", level=1)).to_have_text("A secret title")
