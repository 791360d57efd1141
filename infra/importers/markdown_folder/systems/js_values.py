"""Values in JavaScript and TypeScript, read as text and never run.

Configurations and data files are programs, but what an import needs from them is mostly written out: texts, numbers, lists and
objects. `values_in` reads what is written out, and leaves out each value that is computed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from msgspec import Struct

from chalicelib.content.frontmatter.parsed_values import Scalar, Value

LONGEST = 1 << 18  # characters of a file
MOST = 100  # constants of a file, and values of a name; each may be as long as the file
DEEPEST = 20  # objects inside each other
BLANK = re.compile(r"(?:\s+|//[^\n]*|/\*.*?(?:\*/|\Z))+", re.DOTALL)
NAME = re.compile(r"[A-Za-z_$][\w$]*")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?![\w.])")
QUOTED = re.compile(r"\"((?:[^\"\\\n]|\\.)*+)\"|'((?:[^'\\\n]|\\.)*+)'|`((?:[^`\\$]|\\.|\$(?!\{))*+)`", re.DOTALL)
TEMPLATE = re.compile(r"`(?:[^`\\]|\\.)*+`", re.DOTALL)
ESCAPED = re.compile(r"\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
SIGNS: Mapping[str, str] = {"n": "\n", "t": "\t", "r": "", "b": "", "f": "", "v": "", "0": "", "\n": ""}
WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None, "undefined": None}
TYPE = re.compile(r"\s*(?:as\s+const|as\s+[\w.<>\[\]]+|satisfies\s+[\w.<>\[\]]+)")
BEGINS = re.compile(r"[(\[{]")
ASSIGNED = re.compile(r"(?:^|[;\n])[ \t]*(?:export\s+)?(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*(?::[^=\n]{1,200})?=(?!=|>)\s*")
WHOLE = re.compile(
    r"(?:export\s+default|module\.exports\s*=)\s*(?:(?:async\s+)?(?:function\s*\w*\s*)?\([^()]{0,200}\)\s*(?:=>)?\s*)?"
)


def values_in(text: str) -> Mapping[str, Value]:
    """Return what a module exports as a whole, and the constants at its top by their names."""
    text = text[:LONGEST]
    assigned = islice(ASSIGNED.finditer(text), MOST)
    constants = {match[1]: value for match in assigned if (value := value_at(text, match.end())) is not None}
    return {**constants, **exported(text, constants)}


def exported(text: str, constants: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return the keys of the object that a module exports: written there, returned, given to a function, or named."""
    begin = WHOLE.search(text)
    if begin is None:
        return {}
    if (name := NAME.match(text, begin.end())) and isinstance(own := constants.get(name[0]), Mapping):
        return own
    for prefix in (r"\(?\s*(?=\{)", r"[\w.$]+\(\s*(?=\{)", r"\{.*?\breturn\s*\(?\s*(?=\{)"):
        match = re.compile(prefix, re.DOTALL).match(text, begin.end())
        value = value_at(text, match.end()) if match else None
        if isinstance(value, Mapping) and value:
            return value
    return {}


def value_at(text: str, at: int) -> Value | None:
    """Return the value that is written at this place; None if it is computed."""
    return _Reader(text, at).value(0)


def named(text: str, *names: str) -> Iterator[Value]:
    """Yield each value that is written behind one of these names and a colon, wherever in the text."""
    pattern = re.compile(rf"(?<![\w.])[\"']?(?:{'|'.join(map(re.escape, names))})[\"']?\s*:\s*")
    for match in islice(pattern.finditer(text[:LONGEST]), MOST):
        value = value_at(text, match.end())
        if value is not None:
            yield value


class _Reader(Struct):
    text: str
    at: int

    def value(self, depth: int) -> Value | None:
        self._skip_blank()
        sign = self.text[self.at : self.at + 1]
        if depth > DEEPEST or not sign:
            return None
        if sign == "{":
            return self._object(depth)
        if sign == "[":
            return self._list(depth)
        return self._scalar()

    def _scalar(self) -> Value | None:
        if match := QUOTED.match(self.text, self.at):
            self.at = match.end()
            said = unescaped(next(part for part in match.groups() if part is not None))
            return Scalar(said, said)
        if match := NUMBER.match(self.text, self.at):
            self.at = match.end()
            return Scalar(match[0], float(match[0]) if "." in match[0] else int(match[0][:18]))
        if (match := NAME.match(self.text, self.at)) and match[0] in WORDS:
            self.at = match.end()
            means = WORDS[match[0]]
            return Scalar("" if means is None else match[0], means)
        if match := re.compile(r"new\s+Date\(\s*").match(self.text, self.at):
            self.at = match.end()
            return self._scalar()
        return None

    def _object(self, depth: int) -> Mapping[str, Value]:
        keys: dict[str, Value] = {}
        self.at += 1
        while not self._ends("}"):
            quoted, name = QUOTED.match(self.text, self.at), NAME.match(self.text, self.at)
            key = quoted or name
            if key:
                self.at = key.end()
                self._skip_blank()
            if key and self.text[self.at : self.at + 1] == ":":
                self.at += 1
                value = self.value(depth + 1)
                if value is not None and self._is_whole():
                    keys[unescaped(key[0][1:-1]) if quoted else key[0]] = value
            self._to_next()
        return keys

    def _list(self, depth: int) -> tuple[Value, ...]:
        parts: list[Value] = []
        self.at += 1
        while not self._ends("]"):
            value = self.value(depth + 1)
            if value is not None and self._is_whole():
                parts.append(value)
            self._to_next()
        return tuple(parts)

    def _is_whole(self) -> bool:
        """Return whether a value ends here: nothing is added to it or called on it."""
        if match := TYPE.match(self.text, self.at):
            self.at = match.end()
        self._skip_blank()
        return self.text[self.at : self.at + 1] in (",", "}", "]", ")", "")

    def _ends(self, sign: str) -> bool:
        """Return whether the object or list ends here: with its sign, or with that of another bracket, which isn't passed."""
        self._skip_blank()
        bracket = self.text[self.at : self.at + 1]
        self.at += bracket == sign
        return bracket in ("", ")", "]", "}")

    def _to_next(self) -> None:
        """Go behind the next comma of this object or list, or to its end; strings and what is in brackets are passed over."""
        depth = 0
        while self.at < len(self.text):
            if match := next(filter(None, (skipped.match(self.text, self.at) for skipped in (BLANK, QUOTED, TEMPLATE))), None):
                self.at = match.end()
                continue
            sign = self.text[self.at]
            if sign in ")]}" and not depth:
                return
            self.at += 1
            if sign == "," and not depth:
                return
            depth += (sign in "([{") - (sign in ")]}")

    def _skip_blank(self) -> None:
        if match := BLANK.match(self.text, self.at):
            self.at = match.end()


def unescaped(text: str) -> str:
    """Return a text of JavaScript's as it is meant."""
    return ESCAPED.sub(lambda match: _sign(match[1]), text) if "\\" in text else text


def _sign(written: str) -> str:
    digits = written[1:].strip("{}")
    if written[0] in "ux" and digits:
        number = int(digits, 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else ""  # noqa: PLR2004 - Unicode's bounds
    return SIGNS.get(written, written)
