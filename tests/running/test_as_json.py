"""`--json`: what a list or a report says, for a program."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chalicelib.newsletter.rules.letter import id_of
from chalicelib.store.newsletter import letters as stored
from infra.running import letters, rebuild, subscribers
from tests.letters.blog import KEY, NEWS, LetterBlog, many

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


def test_what_became_of_an_address_is_one_word(blog: LetterBlog, capsys: Said) -> None:
    address = "ann@example.org"

    def outcome(act: Callable[..., int], **options: str) -> str:
        assert act(blog.cloud, address=address, **options, as_json=True) == 0
        told = said(capsys)
        assert told == {"address": address, "outcome": told["outcome"]}
        return str(told["outcome"])

    added = [outcome(subscribers.add, consent="asked by mail") for _ in range(2)]
    erased = [outcome(subscribers.erase) for _ in range(2)]
    suppressed = [outcome(subscribers.suppress), outcome(subscribers.erase)]

    assert (added, erased, suppressed) == (["new", "already"], ["erased", "unknown"], ["suppressed", "suppressed"])


def test_an_export_has_an_object_for_each_subscriber_of_the_state(blog: LetterBlog, capsys: Said) -> None:
    blog.follow(*many(3))
    subscribers.suppress(blog.cloud, address=many(3)[0])
    capsys.readouterr()

    assert subscribers.export(blog.cloud, as_json=True) == 0

    assert sorted(one["address"] for one in said(capsys)) == many(3)[1:]


def test_a_preview_has_the_subject_and_both_texts(blog: LetterBlog, capsys: Said) -> None:
    blog.follow("ann@example.org")
    blog.announce()

    assert letters.preview(blog.cloud, key=KEY, as_json=True) == 0

    told = said(capsys)
    assert (told["letter"], told["subject"]) == (KEY, "News")
    assert "Something happened." in told["text"]
    assert "Something <strong>happened</strong>." in told["html"]


def test_a_test_letter_says_to_whom_it_went(blog: LetterBlog, capsys: Said) -> None:
    blog.announce()

    assert letters.send(blog.cloud, key=KEY, to="me@example.org", as_json=True) == 0

    assert said(capsys) == {"letter": KEY, "to": "me@example.org", "subject": "[Test] News"}


def test_a_letter_that_is_cancelled_or_resumed_is_told_as_in_the_list(blog: LetterBlog, capsys: Said) -> None:
    blog.follow("ann@example.org")
    blog.publish({KEY: NEWS})

    letters.cancel(blog.cloud, key=KEY, as_json=True)
    cancelled = said(capsys)
    letters.resume(blog.cloud, key=KEY, as_json=True)
    resumed = said(capsys)
    letters.list_(blog.cloud, as_json=True)

    assert (cancelled["state"], resumed["state"]) == ("cancelled", "due")
    assert said(capsys) == [resumed]


@pytest.mark.parametrize("what", ["pages", "sources"])
def test_a_rebuild_is_queued(blog: LetterBlog, what: str, capsys: Said) -> None:
    assert getattr(rebuild, what)(blog.cloud, as_json=True) == 0

    assert said(capsys) == {"rebuild": what, "state": "queued"}
