"""Watch a folder, and report the files that are saved in it.

The system reports *paths touched*; an author saves *files*. The difference is computed from the folder as it is now: which keys
lie at this path, and which did before? So a file saved by writing another one and renaming it is one saved file, and a folder
moved in or out is all of its files.
"""

import math
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePath
from time import monotonic

from watchfiles import Change as Touch
from watchfiles import watch

PASSING = (
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


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One file that was saved, or removed: its path below the folder, with `/`."""

    key: str
    removed: bool


def changes(
    folder: Path, stop: threading.Event, quiet: float = math.inf, meanwhile: Callable[[], object] = lambda: None
) -> Iterator[frozenset[Change]]:
    """Yield what is saved or removed below the folder, until `stop`; the first set is empty: from then on nothing is missed.

    An empty set also comes after so many `quiet` seconds in which nothing was saved. `meanwhile` is called ten times a second.
    """
    root = folder.resolve()
    batches = watch(
        root,
        watch_filter=lambda _, path: wanted(PurePath(path).relative_to(root)),
        debounce=DEBOUNCE,
        step=STEP,
        rust_timeout=HEARTBEAT,
        yield_on_timeout=True,
        stop_event=stop,
    )
    known: frozenset[str] | None = None
    told = monotonic()
    for batch in batches:
        if known is None:
            known = keys_at(root, root)
            yield frozenset()
        found = seen(root, batch, known)
        known = known - {change.key for change in found} | {change.key for change in found if not change.removed}
        if found or monotonic() - told >= quiet:
            yield found
            told = monotonic()
        meanwhile()


def seen(root: Path, batch: Iterable[tuple[Touch, str]], known: frozenset[str]) -> frozenset[Change]:
    """Return the changes behind the touched paths: every file that lies there now, and every known one that no longer does."""
    removed: dict[str, bool] = {}
    for touch, path in batch:
        there = Path(path)
        if there.is_dir() and touch is not Touch.added:
            continue  # a folder's own times change with every file in it
        now = keys_at(root, there)
        removed |= {key: key not in now for key in now | below(known, there.relative_to(root).as_posix())}
    return frozenset(Change(key, gone) for key, gone in removed.items())


def below(known: frozenset[str], key: str) -> frozenset[str]:
    """Return the known keys at this one, or below it if it was a folder."""
    return frozenset(each for each in known if each == key or each.startswith(f"{key}/"))


def keys_at(root: Path, path: Path) -> frozenset[str]:
    """Return the keys of the files at this path now: itself, or all below it."""
    files = (each for each in (path, *path.rglob("*")) if each.is_file())
    return frozenset(key.as_posix() for key in (file.relative_to(root) for file in files) if wanted(key))


def wanted(key: PurePath) -> bool:
    """Return whether a path below the folder is an author's: no part of it is a temporary name."""
    return bool(key.parts) and not any(fnmatchcase(part, pattern) for part in key.parts for pattern in PASSING)
