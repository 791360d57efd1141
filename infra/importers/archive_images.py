"""The images that the texts of an archive show: they are in it, in a folder that the author has, or still at the old system."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from infra.importers.archives import Archive
from infra.importers.blog import File, Item, Note, Where
from infra.importers.media import Media


@dataclass(frozen=True, slots=True)
class Images:
    """Where images are looked for; `inside` are the files of the archive by the last part of their names, by which texts show
    them, and `system` is who has those that are nowhere."""

    archive: Archive
    file: str
    media: Media
    inside: Mapping[str, str]
    system: str

    def shown(self, address: str, names: Sequence[str], files: list[File]) -> str:
        """Return where an image is here, and add it to `files`: a path of the blog if it is at hand, else its old address.

        `names` are those that its file may have, first the old one, last the new one.
        """
        path = f"images/{names[-1]}"
        if inside := self.inside.get(names[0], ""):
            files.append(File(path, self.archive.entries[inside], address, Where(f"{self.file}/{inside}")))
        elif self.media.has(names):
            files.extend(self.media.found(path, names))
        else:
            files.append(File(path, None, address))
            return address
        return f"/{path}"

    def taken_along(self, files: Sequence[File], title: str, where: Where) -> Iterator[Item]:
        """Yield the images of a post that are at hand, and how many aren't."""
        yield from (file for file in files if file.opens)
        if away := len({file.url for file in files if not file.opens}):
            why = f"{away} of its images are still at {self.system}; --media FOLDER brings them along"
            yield Note("changed", title, why, where)


def images_of(archive: Archive, file: str, media: Path | None, system: str) -> Images:
    """Return where the images of an archive are looked for; its texts and tables are none."""
    inside = {name.rpartition("/")[2]: name for name in archive.names if not name.endswith((".html", ".csv"))}
    return Images(archive, file, Media(media), inside, system)
