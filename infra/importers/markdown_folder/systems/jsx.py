"""The tags, expressions and modules' lines in a text of MDX.

    import x from "./x.png"        a module's line, at the beginning of a block
    <Name a="b" c={d} />           a tag of a component, or of HTML with JavaScript's attributes
    {expression}                   JavaScript

`parts_of` finds them outside of code, in order. Every search goes forward, and brackets are counted, so its time is linear.
"""

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from chalicelib.content.frontmatter.parsed_values import Scalar
from chalicelib.frozen import Frozen
from infra.importers.markdown_folder.systems.code_spans import code_in
from infra.importers.markdown_folder.systems.js_values import value_at

LONGEST = 20_000  # characters of one tag or expression
ROOM = 20  # how often each character of a text may be looked at for the end of a bracket
BEGINS = re.compile(r"^(?:import|export)\b(?=[\s{*\"'])[^\n]*|<!--|(?<!\\)[<{]", re.MULTILINE)
TAG = re.compile(r"<(/?)([A-Za-z][\w.:-]*|(?=[\s>]))")
ATTRIBUTE = re.compile(r"\s*(?:([A-Za-z_@:][\w.:@-]*)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|(?=\{)))?|(?=\{\s*\.\.\.))")
STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|/\*.*?\*/", re.DOTALL)
MODULE, TAGGED, EXPRESSION = "module", "tag", "expression"


class Part(Frozen):
    """A part from `start` to `end`. Of a tag: its name, its attributes, and whether it closes another or itself.

    An attribute's value is its text; of an expression that isn't written out, it is the expression in braces.
    """

    kind: str
    start: int
    end: int
    name: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    closing: bool = False
    empty: bool = False


class BracketFinder(Struct):
    """Finds the ends of brackets; `room` is how many characters may be looked at in all, since many may have no end."""

    text: str
    room: int

    def closed(self, at: int) -> int:
        """Return the place behind the bracket that closes the one here; 0 if none does within reason."""
        depth, begin, end = 0, at, min(len(self.text), at + min(LONGEST, self.room))
        endless = set[str]()  # signs that no further one ends
        while at < end:
            sign = self.text[at]
            if depth and sign in "\"'`/" and sign not in endless:
                if string := STRING.match(self.text, at, end):
                    at = string.end()
                    continue
                endless |= {sign} & {"`", "/"} if self.text.startswith(("`", "/*"), at) else set()
            depth += (sign in "([{") - (sign in ")]}")
            at += 1
            if not depth:
                break
        self.room -= at - begin
        return at if at > begin and not depth else 0


def parts_of(text: str) -> Iterator[Part]:
    """Yield the parts of a text that aren't Markdown, in order."""
    code, brackets = code_in(text), BracketFinder(text, ROOM * len(text) + LONGEST)
    at, last_comment = 0, text.rfind("-->")
    while match := BEGINS.search(text, at):
        at = match.end()
        if match.start() in code:
            continue
        if match[0] == "<!--":
            at = text.find("-->", at) + 3 if at <= last_comment else at
        elif part := _part(text, match, brackets):
            yield part
            at = part.end


def _part(text: str, match: re.Match[str], brackets: BracketFinder) -> Part | None:
    """Return the part that begins here; None if it has no end, or if a line of a module isn't at the begin of a block."""
    start = match.start()
    if match[0] == "{":
        end = brackets.closed(start)
        return Part(EXPRESSION, start, end) if end else None
    if match[0] == "<":
        return _tag(text, start, brackets)
    above = text[:start].rstrip(" \t")
    line_above = above[:-1].rpartition("\n")[2] if above.endswith("\n") else above
    begins_block = not line_above.strip() or re.match(r"(?:import|export)\b|.*[;}]\s*$", line_above)
    return _module(text, start, match.end(), brackets) if begins_block else None


def _module(text: str, start: int, end: int, brackets: BracketFinder) -> Part:
    """Return the line of a module, with the lines that its brackets hold."""
    line = text[start:end]
    if line.count("{") + line.count("(") + line.count("[") > line.count("}") + line.count(")") + line.count("]"):
        opened = start + re.search(r"[{(\[]", line).start()  # type: ignore[union-attr] # there is one
        end_of_line = text.find("\n", brackets.closed(opened) or end)
        end = end_of_line if end_of_line >= 0 else len(text)
    return Part(MODULE, start, end)


def _tag(text: str, start: int, brackets: BracketFinder) -> Part | None:
    """Return the tag that begins here; None if it has no end within reason."""
    begin = TAG.match(text, start)
    if begin is None:
        return None
    at, limit = begin.end(), start + LONGEST
    attributes: dict[str, str] = {}
    while at < limit:
        if end := re.compile(r"\s*(/?)>").match(text, at):
            return Part(TAGGED, start, end.end(), begin[2], attributes, bool(begin[1]), bool(end[1]))
        match = ATTRIBUTE.match(text, at)
        if match is None or match.end() == at:
            return None
        at = match.end()
        if match[2]:
            attributes[match[1]] = match[2][1:-1]
        elif text[at : at + 1] == "{":
            stop = brackets.closed(at)
            if not stop:
                return None
            if match[1]:
                attributes[match[1]] = _written(text[at:stop])
            at = stop
        elif match[1]:
            attributes[match[1]] = match[1] if match[2] is None else ""
    return None


def _written(expression: str) -> str:
    """Return what an expression in braces says, if it is written out; else the expression."""
    value = value_at(expression, 1)
    is_plain = re.fullmatch(r"\{\s*(\"[^\"]*\"|'[^']*'|`[^`$]*`|[\w.-]+)\s*\}", expression)
    return value.text if isinstance(value, Scalar) and is_plain else expression
