"""The lines of findings, where the check knows only a text of the line."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, groupby
from operator import attrgetter
from urllib.parse import quote

from msgspec.structs import replace

from infra.authoring.check.check_messages import Finding


def with_lines(findings: Iterable[Finding], read: Callable[[str], bytes]) -> tuple[Finding, ...]:
    """Return the findings in order, each with the first line that has the sought text; `read` gives the bytes of a file."""
    by_file = groupby(sorted(findings), attrgetter("key"))
    return tuple(sorted(chain.from_iterable(_with_lines_of(key, list(findings), read) for key, findings in by_file)))


def _with_lines_of(key: str, findings: list[Finding], read: Callable[[str], bytes]) -> Iterator[Finding]:
    if all(finding.line or not finding.sought for finding in findings):
        yield from findings
        return
    lines = read(key).decode(errors="replace").splitlines()
    for finding in findings:
        yield finding if finding.line else replace(finding, line=line_with(finding.sought, lines))


def line_with(sought: str, lines: list[str]) -> int:
    """Return the number of the first line with this text, as it is or percent-encoded, in any case; 0 if there is none.

    An address from the root may be written without the folders that it begins with.
    """
    names = sought.split("/") if sought.startswith("/") else [sought]
    for at in range(len(names)):
        if pattern := _pattern("/".join(names[at:]), AS_TARGET if at else ""):
            for number, line in enumerate(lines, 1):
                if pattern.search(line):
                    return number
    return 0


AS_TARGET = r"""(?:(?<=[(<"'/])|(?<=: ))"""
"""The characters before the target of a link, in Markdown and HTML."""


def _pattern(text: str, prefix: str) -> re.Pattern[str] | None:
    spellings = "|".join(map(re.escape, {text, quote(text)} - {""}))
    return re.compile(rf"{prefix}(?:{spellings})(?![\w-])", re.IGNORECASE) if spellings else None
