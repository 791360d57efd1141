"""The syntax of Go's templates: text, actions and blocks, as trees. Syntax that is rare in a shortcode isn't read."""

import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from msgspec import Struct, field

from chalicelib.frozen import Frozen
from infra.importers.shortcodes.tera import NotSimpleError

ACTION = re.compile(r"\{\{(-?)\s*(/\*.*?\*/|(?:\"(?:[^\"\\]|\\.)*\"|`[^`]*`|(?!\}\}).)*?)\s*(-?)\}\}", re.DOTALL)
TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"\\\n]|\\.)*"|`[^`]*`)|(?P<number>-?\d+(?:\.\d+)?)(?![\w.])"""
    r"""|(?P<name>\$?[A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)*|\$(?:\.[A-Za-z_]\w*)*|(?:\.[A-Za-z_]\w*)+|\.)|(?P<sign>:=|=|[|(),]))"""
)
ESCAPES = {"n": "\n", "t": "\t"}
DEEPEST = 20


class Name(Frozen):
    """A function, a variable with `$`, or a field of the dot or of a variable: `.Page.Title` is dot, then its parts."""

    of: str
    parts: tuple[str, ...] = ()


class Parenthesized(Frozen):
    """A pipeline in brackets, and the fields of its value."""

    pipeline: "Pipeline"
    parts: tuple[str, ...] = ()


Operand: TypeAlias = Name | Parenthesized | str | int | float | bool | None
Command: TypeAlias = tuple[Operand, ...]
Pipeline: TypeAlias = tuple[Command, ...]


class Block(Frozen):
    """An action that holds others: `if`, `with` or `range`, with the variables that it sets, and the nodes for otherwise."""

    kind: str
    pipeline: Pipeline
    names: tuple[str, ...]
    body: tuple["Node", ...]
    otherwise: tuple["Node", ...] = ()


class Action(Frozen):
    """A value that is shown; with names, the variables that it is stored in."""

    pipeline: Pipeline
    names: tuple[str, ...] = ()


Node: TypeAlias = str | Action | Block


class OpenBlock(Struct):
    """A block that hasn't ended yet."""

    kind: str
    pipeline: Pipeline = ()
    names: tuple[str, ...] = ()
    body: list[Node] = field(default_factory=list)
    first: tuple[Node, ...] | None = None
    is_chained: bool = False

    def closed(self) -> Block:
        body, otherwise = (tuple(self.body), ()) if self.first is None else (self.first, tuple(self.body))
        return Block(self.kind, self.pipeline, self.names, body, otherwise)


def parsed(source: str) -> Sequence[Node]:
    """Return the template as a tree; raise `NotSimpleError` for what isn't read here."""
    stack = [OpenBlock("")]
    for piece in _pieces(source):
        if isinstance(piece, str):
            stack[-1].body.append(piece)
        else:
            _take(piece.text, stack)
        if len(stack) > DEEPEST:
            raise NotSimpleError("it has too many blocks inside each other")
    if len(stack) > 1:
        raise NotSimpleError(f"its `{stack[-1].kind}` has no end")
    return stack[0].body


def _take(said: str, stack: list[OpenBlock]) -> None:
    """Put an action into the innermost block; it may begin another, or end it."""
    word, _, rest = said.partition(" ")
    if word in ("if", "with", "range"):
        stack.append(OpenBlock(word, *_pipeline_of(rest)))
    elif word == "else" and len(stack) > 1:
        stack[-1].first, stack[-1].body = tuple(stack[-1].body), []
        kind, _, condition = rest.strip().partition(" ")
        if kind in ("if", "with"):
            stack.append(OpenBlock(kind, *_pipeline_of(condition), is_chained=True))
    elif word == "end" and len(stack) > 1:
        _close(stack)
    elif word in ("define", "template", "block", "break", "continue", "end", "else"):
        raise NotSimpleError(f"it uses `{word}`")
    elif said:
        stack[-1].body.append(Action(*_pipeline_of(said)))


def _close(stack: list[OpenBlock]) -> None:
    """End the innermost block, and those of which it is the `else`."""
    while True:
        block = stack.pop()
        stack[-1].body.append(block.closed())
        if not block.is_chained:
            return


class ActionText(Frozen):
    """The text of an action, without its braces."""

    text: str


def _pieces(source: str) -> Iterator[str | ActionText]:
    """Yield the text and the actions of a template, without comments and without the blanks that its marks trim."""
    last, trims = 0, False
    for match in ACTION.finditer(source):
        text = source[last : match.start()]
        text = text.lstrip() if trims else text
        yield text.rstrip() if match[1] else text
        action = match[2].strip() if "`" in match[2] or '"' in match[2] else " ".join(match[2].split())
        if not action.startswith("/*"):
            yield ActionText(action)
        last, trims = match.end(), bool(match[3])
    yield source[last:].lstrip() if trims else source[last:]


def _pipeline_of(said: str) -> tuple[Pipeline, tuple[str, ...]]:
    """Return the pipeline of an action, and the variables that it sets."""
    tokens = list(_tokens(said))
    names: tuple[str, ...] = ()
    signs = [index for index, (kind, text) in enumerate(tokens) if kind == "sign" and text in (":=", "=")]
    if signs:
        names = tuple(text for kind, text in tokens[: signs[0]] if kind == "name")
        tokens = tokens[signs[0] + 1 :]
    pipeline, end = _pipeline(tokens, 0)
    if end < len(tokens):
        raise NotSimpleError(f"`{said}` can't be read here")
    return pipeline, names


def _tokens(said: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(said.rstrip()):
        match = TOKEN.match(said, at)
        if match is None:
            raise NotSimpleError(f"`{said}` can't be read here")
        yield match.lastgroup or "", match[match.lastgroup or 0]
        at = match.end()
        if match["sign"] == "(" or at >= len(said):
            continue
        if field_of := re.match(r"(?:\.[A-Za-z_]\w*)+", said[at:]) if said[at - 1] == ")" else None:
            yield "fields", field_of[0]
            at += field_of.end()


def _pipeline(tokens: Sequence[tuple[str, str]], at: int) -> tuple[Pipeline, int]:
    commands: list[list[Operand]] = [[]]
    while at < len(tokens):
        kind, text = tokens[at]
        if kind == "sign" and text == "|":
            commands.append([])
        elif kind == "sign" and text == "(":
            within, at = _pipeline(tokens, at + 1)
            if at >= len(tokens):
                raise NotSimpleError("a bracket has no end")
            parts: tuple[str, ...] = ()
            if tokens[at + 1 : at + 2] and tokens[at + 1][0] == "fields":
                at += 1
                parts = tuple(tokens[at][1].strip(".").split("."))
            commands[-1].append(Parenthesized(within, parts))
        elif kind == "sign" and text == ")":
            break
        elif kind == "sign":
            raise NotSimpleError(f"it has a `{text}` that can't be read here")
        else:
            commands[-1].append(_operand(kind, text))
        at += 1
    return tuple(tuple(command) for command in commands), at


def _operand(kind: str, text: str) -> Operand:
    if kind == "text":
        whole = text[1:-1]
        return whole if text[0] == "`" else re.sub(r"\\(.)", lambda match: ESCAPES.get(match[1], match[1]), whole)
    if kind == "number":
        return float(text) if "." in text else int(text)
    if text in ("true", "false", "nil"):
        return {"true": True, "false": False, "nil": None}[text]
    if text.startswith("."):
        return Name(".", tuple(filter(None, text.split("."))))
    of, *parts = text.split(".")
    return Name(of, tuple(parts)) if of.startswith("$") else Name(text)
