"""The fonts of pages: two families, cut from packages of Fontsource into files that a browser loads only for the letters it
shows.

This is a program, run by hand when a font or this table changes; its output is part of the repository. It needs npm, and two
libraries that nothing else needs:

    uv run --with fonttools==4.68.0 --with brotli==1.2.1 python -m infra.package.webfonts

Each file has one style of one family and the letters of one script (`SCRIPTS`), its axes cut down to the weights that pages use,
and the features that text needs. Its name ends in a digest of its bytes, so it may be cached for ever. Beside the files is a
stylesheet for each family, with rules that name them, and with **fallbacks**: fonts that most devices have, scaled so that a text
takes the same room in them, so that nothing moves much where a page is read before its fonts have come.
"""

import io
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from chalicelib.frozen import Frozen

FOLDER = Path(__file__).parents[2] / "templates" / "static" / "fonts"
SCRIPTS: Mapping[str, str] = {
    "greek": "U+0370-0377,U+037A-037F,U+0384-038A,U+038C,U+038E-03A1,U+03A3-03FF",
    "cyrillic": "U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116",
    "vietnamese": "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303-0304,U+0308-0309,"
    "U+0323,U+0329,U+1EA0-1EF9,U+20AB",
    "latin-ext": "U+0100-024F,U+0259,U+02C7,U+02D8-02DB,U+02DD,U+1E00-1E9F,U+1EF2-1EFF,U+20A0-20AB,U+20AD-20C0,U+2113",
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2190-2193,U+2212,"
    "U+2215,U+FEFF,U+FFFD",
}
"""The letters of each file, by the name of its script; of two files that have a letter, a browser takes the later one."""
FEATURES = (
    *("kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk"),
    *("case", "frac", "lnum", "onum", "ordn", "pnum", "sups", "tnum"),
)
STYLES = ("normal", "italic")


class Metrics(Frozen):
    """The metrics that decide how much room a text takes: ascent, descent and mean width of a letter, in parts of the size."""

    ascent: float
    descent: float
    width: float


class Fallback(Frozen):
    """A font that most devices have, the local names of its styles, and its metrics."""

    name: str
    faces: Mapping[tuple[str, int], tuple[str, ...]]
    metrics: Metrics


def fallback(name: str, plain: str, postscript: str, bold: str, metrics: Metrics) -> Fallback:
    faces = {
        ("normal", 400): (plain,),
        ("normal", 700): (f"{name} Bold", f"{postscript}-{bold}"),
        ("italic", 400): (f"{name} Italic", f"{postscript}-Italic"),
    }
    return Fallback(name, faces, metrics)


class Family(Frozen):
    """One family: the prefix of its files, its name in stylesheets, its package, its weights, its metrics and its fallbacks.

    Our name differs from the font's, because a licence may reserve that for the font as its makers have it.
    """

    prefix: str
    name: str
    package: str
    version: str
    weights: tuple[int, int]
    metrics: Metrics
    fallbacks: tuple[Fallback, ...]


# The metrics are those of @capsizecss/metrics 4.3.0 (MIT), which weighs the widths of letters by how often English has them.
GEORGIA = fallback("Georgia", "Georgia", "Georgia", "Bold", Metrics(1878 / 2048, 449 / 2048, 913 / 2048))
NOTO_SERIF = fallback("Noto Serif", "Noto Serif", "NotoSerif", "Bold", Metrics(1.069, 0.293, 0.481))
ARIAL = fallback("Arial", "Arial", "Arial", "Bold", Metrics(1854 / 2048, 434 / 2048, 913 / 2048))
ROBOTO = fallback("Roboto", "Roboto", "Roboto", "Bold", Metrics(1900 / 2048, 500 / 2048, 911 / 2048))
FAMILIES = (
    Family(
        *("serif", "Presswork Serif", "source-serif-4", "5.3.1", (400, 900)),
        metrics=Metrics(1.036, 0.335, 0.479),
        fallbacks=(GEORGIA, NOTO_SERIF),
    ),
    Family(
        *("sans", "Presswork Sans", "inter", "5.3.0", (400, 700)),
        metrics=Metrics(1984 / 2048, 494 / 2048, 978 / 2048),
        fallbacks=(ARIAL, ROBOTO),
    ),
)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    for family in FAMILIES:
        with TemporaryDirectory() as into:
            package = fetch_package(family, Path(into))
            (FOLDER / f"{family.prefix}.txt").write_bytes((package / "LICENSE").read_bytes())
            (FOLDER / f"{family.prefix}.css").write_text("".join((*faces(family, package), *fallbacks(family))), "utf-8")


