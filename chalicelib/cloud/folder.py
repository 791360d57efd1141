"""A bucket kept in a folder: an object is a file, its key the file's path below the root.

A file can't hold everything that an object has. Its type follows from its extension and, for an image, from its first bytes
(`content.media.media_types`), since at the address of a HEIC there is a JPEG; metadata is in a file of its own, `<key>.json`, in
a folder apart or in the hidden `.presswork/meta/`; the cache rule is left out. Hidden files (a name that begins with a dot),
symbolic links, and names that aren't UTF-8 are no objects. A file appears whole or not at all: it is written in
`.presswork/new/`, and then renamed. The metadata is removed before and written after it, so a process that is killed in between
leaves an object without metadata, and never with that of another.
"""

import hashlib
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from errno import EDQUOT, EEXIST, EISDIR, ENAMETOOLONG, ENOENT, ENOSPC, ENOTDIR, ENOTEMPTY, EROFS
from itertools import accumulate, islice
from pathlib import Path
from stat import S_ISREG

from chalicelib.cloud import windows_files
from chalicelib.cloud.buckets import copy, write_each
from chalicelib.cloud.ports import PIECE, Bucket, Object, Stat
from chalicelib.content.media.media_types import BEGINNING, type_of

NOTHING = {ENOENT, ENOTDIR, ENAMETOOLONG}  # the system's errors where there is no file, or can be none
UNFIT = {EEXIST, EISDIR, ENOTDIR, ENAMETOOLONG}  # its errors where a file can't be written
FULL = {ENOSPC, EDQUOT, EROFS}  # its errors where no file can be written


class UnfitKeyError(ValueError):
    """A key that can't be a file's path here: it climbs out, hides, is too long, or crosses another file or a link."""


class FolderBucket:
    """The files below a root; several processes may write at once."""

    def __init__(self, root: str | Path, meta: str | Path = "", system: str = os.name) -> None:
        """Keep the objects below `root`, and their metadata below `meta` if that is another folder."""
        self._has_any_name = system != "nt"
        self.root = os.path.realpath(root)
        self._metadata = os.path.realpath(meta) if meta else f"{self.root}/.presswork/meta"
        self._above_metadata = self._metadata if meta else self.root

    def stat(self, key: str) -> Stat | None:
        stored = self.read(key, 0)
        return stored and stored[1]

    def read(self, key: str, limit: int | None = None) -> tuple[bytes, Stat] | None:
        path = self._find(key)
        if path is None:
            return None
        with open(path, "rb") as file:
            beginning = file.read(BEGINNING)
            file.seek(0)
            body = file.read(-1 if limit is None else limit)
            digest = hashlib.md5(body, usedforsecurity=False)
            while piece := file.read(PIECE):
                digest.update(piece)
            return body, Stat(digest.hexdigest(), file.tell(), type_of(key, beginning), self._meta(key))

    def part(self, key: str, start: int, length: int) -> bytes:
        path = self._find(key)
        if path is None:
            return b""
        with open(path, "rb") as file:
            file.seek(start)
            return file.read(length)

    def stream(self, key: str) -> Iterator[bytes] | None:
        path = self._find(key)
        return None if path is None else pieces_of(path)

    def write(self, key: str, what: Object) -> None:
        """Write the object, whole or not at all; raise `UnfitKeyError` where there can be no such file."""
        self._place(key, what.meta, lambda aside: Path(aside).write_bytes(what.body))

    def write_many(self, objects: Mapping[str, Object]) -> Mapping[str, Exception]:
        """Write the objects; raise the error of a disk that takes none, which no object is to blame for."""
        failed = write_each(self, objects)
        for error in failed.values():
            if isinstance(error, OSError) and error.errno in FULL:
                raise error
        return failed

    def delete(self, key: str) -> None:
        path = self._find(key)
        if path is not None:
            remove(path, below=self.root)
            remove(self._beside(key), below=self._above_metadata)

    def copy_from(
        self, source: Bucket, key: str, to: str, type: str, cache: str, meta: Mapping[str, str], etag: str = ""
    ) -> bool:
        if not isinstance(source, FolderBucket):
            return copy(source, key, self, to, Object(b"", type, cache, meta), etag)
        current = source.stat(key) if etag else None
        path = source._find(key) if not etag or (current and current.etag == etag) else None
        if path is not None:
            self._place(to, meta, lambda aside: shutil.copyfile(path, aside))
        return path is not None

    def keys(self, after: str = "", limit: int = 1000) -> Sequence[str]:
        return tuple(islice(keys_below(self.root, "", after), limit))

    def tidy(self) -> None:
        """Remove the folder in which files are written, unless there is one."""
        with suppress(OSError):
            os.rmdir(f"{self.root}/.presswork/new")

    def _path(self, key: str) -> str | None:
        """Return the path of the object's file; None where the key is hidden, no name here, leaves the root or crosses a link."""
        *folders, name = key.split("/")
        if "\0" in key or any(part[:1] in ("", ".") for part in (*folders, name)):
            return None
        if not (self._has_any_name or windows_files.has_name(key)):
            return None
        below = tuple(accumulate(folders, "{}/{}".format, initial=self.root))
        return None if any(map(os.path.islink, below[1:])) else f"{below[-1]}/{name}"

    def _find(self, key: str) -> str | None:
        """Return the object's file, if it exists."""
        path = self._path(key)
        try:
            return path if path and S_ISREG(os.lstat(path).st_mode) else None
        except OSError as error:
            if error.errno in NOTHING:
                return None
            raise

    def _place(self, key: str, meta: Mapping[str, str], fill: Callable[[str], object]) -> None:
        path = self._path(key)
        if path is None:
            raise UnfitKeyError(f"no file below {self.root} can be named {key!r}")
        beside = self._beside(key)
        try:
            remove(
                beside, below=os.path.dirname(beside) if meta else self._above_metadata
            )  # a write that is cut off leaves no other's
            rename(path, fill, f"{self.root}/.presswork/new")
            if meta:
                said = json.dumps(dict(meta), sort_keys=True)
                rename(beside, lambda aside: Path(aside).write_text(said, "utf-8"), f"{self._metadata}/.new")  # on the same disk
        except OSError as error:
            if error.errno in UNFIT:
                self.delete(key)  # where its metadata can't be
                raise UnfitKeyError(f"{key!r} can't be a file below {self.root}: {error.strerror}") from error
            raise

    def _meta(self, key: str) -> Mapping[str, str]:
        try:
            with open(self._beside(key), "rb") as file:
                return dict(json.load(file))
        except (FileNotFoundError, NotADirectoryError):
            return {}

    def _beside(self, key: str) -> str:
        return f"{self._metadata}/{key}.json"


