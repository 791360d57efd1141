"""The name of this command in printed hints.

Texts name the command by its bare name, `presswork push`. After `make demo` it is in `.venv/bin`, which no shell searches; so
what is printed names it in a way that works in the folder it is printed for.
"""

import os
import re
import sys
from pathlib import Path
from shlex import quote

from infra.files.relative_path import relative

NAME = "presswork"
HINT = re.compile(rf"(^[ \t]*|`|: ){NAME}(?= [a-z-])", re.MULTILINE)
"""A hint: what begins with the command's name and goes on with a verb or an option, on its own line, quoted, or after a colon."""
WORD_ON_WINDOWS = re.compile(r"[\w+./:\\@-]+")


def called(program: str, search: str | None, folder: Path = Path()) -> str:
    """Return how a shell in `folder` calls this program: by its name if `search` (a PATH) leads to it, else by its path."""
    path = Path(program)
    if path.name.removesuffix(".exe") != NAME or not path.is_file():
        return NAME  # it was started in another way, as by a test
    if is_on_path(search, path):
        return NAME
    whole = path.absolute()
    near = relative(whole, folder.absolute())
    return quoted(min((near, str(whole)), key=len))


def is_on_path(search: str | None, path: Path) -> bool:
    from shutil import which  # noqa: PLC0415 - only where a hint is printed

    first = which(NAME, path=search)
    return first is not None and os.path.realpath(first) == os.path.realpath(path)


def here(folder: Path = Path()) -> str:
    """Return how a shell in `folder` calls this command."""
    return called(sys.argv[0], os.environ.get("PATH"), folder)


def quoted(text: str, system: str = os.name) -> str:
    """Return a text as one word of the system's shells; not all of those on Windows know single quotes."""
    if system != "nt":
        return quote(text)
    return text if WORD_ON_WINDOWS.fullmatch(text) else f'"{text}"'


def word(value: object) -> str:
    """Return a value as a word of a hint: a shell takes it as one argument, and the command for no option."""
    text = str(value)
    return quoted(f"./{text}" if text.startswith("-") else text)


def runnable(text: str, folder: Path = Path()) -> str:
    """Return a text whose hints can be copied into a shell in `folder`."""
    if NAME not in text or (name := here(folder)) == NAME:
        return text
    return HINT.sub(lambda hint: f"{hint[1]}{name}", text)
