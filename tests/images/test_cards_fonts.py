"""The fonts of the functions' zip: in one weight, with every character, small enough."""

import shutil
import zlib
from io import BytesIO
from pathlib import Path

import pytest
import uharfbuzz as hb
from PIL import Image, ImageChops, ImageStat

from chalicelib.images.cards import drawn
from chalicelib.images.fonts import FONTS, FontFile, loaded, path_of
from infra.package import fonts
from tests.images.test_cards import TITLES, python, titled

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the packages of fonts were installed, brought down to what is used."""
    folder = tmp_path_factory.mktemp("tree")
    for installed in {path.parent for row in FONTS if (path := path_of(row))}:
        shutil.copytree(installed, folder / installed.name)
    fonts.replace_fonts(folder)
    return folder


@pytest.mark.parametrize("row", FONTS, ids=lambda row: row.file)
def test_a_font_keeps_every_character_and_one_weight(tree: Path, row: FontFile) -> None:
    whole, reduced = loaded(row).face, hb.Face((tree / row.package / row.file).read_bytes())

    assert set(reduced.unicodes) == set(whole.unicodes)
    assert not reduced.axis_infos


def test_the_fonts_are_small_and_no_others_are_there(tree: Path) -> None:
    files = {path: zlib.compress(path.read_bytes()) for path in tree.rglob("*.[ot]t[fc]")}

    assert {path.name for path in files} == {row.file for row in FONTS}
    assert sum(map(len, files.values())) < 15 * MEGABYTE


@pytest.mark.parametrize("lang", ["en", "hi", "zh"])
def test_a_card_looks_the_same_with_them(tree: Path, lang: str) -> None:
    draws = f"import sys; sys.path.insert(0, {str(tree)!r}); from tests.images.test_cards import *"
    draws += f"; assert str(fonts.path_of(fonts.CJK)).startswith({str(tree)!r})"
    draws += f"; sys.stdout.buffer.write(drawn(titled(TITLES[{lang!r}], {lang!r})))"
    here, there = (Image.open(BytesIO(image)).convert("RGB") for image in (drawn(titled(TITLES[lang], lang)), python(draws)))

    assert max(ImageStat.Stat(ImageChops.difference(here, there)).mean) < 0.5  # of 255
