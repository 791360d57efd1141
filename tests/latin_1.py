"""Files whose names are in Latin-1, as in the folders of old systems."""

import os
from pathlib import Path


def latin_1(folder: Path, *names: bytes, content: bytes = b"x") -> None:
    """Write files with these bytes as names, which aren't UTF-8."""
    for name in names:
        path = Path(os.fsdecode(os.fsencode(folder) + b"/" + name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
