"""Comments of files beside posts: put below the posts of a site once, as they were."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bench.watching import watched
from chalicelib.store import comments as stored
from infra.running.comment_import import import_
from infra.running.comments import decide, erase, list_
from tests.comments.test_comments import ADDRESS, SITE, Discussion
from tests.crashing_workers import Died, dying
from tests.publishing.blog import MemoryBlog, post

Said = pytest.CaptureFixture[str]
INK = post(title="Ink", date="2026-11-20")
ADA = {
    "id": "7",
    "author": "Ada",
    "email": "ada@example.org",
    "date": "2013-01-02T10:00:00+00:00",
    "text": "Nice &amp; <b>velvet</b>.",
}
BO = {
    "id": "8",
    "parent": "7",
    "author": "Bo",
    "date": "2013-01-03T10:00:00+00:00",
    "text": "At the casino.",
    "status": "waiting",
}
SPAM = {"id": "9", "date": "2013-01-04", "text": "Buy.", "status": "deleted"}


@pytest.fixture
def discussion() -> Discussion:
    blog = MemoryBlog()
    blog.publish({"site.yaml": SITE, "posts/ink.md": INK})
    return Discussion(blog)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts/ink.md").write_text(INK)
    write(tmp_path, ADA, BO, SPAM)
    return tmp_path


def write(folder: Path, *rows: Any, name: str = "ink") -> None:
    (folder / f"posts/.{name}.comments.json").write_text(json.dumps(rows, indent=1))


def take(discussion: Discussion, folder: Path, capsys: Said) -> dict[str, int]:
    """Import, let everything come of it, and return the numbers."""
    capsys.readouterr()
    import_(discussion.cloud, folder=folder, as_json=True)
    discussion.settle()
    numbers: dict[str, int] = json.loads(capsys.readouterr().out)
    return numbers


def test_approved_comments_stand_with_their_dates_and_addresses(discussion: Discussion, folder: Path, capsys: Said) -> None:
    assert take(discussion, folder, capsys) == {"files": 1, "new": 3, "waiting": 1, "already": 0, "warnings": 0}

    assert "Nice &amp; <strong>velvet</strong>." in discussion.page
    assert 'id="comment-7"' in discussion.page
    assert "2013-01-02" in discussion.page
    assert not any(word in discussion.page for word in ("casino", "Buy.", "ada@example.org"))


def test_waiting_ones_are_held_and_their_moderator_is_told_once(discussion: Discussion, folder: Path, capsys: Said) -> None:
    take(discussion, folder, capsys)

    list_(discussion.cloud, as_json=True)
    (held,) = json.loads(capsys.readouterr().out)
    assert (held["id"], held["hits"]) == ("posts/ink.md#8", ["words: casino"])
    assert len(discussion.inbox("eva@example.org")) == 1
    assert f'<a href="{ADDRESS}#comment-7">Ink</a>' in discussion.ask("GET", discussion.moderation_link()).body.decode()


def test_what_waits_with_the_name_of_the_site_is_pointed_out(discussion: Discussion, folder: Path, capsys: Said) -> None:
    write(folder, {**BO, "author": "The Press", "text": "At the press."})
    take(discussion, folder, capsys)

    assert [comment.hits for comment in stored.held(discussion.cloud.table, 5)] == [("names: The Press",)]


def test_an_import_that_is_repeated_changes_nothing(discussion: Discussion, folder: Path, capsys: Said) -> None:
    take(discussion, folder, capsys)
    decide(discussion.cloud, ids=["posts/ink.md#8"], act="approve")
    decide(discussion.cloud, ids=["posts/ink.md#7"], act="delete")
    discussion.settle()
    page = discussion.page

    assert take(discussion, folder, capsys)["new"] == 0
    assert discussion.page == page
    assert "velvet" not in page
    assert "casino" in page


def test_an_erased_address_does_not_come_back(discussion: Discussion, folder: Path, capsys: Said) -> None:
    take(discussion, folder, capsys)
    erase(discussion.cloud, address="ada@example.org")
    take(discussion, folder, capsys)

    assert "velvet" not in discussion.page
    assert all(comment.address == "" for comment in stored.of_thread(discussion.cloud.table, "posts/ink.md"))


def test_an_import_that_ended_before_it_saw_a_deletion_leaves_no_note_of_whose_it_was(
    discussion: Discussion, folder: Path, capsys: Said
) -> None:
    take(discussion, folder, capsys)
    (ada,) = [comment for comment in stored.of_thread(discussion.cloud.table, "posts/ink.md") if comment.mailbox]
    decide(discussion.cloud, ids=["posts/ink.md#7"], act="delete")
    stored.expect(discussion.cloud.table, ada)
    assert stored.of_mailbox(discussion.cloud.table, ada.mailbox)

    take(discussion, folder, capsys)

    assert not stored.of_mailbox(discussion.cloud.table, ada.mailbox)


def test_a_post_that_was_renamed_keeps_its_comments(discussion: Discussion, folder: Path, capsys: Said) -> None:
    discussion.blog.publish_at_once({"posts/ink.md": None, "posts/pen.md": INK})
    (folder / "posts/ink.md").rename(folder / "posts/pen.md")
    (folder / "posts/.ink.comments.json").rename(folder / "posts/.pen.comments.json")

    assert take(discussion, folder, capsys)["new"] == 3
    assert "velvet" in (discussion.blog.page("/2026/11/20/pen/") or "")


def test_what_is_not_used_is_told_and_is_the_status(discussion: Discussion, folder: Path, capsys: Said) -> None:
    write(folder, {**ADA, "karma": 5})
    write(folder, ADA, name="none")
    (folder / "posts/new.md").write_text(INK)
    write(folder, ADA, name="new")

    assert import_(discussion.cloud, folder=folder) == 1

    said = capsys.readouterr()
    assert said.out == "1 new comment; 0 were there already\n"
    assert "posts/.ink.comments.json:8: warning: karma is no field" in said.err
    assert "posts/.none.comments.json:1: warning: there's no post" in said.err
    assert "posts/.new.comments.json: warning: posts/new.md isn't on the site; push it, and import again" in said.err


def test_a_site_without_comments_is_told_what_it_lacks(discussion: Discussion, folder: Path, capsys: Said) -> None:
    discussion.blog.publish({"site.yaml": "title: The Press\n"})

    import_(discussion.cloud, folder=folder)

    assert "once site.yaml has the key `comments`" in capsys.readouterr().err
    discussion.blog.publish({"site.yaml": SITE})
    assert "velvet" in discussion.page


@pytest.mark.parametrize("calls", range(1, 30, 3))
def test_an_import_that_was_cut_off_is_finished_by_the_next(discussion: Discussion, folder: Path, calls: int) -> None:
    cut_off = watched(discussion.cloud, dying(calls))
    with suppress(Died):
        import_(cut_off, folder=folder)

    import_(discussion.cloud, folder=folder)
    discussion.settle()

    assert "velvet" in discussion.page
    assert not any(comment.owes for comment in stored.of_thread(discussion.cloud.table, "posts/ink.md"))
    assert [comment.name[-1] for comment in stored.held(discussion.cloud.table, 9)] == ["8"]


def test_authors_hear_of_comments_that_wait_below_their_own_posts(folder: Path) -> None:
    blog = MemoryBlog()
    blog.publish({"site.yaml": f"{SITE}authors: {{ines: {{email: ines@example.org}}}}\n", "posts/ink.md": BY_INES})
    discussion = Discussion(blog)

    import_(discussion.cloud, folder=folder)
    discussion.settle()

    assert [len(discussion.inbox(address)) for address in ("eva@example.org", "ines@example.org")] == [1, 1]


BY_INES = post(title="Ink", date="2026-11-20", authors=["ines"])
