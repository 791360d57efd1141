"""The addresses in a Markdown text: of links, images, definitions, and attributes of HTML.

`readdressed` passes each to a function and writes what it returns; code stays as it is, and so does all else to the letter.
"""

import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import unquote

from chalicelib.content.shortcodes.code_ranges import Ranges, code_and_html
from infra.importers.folder.fragment_ids import Meant

TAG = r"\{\{.{0,300}?\}\}|\{%.{0,300}?%\}"  # a template tag may hold blanks and brackets
BARE = rf"(?:{TAG}|[^\s()<>{{]|\{{|\((?:{TAG}|[^\s()<>{{]|\{{)*+\))++"
INLINE = rf"\]\(\s*+(?:<(?P<angled>[^<>\n]*+)>|(?P<inline>{BARE}))"
DEFINED = rf"^[ ]{{0,3}}\[(?!\^)[^\[\]\n]++\]:[ \t]*+(?:<(?P<defangled>[^<>\n]*+)>|(?P<defined>(?:{TAG}|\S)++))"
ATTRIBUTE = r"""\b(?:href|src|poster)\s*+=\s*+(?:"(?P<double>[^"\n]*+)"|'(?P<single>[^'\n]*+)')"""
FOUND = re.compile("|".join((INLINE, DEFINED, ATTRIBUTE)), re.MULTILINE)
IN_HTML = ("double", "single")
NOTHING = Ranges((), ())
BLANK = re.compile(r"[\s()<>]")

Readdress = Callable[[str, int], str]


class Address(NamedTuple):
    """An address in a text: its place, its kind, and how it is written."""

    start: int
    end: int
    place: str
    written: str


def addresses_in(text: str, *, html: bool = False) -> Iterator[Address]:
    """Yield the addresses in order, without those in Markdown's code."""
    if not re.search(r"\]\(|\]:|\b(?:href|src|poster)\s*=", text):
        return
    code = NOTHING if html else code_and_html(text)[0]
    for found in FOUND.finditer(text):
        place = found.lastgroup or ""
        if found.start() not in code:
            yield Address(*found.span(place), place, found[place])


def readdressed(text: str, to: Readdress, *, html: bool = False) -> str:
    """Return the text with each address as the function has it; it is given the address and its line, which counts from 1."""
    parts, last, line, counted = [], 0, 1, 0
    for found in addresses_in(text, html=html):
        line, counted = line + text.count("\n", counted, found.start), found.start
        old = unescape(found.written) if found.place in IN_HTML else found.written
        new = to(old, line)
        if new != old:
            parts += [text[last : found.start], _written(new, found.place)]
            last = found.end
    return "".join([*parts, text[last:]])


def with_ids_here(text: str, meant_at: Callable[[str], Meant | None]) -> tuple[str, int]:
    """Return the text whose links to parts have the ids of these parts here, and how many links that changed.

    `meant_at` returns what ids mean in the text that an address without its fragment leads to; None if that isn't known.
    """
    changed = 0

    def to(address: str, _line: int) -> str:
        nonlocal changed
        path, mark, part = address.partition("#")
        meant = meant_at(path.partition("?")[0]) if mark else None
        here = meant.here(unquote(part)) if meant else ""
        is_rest = bool(meant and meant.is_rest(unquote(part)))
        changed += bool(here) or is_rest
        return f"{path}#{here}" if here else (path or "#") if is_rest else address

    return readdressed(text, to), changed


def _written(address: str, place: str) -> str:
    if place in IN_HTML:
        return escape(address)
    return f"<{address}>" if place in ("inline", "defined") and BLANK.search(address) else address
