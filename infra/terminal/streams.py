"""The output of commands: results on stdout, all else on stderr, and colours and progress only where somebody watches.

With `--json` a command prints one JSON document (`document`), or one line for each thing that happens (`event`).
The error that ends it is then an object as well, on a line of stderr (`infra.terminal.exit_codes.wrong`).
"""

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import ParamSpec, TextIO

from infra.terminal.exit_codes import FOUND, INTERRUPTED
from infra.terminal.invocation import runnable
from infra.terminal.writer import escaped, write, write_json

P = ParamSpec("P")

LINE_ENDS = re.compile("[\t\n]")  # the writer leaves them to texts of several lines
BAD, DOUBTFUL, GOOD = "red", "yellow", "green"


class SiteError(Exception):
    """A site can't be reached, or refuses what was asked; the text says why."""


class CannotError(Exception):
    """A command can't be done: the reason and the remedy on one line, and the exit status."""

    def __init__(self, why: str, status: int = FOUND) -> None:
        super().__init__(why)
        self.status = status


def say(text: str, colour: str = "") -> None:
    """Print a result, in a colour where the stream gets colours."""
    write(runnable(text), colour=shown(colour, sys.stdout))


def say_line(text: str, colour: str = "") -> None:
    """Print a result of one line, whatever names are in it."""
    say(on_one_line(text), colour)


def remark(text: str, colour: str = "") -> None:
    """Print anything but a result: progress, warnings, what to do next."""
    write(runnable(text), sys.stderr, colour=shown(colour, sys.stderr))


def on_one_line(text: str) -> str:
    """Return a text, such as the name of a file, with its control characters as escapes, so that it can't break its line."""
    return escaped(LINE_ENDS.sub(lambda match: match[0].encode("unicode_escape").decode(), text))


def document(value: object) -> None:
    """Print the result of a command as one JSON document."""
    write_json(json.dumps(value, ensure_ascii=False, indent=2))


def documents(values: Iterable[object]) -> None:
    """Print results as one JSON array, each on a line as soon as it is known."""
    separator = "["
    for value in values:
        write_json(f"{separator}\n{json.dumps(value, ensure_ascii=False)}", end="")
        separator = ","
    write_json("\n]" if separator == "," else "[]")


def event(value: Mapping[str, object]) -> None:
    """Print one thing that happened as a line of JSON, at once."""
    write_json(json.dumps(value, ensure_ascii=False))


def note(text: str) -> None:
    """Print a text as an event, without what sets it apart for the eye."""
    event({"event": "note", "text": text.strip()})


def is_watched(stream: TextIO | None = None) -> bool:
    """Whether a person sees what goes to a stream; stderr, where progress is shown, unless another is named."""
    return (stream or sys.stderr).isatty()


def has_colours(stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a stream gets colours, as its reader wishes: https://no-color.org and https://bixense.com/clicolors."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("CLICOLOR_FORCE", "0") != "0":
        return True
    return stream.isatty() and environment.get("TERM") != "dumb" and environment.get("CLICOLOR") != "0"


def shown(colour: str, stream: TextIO) -> str:
    """Return the colour, if the stream gets colours; else none."""
    return colour if colour and has_colours(stream) else ""


def plural(number: int, what: str, several: str = "") -> str:
    """Return the word for this many things; `several` is the plural, if it isn't formed with an `s`."""
    return what if number == 1 else several or f"{what}s"


def counted(number: int, what: str, several: str = "") -> str:
    """Return a number of things in words; `several` is as for `plural`."""
    return f"{number:,} {plural(number, what, several)}"


def first_of(names: Sequence[str], most: int) -> str:
    """Return the first names in words, with how many more there are."""
    return ", ".join(map(on_one_line, names[:most])) + (f" and {len(names) - most:,} more" if len(names) > most else "")


def laid_out(cells: Sequence[str], widths: Sequence[int], sides: Sequence[str]) -> str:
    """Lay out a line of columns, each aligned to a side: `<` or `>`."""
    return "  ".join(f"{cell:{side}{width}}" for cell, side, width in zip(cells, sides, widths, strict=True)).rstrip()


def interruptible(then: str) -> Callable[[Callable[P, int]], Callable[P, int]]:
    """Let a command say, after Ctrl-C, what becomes of its work."""

    def decorate(work: Callable[P, int]) -> Callable[P, int]:
        @wraps(work)
        def interruptible_work(*arguments: P.args, **options: P.kwargs) -> int:
            try:
                return work(*arguments, **options)
            except KeyboardInterrupt as error:
                raise CannotError(f"interrupted; {then}", INTERRUPTED) from error

        return interruptible_work

    return decorate
