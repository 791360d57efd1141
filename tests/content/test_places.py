"""A file that tells where it was taken is found out by its bytes, in each kind that is published as it is."""

import struct
import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.media_types import MEDIA_TYPES
from chalicelib.content.places import KINDS, NAMED, is_looked_through, misnamed, place_in
from chalicelib.content.site import Site
from chalicelib.publishing.parse import Found, ParseContext, look

CONTEXT = ParseContext(Site(), datetime(2026, 11, 26, tzinfo=UTC))
EXIF = b"II*\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0"
BIG_ENDIAN = b"MM\0*\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0"
WITHOUT = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x01\0\0\0\0\0\0\0"
XMP = b'<x:xmpmeta><rdf:Description exif:GPSLatitude="51,28.6N"/></x:xmpmeta>'
XMP_ID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
ISO6709 = b"+51.4778-000.0014/"
KEY = b"com.apple.quicktime.location.ISO6709"


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + b"\0\0\0\0"


def png(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + b"".join(chunks) + chunk(b"IDAT", bytes(99)) + chunk(b"IEND", b"")


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


def wide_box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 1) + kind + struct.pack(">Q", len(body) + 16) + body


def track(entry: bytes, of: bytes = b"") -> bytes:
    return box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", box(b"stsd", bytes(8), box(entry, bytes(8), of))))))


def movie(*inside: bytes, brand: bytes = b"isom", before: bytes = b"") -> bytes:
    return box(b"ftyp", brand, bytes(4)) + before + box(b"moov", box(b"mvhd", bytes(100)), track(b"avc1"), *inside)


def element(name: str, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return bytes.fromhex(name) + (0x10000000 | len(body)).to_bytes(4) + body


def webm(*inside: bytes) -> bytes:
    return element("1a45dfa3", b"\x42\x82\x84webm") + element("18538067", *inside)


def tag(name: bytes) -> bytes:
    return element("1254c367", element("7373", element("67c8", element("45a3", name), element("4487", ISO6709))))


def icon(*images: bytes) -> bytes:
    places = [6 + 16 * len(images) + sum(map(len, images[:number])) for number in range(len(images))]
    rows = [bytes(8) + struct.pack("<II", len(image), at) for image, at in zip(images, places, strict=True)]
    return struct.pack("<HHH", 0, 1, len(images)) + b"".join(rows) + b"".join(images)


JXL = b"\0\0\0\x0cJXL \r\n\x87\n"
MEDIA = box(b"mdat", bytes(300_000))
TELLING = {
    "an EXIF chunk": ("a.apng", png(chunk(b"eXIf", EXIF))),
    "an EXIF chunk of the other order": ("a.apng", png(chunk(b"eXIf", BIG_ENDIAN))),
    "an EXIF chunk behind the pixels": ("a.apng", png(*[chunk(b"fdAT", bytes(70_000))] * 9, chunk(b"eXIf", EXIF))),
    "XMP": ("a.apng", png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP))),
    "packed XMP": ("a.apng", png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(XMP)))),
    "a packed text": ("a.apng", png(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(XMP)))),
    "EXIF in figures": ("a.apng", png(chunk(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(b"45786966")))),
    "a PNG named as an icon": ("favicon.ico", png(chunk(b"eXIf", EXIF))),
    "a PNG in an icon": ("favicon.ico", icon(b"BM" * 20, png(chunk(b"eXIf", EXIF)))),
    "EXIF in JPEG XL": ("a.jxl", JXL + box(b"Exif", bytes(4), EXIF)),
    "XMP in JPEG XL": ("a.jxl", JXL + box(b"xml ", XMP)),
    "packed EXIF in JPEG XL": ("a.jxl", JXL + box(b"brob", b"Exif", b"\x8b")),
    "a phone's mark": ("a.mp4", movie(box(b"udta", box(b"\xa9xyz", ISO6709)))),
    "a phone's mark behind the pictures": ("a.mov", movie(box(b"udta", box(b"\xa9xyz", ISO6709)), before=MEDIA)),
    "a phone's mark behind long pictures": ("a.mov", movie(box(b"udta", box(b"\xa9xyz", b"x")), before=wide_box(b"mdat", MEDIA))),
    "3GPP's place": ("a.m4v", movie(box(b"udta", box(b"loci", bytes(30))))),
    "a key of QuickTime": ("a.mov", movie(box(b"meta", box(b"hdlr", bytes(24)), box(b"keys", bytes(8), box(b"mdta", KEY))))),
    "a key of MP4": ("a.mp4", movie(box(b"udta", box(b"meta", bytes(4), box(b"hdlr", bytes(24)), box(b"keys", bytes(8), KEY))))),
    "a track's place": ("a.mp4", movie(box(b"trak", box(b"udta", box(b"\xa9xyz", ISO6709))))),
    "XMP in a box": ("a.mp4", movie() + box(b"uuid", XMP_ID, XMP)),
    "XMP in user data": ("a.mov", movie(box(b"udta", box(b"XMP_", XMP)))),
    "a GoPro's track": ("a.mp4", movie(track(b"gpmd"))),
    "a camera's track": ("a.mp4", movie(track(b"camm"))),
    "a phone's track": ("a.mov", movie(track(b"mebx", box(b"keys", KEY)))),
    "a car's camera": ("a.mp4", movie(box(b"gps ", bytes(16)))),
    "sound of a phone": ("a.m4a", movie(box(b"udta", box(b"\xa9xyz", ISO6709)), brand=b"M4A ")),
    "old QuickTime": ("a.mov", box(b"wide") + MEDIA + box(b"moov", box(b"udta", box(b"\xa9xyz", ISO6709)))),
    "tags of WebM": ("a.webm", webm(element("1549a966", bytes(9)), tag(b"LOCATION"))),
    "tags of WebM behind the pictures": ("a.webm", webm(element("1f43b675", bytes(300_000)), tag(b"RECORDING_LOCATION"))),
    "tags of sound": ("a.weba", webm(tag(b"location-eng"))),
}
SILENT = {
    "a plain PNG": ("a.apng", png(chunk(b"tEXt", b"Software\0GIMP"))),
    "EXIF without a place": ("a.apng", png(chunk(b"eXIf", WITHOUT))),
    "a profile": ("a.apng", png(chunk(b"zTXt", b"Raw profile type icc\0\0" + zlib.compress(b"x")))),
    "an icon": ("favicon.ico", icon(b"BM" * 20, png())),
    "a bare JPEG XL": ("a.jxl", b"\xff\x0a" + bytes(99)),
    "a plain video": ("a.mp4", movie(box(b"udta", box(b"meta", bytes(4), box(b"hdlr", bytes(24)))), before=MEDIA)),
    "a video for streams": ("a.mp4", movie() + box(b"moof", box(b"mfhd", bytes(8))) + MEDIA),
    "a plain WebM": ("a.webm", webm(element("1f43b675", bytes(900)), tag(b"ENCODER"))),
    "a WebM that was cut off": ("a.webm", webm() + bytes.fromhex("1f43b675ff") + bytes(900)),
    "no video at all": ("a.mp4", b"nothing that is known"),
    "nothing": ("a.mov", b""),
}


