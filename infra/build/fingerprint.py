"""The fingerprints of a build: of the program, Python, the libraries, the address that was asked for, and the keys of previews.

Where one of them differs from that of the last build, everything is rebuilt. The fingerprint of the program is taken from the
sizes and times of its files, which is cheap; a difference too many only costs time.
"""

import hashlib
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from chalicelib.content.addresses.preview_addresses import secret_of

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("chalicelib", "infra", "templates")
LIBRARY = (".dist-info", ".egg-info")

CHANGES: Mapping[str, str] = {
    "program": "Presswork itself has changed",
    "python": "it was built with another version of Python",
    "libraries": "it was built with other versions of the libraries",
    "url": "it was built for another address",
    "previews": "the keys of links have changed",
}
"""What a build depends on beside its sources and the time, and the sentence for a change."""


def fingerprints(url: str, keys: tuple[str, ...] = ()) -> Mapping[str, str]:
    """Return the fingerprints of a build at this moment: one for each row of `CHANGES`."""
    program, libraries = _digest(_files()), _digest(_libraries())
    return {"program": program, "python": sys.version, "libraries": libraries, "url": url, "previews": secret_of(keys)}


def _files() -> Iterator[str]:
    for part in PARTS:
        for folder, _, names in os.walk(ROOT / part):
            if not folder.endswith("__pycache__"):
                stats = ((name, os.stat(f"{folder}/{name}")) for name in names)
                yield from (f"{folder}/{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in stats)


def _libraries() -> Iterator[str]:
    """Yield the names of installed libraries, which hold their versions."""
    for folder in filter(os.path.isdir, sys.path):
        yield from (name for name in os.listdir(folder) if name.endswith(LIBRARY))


def _digest(lines: Iterator[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:32]
