"""Lines that wait until it is known how many other pages have changed."""

from collections.abc import Mapping
from typing import Any

import pytest

from infra.authoring.push.line_buffer import LONGEST, QUIET, STALE, Held, own_pages
from infra.authoring.push.push_events import SAID

LIVE: Mapping[str, Any] = {"event": "live", "file": "posts/a.md", "state": "published", "address": "https://x.example/a/"}
OTHER = {**LIVE, "file": "posts/b.md", "address": "https://x.example/b/"}


class Watch:
    """The lines that are told of a site that is known to be at work, or not."""

    def __init__(self, *, knows: bool = True) -> None:
        self.told: list[Mapping[str, Any]] = []
        self.time, self.works = 0.0, False
        self.held = Held(self.told.append, lambda: self.time, is_working=(lambda: self.works) if knows else None)

    def passes(self, seconds: float) -> None:
        for _ in range(round(seconds / 0.1)):
            self.time += 0.1
            self.held.look()

    def writes(self, *pages: str, every: float = 0.0) -> None:
        for page in pages:
            self.held.wrote(page)
            self.passes(every)

    @property
    def lines(self) -> list[str]:
        return [SAID[event["event"]].text(event) for event in self.told]


def at_work_on(event: Mapping[str, Any]) -> Watch:
    """Return the lines of a site that is at work on other pages, while this file of a save is live already."""
    watch = Watch()
    watch.held.begin()
    watch.works = True
    watch.held.take(event)
    return watch


def test_while_pages_wait_to_be_made_a_line_is_not_complete_though_nothing_was_written_for_a_moment() -> None:
    watch = Watch()
    watch.held.begin()
    watch.works = True
    watch.writes("/a/", "/one/")
    watch.held.take(LIVE)
    watch.passes(3 * QUIET)
    assert watch.told == []

    watch.writes("/two/")
    watch.works = False
    watch.passes(3 * QUIET)

    assert watch.lines == ["posts/a.md  https://x.example/a/; 2 other pages changed"]


def test_a_change_of_very_many_pages_is_told_so_far_and_in_the_end_in_all() -> None:
    watch = at_work_on(LIVE)
    watch.writes("/a/", *(f"/{number}/" for number in range(20)), every=LONGEST / 10)
    assert watch.lines == ["posts/a.md  https://x.example/a/; 10 other pages changed so far"]

    watch.works = False
    watch.passes(1)

    assert watch.lines[1:] == ["20 other pages changed in all"]


def test_a_change_that_touches_no_other_page_is_not_told_again_in_the_end() -> None:
    watch = at_work_on(LIVE)
    watch.passes(LONGEST + 1)
    watch.works = False
    watch.passes(1)

    assert watch.lines == ["posts/a.md  https://x.example/a/"]


def test_a_save_meanwhile_has_the_whole_number_in_its_own_line() -> None:
    watch = at_work_on(LIVE)
    watch.writes("/one/", every=LONGEST + 1)
    watch.held.begin()
    watch.writes("/b/", "/two/")
    watch.held.take(OTHER)
    watch.works = False
    watch.passes(1)

    assert [(event["file"], event["pages"]) for event in watch.told] == [("posts/a.md", 1), ("posts/b.md", 2)]


def test_where_it_is_not_known_what_waits_the_number_so_far_is_the_last_word() -> None:
    watch = Watch(knows=False)
    watch.held.begin()
    watch.held.take(LIVE)
    watch.writes(*(f"/{number}/" for number in range(60)), every=QUIET / 2)
    watch.passes(1)

    (line,) = watch.lines
    assert line.endswith(" other pages changed so far")


def test_what_an_earlier_save_has_changed_counts_while_it_is_not_live() -> None:
    watch = Watch()
    watch.held.begin()
    watch.writes("/one/")
    watch.held.begin(goes_on=True)
    watch.writes("/two/")
    watch.held.take(LIVE)
    watch.held.take(OTHER)
    watch.passes(1)

    assert [event.get("pages") for event in watch.told] == [None, 2]


def test_what_was_written_long_before_is_no_part_of_what_came_due() -> None:
    watch = Watch()
    watch.writes("/one/", every=STALE + 1)
    watch.writes("/two/")
    watch.held.take(LIVE)
    watch.passes(1)

    assert [event["pages"] for event in watch.told] == [1]


@pytest.mark.parametrize(
    ("event", "own"),
    [
        (LIVE, {"/a/"}),
        ({**LIVE, "address": "https://x.example/caf%C3%A9/"}, {"/café/"}),
        ({**LIVE, "moved_from": "/old/"}, {"/a/", "/old/"}),
        ({**LIVE, "state": "draft", "address": "", "was": "/a/"}, {"/a/"}),
        ({"event": "deleted", "file": "dot.png"}, {"/dot.png"}),
        ({"event": "note", "text": "so it is"}, set()),
    ],
)
def test_a_files_own_pages_are_where_it_stands_and_where_it_stood(event: Mapping[str, Any], own: set[str]) -> None:
    assert own_pages(event) - {"/posts/a.md"} == own


def test_previews_and_other_sizes_of_an_image_are_no_other_pages() -> None:
    watch = Watch()
    watch.held.begin()
    watch.writes(
        "/_/preview/0123/", "/dot.png", "/_/images/dot.png/0123456789abcdef/480.webp", "/_/images/dot.png/sized/small.png"
    )
    watch.held.take({**LIVE, "file": "dot.png", "address": "https://x.example/dot.png"})
    watch.passes(1)

    assert watch.lines == ["dot.png  https://x.example/dot.png"]
