"""The cost of rendering a text, and the length of its HTML: both are limited.

No grammar bounds the work of a Markdown parser: a few hundred kilobytes of `[` keep it busy for hours. So the cost is estimated
beforehand, in **steps** of about 100 ns, by counting the characters that the parser would scan repeatedly. The estimate depends
only on the text: a source is refused on every machine or on none. CPU time is limited too, but only against unknown cases: a text
that runs out of time is not refused; its ingest fails (`Overdue`) and is tried again, because a faster machine might succeed.

The length of the HTML is limited as well (`Room`): a reference takes five characters, and each copies its long address. The
numbers are rows of `content.limits`.

The cost of Python-Markdown's stages is estimated in `python_markdown_cost`. The sanitizer, too, can be kept busy:

- elements nested 100,000 deep take nh3 half a minute; unclosed `<b class=…>` are opened again in each block.
- 500,000 no-break spaces take nh3 four seconds, and twice as many take four times as long.
- 200,000 attributes in one tag take nh3 half a minute: each is compared with all before it.
"""

import re
import signal
import threading
from collections.abc import Callable, Iterable
from types import FrameType
from typing import TypeVar

from chalicelib.content.html.elements import CLOSED_BY_ITSELF, VOID
from chalicelib.content.limits import limit
from chalicelib.errors import Refusal

STEPS = limit("steps of a text")
DEPTH = limit("depth of a text")
SECONDS = limit("seconds of a text")
ROOM = limit("room of a text")
GROWTH = limit("growth of a text")
ROOM_AT_MOST = limit("HTML of a text")

NEVER_LEFT_OPEN = VOID | CLOSED_BY_ITSELF
TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
BLANKS = " \t\n\f\r"  # as HTML has them
NAME = f"[^{BLANKS}/>]"
PLAIN = rf"(?:[{BLANKS}]++[^{BLANKS}/>=\"'<]++(?:=\"[^\"]*+\")?){{0,20}}+[{BLANKS}]*+/?>"
MANY_ATTRIBUTES = re.compile(rf"<(?=[a-zA-Z])(?!{NAME}*+{PLAIN}){NAME}++")  # or written in some unusual way
NEXT_ATTRIBUTE = re.compile(
    rf"[{BLANKS}/]*+=?[^{BLANKS}/>=]*+(?:[{BLANKS}]*+=[{BLANKS}]*+(?:\"[^\"]*+\"?|'[^']*+'?|[^{BLANKS}>]*+))?", re.DOTALL
)
T = TypeVar("T")


class Work:
    """The steps that are left for one text."""

    def __init__(self, steps: int = STEPS) -> None:
        self.left = steps

    def spend(self, steps: int, why: str) -> None:
        """Pay for the next operation, or refuse the text."""
        self.left -= steps
        if self.left < 0:
            raise Refusal("too-slow", why)


def weigh_html(html: str, work: Work) -> None:
    """Pay for sanitizing this HTML: elements that are left open stay open through all that follows."""
    carry(TAG.findall(html), work)
    spaces = html.count("\u00a0") + html.count("&nbsp")
    work.spend(spaces**2 // 7_000, "very many no-break spaces")
    for tag in MANY_ATTRIBUTES.finditer(html):
        _weigh_attributes(html, tag.end(), work)


def _weigh_attributes(html: str, start: int, work: Work) -> None:
    """Pay for the attributes of the tag whose name ends here: each is compared with all before it."""
    at, number = start, 0
    while at < len(html) and html[at] != ">":
        attribute = NEXT_ATTRIBUTE.match(html, at)
        end = attribute.end() if attribute else at
        work.spend(number // 50 + (end - at) // 100 + 10, "an element with very many attributes")
        at, number = max(end, at + 1), number + 1


def carry(tags: Iterable[tuple[str, str]], work: Work) -> None:
    """Pay for these tags, each with its name, and `/` if it is an end tag."""
    depth, carried = 0, 0
    opened: dict[str, int] = {}
    for end, tag in tags:
        name = tag.lower()
        if end:
            if opened.get(name):
                opened[name] -= 1
                depth -= 1
        elif name not in NEVER_LEFT_OPEN:
            opened[name] = opened.get(name, 0) + 1
            depth += 1
        if depth > DEPTH:
            raise Refusal("too-deep", f"<{name}>")
        carried += depth
    work.spend(2 * carried, "very many elements left open")


class Room:
    """The length that the HTML of a text may have."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.most = min(GROWTH * len(text) + ROOM, ROOM_AT_MOST)

    def hold(self, html: str) -> str:
        """Return the HTML, if it isn't too long."""
        if len(html) > self.most:
            raise Refusal("swollen", f"{len(html):,} characters of HTML from {len(self.text):,}")
        return html


class Overdue(Exception):
    """Something took too long on this machine, now; the text may not be the cause."""


def within(seconds: float, make: Callable[[], T]) -> T:
    """Return the result of `make`; raise `Overdue` if it takes more CPU time than this.

    Only the main thread is watched, and on Windows, which has no such timer, none is.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        return make()
    previous_handler = signal.signal(signal.SIGPROF, _late)
    # Again every second, because an exception within a callback may be lost.
    signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
    try:
        return make()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, previous_handler)


def _late(_signal: int, _frame: FrameType | None) -> None:
    raise Overdue("it took more of the processor's time than it may")
