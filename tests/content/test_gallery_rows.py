"""The rows of a gallery: which images share one, and what each says of its size."""

import re

import pytest

from chalicelib.content.html.responsive_images import COLUMN
from chalicelib.content.presentation.gallery_rows import with_rows

WIDE, TALL, PANORAMA = (1500, 1000), (1000, 1500), (3000, 1000)


def gallery(*sizes: tuple[int, int]) -> str:
    tags = (f'<figure><img src="/a.jpg" width="{width}" height="{height}"></figure>\n' for width, height in sizes)
    return f'<div class="gallery">\n{"".join(tags)}</div>'


def rows(html: str) -> list[int]:
    """Return how many images are in each row."""
    return [row.count("<img") for row in html.split("<div>")[1:]]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([WIDE], [1]),
        ([WIDE] * 2, [2]),
        ([WIDE] * 3, [1, 2]),
        ([WIDE] * 4, [2, 2]),
        ([WIDE] * 5, [1, 2, 2]),
        ([TALL] * 2, [2]),
        ([TALL] * 3, [3]),
        ([TALL] * 4, [4]),
        ([WIDE, TALL], [2]),
        ([PANORAMA, WIDE, WIDE], [1, 2]),
        ([WIDE, WIDE, PANORAMA], [2, 1]),
        ([(100, 1000)] * 9, [3, 3, 3]),
    ],
)
def test_a_row_is_as_wide_as_two_photographs(sizes: list[tuple[int, int]], expected: list[int]) -> None:
    assert rows(with_rows(gallery(*sizes))) == expected


def test_all_images_say_that_they_are_equally_high_so_that_they_shrink_to_one_height() -> None:
    html = with_rows(gallery((4000, 3000), (90, 120), (1, 60_000)))
    assert re.findall(r' width="(\d+)" height="(\d+)"', html) == [("1333", "1000"), ("750", "1000"), ("1", "1000")]


@pytest.mark.parametrize("size", ["", ' width="50%"', ' width="0" height="5"'])
def test_an_image_of_unknown_size_is_counted_as_a_usual_photograph_and_stays(size: str) -> None:
    one = f'<figure><img src="/a.jpg"{size}></figure>\n'
    html = with_rows(f'<div class="gallery">\n{one * 3}</div>')
    assert (rows(html), html.count(one)) == ([1, 2], 3)


def test_an_image_asks_for_no_more_pixels_than_its_share_of_the_row() -> None:
    one = f'<figure><picture><source sizes="{COLUMN}"><img sizes="{COLUMN}" width="9" height="6"></picture></figure>\n'
    html = with_rows(f'<div class="gallery">\n{one * 3}</div>')
    half = "(max-width: 44rem) 50vw, 20rem"
    assert re.findall(' sizes="([^"]*)"', html) == [COLUMN] * 2 + [half] * 4


def test_what_an_author_made_of_a_gallery_stays() -> None:
    html = '<div class="gallery">\n<p>Text.</p>\n<figure><img src="/a.jpg"></figure>\n</div>'
    assert with_rows(html) == html
