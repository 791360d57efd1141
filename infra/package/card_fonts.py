"""The fonts of cards: Noto, bold, from Google's fonts on npm and from Debian, cut down to what a line of text needs.

This is a program, run by hand when a font or this table changes; its output is part of the repository. It needs npm and Debian's
apt, and a library that nothing else needs:

    uv run --with fonttools==4.68.0 --with uharfbuzz==0.57.0 --with msgspec==0.23.0 python -m infra.package.card_fonts FOLDER

Fetched packages stay in the folder. Latin letters are left to Noto Sans; otherwise a font keeps every character, and every form
that horizontal text is shaped with. It loses names, hints and the metrics of columns, and is compressed by itself. The font of
Chinese, Japanese and Korean, four fifths of all bytes, also gets a coarser grid: in the largest title, a point moves by a tenth
of a pixel at most.
"""

import io
import lzma
import re
import subprocess
import sys
import tarfile
from collections.abc import Set
from hashlib import sha256
from pathlib import Path

import uharfbuzz as hb
from fontTools.cffLib.CFFToCFF2 import convertCFFToCFF2
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

from chalicelib.frozen import Frozen

FOLDER = Path(__file__).parents[2] / "chalicelib" / "images" / "noto"
LATIN = "Sans"
LATIN_LETTERS = range(0x250)
"""Among them; Noto Sans has them all."""
GRID = 500  # units to the em

OTHER_FEATURES = ("chws", "cswh", "halt", "jalt", "palt", "valt", "vchw", "vert", "vhal", "vkrn", "vpal", "vrt2")
"""Features for columns, and those that are only for who asks for them."""
OTHER_TABLES = ("BASE", "DSIG", "STAT", "VORG", "gasp", "vhea", "vmtx")
SELECTORS = frozenset((0xFE0E, 0xFE0F))
"""They choose between a sign and its emoji. Those of rare ideographs are in no card's text."""
COMPRESSION = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "lc": 4, "lp": 0, "pb": 0}]


class Source(Frozen):
    """One font: its name, the version of its package, the digest of its file there, and further characters that it lacks."""

    name: str
    version: str
    digest: str
    left_out: str = ""

    @property
    def package(self) -> str:
        """The package on npm, such as `noto-sans-arabic`."""
        return "noto" + re.sub(r"(?=[A-Z])", "-", self.name).lower()


WIDE = " \u00a0"
"""Spaces, where they are twice as wide as in other fonts."""
GOOGLE = (
    Source(LATIN, "0.4.2", "13a813c49624ae3ba3c5c6e72c5ebffc4b9e1e6ea32f421c04069b037c6ad431"),
    Source("Emoji", "0.4.7", "4a3232c18f9c6312d34eb5b3ddc670c2060ff15f42d584c8aca331b6205c6ad9"),
    Source("SansArabic", "0.4.3", "a86a704ff8b315082f4859b04c2f8f746f4cefb14553ef10505f143e0d4829d3"),
    Source("SansArmenian", "0.4.2", "beaf0d8d52a118d108a9e4502d3f3fbbcd0ed78e26bcc00d9d80932c342b934a"),
    Source("SansBengali", "0.4.4", "3a44a4cf2c4f79c3ead8f52dffd5b3a66f0b2483792d66bad81e1a51e888bfd6"),
    Source("SansDevanagari", "0.4.1", "67f1ec9e2ac30b261090e32953b2df0adf6c942ab26ac47efb490fa7315bddab"),
    Source("SansEthiopic", "0.4.2", "b968f7d5c79d6caaff5e29031b1598555f4b154de7456dd51b7c866f90d37597"),
    Source("SansGeorgian", "0.4.3", "4570253cfb7d734286d56ab3ecff6e4ef2cfe9d77c37dc9e739360da89dccc15"),
    Source("SansGujarati", "0.4.2", "d5aee2fbe1dec84e8e54ec72dfda1d138f1401ddf18f06bbd11ea8b64f8b45b2"),
    Source("SansGurmukhi", "0.4.1", "49b4d13ee80c9ba8ae008948b43dc53f200f619d8bc206cacaddb6b781c49625"),
    Source("SansHebrew", "0.4.1", "8010b087f33f152e25aef020e68cb5568d6f8deebb6dde8f60d655196e59ebde"),
    Source("SansKannada", "0.4.3", "bba4d58d9d5a58834c4bca50cf3b00cc230b05341566cf08961e632ef5c6ab75"),
    Source("SansKhmer", "0.4.3", "c72f01526f03b16b64a355cc898605c950c0c5bdcef6d00974a8e753358d3a8e"),
    Source("SansLao", "0.4.2", "6d666b31ab236a835eb53db8ea00f15aa026b3f7c80c313312629ad105377f7b"),
    Source("SansMalayalam", "0.4.2", "3b717223c3d06ed724acce05d87ac40bb63d4bec5fdba282cbecc5b1f57c05da"),
    Source("SansMyanmar", "0.4.2", "e8c0650bd16c279dc64b7baabb33fd5b0266e4ef8005fe36fd8122dcc43dba18"),
    Source("SansOriya", "0.4.2", "19416e5e9f4bcf208960e43ba1e3c41564de632d06001c4a176bde0e8ac923dd"),
    Source("SansSinhala", "0.4.2", "69b79ed8e643a86cf3b72e971bfdc745b1d211e0c90e8afe1f9341306a950d6e", WIDE),
    Source("SansSymbols", "0.4.1", "5682f6c88d6199623edf026f67a8722697e8c5f409e5249477594e409d657eb0"),
    Source("SansTamil", "0.4.3", "c4abfe6f1291568247afb568fe6a666584f9bf7c91f7e163fd628abb368af316"),
    Source("SansTelugu", "0.4.2", "25f2402bfa537c74c5c555452ad2a3289caf5925efeabc116ac4b90469b42a6a"),
    Source("SansThai", "0.4.2", "0be544f347b3ab6382bdc2b555a783727a4858a3dc140670406924670967d916"),
)
"""Packages of `@expo-google-fonts`, which have the files of Google Fonts."""
CJK = Source("SansCJK", "1:20240730+repack1-1", "faa5f3656a78b2e2d450d27fe8382c778bc2b6bb5ea29c986664a6a435056ceb")
"""Debian's package `fonts-noto-cjk`. Google has a font for each country, and together they are twice as large."""
CJK_COPYRIGHT = "Copyright 2014-2021 Adobe (http://www.adobe.com/), with Reserved Font Name 'Source'"
CJK_FILE = "./usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"


