"""Images that aren't just in the column of text.

They are wider: `wide`, or `full-bleed`, from one edge of the window to the other. Or text flows around them, or they are in the
middle (`PLACES`). An author gives one of the classes in `CLASSES` to an image, to its paragraph, or to its figure, as WordPress,
Ghost and themes of Jekyll do. The figure then has the class (`figures`), and a wide image asks for as many pixels as it has room
for.
"""

from collections.abc import Iterable, Mapping

from chalicelib.content.html.responsive_images import COLUMN, column
from chalicelib.content.html.tag_patterns import FULL, WIDE, WIDE_FIGURE

PLACES: Mapping[str, str] = {
    **dict.fromkeys(("alignleft", "align-left", "float-left", "left"), "alignleft"),
    **dict.fromkeys(("alignright", "align-right", "float-right", "right"), "alignright"),
    **dict.fromkeys(("aligncenter", "align-center", "center"), "aligncenter"),
}
CLASSES: Mapping[str, str] = {
    **dict.fromkeys(("wide", "alignwide", "kg-width-wide", "width-wide"), WIDE),
    **dict.fromkeys(("full", "full-bleed", "fullbleed", "alignfull", "kg-width-full", "width-full"), FULL),
    **PLACES,
}


def extent_in(classes: Iterable[str]) -> str:
    """Return the extent or place of an image that these classes name; empty: it is in the column, and as wide."""
    return next((CLASSES[name] for name in classes if name in CLASSES), "")


def with_wide_sizes(html: str) -> str:
    """Return the finished HTML whose wide images ask for as many pixels as they have room for."""
    return WIDE_FIGURE.sub(lambda figure: figure[0].replace(f'sizes="{COLUMN}"', f'sizes="{column(extent=figure[1])}"'), html)
