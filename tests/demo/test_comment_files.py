"""The demo brings the comments of files beside posts, as it starts and when one is saved."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from chalicelib.store import comments as stored
from infra.demo.comment_files import CommentFiles
from infra.demo.folder_sync import upload
from infra.files.file_watch import FileChange
from tests.comments.test_comments import SITE, Discussion
from tests.demo.demo_process import demo
from tests.patience import soon
from tests.publishing.blog import MemoryBlog, post

fixtures = (demo,)  # not defined here
INK = post(title="Ink", date="2026-11-20")
FILE = "posts/.ink.comments.json"


class FolderOfADemo:
    """A blog's folder, and the demo that brings its comments."""

    def __init__(self, folder: Path, files: Mapping[str, str]) -> None:
        self.folder, blog = folder, MemoryBlog()
        blog.publish(files)
        (folder / "posts").mkdir()
        (folder / "posts/ink.md").write_text(INK)
        self.discussion, self.events = Discussion(blog), list[Mapping[str, Any]]()
        self.files = CommentFiles(self.discussion.cloud, folder, folder / "out", self.events.append)

    def write(self, *rows: Mapping[str, str], file: str = FILE) -> None:
        (self.folder / file).write_text(json.dumps(rows))

    def follow(self, *saved: str) -> None:
        """Let the demo start, and these files be saved one after the other."""
        every: Iterator[frozenset[FileChange]] = iter([frozenset({FileChange(key, removed=False)}) for key in saved])
        for batch in self.files.with_all(every):
            for change in batch:
                upload(None, "content", self.files.put, change.key, b"[]")

    @property
    def ids(self) -> list[str]:
        return [one.anchor for one in stored.of_thread(self.discussion.cloud.table, "posts/ink.md")]


def row(number: int) -> Mapping[str, str]:
    return {"id": str(number), "author": "Ada", "date": "2013-01-02", "text": "Nice."}


def test_what_is_there_as_it_starts_can_be_moderated_and_answered(tmp_path: Path) -> None:
    here = FolderOfADemo(tmp_path, {"site.yaml": SITE, "posts/ink.md": INK})
    here.write(row(1))

    here.follow()
    here.discussion.settle()

    assert here.ids == ["1"]
    assert 'id="comment-1"' in here.discussion.page
    assert here.events == [{"event": "note", "text": "1 new comment from files beside posts"}]


def test_a_file_that_is_saved_is_read_and_never_uploaded(tmp_path: Path) -> None:
    here = FolderOfADemo(tmp_path, {"site.yaml": SITE, "posts/ink.md": INK})
    here.write(row(1), row(2))

    here.follow(FILE)

    assert here.ids == ["1", "2"]
    assert here.discussion.cloud.content.stat(FILE) is None


def test_comments_wait_for_their_post(tmp_path: Path) -> None:
    here = FolderOfADemo(tmp_path, {"site.yaml": SITE})
    here.write(row(1))
    here.follow()
    assert here.ids == []

    here.discussion.blog.publish({"posts/ink.md": INK})
    here.files.look()

    assert here.ids == ["1"]


def test_comments_wait_until_the_site_takes_them(tmp_path: Path) -> None:
    here = FolderOfADemo(tmp_path, {"site.yaml": "title: T\n", "posts/ink.md": INK})
    here.write(row(1))
    here.follow()
    assert here.ids == []

    here.discussion.blog.publish({"site.yaml": SITE})
    here.files.look()

    assert here.ids == ["1"]


def test_what_is_not_used_is_told_once(tmp_path: Path) -> None:
    here = FolderOfADemo(tmp_path, {"site.yaml": SITE, "posts/ink.md": INK})
    here.write(row(1), file="posts/.gone.comments.json")

    here.follow()
    here.files.look()

    assert [(event["event"], event["file"]) for event in here.events] == [("unused", "posts/.gone.comments.json")]


@pytest.mark.slow
def test_comments_are_on_the_page_of_the_running_demo_as_they_are_saved(demo: Any) -> None:
    blog = demo.folder / "blog"
    (blog / "ink.md").write_text(INK)
    (blog / "site.yaml").write_text("comments: yes\n")
    (blog / ".ink.comments.json").write_text(json.dumps([row(1)]))
    assert demo.prints("1 new comment from files beside posts")
    assert demo.prints("ink.md  .*/2026/11/20/ink/")

    (blog / ".ink.comments.json").write_text(json.dumps([row(1), row(2)]))
    assert demo.prints("(?s)1 new comment .*1 new comment")
    for number in (1, 2):
        assert soon(lambda: f'id="comment-{number}"' in (demo.page("2026/11/20/ink/") or ""))  # noqa: B023 - it is called at once
