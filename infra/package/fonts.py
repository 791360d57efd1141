"""Fonts of the cards, reduced to the weight in which they are drawn, a third of the size of their packages.

No character is left out: HarfBuzz pins the axis of the weight and drops tables that no horizontal line needs. The glyphs differ
from those of the whole font by rounding alone. This is a program, `python -m infra.package.fonts FOLDER`, for a folder into which
the packages were installed, so that packing needs HarfBuzz only where there are fonts.
"""

import sys
from pathlib import Path

import uharfbuzz as hb

from chalicelib.images.fonts import FONTS, WEIGHT

OF_COLUMNS = ("VORG", "VVAR", "vhea", "vmtx")
"""Tables for lines from top to bottom."""


def replace_fonts(tree: Path) -> None:
    """Replace each font in the folder by its one weight, and drop the fonts that no card uses."""
    used = {tree / row.package / row.file for row in FONTS}
    for package in {row.package for row in FONTS}:
        for path in sorted((tree / package).glob("*.[ot]t[fc]")):
            if path in used:
                path.write_bytes(pinned(path.read_bytes()))
            else:
                path.unlink()


def pinned(font: bytes) -> bytes:
    """Return the first face of a font, in one weight."""
    face = hb.Face(font)
    subset = hb.SubsetInput()
    subset.keep_everything()
    subset.flags = hb.SubsetFlags.NO_HINTING
    subset.name_id_set.clear()
    subset.drop_table_tag_set.update(int.from_bytes(tag.encode()) for tag in OF_COLUMNS)
    for axis, value in WEIGHT.items():
        subset.pin_axis_location(face, axis, value)
    font_bytes: bytes = subset.subset(face).blob.data
    return font_bytes


if __name__ == "__main__":
    replace_fonts(Path(sys.argv[1]))
