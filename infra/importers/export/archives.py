"""The archive of an export: a zip, or the folder that it was unpacked into. Its files are read one at a time, never written out.

An archive is a stranger's: the names, sizes and kinds of its entries are checked before anything is read. An unfit entry is
refused by itself (`refused`); an archive that is too large as a whole isn't opened at all (`UnreadableError`). Memory is bounded
whatever is in it: by the list of the entries, whose length is looked up before it is read, and by `most` bytes of one file.
"""

import csv
import io
import stat
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple
from unicodedata import category, normalize
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from msgspec.structs import replace

from chalicelib.cloud.folder import is_text
from chalicelib.frozen import Frozen
from infra.importers.blog import MISNAMED, Opens, UnreadableError, on_disk

MOST_ENTRIES = 200_000
MOST_BYTES = 20 * 1024**3  # of all entries together, unpacked
MOST_OF_LIST = 64 * 1024**2  # bytes of the list of entries
MOST_OF_TEXT = 16 * 1024**2  # bytes of one text that is read whole
LONGEST_NAME = 1_000  # characters
RATIO, RATIO_FROM = 200, 1024**2  # how far a text packs, if it is longer than this; a bomb reaches 1,000

IGNORED = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
OF_ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".7z", ".rar")

BROKEN = (BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError, OSError)
"""The errors that reading a file raises if its bytes, or its entry in a zip, are damaged."""


class RefusedEntry(NamedTuple):
    """An entry that isn't read, and why."""

    name: str
    why: str


class Archive(Frozen):
    """The files of an export by path, each with the function that opens it, and the refused entries."""

    entries: Mapping[str, Opens]
    refused: Sequence[RefusedEntry]

    @property
    def names(self) -> Sequence[str]:
        return tuple(self.entries)

    def opened(self, name: str) -> AbstractContextManager[BinaryIO]:
        """Return a file to read from and to close."""
        return self.entries[name]()


@contextmanager
def archive_at(path: Path) -> Iterator[Archive]:
    """Open the zip or the folder at `path`; raise `UnreadableError` if it is neither, or too large."""
    if path.is_dir():
        yield without_wrapping(of_folder(path))
        return
    with zip_at(path) as opened:
        yield without_wrapping(of_zip(opened))


