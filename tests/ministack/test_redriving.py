"""`presswork redrive`: what was put away is done after all, once its cause is gone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from chalicelib.store import page_views
from infra.stack.access_logs import FIELDS
from tests.analytics.lines import packed
from tests.ministack.conftest import MAIL_DOMAIN, SITE
from tests.ministack.owner import Owner
from tests.ministack.server import Server
from tests.ministack.test_counting import KEY, read
from tests.ministack.test_publishing import post
from tests.ministack.world import World, soon

NAME, OWN_DOMAIN = "redriven", "redriven.example"
SIGNED_UP = "ada@redriven.example"


@pytest.fixture(scope="module")
def owner(server: Server, adapted_package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Owner]:
    """The owner of a stack in which nothing was put away so far."""
    owner = Owner(server, tmp_path_factory.mktemp(NAME), adapted_package, NAME)
    owner.wants(owner=f"owner@{OWN_DOMAIN}", mail_domain=OWN_DOMAIN)
    owner.deploy()
    yield owner
    owner.run("destroy", "--with-data", "--yes")


@pytest.fixture(scope="module")
def world(owner: Owner) -> World:
    world = World(owner.server, NAME)
    world.upload("site.yaml", SITE.replace(MAIL_DOMAIN, OWN_DOMAIN))
    soon(lambda: world.shows("/", "The Press") and not world.waiting())
    return world


class Work(NamedTuple):
    """What comes to a queue, and how one sees that it was done."""

    queue: str
    begin: Callable[[World], object]
    is_done: Callable[[World], object]


WORK = (
    Work("uploads", lambda world: world.upload("posts/a.md", post("A")), lambda world: world.shows("/2026/11/20/a/", "A")),
    Work("press", lambda world: world.upload("posts/b.md", post("B")), lambda world: world.shows("/2026/11/20/b/", "B")),
    Work("letters", lambda world: world.post("/api/subscriptions", email=SIGNED_UP), lambda world: world.inbox(SIGNED_UP)),
)


@pytest.mark.parametrize("work", WORK, ids=[work.queue for work in WORK])
def test_what_a_queue_put_away_goes_back_to_it_and_is_done(world: World, owner: Owner, work: Work) -> None:
    setting, dead = f"{work.queue.upper()}_QUEUE_URL", f"{work.queue.title()}DeadLetters"
    with world.cut_off(setting):
        work.begin(world)
        soon(lambda: 0 < world.waiting(setting) == world.waiting())
        fail_each_time(world, setting)
    many = world.put_away[dead]
    assert many
    assert not work.is_done(world)

    said = owner.run("redrive", work.queue)

    assert f"{work.queue}: retrying {many}; see `presswork status --stack`" in said
    soon(lambda: work.is_done(world))
    assert not world.put_away[dead]


def fail_each_time(world: World, setting: str) -> None:
    """Receive what waits until it is put away, as a function does that fails at all of it."""
    while world.waiting(setting):
        world.sqs.receive_message(QueueUrl=world.queue(setting), MaxNumberOfMessages=10, VisibilityTimeout=0)


def test_a_file_of_page_views_is_counted_once_its_function_can_do_it_again(world: World, owner: Owner) -> None:
    with misled(world, "FunctionPopular"):
        world.bring(KEY, packed(*read("a", 3), columns=FIELDS))
        soon(lambda: world.put_away["EventsDeadLetters"])
    assert not world.table.get(page_views.TIMER)

    said = owner.run("redrive", "events")

    assert "events: 1 of popular retried; see `presswork logs popular`" in said
    soon(lambda: world.table.get(page_views.TIMER))
    assert not world.put_away["EventsDeadLetters"]


@contextmanager
def misled(world: World, output: str) -> Iterator[None]:
    """Let a function look for a table that isn't there."""
    functions, name = world.server.client("lambda"), world.outputs[output]
    right = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    functions.update_function_configuration(FunctionName=name, Environment={"Variables": {**right, "TABLE": "none"}})
    try:
        yield
    finally:
        functions.update_function_configuration(FunctionName=name, Environment={"Variables": right})
