"""How often a subscriber wanted letters, at any time that a letter may still need."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.newsletter.rules.preferences import OFTEN, Wishes
from chalicelib.newsletter.rules.subscriber import MOST_TURNS, Subject, Subscriber, reaches, with_frequency
from chalicelib.times import in_utc

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
A_WEEK = timedelta(days=7)


def following(since: datetime, often: str) -> Subscriber:
    return with_frequency(Subscriber("00ab" * 8, "following"), often, in_utc(since))


def changing(reader: Subscriber, changes: Iterable[tuple[datetime, str]]) -> Subscriber:
    return reduce(lambda one, change: with_frequency(one, change[1], in_utc(change[0])), changes, reader)


def test_a_week_of_changes_is_remembered_from_its_beginning() -> None:
    begins = NOW - A_WEEK
    hours = [(begins + timedelta(hours=hour), ("each", "weekly")[hour % 2]) for hour in range(1, 30)]

    reader = changing(following(NOW - timedelta(days=100), "weekly"), hours)

    assert reader.often_at(in_utc(begins)) == "weekly"
    assert [reader.often_at(in_utc(time)) for time, _ in hours] == [often for _, often in hours]


def test_turns_that_no_letter_asks_for_are_forgotten() -> None:
    days = [(NOW + timedelta(days=day), ("each", "daily")[day % 2]) for day in range(1, 100)]

    reader = changing(following(NOW, "each"), days)

    assert len(reader.turns) < 12


def test_however_often_a_subscriber_changes_their_mind_the_item_fits_the_table() -> None:
    seconds = [(NOW + timedelta(seconds=second), OFTEN[second % 3]) for second in range(1, 500)]

    reader = changing(following(NOW, "each"), seconds)

    assert len(reader.turns) == MOST_TURNS
    assert reader.often_at(in_utc(seconds[-1][0])) == seconds[-1][1]


@given(st.lists(st.tuples(st.integers(0, 20 * 24), st.sampled_from(OFTEN)), max_size=40))
def test_the_last_week_is_known_as_if_all_changes_were_kept(said: list[tuple[int, str]]) -> None:
    changes = sorted(((NOW + timedelta(hours=hour), often) for hour, often in said), key=lambda change: change[0])
    latest = changes[-1][0] if changes else NOW
    reader = changing(following(NOW, "each"), changes)

    for hour in range(int(A_WEEK.total_seconds()) // 3600):
        time = latest - timedelta(hours=hour)
        wanted = [often for since, often in [(NOW, "each"), *changes] if since <= time]
        assert reader.often_at(in_utc(time)) == (wanted[-1] if wanted else "")


@pytest.mark.parametrize(
    ("categories", "authors", "reached"),
    [
        ((), (), True),
        (("ink",), (), True),
        (("wax",), (), False),
        ((), ("ann",), True),
        ((), ("bo",), False),
        (("wax",), ("ann",), True),
        (("ink",), ("bo",), True),
        (("wax",), ("bo",), False),
        (("ann",), (), False),  # a category with the name of an author is another thing
        ((), ("ink",), False),
    ],
)
def test_a_post_reaches_whom_its_category_or_its_author_interests(
    categories: tuple[str, ...], authors: tuple[str, ...], reached: bool
) -> None:
    wishes = Wishes(categories=categories, authors=authors)
    reader = with_frequency(Subscriber("00ab" * 8, "following", wishes=wishes), "each", in_utc(NOW))

    assert reaches(Subject("en", ("ink", "paper"), in_utc(NOW), ("ann", "cy")), reader, "each") == reached
