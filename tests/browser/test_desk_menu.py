"""The desk's menu and the names of its lists and rooms in a real browser, as people see and hear them."""

import pytest
from playwright.sync_api import Page, expect

from chalicelib.store.authoring import people
from chalicelib.store.authoring.people import Person
from tests.authoring_api.writer import ANN
from tests.browser.live_rooms import TRAMS, LiveRooms
from tests.browser.reader import Reader

pytestmark = pytest.mark.slow

PHONE, WIDE = 390, 1280


def menu(page: Page) -> list[str]:
    return page.locator("nav.states a").all_inner_texts()


@pytest.mark.parametrize(
    ("view", "name"), [("drafts", "Drafts"), ("pages", "Pages"), ("letters", "Emails"), ("settings", "Settings")]
)
def test_a_list_and_a_room_say_their_name_and_stand_in_the_menu_outside_the_main_part(
    owner: Reader, rooms: LiveRooms, view: str, name: str
) -> None:
    page = rooms.entered(owner.page(PHONE), view)

    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_role("navigation").get_by_role("link", name=name)).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("main").get_by_role("navigation")).to_have_count(0)


def test_an_author_has_neither_pages_nor_settings_in_the_menu(owner: Reader, rooms: LiveRooms) -> None:
    people.put(rooms.blog.cloud.table, Person("ann", "author", "ann", ANN))

    page = rooms.entered(owner.page(PHONE))

    expect(page.get_by_role("navigation").get_by_role("link", name="Drafts")).to_be_visible()
    assert not {"Pages", "Settings"} & set(menu(page))


def test_the_menu_goes_while_somebody_writes_and_comes_back(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(WIDE), f"edit={TRAMS}")
    expect(page.get_by_label("Text", exact=True)).not_to_have_value("")
    expect(page.get_by_role("navigation")).to_have_count(0)

    page.get_by_role("link", name="All posts").click()

    expect(page.get_by_role("navigation").get_by_role("link", name="Drafts")).to_be_visible()


def test_a_remedy_shows_what_to_write_as_code(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), "check")

    expect(page.locator("ul.reports code").first).to_be_visible()
    expect(page.locator("ul.reports")).not_to_contain_text(["`"])


def test_two_versions_of_a_minute_are_told_apart_by_their_seconds(owner: Reader, rooms: LiveRooms) -> None:
    page = rooms.entered(owner.page(PHONE), f"history={TRAMS}")

    expect(page.locator("summary .title").first).to_contain_text(":00:")
