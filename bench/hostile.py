"""What hostile images cost: the seconds and the memory of each that the tests try, and what becomes of it.

Each is encoded by a process of its own, whose memory counts with Python and the libraries, and its time without that of starting.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.machine import judged, show
from bench.running import Spent, spent
from infra.stack import functions
from tests.bounds.images import IMAGES

TRY = """
import sys
from chalicelib.errors import Refusal
from chalicelib.images.encoding import encode
for name in sys.argv[1:]:
    try:
        encode(open(name, "rb").read())
    except Refusal:
        pass
"""
SECONDS = functions.IMAGES.seconds / 4  # the most that an image may take: the machine of the function may be slower


def run() -> bool:
    """Measure and show; return whether every image stays within the function's memory and a quarter of its time."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        starting = trying(folder)
        rows = sorted((row(folder, case, starting) for case in IMAGES), key=lambda one: -one["cpu s"])
    show("Hostile images", rows)
    slowest, largest = max(each["cpu s"] for each in rows), max(each["memory MiB"] for each in rows)
    print("", judged("processor of the slowest, s", slowest, SECONDS), sep="\n")
    print(judged("memory of the largest, MiB", largest, functions.IMAGES.memory))
    return bool(slowest <= SECONDS and largest <= functions.IMAGES.memory)


def row(folder: Path, case: str, starting: Spent) -> Mapping[str, Any]:
    file, hostile = folder / "image", IMAGES[case]
    file.write_bytes(hostile.make())
    used = trying(folder, file)
    return {
        "image": case,
        "answer": hostile.code or "encoded",
        "MB": file.stat().st_size / 1e6,
        "cpu s": max(0.0, used.cpu - starting.cpu),
        "memory MiB": used.memory / 2**20,
    }


def trying(folder: Path, *files: Path) -> Spent:
    """Encode the files in a process of their own, or only start it; a refusal is an answer."""
    return spent([sys.executable, "-c", TRY, *map(str, files)], folder)
