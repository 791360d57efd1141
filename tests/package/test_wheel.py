"""What pip installs holds every module and every file that the command reads; an editable install would hide a missing one."""

import subprocess
import sys
from pathlib import Path
from shutil import copy, copytree, ignore_patterns
from zipfile import ZipFile

import pytest

PROJECT = Path(__file__).resolve().parents[2]
READ = ("chalicelib", "infra")
"""The folders that are installed."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built with what is installed here."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"  # setuptools builds beside what it packs
    for name in READ:
        copytree(PROJECT / name, source / name, ignore=ignore_patterns("__pycache__"))
    for name in ("app.py", "pyproject.toml", "README.md"):
        copy(PROJECT / name, source)
    options: list[str | Path] = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, source], check=True)  # noqa: S603 - ourselves
    (built,) = folder.glob("presswork-*.whl")
    return built


@pytest.mark.slow
def test_a_wheel_holds_every_module_and_every_file_beside_them(wheel: Path) -> None:
    wanted = {
        path.relative_to(PROJECT).as_posix()
        for folder in READ
        for path in (PROJECT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert wanted - set(ZipFile(wheel).namelist()) == set()
