"""kramdown's tables without a head, and its lists within numbered items, written as CommonMark has them."""

import re
from collections.abc import Callable, Iterator

from chalicelib.content.shortcodes.code_ranges import Ranges, code_and_html

ROW = re.compile(r"[ ]{0,3}\|")
RULE = re.compile(r"[ ]{0,3}\|[\s|:=+-]*[-=:][\s|:=+-]*")
NUMBERED = re.compile(r"(\d+\.)([ ]{1,4})\S")
ITEM = re.compile(r"(?:[-*+]|\d+\.)[ \t]")

Rewrites = Callable[[list[str]], list[str]]


def tables(text: str) -> str:
    """Return the text with a head, if only an empty one, on each table, and without lines between its rows."""
    return _rewritten(text, ROW, lambda line: bool(ROW.match(line)), _table) if "|" in text else text


def lists(text: str) -> str:
    """Return the text with what belongs to a numbered item as far to the right as its text."""
    return _rewritten(text, NUMBERED, lambda line: line[:1] in (" ", ""), _item)


def _rewritten(text: str, begins: re.Pattern[str], belongs: Callable[[str], bool], rewrite: Rewrites) -> str:
    """Return the text with each run of lines rewritten that begins so, outside of code, and goes on while lines belong to it."""
    lines = text.split("\n")
    if not any(map(begins.match, lines)):
        return text
    code, _ = code_and_html(text)
    return "\n".join(line for run in _runs(lines, code, begins, belongs) for line in (rewrite(run[1]) if run[0] else run[1]))


def _runs(
    lines: list[str], code: Ranges, begins: re.Pattern[str], belongs: Callable[[str], bool]
) -> Iterator[tuple[bool, list[str]]]:
    at, offset = 0, 0
    while at < len(lines):
        is_run = bool(begins.match(lines[at])) and offset + len(lines[at]) - len(lines[at].lstrip()) not in code
        end = at + 1
        while is_run and end < len(lines) and belongs(lines[end]):
            end += 1
        yield is_run, lines[at:end]
        offset += sum(len(line) + 1 for line in lines[at:end])
        at = end


def _table(rows: list[str]) -> list[str]:
    if not any(map(RULE.fullmatch, rows)) and not rows[0].rstrip().endswith("|"):
        return rows
    headed = len(rows) > 1 and not RULE.fullmatch(rows[0]) and bool(RULE.fullmatch(rows[1]))
    rule = rows[1] if headed else rows[0] if RULE.fullmatch(rows[0]) else ""
    body = [row for row in (rows[2:] if headed else rows) if not RULE.fullmatch(row)]
    shown = [rows[0], *body] if headed else body
    if not shown or (headed and len(rows) == len(body) + 2 and _cells(rows[0]) == _cells(rule)):
        return rows
    width = max(map(_cells, shown))
    marks = [cell.strip() for cell in rule.replace("+", "|").strip().strip("|").split("|")] if rule else []
    aligned = [_mark(marks[number] if number < len(marks) else "") for number in range(width)]
    head = rows[0] if headed else "|" + "   |" * width
    return [head, f"| {' | '.join(aligned)} |", *body]


def _cells(row: str) -> int:
    return len(re.findall(r"(?<!\\)\|", row.strip().removeprefix("|").removesuffix("|"))) + 1


def _mark(written: str) -> str:
    return f"{':' if written.startswith(':') else ''}---{':' if len(written) > 1 and written.endswith(':') else ''}"


def _item(lines: list[str]) -> list[str]:
    match = NUMBERED.match(lines[0])
    width = match.end() - 1 if match else 0
    depths = [len(line) - len(line.lstrip(" ")) for line in lines[1:] if line.strip()]
    least = min(depths, default=width)
    if not 0 < least < width or not any(ITEM.match(line[least:]) for line in lines[1:] if line[:least].isspace()):
        return lines
    return [lines[0], *(f"{' ' * (width - least)}{line}" if line.strip() else line for line in lines[1:])]
