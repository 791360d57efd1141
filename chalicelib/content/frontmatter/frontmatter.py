"""Front matter: the block of keys before the text of a source, split off and parsed.

There are three notations, one row each in `NOTATIONS`: YAML between `---`, TOML between `+++`, and Pelican's bare `Title: …`
lines. In all of them a key has a value of `content.frontmatter.parsed_values`. The meaning of each key is in `front_matter_keys`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from msgspec import field

from chalicelib.content.frontmatter.parsed_values import Keys, Scalar, Value, meaning
from chalicelib.content.frontmatter.toml_keys import read_toml
from chalicelib.content.frontmatter.yaml_keys import read_yaml
from chalicelib.content.limits import limit
from chalicelib.content.plain_text import short
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen

FRONT_MATTER_LIMIT = limit("front matter")


class FrontMatter(Frozen):
    """A source split into its keys, the line of each, and the text with its first line (lines count from 1)."""

    body: str
    body_line: int = 1
    keys: Mapping[str, Value] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)


def split(text: str) -> FrontMatter:
    """Return the keys and the text of a source; a source without front matter has no keys."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    for notation in NOTATIONS:
        if notation.begins(lines, start):
            block, body = notation.bounds(lines, start)
            keys = notation.read(bounded("\n".join(lines[block]), start + 1), block.start + 1)
            return FrontMatter("\n".join(lines[body:]), body + 1, *keys)
    return FrontMatter("\n".join(lines))


def bounded(text: str, line: int) -> str:
    """Return the text; refuse it if it is too long for front matter."""
    if len(text) > FRONT_MATTER_LIMIT:
        raise Refusal("front-matter", f"{len(text):,} characters, but the limit is {FRONT_MATTER_LIMIT:,}", line)
    return text


# ---- bare lines


def read_bare(text: str, first_line: int = 1) -> Keys:
    """Return the keys of `Title: …` lines; an indented line continues the line before. Names become lower case."""
    values: dict[str, Value] = {}
    lines: dict[str, int] = {}
    name = ""
    for number, line in enumerate(text.split("\n"), first_line):
        head = BARE_KEY.match(line)
        if head and (name := head[1].lower()) in values:
            raise Refusal("front-matter", f"a second `{name}`", number)
        earlier = values.get(name)
        text_so_far = f"{earlier.text} {line.strip()}" if isinstance(earlier, Scalar) else line.partition(":")[2].strip()
        lines.setdefault(name, number)
        values[name] = Scalar(text_so_far, meaning(text_so_far), lines[name])
    return Keys(values, lines)


BARE_KEY = re.compile(r"([A-Za-z][\w-]*):(?:\s|$)")
BARE_GOES_ON = re.compile(r"[ \t]+\S")
BARE_WITNESS = re.compile(r"(?i:title|date):")  # a block without one of these is part of the text


# ---- the bounds of the block of keys


class Bounds(NamedTuple):
    """The lines of the block, and the first line of the text."""

    block: slice
    body: int


def fence(line: str) -> Callable[[Sequence[str], int], bool]:
    """Return a test whether a block between fences begins in a line."""
    return lambda lines, start: lines[start].rstrip() == line


def bare(lines: Sequence[str], start: int) -> bool:
    """Return whether a block of bare lines begins here; without a title or a date it is only text with colons."""
    begins = BARE_KEY.match(lines[start])
    return begins is not None and any(map(BARE_WITNESS.match, lines[unfenced(lines, start).block]))


def fenced(*ends: str) -> Callable[[Sequence[str], int], Bounds]:
    """Return a function that finds the block between two fences, each alone on its line."""

    def bounds(lines: Sequence[str], start: int) -> Bounds:
        for number in range(start + 1, len(lines)):
            if lines[number].rstrip() in ends:
                return Bounds(slice(start + 1, number), number + 1)
        raise Refusal("front-matter-open", short(lines[start]), start + 1)

    return bounds


def unfenced(lines: Sequence[str], start: int) -> Bounds:
    """Return the block up to the first line that is neither a key nor a continuation."""
    for number in range(start, len(lines)):
        if not (BARE_KEY.match(lines[number]) or BARE_GOES_ON.match(lines[number])):
            return Bounds(slice(start, number), number)
    return Bounds(slice(start, len(lines)), len(lines))


class Notation(Frozen):
    """One notation: whether it begins in a line, its bounds, and its reader."""

    begins: Callable[[Sequence[str], int], bool]
    bounds: Callable[[Sequence[str], int], Bounds]
    read: Callable[[str, int], Keys]


NOTATIONS: tuple[Notation, ...] = (
    Notation(fence("---"), fenced("---", "..."), read_yaml),
    Notation(fence("+++"), fenced("+++"), read_toml),
    Notation(bare, unfenced, read_bare),
)
