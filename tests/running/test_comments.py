"""What an author may do to comments from a terminal."""

import json

import pytest

from chalicelib.store import commenters
from chalicelib.store import comments as stored
from infra.running import id_of, mailbox_of
from infra.running.comments import decide, erase, list_, question, reply, unblock
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


def test_columns_stand_below_each_other_whatever_a_post_is_called(discussion: Discussion, capsys: Said) -> None:
    discussion.blog.publish_at_once({"posts/ink.md": None, f"posts/{'ink-' * 20}.md": post(title="Ink", date="2026-11-20")})
    discussion.comment()

    list_(discussion.cloud)

    header, line = capsys.readouterr().out.splitlines()
    assert header.index("NAME") == line.index("Ada")


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


# ---- answering and blocking


def test_a_reply_is_shown_as_the_post_s_author_s_and_approves_the_comment(discussion: Discussion, capsys: Said) -> None:
    discussion.comment()
    (one,) = waiting(discussion, capsys)

    reply(discussion.cloud, id_=one["id"], text="So *do* I.")
    discussion.settle()

    said = capsys.readouterr().out
    assert said.endswith(" is shown; the comment is approved\n")
    comment, answer = discussion.page.split('class="comment h-cite')[1:]
    assert "I <em>like</em> ink." in comment
    assert answer.startswith(" by-author")
    assert "So <em>do</em> I." in answer
    assert f'id="comment-{said.partition("#")[2].split()[0]}"' in discussion.page


def test_a_comment_that_is_shown_can_be_answered(discussion: Discussion, capsys: Said) -> None:
    discussion.comment()
    (one,) = waiting(discussion, capsys)
    decide(discussion.cloud, ids=[one["id"]], act="approve")
    capsys.readouterr()

    reply(discussion.cloud, id_=one["id"], text="So do I.", as_json=True)
    discussion.settle()

    said = json.loads(capsys.readouterr().out)
    assert said["id"] == one["id"]
    assert [comment.anchor for comment in stored.shown(discussion.cloud.table, "posts/ink.md")] == [
        said["id"].partition("#")[2],
        said["reply"].partition("#")[2],
    ]


@pytest.mark.parametrize(("text", "why"), [(" \n", "empty"), ("x" * 5_001, "5,001 characters; 5,000 are the most")])
def test_an_empty_reply_and_one_that_is_too_long_change_nothing(
    discussion: Discussion, capsys: Said, text: str, why: str
) -> None:
    discussion.comment()
    (one,) = waiting(discussion, capsys)

    with pytest.raises(CannotError, match=why):
        reply(discussion.cloud, id_=one["id"], text=text)

    assert waiting(discussion, capsys) == [one]


def test_without_its_post_a_comment_has_no_answer(discussion: Discussion, capsys: Said) -> None:
    discussion.comment()
    (one,) = waiting(discussion, capsys)
    discussion.blog.publish({"posts/ink.md": None})

    with pytest.raises(CannotError, match="its post isn't on the site"):
        reply(discussion.cloud, id_=one["id"], text="So do I.")


def test_later_comments_of_a_blocked_writer_are_dropped_until_the_address_is_unblocked(
    discussion: Discussion, capsys: Said
) -> None:
    discussion.comment(email="ada@example.org")
    (one,) = waiting(discussion, capsys)
    assert question(discussion.cloud, [one["id"]], "Delete {}, and block the writers?") == (
        "Delete 1 comment (Ada), and block the writers?"
    )

    decide(discussion.cloud, ids=[one["id"]], act="block")
    discussion.comment(email="Ada@example.org")
    assert capsys.readouterr().out == "1 comment deleted, and the writers blocked\n"
    assert waiting(discussion, capsys) == []

    unblock(discussion.cloud, address="ada@example.org")
    unblock(discussion.cloud, address="ada@example.org")
    assert capsys.readouterr().out == "ada@example.org may comment again\nada@example.org was not blocked\n"
    discussion.comment(email="ada@example.org")
    assert len(waiting(discussion, capsys)) == 1


def test_a_writer_of_whom_nothing_is_known_is_told_to_stay_unblocked(discussion: Discussion, capsys: Said) -> None:
    discussion.comment()
    (one,) = waiting(discussion, capsys)
    decide(discussion.cloud, ids=[one["id"]], act="approve")
    capsys.readouterr()

    decide(discussion.cloud, ids=[one["id"]], act="block")
    discussion.settle()

    assert f"{one['id']}: its writer can't be blocked" in capsys.readouterr().err
    assert "I <em>like</em> ink." not in discussion.page
