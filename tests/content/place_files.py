"""Builders of small files: of images, of boxes, elements, pages and tags, and of texts with pictures in them."""

import base64
import struct
import zlib

ISO6709 = b"+51.4778-000.0014/"


# ---- images


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + b"\0\0\0\0"


def png(*chunks: bytes, behind: bytes = b"") -> bytes:
    begin = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + b"".join(chunks)
    return begin + chunk(b"IDAT", bytes(99)) + chunk(b"IEND", b"") + behind


def profile(name: bytes, body: bytes) -> bytes:
    """Return a chunk as ImageMagick writes it."""
    figures = b"\n%b\n%8d\n%b\n" % (name, len(body), body.hex().encode())
    return chunk(b"zTXt", b"Raw profile type " + name + b"\0\0" + zlib.compress(figures))


def icon(*images: bytes) -> bytes:
    places = [6 + 16 * len(images) + sum(map(len, images[:number])) for number in range(len(images))]
    rows = [bytes(8) + struct.pack("<II", len(image), at) for image, at in zip(images, places, strict=True)]
    return struct.pack("<HHH", 0, 1, len(images)) + b"".join(rows) + b"".join(images)


def segment(body: bytes, marker: int = 0xE1) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def jpeg(*segments: bytes, behind: bytes = b"") -> bytes:
    return b"\xff\xd8" + segment(b"JFIF\0", 0xE0) + b"".join(segments) + segment(bytes(6), 0xDA) + b"\xff\xd9" + behind


def photo(metadata: bytes) -> bytes:
    return jpeg(segment(metadata))


def extended(body: bytes) -> bytes:
    """Return XMP in two segments; the cut is in the name of the place."""
    cut = body.index(b"GPS") + 5 if b"GPS" in body else 9
    head = b"http://ns.adobe.com/xmp/extension/\0" + b"A" * 32 + bytes(8)
    return segment(head + body[:cut]) + segment(head + body[cut:])


def photoshop(body: bytes) -> bytes:
    return b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(body)) + body


def riff(kind: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    parts = [name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2) for name, body in chunks]
    body = kind + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def gif(body: bytes) -> bytes:
    return b"GIF89a" + bytes(7) + b"!\xff\x0bXMP DataXMP" + body + b"\1\0;"


# ---- boxes


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


def wide_box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 1) + kind + struct.pack(">Q", len(body) + 16) + body


def track(entry: bytes, of: bytes = b"") -> bytes:
    return box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", box(b"stsd", bytes(8), box(entry, bytes(8), of))))))


def movie(*inside: bytes, brand: bytes = b"isom", before: bytes = b"") -> bytes:
    return box(b"ftyp", brand, bytes(4)) + before + box(b"moov", box(b"mvhd", bytes(100)), track(b"avc1"), *inside)


def noted(kind: bytes) -> bytes:
    """Return user data with a box of this type."""
    return box(b"udta", box(kind, ISO6709))


def item(brand: bytes, body: bytes) -> bytes:
    return box(b"ftyp", brand, bytes(4)) + box(b"meta", bytes(4), box(b"hdlr", bytes(24))) + box(b"mdat", bytes(4), body)


JXL = b"\0\0\0\x0cJXL \r\n\x87\n"
MEDIA = box(b"mdat", bytes(300_000))


# ---- elements, pages and tags


def element(name: str, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return bytes.fromhex(name) + (0x10000000 | len(body)).to_bytes(4) + body


def webm(*inside: bytes) -> bytes:
    return element("1a45dfa3", b"\x42\x82\x84webm") + element("18538067", *inside)


def tag(name: bytes) -> bytes:
    return element("1254c367", element("7373", element("67c8", element("45a3", name), element("4487", ISO6709))))


CUT_OFF = bytes.fromhex("1f43b675ff") + element("a3", bytes(900))  # a cluster of no known length


def page(serial: int, body: bytes, time: int = 0) -> bytes:
    lengths = [255] * (len(body) // 255) + [len(body) % 255]
    head = b"OggS\0\0" + struct.pack("<q", time) + struct.pack("<III", serial, 0, 0)
    return head + bytes([len(lengths)]) + bytes(lengths) + body


def comments(*fields: bytes) -> bytes:
    written = b"".join(struct.pack("<I", len(one)) + one for one in fields)
    return struct.pack("<I", 4) + b"Lavf" + struct.pack("<I", len(fields)) + written


def ogg(*fields: bytes, codec: bytes = b"\x03vorbis") -> bytes:
    """Return a recording whose comments are in two pages."""
    text = codec + comments(*fields)
    pages = page(1, b"\x01vorbis" + bytes(23)) + page(1, text[: len(text) // 2]) + page(1, text[len(text) // 2 :])
    return pages + page(1, bytes(9_000), 99) + page(1, bytes(9_000), 199)


def cover(image: bytes) -> bytes:
    return b"METADATA_BLOCK_PICTURE=" + base64.b64encode(struct.pack(">II", 3, 10) + b"image/jpeg" + bytes(20) + image)


def flac(kind: int, body: bytes) -> bytes:
    return (
        b"fLaC" + bytes([0]) + bytes([0, 0, 34]) + bytes(34) + bytes([0x80 | kind]) + len(body).to_bytes(3) + body + b"\xff\xf8"
    )


def id3(frame: bytes, flags: int = 0, behind: bytes = b"") -> bytes:
    length = len(frame)
    size = bytes([length >> 21 & 0x7F, length >> 14 & 0x7F, length >> 7 & 0x7F, length & 0x7F])
    return b"ID3\3\0" + bytes([flags]) + size + frame + b"\xff\xfb\x90\0" + bytes(70_000) + behind


def frame(name: bytes, body: bytes) -> bytes:
    return name + struct.pack(">I", len(body)) + b"\0\0" + body


def ape(name: bytes) -> bytes:
    return b"APETAGEX" + bytes(24) + struct.pack("<II", len(ISO6709), 0) + name + b"\0" + ISO6709


# ---- texts


def address(raw: bytes, type: str = "image/jpeg") -> str:
    return f"data:{type};base64,{base64.b64encode(raw).decode()}"


def drawing(inside: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">\n{inside}</svg>'.encode()


def broken_address(raw: bytes) -> str:
    """Return an address in lines of 76 letters, as Illustrator writes it."""
    return "&#10;".join(address(raw)[at : at + 76] for at in range(0, len(address(raw)), 76))


def percent_address(raw: bytes) -> str:
    return "data:image/jpeg," + "".join(f"%{byte:02x}" for byte in raw)


def nested(picture: bytes) -> str:
    """Return a stylesheet with a drawing with a picture."""
    drawn = drawing(f'<image href="{address(picture)}"/>')
    return f"a{{b:url({address(drawn, 'image/svg+xml')})}}"
