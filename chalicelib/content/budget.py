"""What a text may cost.

Markdown has no grammar that bounds its work: a few hundred kilobytes of `[` keep a parser busy for hours. So the cost is
estimated before it is paid, in **steps** of about 100 ns, by counting what the parser would walk over again and again. The
estimate depends on the text alone: a source is refused on every machine or on none. CPU time is limited too, but only
against what nobody has thought of.

What takes Python-Markdown 3.11 more than ten seconds at 1 MiB (n characters), each found by trying:

- `[`, `![`, `[^`, `[a](`, `[a](<`, `[]()`: every bracket is followed to its partner or the end, by six patterns.
- `<a `, `<a b="`, `<http://`, `<a@`: an open tag is sought to the end, again from each `<`.
- runs of backticks of different lengths: each looks for its partner to the end; in tables, also against each `|`.
- `# a`, `a` over `=`, `---`, `[a]: b` and `*[a]: b` on lines without blank ones between: each copies the rest of the block.
- one abbreviation used all through a paragraph of a mebibyte.
- many inline elements (`*a*`, `\\*`) in one paragraph: each copies the paragraph and looks for itself among its siblings.
- `{: ` in a heading; many `[^1]` (each tries all names of those before); many abbreviations (one pattern of them all).
- tables of many columns and short rows: each row is filled up.
- a hundred thousand paragraphs, list items, pieces of raw HTML or admonitions: nothing is quadratic, there is just much.
- 100,000 pieces of code; quotes, lists and elements nested as deep, long before Python's stack is full.
- elements nested 100,000 deep take nh3 half a minute; unclosed `<b class=…>` are opened again in each block.
"""

import re
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from types import FrameType
from typing import TypeVar

from chalicelib.content.elements import CLOSED_BY_ITSELF, VOID
from chalicelib.refusals import Refusal

STEPS = 30_000_000
SHORT = 100  # characters of a paragraph that can't cost much: ten thousand steps, and a mebibyte of them a tenth of all
DEPTH = 100  # of elements in elements; Python-Markdown needs three frames of Python's thousand for each
SECONDS = 10.0

ANGLE = re.compile(r"<(?=[a-zA-Z/!?])|>")
BRACKET = re.compile(r"[\[\]]")
TARGET = re.compile(r"\]\((?!\s*<?[^\s()\"'<>]*>?(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\s*\))")  # a link whose end isn't plain to see
TICKS = re.compile(r"`+")
SPLITTING = re.compile(r"^[ >]*(?:#|=+ *$|(?:[-*_] ?){3,}$|-+ *$|\*?\[)", re.MULTILINE)
DEFINING = re.compile(r"^[ >]*:", re.MULTILINE)
RULER = re.compile(r"\A[^\n]*\n[ >]*(?=[|:\- ]*-)[|:\- ]+$", re.MULTILINE)
FENCE = re.compile(r"^[ >]*(?:```|~~~)", re.MULTILINE)
NESTED = re.compile(rf"^ *(?:> *|(?:[-+*:]|\d+\.) +){{{DEPTH + 1}}}|^(?: {{4}}){{{DEPTH + 1}}} *[-+*\d]", re.MULTILINE)
TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
BLOCK_TAG = re.compile(r"(?:^ *|(?<=>))<([a-zA-Z][^\s/>]*)|<(/)([a-zA-Z][^\s/>]*)", re.MULTILINE)
T = TypeVar("T")


class Work:
    """The steps one text has cost so far."""

    def __init__(self, steps: int = STEPS) -> None:
        self.left = steps

    def spend(self, steps: int, why: str) -> None:
        """Pay for what is about to be done, or refuse to do it."""
        self.left -= steps
        if self.left < 0:
            raise Refusal("too-slow", why)


