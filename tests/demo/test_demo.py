"""The demo's own parts: its port, and handlers that work elsewhere."""

from collections.abc import Iterator
from contextlib import chdir
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

import app
from chalicelib.cloud.memory import MemoryBucket
from infra.authoring.target.demo_folder import HERE, DemoFolder
from infra.commands.blog.demo import INSTALLED, usual_source
from infra.demo import aws, loop_counter
from infra.demo.app_worker import call_handler, handlers
from infra.demo.demo import bind
from infra.demo.functions import FUNCTIONS
from infra.files import private_files
from infra.serve.ports import PortError
from infra.serve.server import SiteServer
from infra.serve.workers import WorkerError
from tests.ports import unasked_port
from tests.publishing.blog import event, post

EVENT = {"Records": [{"messageId": "a", "body": "{"}, {"messageId": "b", "body": "{"}]}

serve, LAST = partial(SiteServer, MemoryBucket()), DemoFolder().port


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Path]:
    """Work in an empty folder, with a place for what a demo keeps."""
    with chdir(tmp_path):
        private_files.folder(HERE)
        yield tmp_path


@pytest.mark.usefixtures("here")
def test_the_port_of_the_last_start_is_taken_again() -> None:
    first = bind(serve, unasked_port(), LAST)
    first.stop()

    again = bind(serve, 0, LAST)
    again.stop()

    assert again.url == first.url


@pytest.mark.usefixtures("here")
def test_where_another_program_has_that_port_a_free_one_is_taken_and_kept() -> None:
    taken = bind(serve, 0, LAST)

    other = bind(serve, 0, LAST)
    taken.stop()
    other.stop()
    later = bind(serve, 0, LAST)
    later.stop()

    assert taken.url != other.url == later.url


@pytest.mark.usefixtures("here")
def test_a_port_that_was_asked_for_is_taken_or_nothing() -> None:
    taken = bind(serve, 0, LAST)

    with pytest.raises(PortError, match=r"can't listen on port \d+: "):
        bind(serve, int(taken.url.rpartition(":")[2]), LAST)
    taken.stop()


@pytest.mark.parametrize("text", ["", "none", "99999"])
def test_a_port_that_can_not_be_read_counts_as_none(text: str, here: Path) -> None:
    (here / HERE / "demo.port").write_text(text)

    server = bind(serve, 0, LAST)
    server.stop()

    assert (here / HERE / "demo.port").read_text() == server.url.rpartition(":")[2]


def test_each_function_has_a_handler_that_is_called_where_it_works() -> None:
    asked: list[tuple[Any, ...]] = []

    def handle(*what: Any) -> Any:
        asked.append(what)
        return {"batchItemFailures": []}

    made = handlers(handle, {"TABLE": "t"})
    answers = [made[name](EVENT, {name: 1}) for name in FUNCTIONS]

    assert asked == [({"TABLE": "t"}, name, EVENT, {name: 1}) for name in FUNCTIONS]
    assert answers == [{"batchItemFailures": []}] * len(FUNCTIONS)


def test_what_a_worker_was_stopped_in_stays_in_its_queue() -> None:
    stopped = handlers(lambda *_: None, {})["press"]

    assert stopped(EVENT, None) == {"batchItemFailures": [{"itemIdentifier": "a"}, {"itemIdentifier": "b"}]}


def test_what_a_worker_did_not_finish_is_a_failure_of_its_function() -> None:
    def dies(*_what: Any) -> Any:
        raise WorkerError("gone")

    with pytest.raises(WorkerError):
        handlers(dies, {})["press"](EVENT, None)


def test_what_a_function_sends_where_it_works_carries_its_lineage(monkeypatch: pytest.MonkeyPatch) -> None:
    with mock_aws():
        settings = aws.create_stack("")
        for name, value in {**settings, "LOG_LEVEL": "WARNING"}.items():
            monkeypatch.setenv(name, value)
        app.cloud.cache_clear()
        aws.client("s3", "").put_object(Bucket=settings["CONTENT_BUCKET"], Key="posts/a.md", Body=post().encode())
        once = {"receiptHandle": "r", "attributes": {"ApproximateReceiveCount": "1"}}
        told = {"Records": [{"messageId": "m", "body": event("posts/a.md", "A"), **once}]}

        answer = call_handler(settings, "ingest", told, {"ingest": 3})

        asked = {"QueueUrl": settings["PRESS_QUEUE_URL"], "MessageAttributeNames": ["All"]}
        [message] = aws.client("sqs", "").receive_message(**asked)["Messages"]
        app.cloud.cache_clear()
    assert answer == {"batchItemFailures": []}
    assert loop_counter.lineage_in(message) == {"ingest": 3}


# ---- which folder it publishes where none is named


def test_in_a_clone_it_is_the_example(here: Path) -> None:
    (here / "example").mkdir()
    (here / "README.md").write_text("# A clone\n")

    assert usual_source() == Path("example")


@pytest.mark.parametrize("key", ["site.yaml", "posts/2026-11-30-a.md"])
def test_in_the_folder_of_a_blog_it_is_this_blog(key: str, here: Path) -> None:
    (here / key).parent.mkdir(exist_ok=True)
    (here / key).write_text("title: Ink\n")

    assert usual_source() == Path()


@pytest.mark.parametrize("key", ["site.yaml", "posts/2026-11-30-a.md"])
def test_a_blog_matters_more_than_a_folder_named_like_the_example(key: str, here: Path) -> None:
    (here / "example").mkdir()
    (here / key).parent.mkdir(exist_ok=True)
    (here / key).write_text("title: Ink\n")

    assert usual_source() == Path()


def test_notes_in_a_home_folder_are_no_blog(here: Path) -> None:
    (here / "notes").mkdir()
    (here / "notes" / "2026-11-30-a.md").write_text("Mine alone.\n")

    assert usual_source().resolve() == (here / ".presswork" / "example").resolve()


def test_where_there_is_neither_it_is_a_copy_of_the_example_that_stays_as_it_was_edited(here: Path) -> None:
    copy = usual_source()
    (copy / "posts" / "mine.md").write_text("Mine.\n")

    assert usual_source() == copy
    assert copy.resolve() == (here / ".presswork" / "example").resolve()
    assert (copy / "site.yaml").read_bytes() == (INSTALLED / "site.yaml").read_bytes()
    assert (copy / "posts" / "mine.md").is_file()
