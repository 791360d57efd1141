"""Which objects a build has made: the keys in the output folder that are its own.

A list in the cache names them as of the end of a build, and a journal beside it tells what was added and removed since, so a
build that was killed at any moment has left nothing that the next one doesn't know. A key is noted before its object may be
written (`?`), and again when it stands (`+`) or is gone (`-`); so is the mark of the build that ends (`=`). The folder itself has
a manifest with that mark. If it has another one, somebody has put another folder in its place: what its manifest counts may be
left over.
"""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from infra.build.build_cache import BuildCache
from infra.files import manifest_file, private_files

SIGNS = {b"?": "?", b"+": "+", b"-": "-", b"=": "="}


class Standing:
    """The keys of the objects that exist, and of those that have `changed` since; those that may exist are in `all_ever`."""

    def __init__(self, cache: BuildCache) -> None:
        self._cache, self._out = cache, os.path.realpath(cache.out)
        mark, keys = listed(cache.objects)
        self.keys: set[str] = set(keys)
        self._perhaps: set[str] = set()
        self._marks = {mark}
        self.is_unfinished = cache.journal.exists()
        for sign, entry in entries(cache.journal):
            self._read(sign, entry)
        self._written: set[str] = set()
        self.is_another = manifest_file.mark_in(cache.out) not in self._marks
        """Whether the folder isn't the one that the last build has left."""

    @property
    def all_ever(self) -> frozenset[str]:
        """The keys of everything that may have been left in the folder."""
        return frozenset(self.keys | self._perhaps)

    @property
    def changed(self) -> frozenset[str]:
        """The keys of the objects that came, went or got other bytes in this build."""
        return frozenset(self._written)

    def has_any(self) -> bool:
        """Return whether anything of a build is there."""
        return any(map(self._is_there, self.all_ever)) or any(manifest_file.read(self._cache.out).own(self._cache.out))

    def lacks_any(self) -> bool:
        """Return whether an object that should exist is gone."""
        return not all(map(self._is_there, self.keys))

    def left_over(self) -> list[str]:
        """Return what earlier builds, or killed ones, have left in the folder."""
        return sorted(filter(self._is_there, self.all_ever - self.keys))

    def _is_there(self, key: str) -> bool:
        return os.path.lexists(f"{self._out}/{key}")

    def begin(self, keys: Iterable[str]) -> None:
        """Note that these objects may be written from now on."""
        self._note("?", sorted(set(keys) - self.keys))

    def change(self, gone: Iterable[str], stands: Iterable[str]) -> None:
        """Note what is gone, and what is there."""
        self._note("-", sorted(self.keys & set(gone)))
        self._note("+", sorted(set(stands) - self.keys))

    def wrote(self, keys: Iterable[str]) -> None:
        """Note that these objects were written, or removed."""
        self._written.update(keys)

    def forget(self) -> None:
        """Let nothing count as standing, as for a build from nothing; it still may be there."""
        before, self.keys = self.keys, set()
        self._note("?", sorted(self._perhaps.union(before, manifest_file.read(self._cache.out).own(self._cache.out))))

    def finish(self) -> None:
        """Write the manifest and the list, and end the journal."""
        mark = os.urandom(8).hex()
        self._note("=", [mark])
        manifest_file.write(self._cache.out, mark, self.keys)
        self._cache.note(mark)
        private_files.write(self._cache.objects, json.dumps({"mark": mark, "keys": sorted(self.keys)}, ensure_ascii=False))
        self._cache.journal.unlink(missing_ok=True)
        self._perhaps.clear()

    def _note(self, sign: str, keys: list[str]) -> None:
        if not keys:
            return
        new = [key for key in keys if key not in self.keys and key not in self._perhaps] if sign in "?+" else []
        self._read(sign, keys)
        with private_files.appended(self._cache.journal) as journal:
            journal.write(f"\n{sign}{json.dumps(keys, ensure_ascii=False)}")  # a line that broke off stays alone
        if new:
            manifest_file.add(self._cache.out, new)

    def _read(self, sign: str, entry: list[str]) -> None:
        if sign == "-":
            self.keys -= set(entry)
        else:
            {"+": self.keys, "?": self._perhaps, "=": self._marks}[sign].update(entry)


def listed(path: Path) -> tuple[str, list[str]]:
    """Return the mark and the list that were written; none if they are missing or damaged."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return "", []
    mark, keys = (found.get("mark"), found.get("keys")) if isinstance(found, dict) else ("", found)
    return str(mark), [key for key in keys if isinstance(key, str)] if isinstance(keys, list) else []


def entries(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the entries of the journal, without one that broke off."""
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError:
        return
    for line in lines:
        try:
            sign, entry = SIGNS[line[:1]], json.loads(line[1:])
        except (KeyError, ValueError):
            continue
        yield sign, entry
