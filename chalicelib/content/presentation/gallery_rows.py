"""The rows of a gallery, which fill the column at any width, and whose images are equally high and uncropped.

A row is a flex container. Its images say that they are 1,000 pixels high, and as wide as their shape then makes them. That is
more than a row has room for, and flex items shrink in proportion to their width: so they end at the same height, and no style of
an element is needed. Which images share a row follows from their shapes alone.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from chalicelib.content.html.responsive_images import COLUMN, PIXELS, column, images_in
from chalicelib.content.html.tag_patterns import FIGURE, GALLERY, IMAGE, SIDE

HEIGHT = 1_000  # pixels; more than a row of any theme is high
IDEAL = 2.4  # the width of a row, in heights: two photographs, one upright and one not, or three upright ones
MOST = 4  # images in a row, so that they can be seen on a telephone
USUAL = 1.5  # the shape of an image whose size is not known


def with_rows(html: str) -> str:
    """Return the HTML with rows in its galleries. Its images have their sizes, as far as these are known."""
    return GALLERY.sub(_in_rows, html)


def _in_rows(gallery: re.Match[str]) -> str:
    figures = FIGURE.findall(gallery["held"])
    shapes = [_shape(figure) for figure in figures]
    ends = _ends([shape or USUAL for shape in shapes])
    rows = (_row(figures[start:end], shapes[start:end], gallery["of"] or "") for start, end in pairwise((0, *ends)))
    return "\n".join((f"{gallery['begin']}{next(rows)}", *rows, "</div>"))


def _row(figures: Sequence[str], shapes: Sequence[float], extent: str) -> str:
    whole = sum(shape or USUAL for shape in shapes)
    fitted = (
        _fitted(figure, shape, column((shape or USUAL) / whole, extent)) for figure, shape in zip(figures, shapes, strict=True)
    )
    return "\n".join(("<div>", *fitted, "</div>"))


def _shape(figure: str) -> float:
    """Return the width of a figure's image for a height of 1; 0 if its size is not known."""
    image = next(images_in(figure), None) or {}
    width, height = image.get("width", ""), image.get("height", "")
    return int(width) / int(height) if PIXELS.fullmatch(width) and PIXELS.fullmatch(height) else 0.0


def _fitted(figure: str, shape: float, sizes: str) -> str:
    """Return a figure whose image has the height of all, and asks for no more pixels than its share of the row has room for."""
    side = f' width="{max(1, round(HEIGHT * shape))}" height="{HEIGHT}"'
    sized = IMAGE.sub(lambda tag: f"{SIDE.sub('', tag[0])[:-1]}{side}>", figure, count=1) if shape else figure
    return sized.replace(f'sizes="{COLUMN}"', f'sizes="{sizes}"')


def _ends(shapes: Sequence[float]) -> Sequence[int]:
    """Return where the rows end, so that together they are as close to the ideal as they can be; wide rows come first."""
    best = [(0.0, 0)]  # for the first images: how far their rows are from the ideal, and how many are in the last row
    for end in range(1, len(shapes) + 1):
        lasts = range(1, min(MOST, end) + 1)
        best.append(min((best[end - last][0] + _excess(sum(shapes[end - last : end])), -last) for last in lasts))
    ends = [len(shapes)]
    while (start := ends[-1] + best[ends[-1]][1]) > 0:
        ends.append(start)
    return ends[::-1]


def _excess(width: float) -> float:
    """Return how far the width of a row is from the ideal: twice as wide is as far as half as wide."""
    return width / IDEAL + IDEAL / width - 2
