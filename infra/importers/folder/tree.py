"""The folder of an old blog: which files it has, and their texts.

Links that lead out of the folder are never followed, hidden files are left out, and no text is read that is longer than a source
may be. What can't be read raises `UnreadError`, whose text is the reason for the report.
"""

import os
import posixpath
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from chalicelib.cloud.folder import is_text
from chalicelib.content.limits import limit
from chalicelib.content.plain_text import clean
from chalicelib.frozen import Frozen
from infra.importers.blog import UnreadableError
from infra.importers.parsing import encodings

TEXT_LIMIT = limit("source")
MOST = 200_000  # files of a folder
LATIN = "windows-1252"
MARKED = "utf-16"  # the encoding of a file that begins with its mark; no other has letters unlike ASCII's
ACCENTED = 0x80
FEW = 0.15  # of a text's bytes: a text in a language of Western Europe has fewer letters with accents


class UnreadError(Exception):
    """A file can't be read; the message is the reason, on a single line."""


class DecodedText(NamedTuple):
    """The text of a file, with `\\n` line ends, and the encoding that it was guessed to have; empty if it was UTF-8."""

    text: str
    guessed: str = ""


class Tree(Frozen):
    """A folder. Its files are named by their path in it, with slashes."""

    root: Path

    def files(
        self, enters: Callable[[str], bool] = lambda _: True, misnamed: Callable[[str], object] = lambda _: None
    ) -> Iterator[str]:
        """Yield the path of each file in order; a folder that `enters` refuses is left out with all that it holds.

        Files and folders whose names aren't UTF-8 are left out, and `misnamed` is called with each.
        """
        folders = [""]
        count = 0
        while folders:
            folder = folders.pop()
            names = sorted(entry.name for entry in os.scandir(self.root / folder) if not entry.name.startswith("."))
            paths = [posixpath.join(folder, name) for name in names if is_text(name)]
            for name in names:
                if not is_text(name):
                    misnamed(posixpath.join(folder, name))
            for path in filter(self.is_file, paths):
                count += 1
                if count > MOST:
                    raise UnreadError(f"there are more than {MOST:,} files in {self.root}")
                yield path
            folders += [path for path in reversed(paths) if self.is_folder(path) and enters(path)]

    def links_out(self, path: str) -> bool:
        """Return whether the path leads out of the folder: by a link, or by its own parts."""
        return not (self.root / path).resolve().is_relative_to(self.root.resolve())

    def is_file(self, path: str) -> bool:
        """Return whether there is such a file; a link that leads out counts as a file, so that it is reported."""
        return (self.root / path).is_file() or ((self.root / path).is_symlink() and not self.is_folder(path))

    def is_folder(self, path: str) -> bool:
        """Return whether there is such a folder; a link to a folder is none, since it may lead round."""
        return (self.root / path).is_dir() and not (self.root / path).is_symlink()

    def has(self, path: str) -> bool:
        """Return whether the folder itself holds this file."""
        return bool(path) and self.is_file(path) and not self.links_out(path)

    def text(self, path: str, encoding: str = "utf-8") -> DecodedText:
        """Return the text of a file; other encodings than the blog's are guessed only where it is safe."""
        return as_text(self.bytes(path), encoding)

    def bytes(self, path: str) -> bytes:
        """Return the bytes of a file that may be a source."""
        if self.links_out(path):
            raise UnreadError("it is a link to somewhere outside the folder")
        try:
            with open(self.root / path, "rb") as file:
                raw = file.read(TEXT_LIMIT + 1)
        except OSError as error:
            raise UnreadError(error.strerror or str(error)) from error
        if len(raw) > TEXT_LIMIT:
            raise UnreadError(f"it is longer than {TEXT_LIMIT:,} bytes, the most that a post may have; split it")
        return raw


def tree_at(root: Path) -> Tree:
    """Return the folder; raise `UnreadableError` if it is none, or can't be looked into."""
    try:
        os.scandir(root).close()
    except OSError as error:
        raise UnreadableError(f"it can't be read as a folder ({error.strerror})") from error
    return Tree(root)


def as_text(raw: bytes, encoding: str = "utf-8") -> DecodedText:
    """Return the text of these bytes: by their mark, as UTF-8, as the blog says, or as Western Europe's if few are accents."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return DecodedText(with_plain_lines(_decoded(raw, MARKED)), "UTF-16")
    try:
        return DecodedText(with_plain_lines(raw.decode("utf-8-sig")))
    except UnicodeDecodeError:
        if encoding.lower() not in ("utf-8", "utf8"):
            return DecodedText(with_plain_lines(_decoded(raw, encoding)), encoding)
        if sum(byte >= ACCENTED for byte in raw) > FEW * len(raw):
            raise UnreadError("it isn't UTF-8, and nothing says what it is; save it as UTF-8") from None
        return DecodedText(with_plain_lines(_decoded(raw, LATIN)), "Windows-1252")


def with_plain_lines(text: str) -> str:
    return clean(text.replace("\r\n", "\n").replace("\r", "\n"))


def _decoded(raw: bytes, encoding: str) -> str:
    if encoding != MARKED and not encodings.is_text(encoding):
        raise UnreadError(f"it can't be read as {encoding}, which is no encoding of text; save it as UTF-8")
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadError(f"it can't be read as {encoding}; save it as UTF-8") from error
