"""The events of a Markdown text, as pulldown-cmark reads it, with two of its readings mended.

CommonMark has no formulas, and its parser takes `$200 or “$250` for a formula. So the rule of GitHub and pandoc is applied
afterwards: a sign that opens a formula follows no letter or digit, and no letter or digit follows the sign that closes it. Where
a formula breaks the rule, its first sign is hidden, and the text is parsed again: the text between the signs may hold marks, and
the second sign may open another formula.

The parser takes each line that begins with a colon for a definition, such as `:tada: We moved` or `::: note`. As in pandoc, only
a colon with a blank behind it begins one, so others are hidden, too.
"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import pyromark
from pyromark import Options

if TYPE_CHECKING:
    from pyromark.event import Range

Span: TypeAlias = "Range"

OPTIONS = (
    Options.ENABLE_TABLES
    | Options.ENABLE_FOOTNOTES
    | Options.ENABLE_STRIKETHROUGH
    | Options.ENABLE_TASKLISTS
    | Options.ENABLE_MATH
    | Options.ENABLE_DEFINITION_LIST
    | Options.ENABLE_WIKILINKS
)

HIDDEN, COLON = 6, 7  # control characters, which no source has; as long as the signs, so the places of events stay
# A colon at the begin of a line, but not below the head of a table.
FIRST = re.compile(r"\n([ \t>]*+):(?![ \t])(?!-++:?+[ \t]*+(?:\|[-:| \t]*+)?$)", re.MULTILINE)
PASSES = 8  # each finds the false formulas that begin where others ended


def events_of(text: str) -> Iterator[tuple[Any, Span]]:
    """Yield the events of a text with their places, in bytes; its formulas and definitions are meant as such."""
    options = OPTIONS
    clean = chr(HIDDEN) not in text and chr(COLON) not in text
    source = FIRST.sub(rf"\n\1{chr(COLON)}", f"\n{text}")[1:] if clean else text
    if clean and text.count("$") > 1:
        source, options = _with_hidden(source)
    events = pyromark.events_with_range(source, options=options)
    if source == text:
        yield from events
    else:
        yield from ((_shown(event), span) for event, span in events)


def _with_hidden(text: str) -> tuple[str, Options]:
    """Return the text with `HIDDEN` in place of each sign that would begin a formula against the rule, and the options for it.

    A text that still has such signs after all passes is full of prices, so it has no formulas.
    """
    source = bytearray(text.encode("utf-8", "surrogatepass"))
    for _ in range(PASSES):
        events = pyromark.events_with_range(text, options=OPTIONS)
        false = [span["start"] for event, span in events if _is_formula(event) and not _is_meant(source, span)]
        if not false:
            return text, OPTIONS
        for at in false:
            source[at] = HIDDEN
        text = source.decode("utf-8", "surrogatepass")
    return text, OPTIONS & ~Options.ENABLE_MATH


def references_of(text: str) -> Mapping[str, Any]:
    """Return the definitions of references, by their labels as written."""
    return pyromark.reference_definitions(text, options=OPTIONS)


def _is_formula(event: Any) -> bool:
    return isinstance(event, dict) and ("InlineMath" in event or "DisplayMath" in event)


def _is_meant(source: bytearray, span: Span) -> bool:
    """Return whether there is no letter or digit right before or right after the formula."""
    start, end = span["start"], span["end"]
    before, after = source[max(0, start - 4) : start], source[end : end + 4]  # no character is longer
    return not before.decode(errors="ignore")[-1:].isalnum() and not after.decode(errors="ignore")[:1].isalnum()


def _shown(event: Any) -> Any:
    """Return the event with its signs."""
    if isinstance(event, str):
        return event.replace(chr(HIDDEN), "$").replace(chr(COLON), ":")
    if isinstance(event, dict):
        return {name: _shown(value) for name, value in event.items()}
    return tuple(map(_shown, event)) if isinstance(event, (list, tuple)) else event
