"""Catalogues, read when the zip is made: what makes pages loads no Babel to read them, and has their words at once."""

from pathlib import Path

from chalicelib import codec
from chalicelib.rendering.phrases import READ
from chalicelib.rendering.po_files import read_built_in


def read_before(folder: Path) -> None:
    """Put beside each catalogue of this folder what it says."""
    for path in sorted(folder.glob("*.po")):
        path.with_suffix(READ).write_text(codec.dumps(read_built_in(path.read_text("utf-8"))), "utf-8")
