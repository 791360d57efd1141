"""Whatever an author uploads ends soon, as refused or as published, in the memory that a function has; and so does its batch.

A case that takes more dies in its worker (`tests.bounds.worker` says how time and memory are counted).
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import IO, Any

import pytest

from chalicelib.content.budget import ROOM_AT_MOST
from chalicelib.rendering.pages.reading import ROOM
from tests.bounds.cases import CASES, MEBIBYTE, TEXTS, X, cut
from tests.bounds.worker import MEMORY, in_child
from tests.publishing.blog import MemoryBlog, post

LARGEST = 2 * (ROOM + ROOM_AT_MOST)  # bytes of an object: what a feed holds, each of its signs escaped


class Worker:
    """The worker's ends of the line."""

    def __init__(self, asks: IO[str], tells: IO[str]) -> None:
        self.asks, self.tells = asks, tells

    def tried(self, name: str) -> dict[str, Any]:
        self.asks.write(f"{name}\n")
        self.asks.flush()
        told: dict[str, Any] = json.loads(self.tells.readline())
        return told


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    command = [sys.executable, "-m", "tests.bounds.worker"]
    with subprocess.Popen(  # noqa: S603 - our own Python
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        yield Worker(running.stdin, running.stdout)
        running.stdin.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_a_hostile_upload_and_its_batch_take_limited_time_and_memory(worker: Worker, name: str) -> None:
    told = worker.tried(name)

    assert told["state"] in ("published", "refused"), told
    assert told["left"] == 0  # every page was pressed, and every report
    assert told["largest"] <= LARGEST
    assert told["one_batch"]
    assert told["one_press"]
    assert told["neighbours"] == [True, True]


def test_the_limits_of_the_worker_hold() -> None:
    """Otherwise no case could fail."""
    command = [sys.executable, "-c", "from tests.bounds.test_hostile import greedy; greedy()"]
    told = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)  # noqa: S603

    assert told == ["failed", "died"]


def greedy() -> None:
    """Tell what becomes of an act that wants too much memory, and of one that never ends."""

    def endless() -> dict[str, Any]:
        while True:
            pass

    print(json.dumps([in_child(act)["state"] for act in (lambda: {"state": str(len(bytes(MEMORY)))}, endless)]))  # noqa: T201


def test_a_slow_source_does_not_delay_its_batch() -> None:
    blog = MemoryBlog()
    for number in range(9):
        blog.upload(f"posts/good{number}.md", post(title=f"Good {number}", slug=f"good-{number}"))
    blog.upload(X, post(cut(TEXTS["unclosed tags"], MEBIBYTE - 200)))

    blog.settle()

    assert blog.hidden == []
    assert all(blog.page(f"/2026/11/20/good-{number}/") for number in range(9))
    assert blog.report(X)
