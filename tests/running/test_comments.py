"""What an author may do to comments from a terminal."""

import json

import pytest

from chalicelib.store import commenters
from chalicelib.store import comments as stored
from infra.running import id_of, mailbox_of
from infra.running.comments import decide, erase, list_, question
from infra.terminal.streams import CannotError
from tests.comments.test_comments import ADDRESS, SITE, Discussion
from tests.publishing.blog import MemoryBlog, post

Said = pytest.CaptureFixture[str]


@pytest.fixture
def discussion() -> Discussion:
    blog = MemoryBlog()
    blog.publish({"site.yaml": SITE, "posts/ink.md": post(title="Ink", date="2026-11-20")})
    return Discussion(blog)


def waiting(discussion: Discussion, capsys: Said) -> list[dict[str, str]]:
    capsys.readouterr()
    list_(discussion.cloud, as_json=True)
    found: list[dict[str, str]] = json.loads(capsys.readouterr().out)
    return found


def test_a_comment_that_waits_is_listed_with_what_the_rules_found(discussion: Discussion, capsys: Said) -> None:
    discussion.comment(text="Buy at the\ncasino now.")

    list_(discussion.cloud)

    said = capsys.readouterr()
    assert said.out.splitlines()[1].split()[-5:] == ["Buy", "at", "the", "casino", "now."]
    assert said.err.strip().endswith("words: casino")


def test_an_approved_comment_is_on_the_page_and_waits_no_longer(discussion: Discussion, capsys: Said) -> None:
    discussion.comment()
    (one,) = waiting(discussion, capsys)

    decide(discussion.cloud, ids=[one["id"]], act="approve")
    discussion.settle()

    assert capsys.readouterr().out == "1 comment approved\n"
    assert "I <em>like</em> ink." in discussion.page
    assert waiting(discussion, capsys) == []


def test_a_shown_comment_is_found_by_its_post_under_its_present_name(discussion: Discussion, capsys: Said) -> None:
    discussion.comment()
    (one,) = waiting(discussion, capsys)
    decide(discussion.cloud, ids=[one["id"]], act="approve")
    discussion.blog.publish_at_once({"posts/ink.md": None, "posts/pen.md": post(title="Ink", date="2026-11-20")})
    anchor = one["id"].partition("#")[2]

    decide(discussion.cloud, ids=[f"posts/pen.md#{anchor}"], act="delete")
    discussion.settle()

    assert "I <em>like</em> ink." not in (discussion.blog.page("/2026/11/20/pen/") or "")


def test_a_wrong_id_stops_all(discussion: Discussion, capsys: Said) -> None:
    discussion.comment()
    (one,) = waiting(discussion, capsys)

    for ids in ([one["id"], "posts/ink.md#0"], ["posts/ink.md"], ["#"]):
        with pytest.raises(CannotError, match="no such comment"):
            decide(discussion.cloud, ids=ids, act="delete")

    assert waiting(discussion, capsys) == [one]


def test_who_deletes_is_asked_whose_comments_they_are(discussion: Discussion, capsys: Said) -> None:
    discussion.comment()
    (one,) = waiting(discussion, capsys)

    assert question(discussion.cloud, [one["id"]]) == "Delete 1 comment (Ada)?"


def test_an_erased_address_leaves_neither_text_nor_name_nor_address(discussion: Discussion, capsys: Said) -> None:
    discussion.comment(email="ada@example.org", text="Shown.", notify="yes")
    decide(discussion.cloud, ids=[waiting(discussion, capsys)[0]["id"]], act="approve")
    discussion.comment(email="Ada@example.org", text="Waits.")
    discussion.comment(email="bo@example.org", name="Bo", text="Another's.")

    reader_id = id_of(discussion.cloud, mailbox_of("ada@example.org"))
    assert commenters.read(discussion.cloud.table, reader_id)
    capsys.readouterr()

    erase(discussion.cloud, address="ada@example.org", as_json=True)
    discussion.settle()

    assert json.loads(capsys.readouterr().out) == {"address": "ada@example.org", "comments": 2}
    left = [one for one in stored.of_thread(discussion.cloud.table, "posts/ink.md") if one.state == "deleted"]
    assert [(one.writer, one.text, one.address, one.mailbox) for one in left] == [("", "", "", "")] * 2
    assert "Shown." not in discussion.page
    assert commenters.read(discussion.cloud.table, reader_id) is None
    assert [one["writer"] for one in waiting(discussion, capsys)] == ["Bo"]


def test_who_erases_an_address_is_told_where_else_it_may_be(discussion: Discussion, capsys: Said) -> None:
    discussion.comment(email="ada@example.org")
    capsys.readouterr()

    erase(discussion.cloud, address="ada@example.org")

    said = capsys.readouterr()
    assert said.out == "1 comment of ada@example.org deleted\n"
    assert "files of comments beside your posts" in said.err


def test_an_address_without_comments_is_told_so(discussion: Discussion, capsys: Said) -> None:
    erase(discussion.cloud, address="ada@example.org")

    assert capsys.readouterr().out == "ada@example.org: no comment came with this address\n"
    assert ADDRESS in discussion.page
