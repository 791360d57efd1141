"""Other processes: programs whose output must not depend on this one, nor on the user that runs it."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from infra.package import UnpackableError

ALONE = ("-S", "-s", "-P", "-B", "-W", "ignore")  # the standard library alone; nothing left behind; others' warnings are not ours
PATHS = ("PATH", "HOME", "SYSTEMROOT", "TMPDIR")


def script(module_file: str, *arguments: str) -> None:
    """Run a module as a program that knows only the standard library, with nothing left to chance."""
    done = _done((*ALONE, module_file, *arguments), {"PYTHONHASHSEED": "0"}, None)
    if done.returncode:
        raise UnpackableError(f"{Path(module_file).stem}: {last_line(done.stderr)}")


def python(*arguments: str, settings: Mapping[str, str], folder: Path | None = None) -> "subprocess.CompletedProcess[str]":
    """Run this Python, with these settings and what programs are found by."""
    return _done(arguments, {**{name: os.environ[name] for name in PATHS if name in os.environ}, **settings}, folder)


def _done(arguments: tuple[str, ...], settings: Mapping[str, str], folder: Path | None) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, *arguments], env=settings, cwd=folder, capture_output=True, text=True, check=False
    )


def last_line(text: str) -> str:
    """What a program said last, which is the error where there was one."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "it said nothing")
