"""The bytes of a WXR file as clean XML, a piece at a time.

Real exports hold what XML forbids: control characters, bytes of another encoding, HTML's entities, and `]]>` within a text
that was put into CDATA as it was. All of that is mended on the way to the parser, in bounded memory. A DOCTYPE is refused: no
export has one, so no entity is ever declared. (lxml's `iterparse` alone loses text around all of these, and texts above 10
MB, and doesn't tell that the file was cut off.)
"""

import codecs
import re
from collections import deque
from collections.abc import Iterator
from html import escape
from html.entities import html5
from typing import BinaryIO

from chalicelib.content.plain_text import FORBIDDEN
from infra.importers.blog import UnreadableError
from infra.importers.parsing.encodings import is_known, is_text

BLOCK = 1 << 18
LONGEST = 4 << 20  # characters of one text; Presswork takes 1 MiB, and libxml2 10 MB
OPENED = re.compile(r"<([\w:.-]+)(?=[\s>])[^<>]*>\s*<!\[CDATA\[")
ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)([a-zA-Z][a-zA-Z0-9]*;)?")
DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""")
NUMBERED = re.compile(r"&#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}));")
SHORTEST = 400  # characters that a tag or an entity may have, with what must follow it
SPLIT = "]]]]><![CDATA[>"  # `]]>` as it is written within CDATA
CUT = "]]>"


class CleanXml:
    """Clean XML in pieces. `lines` are the lines on which items begin, in their order; `cut` says how many texts were too long,
    `ends_within` the element in whose text the file ends."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.lines: deque[int] = deque()
        self.cut = 0
        self.ends_within = ""
        self._line, self._rest = 1, ""

    def pieces(self) -> Iterator[str]:
        """Yield the XML; a text in CDATA comes as a whole."""
        buffer, more = "", self._texts()
        for text in more:
            buffer += text
            yield from self._outside(buffer, more)
            buffer = self._rest
        yield self._marked(buffer)

    def _outside(self, buffer: str, more: Iterator[str]) -> Iterator[str]:
        """Yield each text in CDATA and the markup before it; hold back what may be the beginning of another."""
        while opened := OPENED.search(buffer):
            yield self._marked(buffer[: opened.end()])
            text, buffer = self._inside(buffer[opened.end() :], opened[1], more)
            self._line += text.count("\n")
            if "&#" in text:  # in broken XML, the parser may take it for markup
                text = NUMBERED.sub(numbered_entity, text)
            yield SPLIT.join(text.replace(SPLIT, CUT).split(CUT)) + CUT
        end = end_of_complete(buffer)
        yield self._marked(buffer[:end])
        self._rest = buffer[end:]

    def _inside(self, buffer: str, name: str, more: Iterator[str]) -> tuple[str, str]:
        """Return the text up to the end of its element, and the rest of the buffer."""
        end = re.compile(rf"\]\]>(?=\s*</{re.escape(name)}\s*>)")
        searched, is_cut = 0, False
        while not (match := end.search(buffer, searched)):
            searched = max(0, len(buffer) - SHORTEST)
            if searched > LONGEST:
                buffer, searched, is_cut = buffer[:LONGEST] + buffer[searched:], LONGEST, True
            text = next(more, "")
            if not text:
                self.ends_within = name
                return buffer, ""
            buffer += text
        self.cut += is_cut
        at = match.start() if is_closed(buffer, match.start()) else buffer.find(CUT)
        return buffer[:at], buffer[at + len(CUT) :]

    def _marked(self, markup: str) -> str:
        """Return markup with its HTML entities as characters; note where items begin."""
        if "<!DOCTYPE" in markup or "<!ENTITY" in markup:
            raise UnreadableError("it has a DOCTYPE, which no export of WordPress has")
        at = markup.find("<item>")
        while at >= 0:
            self.lines.append(self._line + markup.count("\n", 0, at))
            at = markup.find("<item>", at + 1)
        self._line += markup.count("\n")
        return NUMBERED.sub(numbered_entity, ENTITY.sub(named_entity, markup)) if "&" in markup else markup

    def _texts(self) -> Iterator[str]:
        """Yield the file as text, without the declaration, which named the encoding of the bytes."""
        head = self.file.read(BLOCK)
        decoder = decoder_of(head)
        text = decoder.decode(head).lstrip("\ufeff \t\r\n")
        declared = re.match(r"<\?xml.*?\?>", text, re.DOTALL)
        text = text[declared.end() :] if declared else text
        self._line += declared[0].count("\n") if declared else 0
        while True:
            yield FORBIDDEN.sub("", text.replace("\r\n", "\n")) or " "
            raw = self.file.read(BLOCK)
            if not raw:
                return
            text = decoder.decode(raw)


def is_closed(buffer: str, end: int) -> bool:
    """Return whether a text ends where its element does; a text with words behind its CDATA ends before that."""
    return (first := buffer.find(CUT)) == end or "</item>" not in buffer[first:end] or "</item>" in buffer[:first]


def end_of_complete(buffer: str) -> int:
    """Return where the part ends that can be read by itself: before the last two tags, or an entity, that may be incomplete."""
    near = max(0, len(buffer) - SHORTEST)
    last = buffer.rfind("<", near)
    previous = buffer.rfind("<", near, last) if last > 0 else -1
    entity = buffer.rfind("&", max(0, len(buffer) - SHORTEST))
    return next((at for at in (previous, last, entity) if at >= 0), len(buffer))


def decoder_of(head: bytes) -> codecs.IncrementalDecoder:
    """Return the decoder for the encoding that the file declares, or its byte order mark; bytes that it lacks are Windows'."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return codecs.getincrementaldecoder("utf-16")("replace")
    declaration = DECLARED.search(head[:200])
    name = declaration[1].decode() if declaration else "utf-8"
    if not is_known(name) or codecs.lookup(name).name.startswith("utf-16"):  # it begins without the mark of UTF-16
        name = "utf-8"
    if not is_text(name):
        raise UnreadableError(f"it says that its encoding is {name}, in which no text is written; save it as UTF-8")
    return codecs.getincrementaldecoder(name)("windows")


def as_windows(error: UnicodeError) -> tuple[str, int]:
    """Return bytes that can't be decoded as Windows-1252, from which pasted text comes."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("windows", as_windows)


def named_entity(match: re.Match[str]) -> str:
    """Return the character of an HTML entity; an `&` that begins none is a character itself."""
    return escape(html5.get(match[1] or "", ""), quote=False) or f"&amp;{match[1] or ''}"


def numbered_entity(match: re.Match[str]) -> str:
    """Return a numbered entity, unless XML forbids its character."""
    point = int(match[1], 16) if match[1] else int(match[2])
    is_allowed = point in (9, 10, 13) or 0x20 <= point <= 0xD7FF or 0xE000 <= point <= 0xFFFD or 0x10000 <= point <= 0x10FFFF  # noqa: PLR2004 - XML's
    return match[0] if is_allowed else ""
