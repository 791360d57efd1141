"""`--json`: what a list or a report says, for a program."""

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.newsletter.letter import id_of
from chalicelib.store import letters as stored
from infra.running import letters, subscribers
from tests.letters.blog import KEY, LetterBlog, many

Said = pytest.CaptureFixture[str]


def said(capsys: Said) -> Any:
    return json.loads(capsys.readouterr().out)


def test_the_count_has_a_name_for_each_state(blog: LetterBlog, capsys: Said) -> None:
    blog.follow(*many(3))

    assert subscribers.count(blog.cloud, as_json=True) == 0
    assert said(capsys) == {"following": 3}

    subscribers.count(blog.cloud, exact=True, as_json=True)
    assert said(capsys) == {"following": 3, "waiting": 0, "left": 0, "suppressed": 0, "moved": 0}


def test_the_list_has_an_object_for_each_subscriber(blog: LetterBlog, capsys: Said) -> None:
    blog.follow(*many(250))

    assert subscribers.list_(blog.cloud, as_json=True) == 0

    found = said(capsys)
    assert sorted(one["address"] for one in found) == many(250)
    assert {one["state"] for one in found} == {"following"}
    assert all(one["since"].endswith("+09:00") for one in found)


def test_an_import_has_its_numbers(blog: LetterBlog, tmp_path: Path, capsys: Said) -> None:
    file = tmp_path / "people.csv"
    file.write_text("email\nann@example.org\nnobody\n")

    assert subscribers.import_(blog.cloud, file=file, consent="a fair", dry_run=True, as_json=True) == 1

    assert said(capsys) == {"new": 1, "already": 0, "rejected": 1, "dry_run": True}


def test_letters_have_their_numbers_as_numbers(blog: LetterBlog, capsys: Said) -> None:
    blog.follow(*many(3))
    blog.announce()
    stored.trouble(blog.cloud.table, id_of(KEY), "bounced")

    assert letters.list_(blog.cloud, as_json=True) == 0

    (letter,) = said(capsys)
    assert (letter["letter"], letter["state"], letter["sent"], letter["bounced"]) == (KEY, "sent", 3, 1)


def test_without_letters_the_list_is_empty(blog: LetterBlog, capsys: Said) -> None:
    assert letters.list_(blog.cloud, as_json=True) == 0
    assert said(capsys) == []
