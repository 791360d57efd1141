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
    starts, ends = (0, *(end for _, end in blocks)), (*(start for start, _ in blocks), len(text))
    spans = [span for start, end in zip(starts, ends, strict=True) for span in _spans(text, start, end)]
    both = sorted([*blocks, *spans])
    return Ranges(tuple(start for start, _ in both), tuple(end for _, end in both))


def _fenced(text: str) -> Iterator[tuple[int, int]]:
    """Yield the blocks between fences; the last may have no end."""
    begin, fence = -1, ""
    for match in FENCE.finditer(text):
        mark, info = match[1], match[2]
        if begin < 0 and not (mark[0] == "`" and "`" in info):
            begin, fence = match.start(), mark
        elif begin >= 0 and mark[0] == fence[0] and len(mark) >= len(fence) and not info.strip():
            yield begin, match.end()
            begin = -1
    if begin >= 0:
        yield begin, len(text)


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
            later = range(number + 1, last[mark] + 1)
            partner = next((other for other in later if runs[other][1] == mark), number)
            if partner > number:
                yield runs[number].start(), runs[partner].end()
            number = partner + 1
        at = stop


def replaced_outside_code(pattern: re.Pattern[str], to: Callable[[re.Match[str]], str], text: str) -> str:
    """Return the text with each match outside of code as the function has it."""
    if not pattern.search(text):
        return text
    code = code_in(text)
    return pattern.sub(lambda match: match[0] if match.start() in code else to(match), text)
