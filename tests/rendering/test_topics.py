"""A kind with few topics is one list; of a kind with many, the largest and the newest come first, then all by first letter."""

import pytest

from chalicelib.rendering.pages.topics import LARGEST, LISTED, NEWEST, divided, letters
from chalicelib.rendering.queries import Summary
from chalicelib.rendering.summaries import month_in, number_in
from chalicelib.rendering.view_models.lists import ShownGroup, ShownTopic


def topic(name: str, count: int = 1, newest: str = "2026-01") -> ShownTopic:
    return ShownTopic(name, f"/tag/{name}/", count=count, newest=newest)


def group(*topics: ShownTopic) -> ShownGroup:
    return ShownGroup("tag", topics=topics)


def many(number: int) -> tuple[ShownTopic, ...]:
    return tuple(topic(f"t{at:04d}", 2) for at in range(number))


def test_topics_that_fit_are_one_list() -> None:
    few = group(*many(LISTED))

    assert divided(few, "en") == few


def test_of_more_topics_the_largest_come_first_and_all_stand_below_their_letters() -> None:
    topics = (*many(LISTED), topic("zinc", 7), topic("amber", 9))

    shown = divided(group(*topics), "en")

    assert [one.name for one in shown.largest[:3]] == ["amber", "zinc", "t0000"]
    assert len(shown.largest) == LARGEST
    assert sorted(one.name for letter in shown.letters for one in letter.topics) == sorted(one.name for one in topics)
    assert shown.topics == topics


def test_the_newest_are_topics_that_are_not_among_the_largest() -> None:
    topics = (topic("great", 9, "2026-11"), *many(LISTED), topic("young", 1, "2026-11"), topic("recent", 1, "2026-10"))

    shown = divided(group(*topics), "en")

    assert [one.name for one in shown.newest[:2]] == ["young", "recent"]
    assert len(shown.newest) == NEWEST
    assert not {one.name for one in shown.newest} & {one.name for one in shown.largest}


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        *[("amber", "A"), ("Éclair", "E"), ("ørsted", "Ø"), ("ßtraße", "S"), (".net", "N"), ("#tag", "T")],
        *[("яблоко", "Я"), ("Ёлка", "Е"), ("أدب", "ا"), ("ספר", "ס"), ("किताब", "क"), ("ამბავი", "ა")],
        *[("3D", "0–9"), ("٣", "0–9"), ("½", "0–9"), ("🎉", "#"), ("", "#")],
        *[("一日", "Han"), ("印刷", "Han"), ("かな", "Hiragana"), ("ガラス", "Katakana"), ("활자", "Hangul")],
    ],
)
def test_a_topic_stands_below_its_first_letter_or_its_script(name: str, letter: str) -> None:
    assert [one.text for one in letters([topic(name)], "en")] == [letter]


def test_scripts_have_their_names_in_the_language_of_the_page() -> None:
    assert [one.text for one in letters([topic("印刷")], "zh")] == ["汉字"]


def test_letters_are_in_order_and_so_are_the_topics_below_each() -> None:
    names = ["zinc", "Azure", "amber", "éclair", "elm", "яблоко", "印刷", "3D", "🎉"]

    shown = [(letter.text, [one.name for one in letter.topics]) for letter in letters(map(topic, names), "en")]

    assert shown == [
        *[("#", ["🎉"]), ("0–9", ["3D"]), ("A", ["amber", "Azure"]), ("E", ["elm", "éclair"]), ("Z", ["zinc"])],
        *[("Я", ["яблоко"]), ("Han", ["印刷"])],
    ]


def test_the_letters_do_not_depend_on_the_order_in_which_topics_are_found() -> None:
    names = ["b", "a", "ä", "A", "1", "Ж"]

    assert letters(map(topic, names), "en") == letters(map(topic, reversed(names)), "en")


@pytest.mark.parametrize(
    ("value", "number", "month"),
    [([3, "2026-11"], 3, "2026-11"), ([3], 3, ""), (3, 3, ""), (None, 0, "")],
    ids=["a number and a month", "a number whose post is not found", "as it was stored before", "nothing"],
)
def test_a_summary_says_the_number_of_posts_and_the_month_of_the_newest(value: object, number: int, month: str) -> None:
    summary = Summary("TOPICS#en", "tag:ink#count", value)

    assert (number_in(summary), month_in(summary)) == (number, month)
