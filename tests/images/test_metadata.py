"""What readers get is upright, in sRGB, and holds nothing but pixels: no EXIF, place, comment, thumbnail or profile."""

from io import BytesIO
from typing import Any

import pytest
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

from chalicelib.images.encoding import Encoded, encode
from tests.each import each
from tests.images.drawing import chart, marked, photo, read, saved

SECRET = b"written-by-hand"
HOLDING = ("exif", "icc_profile", "xmp", "comment", "photoshop", "XML:com.adobe.xmp", "parameters", "dpi")


def exif(orientation: int = 1) -> Image.Exif:
    held = Image.Exif()
    held[ExifTags.Base.Orientation] = orientation
    held[ExifTags.Base.ImageDescription] = SECRET.decode()
    held.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    held.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (51.0, 28.0, 40.0)
    return held


def text() -> PngImagePlugin.PngInfo:
    held = PngImagePlugin.PngInfo()
    held.add_text("parameters", SECRET.decode())
    held.add_itxt("XML:com.adobe.xmp", f"<x>{SECRET.decode()}</x>")
    return held


def srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


NOTED: dict[str, tuple[Image.Image, str, dict[str, Any]]] = {
    "a JPEG": (
        photo(80, 60),
        "JPEG",
        {"exif": exif(), "comment": SECRET, "xmp": b"<x>" + SECRET, "dpi": (300, 300), "icc_profile": srgb()},
    ),
    "a drawing": (chart(80, 60), "PNG", {"exif": exif(), "pnginfo": text(), "icc_profile": srgb()}),
    "a PNG": (photo(80, 60), "PNG", {"exif": exif(), "pnginfo": text(), "icc_profile": srgb()}),
    "a WebP": (photo(80, 60), "WEBP", {"exif": exif(), "xmp": b"<x>" + SECRET}),
    "a TIFF": (photo(80, 60), "TIFF", {"description": SECRET.decode()}),
    "a HEIC": (photo(80, 60), "HEIF", {"exif": exif().tobytes(), "xmp": b"<x>" + SECRET}),
    "a moving GIF": (chart(80, 60), "GIF", {"save_all": True, "append_images": [photo(80, 60)], "comment": SECRET}),
    "a moving WebP": (chart(80, 60), "WEBP", {"save_all": True, "append_images": [photo(80, 60)], "exif": exif()}),
}


@pytest.mark.parametrize("name", NOTED)
def test_nothing_that_was_noted_in_an_image_is_published(name: str) -> None:
    image, kind, settings = NOTED[name]
    raw = saved(image, kind, **settings)
    assert SECRET in raw

    for file, body in encode(raw).files.items():
        assert SECRET not in body, file
        assert [key for key in HOLDING if key in Image.open(BytesIO(body)).info] == [], file
        assert dict(Image.open(BytesIO(body)).getexif()) == {}, file


# ---- upright


def corners(encoded: Encoded) -> list[list[str]]:
    """Return the colours in the corners of each file, by the names of `CORNERS`."""
    return [[_named(image, place) for place in _places(image)] for image in map(read, encoded.files.values())]


def _places(image: Image.Image) -> list[tuple[int, int]]:
    right, bottom = image.width - 3, image.height - 3
    return [(2, 2), (right, 2), (2, bottom), (right, bottom)]


def _named(image: Image.Image, place: tuple[int, int]) -> str:
    red, green, blue = image.convert("RGB").crop((*place, place[0] + 1, place[1] + 1)).tobytes()
    return {(1, 0, 0): "red", (0, 1, 0): "lime", (0, 0, 1): "blue", (1, 1, 0): "yellow"}[red // 128, green // 128, blue // 128]


STORED = {
    1: [],
    2: [Image.Transpose.FLIP_LEFT_RIGHT],
    3: [Image.Transpose.ROTATE_180],
    4: [Image.Transpose.FLIP_TOP_BOTTOM],
    5: [Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_90],
    6: [Image.Transpose.ROTATE_90],
    7: [Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_270],
    8: [Image.Transpose.ROTATE_270],
}
"""How a camera stores an upright image, by the orientation that it then writes."""


@each("format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
@each("orientation", STORED)
def test_an_image_is_turned_as_its_exif_says(orientation: int, format: str) -> None:
    stored = marked(64, 32)
    for turn in STORED[orientation]:
        stored = stored.transpose(turn)

    encoded = encode(saved(stored, format, exif=exif(orientation) if format != "HEIF" else exif(orientation).tobytes()))

    assert (encoded.picture.width, encoded.picture.height) == (64, 32)
    assert corners(encoded) == [["red", "lime", "blue", "yellow"]] * len(encoded.files)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_exif_that_cannot_be_read_turns_nothing(format: str) -> None:
    encoded = encode(saved(marked(), format, exif=b"Exif\0\0no EXIF at all"))

    assert (encoded.picture.width, encoded.picture.height) == (64, 32)
