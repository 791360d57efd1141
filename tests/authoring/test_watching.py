"""Watching: what is saved is pushed, and what couldn't be pushed is tried again."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from infra.authoring.push_events import Tell
from infra.authoring.watching import Watching
from infra.exits import INTERRUPTED
from infra.local.watch import Change
from infra.terminal import CannotError

BLOG = Path("blog")


class Pushes:
    """Pushes that are noted; the first few fail."""

    def __init__(self, *failures: CannotError) -> None:
        self.failures, self.pushed = list(failures), list[tuple[str, ...]]()

    def __call__(self, paths: tuple[Path, ...], tell: Tell) -> None:
        self.pushed.append(tuple(path.relative_to(BLOG).as_posix() for path in paths))
        if self.failures:
            raise self.failures.pop(0)
        tell({"event": "live", "file": "a.md"})
        tell({"event": "done"})


def saved(*keys: str) -> frozenset[Change]:
    return frozenset(Change(key, removed=False) for key in keys)


def test_each_batch_of_saves_is_pushed_and_told_without_a_last_line() -> None:
    pushes, told = Pushes(), list[Mapping[str, Any]]()

    Watching(BLOG, pushes, told.append).follow([saved("b.md", "a.md"), saved(), saved("c.md")])

    assert pushes.pushed == [("a.md", "b.md"), ("c.md",)]
    assert [event["event"] for event in told] == ["live", "live"]


def test_what_an_editor_leaves_beside_a_file_is_not_pushed() -> None:
    pushes = Pushes()

    Watching(BLOG, pushes, lambda _: None).follow([saved(".a.md.swp", "a.md~", "4913")])

    assert pushes.pushed == []


def test_what_could_not_be_pushed_is_told_and_tried_again_with_the_next_save_or_after_a_while() -> None:
    pushes, told = Pushes(CannotError("no network"), CannotError("no network")), list[Mapping[str, Any]]()

    Watching(BLOG, pushes, told.append).follow([saved("a.md"), saved("b.md"), saved(), saved()])

    assert pushes.pushed == [("a.md",), ("a.md", "b.md"), ("a.md", "b.md")]
    assert [event["text"] for event in told if event["event"] == "note"] == ["presswork: no network"] * 2


def test_ctrl_c_in_a_push_ends_the_watch() -> None:
    pushes = Pushes(CannotError("interrupted", INTERRUPTED))

    with pytest.raises(CannotError):
        Watching(BLOG, pushes, lambda _: None).follow([saved("a.md"), saved("b.md")])
