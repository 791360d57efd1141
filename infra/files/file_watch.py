"""Watch a folder, and report the files that are saved in it.

The system reports *paths touched*; an author saves *files*. The difference is computed from the folder as it is now: which keys
lie at this path, and which did before? So a file saved by writing another one and renaming it is one saved file, and a folder
moved in or out is all of its files.
"""

import math
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path, PurePath
from time import monotonic
from typing import TypeAlias

from watchfiles import Change as Touch
from watchfiles import watch

from chalicelib.cloud.folder import is_text
from chalicelib.comments.rules.comment_file_names import is_comment_file
from chalicelib.frozen import Frozen

IGNORED_NAMES = (
    ".*",  # hidden: .git, Vim's .x.swp, Emacs's .#x, macOS's .DS_Store and ._x
    "*~",  # backups, and GNOME's and Kate's
    "#*#",  # Emacs, unsaved
    "4913",  # Vim, trying whether it may write here
    "~$*",  # Office
    "*.swp",
    "*.swx",
    "*.tmp",
    "*.part",  # downloads under way
    "*.crdownload",
    "*___jb_tmp___",  # JetBrains, saving
    "*___jb_old___",
    "Thumbs.db",
    "desktop.ini",
)
"""Names of temporary files and folders."""

DEBOUNCE = 50  # ms: longer than an editor takes to save, shorter than a reader notices
STEP = 20
HEARTBEAT = 100
UNREADABLE = "Unable to decode path"  # what watchfiles says of a name that isn't UTF-8

Batch: TypeAlias = Iterable[tuple[Touch, str]]
Stamp: TypeAlias = tuple[int, int, int, int]
Stamps: TypeAlias = Mapping[str, Stamp]


class FileChange(Frozen, order=True):
    """One file that was saved, or removed: its path below the folder, with `/`."""

    key: str
    removed: bool


def changes(
    folder: Path, stop: threading.Event, quiet: float = math.inf, meanwhile: Callable[[], object] = lambda: None
) -> Iterator[frozenset[FileChange]]:
    """Yield the files that are saved or removed below the folder, until `stop`. After the first set, which is empty, none is
    missed.

    An empty set also comes after so many `quiet` seconds in which nothing was saved. `meanwhile` is called ten times a second.
    """
    root = folder.resolve()
    stamps: Stamps | None = None
    last_report = monotonic()
    for is_new, batch in touches(root, stop):
        if stamps is None:
            stamps = files_at(root, root)
            yield frozenset()
        changed = changes_at(root, batch, stamps) | (differences(root, stamps) if is_new else {})
        stamps = {key: stamp for key, stamp in {**stamps, **changed}.items() if stamp}
        if changed or monotonic() - last_report >= quiet:
            yield frozenset(FileChange(key, stamp is None) for key, stamp in changed.items())
            last_report = monotonic()
        meanwhile()


def touches(root: Path, stop: threading.Event) -> Iterator[tuple[bool, Batch]]:
    """Yield batches of touched paths, an empty batch at each heartbeat; with each, whether the watch has begun again.

    A watch breaks off at a name that isn't UTF-8, and loses what it was about to report.
    """
    while not stop.is_set():
        try:
            batches = watch(
                root,
                watch_filter=lambda _, path: is_watched(PurePath(path).relative_to(root)),
                debounce=DEBOUNCE,
                step=STEP,
                rust_timeout=HEARTBEAT,
                yield_on_timeout=True,
                stop_event=stop,
            )
            yield from ((number == 0, batch) for number, batch in enumerate(batches))
        except RuntimeError as error:
            if UNREADABLE not in str(error):
                raise


def changes_at(root: Path, batch: Batch, stamps: Stamps) -> dict[str, Stamp | None]:
    """Return the files at the touched paths: the stamps of all that are there now, and None for each that no longer is."""
    changed: dict[str, Stamp | None] = {}
    for touch, path in batch:
        file = Path(path)
        if file.is_dir() and touch is not Touch.added:
            continue  # a folder's own times change with every file in it
        changed |= dict.fromkeys(below(stamps, file.relative_to(root).as_posix()))
        changed |= files_at(root, file)
    return changed


def differences(root: Path, stamps: Stamps) -> dict[str, Stamp | None]:
    """Return the files that aren't as they are known, and None for each that is gone."""
    current = files_at(root, root)
    return {key: current.get(key) for key in current.keys() | stamps.keys() if current.get(key) != stamps.get(key)}


def below(keys: Iterable[str], key: str) -> frozenset[str]:
    """Return the known keys at this one, or below it if it was a folder."""
    return frozenset(each for each in keys if each == key or each.startswith(f"{key}/"))


def files_at(root: Path, path: Path) -> dict[str, Stamp]:
    """Return the files at this path now, by their keys: itself, or all below it."""
    inside = (Path(folder, name) for folder, _, names in os.walk(path) for name in names)  # it passes over what has just gone
    files = ((each.relative_to(root), each) for each in (path, *inside) if each.is_file())
    return {key.as_posix(): stamp for key, each in files if is_watched(key) and (stamp := stamp_of(each))}


def stamp_of(file: Path) -> Stamp | None:
    """Return what changes with each save of a file; None if it has just gone."""
    try:
        status = file.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def is_watched(key: PurePath) -> bool:
    """Return whether a path below the folder is an author's, and can be a key: no part of it is temporary, all are UTF-8.

    A file of comments is hidden, and watched.
    """
    parts = key.parts[:-1] if is_comment_file(key.name) else key.parts
    return bool(key.parts) and is_text(str(key)) and not any(fnmatchcase(part, each) for part in parts for each in IGNORED_NAMES)
