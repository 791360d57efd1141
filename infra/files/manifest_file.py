"""The only file of a build in its output folder besides the pages: it lists the build's own files, in a form that tells no names.

`.presswork/built.txt` begins with the mark of the build that wrote it; each line that follows is the digest of a file's name.
Like everything in that folder it may end up on a public host, so it holds no name: a preview's address is a secret. By the mark a
build knows whether the folder is as it left it. By the digests it knows what is old in a folder that was copied from elsewhere.
"""

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from chalicelib.cloud.folder import keys_below
from chalicelib.cloud.windows_files import replace

FILE = ".presswork/built.txt"
LISTED_FORMERLY = ".presswork/built.json"  # by Presswork before 1.1
HEADING = "presswork"


class Manifest(NamedTuple):
    """The manifest of the last build of a folder; without a mark, no build has ended there."""

    mark: str = ""
    digests: frozenset[str] = frozenset()

    def own(self, out: Path) -> Iterator[str]:
        """Yield the keys of the files in the folder that a build has made."""
        return (key for key in keys_below(os.path.realpath(out), "", "") if digest(key) in self.digests)


def digest(key: str) -> str:
    return hashlib.blake2b(key.encode(), digest_size=10).hexdigest()


def is_output(folder: str | Path) -> bool:
    """Return whether a build made this folder."""
    return os.path.exists(f"{folder}/{FILE}") or os.path.exists(f"{folder}/{LISTED_FORMERLY}")


def has_leftovers(out: Path) -> bool:
    """Return whether anything else lies beside the manifest."""
    own = out / FILE
    try:
        return any(name != own.name for name in os.listdir(own.parent))
    except (FileNotFoundError, NotADirectoryError):
        return False


def mark_in(out: Path) -> str:
    """Return the mark of the build that ended last in this folder; empty if there is none."""
    try:
        with (out / FILE).open(encoding="utf-8", errors="replace") as file:
            return _mark(file.readline())
    except (FileNotFoundError, NotADirectoryError):
        return ""


def read(out: Path) -> Manifest:
    try:
        heading, *digests = (out / FILE).read_text("utf-8", errors="replace").split("\n")
    except (FileNotFoundError, NotADirectoryError):
        return Manifest()
    return Manifest(_mark(heading), frozenset(digests))


def add(out: Path, keys: Iterable[str]) -> None:
    """Note that these files may be written from now on; noting more than are there does no harm."""
    path = out / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        if not file.tell():
            file.write(HEADING)
        file.write("".join(f"\n{digest(key)}" for key in keys))


def write(out: Path, mark: str, keys: Collection[str]) -> None:
    """Write the manifest of a build that has ended; it appears whole or not at all."""
    path = out / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".new")
    aside.write_text("\n".join((f"{HEADING} {mark}", *sorted(map(digest, keys)))), "utf-8")
    replace(str(aside), str(path))


def _mark(heading: str) -> str:
    return heading.removeprefix(HEADING).strip() if heading.startswith(HEADING) else ""
