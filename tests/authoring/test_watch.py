"""Watching: what is saved is pushed, and what couldn't be pushed is tried again."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from bench.watching import watched
from infra.authoring.push import push_session
from infra.authoring.push.push_events import SAID, Event, Tell
from infra.authoring.target.connection import LostError
from infra.authoring.watch.watch import Watching
from infra.files.file_watch import FileChange
from infra.terminal.exit_codes import INTERRUPTED
from infra.terminal.streams import CannotError
from tests.authoring.author import GOOD, Author
from tests.publishing.blog import MemoryBlog

BLOG = Path("blog")
DENIED = ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "Query")


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


def saved(*keys: str) -> frozenset[FileChange]:
    return frozenset(FileChange(key, removed=False) for key in keys)


def test_each_batch_of_saves_is_pushed_and_told_without_a_last_line() -> None:
    pushes, told = Pushes(), list[Mapping[str, Any]]()

    Watching(BLOG, pushes, told.append).follow([saved("b.md", "a.md"), saved(), saved("c.md")])

    assert pushes.pushed == [("a.md", "b.md"), ("c.md",)]
    assert [event["event"] for event in told] == ["live", "live"]


def test_what_an_editor_leaves_beside_a_file_is_not_pushed() -> None:
    pushes = Pushes()

    Watching(BLOG, pushes, lambda _: None).follow([saved(".a.md.swp", "a.md~", "4913")])

    assert pushes.pushed == []


def test_what_could_not_be_pushed_is_told_once_and_tried_again_with_the_next_save_or_after_a_while() -> None:
    pushes, told = Pushes(CannotError("no network"), CannotError("no network")), list[Mapping[str, Any]]()

    Watching(BLOG, pushes, told.append).follow([saved("a.md"), saved("b.md"), saved(), saved()])

    assert pushes.pushed == [("a.md",), ("a.md", "b.md"), ("a.md", "b.md")]
    assert [event["text"] for event in told if event["event"] == "note"] == ["presswork: no network"]


def test_a_problem_that_comes_back_after_a_push_or_with_another_file_is_told_again_only_after_the_push() -> None:
    reached = [CannotError(f"can't reach https://aws.example/{file}: check the network") for file in ("a.md", "b.md", "c.md")]
    pushes, told = Pushes(*reached[:2]), list[Mapping[str, Any]]()
    watching = Watching(BLOG, pushes, told.append)

    watching.follow([saved("a.md"), saved(), saved()])
    pushes.failures.append(reached[2])
    watching.follow([saved("c.md")])

    assert [event["event"] for event in told] == ["note", "live", "note"]


def test_a_watch_does_not_ask_for_the_same_command_again() -> None:
    told: list[Mapping[str, Any]] = []
    problem = CannotError(
        "nothing was pushed: can't reach AWS: check the network, then run the same command again to do the rest"
    )

    Watching(BLOG, Pushes(problem), told.append).follow([saved("a.md")])

    assert told[0]["text"] == "presswork: nothing was pushed: can't reach AWS: check the network; it is tried again by itself"


class Lost:
    """A push that loses the network while its file is waited for."""

    left: Mapping[str, object]

    def __init__(self, *left: str) -> None:
        self.left = dict.fromkeys(left)

    def turn(self) -> bool:
        raise LostError("no network")

    def leave(self, keys: Iterable[str]) -> None:
        assert set(keys) == {"a.md"}

    def note(self) -> None:
        pass

    def end(self) -> None:
        raise AssertionError("it never ends")


def test_a_file_whose_wait_breaks_off_at_once_is_pushed_again() -> None:
    pushed: list[tuple[Path, ...]] = []

    def push(paths: tuple[Path, ...], _tell: Tell) -> Lost | None:
        pushed.append(paths)
        return Lost("a.md") if len(pushed) == 1 else None

    Watching(BLOG, push, lambda _: None).follow([saved("a.md"), saved(), saved()])

    assert pushed == [(BLOG / "a.md",)] * 2


def test_ctrl_c_in_a_push_ends_the_watch() -> None:
    pushes = Pushes(CannotError("interrupted", INTERRUPTED))

    with pytest.raises(CannotError):
        Watching(BLOG, pushes, lambda _: None).follow([saved("a.md"), saved("b.md")])


# ---- while earlier pushes are waited for


class Watch:
    """A watch of a blog on memory keepers, and what it tells; nothing comes of an upload until the site `settles`."""

    def __init__(self, folder: Path) -> None:
        self.blog = MemoryBlog()
        self.author = Author(folder, self.blog)
        self.told: list[Mapping[str, Any]] = []
        self.watching = Watching(folder, self.author.begin, self.told.append)

    def save(self, key: str, text: str) -> None:
        self.author.write({key: text})
        self.watching.follow([saved(key)])

    def settles(self) -> None:
        self.blog.settle()
        self.passes(push_session.LONGEST)

    def passes(self, seconds: float) -> None:
        self.author.time += seconds
        self.watching.turn()

    def names(self, *events: str) -> list[str]:
        return [event["file"] for event in self.told if event["event"] in events]


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return Watch(tmp_path)


def test_a_save_goes_up_while_the_first_push_still_waits_until_all_is_live(watch: Watch) -> None:
    watch.author.write({"posts/a.md": GOOD})
    watch.watching.expect(watch.author.begin((), watch.told.append))

    watch.save("posts/b.md", GOOD)

    assert (watch.author.contents.puts, watch.names("live")) == (["posts/a.md", "posts/b.md"], [])
    watch.settles()
    assert watch.names("live") == ["posts/a.md", "posts/b.md"]
    assert [(event["live"], event["uploaded"]) for event in watch.told if event["event"] == "done"] == [(1, 1)]


def test_a_file_that_is_saved_again_before_it_is_live_is_told_once(watch: Watch) -> None:
    watch.save("posts/a.md", GOOD)
    watch.save("posts/a.md", f"{GOOD}More.\n")

    watch.settles()
    watch.passes(push_session.PATIENCE)

    assert watch.names("live", "replaced", "conflict") == ["posts/a.md"]
    assert watch.author.contents.puts == ["posts/a.md"] * 2
    assert "More." in str(watch.blog.page("/2026/11/20/a/"))
    assert [event for event in watch.told if event["event"] == "late"] == []


def test_a_save_that_is_refused_here_lets_the_earlier_one_arrive(watch: Watch) -> None:
    watch.save("posts/a.md", GOOD)
    watch.save("posts/a.md", "---\ndate: 2026-02-31\n---\n")

    watch.settles()

    assert (watch.names("refused"), watch.names("live")) == (["posts/a.md"], ["posts/a.md"])


def test_what_never_comes_is_late_while_saves_go_on(watch: Watch) -> None:
    watch.save("posts/a.md", GOOD)

    watch.passes(push_session.PATIENCE)
    watch.passes(push_session.PATIENCE)

    assert [event["files"] for event in watch.told if event["event"] == "late"] == [["posts/a.md"]]


def test_when_the_network_goes_while_it_waits_that_is_told_and_the_files_are_waited_for_again(watch: Watch) -> None:
    gone: list[str] = []

    def call(port: str, _method: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if port in gone:
            raise EndpointConnectionError(endpoint_url="https://dynamodb.example")
        return act()

    watch.blog.cloud = watched(watch.blog.cloud, call)
    watch.save("posts/a.md", GOOD)
    watch.blog.settle()
    gone.append("table")
    watch.passes(push_session.LONGEST)
    gone.clear()

    watch.watching.follow([saved()])
    watch.passes(push_session.LONGEST)

    assert [event["event"] for event in watch.told] == ["note", "live"]
    assert "can't reach https://dynamodb.example" in watch.told[0]["text"]
    assert watch.author.contents.puts == ["posts/a.md"]


def test_who_may_not_read_all_of_the_table_is_told_that_it_is_uploaded_and_the_watch_goes_on(watch: Watch) -> None:
    watch.author.write({"site.yaml": "title: Mine\n"})
    watch.author.may_not("query")

    watch.save("posts/a.md", GOOD)
    watch.settles()
    watch.save("posts/b.md", GOOD)
    watch.settles()

    assert [event["event"] for event in watch.told] == ["blind", "pushed", "blind", "pushed"]
    assert watch.names("pushed") == ["posts/a.md", "posts/b.md"]


def test_a_file_that_is_removed_or_renamed_is_told_to_be_on_the_site_still(watch: Watch) -> None:
    watch.save("posts/a.md", GOOD)
    watch.settles()
    watch.told.clear()

    (watch.author.folder / "posts" / "a.md").rename(watch.author.folder / "posts" / "b.md")
    watch.watching.follow([frozenset({FileChange("posts/a.md", removed=True), FileChange("posts/b.md", removed=False)})])
    watch.settles()

    assert [SAID[event["event"]].text(event) for event in watch.told] == [
        "on the site, but not here: posts/a.md; --delete removes it",
        "posts/b.md  https://press.example/2026/11/20/b/  2.0 s; 7 other pages changed",
    ]


def test_a_table_that_is_gone_with_its_demo_is_told_and_the_watch_goes_on(watch: Watch) -> None:
    def call(port: str, _method: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if port == "table":
            raise sqlite3.OperationalError("unable to open database file")
        return act()

    watch.save("posts/a.md", GOOD)
    watch.blog.cloud = watched(watch.blog.cloud, call)

    watch.save("posts/b.md", GOOD)

    assert watch.told[-1]["text"].startswith("presswork: nothing was pushed: can't read the demo's table (unable to open")


def test_a_watch_ends_where_another_site_stands_in_place_of_its_own() -> None:
    pushes, replaced = Pushes(), iter([False, True])

    Watching(BLOG, pushes, lambda _: None).follow([saved("a.md"), saved("b.md"), saved("c.md")], lambda: next(replaced))

    assert pushes.pushed == [("a.md",)]


class Denied:
    """What may not be asked; it counts how often it was."""

    asked = 0

    def look(self) -> list[Event]:
        self.asked += 1
        raise DENIED


class Due:
    """A post that came due."""

    def look(self) -> list[Event]:
        return [{"event": "live", "file": "posts/a.md"}]


def test_what_else_happens_is_told_after_a_while_and_what_may_not_be_asked_is_asked_once() -> None:
    denied, told = Denied(), list[Mapping[str, Any]]()

    Watching(BLOG, Pushes(), told.append, (denied, Due())).follow([saved(), saved()])

    assert denied.asked == 1
    assert [event["file"] for event in told] == ["posts/a.md"] * 3
