"""Attacks on the desk: the files of others, and names of files that lead elsewhere."""

from urllib.parse import urlencode

import pytest

from chalicelib.authoring.api import ROUTES
from chalicelib.store.authoring import people
from chalicelib.store.authoring.people import Person
from tests.authoring_api.desk_requests import (
    ALL,
    ANNS,
    BOBS,
    GOOD,
    SECRET,
    as_json,
    blog_of_two,
    etag,
    send,
    state,
)
from tests.authoring_api.test_desk import Desk
from tests.authoring_api.writer import ANN

READS = tuple(path for method, path in ROUTES if method == "GET")


# ---- the files of others

OWNERS_ALONE = ("/desk/settings",)
PEOPLE = {
    "their author": ("author", ANNS),
    "another author": ("author", BOBS),
    "an author without a folder": ("homeless", ANNS),
    "an editor": ("editor", BOBS),
    "the owner": ("owner", BOBS),
}


def arrived(role: str) -> Desk:
    desk = blog_of_two("author" if role == "homeless" else role)
    if role == "homeless":
        people.put(desk.writer.cloud.table, Person("ann", "author", "", ANN))
    return desk


def may(path: str, person: str) -> bool:
    return person == "the owner" or (path not in OWNERS_ALONE and person in ("their author", "an editor"))


@pytest.mark.parametrize("person", PEOPLE)
def test_nobody_changes_what_isnt_theirs(person: str) -> None:
    role, key = PEOPLE[person]
    desk = arrived(role)

    for path, good in {"/desk/forecast": ALL["/desk/forecast"], **GOOD}.items():
        if path == "/desk/comments":
            continue
        sent, before = good(desk, key), state(desk)
        status = send(desk, sent)
        assert (status < 400) is may(path, person), path
        assert status < 400 or (status, state(desk)) == (403, before), path


@pytest.mark.parametrize("person", PEOPLE)
def test_nobody_reads_what_isnt_theirs(person: str) -> None:
    role, key = PEOPLE[person]
    desk = arrived(role)
    last = desk.blog.cloud.versions.versions(key)[0].id if desk.blog.cloud.versions else ""

    for path in ("/desk/post", "/desk/forecast", "/desk/progress", "/desk/versions", "/desk/changes", "/files"):
        reply = desk.writer.get(f"{path}?key={key}&to={last}", headers={"x-presswork-session": desk.session})
        assert reply.status == (200 if may(path, person) else 403), path
        assert may(path, person) or b"Of " not in reply.body


def test_a_comment_on_the_post_of_another_author_isnt_decided_on() -> None:
    desk = blog_of_two()
    before = state(desk)

    assert send(desk, GOOD["/desk/comments"](desk, BOBS)) == 200  # as if it waited no longer
    assert state(desk) == before


def test_no_answer_to_an_author_has_a_word_of_what_is_anothers_alone() -> None:
    desk = blog_of_two()
    headers = {"x-presswork-session": desk.session}

    for path in READS:
        for query in ("", f"?key={BOBS}", f"?letter={BOBS}", "?state=refused", "?state=drafts", "?q=source"):
            assert SECRET.encode() not in desk.writer.get(f"{path}{query}", headers=headers).body, (path, query)


# ---- names of files that lead elsewhere

PATHS = (
    *("", ".", "..", "/", "site.yaml", "/site.yaml", "posts", "posts/", "posts/ann/", "templates/post.html"),
    *("posts/../site.yaml", "posts/ann/../bob/a.md", "posts//ann/a.md", "posts/./ann/a.md", "./posts/ann/a.md"),
    *("posts/ann/..\\..\\site.yaml", "posts\\ann\\a.md", "posts/ann/a\x00.md", "posts/ann/a\n.md", "posts/ann/a\u202egpj.md"),
    *("posts/ann/.hidden.md", "posts/ann/_drafts/a.md", "posts/ann/.a.comments.json", f"{ANNS}.error.txt", f"{ANNS}.warning.txt"),
    *("posts/ann/ a.md", "posts/ann /a.md", "posts/ann/\u200ba.md"),
    *(
        "site.yaml.error.txt",
        ".presswork",
        "encoded/a.jpg",
        "logs/a",
        "mail/a",
        "_/search.json",
        "index.html",
        f"posts/ann/{'a' * 2_000}.md",
    ),
)
"""Keys that no route may take from anybody."""
A_PAGE = "POSTS/ann/a.md"
"""No folder of a person's: such a file is a page, which editors write."""
HISTORY = ("restored", "versions", "changes")
"""The owner, and nobody else, sees and restores earlier settings by these."""
LITERAL = ("posts/ann/%2e%2e/bob/a.md", "posts/ann/..%2f..%2fsite.yaml", "posts/ann/%00.md", "posts/ann/．．/a.md")
"""Names that are odd, and no more: nothing decodes them."""


@pytest.mark.parametrize("role", ["author", "editor", "owner"])
def test_no_name_of_a_file_leads_out_of_the_folders_of_a_person(role: str) -> None:
    desk = blog_of_two(role)
    before = state(desk)
    names = ("post", "publish", "unpublish", "deleted", "restored")
    reads = ("post", "forecast", "progress", "versions", "changes", "preview")

    for key in (*PATHS, *([A_PAGE] if role == "author" else [])):
        history = HISTORY if (role, key) == ("owner", "site.yaml") else ()
        for name in (each for each in names if each not in history):
            asked = as_json(f"/desk/{name}", key=key or "-", over=etag(desk, key), version="1", front={}, body="Mine.\n")
            assert send(desk, asked) == 403, (name, key)
        for name in (each for each in reads if each not in history):
            assert asked_for(desk, f"/desk/{name}", key) == 403, (name, key)
        assert desk.writer.get(f"/desk/letter?{urlencode({'letter': key})}").status == 403, key
    assert state(desk) == before


@pytest.mark.parametrize("role", ["author", "owner"])
@pytest.mark.parametrize("key", LITERAL)
def test_a_name_that_looks_encoded_is_taken_as_it_is(role: str, key: str) -> None:
    desk = blog_of_two(role)
    before = state(desk)

    asked = as_json("/desk/post", key=key, over=etag(desk, "site.yaml"), front={}, body="title: Mine\n")

    assert send(desk, asked) in (403, 409)  # there is no such file to change
    assert asked_for(desk, "/desk/post", key) in (403, 400)
    assert state(desk) == before


def asked_for(desk: Desk, path: str, key: str) -> int:
    """Ask for a file by a key as it is, which the address of a request would have encoded."""
    return int(desk.writer.get(f"{path}?{urlencode({'key': key})}").status)


@pytest.mark.parametrize(
    "title",
    ["../../site", "..\\..\\site", ".hidden", "a/../../b", "\x00", "_drafts", "site.yaml", "%2e%2e%2f", "．．／", "a" * 10_000],
)
def test_the_title_of_a_new_post_leads_nowhere_else(title: str) -> None:
    desk = blog_of_two()
    before = set(desk.blog.cloud.content.keys())

    send(desk, as_json("/desk/post", id="new-1", front={"title": title}, body="Mine.\n"))

    (key,) = set(desk.blog.cloud.content.keys()) - before
    assert key.startswith("posts/ann/2026-11-25-")
    assert key.count("/") == 2
