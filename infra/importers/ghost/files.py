"""The images and files that Ghost kept below `/content/`: those at hand come along, others are shown from the old blog."""

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote

from chalicelib.frozen import Frozen
from infra.importers.blog import File, Where
from infra.importers.export.media import Media
from infra.importers.ghost.export_tables import URL

STORED_FILE = re.compile(r"/content/(images|media|files)/(?:size/\w+/(?:format/\w+/)?)?([^\"'\s<>?#)]+)")
SHOWN_FILE = re.compile(rf"(?<=[\"'(<\s])({STORED_FILE.pattern})")  # in HTML as in Markdown


def local(text: str) -> str:
    """Return the text with paths in place of addresses on the old blog, and with original images in place of resized ones."""
    return STORED_FILE.sub(r"/content/\1/\2", text.replace(f"{URL}/", "/").replace(URL, "/"))


class Files(Frozen):
    """The files of a blog: where they are looked for, and the old blog's address, which may be unknown."""

    media: Media
    url: str
    where: Where

    def at(self, *paths: str) -> Iterator[File]:
        """Yield the files at these paths, as far as Ghost kept them."""
        for path in paths:
            if places := places_of(path):
                yield from self.media.file(places[0], places, f"{self.url}{path}" if self.url else "", self.where)

    def shown_in(self, text: str) -> Iterator[str]:
        """Yield the paths of the files that a text shows, which may name the old blog's host."""
        paths = text.replace(f"{self.url}/content/", "/content/") if self.url else text
        yield from (match[1] for match in SHOWN_FILE.finditer(paths))

    def away(self, paths: Iterator[str]) -> Mapping[str, str]:
        """Return where files are shown from that aren't at hand, by their paths and by their addresses."""
        gone = {path for path in paths if self.url and (places := places_of(path)) and not self.media.has(places)}
        return {written: f"{self.url}{path}" for path in gone for written in (path, f"{self.url}{path}")}


def places_of(path: str) -> Sequence[str]:
    """Return the places of a file in the folder of media, which may be any of three; none if Ghost didn't keep it."""
    match, plain = STORED_FILE.fullmatch(path), unquote(path.lstrip("/"))
    return (plain, plain.removeprefix("content/"), plain.removeprefix(f"content/{match[1]}/")) if match else ()


def with_remote_files(markdown: str, away: Mapping[str, str]) -> str:
    """Return Markdown that shows the files that aren't at hand from where they are."""
    return SHOWN_FILE.sub(lambda match: away.get(match[1], match[1]), markdown)
