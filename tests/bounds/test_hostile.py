"""Each upload is refused or published within the time and memory of a function, and so is its batch.

A case that takes more is killed in its worker (`tests.bounds.worker` limits time and memory).
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import IO, Any

import pytest

from chalicelib.content.markdown.budget import ROOM_AT_MOST
from chalicelib.rendering.pages.reading import ROOM
from tests.bounds.cases import CASES, X
from tests.bounds.images import IMAGES
from tests.bounds.texts import MEBIBYTE, TEXTS, cut
from tests.bounds.worker import MEMORY, in_child
from tests.publishing.blog import MemoryBlog, post
from tests.thorough import sample

LARGEST = 2 * (ROOM + ROOM_AT_MOST)  # bytes of an object: the texts of a feed, with each character escaped


class Worker:
    """A running worker: the pipe of its questions and the pipe of its answers."""

    def __init__(self, asks: IO[str], answers: IO[str]) -> None:
        self.asks, self.answers = asks, answers

    def tried(self, name: str) -> dict[str, Any]:
        self.asks.write(f"{name}\n")
        self.asks.flush()
        result: dict[str, Any] = json.loads(self.answers.readline())
        return result


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


def kind_of(case: str) -> str:
    """Return what a case is about, such as a template."""
    return case.partition(":")[0]


@pytest.mark.slow
@pytest.mark.parametrize("name", sample("bounds", CASES, 16, kind_of))
def test_a_hostile_upload_and_its_batch_take_limited_time_and_memory(worker: Worker, name: str) -> None:
    result = worker.tried(name)

    assert result["state"] in ("published", "refused"), result
    assert result["left"] == 0  # every page and report was rendered
    assert result["largest"] <= LARGEST
    assert result["one_batch"]
    assert result["one_press"]
    assert result["neighbours"] == [True, True]


@pytest.mark.slow
@pytest.mark.parametrize("name", sample("bounds", IMAGES, 4))
def test_a_hostile_image_is_refused_with_its_reason_in_limited_time_and_memory(worker: Worker, name: str) -> None:
    result = worker.tried(name)

    assert result["state"] in ("encoded", "refused"), result
    assert result["code"] == IMAGES[name].code, result


@pytest.mark.slow
def test_the_limits_of_the_worker_hold() -> None:
    """Otherwise no case could fail."""
    command = [sys.executable, "-c", "from tests.bounds.test_hostile import greedy; greedy()"]
    states = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)  # noqa: S603

    assert states == ["failed", "died"]


def greedy() -> None:
    """Print the states of an act that wants too much memory, and of an act that never ends."""

    def endless() -> dict[str, Any]:
        while True:
            pass

    print(json.dumps([in_child(act, seconds=1)["state"] for act in (lambda: {"state": str(len(bytes(MEMORY)))}, endless)]))  # noqa: T201


@pytest.mark.slow
def test_a_source_that_is_refused_for_its_cost_does_not_hold_up_its_batch() -> None:
    blog = MemoryBlog()
    for number in range(9):
        blog.upload(f"posts/good{number}.md", post(title=f"Good {number}", slug=f"good-{number}"))
    blog.upload(X, post(cut(TEXTS["unclosed tags"], MEBIBYTE - 200)))

    blog.settle()

    assert blog.hidden == []
    assert all(blog.page(f"/2026/11/20/good-{number}/") for number in range(9))
    assert blog.report(X)
