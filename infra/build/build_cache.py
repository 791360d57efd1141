"""The private folder of a build: its catalog, which has the texts of drafts; its list of objects; encoded images; a lock.

The output of a build is meant to be copied to any host, so none of this may lie in it. It is in the user's cache, readable only
by its owner, in a folder named by a digest of the output's path. Each such folder has a note: which output it belongs to, and the
mark of the last build (`manifest_file`), by which the cache of a renamed output is recognized. Everything there may be deleted at
any time: the next build then starts from nothing.
"""

import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from errno import EPERM
from pathlib import Path
from stat import S_ISDIR

from msgspec.structs import replace

from chalicelib.cloud.folder import FolderBucket, keys_below
from chalicelib.frozen import Frozen
from infra.files import manifest_file, private_files

BUILDS = ".builds"  # hidden, so that no blog takes it for files of its own, should the cache lie within one
NOTE = "note.json"
UNUSED = 30 * 86_400  # seconds after which the cache of an output that is gone is removed; its disk may be away meanwhile

Tell = Callable[[str], None]
Environment = Mapping[str, str]


class BuildCache(Frozen):
    """The private folder of the builds into one output folder."""

    out: Path
    folder: Path

    @property
    def catalog(self) -> Path:
        return self.folder / "catalog.sqlite"

    @property
    def objects(self) -> Path:
        return self.folder / "objects.json"

    @property
    def journal(self) -> Path:
        return self.folder / "journal"

    @property
    def lock(self) -> Path:
        return self.folder / "lock"

    @property
    def public(self) -> FolderBucket:
        """The objects of the output; what their files can't hold, such as where a redirect leads, is in the cache."""
        return FolderBucket(self.out, self.folder / "meta")

    @property
    def redirects(self) -> Iterator[str]:
        """The keys of the objects that redirect to others: in a folder, only they have metadata."""
        return (key.removesuffix(".json") for key in keys_below(os.path.realpath(self.folder / "meta"), "", ""))

    @property
    def encoded(self) -> FolderBucket:
        """The variants of images, and cards."""
        return FolderBucket(self.folder / "images")

    def note(self, mark: str) -> None:
        """Note which output this is the cache of, as the build of this mark left it."""
        text = json.dumps({"out": os.path.realpath(self.out), "mark": mark}, ensure_ascii=False)
        private_files.write(self.folder / NOTE, text)


def cache_of(out: Path, environment: Environment = os.environ) -> BuildCache:
    """Return the cache of an output folder: the one that exists, or where the next build would have it. Raise `OSError`."""
    places = _places(out, environment)
    return next((place for place in places if place.folder.is_dir()), None) or _cache_of_renamed(out, places) or places[0]


def prepare(out: Path, tell: Tell, environment: Environment = os.environ) -> BuildCache:
    """Return the cache of an output folder, ready to be written; say so if it isn't where it should be. Raise `OSError`."""
    places, existing = _places(out, environment), cache_of(out, environment)
    for place in places[:-1]:
        try:
            return create(place, existing)
        except OSError as error:
            instead = places[-1].folder.parents[1]
            tell(
                f"can't write to {error.filename or place.folder} ({error.strerror}), so what builds keep for themselves is in"
                f" {instead}, which may be emptied at any time; set XDG_CACHE_HOME to a folder that stays"
            )
    return create(places[-1], existing)


def create(place: BuildCache, existing: BuildCache | None = None) -> BuildCache:
    """Create the folder if it is missing; an `existing` cache, which the output had under a former name, is moved there."""
    builds = place.folder.parent
    builds.parent.mkdir(private_files.MINE_TO_ENTER, parents=True, exist_ok=True)
    if not _is_own(builds.parent):
        raise PermissionError(EPERM, "it belongs to somebody else", str(builds.parent))
    private_files.folder(builds.parent)
    private_files.folder(builds)
    if existing and existing.folder.parent == builds and existing.folder != place.folder and existing.folder.is_dir():
        existing.folder.rename(place.folder)
    private_files.folder(place.folder)
    os.close(os.open(place.lock, os.O_RDWR | os.O_CREAT, private_files.ONLY_MINE))
    if not (place.folder / NOTE).exists():
        place.note("")
    return place


def prune(cache: BuildCache, now: float | None = None) -> None:
    """Remove the caches beside this one whose outputs are gone for long."""
    oldest = (time.time() if now is None else now) - UNUSED
    for folder, note in _caches_in(cache.folder.parent):
        if folder != cache.folder and not os.path.lexists(note["out"]) and (folder / NOTE).stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)


def _places(out: Path, environment: Environment) -> list[BuildCache]:
    """Return where the cache of an output may be, the best place first; never within the output."""
    real = os.path.realpath(out)
    name = hashlib.sha256(os.fsencode(real)).hexdigest()[:24]
    roots = (root for root in (_user_root(environment), _temporary_root()) if root and not root.resolve().is_relative_to(real))
    places = [BuildCache(out, root / BUILDS / name) for root in roots]
    if not places:
        raise OSError(None, "both the cache and the temporary files of this user are in it; set XDG_CACHE_HOME", str(out))
    return places


def _user_root(environment: Environment) -> Path | None:
    """Return our folder in the user's cache, where the system has it; None for a user without a home."""
    cache = environment.get("XDG_CACHE_HOME") or environment.get("LOCALAPPDATA", "")
    if os.path.isabs(cache):
        return Path(cache, "presswork")
    home = environment.get("HOME", "")
    return Path(home, "Library/Caches" if sys.platform == "darwin" else ".cache", "presswork") if os.path.isabs(home) else None


def _temporary_root() -> Path | None:
    """Return our folder among the temporary files; None where somebody else created it, as anybody may."""
    folder = Path(tempfile.gettempdir(), f"presswork-{os.getuid() if hasattr(os, 'getuid') else ''}")
    return folder if not os.path.lexists(folder) or _is_own(folder) else None


def _is_own(folder: Path) -> bool:
    stat = os.lstat(folder)
    return S_ISDIR(stat.st_mode) and (not hasattr(os, "getuid") or stat.st_uid == os.getuid())


def _cache_of_renamed(out: Path, places: list[BuildCache]) -> BuildCache | None:
    """Return the cache that the output has had under a former name; a copy of an output has none."""
    mark = manifest_file.mark_in(out)
    for place in places if mark else ():
        for folder, note in _caches_in(place.folder.parent):
            if note["mark"] == mark and manifest_file.mark_in(Path(note["out"])) != mark:
                return replace(place, folder=folder)
    return None


def _caches_in(builds: Path) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """Yield the caches in a folder, each with its note."""
    for folder in sorted(builds.glob("*")) if builds.is_dir() else ():
        with suppress(OSError, ValueError):  # another build is removing it, or was killed before it wrote a note
            note = json.loads((folder / NOTE).read_bytes())
            yield folder, {"out": str(note["out"]), "mark": str(note["mark"])}