def zip_at(path: Path) -> ZipFile:
    """Return the opened zip; raise `UnreadableError` if it is none, or too large."""
    try:
        check_list(path)
        return ZipFile(path)
    except (BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise UnreadableError(f"it isn't a zip file, or it's damaged ({error})") from error
    except OSError as error:
        raise UnreadableError(error.strerror or str(error)) from error


def read_file(archive: Archive, name: str, most: int = MOST_OF_TEXT) -> bytes:
    """Return the bytes of a file; raise `UnreadableError` if it has more than `most`, or is broken."""
    try:
        with archive.opened(name) as file:
            raw = file.read(most + 1)
    except BROKEN as error:
        raise UnreadableError(f"it can't be read ({error})") from error
    if len(raw) > most:
        raise UnreadableError(f"it has more than {most // 1024**2} MB")
    return raw


def table_in(archive: Archive, name: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the rows of a CSV file one by one, each with the number of its last line."""
    try:
        with archive.opened(name) as file, io.TextIOWrapper(file, "utf-8-sig", errors="replace", newline="") as lines:
            table = csv.DictReader(lines, restval="")
            for row in table:
                yield table.line_num, {column: cell for column, cell in row.items() if column}
    except (csv.Error, *BROKEN) as error:
        raise UnreadableError(f"it can't be read ({error})") from error


def text_at(archive: Archive, name: str) -> str:
    """Return the text of a file; nothing if it isn't there or can't be read."""
    try:
        return text_of(read_file(archive, name))
    except (UnreadableError, KeyError):
        return ""


def text_of(raw: bytes) -> str:
    """Return the text of a file in UTF-8, or else in Windows' Western encoding."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


# ---- a zip


END, LOCATOR_64 = b"PK\x05\x06", b"PK\x06\x07"
END_SIZE, LOCATOR_SIZE, COMMENT = 22, 20, 65_535


def check_list(path: Path) -> None:
    """Raise `UnreadableError` if the list of entries is too long: `ZipFile` would read it whole, and keep an object for each."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - END_SIZE - COMMENT - LOCATOR_SIZE))
        tail = file.read()
        at = tail.rfind(END)
        if at < 0 or len(tail) - at < END_SIZE:
            raise UnreadableError("it isn't a zip file, or it's damaged")
        entries, length = struct.unpack_from("<HI", tail, at + 10)
        if at >= LOCATOR_SIZE and tail[at - LOCATOR_SIZE :].startswith(LOCATOR_64):
            file.seek(struct.unpack_from("<Q", tail, at - LOCATOR_SIZE + 8)[0])
            entries, length = struct.unpack_from("<QQ", file.read(56), 32)
    if entries > MOST_ENTRIES or length > MOST_OF_LIST:
        raise UnreadableError(f"it has more than {MOST_ENTRIES:,} files")


def of_zip(opened: ZipFile) -> Archive:
    """Return the archive of a zip, whose entries have clean names."""
    infos = [info for info in opened.infolist() if not info.is_dir()]
    if len(infos) > MOST_ENTRIES or sum(info.file_size for info in infos) > MOST_BYTES:
        raise UnreadableError(f"unpacked, it has more than {MOST_ENTRIES:,} files or {MOST_BYTES // 1024**3} GB")
    entries: dict[str, Opens] = {}
    refused: list[RefusedEntry] = []
    for info in infos:
        name = name_of(info)
        if why := refused_name(name) or refused_info(info) or ("another file has the same name" if name in entries else ""):
            refused.append(RefusedEntry(printable(name), why))
        elif not is_ignored(name):
            entries[name] = partial(opened.open, info)  # type: ignore[assignment]  # typeshed has IO[bytes]
    return Archive(entries, refused)


def name_of(info: ZipInfo) -> str:
    """Return the path of an entry, with slashes. Many a zip has UTF-8 without the mark for it."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.orig_filename  # it is in the old encoding, as it says
    return normalize("NFC", name.replace("\\", "/"))


def refused_name(name: str) -> str:
    """Return why a path must not be followed; nothing if it may."""
    if len(name) > LONGEST_NAME:
        return "its name is too long"
    if name.startswith("/") or name[1:2] == ":":
        return "its name begins at the root of a disk"
    if ".." in name.split("/"):
        return "its name leads out of the archive"
    if any(category(letter)[0] == "C" for letter in name) or not name.strip("/. "):
        return "its name has characters that no name should have"
    return "it is another archive, which isn't opened" if name.lower().endswith(OF_ARCHIVES) else ""


def refused_info(info: ZipInfo) -> str:
    """Return why an entry must not be read; nothing if it may."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link"
    if info.flag_bits & 1:
        return "it is encrypted"
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return "it is packed in an unusual way"
    packs = info.file_size > RATIO * max(1, info.compress_size)
    return "it unpacks to far more than it should" if packs and info.file_size > RATIO_FROM else ""


def is_ignored(name: str) -> bool:
    return any(part in IGNORED or part.startswith("._") for part in name.split("/"))


def printable(name: str) -> str:
    """Return the name as a terminal can show it on one line."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in name)
    return plain if len(plain) <= 80 else f"{plain[:79]}…"  # noqa: PLR2004 - a line of a terminal


# ---- a folder


def of_folder(root: Path) -> Archive:
    """Return the archive of the files below a folder; links aren't followed."""
    entries: dict[str, Opens] = {}
    refused: list[RefusedEntry] = []
    for path in sorted(root.rglob("*")):
        name = normalize("NFC", path.relative_to(root).as_posix())
        if not is_text(name):
            refused.append(RefusedEntry(printable(name), MISNAMED))
        elif path.is_symlink():
            refused.append(RefusedEntry(printable(name), "it is a link"))
        elif path.is_file() and not is_ignored(name) and name not in entries:
            entries[name] = on_disk(path)
        if len(entries) > MOST_ENTRIES:
            raise UnreadableError(f"it has more than {MOST_ENTRIES:,} files")
    return Archive(entries, refused)


# ---- either


def without_wrapping(archive: Archive) -> Archive:
    """Return the archive without the folder around all its files that some systems add."""
    tops = {PurePosixPath(name).parts[0] for name in archive.entries}
    top = next(iter(tops)) if len(tops) == 1 else ""
    if not top or top in archive.entries or top in KNOWN_FOLDERS:
        return archive
    return replace(archive, entries={name.removeprefix(f"{top}/"): opens for name, opens in archive.entries.items()})


KNOWN_FOLDERS = ("posts",)
"""Folders that an export has itself: an archive with nothing else isn't wrapped."""


def broken(error: Exception) -> str:
    """Return why a file can't be copied: the disk's own words, or what is wrong with its place in an archive."""
    if isinstance(error, OSError | ValueError):
        return getattr(error, "strerror", None) or str(error)
    return f"it is damaged in the archive ({error or type(error).__name__})"
