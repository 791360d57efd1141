"""A folder that tells what is saved in it.

The system tells *paths touched*; an author saves *files*. Between the two stands one question, asked of the folder as it
is now: which keys lie at this path, and which lay there before? So a file saved by way of a second one and a rename is
saved, and a folder moved in or out is all of its files.
"""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePath

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
"""Names of files and folders that are no one's work."""

DEBOUNCE = 50  # ms: longer than an editor takes to save, shorter than a reader notices
STEP = 20
HEARTBEAT = 100


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One file that was saved, or removed: its path below the folder, with `/`."""

    key: str
    removed: bool


def changes(folder: Path, stop: threading.Event) -> Iterator[frozenset[Change]]:
    """What is saved or removed below the folder, until `stop`; the first set is empty: from then on nothing is missed."""
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
    for batch in batches:
        if known is None:
            known = keys_at(root, root)
            yield frozenset()
        told = seen(root, batch, known)
        if told:
            known = known - {change.key for change in told} | {change.key for change in told if not change.removed}
            yield told


def seen(root: Path, batch: Iterable[tuple[Touch, str]], known: frozenset[str]) -> frozenset[Change]:
    """What the touched paths come to: every file that lies there now, and every known one that no longer does."""
    removed: dict[str, bool] = {}
    for touch, path in batch:
        there = Path(path)
        if there.is_dir() and touch is not Touch.added:
            continue  # a folder's own times change with every file in it
        now = keys_at(root, there)
        removed |= {key: key not in now for key in now | below(known, there.relative_to(root).as_posix())}
    return frozenset(Change(key, gone) for key, gone in removed.items())


def below(known: frozenset[str], key: str) -> frozenset[str]:
    """The known keys at this one, or below it if it was a folder."""
    return frozenset(each for each in known if each == key or each.startswith(f"{key}/"))


def keys_at(root: Path, path: Path) -> frozenset[str]:
    """The keys of the files that lie at this path now: itself, or all below it."""
    files = (each for each in (path, *path.rglob("*")) if each.is_file())
    return frozenset(key.as_posix() for key in (file.relative_to(root) for file in files) if wanted(key))


def wanted(key: PurePath) -> bool:
    """Whether a path below the folder is an author's: no part of it is a passing name."""
    return bool(key.parts) and not any(fnmatchcase(part, pattern) for part in key.parts for pattern in PASSING)