def main(packages: Path) -> None:
    for folder in (FOLDER, packages):
        folder.mkdir(exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    licences = []
    for source in GOOGLE:
        font, licence = from_npm(source, packages)
        write(f"Noto{source.name}.ttf", cut(font, others(source)))
        licences.append(licence.partition("\n"))
    write("NotoSansCJK.otf", coarser(cut(from_debian(packages))))
    [terms] = {terms for _, _, terms in licences}
    copyrights = [CJK_COPYRIGHT, *sorted({first for first, _, _ in licences})]
    (FOLDER / "OFL.txt").write_text("\n".join((*copyrights, terms)), "utf-8")


def from_npm(source: Source, packages: Path) -> tuple[bytes, str]:
    """Return a font of Google, and its licence."""
    path = packages / f"expo-google-fonts-{source.package}-{source.version}.tgz"
    if not path.exists():
        name = f"@expo-google-fonts/{source.package}@{source.version}"
        subprocess.run(["npm", "pack", "--silent", name], cwd=packages, check=True)  # noqa: S603, S607 - a name of our own table
    with tarfile.open(path) as archive:
        font = checked(source, archive, f"package/700Bold/Noto{source.name}_700Bold.ttf")
        return font, content(archive, "package/LICENSE_FONT").decode()


def from_debian(packages: Path) -> bytes:
    """Return the font of Chinese, Japanese and Korean."""
    path = packages / f"fonts-noto-cjk_{CJK.version.replace(':', '%3a')}_all.deb"
    if not path.exists():
        download = ["apt-get", "download", "--quiet", f"fonts-noto-cjk={CJK.version}"]
        subprocess.run(download, cwd=packages, check=True)  # noqa: S603 - likewise
    tree = subprocess.run(["dpkg-deb", "--fsys-tarfile", path], capture_output=True, check=True).stdout  # noqa: S603, S607
    with tarfile.open(fileobj=io.BytesIO(tree)) as archive:
        return checked(CJK, archive, CJK_FILE)


def checked(source: Source, archive: tarfile.TarFile, name: str) -> bytes:
    font = content(archive, name)
    if sha256(font).hexdigest() != source.digest:
        raise ValueError(f"{name} of version {source.version} isn't the font that the table describes")
    return font


def content(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(name)
    return file.read() if file else b""


def others(source: Source) -> Set[int]:
    """Return the characters that a font leaves to Noto Sans."""
    letters = frozenset() if source.name == LATIN else frozenset(filter(str.isalpha, map(chr, LATIN_LETTERS)))
    return frozenset(map(ord, letters.union(source.left_out)))


def cut(font: bytes, without: Set[int] = frozenset()) -> bytes:
    """Return the first face of a font without these characters, and without all that no line of text uses."""
    face = hb.Face(font)
    subset = hb.SubsetInput()
    subset.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.DESUBROUTINIZE  # repeated outlines are left to the compression
    subset.unicode_set.update((set(face.unicodes) - without) | SELECTORS)
    subset.name_id_set.clear()
    for feature in OTHER_FEATURES:
        subset.layout_feature_tag_set.discard(int.from_bytes(feature.encode()))
    subset.drop_table_tag_set.update(int.from_bytes(table.encode()) for table in OTHER_TABLES)
    font_bytes: bytes = subset.subset(face).blob.data
    return font_bytes


def coarser(font: bytes) -> bytes:
    """Return a font of the kind CFF on a coarser grid; each point is rounded by itself, so errors don't add up."""
    whole, scaled = (TTFont(io.BytesIO(font), recalcTimestamp=False) for _ in range(2))
    share = GRID / whole["head"].unitsPerEm
    scale_upem(scaled, GRID)
    convertCFFToCFF2(scaled)
    shapes, outlines = whole.getGlyphSet(), scaled["CFF2"].cff.topDictIndex[0].CharStrings
    for old, new in zip(whole.getGlyphOrder(), scaled.getGlyphOrder(), strict=True):
        pen = T2CharStringPen(None, {}, CFF2=True)
        shapes[old].draw(TransformPen(pen, (share, 0, 0, share, 0, 0)))
        outlines[new] = pen.getCharString(outlines[new].private)
    into = io.BytesIO()
    scaled.save(into)
    return into.getvalue()


def write(name: str, font: bytes) -> None:
    (FOLDER / f"{name}.xz").write_bytes(lzma.compress(font, check=lzma.CHECK_CRC32, filters=COMPRESSION))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
