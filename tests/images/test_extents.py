"""A file that was cut off is refused as one that ends too soon, whatever its decoder says; one that is damaged isn't."""

from collections.abc import Mapping
from typing import Any

import pytest
from PIL import Image

from chalicelib.errors import Refusal
from chalicelib.images.encoding import encode
from chalicelib.images.extents import TOO_SOON
from tests.bounds.images import CASES
from tests.images.drawing import photo, saved

SIZE = 64
NOTES = Image.Exif()
NOTES[0x010E] = "A long note. " * 60
MOVING = {"save_all": True, "append_images": [photo(SIZE, SIZE).rotate(90)]}
FILES: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "JPEG": ("JPEG", {}),
    "progressive JPEG": ("JPEG", {"progressive": True, "exif": NOTES}),
    "PNG": ("PNG", {}),
    "PNG with notes": ("PNG", {"exif": NOTES}),
    "APNG": ("PNG", MOVING),
    "WebP": ("WEBP", {}),
    "animated WebP": ("WEBP", MOVING),
    "GIF": ("GIF", {}),
    "AVIF": ("AVIF", {"exif": NOTES}),
    "AVIF sequence": ("AVIF", MOVING),
    "HEIC": ("HEIF", {}),
    "HEIC with notes": ("HEIF", {"exif": NOTES.tobytes()}),
    "TIFF": ("TIFF", {}),
    "TIFF with its tags at the end": ("TIFF", {"compression": "tiff_lzw"}),
    "TIFF of JPEG": ("TIFF", {"compression": "jpeg"}),
    "BMP": ("BMP", {}),
}
FIRST, END_OF_PNG = 12, 40  # bytes: what says which kind it is; what a PNG can do without


def quotation_of(raw: bytes) -> str:
    """What the refusal of the file says was found; nothing if it is encoded."""
    try:
        encode(raw)
    except Refusal as refusal:
        return refusal.found
    return ""


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_was_cut_off_anywhere_is_said_to_end_too_soon(name: str) -> None:
    kind, settings = FILES[name]
    whole = saved(photo(SIZE, SIZE), kind, **settings)
    most = len(whole) - (END_OF_PNG if kind == "PNG" else 1)

    said = {at: quotation_of(whole[:at]) for at in [*range(FIRST, most, max(1, most // 50)), most]}

    assert {at: one for at, one in said.items() if one != TOO_SOON} == {}
    assert len(said) > 50


@pytest.mark.parametrize("name", FILES)
def test_a_whole_file_that_is_damaged_is_not_said_to_end_too_soon(name: str) -> None:
    kind, settings = FILES[name]
    whole = saved(photo(SIZE, SIZE), kind, **settings)
    middle = len(whole) // 2

    assert quotation_of(whole[:middle] + b"\x55" * 200 + whole[middle + 200 :]) != TOO_SOON


@pytest.mark.parametrize("name", ["an AVIF of nothing", "a HEIC of nothing", "an enormous tile", "an inflated profile"])
def test_a_whole_file_that_lies_is_not_said_to_end_too_soon(name: str) -> None:
    assert quotation_of(CASES[name].make()) not in ("", TOO_SOON)
