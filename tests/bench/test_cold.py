"""A cold function is measured from the zip that it runs from, and only an answer counts."""

from typing import Any

import pytest

from bench.cold import Unpacked, command_of
from bench.deployed import LIVES
from bench.starting import is_good
from infra.package.zips import AUTHORING, FUNCTIONS, IMAGES, ZIPS


def test_each_function_starts_from_its_own_zip() -> None:
    zips = {which: Unpacked([which.name], 0, 0) for which in ZIPS}

    started_from = {life.name: command_of(life, zips) for life in LIVES}

    assert started_from.pop("images") == [IMAGES.name]
    assert started_from.pop("authoring") == [AUTHORING.name]
    assert set(map(tuple, started_from.values())) == {(FUNCTIONS.name,)}


@pytest.mark.parametrize(
    ("answer", "good"),
    [
        (None, True),
        ({"batchItemFailures": []}, True),
        ({"batchItemFailures": [{"itemIdentifier": "0"}]}, False),
        ({"statusCode": 202}, True),
        ({"statusCode": 400}, False),
    ],
)
def test_a_function_has_answered_unless_it_says_that_something_failed(answer: Any, *, good: bool) -> None:
    assert is_good(answer) is good
