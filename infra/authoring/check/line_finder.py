"""The lines of findings: where in its file a finding is, if the check knows only what is written there."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from urllib.parse import quote

from infra.authoring.check.check_messages import Finding


def placed(findings: Iterable[Finding], read: Callable[[str], bytes]) -> tuple[Finding, ...]:
    """Return the findings in order, each with the first line that has what was sought; `read` gives the bytes of a file."""
    by_file = groupby(sorted(findings), attrgetter("key"))
    return tuple(sorted(one for key, several in by_file for one in _placed(key, list(several), read)))


def _placed(key: str, findings: list[Finding], read: Callable[[str], bytes]) -> Iterator[Finding]:
    if all(one.line or not one.sought for one in findings):
        yield from findings
        return
    lines = read(key).decode(errors="replace").splitlines()
    yield from (one if one.line else replace(one, line=line_with(one.sought, lines)) for one in findings)


def line_with(sought: str, lines: list[str]) -> int:
    """Return the number of the first line with this text, as it is or percent-encoded, in any case; 0 if there is none.

    An address from the root may be written without the folders that it begins with.
    """
    names = sought.split("/") if sought.startswith("/") else [sought]
    patterns = (_pattern("/".join(names[at:]), AS_TARGET if at else "") for at in range(len(names)))
    return next(filter(None, (_number(pattern, lines) for pattern in patterns if pattern)), 0)


AS_TARGET = r"""(?:(?<=[(<"'/])|(?<=: ))"""
"""What is before the target of a link, in Markdown and HTML."""


def _pattern(text: str, before: str) -> re.Pattern[str] | None:
    spellings = "|".join(map(re.escape, {text, quote(text)} - {""}))
    return re.compile(rf"{before}(?:{spellings})(?![\w-])", re.IGNORECASE) if spellings else None


def _number(pattern: re.Pattern[str], lines: list[str]) -> int:
    return next((number for number, line in enumerate(lines, 1) if pattern.search(line)), 0)
