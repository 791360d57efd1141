"""Which objects a build has made: the keys in the output folder that are its own.

`built.json` lists them as of the end of a build, and a journal beside it tells what was added and removed since, so a build that
was killed at any moment has left nothing that the next one doesn't know. A key is noted before its object may be written (`?`),
and again when it stands (`+`) or is gone (`-`).
"""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from infra.local.sources import BUILT

JOURNAL = ".presswork/journal"


class Standing:
    """The keys of the objects that exist, and of those that have `changed` since; those that may exist are in `all_ever`."""

    def __init__(self, out: Path) -> None:
        self._out, self._built, self._journal = out, out / BUILT, out / JOURNAL
        self.keys: set[str] = set(_listed(self._built))
        self._perhaps: set[str] = set()
        self.is_unfinished = self._journal.exists()
        for sign, keys in _entries(self._journal):
            self._read(sign, keys)
        self._written: set[str] = set()

    @property
    def all_ever(self) -> frozenset[str]:
        """The keys of everything that may have been left in the folder."""
        return frozenset(self.keys | self._perhaps)

    @property
    def changed(self) -> frozenset[str]:
        """The keys of the objects that came, went or got other bytes in this build."""
        return frozenset(self._written)

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
        self._note("?", sorted(self._perhaps | before))

    def finish(self) -> None:
        """Write the list, and end the journal."""
        self._built.parent.mkdir(parents=True, exist_ok=True)
        aside = self._built.with_suffix(f".{os.getpid()}")
        aside.write_text(json.dumps(sorted(self.keys), ensure_ascii=False), encoding="utf-8")
        aside.replace(self._built)
        self._journal.unlink(missing_ok=True)
        self._perhaps.clear()

    def _note(self, sign: str, keys: list[str]) -> None:
        if not keys:
            return
        self._read(sign, keys)
        self._journal.parent.mkdir(parents=True, exist_ok=True)
        with self._journal.open("a", encoding="utf-8") as journal:
            journal.write(f"\n{sign}{json.dumps(keys, ensure_ascii=False)}")  # a line that broke off stays alone

    def _read(self, sign: str, keys: list[str]) -> None:
        if sign == "-":
            self.keys -= set(keys)
        else:
            (self.keys if sign == "+" else self._perhaps).update(keys)


def _listed(path: Path) -> list[str]:
    """Return the list that was written, or none if it is missing or damaged."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return []
    return [key for key in found if isinstance(key, str)] if isinstance(found, list) else []


def _entries(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the entries of the journal, without one that broke off."""
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError:
        return
    for line in lines:
        try:
            yield line[:1].decode(), json.loads(line[1:])
        except ValueError:
            continue
