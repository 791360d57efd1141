"""A worker may die at any call. The message comes again, and everything ends as if nobody had died.

Each scenario is run once undisturbed, to count its calls, and then once for each call, with a worker that dies right after
it; for the world, that is the same as right before the next one.
"""

import copy
import itertools

import pytest

from tests.publishing.crashing import SCENARIOS, STANDS, Life, Scenario, Sources, die_and_go_on, happen, live, wrongs
from tests.publishing.house import AwsHouse, MemoryHouse, post


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=list(SCENARIOS))
def test_a_worker_that_dies_at_any_call_leaves_no_trace(scenario: Scenario, memory_house: MemoryHouse) -> None:
    memory_house.publish(scenario.stands)
    happen(memory_house, scenario.happens)
    undisturbed, whole = copy.deepcopy(memory_house), Life()
    live(undisturbed, whole)
    keys = {**scenario.stands, **scenario.happens}

    traces = {}
    for call in range(1, whole.calls + 1):
        house = copy.deepcopy(memory_house)
        die_and_go_on(house, Life(call))
        if wrong := wrongs(house, undisturbed, keys):
            traces[call] = wrong

    assert whole.calls > 8
    assert traces == {}


@pytest.mark.slow
def test_on_aws_too_a_worker_may_die_at_any_call(aws_house: AwsHouse, memory_house: MemoryHouse) -> None:
    there: Sources = {
        "posts/a.md": post("See [b](b.md).", title="A", slug="aa", categories=["Zinc"], date="2026-11-10"),
        "posts/p.png": b"png",
    }
    back: Sources = {key: STANDS.get(key) for key in there}
    for house in (aws_house, memory_house):
        for sources in (STANDS, there, back):
            house.publish(sources)
    undisturbed = []
    for sources in (there, back):
        happen(memory_house, sources)
        life = Life()
        live(memory_house, life)
        undisturbed.append((copy.deepcopy(memory_house), sources, life.calls))

    traces = {}
    ways = itertools.cycle(undisturbed)
    for call in range(1, max(calls for _, _, calls in undisturbed), 7):
        like, sources, calls = next(ways)
        happen(aws_house, sources)
        die_and_go_on(aws_house, Life(min(call, calls)))
        if wrong := wrongs(aws_house, like, {**STANDS, **there}):
            traces[call] = wrong
    assert traces == {}
