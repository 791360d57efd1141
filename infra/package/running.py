"""Processes whose output must depend neither on this process nor on its user."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from infra.package import UnpackableError

ALONE = ("-S", "-s", "-P", "-B", "-W", "ignore")  # the standard library alone, no bytecode, no warnings
OURS = ("-s", "-B", "-W", "ignore", "-m")  # with the libraries, too
ROOT = Path(__file__).resolve().parents[2]
SETTINGS = {"AWS_DEFAULT_REGION": "us-east-1", "PYTHONHASHSEED": "0"}  # Chalice and AWS's translator require a region
PATHS = ("PATH", "HOME", "SYSTEMROOT", "TMPDIR")


def script(module_file: str, *arguments: str) -> None:
    """Run a module as a program with only the standard library, and with a fixed hash seed."""
    _run(Path(module_file).stem, (*ALONE, module_file, *arguments), None)


def module(name: str, *arguments: str) -> None:
    """Run a module of ours as a program, with a fixed hash seed."""
    _run(name, (*OURS, name, *arguments), ROOT)


def _run(name: str, arguments: tuple[str, ...], folder: Path | None) -> None:
    process = _process(arguments, {"PYTHONHASHSEED": "0"}, folder)
    if process.returncode:
        raise UnpackableError(f"{name}: {last_line(process.stderr)}")


def python(*arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run this Python in a folder, with the paths of the environment."""
    return _process(arguments, {**{name: os.environ[name] for name in PATHS if name in os.environ}, **SETTINGS}, folder)


def _process(arguments: tuple[str, ...], settings: Mapping[str, str], folder: Path | None) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, *arguments], env=settings, cwd=folder, capture_output=True, encoding="utf-8", check=False
    )


def last_line(text: str) -> str:
    """Return the last line of a program's output, which is its error, if it failed."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "it said nothing")
