"""The tags, expressions and modules' lines in a text of MDX.

    import x from "./x.png"        a module's line, at the beginning of a block
    <Name a="b" c={d} />           a tag of a component, or of HTML with JavaScript's attributes
    {expression}                   JavaScript

`parts_of` finds them outside of code, in order. Every search goes forward, and brackets are counted, so its time is linear.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from chalicelib.content.frontmatter.parsed_values import Scalar
from infra.importers.markdown_folder.systems.code_spans import code_in
from infra.importers.markdown_folder.systems.js_values import value_at

LONGEST = 20_000  # characters of one tag or expression
ROOM = 20  # how often each character of a text may be looked at for the end of a bracket
BEGINS = re.compile(r"^(?:import|export)\b(?=[\s{*\"'])[^\n]*|<!--|(?<!\\)[<{]", re.MULTILINE)
TAG = re.compile(r"<(/?)([A-Za-z][\w.:-]*|(?=[\s>]))")
ATTRIBUTE = re.compile(r"\s*(?:([A-Za-z_@:][\w.:@-]*)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|(?=\{)))?|(?=\{\s*\.\.\.))")
STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|/\*.*?\*/", re.DOTALL)
MODULE, TAGGED, EXPRESSION = "module", "tag", "expression"


@dataclass(frozen=True, slots=True)
class Part:
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


def parts_of(text: str) -> Iterator[Part]:
    """Yield the parts of a text that aren't Markdown, in order."""
    code, brackets = code_in(text), _Brackets(text, ROOM * len(text) + LONGEST)
    at, last_comment = 0, text.rfind("-->")
    while found := BEGINS.search(text, at):
        at = found.end()
        if found.start() in code:
            continue
        if found[0] == "<!--":
            at = text.find("-->", at) + 3 if at <= last_comment else at
            continue
        part = _part(text, found, brackets)
        if part:
            yield part
            at = part.end


def _part(text: str, found: re.Match[str], brackets: "_Brackets") -> Part | None:
    start = found.start()
    if found[0] == "{":
        end = brackets.closed(start)
        return Part(EXPRESSION, start, end) if end else None
    if found[0] == "<":
        return _tag(text, start, brackets)
    return _module(text, start, found.end(), brackets) if _begins_block(text, start) else None


def _begins_block(text: str, start: int) -> bool:
    """Return whether a block of modules' lines begins here: at the beginning, behind an empty line, or behind such lines."""
    above = text[:start].rstrip(" \t")
    last = above[:-1].rpartition("\n")[2] if above.endswith("\n") else above
    return not above or not last.strip() or bool(re.match(r"(?:import|export)\b|.*[;}]\s*$", last))


def _module(text: str, start: int, end: int, brackets: "_Brackets") -> Part:
    """Return the line of a module, with the lines that its brackets hold."""
    line = text[start:end]
    if line.count("{") + line.count("(") + line.count("[") > line.count("}") + line.count(")") + line.count("]"):
        opened = start + re.search(r"[{(\[]", line).start()  # type: ignore[union-attr] # there is one
        end = brackets.closed(opened) or end
        rest = text.find("\n", end)
        end = rest if rest >= 0 else len(text)
    return Part(MODULE, start, end)


@dataclass(slots=True)
class _Brackets:
    """Finds the ends of brackets; `room` is how many characters may be looked at in all, since many may have no end."""

    text: str
    room: int

    def closed(self, at: int) -> int:
        """Return the place behind the bracket that closes the one here; 0 if none does within reason."""
        depth, begun, end = 0, at, min(len(self.text), at + min(LONGEST, self.room))
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
        self.room -= at - begun
        return at if at > begun and not depth else 0


def _tag(text: str, start: int, brackets: _Brackets) -> Part | None:
    begun = TAG.match(text, start)
    if begun is None:
        return None
    at, limit = begun.end(), start + LONGEST
    attributes: dict[str, str] = {}
    while at < limit:
        if end := re.compile(r"\s*(/?)>").match(text, at):
            return Part(TAGGED, start, end.end(), begun[2], attributes, bool(begun[1]), bool(end[1]))
        found = ATTRIBUTE.match(text, at)
        if found is None or found.end() == at:
            return None
        at = found.end()
        if found[2]:
            attributes[found[1]] = found[2][1:-1]
        elif text[at : at + 1] == "{":
            stop = brackets.closed(at)
            if not stop:
                return None
            if found[1]:
                attributes[found[1]] = _written(text[at:stop])
            at = stop
        elif found[1]:
            attributes[found[1]] = found[1] if found[2] is None else ""
    return None


def _written(expression: str) -> str:
    """Return what an expression in braces says, if it is written out; else the expression."""
    value = value_at(expression, 1)
    said = value.text if isinstance(value, Scalar) else None
    return (
        said if said is not None and re.fullmatch(r"\{\s*(\"[^\"]*\"|'[^']*'|`[^`$]*`|[\w.-]+)\s*\}", expression) else expression
    )
