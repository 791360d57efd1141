"""Files for `/media`: what they are, by their first bytes, and their names."""

import re
from typing import NamedTuple

from chalicelib.content.addresses.addresses import slug
from chalicelib.content.media.media_types import TYPES
from chalicelib.content.plain_text import short
from chalicelib.errors import Refusal


class Format(NamedTuple):
    """A format: how its files begin, their extension, and the folder for them."""

    begins: re.Pattern[bytes]
    extension: str
    folder: str = "images"


FORMATS: tuple[Format, ...] = (
    Format(re.compile(rb"\xff\xd8\xff"), "jpg"),
    Format(re.compile(rb"\x89PNG\r\n\x1a\n"), "png"),
    Format(re.compile(rb"GIF8[79]a"), "gif"),
    Format(re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "webp"),
    Format(re.compile(rb".{4}ftyp(?:hei[cxms]|hev[cx]|mif1|msf1)", re.DOTALL), "heic"),
    Format(re.compile(rb".{4}ftyp(?:isom|iso[2-9]|mp4[12]|avc1|dash|M4V[ HP]|MSNV|3gp[4-9])", re.DOTALL), "mp4", "files"),
    Format(re.compile(rb"ID3|\xff[\xfb\xfa\xf3\xf2]"), "mp3", "files"),
    Format(re.compile(rb"%PDF-"), "pdf", "files"),
)
"""What is taken; the first row that fits decides. Other files are for `presswork push`."""


def format_of(name: str, body: bytes) -> Format:
    """Return the format of a file; refuse another than those of the table."""
    format_row = next((row for row in FORMATS if row.begins.match(body)), None)
    if format_row is None:
        raise Refusal("kind", short(name))
    return format_row


def type_of(row: Format) -> str:
    return TYPES[row.extension]


def stem_of(name: str, digest: str) -> str:
    """Return the cleaned name of a file without its extension; one without letters is named by the digest of its bytes."""
    last = re.split(r"[/\\]", name)[-1]
    return slug(last.rpartition(".")[0] or last) or digest[:12]
