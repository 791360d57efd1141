"""A watch of a demo says how many other pages a save has changed."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from chalicelib.cloud.memory import MemoryBucket
from infra.authoring.push.line_buffer import QUIET, Held
from infra.authoring.watch.page_counter import OtherPages
from infra.serve.live import Journal, live
from infra.serve.server import SiteServer
from tests.patience import soon

LIVE: Mapping[str, Any] = {"event": "live", "file": "posts/a.md", "address": "http://x.example/caf%C3%A9/"}
NOTE: Mapping[str, Any] = {"event": "note", "text": "so it is"}


class Watch:
    """What a watch tells of a demo that writes pages."""

    def __init__(self) -> None:
        self.told: list[Mapping[str, Any]] = []
        self.time, self.journal = 0.0, Journal()
        self.held = Held(self.told.append, lambda: self.time)
        self.pages = OtherPages(self.held)

    def waits(self) -> None:
        self.time += QUIET
        self.pages.look()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def site(watch: Watch) -> Iterator[SiteServer]:
    with SiteServer(MemoryBucket(), noting=live(watch.journal)) as site, watch.journal:
        yield site


def test_the_line_of_a_save_says_how_many_other_pages_have_changed(watch: Watch, site: SiteServer) -> None:
    watch.journal.note(["before/index.html"])
    watch.pages.follow(site.url)

    watch.pages.begin()
    watch.journal.note(["café/index.html", "index.html"])
    watch.pages.tell(LIVE)
    watch.pages.tell(NOTE)
    watch.journal.note(["feed/index.xml"])
    soon(lambda: len(watch.held.written) == 3)
    assert watch.told == []
    watch.waits()

    assert watch.told == [{**LIVE, "pages": 1}, NOTE]


def test_each_save_counts_its_own(watch: Watch, site: SiteServer) -> None:
    watch.pages.follow(site.url)
    watch.journal.note(["index.html"])
    soon(lambda: watch.held.written)

    watch.pages.begin()
    watch.pages.tell(LIVE)
    watch.waits()

    assert watch.told == [{**LIVE, "pages": 0}]


def test_anything_else_is_told_at_once(watch: Watch, site: SiteServer) -> None:
    watch.pages.follow(site.url)

    watch.pages.tell(NOTE)

    assert watch.told == [NOTE]


def test_of_a_site_that_does_not_say_what_it_writes_each_line_is_told_at_once(watch: Watch, site: SiteServer) -> None:
    watch.pages.follow(f"{site.url}/elsewhere")

    watch.pages.tell(LIVE)

    assert watch.told == [LIVE]


def test_when_the_demo_ends_what_is_held_is_told(watch: Watch) -> None:
    with SiteServer(MemoryBucket(), noting=live(watch.journal)) as site:
        watch.pages.follow(site.url)
        watch.pages.tell(LIVE)
        watch.journal.close()

    def told() -> bool:
        watch.pages.look()
        return bool(watch.told)

    soon(told)
    watch.pages.tell(NOTE)

    assert watch.told == [{**LIVE, "pages": 0, "so_far": True}, NOTE]
