"""Ctrl-C during a build, in what runs until then: a line says how it goes on, and the status is 0."""

import signal
from pathlib import Path

import pytest

from infra.build.build_cache import cache_of
from infra.files.lock_file import locked
from tests.authoring.machine import in_terminal, presswork

SAID = "interrupted during a build; run the same command again to do the rest"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "blog").mkdir()
    (tmp_path / "blog" / "site.yaml").write_text("title: Mine\nzone: UTC\n")
    (tmp_path / "blog" / "about.md").write_text("# About\n\nUs.\n")
    assert presswork(tmp_path, "build", "blog", "out").returncode == 0
    return tmp_path


@pytest.mark.parametrize(
    ("words", "out", "status"),
    [
        (["watch", "blog", "--site", "out"], "out", 0),
        (["serve", "--watch", "blog", "out"], "out", 0),
        (["demo", "blog"], "", 0),
        (["push", "blog", "--site", "out"], "out", 130),
    ],
)
def test_ctrl_c_during_a_build_says_how_it_goes_on(folder: Path, words: list[str], out: str, status: int) -> None:
    lock = cache_of(folder / out).lock if out else folder / ".presswork/build/site/lock"
    with locked(lock, lambda: None), in_terminal(folder, *words) as terminal:
        terminal.sees("another build of ")  # which never ends, so that this one doesn't, either
        terminal.process.send_signal(signal.SIGINT)
        ended = terminal.ends()

    assert ended == status
    assert terminal.seen.count(SAID) == 1
    assert "http://127.0.0.1" not in terminal.seen.partition(SAID)[2]
    assert "Traceback" not in terminal.seen
