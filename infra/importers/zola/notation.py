"""Zola's notation of shortcodes, as its grammar has it: calls, calls with a body, and both of them escaped.

    {{ name(a="text", b=[1, 2]) }}          {{/* name() */}}
    {% name(a=true) %} … {% end %}          {%/* name() */%} … {%/* end */%}

Zola reads them before Markdown, so also within code. A call whose arguments can't be read is only text.
"""

import re
from collections.abc import Iterator, Mapping

from msgspec import field

from chalicelib.content.frontmatter.parsed_values import Plain
from chalicelib.frozen import Frozen

LITERAL = r"""(?:"[^"]*+"|'[^']*+'|`[^`]*+`|true\b|false\b|-?\d++(?:\.\d++)?)"""
ARRAY = rf"\[(?:\s*+(?:{LITERAL}|\[(?:\s*+{LITERAL}\s*+,?+)*+\s*+\])\s*+,?+)*+\s*+\]"
VALUE = rf"(?:{LITERAL}|{ARRAY})"
ARGUMENT = rf"[A-Za-z_]\w*+\s*+=\s*+{VALUE}"
CALL = rf"(?P<name>[A-Za-z_]\w*+)\(\s*+(?P<said>(?:{ARGUMENT}\s*+,?+\s*+)*+)\)"
SINGLE = re.compile(rf"\{{\{{\s*+{CALL}\s*+\}}\}}")
BEGIN = re.compile(rf"\{{%-?\s*+{CALL}\s*+-?%\}}")
END = re.compile(r"\{%-?\s*+end\s*+-?%\}")
ESCAPED = re.compile(r"\{\{/\*(?P<said>(?:(?!\*/\}\}).)*+)\*/\}\}", re.DOTALL)
ESCAPED_BEGIN = re.compile(r"\{%/\*(?P<said>(?:(?!\*/%\}).)*+)\*/%\}", re.DOTALL)
ESCAPED_END = re.compile(r"\{%/\*\s*+end\s*+\*/%\}")
ANY = re.compile(r"\{[{%]")
NAMED = re.compile(rf"(?P<name>[A-Za-z_]\w*+)\s*+=\s*+(?P<value>{VALUE})")
PART = re.compile(rf"{LITERAL}|\[[^\[\]]*+\]")


class Call(Frozen):
    """A call from `start` to `end`: the name of the shortcode, its arguments, and the text in it; None if it has no end."""

    start: int
    end: int
    name: str
    arguments: Mapping[str, Plain] = field(default_factory=dict)
    body: str | None = None


class EscapedCall(Frozen):
    """An escaped call from `start` to `end`, and the text that readers see of it."""

    start: int
    end: int
    text: str


def calls_in(text: str) -> Iterator[Call | EscapedCall]:
    """Yield the calls in Zola's notation, in order; `zola.shortcodes` reads their bodies."""
    at = 0
    while begin := ANY.search(text, at):
        call = _escaped(text, begin.start()) or _call(text, begin.start())
        at = call.end if call else begin.end()
        if call:
            yield call


def _escaped(text: str, at: int) -> EscapedCall | None:
    if single := ESCAPED.match(text, at):
        return EscapedCall(at, single.end(), f"{{{{{single['said']}}}}}")
    begin = ESCAPED_BEGIN.match(text, at)
    end = ESCAPED_END.search(text, begin.end()) if begin else None
    if begin is None or end is None:
        return None
    return EscapedCall(at, end.end(), f"{{%{begin['said']}%}}{text[begin.end() : end.start()]}{{% end %}}")


def _call(text: str, at: int) -> Call | None:
    if single := SINGLE.match(text, at):
        return Call(at, single.end(), single["name"], arguments(single["said"]))
    begin = BEGIN.match(text, at)
    end = END.search(text, begin.end()) if begin else None
    if begin is None or end is None:
        return None
    return Call(at, end.end(), begin["name"], arguments(begin["said"]), text[begin.end() : end.start()].strip())


def arguments(said: str) -> Mapping[str, Plain]:
    """Return the arguments of a call by name."""
    return {match["name"]: _value(match["value"]) for match in NAMED.finditer(said)}


def _value(written: str) -> Plain:
    if written.startswith("["):
        return [_value(part) for part in PART.findall(written[1:-1])]
    if written[0] in "\"'`":
        return written[1:-1]
    if written in ("true", "false"):
        return written == "true"
    return float(written) if "." in written else int(written)
