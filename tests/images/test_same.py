"""The same bytes become the same picture and files, in whatever process, and Pillow is left as it was."""

import hashlib
import json
import subprocess
import sys
from io import BytesIO

import pytest
from PIL import Image

from chalicelib.cloud.ports import Object
from chalicelib.content.media.image_variants import name_of
from chalicelib.images.encoding import Encoded, encode
from tests.images.drawing import chart, photo, saved

SOURCES = {
    "photo": lambda: saved(photo(1000, 700), "JPEG"),
    "drawing": lambda: saved(chart(700, 500), "PNG"),
    "animation": lambda: saved(photo(90, 90), "GIF", save_all=True, append_images=[chart(90, 90)]),
}


def digest(encoded: Encoded) -> str:
    files = {name: hashlib.sha256(body).hexdigest() for name, body in encoded.files.items()}
    return json.dumps([repr(encoded.picture), files])


@pytest.mark.parametrize("name", SOURCES)
def test_another_process_encodes_the_same_bytes(name: str) -> None:
    command = [sys.executable, "-c", f"from tests.images.test_same import *; print(digest(encode(SOURCES[{name!r}]())))"]
    other = subprocess.run(command, capture_output=True, check=True, text=True).stdout  # noqa: S603 - our own Python

    assert other.strip() == digest(encode(SOURCES[name]()))


def test_a_picture_has_the_name_of_its_bytes_and_the_etags_of_its_files() -> None:
    raw = SOURCES["photo"]()

    encoded = encode(raw)

    assert encoded.picture.name == name_of(raw)
    assert [one.etag for one in encoded.picture.variants] == [
        Object(encoded.files[one.file], "image/x").etag for one in encoded.picture.variants
    ]


def test_a_name_that_lies_changes_nothing() -> None:
    """The encoder is told no name: an image is what its bytes are."""
    assert encode(saved(photo(64, 64), "PNG")).picture.variants == encode(saved(photo(64, 64), "BMP")).picture.variants


def test_heic_is_not_registered_with_pillow() -> None:
    with pytest.raises(OSError, match="cannot identify"):
        Image.open(BytesIO(saved(photo(64, 64), "HEIF")))
