"""What a text may cost, and how much may become of it.

Markdown has no grammar that bounds its work: a few hundred kilobytes of `[` keep a parser busy for hours. So the cost is
estimated before it is paid, in **steps** of about 100 ns, by counting what the parser would walk over again and again. The
estimate depends on the text alone: a source is refused on every machine or on none. CPU time is limited too, but only
against what nobody has thought of: a text that runs out of time is not refused, its ingest fails (`Overdue`) and is tried
again, because another machine might have made it.

What comes out is bounded as well (`Room`): a reference to a long address takes five characters, and each copies the address.

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
- 200,000 attributes in one tag take nh3 half a minute: each is compared with all those before it.
"""

import re
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import FrameType
from typing import TypeVar
from xml.etree.ElementTree import Element

from markdown.util import HTML_PLACEHOLDER_RE as STASHED
from markdown.util import STX

from chalicelib.content.elements import CLOSED_BY_ITSELF, VOID
from chalicelib.content.limits import limit
from chalicelib.errors import Refusal

STEPS = limit("steps of a text")
SHORT = 100  # characters of a paragraph that can't cost much: ten thousand steps, and a mebibyte of them a tenth of all
DEPTH = limit("depth of a text")
SECONDS = limit("seconds of a text")
ROOM = limit("room of a text")
GROWTH = limit("growth of a text")
ROOM_AT_MOST = limit("HTML of a text")

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
BLANKS = " \t\n\f\r"  # as HTML has them
NAME = f"[^{BLANKS}/>]"
PLAIN = rf"(?:[{BLANKS}]++[^{BLANKS}/>=\"'<]++(?:=\"[^\"]*+\")?){{0,20}}+[{BLANKS}]*+/?>"
MANY_ATTRIBUTES = re.compile(rf"<(?=[a-zA-Z])(?!{NAME}*+{PLAIN}){NAME}++")  # or written in some unusual way
NEXT_ATTRIBUTE = re.compile(
    rf"[{BLANKS}/]*+=?[^{BLANKS}/>=]*+(?:[{BLANKS}]*+=[{BLANKS}]*+(?:\"[^\"]*+\"?|'[^']*+'?|[^{BLANKS}>]*+))?", re.DOTALL
)
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
    for tag in MANY_ATTRIBUTES.finditer(html):
        _weigh_attributes(html, tag.end(), work)


def _weigh_attributes(html: str, start: int, work: Work) -> None:
    """Pay for the attributes of the tag whose name ends here, each of which is compared with those before it."""
    at, number = start, 0
    while at < len(html) and html[at] != ">":
        found = NEXT_ATTRIBUTE.match(html, at)
        end = found.end() if found else at
        work.spend(number // 50 + (end - at) // 100 + 10, "an element with very many attributes")
        at, number = max(end, at + 1), number + 1


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


class Room:
    """How long what is made of a text may become."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.most = min(GROWTH * len(text) + ROOM, ROOM_AT_MOST)

    def hold(self, made: str) -> str:
        """What was made, if there is room for it."""
        if len(made) > self.most:
            raise Refusal("swollen", f"{len(made):,} characters of HTML from {len(self.text):,}")
        return made


def weigh_tree(root: Element, stashed: Sequence[int], room: Room) -> None:
    """Refuse a tree that would be written longer than there is room for; `stashed` are the lengths of what was put aside."""
    left = room.most
    shown: Counter[str] = Counter()  # what is long, and how much of the room it takes
    for element in root.iter():
        values = [value for value in (element.text, element.tail, *element.attrib.values()) if value]
        left -= 2 * len(str(element.tag)) + sum(_length(value, stashed) for value in values)
        shown.update({value: len(value) for value in values if len(value) > SHORT})
        if left < 0:
            raise _swollen(shown, room)


def _length(value: str, stashed: Sequence[int]) -> int:
    aside = sum(stashed[int(number)] for number in STASHED.findall(value) if int(number) < len(stashed)) if STX in value else 0
    return len(value) + aside


def _swollen(shown: Counter[str], room: Room) -> Refusal:
    """The refusal that names what takes most of the room, and its line where the text says it so."""
    most, length = shown.most_common(1)[0] if shown else ("", 0)
    at = room.text.find(most[:SHORT]) if length else -1
    found = f"`{most[:40]}…`, {length // len(most):,} times and more" if length else f"more than {room.most:,} characters of HTML"
    return Refusal("swollen", found, room.text.count("\n", 0, at) + 1 if at >= 0 else 0)


class Overdue(Exception):
    """Something took too long on this machine, now; what it was is not to blame for sure."""


def within(seconds: float, make: Callable[[], T]) -> T:
    """What `make` makes, if it takes no more CPU time than this, else `Overdue`; only the main thread can be watched."""
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
    raise Overdue("it took more of the processor's time than it may")
