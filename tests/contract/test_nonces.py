"""Replacing an item where nobody came between: it is tried again, and not for ever."""

from collections.abc import Iterator

import pytest

from chalicelib.catalog.nonces import TRIES, OvertakenError, nonce, replaced, until_done
from chalicelib.cloud.ports import At, Table

AT = At("SOMETHING")


def test_of_two_that_read_the_same_only_one_writes(table: Table) -> None:
    assert replaced(table, AT, {"nonce": "first"}, "")

    assert [replaced(table, AT, {"nonce": nonce()}, "first") for _ in range(2)] == [True, False]


def test_a_write_whose_answer_was_lost_is_known_by_its_nonce(table: Table) -> None:
    assert [replaced(table, AT, {"nonce": "mine"}, "") for _ in range(2)] == [True, True]


def test_what_was_overtaken_is_tried_until_it_is_done() -> None:
    answers: Iterator[bool] = iter([False, False, True, False])

    until_done(lambda: next(answers))

    assert list(answers) == [False]


def test_what_is_overtaken_again_and_again_is_given_up() -> None:
    answers = iter([False] * TRIES + [True])

    with pytest.raises(OvertakenError):
        until_done(lambda: next(answers))
