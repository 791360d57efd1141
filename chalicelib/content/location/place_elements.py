"""Where a Matroska or WebM file tells a place: in its tags, and in the files that are attached to it."""

import re
from collections.abc import Callable, Mapping

from chalicelib.content.location.file_parts import File
from chalicelib.content.location.place_texts import FIELD, tells

SEGMENT, TAGS, ATTACHMENTS = 0x18538067, 0x1254C367, 0x1941A469
TAG_NAME = re.compile(rb"\x45\xa3.{1,8}?%b" % FIELD, re.DOTALL | re.IGNORECASE)
HEAD = 12  # bytes of the longest head of an element
TELLING: Mapping[int, tuple[str, Callable[[bytes], bool]]] = {
    TAGS: ("Tags", lambda text: TAG_NAME.search(text) is not None or tells(text)),
    ATTACHMENTS: ("Attachments", tells),
}
"""The name of an element, and whether its bytes tell a place."""


def in_matroska(file: File) -> str:
    """Return the element that tells a place."""
    at = 0
    while head := file.at(at, HEAD):
        name, name_length = _variable(head, 4, marked=True)
        size, size_length = _variable(head[name_length:], 8)
        if not (name_length and size_length):
            return ""
        inner = at + name_length + size_length
        is_endless = size == (1 << 7 * size_length) - 1  # of a stream: what is in it comes one by one
        end = file.size if is_endless else inner + size
        if name in TELLING and any(map(TELLING[name][1], file.stretches(inner, end))):
            return TELLING[name][0]
        at = inner if is_endless or name == SEGMENT else end
    return ""


def _variable(raw: bytes, most: int, *, marked: bool = False) -> tuple[int, int]:
    """Return a number and its length, which its first bits say; the bits are a part of it where it is `marked`."""
    length = 9 - raw[0].bit_length() if raw else 0
    if not 0 < length <= min(most, len(raw)):
        return 0, 0
    number = int.from_bytes(raw[:length])
    return (number if marked else number & ((1 << 7 * length) - 1)), length
