"""Colours end as eight bits of sRGB, and look as they did."""

import colorsys

import pytest
from PIL import Image, ImageCms

from chalicelib.images.encoding import encode
from tests.images.drawing import chart, deep_png, photo, read, saved
from tests.images.profiles import display_p3

TOLERANCE = 8  # of 255, after a lossy encoder


def middle(raw: bytes, variant: int = -1) -> tuple[int, ...]:
    """Return the colour in the middle of a variant, as `(red, green, blue)`."""
    encoded = encode(raw)
    image = read(encoded.files[encoded.picture.variants[variant].file]).convert("RGB")
    return tuple(image.crop((image.width // 2, image.height // 2, image.width // 2 + 1, image.height // 2 + 1)).tobytes())


def flat(mode: str, colour: object) -> Image.Image:
    return Image.new(mode, (64, 64), colour)  # type: ignore[arg-type]


def near(colour: tuple[int, ...], expected: tuple[int, ...]) -> bool:
    return all(abs(one - other) <= TOLERANCE for one, other in zip(colour, expected, strict=True))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF", "HEIF"])
def test_a_wide_gamut_is_converted_to_srgb(format: str) -> None:
    raw = saved(flat("RGB", (80, 160, 90)), format, icc_profile=display_p3())

    assert near(middle(raw), (38, 162, 81))  # what the same colour is in sRGB, by CSS Color 4


@pytest.mark.parametrize("profile", [b"no profile", ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()])
def test_a_profile_that_cannot_be_used_is_left_out(profile: bytes) -> None:
    assert near(middle(saved(flat("RGB", (80, 160, 90)), "JPEG", icc_profile=profile)), (80, 160, 90))


def test_four_inks_become_three_colours() -> None:
    assert near(middle(saved(flat("CMYK", (0, 255, 255, 0)), "JPEG")), (255, 0, 0))


@pytest.mark.parametrize(
    ("mode", "grey", "wanted"),
    [("I;16", 0x8000, 128), ("I;16", 0xFFFF, 255), ("I;16", 0, 0), ("1", 1, 255), ("L", 90, 90)],
)
def test_greys_of_any_depth_keep_their_brightness(mode: str, grey: int, wanted: int) -> None:
    assert middle(saved(flat(mode, grey), "PNG")) == (wanted,) * 3


def test_deep_colours_become_eight_bits() -> None:
    assert middle(deep_png(32, 32, (0x8080, 0x4040, 0xC0C0))) == (0x80, 0x40, 0xC0)


def test_numbers_without_bounds_are_shown_from_black_to_white() -> None:
    image = Image.new("F", (64, 64), 1000.0)
    image.paste(3000.0, (0, 32, 64, 64))

    assert middle(saved(image, "TIFF")) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["LA", "RGBA", "P"])
def test_transparency_is_kept(mode: str) -> None:
    image = chart(64, 64, "RGBA").convert(mode) if mode != "P" else chart(64, 64, "RGBA").quantize(64)

    encoded = encode(saved(image, "PNG"))

    for body in encoded.files.values():
        assert [read(body).convert("RGBA").getpixel(place)[3] for place in ((60, 2), (2, 62))] == [0, 255]  # type: ignore[index]
    assert encoded.picture.colour == ""  # nothing stands behind it


def test_alpha_that_hides_nothing_is_left_out() -> None:
    image = photo(64, 64).convert("RGBA")

    assert [one.format for one in encode(saved(image, "PNG")).picture.variants] == ["avif", "webp", "jpeg"]


def test_a_cutout_has_its_alpha_in_each_format() -> None:
    image = photo(64, 64)
    image.putalpha(Image.linear_gradient("L").resize((64, 64)))

    encoded = encode(saved(image, "PNG"))

    assert [one.format for one in encoded.picture.variants] == ["avif", "webp", "png"]
    assert all(read(body).convert("RGBA").getpixel((5, 1))[3] < 20 for body in encoded.files.values())  # type: ignore[index]


@pytest.mark.parametrize("colours", [2, 16, 255])
def test_a_drawing_keeps_each_pixel(colours: int) -> None:
    image = chart(300, 200)
    for number in range(colours):
        red, green, blue = colorsys.hsv_to_rgb(number / colours, 1, 1)
        image.putpixel((number % 300, 199 - number // 300), (round(red * 255), round(green * 255), round(blue * 255)))

    files = encode(saved(image, "PNG")).files

    assert [name.partition(".")[2] for name in files] == ["webp", "png"]
    assert all(read(body).convert("RGB").tobytes() == image.tobytes() for body in files.values())


def test_the_colour_behind_a_picture_is_the_mean_of_all() -> None:
    image = Image.new("RGB", (64, 64), (200, 0, 0))
    image.paste((0, 100, 0), (0, 32, 64, 64))

    assert encode(saved(image, "PNG")).picture.colour == "#643200"
