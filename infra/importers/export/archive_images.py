"""The images that the texts of an archive show: they are in it, in a folder that the author has, or still at the old system."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote

from msgspec import field

from chalicelib.frozen import Frozen
from infra.importers.blog import File, Item, Note, Where
from infra.importers.export.archives import Archive
from infra.importers.export.media import Media
from infra.importers.parsing.urls import split_url
from infra.terminal.streams import counted, plural

TEXTS = "posts"  # the folder of an archive in which texts are, so that addresses in them begin there


class Images(Frozen):
    """Where images are looked for.

    `inside` are the files of the archive by the last part of their names, by which texts show them, and `used` those that were
    shown. `system` is the name of the old system, which has all other images.
    """

    archive: Archive
    file: str
    media: Media
    inside: Mapping[str, str]
    system: str
    used: set[str] = field(default_factory=set)

    def shown(self, address: str, names: Sequence[str], files: list[File]) -> str:
        """Return where an image is here, and add it to `files`: a path of the blog if it is at hand, else its old address.

        `names` are those that its file may have, first the old one, last the new one. What a text shows by a path is never at
        the old system, so it gets a path of the blog in any case.
        """
        parts = split_url(address)
        if parts.scheme not in ("", "http", "https") or not names[0]:
            return address
        beside = "" if parts.netloc else self._at(unquote(parts.path))
        inside = beside or self.inside.get(names[0], "")
        path = f"images/{beside.removeprefix(f'{TEXTS}/').removeprefix('images/') if beside else names[-1]}"
        if inside:
            self.used.add(inside)
            files.append(File(path, self.archive.entries[inside], address, Where(f"{self.file}/{inside}")))
        elif self.media.has(names):
            files.extend(self.media.file(path, names))
        else:
            files.append(File(path, None, address))
            return address if parts.netloc else f"/{path}"
        return f"/{path}"

    def _at(self, path: str) -> str:
        """Return the file of the archive that a path in a text means: beside the text, or from the root; nothing if none is."""
        names = (posixpath.normpath(posixpath.join(folder, path.lstrip("/"))) for folder in (TEXTS, ""))
        return next((name for name in names if name in self.archive.entries), "")

    def taken_along(self, files: Sequence[File], title: str, where: Where) -> Iterator[Item]:
        """Yield the images of a post that are at hand, and how many aren't."""
        yield from (file for file in files if file.opens)
        remote = {file.url: file.path for file in files if not file.opens}
        if count := sum(bool(split_url(url).netloc) for url in remote):
            some = f"{count:,} of its images {plural(count, 'is', 'are')}"
            why = f"{some} still at {self.system}; --media FOLDER imports {plural(count, 'it', 'them')}, too"
            yield Note("changed", title, why, where)
        for url, path in remote.items():
            if not split_url(url).netloc:
                yield Note("changed", title, f"it shows {url}, which isn't in the export; put it at {path}", where)

    def left_behind(self, names: Iterable[str]) -> Iterator[Note]:
        """Yield a line for each folder with files of these names that no text has shown."""
        folders: dict[str, list[str]] = {}
        for name in names:
            folders.setdefault(folder_of(name), []).append(name)
        for folder, folder_names in sorted(folders.items()):
            unused_names = [name for name in folder_names if name not in self.used]
            is_whole = len(unused_names) == len(folder_names) and folder.partition("/")[0] != TEXTS
            if unused_names:
                what = f"the folder `{folder}`" if folder else ", ".join(sorted(unused_names))
                why = "it isn't part of a blog" if is_whole else unused(len(unused_names))
                yield Note("skipped", what, why, Where(self.file))


def folder_of(name: str) -> str:
    """Return the folder that a file is reported with: the outermost, but for those among the texts."""
    above = posixpath.dirname(name)
    return above if above.startswith(f"{TEXTS}/") else above.partition("/")[0]


def images_of(archive: Archive, file: str, media: Path | None, system: str) -> Images:
    """Return where the images of an archive are looked for; its texts and tables are none."""
    inside = {name.rpartition("/")[2]: name for name in archive.names if not name.endswith((".html", ".csv"))}
    return Images(archive, file, Media(media), inside, system)


def unused(number: int) -> str:
    return f"{counted(number, 'file')} in it {plural(number, 'is', 'are')} not used by any text"
