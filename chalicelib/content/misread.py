"""Signs that the parser takes for markup, though authors mean them as text.

pulldown-cmark reads `"$200" to "$399"` as a formula, and a line that begins with `:tada:` as a definition. `as_meant` finds these
signs in the parser's events and hides each, so that the parser passes over it. It parses again until none is left.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

import pyromark
from pyromark import Options

from chalicelib.content.budget import Work

if TYPE_CHECKING:
    from pyromark.event import Range

Events: TypeAlias = "Iterable[tuple[Any, Range]]"

LIKELY = re.compile(r"\$|\n[ \t>]*:[^\s:]")
PASSES = 10  # each hides at least half of the prices of a paragraph
EVENT = 10  # steps that an event costs
HIDDEN = b"\x06"  # before a sign: a character that no source has, and that is never shown
DOUBTFUL = Options.ENABLE_MATH | Options.ENABLE_DEFINITION_LIST
LETTER = re.compile(rb"[A-Za-z0-9]")
DIGIT = re.compile(rb"[0-9]")
BLANK = re.compile(rb"\s|\Z")


def as_meant(text: str, options: Options, work: Work) -> tuple[str, Options]:
    """Return the text with its misread signs hidden, and the options for it: fewer if such signs are left after all passes."""
    if not LIKELY.search(text):
        return text, options
    for _ in range(PASSES):
        source = text.encode("utf-8", "surrogatepass")
        places = list(_misread(pyromark.events_with_range(text, options=options), source, work))
        if not places:
            return text, options
        text = _hidden(source, places)
    return text, options & ~DOUBTFUL


def _misread(events: Events, source: bytes, work: Work) -> Iterator[int]:
    """Yield the places of signs that aren't meant as markup."""
    for event, span in events:
        work.spend(EVENT, "very many marks")
        start, end = span["start"], span["end"]
        if event == {"Start": "DefinitionListDefinition"}:
            if not BLANK.match(source, start + 1):
                yield start
        elif isinstance(event, dict) and "InlineMath" in event:
            after_a_word = start and LETTER.match(source, start - 1)
            if after_a_word or DIGIT.match(source, end):  # as in `0.09$/GB` and `$5–$10`
                yield start


def _hidden(source: bytes, places: Iterable[int]) -> str:
    pieces, done = [], 0
    for place in places:
        pieces += [source[done:place], b"\\" if source[place : place + 1] == b"$" else HIDDEN]
        done = place
    return b"".join([*pieces, source[done:]]).decode("utf-8", "surrogatepass")
