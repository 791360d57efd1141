"""Which names are taken for typing errors of others."""

import pytest

from infra.authoring.spelling import doubtful, is_one_slip


@pytest.mark.parametrize(
    ("one", "other"),
    [("scince", "science"), ("sciencee", "science"), ("sciense", "science"), ("sceince", "science"), ("sciences", "science")],
)
def test_a_letter_left_out_added_replaced_or_swapped_is_a_slip(one: str, other: str) -> None:
    assert is_one_slip(one, other)
    assert is_one_slip(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("art", "arts"), ("release-1", "release-2"), ("science", "silence"), ("science", "society"), ("css2", "css3")],
)
def test_short_words_numbers_and_other_words_are_no_slips(one: str, other: str) -> None:
    assert not is_one_slip(one, other)


def test_a_rare_name_is_doubted_beside_a_common_one() -> None:
    assert doubtful({"science": 9, "scince": 1}) == {"scince": "science"}


def test_two_common_names_are_both_meant() -> None:
    assert doubtful({"science": 9, "sciences": 5}) == {}


def test_a_rare_name_that_the_site_has_is_meant() -> None:
    assert doubtful({"science": 9, "sciences": 1}, known=["sciences"]) == {}


def test_the_most_common_name_is_the_one_that_was_meant() -> None:
    assert doubtful({"mobile": 6, "mobiles": 20, "mobilee": 1}) == {"mobilee": "mobiles"}


def test_each_of_a_thousand_names_is_compared() -> None:
    names = [f"topic{a}{b}{c}" for a in "abcdefghij" for b in "klmnopqrst" for c in "uvwxyzabcd"]

    assert len(doubtful({name: 1 + 9 * (number % 2) for number, name in enumerate(names)})) == len(names) / 2