def judged(key: str, raw: bytes, known: int = 1_000) -> str:
    """Return the code of the refusal of an upload of which so many first bytes are known."""
    upload = look(key, Found(raw[:known], "etag", len(raw), lambda start, length: raw[start : start + length]), CONTEXT)
    return upload.refusal.code if upload.refusal else ""


@pytest.mark.parametrize("name", TELLING)
def test_a_file_that_tells_a_place_is_refused(name: str) -> None:
    assert judged(*TELLING[name]) == "place"


@pytest.mark.parametrize("name", SILENT)
def test_a_file_that_tells_none_is_published(name: str) -> None:
    assert judged(*SILENT[name]) == ""


FIRST = {
    "a JPEG": b"\xff\xd8\xff\xe1",
    "a PNG": png(),
    "a WebP": b"RIFF\0\0\0\0WEBP",
    "a GIF": b"GIF89a",
    "an AVIF": box(b"ftyp", b"avif"),
    "a HEIC": box(b"ftyp", b"heic"),
    "a JPEG XL": JXL,
    "a TIFF": b"II*\0",
    "an icon": icon(),
    "a Matroska file": webm(),
    "an MP4 or a QuickTime file": movie(),
}


def test_every_kind_has_a_sample() -> None:
    assert {kind.name for kind in KINDS} == set(FIRST)


@pytest.mark.parametrize("kind", FIRST)
@pytest.mark.parametrize("extension", NAMED)
def test_the_first_bytes_decide_the_kind_and_not_the_name(kind: str, extension: str) -> None:
    code = judged(f"a.{extension}", FIRST[kind])

    assert code == ("" if kind in NAMED[extension] else "misnamed")
    assert misnamed(f"a.{extension}", FIRST[kind]) == ("" if kind in NAMED[extension] else kind)


WITHOUT_PLACES = {"aac", "flac", "mp3", "oga", "ogg", "opus", "wav", "ogv", "svg"}
"""Images, sound and video for which no camera or phone writes a place, or that are checked otherwise."""


def test_every_image_and_video_is_encoded_or_looked_through() -> None:
    media = {row.extension for row in MEDIA_TYPES if row.published and row.type.startswith(("image/", "audio/", "video/"))}
    encoded = {row.extension for row in MEDIA_TYPES if row.encoded}

    assert media - encoded - WITHOUT_PLACES == {one for one in media if is_looked_through(f"a.{one}")} == set(NAMED)


def test_a_file_of_very_many_parts_is_read_only_so_often() -> None:
    reads: list[int] = []

    def part(start: int, length: int) -> bytes:
        reads.append(start)
        return (box(b"free", bytes(99_992)) * 2)[start % 100_000 :][:length]

    place_in(box(b"ftyp", bytes(99_992)), part)

    assert len(reads) <= 1_000


@given(st.sampled_from([raw for _, raw in (*TELLING.values(), *SILENT.values())]), st.data())
def test_damaged_files_are_read_without_an_error(raw: bytes, data: st.DataObject) -> None:
    head = bytearray(raw[:2_000])
    for at in data.draw(st.lists(st.integers(0, max(0, len(head) - 1)), max_size=8)) if head else ():
        head[at] = data.draw(st.integers(0, 255))

    place_in(bytes(head[: data.draw(st.integers(0, len(head)))]))
