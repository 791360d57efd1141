"""The one place that writes to the terminal: characters that a terminal obeys, or that mislead the eye, are written as escapes.

Names of files, titles, errors and logs come from others. In them an escape code may rename the window or hide a line, a mark of
direction may turn `exe.gpj` around, and letters without width may make two names look the same. So every text passes through
`escaped`, whoever wrote it; only line ends and tabs stay as they are. A colour is an argument, so no text brings one.
"""

import codecs
import re
import sys
from typing import TextIO

from chalicelib.content.invisible import INVISIBLE

COLOURS = {"red": "\x1b[31m", "green": "\x1b[32m", "yellow": "\x1b[33m", "cyan": "\x1b[36m"}
END_OF_COLOUR = "\x1b[0m"

MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f]"  # controls, without tabs and line ends
    "|[\u2028\u2029\ufff9-\ufffb]"  # ends of lines, marks of annotations
    f"|{INVISIBLE}"  # marks of direction, and what has no width
    f"|(?<=[{MARKS}]{{4}})[{MARKS}]"  # accents above accents
    "|[\ud800-\udfff]"  # bytes of a name that is no text
)
NOT_ASCII = re.compile(rf"{HARMFUL.pattern}|[^\x00-\x7f]")


def escape(character: str) -> str:
    """Return a character as an escape, in the notation of Python and JSON."""
    point = ord(character)
    if point < 0x100:  # noqa: PLR2004 - two figures
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"  # noqa: PLR2004 - four figures


def escaped(text: str, colour: str = "", length: int | None = None) -> str:
    """Return the text with harmful characters as escapes, and its first `length` characters, or all, in a colour."""
    if colour:
        return f"{COLOURS[colour]}{escaped(text[:length])}{END_OF_COLOUR}{escaped(text[len(text[:length]) :])}"
    return HARMFUL.sub(lambda match: escape(match[0]), text)


def escaped_json(text: str, harmful: re.Pattern[str] = HARMFUL) -> str:
    """Return JSON with harmful characters in JSON's own escapes, so a program reads the same."""
    return harmful.sub(lambda match: "".join(f"\\u{unit:04x}" for unit in _utf16_units(match[0])), text)


def _utf16_units(character: str) -> list[int]:
    raw = character.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(raw[at : at + 2]) for at in range(0, len(raw), 2)]


def write(text: str, stream: TextIO | None = None, *, end: str = "\n", colour: str = "") -> None:
    """Write a text at once; to stdout unless another stream is named."""
    print(escaped(text, colour), end=end, file=stream or sys.stdout, flush=True)


def write_json(text: str, stream: TextIO | None = None, *, end: str = "\n") -> None:
    """Write a JSON text at once, in JSON's own escapes where the stream isn't in UTF-8."""
    stream = stream or sys.stdout
    is_utf8 = codecs.lookup(getattr(stream, "encoding", None) or "utf-8").name == "utf-8"
    print(escaped_json(text, HARMFUL if is_utf8 else NOT_ASCII), end=end, file=stream, flush=True)


def answer(question: str, stream: TextIO | None = None) -> str:
    """Ask a question, and return the line that is typed."""
    write(question, stream, end="")
    return input()


class EscapedStream:
    """A terminal, for code that writes to a stream by itself."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        return self.stream.write(escaped(text))


def table_stream(stream: TextIO) -> "TextIO | EscapedStream":
    """Return a stream for a table: a program or a file gets each byte of it, a terminal nothing harmful."""
    return EscapedStream(stream) if stream.isatty() else stream
