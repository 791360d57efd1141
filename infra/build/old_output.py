"""An output folder of an earlier Presswork, which has the build's own files among the pages: they are taken out of it.

Among them was the catalog, with the texts of drafts. What is still of use goes to the cache: encoded images, and which objects
are the build's.
"""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from infra.build.build_cache import BuildCache
from infra.build.output_manifest import entries, listed
from infra.files import manifest_file

OURS = ".presswork"
CATALOG = "catalog.sqlite"
TEXTS = tuple(f"{CATALOG}{end}" for end in ("", "-wal", "-shm", ".new", ".new-wal", ".new-shm"))
OTHERS = ("journal", "lock", "meta", "new", "built.new", Path(manifest_file.LISTED_FORMERLY).name)
IMAGES = "images"


def has_secrets(out: Path) -> bool:
    """Return whether the folder holds the catalog of a build."""
    return any((out / OURS / name).exists() for name in TEXTS)


def objects_in(out: Path) -> frozenset[str]:
    """Return the keys of what an earlier Presswork has built into the folder."""
    journal = (keys for _, keys in entries(out / OURS / "journal"))
    return frozenset(listed(out / manifest_file.LISTED_FORMERLY)[1]).union(*journal)


def clean(cache: BuildCache) -> None:
    """Take out of the output folder what is not for readers, the texts of drafts first; what a killed build left aside, too."""
    ours = cache.out / OURS
    remove(ours / name for name in TEXTS)
    if (ours / IMAGES).is_dir() and not os.path.lexists(cache.folder / IMAGES):
        shutil.move(ours / IMAGES, cache.folder / IMAGES)
    remove(ours / name for name in (IMAGES, *OTHERS))


def remove(paths: Iterable[Path]) -> None:
    """Remove files and folders, where they are."""
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
