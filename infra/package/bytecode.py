"""Bytecode, compiled beforehand, because the functions' folder is read-only.

It is never checked against its source, and has no timestamp, so that the same source gives the same bytes. Our own code and
Chalice keep their source for tracebacks; of libraries only the bytecode goes into the zip.

This is a program, `bytecode.py FOLDER`, because the output of Python depends a little on the process's history.
"""

import py_compile
import sys
from importlib.util import cache_from_source
from pathlib import Path

WITH_SOURCE = ("app.py", "chalice", "chalicelib")
UNCHECKED = py_compile.PycInvalidationMode.UNCHECKED_HASH
TASK = "/var/task"  # where Lambda unpacks the zip


def main(folder: Path) -> None:
    """Compile every module in the folder, in the order of their names."""
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder)
        with_source = name.parts[0] in WITH_SOURCE
        code = cache_from_source(str(path)) if with_source else str(path.with_suffix(".pyc"))
        py_compile.compile(str(path), code, f"{TASK}/{name.as_posix()}", doraise=True, invalidation_mode=UNCHECKED)
        if not with_source:
            path.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
