"""Catalogues, read when the zip is made, so that the functions need no Babel to read them."""

from pathlib import Path

from chalicelib import codec
from chalicelib.rendering.phrases import READ
from chalicelib.rendering.po_files import read_built_in


def read_before(folder: Path) -> None:
    """Write the parsed content of each catalogue in this folder beside it."""
    for path in sorted(folder.glob("*.po")):
        path.with_suffix(READ).write_text(codec.dumps(read_built_in(path.read_text("utf-8"))), "utf-8")
