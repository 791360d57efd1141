"""The addresses in a Markdown text: of links, images, definitions, and attributes of HTML.

`readdressed` passes each to a function and writes what it returns; code stays as it is, and so does all else to the letter.
"""

import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import unquote

from chalicelib.content.shortcodes.code_ranges import Ranges, code_and_html
from infra.importers.folder.fragment_ids import FragmentLookup

TAG = r"\{\{.{0,300}?\}\}|\{%.{0,300}?%\}"  # a template tag may hold blanks and brackets
BARE = rf"(?:{TAG}|[^\s()<>{{]|\{{|\((?:{TAG}|[^\s()<>{{]|\{{)*+\))++"
INLINE = rf"\]\(\s*+(?:<(?P<angled>[^<>\n]*+)>|(?P<inline>{BARE}))"
DEFINED = rf"^[ ]{{0,3}}\[(?!\^)[^\[\]\n]++\]:[ \t]*+(?:<(?P<defangled>[^<>\n]*+)>|(?P<defined>(?:{TAG}|\S)++))"
ATTRIBUTE = r"""\b(?:href|src|poster)\s*+=\s*+(?:"(?P<double>[^"\n]*+)"|'(?P<single>[^'\n]*+)')"""
ADDRESS = re.compile("|".join((INLINE, DEFINED, ATTRIBUTE)), re.MULTILINE)
IN_HTML = ("double", "single")
NOTHING = Ranges((), ())
BLANK = re.compile(r"[\s()<>]")

Readdress = Callable[[str, int], str]


class Address(NamedTuple):
    """An address in a text: its offsets, the group of `ADDRESS` that it matched, and how it is written."""

    start: int
    end: int
    group: str
    written: str


def addresses_in(text: str, *, html: bool = False) -> Iterator[Address]:
    """Yield the addresses in order, without those in Markdown's code."""
    if not re.search(r"\]\(|\]:|\b(?:href|src|poster)\s*=", text):
        return
    code = NOTHING if html else code_and_html(text)[0]
    for match in ADDRESS.finditer(text):
        group = match.lastgroup or ""
        if match.start() not in code:
            yield Address(*match.span(group), group, match[group])


def readdressed(text: str, to: Readdress, *, html: bool = False) -> str:
    """Return the text with each address replaced by what `to` returns for the address and its line, which counts from 1."""
    parts, last, line, counted = [], 0, 1, 0
    for address in addresses_in(text, html=html):
        line, counted = line + text.count("\n", counted, address.start), address.start
        is_html = address.group in IN_HTML
        old = unescape(address.written) if is_html else address.written
        new = to(old, line)
        if new != old:
            if is_html:
                new = escape(new)
            elif address.group in ("inline", "defined") and BLANK.search(new):
                new = f"<{new}>"
            parts += [text[last : address.start], new]
            last = address.end
    return "".join([*parts, text[last:]])


def with_current_ids(text: str, lookup_at: Callable[[str], FragmentLookup | None]) -> tuple[str, int]:
    """Return the text with links to the ids that parts of texts have here, and the number of links that changed.

    `lookup_at` returns the lookup of the text that an address without its fragment leads to; None if that text isn't known.
    A link to what follows the excerpt of a text leads to its beginning.
    """
    changed = 0

    def corrected(address: str, _line: int) -> str:
        nonlocal changed
        path, mark, fragment = address.partition("#")
        lookup = lookup_at(path.partition("?")[0]) if mark else None
        if lookup is None:
            return address
        new_id, is_rest = lookup.id_for(unquote(fragment)), lookup.is_rest(unquote(fragment))
        if not new_id and not is_rest:
            return address
        changed += 1
        return f"{path}#{new_id}" if new_id else path or "#"

    return readdressed(text, corrected), changed
