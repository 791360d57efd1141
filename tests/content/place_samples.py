"""Samples of files that tell a place, and of the same files with something else in its stead: one row for each kind of place."""

import zlib
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from tests.content.place_files import (
    CUT_OFF,
    ISO6709,
    JXL,
    MEDIA,
    address,
    ape,
    box,
    broken_address,
    chunk,
    comments,
    cover,
    drawing,
    element,
    extended,
    flac,
    frame,
    gif,
    icon,
    id3,
    item,
    jpeg,
    movie,
    nested,
    noted,
    ogg,
    percent_address,
    photo,
    photoshop,
    png,
    profile,
    riff,
    segment,
    tag,
    track,
    webm,
    wide_box,
)

EXIF = b"II*\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0"
BIG_ENDIAN = b"MM\0*\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0"
SECOND = b"II*\0\x08\0\0\0\0\0\x0e\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0"  # in the second directory
NO_EXIF = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x01\0\0\0\0\0\0\0"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description exif:GPSLatitude="51,28.6N"/></x:xmpmeta>'
NO_XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description dc:title="On location"/></x:xmpmeta>'
XMP_ID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
IPTC = b"\x1c\x02\x5a\0\6Lisbon"
NO_IPTC = b"\x1c\x02\x05\0\6Harbor"
LOCATION, TITLE = b"LOCATION=" + ISO6709, b"TITLE=On location"
BY_EXIF, BY_XMP, BY_IPTC, BY_COMMENT = (EXIF, NO_EXIF), (XMP, NO_XMP), (IPTC, NO_IPTC), (LOCATION, TITLE)
BY_MARK = (b"\xa9xyz", b"\xa9nam")
USER_TEXT = b"TXXX"  # the id of a frame with a user-defined text (ID3v2.4, section 4.2.6)


Build: TypeAlias = Callable[[bytes], bytes]
"""Builds a file that tells a place or doesn't, by the bytes that it is given."""


def beginning(first: bytes) -> Build:
    """Return what builds a film that begins with this box, and no other before it."""
    return lambda body: box(first, bytes(20)) + movie(noted(body))[16:]


class Row(NamedTuple):
    """A kind of place: the extension of the file, what builds it, and what it is built of when it tells a place or doesn't."""

    extension: str
    build: Build
    telling: bytes
    silent: bytes


