"""How commands speak in a terminal and without one: colours, progress, JSON, and Ctrl-C."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from infra.authoring.target.destination import REQUIRED_SETTINGS
from infra.terminal import streams
from tests.command.terminals import COMMAND, Seen, seen, unseen
from tests.patience import PATIENCE

RED, BAR = "\x1b[31m", "pages: "
BUILD = ("build", "blog", "site", "--now", "2026-11-26")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a blog, one of whose posts is refused."""
    posts = tmp_path / "blog" / "posts"
    posts.mkdir(parents=True)
    for number in range(5):
        (posts / f"post-{number}.md").write_text(f"---\ntitle: Post {number}\ndate: 2026-11-2{number}\n---\nText.\n")
    (posts / "bad.md").write_text("---\ntitle: Bad\ndate: 2026-02-31\n---\n")
    return tmp_path


def test_in_a_terminal_a_build_shows_its_progress_and_a_refusal_in_red(folder: Path) -> None:
    status, screen = seen(folder, *BUILD)

    assert status == 1
    assert BAR in screen
    assert f"{RED}posts/bad.md:3: this isn't a valid date" in screen
    assert "5 posts, " in screen


def test_without_a_terminal_there_is_neither_progress_nor_a_colour(folder: Path) -> None:
    told = unseen(folder, *BUILD)

    assert told.returncode == 1
    assert "\x1b" not in told.stdout + told.stderr
    assert "\r" not in told.stderr
    assert told.stdout.startswith("5 posts, ")
    assert told.stderr.startswith("posts/bad.md:3: this isn't a valid date")


@pytest.mark.parametrize("settings", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"CLICOLOR": "0"}])
def test_a_terminal_that_wishes_no_colours_gets_none(folder: Path, settings: dict[str, str]) -> None:
    _, screen = seen(folder, *BUILD, **settings)

    assert RED not in screen
    assert "posts/bad.md:3: this isn't a valid date" in screen


def test_colours_may_be_wished_for_without_a_terminal(folder: Path) -> None:
    assert f"{RED}posts/bad.md:3:" in unseen(folder, *BUILD, CLICOLOR_FORCE="1").stderr


def test_no_colour_wins_over_any_wish() -> None:
    assert not streams.has_colours(StringIO(), {"NO_COLOR": "1", "CLICOLOR_FORCE": "1"})


def test_a_build_as_json_is_one_document_on_stdout(folder: Path) -> None:
    told = unseen(folder, *BUILD, "--json")

    built = json.loads(told.stdout)
    assert (told.returncode, told.stderr) == (1, "")
    assert (built["posts"], built["failed"]) == (5, [])
    assert [(one["file"], one["line"]) for one in built["refused"]] == [("posts/bad.md", 3)]


def test_many_results_are_one_array_and_none_an_empty_one(capsys: pytest.CaptureFixture[str]) -> None:
    streams.documents(iter([{"a": "ü"}, {"a": 2}]))
    streams.documents(iter([]))

    several, none = capsys.readouterr().out.split("]\n", 1)
    assert json.loads(f"{several}]") == [{"a": "ü"}, {"a": 2}]
    assert json.loads(none) == []


def test_a_text_for_a_program_is_an_event_without_its_indentation(capsys: pytest.CaptureFixture[str]) -> None:
    streams.note("\n  + Table  added\n")

    assert json.loads(capsys.readouterr().out) == {"event": "note", "text": "+ Table  added"}


HALF_BUILT = """\
import sys
from infra import command

class Response:
    def __init__(self):
        raise KeyboardInterrupt
    def __del__(self):
        self.file.close()

command.run = lambda _given: Response()
sys.exit(command.main())
"""


def test_what_ctrl_c_leaves_half_built_is_thrown_away_without_a_word() -> None:
    ended = subprocess.run([sys.executable, "-c", HALF_BUILT], capture_output=True, text=True, check=False)  # noqa: S603 - ours

    assert (ended.returncode, ended.stderr) == (130, "presswork: interrupted; run the same command again to do the rest\n")


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A server that takes calls and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(PATIENCE)
        yield server


def test_ctrl_c_ends_a_command_with_130_and_a_plain_line(tmp_path: Path, silent: socket.socket) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any", "AWS_REGION": "us-east-1"}
    names = dict.fromkeys((*REQUIRED_SETTINGS, "LINK_KEYS", "ADDRESS_PEPPER"), "any")
    address = f"http://127.0.0.1:{silent.getsockname()[1]}"
    running = Seen((*COMMAND, "letters"), tmp_path, {**keys, **names, "AWS_ENDPOINT_URL": address})
    waiting, _ = silent.accept()

    with waiting:
        waiting.settimeout(PATIENCE)
        assert waiting.recv(1)  # it has asked, and waits for the answer
        running.type("\x03")

        assert running.ended() == 130
    assert "presswork: interrupted; run the same command again to do the rest" in running.text
    assert "Traceback" not in running.text
