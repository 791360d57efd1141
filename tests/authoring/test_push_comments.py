"""Files of comments beside posts: a push brings what is new in them below the posts, and never uploads them."""

import json
from collections.abc import Mapping

import pytest
from botocore.exceptions import EndpointConnectionError

from bench.watching import watched
from chalicelib.store import comments as stored
from infra.authoring.push import push_index
from infra.authoring.watch.watch import Watching
from infra.files.file_watch import FileChange
from tests.authoring.author import GOOD, Author

SITE = "title: Mine\ncomments: {moderator: ann@example.org}\n"
FILE = "posts/.hello.comments.json"
PAGE = "/2026/11/20/hello/"


def comment(number: int, text: str = "Nice.", **fields: str) -> Mapping[str, str]:
    return {"id": str(number), "author": "Ada", "email": "ada@example.org", "date": "2013-01-02", "text": text, **fields}


def write(author: Author, *rows: Mapping[str, str], file: str = FILE) -> None:
    author.write({file: json.dumps(rows, indent=1)})


@pytest.fixture
def commented(author: Author) -> Author:
    """An author whose post has a comment in the file beside it."""
    author.write({"site.yaml": SITE, "posts/hello.md": GOOD})
    write(author, comment(1))
    return author


def notes(author: Author) -> list[str]:
    return [event["text"] for event in author.told("note") if "comments" in event["text"]]


def ids(author: Author) -> list[str]:
    return [one.anchor for one in stored.of_thread(author.blog.cloud.table, "posts/hello.md")]


def test_comments_are_below_their_post_once_it_is_live(commented: Author) -> None:
    assert commented.push() == 0
    commented.blog.settle()

    page = commented.blog.page(PAGE) or ""
    assert 'id="comment-1"' in page
    assert "ada@example.org" not in page
    assert commented.said[-1].startswith("2 live, 1 new comment, ")
    assert FILE not in commented.contents.puts


def test_the_same_files_are_not_read_again(commented: Author) -> None:
    commented.push()
    index = push_index.load(commented.site)

    assert index.comments.keys() == {FILE}
    commented.push()
    assert commented.said[-1].startswith("nothing to push")
    assert ids(commented) == ["1"]


def test_what_was_added_to_a_file_is_brought_by_a_push_of_it_or_of_its_post(commented: Author) -> None:
    commented.push()
    write(commented, comment(1), comment(2))
    commented.push(FILE)
    assert commented.said[-1].startswith("1 new comment, ")

    write(commented, comment(1), comment(2), comment(3))
    commented.push("posts/hello.md")
    assert ids(commented) == ["1", "2", "3"]


def test_a_push_of_another_file_leaves_them(commented: Author) -> None:
    commented.push()
    write(commented, comment(1), comment(2))

    commented.push("site.yaml")

    assert ids(commented) == ["1"]


def test_a_site_without_comments_gets_none_until_it_has_some(commented: Author) -> None:
    commented.write({"site.yaml": "title: Mine\n"})
    commented.push()
    assert ids(commented) == []
    assert notes(commented) == []

    commented.write({"site.yaml": SITE})
    commented.push()
    assert ids(commented) == ["1"]


def test_who_may_not_write_comments_is_told_that_they_wait_and_who_can_bring_them(commented: Author) -> None:
    commented.may_not("put")

    assert commented.push() == 0

    assert notes(commented) == [
        "1 file of comments beside your posts waits: you may push, but not write comments; "
        "whoever deployed the site runs `presswork comments import`"
    ]
    assert push_index.load(commented.site).comments == {}


def test_without_the_secrets_they_wait_too(commented: Author) -> None:
    commented.is_trusted = False

    assert commented.push() == 0

    assert "you may push, but not write comments" in notes(commented)[0]
    assert ids(commented) == []


def test_where_the_site_is_lost_the_push_fails_and_the_next_one_brings_them(commented: Author) -> None:
    commented.push()
    write(commented, comment(1), comment(2))
    whole = commented.blog.cloud

    def lose(port: str, method: str, arguments: tuple[object, ...], act: object) -> object:
        if port == "table" and method == "query" and str(arguments[0]).startswith("COMMENTS#"):
            raise EndpointConnectionError(endpoint_url="https://dynamodb")
        return act()  # type: ignore[operator]

    commented.blog.cloud = watched(whole, lose)
    assert commented.push() == 1
    assert "1 file of comments weren't brought to the site" in notes(commented)[0]

    commented.blog.cloud = whole
    assert commented.push() == 0
    assert ids(commented) == ["1", "2"]


def test_comments_of_a_post_that_is_refused_wait_for_it(commented: Author) -> None:
    commented.write({"posts/hello.md": GOOD.replace("2026-11-20", "2026-02-31")})
    commented.push()
    assert any(
        "waiting for posts that aren't on the site, push again: posts/.hello.comments.json" in said for said in commented.said
    )

    commented.write({"posts/hello.md": GOOD})
    commented.push()
    assert ids(commented) == ["1"]


def test_what_is_not_used_is_told_with_its_line(commented: Author) -> None:
    write(commented, comment(1), {"id": "2", "text": "No date."})
    write(commented, comment(1), file="posts/.gone.comments.json")

    commented.push()

    said = [line for line in commented.said if "warning" in line]
    assert said == [
        "posts/.gone.comments.json:1: warning: there's no post of this name beside it. Rename the file, or remove it.",
        f"{FILE}:9: warning: a comment without date is left out. Write the date, or remove the comment.",
    ]
    assert ids(commented) == ["1"]


def test_a_dry_run_names_the_files_and_changes_nothing(commented: Author) -> None:
    commented.forecast()

    assert commented.told("would-comments") == [{"event": "would-comments", "files": [FILE]}]
    assert f"{FILE}  what is new in it would come below posts" in commented.said
    assert ids(commented) == []

    commented.write({"site.yaml": "title: Mine\n"})
    commented.forecast()
    assert commented.told("would-comments") == []


def test_a_watch_brings_a_file_that_is_saved(commented: Author) -> None:
    commented.push()
    write(commented, comment(1), comment(2))

    watching = Watching(commented.folder, commented.begin, commented.events.append)
    watching.follow([frozenset({FileChange(FILE, removed=False)})])

    assert ids(commented) == ["1", "2"]
