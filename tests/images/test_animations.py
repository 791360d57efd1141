"""Animations keep moving: a GIF as it is, and as a WebP where that is smaller; others as a WebP beside their first frame."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops

from chalicelib.errors import Refusal
from chalicelib.images.encoding import encode
from tests.images.drawing import chart, photo, read, saved

STEPS = 6


def moving(image: Image.Image, format: str, **settings: object) -> bytes:
    frames = [ImageChops.offset(image, 5 * step, 0) for step in range(STEPS)]
    return saved(frames[0], format, save_all=True, append_images=frames[1:], **({"duration": 120, "loop": 0} | settings))


def frames(raw: bytes) -> list[Image.Image]:
    image = Image.open(BytesIO(raw))
    images = []
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        images.append(image.convert("RGB"))
    return images


@pytest.mark.parametrize("image", [chart(300, 200), photo(300, 200)], ids=["a drawing", "a photograph"])
def test_a_gif_that_moves_is_kept_and_is_a_smaller_webp_beside_it(image: Image.Image) -> None:
    raw = moving(image, "GIF")

    encoded = encode(raw)

    assert [one.file for one in encoded.picture.variants] == ["300.webp", "300.gif"]
    assert encoded.files["300.gif"] == raw
    assert len(encoded.files["300.webp"]) < len(raw)
    assert len(frames(encoded.files["300.webp"])) == STEPS


def test_a_drawing_that_moves_keeps_each_pixel() -> None:
    raw = moving(chart(300, 200), "GIF")

    shown = frames(encode(raw).files["300.webp"])

    assert [frame.tobytes() for frame in shown] == [frame.tobytes() for frame in frames(raw)]


def test_a_webp_that_is_no_smaller_is_left_out() -> None:
    dots = [Image.new("1", (64, 64)) for _ in range(40)]
    for step, dot in enumerate(dots):
        dot.putpixel((step, step), 1)
    raw = saved(dots[0], "GIF", save_all=True, append_images=dots[1:], loop=0)

    assert [one.format for one in encode(raw).picture.variants] == ["gif"]


@pytest.mark.parametrize("format", ["PNG", "WEBP", "AVIF"])
def test_others_that_move_become_a_webp_beside_their_first_frame(format: str) -> None:
    settings = {"PNG": {}, "WEBP": {"lossless": True}, "AVIF": {}}[format]

    encoded = encode(moving(photo(300, 200), format, **settings))

    assert [one.file for one in encoded.picture.variants] == ["300.webp", "300.jpeg"]
    assert [len(frames(body)) for body in encoded.files.values()] == [STEPS, 1]


@pytest.mark.parametrize(("given", "shown"), [(120, 120), (0, 100), (10, 100), (20, 20)])
def test_frames_are_shown_as_long_as_browsers_show_those_of_the_gif(given: int, shown: int) -> None:
    webp = Image.open(BytesIO(encode(moving(photo(200, 100), "GIF", duration=given)).files["200.webp"]))

    webp.seek(1)
    webp.load()

    assert webp.info["duration"] == shown


@pytest.mark.parametrize(("loop", "repeats"), [(None, 1), (0, 0), (3, 4)])
def test_an_animation_is_repeated_as_often(loop: int | None, repeats: int) -> None:
    raw = moving(photo(200, 100), "GIF", loop=loop)

    assert read(encode(raw).files["200.webp"]).info["loop"] == repeats


def test_a_gif_of_one_frame_is_a_drawing_or_a_photograph() -> None:
    assert [one.format for one in encode(saved(chart(100, 50), "GIF")).picture.variants] == ["webp", "png"]


def test_a_broken_frame_is_found_although_the_first_is_whole() -> None:
    raw = moving(photo(100, 80), "GIF")
    third = [at for at in range(len(raw)) if raw.startswith(b"!\xf9\x04", at)][2]

    with pytest.raises(Refusal, match="the file ends too soon"):
        encode(raw[:third])


def test_a_tiff_of_several_pages_is_its_first() -> None:
    raw = saved(photo(100, 80), "TIFF", save_all=True, append_images=[chart(50, 50)])

    assert {read(body).size for body in encode(raw).files.values()} == {(100, 80)}
