"""A page that can't be made is tried a few times, then told beside its source, and holds up nothing."""

import logging
from collections.abc import Iterator
from typing import Any, cast

import pytest

from chalicelib.model import Page, PageKind
from chalicelib.publishing import messages, render_batch
from chalicelib.rendering import failures
from chalicelib.rendering.pages import GATHER
from chalicelib.rendering.queries import Copy, Made
from chalicelib.rendering.site_context import House as Furnished
from chalicelib.store import site_files
from tests.dying import Died, dying
from tests.publishing.house import House, MemoryHouse, post, watched

KEY, OTHER = "posts/bad.md", "posts/good.md"
BAD, GOOD = Page("address", "/2026/11/20/bad/"), Page("address", "/2026/11/20/good/")
TOLD = """\
Warning:  posts/bad.md
Found:    the page /2026/11/20/bad/ can't be made: ValueError: no such luck
Why:      it failed 3 times, so it stays as it was
Instead:  change the source or the template and upload it again; `presswork logs press` tells more
"""
Failing = set[Page]


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Failing:
    """The pages whose coroutines raise."""
    pages: Failing = set()

    def around(kind: PageKind) -> None:
        make = GATHER[kind]

        async def failing_at(page: Page, house: Furnished) -> Made | Copy | None:
            if page in pages:
                raise ValueError("no such luck")
            return await make(page, house)

        monkeypatch.setitem(cast(dict[PageKind, Any], GATHER), kind, failing_at)

    kinds: tuple[PageKind, ...] = ("address", "landing", "warnings")
    for kind in kinds:
        around(kind)
    return pages


def given_up(house: House, failing: Failing, *pages: Page) -> None:
    """A house with two posts, and these pages of it tried as often as there is patience."""
    failing.update(pages or {BAD})
    house.publish({KEY: post(title="Bad"), OTHER: post(title="Good")})
    for _ in range(failures.TRIES - 1):
        house.again()
        house.settle()


def hidden(house: MemoryHouse) -> Iterator[str]:
    yield from (one.message.body for one in house.hidden)


def test_a_page_that_fails_is_tried_again_and_then_told_beside_its_source(memory_house: MemoryHouse, failing: Failing) -> None:
    failing.add(BAD)
    memory_house.publish({KEY: post(title="Bad"), OTHER: post(title="Good")})
    assert list(hidden(memory_house))
    assert memory_house.warning(KEY) is None

    for _ in range(failures.TRIES - 1):
        memory_house.again()
        memory_house.settle()

    assert list(hidden(memory_house)) == []
    assert memory_house.warning(KEY) == TOLD
    assert memory_house.page(BAD.of) is None
    assert "Good" in (memory_house.page(GOOD.of) or "")


def test_giving_up_is_logged_so_that_the_alarm_rings(
    memory_house: MemoryHouse, failing: Failing, caplog: pytest.LogCaptureFixture
) -> None:
    given_up(memory_house, failing)
    render_batch.press(memory_house.cloud, [BAD])

    told = [one.message for one in caplog.records if one.levelno >= logging.ERROR and failures.GIVEN_UP in one.message]
    assert told == ["given up: the page /2026/11/20/bad/ can't be made: ValueError: no such luck"]


def test_a_page_that_was_given_up_fails_no_message_any_more(memory_house: MemoryHouse, failing: Failing) -> None:
    given_up(memory_house, failing)

    memory_house.cloud.press.send(messages.to_press([BAD, GOOD]))
    memory_house.settle()

    assert list(hidden(memory_house)) == []


def test_once_the_page_is_made_nothing_is_told_of_it(memory_house: MemoryHouse, failing: Failing) -> None:
    given_up(memory_house, failing)

    failing.clear()
    memory_house.publish({KEY: post("Mended.", title="Bad")})

    assert "Mended." in (memory_house.page(BAD.of) or "")
    assert memory_house.warning(KEY) is None
    assert site_files.read(memory_house.cloud).troubles == {}


