"""The lines of findings: where in its file a finding is, if the check knows only what is written there."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from urllib.parse import quote

from infra.authoring.findings import Finding


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
    """Return the number of the first line with this text, as it is or percent-encoded, in any case; 0 if there is none."""
    wanted = {sought.casefold(), quote(sought).casefold()} - {""}
    return next((number for number, line in enumerate(lines, 1) if any(one in line.casefold() for one in wanted)), 0)
