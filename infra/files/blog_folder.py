"""The sources of a folder: which files they are, in which order they are read, and how each of them looks from outside.

The order decides which source gets a contested address: the site's own files come first, files that aren't sources last, each in
the order of keys. Looking reads no byte, so that a build of ten thousand sources finds the changed one at once.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from chalicelib.cloud.folder import is_shown, is_text
from chalicelib.cloud.ports import Bucket
from chalicelib.comments.rules.comment_file_names import is_comment_file
from chalicelib.content.media import files
from chalicelib.errors import Refusal
from infra.files.manifest_file import is_output

ORDER = (*files.FIXTURES, "file", "source")
OF_BLOGS = (*files.FIXTURES, "source")
NO_TIME = -1  # of no file: archives give some the time 0
RECENT = 2_000_000_000  # nanoseconds: file systems tell times to two seconds at worst


class Look(NamedTuple):
    """A file from outside: its size, and when it was changed, in nanoseconds."""

    size: int
    changed: int

    def steady(self, seen: int) -> "Look":
        """Return the look, with no time if it changed so shortly before it was seen that a later change may look the same."""
        return self if seen - self.changed > RECENT else self._replace(changed=NO_TIME)


class FolderLooks(NamedTuple):
    """A folder from outside: how each file looks, by its key, and the files and folders whose names aren't UTF-8.

    `comments` are the hidden files of comments beside sources, which aren't uploaded.
    """

    looks: Mapping[str, Look]
    misnamed: Sequence[str]
    comments: Mapping[str, Look] = {}

    @property
    def refused(self) -> Sequence[tuple[str, Refusal]]:
        """The files that are refused for their names, as they can be shown."""
        return [(shown(key), Refusal("file-name")) for key in self.misnamed]


def look_around(source: Path, out: Path) -> FolderLooks:
    """Look at a folder, but for the output of builds, should it lie within."""
    looks_by_key = dict(_below(os.path.realpath(source), "", os.path.realpath(out)))
    misnamed = sorted(key for key, look in looks_by_key.items() if look is None and not files.is_ignored(shown(key)))
    comments = {key: look for key, look in looks_by_key.items() if look and is_comment_file(key)}
    looks = {key: look for key, look in looks_by_key.items() if look and key not in comments}
    return FolderLooks(looks, misnamed, comments)


def looks(source: Path, out: Path) -> Mapping[str, Look]:
    """Return how each file looks, by its key; without the output of builds, should it lie within."""
    return look_around(source, out).looks


def has_any(source: Path, out: Path) -> bool:
    """Return whether the folder has anything of a blog: a post, a page, a template or a site.yaml."""
    files_below = _below(os.path.realpath(source), "", os.path.realpath(out))
    return any(files.sort_of(key) in OF_BLOGS for key, _ in files_below)


def blogs_below(source: Path) -> Sequence[Path]:
    """Return the folders right below that have a site.yaml, unless this one has its own."""
    if (source / "site.yaml").is_file():
        return ()
    return sorted(file.parent for file in source.glob("*/site.yaml") if not file.parent.name.startswith("."))


def shown(key: str) -> str:
    """Return a key in a form that can be printed, with a sign for each byte that isn't UTF-8."""
    return os.fsencode(key).decode(errors="replace")


def _below(folder: str, prefix: str, out: str) -> Iterator[tuple[str, Look | None]]:
    """Yield how each file looks, by its key, and None for each name that isn't UTF-8."""
    with os.scandir(folder) as entries:
        shown_entries = [entry for entry in entries if is_shown(entry) or (is_comment_file(entry.name) and is_own_file(entry))]
    for entry in shown_entries:
        if not is_text(entry.name):
            yield prefix + entry.name, None
        elif not entry.is_dir(follow_symlinks=False):
            if look := look_of(entry):
                yield prefix + entry.name, look
        elif entry.path != out and not is_output(entry.path):
            with suppress(FileNotFoundError):  # the folder has just gone
                yield from _below(entry.path, f"{prefix}{entry.name}/", out)


def is_own_file(entry: os.DirEntry[str]) -> bool:
    return entry.is_file(follow_symlinks=False)


def look_of(entry: os.DirEntry[str]) -> Look | None:
    """Return how this file looks; None if it has just gone, as temporary files of editors do."""
    try:
        stat = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None
    # a copy may keep the time of its bytes, but not the time when it came
    return Look(stat.st_size, max(stat.st_mtime_ns, stat.st_ctime_ns))


def only_sources(keys: Iterable[str]) -> list[str]:
    """Return the keys that a build reads, in its order."""
    return sorted((key for key in keys if files.sort_of(key) in ORDER), key=in_order)


def in_order(key: str) -> tuple[int, str]:
    """Return the sort key that puts the site's own files first, and files that aren't sources last."""
    sort = files.sort_of(key)
    return (ORDER.index(sort) if sort in ORDER else len(ORDER), key)


def every_key(bucket: Bucket) -> Iterator[str]:
    after = ""
    while stretch := bucket.keys(after):
        yield from stretch
        after = stretch[-1]
