"""The sources and files of a folder by their names: what a link that names no path means."""

import posixpath
from collections.abc import Mapping

from msgspec import field

from chalicelib.content.dates import dated
from chalicelib.frozen import Frozen
from infra.importers.folder.link_map import SOURCES, nfc


class Index(Frozen):
    """The keys by name, in lower case and without ending: by each end of their path, and by their name without its date."""

    sources: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    def source(self, name: str) -> str:
        """Return the key of the source that is meant; empty if there is none."""
        return self.sources.get(_plain(name), "")

    def file(self, name: str) -> str:
        """Return the path of the file that is meant; empty if there is none."""
        return self.files.get(nfc(name).strip("/").lower(), "")


def _plain(name: str) -> str:
    return SOURCES.sub("", nfc(name).strip("/")).lower()


def ends_of(path: str) -> list[str]:
    """Return a path, and each end of it that begins behind a slash."""
    parts = path.split("/")
    return ["/".join(parts[at:]) for at in range(len(parts))]


def index_of(sources: Mapping[str, str], files: Mapping[str, str], titles: Mapping[str, str]) -> Index:
    """Return the index of sources and files, each by its path in the old folder; of equal names, the first counts."""
    by_name: dict[str, str] = {}
    for path, key in sources.items():
        plain = _plain(path)
        folder, name = posixpath.split(plain)
        undated = dated(name).rest or name
        for end in (*ends_of(plain), undated, *([posixpath.basename(folder)] if name in ("index", "readme") else [])):
            by_name.setdefault(end, key)
    by_file: dict[str, str] = {}
    for path, key in files.items():
        for end in ends_of(nfc(path).lower()):
            by_file.setdefault(end, key)
    return Index(by_name, by_file, titles)
