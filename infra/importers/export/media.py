"""The pictures and files of an old blog, which its export names but doesn't hold: looked for in a folder, else reported.

Each is yielded once, however many posts show it.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct, field

from infra.importers.blog import File, Where, on_disk

NOWHERE = Where()


class Media(Struct):
    """The folder of media (None if there is none), and the paths that were yielded."""

    folder: Path | None
    seen: set[str] = field(default_factory=set)

    def file(self, path: str, places: Sequence[str], url: str = "", where: Where = NOWHERE) -> Iterator[File]:
        """Yield the file at `path` of the blog: the first of these places in the folder; else only its address."""
        if path not in self.seen:
            self.seen.add(path)
            on_this_disk = self.at(places)
            yield File(path, on_disk(on_this_disk) if on_this_disk else None, url, where)

    def has(self, places: Sequence[str]) -> bool:
        return self.at(places) is not None

    def at(self, places: Sequence[str]) -> Path | None:
        """Return the first of these places where a file of the folder is; a link out of it is none, nor a name that can't be."""
        if self.folder is None:
            return None
        root = self.folder.resolve()
        candidates = (root / place for place in places if place and ".." not in place.split("/"))
        try:
            return next((path for path in candidates if path.is_file() and path.resolve().is_relative_to(root)), None)
        except (OSError, ValueError):  # too long for the disk, or with a NUL
            return None
