"""The widths of a picture: those of pages, and none larger than its own."""

import pytest
from PIL import Image

from chalicelib.content.media.image_variants import WIDTHS
from chalicelib.images.encoding import encode, sizes_of
from tests.images.drawing import chart, photo, read, saved


@pytest.mark.parametrize(
    ("own", "widths"),
    [
        (1, [1]),
        (479, [479]),
        (480, [480]),
        (481, [480, 481]),
        (1919, [480, 960, 1440, 1919]),
        (1920, [*WIDTHS]),
        (9000, [*WIDTHS]),
    ],
)
def test_a_picture_has_the_widths_of_pages_up_to_its_own(own: int, widths: list[int]) -> None:
    assert sizes_of((own, own)) == [(width, width) for width in widths]


def test_no_variant_is_larger_than_the_image() -> None:
    assert sizes_of((50_000, 3)) == [(480, 1), (960, 1), (1440, 1), (1920, 1)]
    assert sizes_of((3, 50_000)) == [(3, 50_000)]


@pytest.mark.parametrize("size", [(1, 1), (8, 8), (1, 40), (40, 1)])
@pytest.mark.parametrize("format", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_tiny_images_are_encoded(size: tuple[int, int], format: str) -> None:
    encoded = encode(saved(photo(*size), format))

    assert (encoded.picture.width, encoded.picture.height) == size
    assert {read(body).size for body in encoded.files.values()} == {size}


def test_a_wide_jpeg_is_told_in_its_own_size() -> None:
    raw = saved(Image.effect_mandelbrot((8_000, 2_000), (-2, -1, 1, 1), 20), "JPEG")

    picture = encode(raw).picture

    assert (picture.width, picture.height) == (8_000, 2_000)
    assert (picture.variants[-1].width, picture.variants[-1].height) == (1920, 480)


def test_a_drawing_has_its_own_width_only() -> None:
    assert [one.file for one in encode(saved(chart(1000, 500), "PNG")).picture.variants] == ["1000.webp", "1000.png"]


def test_a_drawing_wider_than_pages_is_as_wide_as_they_are() -> None:
    picture = encode(saved(chart(4000, 1000), "PNG")).picture

    assert (picture.width, picture.variants[-1].width, picture.variants[-1].format) == (4000, 1920, "png")


def test_a_format_that_is_not_as_tall_is_left_out_in_every_width() -> None:
    raw = saved(Image.effect_noise((500, 40_000), 50), "JPEG")

    assert [one.file for one in encode(raw).picture.variants] == ["480.jpeg", "500.jpeg"]


def test_a_screenshot_with_a_photograph_has_all_widths_and_a_png() -> None:
    image = chart(1200, 900)
    image.paste(photo(400, 300), (700, 50))

    variants = encode(saved(image, "PNG")).picture.variants

    assert [one.file for one in variants][-3:] == ["1200.avif", "1200.webp", "1200.png"]
    assert {one.width for one in variants} == {480, 960, 1200}
