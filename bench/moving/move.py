"""A site is imported and built: `python -m bench.moving.move SYSTEM SITE INTO OUT` prints one document on how it went."""

import json
import resource
import sys
import time
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from infra.build.build import build
from infra.commands.blog.import_ import ROWS
from infra.importers.output.report import as_document
from infra.importers.output.writer import write


def move(system: str, site: Path, into: Path, out: Path) -> dict[str, Any]:
    """Import and build; return the report, what was refused, and the seconds and the memory that it took."""
    began = time.perf_counter()
    report = write(import_module(ROWS[system].module).read(site), into, datetime.now(UTC))
    imported = time.perf_counter()
    built = build(into, out, now=datetime.now(UTC))
    return {
        **as_document(report, str(into)),
        "posts": built.posts,
        "refused": [str(one) for one in built.refused],
        "import_seconds": imported - began,
        "seconds": time.perf_counter() - began,
        "MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    name, *paths = sys.argv[1:]
    print(json.dumps(move(name, *map(Path, paths))))
