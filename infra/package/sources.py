"""The project's own files in the zip."""

import lzma
import shutil
from collections.abc import Collection
from pathlib import Path

import chalice
import chalice.app

from chalicelib import codec
from chalicelib.rendering.language.phrases import READ
from chalicelib.rendering.language.po_files import read_built_in
from infra.package import UnpackableError

OURS = ("app.py", "chalicelib")
FONTS = "images/noto"
NOT_OURS = shutil.ignore_patterns("__pycache__", "*.pyc", ".*", "*~", "*.orig", "*.rej")
RUNTIME = (chalice, chalice.app)  # as in Chalice's own packages: the rest of Chalice is its command


def add_sources(project: Path, into: Path, without: Collection[str] = ()) -> None:
    """Copy the project's own code, without these parts of `chalicelib`, and the part of Chalice that runs it."""
    for name in OURS:
        copy(project / name, into / name)
    for path in [path for pattern in without for path in (into / "chalicelib").glob(pattern)]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    (into / "chalice").mkdir()
    for module in RUNTIME:
        path = Path(str(module.__file__))
        shutil.copyfile(path, into / "chalice" / path.name)


def unpack_fonts(tree: Path) -> None:
    """Unpack the fonts of cards, so that a function reads no more of a font than it draws."""
    for path in sorted((tree / "chalicelib" / FONTS).glob("*.xz")):
        path.with_suffix("").write_bytes(lzma.decompress(path.read_bytes()))
        path.unlink()


def copy(path: Path, to: Path) -> None:
    """Copy a file or a folder, without the temporary files of editors and Python."""
    if path.is_dir():
        shutil.copytree(path, to, ignore=NOT_OURS)
    elif path.is_file():
        shutil.copyfile(path, to)
    else:
        raise UnpackableError(f"there is no {path.name} in {path.parent}; run it in the project's own folder")


def read_catalogues(folder: Path) -> None:
    """Write the parsed content of each catalogue in this folder beside it, so that the functions need no Babel to read them.

    The catalogue itself is left empty: only its name is still asked for, and the text of all would weigh 0.2 MB.
    """
    for path in sorted(folder.rglob("*.po")):
        path.with_suffix(READ).write_text(codec.dumps(read_built_in(path.read_text("utf-8"))), "utf-8")
        path.write_bytes(b"")
