"""Every kind of image that is taken, and the formats that it is written in."""

import pytest
from PIL import Image

from chalicelib.images.encoding import encode
from tests.images.drawing import chart, photo, read, saved

TAKEN = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF", "HEIF")


@pytest.mark.parametrize("format", TAKEN)
def test_each_kind_is_taken_by_its_bytes(format: str) -> None:
    encoded = encode(saved(photo(600, 400), format))

    assert (encoded.picture.width, encoded.picture.height) == (600, 400)
    assert [(one.width, one.height) for one in encoded.picture.variants if one.format == "jpeg"] == [(480, 320), (600, 400)]


@pytest.mark.parametrize(
    ("image", "formats"),
    [
        (photo(200, 100), ("avif", "webp", "jpeg")),
        (photo(200, 100).convert("L"), ("avif", "webp", "jpeg")),
        (chart(200, 100), ("webp", "png")),
        (chart(200, 100).convert("1"), ("webp", "png")),
        (chart(200, 100, "RGBA"), ("webp", "png")),
    ],
    ids=["a photograph", "a grey photograph", "a drawing", "a drawing of two colours", "a drawing that lets through"],
)
def test_the_formats_of_a_png_follow_from_its_pixels(image: Image.Image, formats: tuple[str, ...]) -> None:
    variants = encode(saved(image, "PNG")).picture.variants

    assert tuple(one.format for one in variants) == formats


def test_each_file_is_what_its_variant_says() -> None:
    encoded = encode(saved(photo(1000, 500), "JPEG"))

    for variant in encoded.picture.variants:
        image = read(encoded.files[variant.file])
        assert (image.width, image.height, str(image.format).lower()) == (variant.width, variant.height, variant.format)
    assert [one.width for one in encoded.picture.variants] == [480] * 3 + [960] * 3 + [1000] * 3
