"""Where a sound file tells a place: in ID3 and APE tags (MP3, AAC), in the comments of FLAC and Ogg, and in their covers."""

import base64
import re
from collections.abc import Iterator

from chalicelib.content.location.file_parts import WINDOW, File
from chalicelib.content.location.place_texts import FIELD, tells
from chalicelib.errors import Refusal

# ---- ID3 and APE

OWN_TEXT = re.compile(rb"TXX(?:X.{6}|.{3})[\0-\3](?:\xff\xfe|\xfe\xff)?(.{1,128})", re.DOTALL)
NAME = re.compile(FIELD, re.IGNORECASE)
OF_APE = re.compile(rb"[\0\x80]%b\0" % FIELD, re.IGNORECASE)
ID3_HEAD = 10
UNSYNCHRONISED = 0x80


def tag_tells(text: bytes) -> bool:
    """Return whether ID3 or an APE tag in these bytes has a field with the name of a place."""
    names = (match[1].replace(b"\0", b"") for match in OWN_TEXT.finditer(text))
    return any(map(NAME.match, names)) or OF_APE.search(text) is not None


def in_tagged(file: File) -> str:
    """Return the tag of sound that tells a place: before it, or behind it."""
    at = 0
    while (head := file.at(at, ID3_HEAD)).startswith(b"ID3") and len(head) == ID3_HEAD:
        length = sum((byte & 0x7F) << 7 * place for place, byte in enumerate(reversed(head[6:])))
        for text in file.stretches(at + ID3_HEAD, at + ID3_HEAD + length):
            plain = text.replace(b"\xff\0", b"\xff") if head[5] & UNSYNCHRONISED else text
            if tells(plain) or tag_tells(plain):
                return "ID3"
        at += ID3_HEAD + length
    if file.at(at, 4) == b"fLaC":
        return _in_flac(file, at)
    end = file.at(max(at, file.size - WINDOW), WINDOW)
    return "a tag at the end" if tells(end) or tag_tells(end) else ""


# ---- comments of FLAC and Ogg

COMMENT = re.compile(rb"\0%b=" % FIELD, re.IGNORECASE)  # the length of a comment, of four bytes, ends with 0
COVER = re.compile(rb"(?:METADATA_BLOCK_PICTURE|COVERART)=([A-Za-z0-9+/=]+)", re.IGNORECASE)


def comments_tell(text: bytes) -> bool:
    """Return whether the comments, or an image in them, tell a place."""
    covers = (base64.b64decode(match[1] + b"==") for match in COVER.finditer(text) if len(match[1].rstrip(b"=")) % 4 != 1)
    return COMMENT.search(text) is not None or tells(text) or any(map(tells, covers))


SEEKING = 3  # the type of a block of FLAC


def in_flac(file: File) -> str:
    """Return the block of a FLAC that tells a place."""
    return _in_flac(file, 0)


def _in_flac(file: File, base: int) -> str:
    at, is_last = base + 4, False
    while not is_last and len(head := file.at(at, 4)) == 4:  # noqa: PLR2004 - the head of a block
        is_last, kind, length = bool(head[0] & 0x80), head[0] & 0x7F, int.from_bytes(head[1:])
        if kind != SEEKING and any(map(comments_tell, file.stretches(at + 4, at + 4 + length))):
            return f"block {kind}"
        at += 4 + length
    end = file.at(max(at, file.size - WINDOW), WINDOW)
    return "a tag at the end" if tag_tells(end) else ""


# ---- Ogg

PAGE = 27  # bytes of the head of a page
HEADERS = 16 << 20  # bytes of the heads of streams, with their covers
ONGOING = b"\xff" * 8  # the time of a page in which no packet ends


def in_ogg(file: File) -> str:
    """Return the stream whose comments tell a place; refuse a file of several, one after the other, which hide them."""
    streams: dict[bytes, bytearray] = {}
    for serial, body in _headers(file):
        streams.setdefault(serial, bytearray()).extend(body)
    if sum(map(len, streams.values())) > HEADERS:
        raise Refusal("too-many-parts", f"more than {HEADERS:,} bytes of comments")
    if any(comments_tell(bytes(text)) for text in streams.values()):
        return "comments"
    end = file.at(max(0, file.size - WINDOW), WINDOW)
    last = end.rfind(b"OggS\0")
    if last >= 0 and len(end) - last >= PAGE and end[last + 14 : last + 18] not in streams:
        raise Refusal("too-many-parts", "several recordings in one file")
    return "a tag at the end" if tag_tells(end[last:] if last >= 0 else end) else ""


def _headers(file: File) -> Iterator[tuple[bytes, bytes]]:
    """Yield the streams and bytes of the pages before sound and pictures; the time of such a page is 0, or unknown."""
    at, total = 0, 0
    while (head := file.at(at, PAGE)).startswith(b"OggS") and len(head) == PAGE and total <= HEADERS:
        lengths = file.at(at + PAGE, head[26])
        length = sum(lengths)
        if any(head[6:14]) and head[6:14] != ONGOING:
            return
        yield head[14:18], file.at(at + PAGE + len(lengths), length)
        at, total = at + PAGE + len(lengths) + length, total + length
