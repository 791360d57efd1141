"""A worker may die at any call. The message comes again, and everything ends as if nobody had died.

Each scenario is run once undisturbed, and goes on from each state in which a worker that dies right after a call leaves it; for
the world, that is the same as right before the next call.
"""

import copy
import itertools

import pytest

from chalicelib.cloud.memory_table import MemoryTable
from tests.crashing_workers import Died
from tests.owed_summaries import owing_summaries
from tests.pictures import flat_png as png
from tests.publishing.blog import MemoryBlog, objects_in, post
from tests.publishing.blog_on_moto import AwsBlog
from tests.publishing.crashing import (
    OVERTAKEN,
    SCENARIOS,
    STANDS,
    Deaths,
    Life,
    Scenario,
    Sources,
    die_and_go_on,
    happen,
    live,
    wrongs,
)
from tests.thorough import sample


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=list(SCENARIOS))
def test_a_worker_that_dies_at_any_call_leaves_no_trace(scenario: Scenario, memory_blog: MemoryBlog) -> None:
    memory_blog.publish(scenario.stands)
    happen(memory_blog, scenario.happens)
    undisturbed, deaths = memory_blog, Deaths(memory_blog)
    live(undisturbed, deaths)
    keys = {**scenario.stands, **scenario.happens}

    traces = {}
    for call, blog in deaths.some():
        blog.again()
        blog.settle()
        if wrong := wrongs(blog, undisturbed, keys):
            traces[call] = wrong

    assert deaths.calls > 8
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
    deaths = Deaths(memory_blog)
    live(memory_blog, deaths)

    traces = {}
    for call, blog in deaths.some():
        blog.publish_at_once(scenario.meanwhile)
        blog.again()
        blog.settle()
        wrong = min((wrongs(blog, like, scenario.meanwhile) for like in (seen, overtaken)), key=len)
        if wrong := [*wrong, *map(str, owing_summaries(blog.cloud.table))]:
            traces[call] = wrong

    assert deaths.calls > 8
    assert traces == {}


def test_a_death_leaves_the_state_after_its_last_call(memory_blog: MemoryBlog) -> None:
    """So a death at each call need not be lived from its beginning, nor twice where a call changes nothing."""
    scenario = SCENARIOS["a refusal"]
    memory_blog.publish(scenario.stands)
    happen(memory_blog, scenario.happens)
    whole = copy.deepcopy(memory_blog)
    deaths = Deaths(whole)
    live(whole, deaths)
    states = dict(deaths)

    for call in range(1, deaths.calls + 1):
        blog = copy.deepcopy(memory_blog)
        with pytest.raises(Died):
            live(blog, Life(call))
        last = max(number for number in states if number <= call)
        assert everything(blog) == everything(states[last]), call


def everything(blog: MemoryBlog) -> object:
    """Everything that a blog stores or has queued, but for the nonces of claims, which differ in every life."""
    table, cloud = blog.cloud.table, blog.cloud
    assert isinstance(table, MemoryTable)
    queues = (blog.uploads, blog.press, blog.letters, blog.encoder)
    waiting = [copy.deepcopy(queue).take(len(queue)) for queue in queues]
    hidden = [(queues.index(one.queue), one.message) for one in blog.hidden]
    items = {item.at: {name: value for name, value in item.has.items() if name != "nonce"} for item in table.items()}
    buckets = (cloud.content, cloud.public, cloud.encoded)
    return items, [objects_in(bucket) for bucket in buckets if bucket], waiting, hidden


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
    for call in sample("histories", range(1, max(calls for _, _, calls in undisturbed), 7), 3):
        like, sources, calls = next(ways)
        happen(aws_blog, sources)
        die_and_go_on(aws_blog, Life(min(call, calls)))
        if wrong := wrongs(aws_blog, like, {**STANDS, **there}):
            traces[call] = wrong
    assert traces == {}
