"""Where a text of MDX or Hexo holds code: between fences and backticks. Indented lines are none there."""

import re
from collections.abc import Callable, Iterator

from chalicelib.content.shortcodes.code_ranges import Ranges

FENCE = re.compile(r"^[ \t>]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)?(`{3,}|~{3,})([^\n]*)$", re.MULTILINE)
TICKS = re.compile(r"(?<![\\`])(`+)(?!`)")
BLANK = re.compile(r"\n[ \t]*\n")


def code_in(text: str) -> Ranges:
    """Return the ranges of a text's code."""
    blocks = list(_fenced(text))
    spans = [span for start, end in _between(blocks, len(text)) for span in _spans(text, start, end)]
    both = sorted([*blocks, *spans])
    return Ranges(tuple(start for start, _ in both), tuple(end for _, end in both))


def _fenced(text: str) -> Iterator[tuple[int, int]]:
    begun, fence = -1, ""
    for found in FENCE.finditer(text):
        mark, info = found[1], found[2]
        if begun < 0 and not (mark[0] == "`" and "`" in info):
            begun, fence = found.start(), mark
        elif begun >= 0 and mark[0] == fence[0] and len(mark) >= len(fence) and not info.strip():
            yield begun, found.end()
            begun = -1
    if begun >= 0:
        yield begun, len(text)


def _between(blocks: list[tuple[int, int]], end: int) -> Iterator[tuple[int, int]]:
    last = 0
    for start, stop in blocks:
        yield last, start
        last = stop
    yield last, end


def _spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of code of each paragraph."""
    at = start
    while at < end:
        blank = BLANK.search(text, at, end)
        stop = blank.end() if blank else end
        runs = list(TICKS.finditer(text, at, stop))
        last = {run[1]: number for number, run in enumerate(runs)}
        number = 0
        while number < len(runs):
            mark = runs[number][1]
            partner = (
                next((one for one in range(number + 1, last[mark] + 1) if runs[one][1] == mark), 0) if last[mark] > number else 0
            )
            if partner:
                yield runs[number].start(), runs[partner].end()
            number = partner + 1 if partner else number + 1
        at = stop


def replaced_outside_code(pattern: re.Pattern[str], to: Callable[[re.Match[str]], str], text: str) -> str:
    """Return the text with each match outside of code as the function has it."""
    if not pattern.search(text):
        return text
    code = code_in(text)
    return pattern.sub(lambda found: found[0] if found.start() in code else to(found), text)