def fetch_package(family: Family, into: Path) -> Path:
    """Return the folder of the family's package."""
    name = f"@fontsource-variable/{family.package}@{family.version}"
    subprocess.run(["npm", "pack", "--silent", name], cwd=into, check=True)  # noqa: S603, S607 - a name from our own table
    with tarfile.open(next(into.glob("*.tgz"))) as archive:
        archive.extractall(into, filter="data")
    return into / "package"


def faces(family: Family, package: Path) -> Iterator[str]:
    """Write the family's files; yield the rule of each."""
    for style in STYLES:
        for script, letters in SCRIPTS.items():
            source = package / "files" / f"{family.package}-{script}-opsz-{style}.woff2"
            body = cut(source, family, ranges(letters))
            name = f"{family.prefix}{'' if style == 'normal' else '-italic'}-{script}.{sha256(body).hexdigest()[:10]}.woff2"
            (FOLDER / name).write_bytes(body)
            least, most = family.weights
            yield (
                f'@font-face{{font-family:"{family.name}";font-style:{style};font-weight:{least} {most};font-display:optional;'
                f"src:url(/_/fonts/{name});unicode-range:{letters}}}\n"
            )


def ranges(letters: str) -> set[int]:
    """Return the characters of a `unicode-range`."""
    ends = (part.removeprefix("U+").partition("-") for part in letters.split(","))
    return {code for first, _, last in ends for code in range(int(first, 16), int(last or first, 16) + 1)}


def cut(source: Path, family: Family, letters: set[int]) -> bytes:
    """Return the font with these letters and the family's weights alone, for the size of text."""
    font = TTFont(source, recalcTimestamp=False)
    others = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}
    font = reopened(instancer.instantiateVariableFont(font, {**others, "wght": family.weights}))
    options = subset.Options(layout_features=[*FEATURES], hinting=False, name_IDs=[0, 1, 2, 4, 6, 13, 14], notdef_outline=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    for identifier, value in ((1, family.name), (4, family.name), (6, family.name.replace(" ", ""))):
        font["name"].setName(value, identifier, 3, 1, 0x409)
    return saved(font, "woff2")


def reopened(font: TTFont) -> TTFont:
    return TTFont(io.BytesIO(saved(font, None)), recalcTimestamp=False)


def saved(font: TTFont, flavor: str | None) -> bytes:
    font.flavor = flavor
    into = io.BytesIO()
    font.save(into)
    return into.getvalue()


def fallbacks(family: Family) -> Iterator[str]:
    """Yield the rules of the family's fallbacks: the first font that a device has, as wide as the family and on its lines."""
    for number, device_font in enumerate(family.fallbacks, 1):
        scale, ours = family.metrics.width / device_font.metrics.width, family.metrics
        room = (
            f"size-adjust:{scale:.2%};ascent-override:{ours.ascent / scale:.2%};descent-override:{ours.descent / scale:.2%};"
            "line-gap-override:0%"
        )
        for (style, weight), names in device_font.faces.items():
            local = ",".join(f'local("{name}")' for name in names)
            described = f"font-style:{style};font-weight:{weight}"
            yield f'@font-face{{font-family:"{family.name} {number}";{described};src:{local};{room}}}\n'


if __name__ == "__main__":
    main()
