"""Where a file tells the place at which it was taken.

The first bytes of a file tell its kind (`KINDS`); its name only tells which kinds it may be (`NAMED`), so a photograph can't hide
under the name of an icon, or of a document. A kind has a finder, which walks through the parts of the file by their lengths.
The data in a `data:` address of a text are looked through like a file (`in_text`).
"""

import base64
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from chalicelib.content.location.file_parts import File, Part
from chalicelib.content.location.place_boxes import in_boxes
from chalicelib.content.location.place_chunks import in_ico, in_jpeg, in_png, in_riff, in_whole
from chalicelib.content.location.place_elements import in_matroska
from chalicelib.content.location.place_tags import in_flac, in_ogg, in_tagged
from chalicelib.content.location.place_texts import tells
from chalicelib.content.media.media_types import ENCODED, extension_of
from chalicelib.errors import Refusal


class FileKind(NamedTuple):
    """A kind of files: its name with its article, the pattern of its first bytes, and the function that finds its place."""

    name: str
    begins: bytes
    finder: Callable[[File], str] = in_whole


FILM = "an MP4 or a QuickTime file"
TAGGED = "an MP3 or an AAC"
KINDS: tuple[FileKind, ...] = (
    FileKind("a JPEG", rb"\xff\xd8\xff", in_jpeg),
    FileKind("a PNG", rb"\x89PNG\r\n\x1a\n", in_png),
    FileKind("a WebP", rb"RIFF.{4}WEBP", in_riff),
    FileKind("a WAVE", rb"(?:RIFF|RF64|BW64).{4}WAVE", in_riff),
    FileKind("an AVI", rb"RIFF.{4}AVI ", in_riff),
    FileKind("a GIF", rb"GIF8[79]a"),
    FileKind("a BMP", rb"BM.{4}\0{4}"),
    FileKind("an AVIF", rb".{4}ftyp.{0,60}?avi[fs]"),
    FileKind("a HEIC", rb".{4}ftyp.{0,60}?(?:he[iv][cxms]|mif1|msf1)"),
    FileKind("a JPEG XL", rb"\xff\x0a|\0\0\0\x0cJXL \r\n\x87\n", in_boxes),
    FileKind("a JPEG 2000", rb"\0\0\0\x0cjP  \r\n\x87\n|\xff\x4f\xff\x51"),
    FileKind("a TIFF", rb"II[*+]\0|MM\0[*+]"),
    FileKind("a photograph of a camera's own kind", rb"IIU\0|IIR[OS]|FUJIFILMCCD-RAW"),
    FileKind("a Photoshop file", rb"8BPS\0[\1\2]"),
    FileKind("an icon", rb"\0\0[\1\2]\0", in_ico),
    FileKind("a Matroska file", rb"\x1a\x45\xdf\xa3", in_matroska),
    # a text may begin with `The free`; a box whose name is a word is short where it comes first
    FileKind(
        FILM,
        rb".{4}(?:ftyp|moov|moof|mdat|styp|sidx|pnot)|[\0-\x08].{3}(?:wide|free|skip|uuid|pdin|emsg|prft|meta|udta)",
        in_boxes,
    ),
    FileKind("an Ogg file", rb"OggS\0", in_ogg),
    FileKind("a FLAC", rb"fLaC[\0\x80]", in_flac),
    FileKind(TAGGED, rb"ID3[\0-\x0f]|\xff[\xe2-\xe5\xf0-\xf5\xf8-\xfd]", in_tagged),
)
"""By the first that fits."""

