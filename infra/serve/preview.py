"""The preview: a folder is built into another, served by the edge's rule, and built again at each save; open pages follow.

Each minute it is built again, too, for posts that come due or expire; that is quick and silent if there are none.

The journal of changes is the difference between two looks at the built folder: a build writes only what differs.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event

from chalicelib.cloud.folder import keys_below
from infra.build.build import BuildReport, build
from infra.build.build_cache import BuildCache, prepare
from infra.build.reporting import CUT_OFF
from infra.files.file_watch import FileChange, changes
from infra.serve.live import Journal, live
from infra.serve.server import SiteServer
from infra.serve.workers import Work, working
from infra.terminal.streams import remark, say

Stamp = tuple[int, int]
A_MINUTE = 60.0


def preview(
    source: Path,
    out: Path,
    port: int,
    stop: Event,
    report: Callable[[BuildReport], object],
    quiet: float = A_MINUTE,
    serving: Callable[[str], object] = say,
) -> None:
    """Build, serve and watch until stopped; `report` gets the result of each build after a save, and of each that wrote.

    `serving` gets the address.
    """
    with working(build, stop) as build_there:
        journal, batches, cache = Journal(), changes(source, stop, quiet), prepare(out, _tell)
        server = SiteServer(cache.public, port, noting=live(journal))
        rebuild = partial(_rebuild, build_there, source, cache, journal, report)
        next(batches)  # from here on no change is missed
        rebuild()
        with server, journal:
            if not stop.is_set():
                serving(f"{server.url}/")
            for batch in batches:
                if not batch or is_authors(batch, source, out):
                    rebuild(silently=not batch)


def _rebuild(
    build: Work,
    source: Path,
    cache: BuildCache,
    journal: Journal,
    report: Callable[[BuildReport], object],
    *,
    silently: bool = False,
) -> None:
    earlier = stamps(cache.out)
    result: BuildReport | None = build(source, cache.out, now=datetime.now(UTC), tell=_tell, cache=cache.folder)
    written = changed(earlier, stamps(cache.out))
    journal.note(written)
    if result is None:
        _tell(CUT_OFF)
    elif written or not silently:
        report(result)


def _tell(why: str) -> None:
    remark(f"presswork: {why}")


def stamps(folder: Path) -> Mapping[str, Stamp]:
    """Return for each object of a folder what distinguishes its file from the one before."""
    root = os.path.realpath(folder)
    statuses = ((key, os.stat(f"{root}/{key}")) for key in keys_below(root, "", ""))
    return {key: (status.st_ino, status.st_mtime_ns) for key, status in statuses}


def changed(earlier: Mapping[str, Stamp], current: Mapping[str, Stamp]) -> frozenset[str]:
    """Return the keys that came, went or were written."""
    return frozenset(key for key in earlier.keys() | current.keys() if earlier.get(key) != current.get(key))


def is_authors(batch: Iterable[FileChange], source: Path, out: Path) -> bool:
    """Return whether an author changed something: a build writes, too, where it builds into the folder of its sources."""
    inner = out.resolve()
    return any(not (source.resolve() / change.key).is_relative_to(inner) for change in batch)
