"""A watch of a stack says how many other pages a save has changed."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from bench.watching import watched
from infra.authoring.push.line_buffer import QUIET_AFAR, Held
from infra.authoring.push.push_events import SAID
from infra.authoring.push.push_session import Pushing
from infra.authoring.watch.rehearsed_pages import MOST, RehearsedPages
from tests.authoring.author import GOOD, Author
from tests.publishing.blog import MemoryBlog, Objects

BOOKS = GOOD.replace("---\nSome", "categories: [Books]\n---\nSome")


class Watch:
    """A watch of a blog on memory keepers, as of a stack, and what it tells."""

    def __init__(self, folder: Path) -> None:
        self.blog = MemoryBlog()
        self.author = Author(folder, self.blog)
        self.told: list[Mapping[str, Any]] = []
        self.pushing: Pushing | None = None
        held = Held(self.told.append, lambda: self.author.time, QUIET_AFAR)
        self.pages = RehearsedPages(self.author.blog.cloud, folder, self.author.contents, held)

    def saves(self, files: Mapping[str, str]) -> None:
        """Save these files, and push them; nothing comes of it yet."""
        self.author.write(files)
        paths = tuple(self.author.folder / key for key in files)
        self.pages.begin(paths, goes_on=bool(self.pushing and self.pushing.left))
        self.pushing = self.author.begin(paths, self.pages.tell)

    def passes(self, seconds: float) -> None:
        for _ in range(int(seconds / 0.1)):
            self.author.time += 0.1
            if self.pushing:
                self.pushing.turn()
            self.pages.look()

    @property
    def live(self) -> list[tuple[str, int | None]]:
        return [(event["file"], event.get("pages")) for event in self.told if event["event"] == "live"]


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    watch = Watch(tmp_path / "blog")
    watch.blog.publish({"posts/old.md": BOOKS.replace("Hello", "Old")})
    return watch


def changed(before: Objects, after: Objects) -> int:
    """Return how many pages that a person reads differ."""
    keys = (key for key in before.keys() | after.keys() if key.endswith("index.html") and not key.startswith("_/"))
    return sum(before.get(key) != after.get(key) for key in keys)


def test_the_line_of_a_save_says_how_many_other_pages_have_changed(watch: Watch) -> None:
    before = watch.blog.objects()
    watch.saves({"posts/new.md": BOOKS})
    watch.blog.settle()
    watch.passes(5)

    others = changed(before, watch.blog.objects()) - 1
    assert others > 5
    assert watch.live == [("posts/new.md", others)]


def test_the_line_waits_until_no_more_pages_change(watch: Watch) -> None:
    watch.saves({"posts/new.md": BOOKS})
    watch.blog.settle()

    watch.passes(QUIET_AFAR / 2)
    assert watch.told == []

    watch.passes(QUIET_AFAR)
    assert len(watch.live) == 1


def test_an_edit_counts_only_the_pages_that_show_it(watch: Watch) -> None:
    before = watch.blog.objects()
    watch.saves({"posts/old.md": BOOKS.replace("Hello", "Old").replace("Some text.", "Some text. " * 40 + "\n\nAnd more.")})
    watch.blog.settle()
    watch.passes(5)

    assert watch.live == [("posts/old.md", changed(before, watch.blog.objects()) - 1)]


def test_each_save_counts_its_own(watch: Watch) -> None:
    watch.saves({"posts/new.md": BOOKS})
    watch.blog.settle()
    watch.passes(5)
    before = watch.blog.objects()

    watch.saves({"about.md": "# About\n\nUs.\n"})
    watch.blog.settle()
    watch.passes(5)

    assert watch.live[1:] == [("about.md", changed(before, watch.blog.objects()) - 1)]


def test_of_two_files_saved_at_once_the_last_line_counts_the_other_pages(watch: Watch) -> None:
    before = watch.blog.objects()
    watch.saves({"posts/new.md": BOOKS, "posts/newer.md": BOOKS})
    watch.blog.settle()
    watch.passes(5)

    assert {file for file, _ in watch.live} == {"posts/new.md", "posts/newer.md"}
    assert [pages for _, pages in watch.live] == [None, changed(before, watch.blog.objects()) - 2]


def test_a_save_before_an_earlier_one_is_live_forgets_none_of_its_pages(watch: Watch) -> None:
    before = watch.blog.objects()
    watch.saves({"posts/new.md": BOOKS})
    first = watch.pushing
    watch.author.time += 0.5
    watch.saves({"about.md": "# About\n\nUs.\n"})
    watch.blog.settle()
    assert first
    first.turn()
    watch.passes(5)

    assert {file for file, _ in watch.live} == {"posts/new.md", "about.md"}
    assert watch.live[-1][1] == changed(before, watch.blog.objects()) - 2


def test_the_line_says_it_in_words(watch: Watch) -> None:
    watch.saves({"posts/new.md": BOOKS})
    watch.blog.settle()
    watch.passes(5)

    [line] = [SAID[event["event"]].text(event) for event in watch.told]
    assert re.fullmatch(r"posts/new\.md  https://\S+/2026/11/20/new/  0\.\d s; \d+ other pages changed", line)


def test_where_very_many_files_are_saved_at_once_each_is_told_as_it_is(watch: Watch) -> None:
    watch.saves({f"posts/{number}.md": GOOD for number in range(MOST + 1)})
    watch.blog.settle()
    watch.passes(0.3)

    assert {pages for _, pages in watch.live} == {None}
    assert len(watch.live) == MOST + 1


@pytest.mark.parametrize("file", [{"site.yaml": "title: The Other Press\n"}, {"templates/post.html": "{{ post.title }}"}])
def test_a_file_that_may_change_every_page_is_told_as_it_is(watch: Watch, file: Mapping[str, str]) -> None:
    watch.saves(file)
    watch.blog.settle()
    watch.passes(5)

    assert watch.live == [(next(iter(file)), None)]


def test_an_author_who_may_not_read_of_pages_is_told_each_file_as_it_is(watch: Watch) -> None:
    other = Author(watch.author.folder, watch.blog)
    other.may_not("query")
    watch.pages.cloud = other.blog.cloud
    watch.saves({"posts/new.md": BOOKS})
    watch.blog.settle()
    watch.passes(0.3)

    assert watch.live == [("posts/new.md", None)]


def test_a_rehearsal_only_reads_and_reads_no_more_of_a_larger_blog(watch: Watch) -> None:
    calls: list[tuple[str, str, int]] = []

    def note(port: str, method: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        answer = act()
        calls.append((port, method, len(answer)))
        return answer

    watch.pages.cloud = watched(watch.blog.cloud, note)
    watch.author.write({"posts/new.md": BOOKS})
    read: list[int] = []
    for number in (20, 200):
        watch.blog.publish_at_once({f"posts/{each}.md": f"{BOOKS}{each}" for each in range(number)})
        calls.clear()
        watch.pages.begin([watch.author.folder / "posts" / "new.md"])
        read.append(sum(items for _, _, items in calls))

    assert {call[:2] for call in calls} == {("table", "get_many"), ("table", "query")}
    assert read[1] <= read[0] + 5
