"""Promise 1: whatever the cloud does to events, the public bucket ends byte for byte as a clean build of the content bucket."""

import os
import random

import pytest

from tests.histories.plans import COPY, Plan, plan_of
from tests.histories.search import searched
from tests.histories.world import World
from tests.histories.wrongs import CRASH, wrongs
from tests.thorough import is_thorough

HISTORIES = int(os.environ.get("HISTORIES", "200" if is_thorough("histories") else "32"))
PARTS = 4
PART = HISTORIES // PARTS
REPEATED = 1000  # up to so many histories are the same ones in each run; of more, all are new
FIRST = 0 if HISTORIES <= REPEATED else random.SystemRandom().randrange(2**40)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_any_history_ends_as_a_clean_build(part: int) -> None:
    assert searched(str(PART), "--from", str(FIRST + part * PART)) == f"{PART} histories, none wrong\n"


@pytest.mark.slow
def test_any_history_in_which_listings_are_divided_ends_as_a_clean_build() -> None:
    assert searched(str(HISTORIES), "--divided", "--from", str(FIRST)) == f"{HISTORIES} histories, none wrong\n"


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_any_history_in_which_readers_comment_ends_as_a_clean_build_with_these_comments(part: int) -> None:
    ran = searched(str(PART), "--plan", "comments", "--from", str(FIRST + part * PART))
    assert ran == f"{PART} histories, none wrong\n"


ONCE_WRONG = {
    "an unreadable image came after the death of a worker that copied the one before": 59338138842525,
    "an author left whose page was still owed by what that author counted for": 232,
}


@pytest.mark.slow
@pytest.mark.parametrize("seed", ONCE_WRONG.values(), ids=list(ONCE_WRONG))
def test_a_history_that_ended_wrong_before_a_mend_ends_as_a_clean_build(seed: int) -> None:
    world, plan = World(seed, CRASH), plan_of(seed)
    world.run(plan)
    assert list(wrongs(world, plan))[:4] == []


LANGUAGES = "en, de, es, fr, it, nl, pt, pl, sv, ru, ja, ko, zh"
LONG_WALK: Plan = [
    ("posts/a.md", COPY),
    *[("site.yaml", f"title: {title}\nlanguages: [{LANGUAGES}]\n".encode()) for title in ("One", "Two")],
]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_walk_longer_than_a_chain_may_be_ends_as_a_clean_build_because_its_function_may_loop(seed: int) -> None:
    world, without = World(seed, crash=0.0), World(seed, crash=0.0, may_loop=())
    world.run(LONG_WALK)
    without.run(LONG_WALK)
    assert list(wrongs(world, LONG_WALK))[:4] == []
    assert any('"walk"' in letter.body for letter in without.dead)