ROWS = {
    "EXIF of a PNG": Row("apng", lambda body: png(chunk(b"eXIf", body)), *BY_EXIF),
    "EXIF of the other order": Row(
        "apng", lambda body: png(chunk(b"eXIf", body)), BIG_ENDIAN, BIG_ENDIAN.replace(b"\x88\x25", b"\1\x12")
    ),
    "EXIF in a second directory": Row("apng", lambda body: png(chunk(b"eXIf", body)), SECOND, NO_EXIF),
    "EXIF behind the pixels": Row("apng", lambda body: png(*[chunk(b"fdAT", bytes(70_000))] * 9, chunk(b"eXIf", body)), *BY_EXIF),
    "EXIF behind the end": Row("apng", lambda body: png(behind=chunk(b"eXIf", body)), *BY_EXIF),
    "a JPEG behind the end": Row("apng", lambda body: png(behind=bytes(200_000) + photo(body)), *BY_EXIF),
    "XMP of a PNG": Row("apng", lambda body: png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + body)), *BY_XMP),
    "packed XMP": Row("apng", lambda body: png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(body))), *BY_XMP),
    "a packed text": Row("apng", lambda body: png(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(body))), *BY_XMP),
    "a text's name": Row("apng", lambda body: png(chunk(b"tEXt", body + b"\x0051/1")), b"exif:GPSLatitude", b"exif:Model"),
    "EXIF in figures": Row("apng", lambda body: png(profile(b"exif", b"Exif\0\0" + body)), *BY_EXIF),
    "IPTC in figures": Row("apng", lambda body: png(profile(b"iptc", body)), *BY_IPTC),
    "Photoshop's IPTC in figures": Row("apng", lambda body: png(profile(b"iptc", photoshop(body)[14:])), *BY_IPTC),
    "XMP in figures": Row("apng", lambda body: png(profile(b"xmp", body)), *BY_XMP),
    "a PNG named as an icon": Row("ico", lambda body: png(chunk(b"eXIf", body)), *BY_EXIF),
    "a PNG in an icon": Row("ico", lambda body: icon(b"BM" * 20, png(chunk(b"zTXt", b"a\0\0" + zlib.compress(body)))), *BY_XMP),
    "an icon with more": Row("ico", lambda body: icon(b"BM" * 20) + body, *BY_EXIF),
    "a GIF named as an icon": Row("ico", gif, *BY_XMP),
    "EXIF of JPEG XL": Row("jxl", lambda body: JXL + box(b"Exif", bytes(4), body), *BY_EXIF),
    "XMP of JPEG XL": Row("jxl", lambda body: JXL + box(b"xml ", body), *BY_XMP),
    "packed EXIF of JPEG XL": Row("jxl", lambda body: JXL + box(b"brob", body, b"\x8b"), b"Exif", b"jumb"),
    "a phone's mark": Row("mp4", lambda body: movie(noted(body)), *BY_MARK),
    "a phone's mark behind the pictures": Row("mov", lambda body: movie(noted(body), before=MEDIA), *BY_MARK),
    "a phone's mark behind long pictures": Row("mov", lambda body: movie(noted(body), before=wide_box(b"mdat", MEDIA)), *BY_MARK),
    "a mark behind very many parts": Row(
        "mp4", lambda body: movie() + box(b"mdat", bytes(70_000)) * 1_200 + box(b"moov", noted(body)), *BY_MARK
    ),
    "a mark in a list": Row(
        "mp4",
        lambda body: movie(box(b"udta", box(b"meta", bytes(4), box(b"hdlr", bytes(24)), box(b"ilst", box(body, ISO6709))))),
        *BY_MARK,
    ),
    "a name of one's own in a list": Row(
        "m4a",
        lambda body: movie(box(b"udta", box(b"meta", bytes(4), box(b"ilst", box(b"----", box(b"name", bytes(4), body)))))),
        b"LOCATION",
        b"MOOD",
    ),
    "a cover of sound": Row(
        "m4a", lambda body: movie(box(b"udta", box(b"meta", bytes(4), box(b"ilst", box(b"covr", photo(body)))))), *BY_EXIF
    ),
    "3GPP's place": Row("m4v", lambda body: movie(noted(body)), b"loci", b"titl"),
    "a key of QuickTime": Row(
        "mov",
        lambda body: movie(box(b"meta", box(b"hdlr", bytes(24)), box(b"keys", bytes(8), box(b"mdta", body)))),
        b"com.apple.quicktime.location.ISO6709",
        b"com.apple.quicktime.title",
    ),
    "a key of MP4": Row(
        "mp4",
        lambda body: movie(box(b"udta", box(b"meta", bytes(4), box(b"hdlr", bytes(24)), box(b"keys", bytes(8), body)))),
        b"com.apple.quicktime.location.ISO6709",
        b"com.android.version",
    ),
    "a track's place": Row("mp4", lambda body: movie(box(b"trak", noted(body))), *BY_MARK),
    "XMP in a box": Row("mp4", lambda body: movie() + box(b"uuid", XMP_ID, body), *BY_XMP),
    "long XMP in a box": Row("mp4", lambda body: movie() + box(b"uuid", XMP_ID, b" " * 2_000_000, body), *BY_XMP),
    "XMP in user data": Row("mov", lambda body: movie(box(b"udta", box(b"XMP_", body))), *BY_XMP),
    "a GoPro's track": Row("mp4", lambda body: movie(track(body)), b"gpmd", b"tx3g"),
    "a camera's track": Row("mp4", lambda body: movie(track(body)), b"camm", b"mp4a"),
    "a phone's track": Row(
        "mov",
        lambda body: movie(track(b"mebx", box(b"keys", body))),
        b"com.apple.quicktime.location.ISO6709",
        b"com.apple.quicktime.live",
    ),
    "a car's camera": Row("mp4", lambda body: movie(box(body, bytes(16))), b"gps ", b"mvex"),
    "a car's camera in free boxes": Row("mp4", lambda body: movie() + box(b"free", body), b"GPS 0", b"libx264"),
    "a picture in a film": Row("mp4", lambda body: movie(box(b"meta", bytes(4), box(b"iinf", body))), b"Exif", b"hvc1"),
    "a packed film": Row("mov", lambda body: box(b"ftyp", b"qt  ") + box(b"moov", box(body, bytes(9))), b"cmov", b"mvhd"),
    **{
        f"a film that begins with {first.decode()}": Row("mov", beginning(first), *BY_MARK)
        for first in (b"uuid", b"pdin", b"styp", b"wide", b"free", b"skip", b"mdat", b"moof", b"pnot", b"udta")
    },
    "a film that begins with its head": Row("mov", lambda body: box(b"moov", noted(body)), *BY_MARK),
    "sound of a phone": Row("m4a", lambda body: movie(noted(body), brand=b"M4A "), *BY_MARK),
    "tags of WebM": Row("webm", lambda body: webm(element("1549a966", bytes(9)), tag(body)), b"LOCATION", b"ENCODER"),
    "tags behind the pictures": Row(
        "webm", lambda body: webm(element("1f43b675", bytes(300_000)), tag(body)), b"RECORDING_LOCATION", b"TITLE"
    ),
    "tags behind a stream": Row("webm", lambda body: webm(CUT_OFF * 3, tag(body)), b"GPS_LATITUDE", b"DURATION"),
    "tags of sound": Row("weba", lambda body: webm(tag(body)), b"location-eng", b"title-eng"),
    "a file attached to WebM": Row("webm", lambda body: webm(element("1941a469", photo(body))), *BY_EXIF),
    "comments of Vorbis": Row("ogg", ogg, *BY_COMMENT),
    "comments of Vorbis, by another extension": Row("oga", ogg, b"geo_lat=51", b"genre=Talk"),
    "comments of Opus": Row("opus", lambda body: ogg(body, codec=b"OpusTags"), *BY_COMMENT),
    "comments of Theora": Row("ogv", lambda body: ogg(body, codec=b"\x81theora"), *BY_COMMENT),
    "a cover in comments": Row("ogg", lambda body: ogg(cover(photo(body))), *BY_EXIF),
    "comments of FLAC": Row("flac", lambda body: flac(4, comments(body)), *BY_COMMENT),
    "a cover of FLAC": Row("flac", lambda body: flac(6, photo(body)), *BY_EXIF),
    "FLAC behind ID3": Row("flac", lambda body: id3(b"")[:10] + flac(4, comments(body)), *BY_COMMENT),
    "a text of ID3": Row("mp3", lambda body: id3(frame(USER_TEXT, b"\0" + body + b"\0" + ISO6709)), b"Location", b"Mood"),
    "a text of ID3 in UTF-16": Row(
        "mp3", lambda body: id3(frame(USER_TEXT, b"\1" + body.decode().encode("utf-16") + b"\0\0")), b"GPSLatitude", b"Mood"
    ),
    "an old text of ID3": Row("mp3", lambda body: id3(b"TXX\0\0\x20\0" + body + b"\0" + ISO6709), b"location", b"mood"),
    "a cover of ID3": Row("mp3", lambda body: id3(frame(b"APIC", b"\0image/jpeg\0\3\0" + photo(body))), *BY_EXIF),
    "ID3 with marks in it": Row(
        "mp3", lambda body: id3(frame(b"APIC", body.replace(b"\xff", b"\xff\0")), 0x80), b"\xff\xe1" + EXIF, NO_EXIF
    ),
    "XMP of ID3": Row("aac", lambda body: id3(frame(b"PRIV", b"XMP\0" + body)), *BY_XMP),
    "an APE tag": Row("mp3", lambda body: id3(b"", behind=ape(body)), b"Location", b"Mood"),
    "XMP of a WAVE": Row("wav", lambda body: riff(b"WAVE", (b"data", bytes(200_001)), (b"_PMX", body)), *BY_XMP),
    "ID3 of a WAVE": Row(
        "wav", lambda body: riff(b"WAVE", (b"id3 ", frame(USER_TEXT, b"\0" + body + b"\0x"))), b"LOCATION", b"MOOD"
    ),
    "iXML of a WAVE": Row(
        "wav", lambda body: riff(b"WAVE", (b"iXML", body)), b"<LOCATION_GPS>51.4, 0</LOCATION_GPS>", b"<LOCATION_GPS/>"
    ),
    "a list of a WAVE": Row(
        "wav", lambda body: riff(b"WAVE", (b"LIST", b"INFOICMT" + body)), b"\x10\0\0\0GPS: 51.4, 0.1", b"\x0c\0\0\0On location"
    ),
    "a picture in a drawing": Row("svg", lambda body: drawing(f'<image href="{address(photo(body))}"/>'), *BY_EXIF),
    "a picture in lines": Row("svg", lambda body: drawing(f'<image xlink:href="{broken_address(photo(body))}"/>'), *BY_EXIF),
    "a picture without base64": Row("svg", lambda body: drawing(f'<image href="{percent_address(photo(body))}"/>'), *BY_EXIF),
    "a picture in a drawing's style": Row(
        "svg", lambda body: drawing(f"<style>a{{fill:url({address(photo(body))})}}</style>"), *BY_EXIF
    ),
    "a picture in a drawing's comment": Row("svg", lambda body: drawing(f"<!-- {address(photo(body))} -->"), *BY_EXIF),
    "XMP of a drawing": Row(
        "svg",
        lambda body: drawing(f'<metadata><d xmlns:exif="http://ns.adobe.com/exif/1.0/" {body.decode()}="51,28N"/></metadata>'),
        b"exif:GPSLatitude",
        b"exif:Model",
    ),
    "a picture in a stylesheet": Row("css", lambda body: f"a{{b:url('{address(photo(body))}')}}".encode(), *BY_EXIF),
    "a picture in a long stylesheet": Row(
        "css", lambda body: b"a{}" * 200_000 + f"a{{b:url({address(photo(body))})}}".encode(), *BY_EXIF
    ),
    "a picture in a drawing in a stylesheet": Row(
        "css",
        lambda body: nested(photo(body)).encode(),
        *BY_EXIF,
    ),
}
"""Each place in each kind of file that is published as it is."""

