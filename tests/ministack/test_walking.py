"""A long site: a change that every page shows goes through all of it by one chain of messages, a hundred posts at a time."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chalicelib.cloud.aws import AwsQueue
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.publishing.decide import Change
from chalicelib.publishing.ingest import ingest
from chalicelib.publishing.messages import Position, to_rebuild
from chalicelib.record import LOWEST
from tests.ministack.owner import Owner
from tests.ministack.server import Server
from tests.ministack.test_publishing import post
from tests.ministack.world import World, soon
from tests.publishing.blog import MemoryBlog

NAME = "long"
LANGUAGES = ("en", "de", "es", "fr", "it", "nl", "pt", "pl", "sv", "ru", "ja", "ko", "zh")
EACH = 154  # posts of a language, two thousand in all; ministack reads a whole listing for each post's neighbours
SITE = f"title: {{title}}\nlanguages: [{', '.join(LANGUAGES)}]\n"
WHILE_OTHERS_WORK = 1_200  # seconds; it takes about one minute, where nothing else works


def sources() -> Mapping[str, str]:
    """The posts, a hundred in a month."""
    return {
        f"posts/{lang}-{number}.md": post(title_of(lang, number), lang=lang, slug=f"post-{number}", date=f"{month_of(number)}-20")
        for lang in LANGUAGES
        for number in range(EACH)
    }


def month_of(number: int) -> str:
    return f"2026-{1 + number // 100:02}"


def title_of(lang: str, number: int) -> str:
    return f"Post {number} in {lang}"


def taken_in() -> MemoryTable:
    """The table as the uploads of all this leave it, which would take the stack here a quarter of an hour; no page stands."""
    blog = MemoryBlog()
    for key, source in {"site.yaml": SITE.format(title="The Old Title"), **sources()}.items():
        blog.upload(key, source)
        ingest(blog.cloud, Change(key, LOWEST))
    assert isinstance(blog.cloud.table, MemoryTable)
    return blog.cloud.table


@pytest.fixture(scope="module")
def world(server: Server, adapted_package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A stack whose table knows two thousand posts."""
    owner, world = Owner(server, tmp_path_factory.mktemp(NAME), adapted_package, NAME), World(server, NAME)
    owner.wants(owner="owner@example.org")
    owner.deploy()
    world.table.put_many(taken_in().items())
    yield world
    owner.run("destroy", "--with-data", "--yes")


def test_a_new_title_comes_to_two_thousand_pages_by_a_chain_that_nothing_stops(world: World) -> None:
    world.upload("site.yaml", SITE.format(title="The New Title"))
    soon(lambda: world.shows("/", "The New Title"))
    soon(lambda: not world.waiting(), WHILE_OTHERS_WORK)

    pages = [(lang, number) for lang in LANGUAGES for number in range(EACH)]
    with ThreadPoolExecutor(4) as readers:
        new = readers.map(lambda page: is_new_page(world, *page), pages)
        stale = [page for page, is_new in zip(pages, new, strict=True) if not is_new]

    assert len(pages) >= 2_000
    assert stale == []
    assert not any(world.put_away.values())
    assert not dropped_runs(world)


def is_new_page(world: World, lang: str, number: int) -> bool:
    """Whether the page of this post stands, with its own title and the site's new one."""
    folder = "" if lang == LANGUAGES[0] else f"/{lang}"
    return bool(
        world.shows(f"{folder}/{month_of(number).replace('-', '/')}/20/post-{number}/", title_of(lang, number), "The New Title")
    )


def test_the_same_chain_is_stopped_where_its_function_may_not_loop(world: World) -> None:
    lambdas, function = world.server.client("lambda"), world.outputs["FunctionPress"]
    assert lambdas.get_function_recursion_config(FunctionName=function)["RecursiveLoop"] == "Allow"
    lambdas.put_function_recursion_config(FunctionName=function, RecursiveLoop="Terminate")

    queue = AwsQueue(world.sqs, world.queue("PRESS_QUEUE_URL"), fifo=True)
    queue.send([to_rebuild(Position(("year",)))])  # its pages are few

    soon(lambda: dropped_runs(world))


def dropped_runs(world: World) -> bool:
    """Whether the press was stopped, by the metric of which the owner has an alarm."""
    press = {"Name": "FunctionName", "Value": world.outputs["FunctionPress"]}
    cloudwatch = world.server.client("cloudwatch")
    return bool(cloudwatch.list_metrics(MetricName="RecursiveInvocationsDropped", Dimensions=[press])["Metrics"])