def weigh_source(text: str, work: Work) -> None:
    """Pay for what is sought through the whole text."""
    work.spend(250 * text.count("\n") + 250 * text.count("\n\n"), "very many lines")
    work.spend(_to_next_close(text) // 2, "`<` without `>`")
    work.spend(2 * text.count("[^") ** 2, "very many footnotes")
    work.spend(2000 * text.count("[TOC]") + 1500 * text.count("!!!"), "very many tables of contents or admonitions")
    work.spend(700 * sum(1 for _ in FENCE.finditer(text)), "very many pieces of code")
    work.spend(text.count("*[") * len(text) // 200, "very many abbreviations")


def weigh_raw(text: str, work: Work) -> None:
    """Pay for raw HTML, once fenced code is out of the way: elements begun on lines of their own are opened in each other."""
    tags = BLOCK_TAG.findall(text)
    work.spend(400 * len(tags), "very much raw HTML")
    _carry(((end, begun or name) for begun, end, name in tags), work)


def weigh_blocks(text: str, work: Work) -> None:
    """Pay for the blocks between blank lines, once fenced code and raw HTML are out of the way."""
    if deep := NESTED.search(text):
        raise Refusal("too-deep", deep[0].strip()[:20].strip())
    for block in text.split("\n\n"):
        work.spend(
            sum(1 for _ in SPLITTING.finditer(block)) * len(block) // 8,
            "very many headings, rules or references without blank lines",
        )
        if ":" in block and sum(1 for _ in DEFINING.finditer(block)) > 2 * DEPTH:
            raise Refusal("too-deep", "very many definitions without blank lines")
        if "|" in block:
            _weigh_table(block, work)


def _weigh_table(block: str, work: Work) -> None:
    for line in block.split("\n") if "`" in block else ():
        ticks = line.count("`")
        work.spend(ticks * line.count("|") // 2 + ticks * ticks // 50, "a table row with very many backticks")
    if RULER.match(block):
        columns = block[: block.find("\n")].count("|") + 1
        work.spend(200 * columns * block.count("\n"), "a table with very many cells")


def weigh_inline(text: str, work: Work) -> None:
    """Pay for one paragraph, heading or cell."""
    if len(text) < SHORT:
        return
    size = len(text)
    marks = sum(map(text.count, "*_`<[&\\"))
    work.spend(marks * size // 150 + marks * marks // 25, "very many marks in one paragraph")
    work.spend(size * size // 2000, "a paragraph without end")
    work.spend(_to_partner(text), "`[` without `]`")
    work.spend(sum(size - match.start() for match in TARGET.finditer(text)), "`](` without `)`")
    work.spend(_to_same_run(text), "backticks without partners")
    work.spend(text.count("{:") * size // 20, "`{:` without `}`")


def _to_next_close(text: str) -> int:
    """How far it is from each `<` to the next `>`, summed."""
    total, waiting, starts = 0, 0, 0
    for match in ANGLE.finditer(text):
        if match[0] == "<":
            waiting, starts = waiting + 1, starts + match.start()
        elif waiting:
            total, waiting, starts = total + waiting * match.start() - starts, 0, 0
    return total + waiting * len(text) - starts


def _to_partner(text: str) -> int:
    """How far it is from each `[` to its `]`, or to the end if there is none, summed."""
    total = 0
    open_: list[int] = []
    for match in BRACKET.finditer(text):
        if match[0] == "[":
            open_.append(match.start())
        elif open_:
            total += match.start() - open_.pop()
    return total + sum(len(text) - start for start in open_)


def _to_same_run(text: str) -> int:
    """How far it is from each run of backticks to the next as long, or to the end if there is none, summed."""
    runs = [(match.start(), len(match[0])) for match in TICKS.finditer(text)]
    total, i = 0, 0
    partners = list(_partners(runs))
    while i < len(runs):
        j = partners[i]
        total += (runs[j][0] if j else len(text)) - runs[i][0]
        i = (j or i) + 1
    return total


def _partners(runs: list[tuple[int, int]]) -> Iterator[int]:
    """For each run, the number of the next as long, or 0."""
    later: dict[int, int] = {}
    found = []
    for i in reversed(range(len(runs))):
        found.append(later.get(runs[i][1], 0))
        later[runs[i][1]] = i
    return reversed(found)


def weigh_html(html: str, work: Work) -> None:
    """Pay for cleaning this HTML, where what is left open is carried on through all that follows."""
    _carry(TAG.findall(html), work)


def _carry(tags: Iterable[tuple[str, str]], work: Work) -> None:
    """Pay for these tags, each a `/` or nothing and a name."""
    depth, carried = 0, 0
    opened: Counter[str] = Counter()
    for end, tag in tags:
        name = tag.lower()
        if not end and name not in VOID and name not in CLOSED_BY_ITSELF:
            opened[name] += 1
            depth += 1
        elif end and opened[name]:
            opened[name] -= 1
            depth -= 1
        if depth > DEPTH:
            raise Refusal("too-deep", f"<{name}>")
        carried += depth
    work.spend(2 * carried, "very many elements left open")


def within(seconds: float, make: Callable[[], T]) -> T:
    """What `make` makes, if it takes no more CPU time than this; only the main thread can be watched."""
    if threading.current_thread() is not threading.main_thread():
        return make()
    before = signal.signal(signal.SIGPROF, _late)
    # Again every second: what is raised within a callback may be lost on the way.
    signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
    try:
        return make()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _late(_signal: int, _frame: FrameType | None) -> None:
    raise Refusal("too-slow")