def test_a_page_that_passes_at_the_second_try_is_never_told(memory_house: MemoryHouse, failing: Failing) -> None:
    failing.add(BAD)
    memory_house.publish({KEY: post(title="Bad")})

    failing.clear()
    memory_house.again()
    memory_house.settle()

    assert memory_house.warning(KEY) is None
    assert site_files.read(memory_house.cloud).troubles == {}


def test_a_post_that_is_removed_takes_its_trouble_along(memory_house: MemoryHouse, failing: Failing) -> None:
    given_up(memory_house, failing)

    failing.clear()
    memory_house.publish({KEY: None})

    assert memory_house.warning(KEY) is None


def test_a_page_of_no_source_is_told_beside_the_site(memory_house: MemoryHouse, failing: Failing) -> None:
    given_up(memory_house, failing, Page("landing", "en:category:zinc"))
    memory_house.publish({KEY: post(categories=["Zinc"])})
    for _ in range(failures.TRIES - 1):
        memory_house.again()
        memory_house.settle()

    warning = memory_house.warning("site.yaml")
    assert warning
    assert "the page landing en:category:zinc can't be made" in warning


def test_a_warning_beside_missing_links_tells_both(memory_house: MemoryHouse, failing: Failing) -> None:
    failing.add(BAD)
    memory_house.publish({KEY: post("[nowhere](nowhere.md)", title="Bad")})
    for _ in range(failures.TRIES - 1):
        memory_house.again()
        memory_house.settle()

    warning = memory_house.warning(KEY)
    assert warning
    assert "a link to posts/nowhere.md" in warning
    assert warning.endswith(f"\n\n{TOLD}")


def test_a_warning_that_can_not_be_made_tells_of_itself_to_nobody(memory_house: MemoryHouse, failing: Failing) -> None:
    failing.add(Page("warnings", KEY))
    memory_house.publish({KEY: post("[nowhere](nowhere.md)")})

    assert site_files.read(memory_house.cloud).troubles == {}
    assert len(list(hidden(memory_house))) == 1


def test_where_everything_fails_only_some_is_noted_and_nothing_is_tried_for_ever(
    memory_house: MemoryHouse, failing: Failing
) -> None:
    sources = {f"posts/{number}.md": post(title=f"Post {number}") for number in range(failures.MOST + 5)}
    failing.update(Page("address", f"/2026/11/20/{number}/") for number in range(failures.MOST + 5))
    for key, source in sources.items():
        memory_house.upload(key, source)
    for _ in range(failures.TRIES):
        memory_house.settle()
        memory_house.again()
    memory_house.settle()

    assert list(hidden(memory_house)) == []
    assert len(site_files.read(memory_house.cloud).troubles) == failures.MOST


def test_a_worker_that_dies_while_it_gives_up_leaves_nothing_untold(failing: Failing) -> None:
    for call in range(1, 40):
        house = MemoryHouse()
        failing.clear()
        failing.add(BAD)
        house.publish({KEY: post(title="Bad")})
        unwatched = house.cloud
        house.cloud = watched(unwatched, dying(call))
        died = False
        for _ in range(failures.TRIES + 1):
            house.again()
            try:
                house.settle()
            except Died:
                died = True
        house.cloud = unwatched
        house.again()
        house.settle()
        assert house.warning(KEY) == TOLD, call
        failing.clear()
        house.cloud = watched(unwatched, dying(call))
        for _ in range(2):
            try:
                pressing_again(house)
            except Died:
                died = True
        house.cloud = unwatched
        pressing_again(house)
        assert house.warning(KEY) is None, call
        assert died or call > 8


def pressing_again(house: MemoryHouse) -> None:
    house.cloud.press.send(messages.to_press([BAD]))
    house.again()
    house.settle()


@pytest.mark.slow
def test_on_aws_too_a_page_that_is_given_up_is_told_and_heals(house: House, failing: Failing) -> None:
    given_up(house, failing)
    assert house.warning(KEY) == TOLD

    failing.clear()
    render_batch.press(house.cloud, [BAD])
    house.settle()

    assert house.page(BAD.of)
    assert house.warning(KEY) is None
