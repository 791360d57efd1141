"""How the comments of a post are arranged."""

from chalicelib.comments.rules.comment import Comment, State
from chalicelib.comments.rules.comment_threads import FITS, arranged, divided


def comment(name: str, reply_to: str = "", state: State = "approved") -> Comment:
    return Comment("posts/a.md", name, state, "2026-11-20T10:00:00+00:00", reply_to=reply_to)


def names(*comments: Comment) -> list[tuple[str, list[str]]]:
    return [(branch.comment.name, [reply.name for reply in branch.replies]) for branch in arranged(comments)]


def test_comments_stand_oldest_first_with_their_answers_below_them() -> None:
    assert names(comment("3", "1"), comment("2"), comment("1"), comment("4", "1")) == [("1", ["3", "4"]), ("2", [])]


def test_an_answer_to_an_answer_stands_below_the_first_comment() -> None:
    assert names(comment("1"), comment("2", "1"), comment("3", "2")) == [("1", ["2", "3"])]


def test_an_answer_to_a_comment_that_is_gone_stands_by_itself() -> None:
    assert names(comment("1", state="deleted"), comment("2", "1")) == [("2", [])]


def test_what_is_held_is_shown_nowhere() -> None:
    assert names(comment("1", state="held"), comment("2", state="held")) == []


def test_an_answer_to_itself_or_to_a_later_comment_stands_by_itself() -> None:
    assert names(comment("1", "2"), comment("2", "2")) == [("1", []), ("2", [])]


def test_a_page_ends_before_a_comment_whose_answers_have_no_room_on_it() -> None:
    roots = [comment(f"{number:03}") for number in range(FITS)]
    answers = [comment("900", "198"), comment("901", "199")]

    assert [len(page) for page in divided(arranged(roots))] == [FITS]
    assert [len(page) for page in divided(arranged([*roots, *answers]))] == [FITS - 1, 1]


def test_a_comment_with_more_answers_than_fit_has_a_page_of_its_own() -> None:
    answers = [comment(f"9{number:03}", "1") for number in range(FITS)]

    assert [len(page) for page in divided(arranged([comment("0"), comment("1"), *answers, comment("2")]))] == [1, 1, 1]
