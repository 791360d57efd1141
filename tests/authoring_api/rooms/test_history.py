"""The history of a post: what it was, what has changed, and how an earlier text or a deleted post comes back."""

from typing import Any

import pytest

from chalicelib.authoring.desk.line_diff import MOST, differences
from tests.authoring_api.test_desk import Desk
from tests.publishing.blog import post

KEY = "posts/2026-11-25-trams.md"
OTHERS = "posts/bob/2026-11-20-a.md"


@pytest.fixture
def desk() -> Desk:
    return Desk()


def twice(desk: Desk, act: str = "post") -> list[dict[str, Any]]:
    """Save a post twice; return its versions, newest first."""
    first = desk.saved()
    desk.send(act, key=first["key"], over=first["etag"], front={"title": "Trams"}, body="They climb.\nAnd ring.\n")
    listed: list[dict[str, Any]] = desk.get(f"versions?key={KEY}")["versions"]
    return listed


def text(desk: Desk) -> str:
    return (desk.blog.cloud.content.read(KEY) or (b"",))[0].decode()


def test_the_versions_of_a_post_are_listed_newest_first_with_their_sizes(desk: Desk) -> None:
    newest, first = twice(desk)

    assert newest["size"] == first["size"] + len("And ring.\n")
    assert not newest["isDeletion"]


def test_the_differences_of_two_versions_are_lines(desk: Desk) -> None:
    newest, first = twice(desk)

    lines = desk.get(f"changes?key={KEY}&from={first['id']}&to={newest['id']}")["lines"]

    assert [line["text"] for line in lines if line["sign"] == "+"] == ["And ring."]
    assert not [line for line in lines if line["sign"] == "-"]


def test_an_earlier_text_comes_back_as_the_newest_version(desk: Desk) -> None:
    first = twice(desk)[-1]

    desk.send("restored", key=KEY, version=first["id"], over=desk.get(f"versions?key={KEY}")["etag"])

    assert "And ring." not in text(desk)
    assert len(desk.get(f"versions?key={KEY}")["versions"]) == 3


def test_a_draft_that_comes_back_takes_no_post_off_the_site_and_publishes_none(desk: Desk) -> None:
    draft = twice(desk, "publish")[-1]

    desk.send("restored", key=KEY, version=draft["id"], over=desk.get(f"versions?key={KEY}")["etag"])

    assert desk.blog.page("/2026/11/25/trams/")
    published = desk.get(f"versions?key={KEY}")["versions"][0]
    shown = desk.get(f"post?key={KEY}")
    saved = desk.send("unpublish", key=KEY, over=shown["etag"], front=shown["front"], body=shown["body"])
    desk.send("restored", key=KEY, version=published["id"], over=saved["etag"])
    assert "draft: true" in text(desk)
    assert desk.blog.page("/2026/11/25/trams/") is None


def test_a_deleted_post_comes_back_as_it_was(desk: Desk) -> None:
    desk.saved()
    published = desk.send(
        "publish", key=KEY, over=desk.get(f"post?key={KEY}")["etag"], front={"title": "Trams"}, body="They climb.\n"
    )
    before = text(desk)

    desk.send("deleted", key=KEY, over=published["etag"])
    assert desk.blog.page("/2026/11/25/trams/") is None
    desk.send("restored", key=KEY, over="")

    assert text(desk) == before
    assert desk.blog.page("/2026/11/25/trams/")


def test_nothing_comes_back_over_a_text_that_somebody_else_has_written_meanwhile(desk: Desk) -> None:
    first = twice(desk)[-1]
    seen = desk.get(f"versions?key={KEY}")["etag"]
    desk.blog.publish({KEY: post(title="Theirs", draft="yes")})

    desk.send("restored", 409, key=KEY, version=first["id"], over=seen)

    assert "Theirs" in text(desk)


def test_a_version_that_is_not_there_is_refused(desk: Desk) -> None:
    saved = desk.saved()

    desk.send("restored", 400, key=KEY, version="no such version", over=saved["etag"])
    desk.send("restored", 400, key="posts/2026-11-25-nothing.md", over="")


def test_an_author_sees_and_brings_back_nothing_of_others() -> None:
    desk = Desk("author")
    desk.blog.publish({OTHERS: post(title="Bob's", draft="yes")})

    assert desk.writer.get(f"/desk/versions?key={OTHERS}").status == 403
    assert desk.writer.get(f"/desk/changes?key={OTHERS}&from=&to=v1").status == 403
    desk.send("restored", 403, key=OTHERS, over="")


def test_what_comes_back_is_asked_for_by_the_page_of_this_session(desk: Desk) -> None:
    saved = desk.saved()
    desk.session = "0" * 64

    desk.send("restored", 403, key=KEY, over=saved["etag"])


# ---- differences


def signs(before: str, after: str) -> str:
    return "".join(line.sign for line in differences(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a\n", "a\n", ""),
        ("", "a\nb\n", "++"),
        ("a\nb\n", "", "--"),
        ("a\nb\nc\n", "a\nB\nc\n", " -+ "),
        ("a\nb\nc\nd\ne\n", "A\nb\nc\nd\ne\n", "-+  …"),
        ("a\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n", "…  -+"),
    ],
)
def test_differences_are_signed_lines_with_a_few_around_them(before: str, after: str, expected: str) -> None:
    assert signs(before, after) == expected


def test_very_long_texts_are_not_compared_line_by_line() -> None:
    before, after = ("\n".join(f"{word} {number}" for number in range(MOST + 1)) for word in ("old", "new"))

    assert signs(before, after) == "-" * MOST + "+" * MOST + "…"
    assert signs(before, before) == ""