def keys_below(folder: str, prefix: str, after: str) -> Iterator[str]:
    """Yield the keys in a folder and below it, in order; a folder is ordered by its name and the slash that follows."""
    for name in names(folder):
        key = prefix + name
        if not name.endswith("/"):
            if key > after:
                yield key
        elif key > after or after.startswith(key):
            yield from keys_below(f"{folder}/{name[:-1]}", key, after)


def names(folder: str) -> Sequence[str]:
    """Return the names in a folder that may be keys or parts of keys, in order, folders with a slash; none without a folder."""
    try:
        with os.scandir(folder) as entries:
            endings = {False: "", True: "/"}
            return sorted(entry.name + endings[entry.is_dir(follow_symlinks=False)] for entry in entries if is_object(entry))
    except FileNotFoundError:
        return ()


def is_object(entry: os.DirEntry[str]) -> bool:
    """Return whether the entry is an object, or a folder that may hold some."""
    return is_text(entry.name) and is_shown(entry)


def is_shown(entry: os.DirEntry[str]) -> bool:
    """Return whether the entry is a file or folder that isn't hidden, and no link."""
    return entry.name[0] != "." and (entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False))


def is_text(name: str) -> bool:
    """Return whether the system's name was UTF-8 (other bytes are read as lone surrogates)."""
    return name.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in name)


def pieces_of(path: str) -> Iterator[bytes]:
    with open(path, "rb") as file:
        while piece := file.read(PIECE):
            yield piece


def rename(path: str, fill: Callable[[str], object], folder: str) -> None:
    """Fill a new file in this folder, and then let it take the place of the one at `path`."""
    aside = f"{folder}/{os.getpid()}-{threading.get_ident()}"
    try:
        in_folder(aside, lambda: fill(aside))
        in_folder(path, lambda: windows_files.replace(aside, path))
    except OSError:
        with suppress(OSError):  # the first error counts
            os.unlink(aside)  # on a full disk, even a part of a file takes room
        raise


def in_folder(path: str, act: Callable[[], object]) -> None:
    """Do it, and make the folder of `path` first if it is missing; trying first is the cheapest check."""
    try:
        act()
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        act()


def remove(path: str, below: str) -> None:
    """Remove a file if it exists, and then every folder above it, below this one, that becomes empty."""
    try:
        os.unlink(path)
        folder = os.path.dirname(path)
        while folder != below:
            os.rmdir(folder)
            folder = os.path.dirname(folder)
    except OSError as error:
        if error.errno not in (*NOTHING, ENOTEMPTY, EEXIST):
            raise
