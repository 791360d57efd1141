"""The objects that a build has written: the keys in the output folder that are its own.

A list in the cache names them as of the end of a build, and a journal beside it says what was added and removed since, so a build
that was killed at any moment leaves nothing that the next one doesn't know. A key is noted before its object may be written
(`?`), and again when the object exists (`+`) or is gone (`-`); so is the mark of the build that ends (`=`). The folder itself has
a manifest with that mark. If it has another mark, somebody has put another folder in its place: the files that its manifest
counts may be left over.
"""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from infra.build.build_cache import BuildCache
from infra.files import manifest_file, private_files

SIGNS = {b"?": "?", b"+": "+", b"-": "-", b"=": "="}


class OutputManifest:
    """The keys of the objects that exist, of those that `changed` in this build, and of `all_possible` ones."""

    def __init__(self, cache: BuildCache) -> None:
        self._cache, self._out = cache, os.path.realpath(cache.out)
        mark, keys = listed(cache.objects)
        self.keys: set[str] = set(keys)
        self._possible: set[str] = set()
        self._marks = {mark}
        self.is_unfinished = cache.journal.exists()
        for sign, entry in entries(cache.journal):
            self._read(sign, entry)
        self._written: set[str] = set()
        self._absent: set[str] = set()  # didn't exist when this build first might have written them
        self.is_foreign = manifest_file.mark_in(cache.out) not in self._marks
        """Whether the folder isn't the output of the last build."""

    @property
    def all_possible(self) -> frozenset[str]:
        """The keys of everything that may have been left in the folder."""
        return frozenset(self.keys | self._possible)

    @property
    def changed(self) -> frozenset[str]:
        """The keys of the objects that came, went or got other bytes in this build.

        An object that this build wrote for an earlier one that was killed, and then removed, has neither come nor gone.
        """
        return frozenset(key for key in self._written if key not in self._absent or self._exists(key))

    def has_any(self) -> bool:
        """Return whether anything of a build is in the folder."""
        return any(map(self._exists, self.all_possible)) or any(manifest_file.read(self._cache.out).own(self._cache.out))

    def lacks_any(self) -> bool:
        """Return whether an object that should exist is gone."""
        return not all(map(self._exists, self.keys))

    def leftovers(self) -> list[str]:
        """Return what earlier builds, or killed ones, have left in the folder."""
        return sorted(filter(self._exists, self.all_possible - self.keys))

    def _exists(self, key: str) -> bool:
        return os.path.lexists(f"{self._out}/{key}")

    def begin(self, keys: Iterable[str]) -> None:
        """Note that these objects may be written from now on."""
        every = set(keys)
        self._absent.update(key for key in every - self._written if not self._exists(key))
        self._note("?", sorted(every - self.keys))

    def change(self, removed: Iterable[str], present: Iterable[str]) -> None:
        """Note which objects are gone, and which exist."""
        self._note("-", sorted(self.keys & set(removed)))
        self._note("+", sorted(set(present) - self.keys))

    def wrote(self, keys: Iterable[str]) -> None:
        """Note that these objects were written, or removed."""
        self._written.update(keys)

    def forget(self) -> None:
        """Let no object count as existing, as for a build from nothing; each may still be in the folder."""
        possible = self._possible.union(self.keys, manifest_file.read(self._cache.out).own(self._cache.out))
        self.keys = set()
        self._note("?", sorted(possible))

    def finish(self) -> None:
        """Write the manifest and the list, and end the journal."""
        mark = os.urandom(8).hex()
        self._note("=", [mark])
        manifest_file.write(self._cache.out, mark, self.keys)
        self._cache.note(mark)
        private_files.write(self._cache.objects, json.dumps({"mark": mark, "keys": sorted(self.keys)}, ensure_ascii=False))
        self._cache.journal.unlink(missing_ok=True)
        self._possible.clear()

    def _note(self, sign: str, keys: list[str]) -> None:
        if not keys:
            return
        new = [key for key in keys if key not in self.keys and key not in self._possible] if sign in "?+" else []
        self._read(sign, keys)
        with private_files.open_to_append(self._cache.journal) as journal:
            journal.write(f"\n{sign}{json.dumps(keys, ensure_ascii=False)}")  # a line that broke off stays alone
        if new:
            manifest_file.add(self._cache.out, new)

    def _read(self, sign: str, entry: list[str]) -> None:
        if sign == "-":
            self.keys -= set(entry)
        else:
            {"+": self.keys, "?": self._possible, "=": self._marks}[sign].update(entry)


def listed(path: Path) -> tuple[str, list[str]]:
    """Return the mark and the list that were written; none if they are missing or damaged."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return "", []
    mark, keys = (content.get("mark"), content.get("keys")) if isinstance(content, dict) else ("", content)
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