ICON = ("an icon", "a PNG", "a GIF", "a BMP")  # browsers show all of them by the name `favicon.ico`
NAMED: Mapping[str, tuple[str, ...]] = {
    "apng": ("a PNG",),
    "ico": ICON,
    "jxl": ("a JPEG XL",),
    **dict.fromkeys(("m4a", "m4v", "mov", "mp4"), (FILM,)),
    **dict.fromkeys(("weba", "webm"), ("a Matroska file",)),
    **dict.fromkeys(("oga", "ogg", "ogv", "opus"), ("an Ogg file",)),
    "wav": ("a WAVE",),
    "flac": ("a FLAC", TAGGED),  # which may have ID3 before it
    **dict.fromkeys(("aac", "mp3"), (TAGGED,)),
}
"""The kinds that a file of images, sound or video may be of, by its extension; an image that is encoded may be of any."""
DRAWN = frozenset({"css", "svg"})
"""Texts that a browser shows with the images in them."""
OTHER_EXTENSIONS = (
    "7z bz2 c cpp csv diff doc docx epub go gz ics ipynb java odp ods odt otf patch pdf ppt pptx py rb rs rtf sh sql tar tex tgz "
    "tsv ttf txt vtt woff woff2 xls xlsx xz zip zst"
)
AS_THEY_ARE = frozenset(OTHER_EXTENSIONS.split())
"""Documents, archives, fonts and texts: they are never images, sound or video themselves, and nobody looks into them."""


def kind_of(raw: bytes) -> FileKind | None:
    """Return the kind of a file with these first bytes, if it is known."""
    return next((kind for kind in KINDS if re.match(kind.begins, raw, re.DOTALL)), None)


BEGINNING = 128
"""The number of first bytes that tell the kind of a file."""


def is_looked_through(key: str) -> bool:
    """Return whether a file with this key is looked through for a place."""
    return extension_of(key) in NAMED or extension_of(key) == "css"


def misnamed(key: str, raw: bytes) -> str:
    """Return the kind of a file whose name says another; empty if its name is right, the file empty, or no such kind's."""
    extension, kind = extension_of(key), kind_of(raw)
    if extension in ENCODED or not raw:
        return ""
    if kind is None:
        return "a file of an unknown kind" if extension in NAMED else ""
    return kind.name if kind.name not in NAMED.get(extension, ()) else ""


LONGEST_SHEET = 16 << 20  # bytes


def place_in(key: str, raw: bytes, part: Part | None = None, size: int = 0) -> str:
    """Return where a file tells a place; empty if it tells none; refuse one that has too many parts."""
    file = File(raw, part, size)
    if extension_of(key) == "css":
        if size > LONGEST_SHEET:
            raise Refusal("too-many-parts", f"{size:,} bytes of CSS")
        return in_text(file.at(0, LONGEST_SHEET).decode("latin-1")).where
    kind = kind_of(raw)
    return kind.finder(file) if kind else ""


# ---- data: addresses


class InText(NamedTuple):
    """Where a text tells a place, and in which line; empty and 0 if it tells none."""

    where: str = ""
    line: int = 0


DATA = re.compile(r"""data:([a-z]+/[^,"'<>()\s]{0,200}),([^"'<>()]*)""", re.IGNORECASE)
NO_BASE64 = re.compile(r"[^A-Za-z0-9+/]+")
NESTED = 2  # data addresses within data


def in_text(text: str, nested: int = NESTED) -> InText:
    """Return where the data in a text tells a place: a picture, or a text with a picture."""
    for match in DATA.finditer(text):
        if where := _in_data(match[1], match[2], nested):
            return InText(where, text.count("\n", 0, match.start()) + 1)
    return InText()


def _in_data(type: str, written: str, nested: int) -> str:
    raw = _decoded(type, written)
    kind = kind_of(raw)
    if not ((kind and _is_telling(kind, raw)) or tells(raw)):
        return in_text(raw.decode("latin-1"), nested - 1).where if nested and not kind else ""
    return f"{kind.name if kind else 'data'} in a data: address"


def _is_telling(kind: FileKind, raw: bytes) -> bool:
    try:
        return bool(kind.finder(File(raw)))
    except Refusal:  # nobody knows what is in it
        return True


def _decoded(type: str, written: str) -> bytes:
    if "base64" not in type.lower():
        return unquote_to_bytes(written)
    figures = NO_BASE64.sub("", unquote_to_bytes(written).decode("latin-1") if "%" in written else written)
    return base64.b64decode(figures[: len(figures) - (len(figures) % 4 == 1)] + "==")
