"""A failure in the demo is reported once, on one line, and with its traceback in a private file."""

import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.batch import done as well_done
from chalicelib.model import Page
from infra.authoring.target.demo_folder import DemoFolder
from infra.demo import demo
from infra.files import private_files
from infra.files.blog_folder import in_order
from infra.terminal.error_log import FailureLog, failure_log, on_terminal

RENDERING = logging.getLogger("chalicelib.publishing.render_batch")
SAID = list[str]


@pytest.fixture
def said() -> SAID:
    return []


@pytest.fixture
def troubles(tmp_path: Path, said: SAID) -> Iterator[FailureLog]:
    with failure_log(tmp_path / "demo.log", said.append) as troubles:
        yield troubles


def fail(page: Page, error: Exception) -> None:
    """Log a page's failure as the press does."""
    RENDERING.error("%s could not be made", page, exc_info=error)


def test_a_page_that_fails_repeatedly_is_reported_once_with_its_reason(troubles: FailureLog, said: SAID, tmp_path: Path) -> None:
    for _ in range(3):
        fail(Page("month", "es", "2026-11"), ValueError("three forms,\nwhere two are"))
    fail(Page("landing", "es"), KeyError("x"))

    assert said == [
        "the page month es 2026-11 could not be made: ValueError: three forms, where two are",
        "the page landing es could not be made: KeyError: 'x'",
    ]
    assert str(troubles) == "2 pages could not be made"
    assert (tmp_path / "demo.log").read_text().count("ValueError: three forms,\nwhere two are") == 3


def test_what_else_fails_is_counted_apart_and_a_warning_is_no_failure(troubles: FailureLog, said: SAID, tmp_path: Path) -> None:
    fail(Page("landing", "es"), KeyError("x"))
    assert not well_done("m-1", lambda: dict[str, None]().__getitem__("key"))
    logging.getLogger("chalicelib.rendering.site_context").warning("the built-in %s is used: %s", "post.html", "no title")

    assert "Traceback (most recent call last)" in (tmp_path / "demo.log").read_text()
    assert said[1:] == [
        "message m-1 failed: KeyError: 'key'",
        "the built-in post.html is used: no title",
    ]
    assert str(troubles) == "1 page could not be made and 1 other thing failed"


def test_the_demo_is_done_with_a_but_where_something_failed(troubles: FailureLog) -> None:
    assert demo.done_text(12.04, troubles, DemoFolder().log).startswith("… done in 12.0 seconds. Saving")

    fail(Page("landing", "es"), KeyError("x"))

    actual = "… done in 12.0 seconds, but 1 page could not be made (see .presswork/demo.log). Saving"
    assert demo.done_text(12.04, troubles, DemoFolder().log).startswith(actual)


def test_afterwards_logging_is_as_it_was(tmp_path: Path) -> None:
    before = logging.getLogger().handlers[:]

    with failure_log(tmp_path / "demo.log", lambda _: None):
        assert logging.getLogger().handlers != before

    assert logging.getLogger().handlers == before


def test_what_the_site_is_made_with_comes_before_what_is_made_with_it() -> None:
    keys = ["a.md", "b.png", "notes.xyz", "posts/c.md", "site.yaml", "templates/phrases/es.po", "templates/post.html"]

    first = ["site.yaml", "templates/phrases/es.po", "templates/post.html"]
    assert sorted(keys, key=in_order)[:3] == first
    assert [key for key in sorted(keys, key=in_order) if key.endswith(".md")] == ["a.md", "posts/c.md"]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_private_file_is_never_there_for_others(tmp_path: Path) -> None:
    folder = private_files.folder(tmp_path / ".presswork")
    (folder / "demo.json").write_text("of an older version, for all to read")

    private_files.write(folder / "demo.json", "keys")

    assert (mode(folder), mode(folder / "demo.json")) == (0o700, 0o600)
    assert (folder / "demo.json").read_text() == "keys"
    assert [path.name for path in folder.iterdir()] == ["demo.json"]


def test_a_folder_that_was_open_is_closed(tmp_path: Path) -> None:
    (tmp_path / ".presswork").mkdir(mode=0o755)

    assert mode(private_files.folder(tmp_path / ".presswork")) == 0o700


def test_who_has_an_older_private_file_open_does_not_see_the_new_one(tmp_path: Path) -> None:
    (tmp_path / "demo.log").write_text("old")
    with (tmp_path / "demo.log").open() as reader:
        with private_files.create(tmp_path / "demo.log") as file:
            file.write("new")
        assert reader.read() == "old"

    assert (mode(tmp_path / "demo.log"), (tmp_path / "demo.log").read_text()) == (0o600, "new")


def test_a_warning_of_a_library_is_written_but_not_reported(troubles: FailureLog, said: SAID, tmp_path: Path) -> None:
    library = logging.getLogger("urllib3.connectionpool")

    library.warning("Connection pool is full, discarding connection: %s", "127.0.0.1")
    library.error("gone")

    assert said == ["gone"]
    assert "Connection pool is full" in (tmp_path / "demo.log").read_text()


def test_a_command_prints_warnings_of_presswork_alone(capsys: pytest.CaptureFixture[str]) -> None:
    handler = on_terminal()

    for name in ("urllib3.connectionpool", "botocore.retries", "chalicelib.batch", "infra.serve.server"):
        handler.handle(logging.makeLogRecord({"name": name, "levelno": logging.WARNING, "levelname": "WARNING", "msg": name}))

    assert (
        capsys.readouterr().err == "WARNING chalicelib.batch: chalicelib.batch\nWARNING infra.serve.server: infra.serve.server\n"
    )
