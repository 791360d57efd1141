"""What an import may do to a file: nothing that an author wrote is ever overwritten, and a second import changes nothing.

`.presswork/import.json` remembers the digest of each file that an import wrote, and the name that each entry was given. So a file
that an author has changed since is kept, and one that they deleted does not come back.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Literal, TypeAlias

from msgspec import Struct, field

from infra.importers.blog import UnreadableError

MEMORY = ".presswork/import.json"
BLOCK = 1 << 20
ONLY_MINE, EVERYBODYS = 0o600, 0o666  # the latter within what the umask allows

Decision: TypeAlias = Literal["write", "same", "kept", "deleted", "foreign"]
WHY: Mapping[Decision, str] = {
    "kept": "kept as it is, because you changed it after the last import",
    "deleted": f"not written again, because you deleted it after the last import; forget that by deleting {MEMORY}",
    "foreign": "kept as it is, because no import wrote it; move it away and import again to get the imported one",
}


def decide(current: str, remembered: str, new: str) -> Decision:
    """Return what to do with a file, by the digests of what is there, of what the last import wrote, and of the new bytes;
    a digest is empty where there is none."""
    if not current:
        return "deleted" if remembered else "write"
    if current == new:
        return "same"
    if not remembered:
        return "foreign"
    return "write" if current == remembered else "kept"


class Memory(Struct):
    """What earlier imports into this folder did: when the first one was, digests by key, and keys by the entries' ids."""

    began: datetime
    files: dict[str, str] = field(default_factory=dict)
    entries: dict[str, str] = field(default_factory=dict)


def read_memory(into: Path, now: datetime) -> Memory:
    """Return what is remembered in the folder; raise UnreadableError if it can't be read."""
    try:
        stored = json.loads((into / MEMORY).read_text("utf-8"))
        return Memory(datetime.fromisoformat(stored["began"]), dict(stored["files"]), dict(stored["entries"]))
    except FileNotFoundError:
        return Memory(now)
    except (ValueError, KeyError, TypeError) as error:
        why = f"{into / MEMORY} is damaged ({error}); delete it, and what is in the folder will be treated as yours"
        raise UnreadableError(why) from error


def write_memory(into: Path, memory: Memory) -> None:
    document = {"began": memory.began.isoformat(), "files": memory.files, "entries": memory.entries}
    text = json.dumps(document, indent=0, sort_keys=True)
    put(into / MEMORY, f"{text}\n".encode())


# ---- bytes on disk


def digest_of(path: Path) -> str:
    """Return the digest of a file; empty if there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return ""


def put(path: Path, raw: bytes, *, is_private: bool = False) -> None:
    """Write a file whole, so that readers see the old bytes or the new ones; a private file is readable only by its owner."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = aside_of(path)
    aside.touch(ONLY_MINE if is_private else EVERYBODYS)
    aside.write_bytes(raw)
    os.replace(aside, path)


def copy_aside(source: BinaryIO, path: Path, most: int) -> tuple[Path, str]:
    """Copy a stream beside the path; return where it is and its digest. Raise ValueError if it is longer than `most` bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside, digest = aside_of(path), hashlib.sha256()
    try:
        with aside.open("wb") as target:
            for block in blocks(source, most):
                digest.update(block)
                target.write(block)
    except BaseException:
        with suppress(OSError):
            aside.unlink()
        raise
    return aside, digest.hexdigest()


def blocks(source: BinaryIO, most: int) -> Iterator[bytes]:
    """Yield a stream in blocks; raise ValueError where it is longer than `most` bytes."""
    left = most
    while block := source.read(BLOCK):
        left -= len(block)
        if left < 0:
            raise ValueError(f"it has more than {most:,} bytes")
        yield block


def aside_of(path: Path) -> Path:
    """Return the name that a file has while it is written; Presswork ignores such files."""
    return path.with_name(f".{path.name[:100]}.{os.getpid()}.part")


class Rollback(Struct):
    """The files and folders that an import created, so that an import without any entry leaves the folder as it was."""

    files: list[Path] = field(default_factory=list)
    folders: dict[Path, None] = field(default_factory=dict)

    def note(self, path: Path) -> None:
        """Note a file that is about to be written."""
        if not path.exists():
            self.files.append(path)
        if path.parent not in self.folders:
            missing = [folder for folder in path.parents if not folder.exists()]
            self.folders |= dict.fromkeys(reversed(missing))

    def undo(self) -> None:
        """Remove what was noted, but for folders that something else is in by now."""
        for path in self.files:
            path.unlink(missing_ok=True)
        for folder in reversed(self.folders):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
