"""Templates of Go, which Hugo's shortcodes are written in, as far as a simple one needs.

A template is run over values that were given to it, with the functions of a table (`go_functions`); it takes a limited number of
steps. A template that asks for anything else isn't simple: `NotSimpleError` says why.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from infra.importers.shortcodes.go_functions import FUNCTIONS, MOST, shown
from infra.importers.shortcodes.go_syntax import Action, Block, Command, Name, Node, Operand, Parenthesized, Pipeline, parsed
from infra.importers.shortcodes.tera import NotSimpleError

STEPS = 20_000
LAZY = ("and", "or")
ROOTS = ("site", "page")


def render(source: str, dot: Any, functions: Mapping[str, Callable[..., Any]]) -> str:
    """Return what a template makes of these values, its Markdown marked; raise `NotSimpleError` if it isn't simple."""
    run = Run({**FUNCTIONS, **functions}, {"$": dot})
    try:
        return "".join(run.nodes(parsed(source), dot))
    except (TypeError, ValueError, KeyError, AttributeError, IndexError, RecursionError, OverflowError) as error:
        raise NotSimpleError(" ".join(str(error).split())[:120]) from error


class Run(Struct):
    """One run of a template: its functions and its variables, and how many steps and characters are left."""

    functions: Mapping[str, Callable[..., Any]]
    variables: dict[str, Any]
    steps: int = STEPS
    room: int = 10 * MOST

    def nodes(self, nodes: Sequence[Node], dot: Any) -> Iterator[str]:
        for node in nodes:
            self._step()
            if isinstance(node, str):
                yield self._fit(node)
            elif isinstance(node, Action):
                value = self._value(node.pipeline, dot)
                if node.names:
                    self.variables[node.names[-1]] = value
                else:
                    yield self._fit(shown(value))
            else:
                yield from self._block(node, dot)

    def _block(self, block: Block, dot: Any) -> Iterator[str]:
        value = self._value(block.pipeline, dot)
        if block.kind == "range":
            yield from self._range(block, value, dot)
            return
        if block.names:
            self.variables[block.names[-1]] = value
        within = value if block.kind == "with" else dot
        yield from self.nodes(block.body, within) if value else self.nodes(block.otherwise, dot)

    def _range(self, block: Block, values: Any, dot: Any) -> Iterator[str]:
        if values is None or isinstance(values, str):
            values = ()
        elif isinstance(values, int):
            values = range(min(values, MOST))
        pairs = list(values.items()) if isinstance(values, Mapping) else list(enumerate(values))
        for key, value in pairs:
            if block.names:
                self.variables[block.names[-1]] = value
            if len(block.names) > 1:
                self.variables[block.names[0]] = key
            yield from self.nodes(block.body, value)
        if not pairs:
            yield from self.nodes(block.otherwise, dot)

    # ---- values

    def _value(self, pipeline: Pipeline, dot: Any) -> Any:
        value: Any = None
        for number, command in enumerate(pipeline):
            self._step()
            value = self._command(command, dot, () if number == 0 else (value,))
        return value

    def _command(self, command: Command, dot: Any, last: tuple[Any, ...]) -> Any:
        if not command:
            raise NotSimpleError("a part of it is empty")
        first, *given = command
        if isinstance(first, Name) and first.of not in (".",) and not first.of.startswith("$"):
            function = self.functions.get(first.of.lower())
            head, *parts = first.of.split(".")
            if function is None and parts and head in ROOTS and head in self.functions:
                return self._parts(self.functions[head](), parts, call=not given)
            if function is None:
                raise NotSimpleError(f"it uses `{first.of}`")
            if first.of in LAZY:
                return self._lazy(first.of, given, dot, last)
            return self._short(function(*(self._operand(operand, dot) for operand in given), *last))
        value = self._operand(first, dot, call=False)
        if callable(value):
            return self._short(value(*(self._operand(operand, dot) for operand in given), *last))
        if given or last:
            raise NotSimpleError("a value of it is called like a function")
        return value

    def _lazy(self, name: str, given: Sequence[Operand], dot: Any, last: tuple[Any, ...]) -> Any:
        value: Any = None
        for operand in (*given, *last):
            value = self._operand(operand, dot) if not last or operand is not last[0] else operand
            if bool(value) == (name == "or"):
                return value
        return value

    def _operand(self, operand: Operand, dot: Any, *, call: bool = True) -> Any:
        if isinstance(operand, Parenthesized):
            return self._parts(self._value(operand.pipeline, dot), operand.parts, call=call)
        if not isinstance(operand, Name):
            return operand
        if operand.of == ".":
            return self._parts(dot, operand.parts, call=call)
        if operand.of in self.variables:
            return self._parts(self.variables[operand.of], operand.parts, call=call)
        if operand.of.startswith("$"):
            raise NotSimpleError(f"it uses `{operand.of}` before it has a value")
        return self._command((operand,), dot, ())

    def _parts(self, value: Any, parts: Sequence[str], *, call: bool) -> Any:
        for number, part in enumerate(parts):
            if value is None or value == "":
                return None
            if not isinstance(value, Mapping):
                raise NotSimpleError(f"it asks for `.{part}` of a text")
            field_value = next((item for key, item in value.items() if key.lower() == part.lower()), MISSING)
            if field_value is MISSING and not isinstance(value, OptionalValues):
                raise NotSimpleError(f"it asks for `.{part}`")
            value = None if field_value is MISSING else field_value
            if callable(value) and (call or number < len(parts) - 1):
                value = value()
        return value

    # ---- limits

    def _step(self) -> None:
        self.steps -= 1
        if self.steps < 0:
            raise NotSimpleError("it takes too many steps")

    def _fit(self, text: str) -> str:
        self.room -= len(text)
        if self.room < 0:
            raise NotSimpleError("it makes too much")
        return text

    def _short(self, value: Any) -> Any:
        if isinstance(value, str | list) and len(value) > 10 * MOST:
            raise NotSimpleError("it makes too much")
        return value


class OptionalValues(dict[str, Any]):
    """Values that an author gives by any names, such as parameters: a missing value is empty."""


MISSING = object()
