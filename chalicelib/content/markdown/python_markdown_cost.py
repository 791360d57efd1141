"""What Python-Markdown's work on a text would cost.

No grammar bounds the work of this parser: a few hundred kilobytes of `[` keep it busy for hours. So each stage is estimated
before it begins, by counting the characters that it would scan repeatedly (`budget`).

These texts of 1 MiB take Python-Markdown 3.11 more than ten seconds, as tests showed:

- `[`, `![`, `[^`, `[a](`, `[a](<`, `[]()`: six patterns follow each bracket to its partner or to the end.
- `<a `, `<a b="`, `<http://`, `<a@`: the end of a tag is searched again from each `<`.
- runs of backticks of different lengths: each is compared with all that follow; in tables, also with each `|`.
- `# a`, `a` over `=`, `---`, `[a]: b` and `*[a]: b` on lines without blank ones between: each copies the rest of the block.
- one abbreviation throughout a paragraph of a mebibyte.
- many inline elements (`*a*`, `\\*`) in one paragraph: each copies the paragraph and is searched among its siblings.
- `{: ` in a heading; many `[^1]` (each tries all names of those before); many abbreviations (one pattern of them all).
- tables of many columns and short rows: each row is filled up.
- a hundred thousand paragraphs, list items, pieces of raw HTML or admonitions: the cost is linear, but high.
- 100,000 pieces of code; quotes, lists and elements nested as deep, before Python's stack is full.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from markdown.util import HTML_PLACEHOLDER_RE as STASHED
from markdown.util import STX

from chalicelib.content.markdown.budget import DEPTH, Room, Work, carry
from chalicelib.errors import Refusal

SHORT = 100  # characters of a cheap paragraph: ten thousand steps; a mebibyte of them takes a tenth of `STEPS`
ANGLE = re.compile(r"<(?=[a-zA-Z/!?])|>")
BRACKET = re.compile(r"[\[\]]")
TARGET = re.compile(r"\]\((?!\s*<?[^\s()\"'<>]*>?(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\s*\))")  # a link without an obvious end
TICKS = re.compile(r"`+")
STASHED_EARLY = re.compile(
    r"\\.|`[^`]*`|\]", re.DOTALL
)  # escapes, code, links: placeholders before the last brackets are matched
PLACEHOLDER = " " * 14  # as long as a placeholder of Python-Markdown
SPLITTING = re.compile(r"^[ >]*(?:#|=+ *$|(?:[-*_] ?){3,}$|-+ *$|\*?\[)", re.MULTILINE)
DEFINING = re.compile(r"^[ >]*:", re.MULTILINE)
RULER = re.compile(r"\A[^\n]*\n[ >]*(?=[|:\- ]*-)[|:\- ]+$", re.MULTILINE)
FENCE = re.compile(r"^[ >]*(?:```|~~~)", re.MULTILINE)
NESTED = re.compile(rf"^ *(?:> *|(?:[-+*:]|\d+\.) +){{{DEPTH + 1}}}|^(?: {{4}}){{{DEPTH + 1}}} *[-+*\d]", re.MULTILINE)
BLOCK_TAG = re.compile(r"(?:^ *|(?<=>))<([a-zA-Z][^\s/>]*)|<(/)([a-zA-Z][^\s/>]*)", re.MULTILINE)


def weigh_source(text: str, work: Work) -> None:
    """Pay for searches through the whole text."""
    work.spend(250 * text.count("\n") + 250 * text.count("\n\n"), "very many lines")
    work.spend(_to_next_close(text) // 2, "`<` without `>`")
    work.spend(2 * text.count("[^") ** 2, "very many footnotes")
    work.spend(2000 * text.count("[TOC]") + 1500 * text.count("!!!"), "very many tables of contents or admonitions")
    work.spend(700 * sum(1 for _ in FENCE.finditer(text)), "very many pieces of code")
    work.spend(text.count("*[") * len(text) // 200, "very many abbreviations")


def weigh_raw(text: str, work: Work) -> None:
    """Pay for raw HTML, after fenced code is removed: elements that begin a line are nested."""
    tags = BLOCK_TAG.findall(text)
    work.spend(400 * len(tags), "very much raw HTML")
    carry(((end, begun or name) for begun, end, name in tags), work)


def weigh_blocks(text: str, work: Work) -> None:
    """Pay for the blocks between blank lines, after fenced code and raw HTML are removed."""
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
    if "[" in text:
        work.spend(2 * _to_partner(_with_placeholders(text)), "`[` without `]`")
    work.spend(sum(size - match.start() for match in TARGET.finditer(text)), "`](` without `)`")
    work.spend(_to_same_run(text), "backticks without partners")
    work.spend(text.count("{:") * size // 20, "`{:` without `}`")


def _to_next_close(text: str) -> int:
    """Return the sum of the distances from each `<` to the next `>`."""
    total, waiting, starts = 0, 0, 0
    for match in ANGLE.finditer(text):
        if match[0] == "<":
            waiting, starts = waiting + 1, starts + match.start()
        elif waiting:
            total, waiting, starts = total + waiting * match.start() - starts, 0, 0
    return total + waiting * len(text) - starts


def _with_placeholders(text: str) -> str:
    """Return the text, at least as long as it is when Python-Markdown matches its brackets; no bracket is lost."""
    return STASHED_EARLY.sub(lambda found: PLACEHOLDER + found[0].strip("`"), text)


def _to_partner(text: str) -> int:
    """Return the sum of the distances from each `[` to its `]`, or to the end without one."""
    total = 0
    open_: list[int] = []
    for match in BRACKET.finditer(text):
        if match[0] == "[":
            open_.append(match.start())
        elif open_:
            total += match.start() - open_.pop()
    return total + sum(len(text) - start for start in open_)


def _to_same_run(text: str) -> int:
    """Return the sum of the distances from each run of backticks to the next of the same length, or to the end without one."""
    runs = [(match.start(), len(match[0])) for match in TICKS.finditer(text)]
    total, i = 0, 0
    partners = list(_partners(runs))
    while i < len(runs):
        j = partners[i]
        total += (runs[j][0] if j else len(text)) - runs[i][0]
        i = (j or i) + 1
    return total


def _partners(runs: list[tuple[int, int]]) -> Iterator[int]:
    """Return for each run the number of the next run of the same length, or 0."""
    later: dict[int, int] = {}
    partners = []
    for i in reversed(range(len(runs))):
        partners.append(later.get(runs[i][1], 0))
        later[runs[i][1]] = i
    return reversed(partners)


def weigh_tree(root: Element, stashed: Sequence[int], room: Room) -> None:
    """Refuse a tree whose HTML would be too long; `stashed` are the lengths of the parts that Python-Markdown put aside."""
    left = room.most
    shown: Counter[str] = Counter()  # long values, and their share of the length
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
    """Return the refusal, with the value that takes most of the length, and its line if the text has it literally."""
    most, length = shown.most_common(1)[0] if shown else ("", 0)
    at = room.text.find(most[:SHORT]) if length else -1
    quotation = (
        f"`{most[:40]}…`, {length // len(most):,} times and more" if length else f"more than {room.most:,} characters of HTML"
    )
    return Refusal("swollen", quotation, room.text.count("\n", 0, at) + 1 if at >= 0 else 0)
