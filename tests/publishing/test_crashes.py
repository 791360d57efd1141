"""A worker may die at any call. The message comes again, and everything ends as if nobody had died.

Each scenario is run once undisturbed, to count its calls, and then once for each call, with a worker that dies right after
it; for the world, that is the same as right before the next one.
"""

import copy
import itertools

import pytest

from tests.owed_summaries import owing_summaries
from tests.pictures import flat_png as png
from tests.publishing.blog import MemoryBlog, post
from tests.publishing.blog_on_moto import AwsBlog
from tests.publishing.crashing import (
    OVERTAKEN,
    SCENARIOS,
    STANDS,
    Life,
    Scenario,
    Sources,
    die_and_be_overtaken,
    die_and_go_on,
    happen,
    live,
    wrongs,
)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=list(SCENARIOS))
def test_a_worker_that_dies_at_any_call_leaves_no_trace(scenario: Scenario, memory_blog: MemoryBlog) -> None:
    memory_blog.publish(scenario.stands)
    happen(memory_blog, scenario.happens)
    undisturbed, whole = copy.deepcopy(memory_blog), Life()
    live(undisturbed, whole)
    keys = {**scenario.stands, **scenario.happens}

    traces = {}
    for call in range(1, whole.calls + 1):
        blog = copy.deepcopy(memory_blog)
        die_and_go_on(blog, Life(call))
        if wrong := wrongs(blog, undisturbed, keys):
            traces[call] = wrong

    assert whole.calls > 8
    assert traces == {}


@pytest.mark.slow
@pytest.mark.parametrize("scenario", OVERTAKEN.values(), ids=list(OVERTAKEN))
def test_what_a_dead_worker_owed_is_done_whatever_came_before_its_message_comes_again(
    scenario: Scenario, memory_blog: MemoryBlog
) -> None:
    memory_blog.publish(scenario.stands)
    overtaken, seen = copy.deepcopy(memory_blog), copy.deepcopy(memory_blog)
    overtaken.publish(scenario.meanwhile)
    seen.publish(scenario.happens)
    seen.publish(scenario.meanwhile)
    happen(memory_blog, scenario.happens)
    whole = Life()
    live(copy.deepcopy(memory_blog), whole)

    traces = {}
    for call in range(1, whole.calls + 1):
        blog = copy.deepcopy(memory_blog)
        die_and_be_overtaken(blog, Life(call), scenario.meanwhile)
        wrong = min((wrongs(blog, like, scenario.meanwhile) for like in (seen, overtaken)), key=len)
        if wrong := [*wrong, *map(str, owing_summaries(blog.cloud.table))]:
            traces[call] = wrong

    assert whole.calls > 8
    assert traces == {}


@pytest.mark.slow
def test_on_aws_too_a_worker_may_die_at_any_call(aws_blog: AwsBlog, memory_blog: MemoryBlog) -> None:
    there: Sources = {
        "posts/a.md": post("See [b](b.md).", title="A", slug="aa", categories=["Zinc"], date="2026-11-10"),
        "posts/p.png": png(3, 2),
    }
    back: Sources = {key: STANDS.get(key) for key in there}
    for blog in (aws_blog, memory_blog):
        for sources in (STANDS, there, back):
            blog.publish(sources)
    undisturbed = []
    for sources in (there, back):
        happen(memory_blog, sources)
        life = Life()
        live(memory_blog, life)
        undisturbed.append((copy.deepcopy(memory_blog), sources, life.calls))

    traces = {}
    ways = itertools.cycle(undisturbed)
    for call in range(1, max(calls for _, _, calls in undisturbed), 7):
        like, sources, calls = next(ways)
        happen(aws_blog, sources)
        die_and_go_on(aws_blog, Life(min(call, calls)))
        if wrong := wrongs(aws_blog, like, {**STANDS, **there}):
            traces[call] = wrong
    assert traces == {}
