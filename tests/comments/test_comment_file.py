"""Files of comments: what former systems wrote, what an export writes, and what doesn't fit."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.comments.rules.comment import MOST, Comment, emptied
from chalicelib.comments.rules.comment_file import CommentFile, Finding, read, written
from chalicelib.comments.rules.comment_file_names import file_of, is_comment_file, sources_by_file

THREAD = "posts/ink.md"
FIRST = {"id": "123", "author": "Ada", "date": "2013-03-14T15:35:17+01:00", "text": "Nice &amp; <b>dark</b>."}
SECOND = {
    "id": "124",
    "parent": "123",
    "author": "Bo",
    "date": "2013-03-15",
    "text": "Yes.",
    "status": "waiting",
    "email": "bo@example.org",
}


def file(*rows: Any) -> bytes:
    return json.dumps(rows, indent=1).encode()


def test_comments_stand_as_they_were_with_their_addresses_on_the_page() -> None:
    first, second = read(file(SECOND, FIRST), THREAD).comments

    assert (first.name, first.at, first.text) == (
        "2013-03-14T14:35:17.000+00:00#123",
        "2013-03-14T14:35:17+00:00",
        "Nice \\& **dark**.",
    )
    assert (first.state, first.anchor, first.writer, first.thread) == ("approved", "123", "Ada", THREAD)
    assert (second.state, second.reply_to, second.address) == ("held", first.name, "bo@example.org")


def test_what_was_written_is_read_as_the_same() -> None:
    first, second = read(file(FIRST, SECOND), THREAD).comments
    third = Comment(THREAD, "2013-03-16T10:00:00.125+00:00#ab", "approved", "2013-03-16T10:00:00+00:00", anchor="ab")
    third = replace(third, writer="<i>", text="*a* <b>\n\n> c", website="https://x.example", author="eva", reply_to=second.name)
    gone = emptied(replace(first, name="2013-03-17T10:00:00.000+00:00#ac", anchor="ac", owes=False))
    comments = (first, second, third, replace(gone, at="2013-03-17T10:00:00+00:00", owes=False))

    assert read(written(comments, with_addresses=True), THREAD).comments == comments
    assert b"bo@example.org" not in written(comments, with_addresses=False)


ODD: dict[str, tuple[Any, str]] = {
    "an unknown field": ({**FIRST, "karma": 5}, "karma is no field of a comment; remove it"),
    "a text that is too long": ({**FIRST, "text": "a" * 70_000}, "a comment without text is left out"),
    "an address that is too long": ({**FIRST, "url": "https://x.example/" + "a" * 300}, "url has more than 200 characters"),
    "no date": ({**FIRST, "date": ""}, "a comment without date is left out; write the date"),
    "a word for a date": ({**FIRST, "date": "yesterday"}, "yesterday is no date; write it as"),
    "the year 1 east of London": ({**FIRST, "date": "0001-01-01T00:00:00+14:00"}, "is no date"),
    "an unknown state": ({**FIRST, "status": "spam"}, "a comment of this status is left out"),
    "a number": (5, "this isn't a comment"),
    "a list for a text": ({**FIRST, "text": ["a"]}, "a comment without text"),
}


@pytest.mark.parametrize("case", ODD)
def test_what_does_not_fit_is_told_with_its_line_and_a_remedy(case: str) -> None:
    row, said = ODD[case]
    result = read(file({**FIRST, "id": "1"}, row), THREAD)

    (finding,) = result.findings
    assert said in finding.said
    assert finding.line >= 8
    assert "1" in [comment.anchor for comment in result.comments]


def test_the_line_of_an_unknown_field_is_its_own() -> None:
    assert read(b'[\n {"id": "1", "date": "2013-03-14", "text": "a",\n  "karma": 5}\n]', THREAD).findings[0].line == 3


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"[", b"[1", b"[1 2]", b"\xff[]", b"[" * 100_000, b'["a",]', b"null", b"[" + b"9" * 5_000 + b"]"]
)
def test_a_file_that_is_none_is_told_and_gives_nothing(raw: bytes) -> None:
    result = read(raw, THREAD)

    assert result.comments == ()
    assert result.findings


def test_a_second_comment_of_one_id_and_those_beyond_the_most_are_told() -> None:
    rows = [{**FIRST, "id": str(number)} for number in range(MOST + 2)]
    result = read(file(*rows[:2], rows[0]), THREAD)

    assert result.findings == (Finding(14, "a second comment with the id 0 is left out; give it another id"),)
    assert read(file(*rows), THREAD).findings[0].said == f"2 comments are left out: a post has {MOST:,} at most"


def test_those_that_are_deleted_take_no_room_of_others_in_a_file() -> None:
    (comment,) = read(file(FIRST), THREAD).comments
    gone = [replace(emptied(comment), name=f"2012-01-01T00:00:00.000+00:00#{number}") for number in range(MOST)]

    assert comment in read(written([*gone, comment], with_addresses=False), THREAD).comments


def test_an_id_that_no_address_can_end_with_gets_another_end() -> None:
    (comment,) = read(file({**FIRST, "id": 'a" onclick="b'}), THREAD).comments

    assert comment.anchor.isalnum()
    assert comment.name.endswith(f"#{comment.anchor}")


def test_an_address_that_no_page_leads_to_is_left_out() -> None:
    (comment,) = read(file({**FIRST, "url": "javascript:alert(1)"}), THREAD).comments

    assert comment.website == ""


def test_a_file_lies_beside_its_source() -> None:
    assert file_of("posts/2013-ink.es.md") == "posts/.2013-ink.es.comments.json"
    assert sources_by_file(["ink.md", "posts/ink.md", "posts/ink.png"]) == {
        ".ink.comments.json": "ink.md",
        "posts/.ink.comments.json": "posts/ink.md",
    }
    assert [is_comment_file(key) for key in ("posts/.ink.comments.json", ".comments.json", "a.comments.json")] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "<p>a &#x19;b</p><ol start=2></ol>"},
        {"text": "<template>a</template>"},
        {"text": "*" * 40_000},
        {"text": "a", "author": "a" * 79 + " b"},
    ],
)
def test_what_is_used_of_a_hostile_comment_is_written_as_it_was_read(fields: dict[str, str]) -> None:
    several = read(file({**FIRST, **fields}), THREAD).comments

    assert read(written(several, with_addresses=True), THREAD) == CommentFile(several)