PICTURES: dict[str, tuple[Build, bytes, bytes]] = {
    "EXIF of a JPEG": (lambda body: jpeg(segment(b"Exif\0\0" + body)), *BY_EXIF),
    "XMP of a JPEG": (photo, *BY_XMP),
    "long XMP of a JPEG": (lambda body: jpeg(extended(body)), *BY_XMP),
    "IPTC of a JPEG": (lambda body: jpeg(segment(photoshop(body), 0xED)), *BY_IPTC),
    "the second image of a JPEG": (lambda body: jpeg(behind=jpeg(segment(b"Exif\0\0" + body))), *BY_EXIF),
    "EXIF of a PNG": (lambda body: png(chunk(b"eXIf", body)), *BY_EXIF),
    "EXIF of a WebP": (lambda body: riff(b"WEBP", (b"VP8 ", bytes(99)), (b"EXIF", body)), *BY_EXIF),
    "XMP of a WebP": (lambda body: riff(b"WEBP", (b"VP8 ", bytes(99)), (b"XMP ", body)), *BY_XMP),
    "XMP of a GIF": (gif, *BY_XMP),
    "EXIF of an AVIF": (lambda body: item(b"avif", body), *BY_EXIF),
    "XMP of an AVIF": (lambda body: item(b"avif", body), *BY_XMP),
    "EXIF of a HEIC": (lambda body: item(b"heic", body), *BY_EXIF),
    "a TIFF": (lambda body: body, *BY_EXIF),
}
"""Each place in each kind of picture that a text may hold."""

FIRST = {
    "a JPEG": jpeg(),
    "a PNG": png(),
    "a WebP": riff(b"WEBP"),
    "a WAVE": riff(b"WAVE"),
    "an AVI": riff(b"AVI "),
    "a GIF": b"GIF89a",
    "a BMP": b"BM\x46\0\0\0" + bytes(20),
    "an AVIF": box(b"ftyp", b"avif"),
    "a HEIC": box(b"ftyp", b"heic"),
    "a JPEG XL": JXL,
    "a JPEG 2000": b"\0\0\0\x0cjP  \r\n\x87\n",
    "a TIFF": NO_EXIF,
    "a photograph of a camera's own kind": b"FUJIFILMCCD-RAW",
    "a Photoshop file": b"8BPS\0\1",
    "an icon": icon(),
    "a Matroska file": webm(),
    "an MP4 or a QuickTime file": movie(),
    "an Ogg file": ogg(),
    "a FLAC": flac(4, comments()),
    "an MP3 or an AAC": id3(b""),
}
"""A file of each kind that tells no place."""
