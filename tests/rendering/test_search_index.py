"""Segments of the search index: their posts, the words that find them, and their size."""

import gzip
import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from chalicelib.rendering.formats.search_index import BUDGET, PART, SIGNS, Findable, cut, older, part, segment, segments

LOADED_AT_ONCE = 50_000  # bytes, compressed
LATIN = tuple(f"{one}{two}{three}" for one in ("ba", "do", "ki", "lu", "me", "s") for two in "aeiourn" for three in "bcdfglmnst")
HAN = tuple(chr(code) for code in range(0x4E00, 0x4E00 + 1_500))


def findable(number: int = 1, words: Sequence[str] = (), **more: Any) -> Findable:
    fields = {"title": f"Post {number}", "excerpt": "", "topics": (), **more}
    return Findable(address=f"/2026/10/{number}/", date="2026-10-28T09:30:00+02:00", words=tuple(words), **fields)


def lead(rows: str, names: str, parted_by: str = " ") -> Mapping[str, list[int]]:
    """Return the numbers of the posts that each name leads to."""
    rows_of = dict(zip(names.split(parted_by), rows.split(" "), strict=True))
    return {name: [SIGNS.index(sign) for sign in row] for name, row in rows_of.items() if name}


def many(count: int, alphabet: Sequence[str], length: int, words: int) -> list[Findable]:
    """Return posts of random words."""
    random = Random(count)  # noqa: S311 - the same posts every time
    known = ["".join(random.choices(alphabet, k=length)) for _ in range(5_000)]
    return [
        findable(
            number,
            tuple(dict.fromkeys(random.choices(known, k=words))),
            title=" ".join(random.choices(known, k=4)),
            excerpt=" ".join(random.choices(known, k=40)),
            topics=tuple(random.choices(known, k=5)),
        )
        for number in range(count)
    ]


def test_a_segment_shows_its_posts_in_order() -> None:
    parsed = json.loads(segment([findable(2, title='The "newer"', excerpt="What it says."), findable(1)]))

    assert parsed["at"] == "/2026/10/"
    assert parsed["posts"] == [['The "newer"', "2/", "2026-10-28", "What it says."], ["Post 1", "1/", "2026-10-28", ""]]


def test_each_word_and_topic_leads_to_all_its_posts() -> None:
    parsed = json.loads(segment([findable(2, ["ink", "lead"], topics=("Old type",)), findable(1, ["lead", "墨水"])]))

    assert lead(parsed["in"], parsed["words"]) == {"ink": [0], "lead": [0, 1], "墨水": [1]}
    assert lead(parsed["on"], parsed["topics"], "\n") == {"Old type": [0]}


def test_one_post_is_a_segment_and_a_page_outside_the_flow_has_no_date() -> None:
    about = Findable("About", "/about/", "", "Who we are.", (), ("who",))

    assert json.loads(segment([about])) == {
        **{"at": "/about/", "posts": [["About", "", "", "Who we are."]]},
        **{"topics": "", "on": "", "words": "who", "in": "#"},
    }


@pytest.mark.parametrize(("alphabet", "length"), [(LATIN, 2), (HAN, 2)], ids=["Latin", "Chinese"])
def test_a_segment_of_long_posts_has_all_posts_within_its_budget(alphabet: Sequence[str], length: int) -> None:
    raw = segment(many(PART, alphabet, length, 1_500))

    assert BUDGET - 100 < len(raw) <= BUDGET
    assert len(gzip.compress(raw, 6)) < LOADED_AT_ONCE
    assert len(json.loads(raw)["posts"]) == PART


@pytest.mark.parametrize(
    "signs", ["".join(HAN), "abcdefghijklmnopqrstuvwxyz0123456789", '"\\\x01'], ids=["Chinese", "Latin", "quotes"]
)
def test_a_segment_of_random_characters_stays_within_its_budget(signs: str) -> None:
    random = Random(signs)  # noqa: S311 - the same posts every time

    def chance(length: int) -> str:
        return "".join(random.choices(signs, k=length))

    posts = [
        Findable(
            title=chance(1_000),
            address=chance(300),
            date="2026-10-28",
            excerpt=chance(4_000),
            topics=tuple(chance(60) for _ in range(40)),
            words=tuple(chance(6) for _ in range(1_000)),
        )
        for _ in range(PART)
    ]

    raw = segment(posts)

    assert len(raw) <= BUDGET
    assert len(gzip.compress(raw, 6)) < LOADED_AT_ONCE
    assert [row[1] for row in json.loads(raw)["posts"]] == [post.address for post in posts]
    assert all(title and excerpt for title, _, _, excerpt in json.loads(raw)["posts"])


def test_without_room_for_all_words_each_post_gives_the_same_number_of_its_first_words() -> None:
    long = [findable(number, [f"{number}w{place}" for place in range(1_000)]) for number in range(PART - 1)]
    short = findable(PART - 1, [f"{PART - 1}w{place}" for place in range(3)])

    parsed = json.loads(segment([*long, short]))

    kept = {
        number: sorted(int(word.partition("w")[2]) for word in parsed["words"].split() if word.startswith(f"{number}w"))
        for number in range(PART)
    }
    lengths = {len(places) for number, places in kept.items() if number < PART - 1}
    assert max(lengths) - min(lengths) <= 1
    assert all(places == list(range(len(places))) for places in kept.values())
    assert kept[PART - 1] == [0, 1, 2]


def test_the_same_posts_give_the_same_bytes() -> None:
    assert segment(many(PART, LATIN, 2, 300)) == segment(many(PART, LATIN, 2, 300))


@pytest.mark.parametrize(
    ("text", "room", "kept"),
    [
        ("short", 40, "short"),
        ("x" * 50, 40, "x" * 37 + "…"),
        ("好" * 20, 41, "好" * 12 + "…"),
        ("x" * 50, 39, ""),
        ('"' * 50, 40, '"' * 18 + "…"),
    ],
)
def test_a_text_is_cut_between_characters_and_left_out_if_too_little_remains(text: str, room: int, kept: str) -> None:
    assert cut(text, room) == kept


def test_the_list_of_segments_keeps_its_order() -> None:
    assert json.loads(segments(["pages", "2026-10", "2011-04"])) == ["pages", "2026-10", "2011-04"]


# ---- the segments of a month


@pytest.mark.parametrize("count", [0, 1, PART, PART + 1, 3 * PART, 8 * PART + 1, 10_000])
def test_the_segments_of_a_month_have_each_post_once_and_at_most_part_posts(count: int) -> None:
    month = list(range(count, 0, -1))

    others = [part(month, number) for number in range(older(month), 0, -1)]

    assert [post for several in (part(month, 0), *others) for post in several] == month
    assert {len(several) for several in others} <= {PART}
    assert len(part(month, 0)) <= PART
    assert not part(month, older(month) + 1)


def test_a_new_post_changes_the_first_segment_and_sometimes_fills_another() -> None:
    grown = [[part(list(range(count, 0, -1)), number) for number in range(14)] for count in range(1, 13 * PART + 1)]

    changed = [[number for number in range(14) if before[number] != after[number]] for before, after in pairwise(grown)]
    assert {len(numbers) for numbers in changed} == {1, 2}
    assert [numbers for numbers in changed if len(numbers) > 1] == [[0, number] for number in range(1, 13)]


def test_the_first_segment_of_a_month_has_the_number_of_the_others() -> None:
    assert [json.loads(segment([findable()], more)).get("more") for more in (0, 2)] == [None, 2]
