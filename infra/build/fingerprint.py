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
    "api": "it was built for another API, or for none",
    "desk": "it was built with a desk, or without one",
    "previews": "the keys of links have changed",
}
"""What a build depends on beside its sources and the time, and the sentence for a change."""


def fingerprints(url: str, api: str | None = "", keys: tuple[str, ...] = (), *, desk: bool = False) -> Mapping[str, str]:
    """Return the fingerprints of a build at this moment: one for each row of `CHANGES`."""
    program, libraries = _digest(_files()), _digest(_libraries())
    made_with = {"program": program, "python": sys.version, "libraries": libraries}
    return {**made_with, "url": url, "api": text_of_api(api), "desk": str(desk), "previews": secret_of(keys)}


NO_API = "none"


def text_of_api(api: str | None) -> str:
    """Return the origin of the API as a text, which is never an origin where there is no API."""
    return NO_API if api is None else api


def api_in(text: str) -> str | None:
    """Return the origin of the API from its text."""
    return None if text == NO_API else text


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
