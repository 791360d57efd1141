"""The differences of two versions of a file, as lines. Pure."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, TypeAlias

from chalicelib.frozen import Frozen

Sign: TypeAlias = Literal["+", "-", " ", "…"]
"""A line that is new, one that is gone, one in both, and a place where lines in both are left out."""

AROUND = 2  # lines of context
MOST = 5_000  # lines of a file that are compared one by one: the time grows with their product


class DifferenceLine(Frozen):
    """One line, and its sign."""

    sign: Sign
    text: str = ""


def differences(before: str, after: str) -> Sequence[DifferenceLine]:
    """Return what has changed from one text to the other, with a few lines around each change; nothing where they are equal."""
    old, new = before.splitlines(), after.splitlines()
    if max(len(old), len(new)) > MOST:
        return [*_signed("-", old[:MOST]), *_signed("+", new[:MOST]), DifferenceLine("…")] if old != new else []
    lines: list[DifferenceLine] = []
    end = 0
    for group in SequenceMatcher(None, old, new, autojunk=len(old) > MOST // 10).get_grouped_opcodes(AROUND):
        if group[0][1] > end:
            lines.append(DifferenceLine("…"))
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                lines += _signed(" ", old[old_from:old_to])
            else:
                lines += [*_signed("-", old[old_from:old_to]), *_signed("+", new[new_from:new_to])]
        end = group[-1][2]
    return [*lines, DifferenceLine("…")] if lines and end < len(old) else lines


def _signed(sign: Sign, lines: Sequence[str]) -> Iterator[DifferenceLine]:
    return (DifferenceLine(sign, line) for line in lines)
