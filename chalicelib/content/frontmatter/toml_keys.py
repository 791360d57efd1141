"""TOML, read with the line of each key."""

import json
import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from msgspec.structs import replace

from chalicelib.content.frontmatter.parsed_values import DEPTH_LIMIT, Keys, Scalar, Value, meaning
from chalicelib.content.plain_text import short
from chalicelib.errors import Refusal


def read_toml(text: str, first_line: int = 1) -> Keys:
    """Return the keys of a TOML document."""
    import tomllib  # noqa: PLC0415 - few sources have TOML

    _check_dots(text, first_line)
    try:
        document = tomllib.loads(text, parse_float=lambda number: Scalar(number, meaning(number)))
        lines = toml_lines(text, first_line)
        return Keys({key: toml_value(value, lines.get(key, first_line), 0) for key, value in document.items()}, lines)
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is a ValueError, too
        named = re.search(r"line (\d+)", str(error))
        written = text.split("\n")
        number = int(named[1]) if named else len(written)
        raise Refusal("front-matter", short(written[number - 1]) or short(str(error)), first_line + number - 1) from error


def _check_dots(text: str, first_line: int) -> None:
    """Refuse a key of very many parts before `tomllib` reads it, which stores all beginnings of each key."""
    bare = TOML_QUIET.sub(lambda quiet: "_" + "\n" * quiet[0].count("\n"), text)
    if deep := TOML_DEEP.search(bare):
        line = bare.count("\n", 0, deep.start())
        raise Refusal("front-matter", short(text.split("\n")[line]), first_line + line)


TOML_QUIET = re.compile(
    r'''"""(?:[^\\]|\\.)*?"""|"(?:[^"\\\n]|\\.)*+"|''' + r"""'''.*?'''|'[^'\n]*+'|#[^\n]*+""", re.DOTALL
)  # texts and comments, in which dots don't separate
TOML_DEEP = re.compile(rf"(?<![\w-])[\w-]++(?:[ \t]*+\.[ \t]*+[\w-]++){{{DEPTH_LIMIT}}}")


def toml_lines(text: str, first_line: int) -> Mapping[str, int]:
    """Return the line of each key and table at the top level; if a text contains a line like a key, the first counts."""
    lines: dict[str, int] = {}
    table = False
    for number, line in enumerate(text.split("\n"), first_line):
        head = TOML_TABLE.match(line) or (None if table else TOML_KEY.match(line))
        table = table or line.startswith("[")
        if head:
            lines.setdefault(head[1], number)
    return lines


TOML_KEY = re.compile(r"""\s*["']?([\w-]+)["']?\s*[.=]""")
TOML_TABLE = re.compile(r"""\s*\[+\s*["']?([\w-]+)""")


def toml_value(value: Any, line: int, depth: int) -> Value:
    """Return a TOML value as a `Value`; dates become ISO text."""
    if depth > DEPTH_LIMIT:
        raise RecursionError(f"more than {DEPTH_LIMIT} tables inside each other")
    match value:
        case dict():
            return {key: toml_value(part, line, depth + 1) for key, part in value.items()}
        case list():
            return tuple(toml_value(part, line, depth + 1) for part in value)
        case Scalar():
            return replace(value, line=line)
        case date() | time():
            return Scalar(value.isoformat(), value.isoformat(), line)
        case bool() | int():
            return Scalar(json.dumps(value), value, line)
    return Scalar(value, value, line)
