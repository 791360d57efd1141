"""Which names are taken for typing errors of others."""

import pytest

from infra.authoring.check.name_typos import doubtful, is_one_slip


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


@pytest.mark.parametrize(
    ("one", "other"),
    [("part-i", "part-ii"), ("volume-vi", "volume-xi"), ("class-a", "class-b"), ("plan-b-from-space", "plan-c-from-space")],
)
def test_names_with_another_roman_number_or_letter_are_no_slips(one: str, other: str) -> None:
    assert not is_one_slip(one, other)


@pytest.mark.parametrize(("one", "other"), [("art-of-war", "art-off-war"), ("open-sourc", "open-source"), ("a-plan", "a-plann")])
def test_a_slip_in_one_word_of_several_is_one(one: str, other: str) -> None:
    assert is_one_slip(one, other)


def test_a_rare_name_is_doubted_beside_a_common_one() -> None:
    assert doubtful({"science": 9, "scince": 1}) == {"scince": "science"}


def test_two_common_names_are_both_meant() -> None:
    assert doubtful({"science": 9, "sciences": 5}) == {}


def test_a_rare_name_that_the_site_has_is_meant() -> None:
    assert doubtful({"science": 9, "sciences": 1}, declared=["sciences"]) == {}


@pytest.mark.parametrize(
    ("counts", "slips"),
    [
        ({"recipes": 2, "recipe": 1}, {"recipe": "recipes"}),
        ({"recipe": 1, "recipes": 2}, {"recipe": "recipes"}),
        ({"recipes": 1, "recipe": 1}, {"recipe": "recipes"}),
        ({"recipe": 1, "recipes": 1}, {"recipes": "recipe"}),
        ({"recipes": 1, "recipe": 1, "recipees": 1}, {"recipe": "recipes", "recipees": "recipes"}),
        ({"recipes": 4, "recipe": 3}, {}),
        ({"art": 1, "arts": 1, "bread": 1, "salt": 2, "malt": 1}, {}),
    ],
)
def test_where_names_are_few_a_rare_one_is_doubted_beside_any_that_is_as_common(
    counts: dict[str, int], slips: dict[str, str]
) -> None:
    assert doubtful(counts, common=1) == slips


def test_a_rare_name_is_doubted_beside_one_of_the_site_that_no_post_has() -> None:
    assert doubtful({"recipe": 1}, declared=["recipes"], common=1) == {"recipe": "recipes"}
    assert doubtful({"recipes": 1, "recipe": 1}, declared=["recipes", "recipe"], common=1) == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [("open-source", "opensource"), ("tomáš-šedovič", "tomas-sedovic"), ("über-uns", "uber-uns"), ("cloud-gov", "cloudgov")],
)
def test_of_two_names_with_the_same_letters_the_later_is_doubted(one: str, other: str) -> None:
    assert doubtful({one: 1, other: 1}) == {other: one}
    assert doubtful({one: 1, other: 9}) == {one: other}
    assert doubtful({one: 3, other: 9}) == {}


@pytest.mark.parametrize(
    ("one", "other"), [("c-d", "cd"), ("rust-1-0", "rust-10"), ("पुल", "पल"), ("かき", "がき"), ("мои", "мой")]
)
def test_short_names_versions_and_other_scripts_have_other_letters(one: str, other: str) -> None:
    assert doubtful({one: 1, other: 2}) == {}


def test_the_most_common_name_is_the_one_that_was_meant() -> None:
    assert doubtful({"mobile": 6, "mobiles": 20, "mobilee": 1}) == {"mobilee": "mobiles"}


def test_each_of_a_thousand_names_is_compared() -> None:
    names = [f"topic{a}{b}{c}" for a in "abcdefghij" for b in "klmnopqrst" for c in "uvwxyzabcd"]

    assert len(doubtful({name: 1 + 9 * (number % 2) for number, name in enumerate(names)})) == len(names) / 2
