"""The functions' own zip, made of the real wheels: what it weighs, and that it runs alone."""

import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from infra.package import archive
from infra.package.packing import zipped
from infra.package.targets import target

PROJECT = Path(__file__).resolve().parents[2]
HERE = {"aarch64": "arm64", "arm64": "arm64"}.get(platform.machine(), "x86_64")


def made(project: Path, architecture: str, folder: Path) -> Path:
    folder.mkdir()
    zipped(project, target(architecture), folder / "tree", folder / "functions.zip")
    return folder / "functions.zip"


@pytest.mark.slow
def test_the_zip_for_arm_weighs_little_and_is_the_same_elsewhere_and_later(tmp_path: Path) -> None:
    other = tmp_path / "other"
    for name in ("app.py", "requirements.lock"):
        other.mkdir(exist_ok=True)
        shutil.copyfile(PROJECT / name, other / name)
    for name in ("chalicelib", "templates"):
        shutil.copytree(PROJECT / name, other / name, ignore=shutil.ignore_patterns("__pycache__"))

    one, two = made(PROJECT, "arm64", tmp_path / "one"), made(other, "arm64", tmp_path / "two")

    assert one.stat().st_size <= archive.MOST, archive.largest(one)
    assert one.read_bytes() == two.read_bytes()


@pytest.fixture(scope="module")
def task(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as Lambda unpacks it, for the machine that this is."""
    folder = tmp_path_factory.mktemp("task")
    with ZipFile(made(PROJECT, HERE, folder / "made")) as unpacked:
        unpacked.extractall(folder / "task")
    return folder / "task"


@pytest.mark.slow
def test_the_functions_work_from_the_zip_alone_and_write_nothing_beside_it(task: Path) -> None:
    before = names(task)

    came = run(task)

    assert names(task) == before
    assert {"index.html", "2026/11/20/a/index.html", "feed/atom/index.xml", "feed/json/index.json"} <= set(came["pages"])
    assert 'class="highlight language-python"' in came["post"]
    assert "footnote" in came["post"]
    assert "<rss" in came["feed"]
    assert came["signed"] == 303
    assert came["reads"] == [{"/2026/11/20/a/": 1}]
    assert [mail.count("To: ada@example.org") for mail in came["mails"]] == [1]
    assert 'style="' in came["letter"]
    assert {"PutItem", "Query"} <= set(came["clients"]["dynamodb"])
    assert "SendEmail" in came["clients"]["sesv2"]
    assert {"landing.html", "mail/letter.html", "visitor/confirm.html"} <= set(came["samples"])


def run(task: Path) -> dict[str, Any]:
    """What comes of a day in the functions' life, in a fresh process that knows the zip alone."""
    program = Path(__file__).with_name("task.py")
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-I", "-S", "-W", "error", program, task],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    came: dict[str, Any] = json.loads(done.stdout)
    return came


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
