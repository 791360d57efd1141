"""A JSON document of any size, of which one element at a time is read into memory.

The document is mapped, not loaded. Only brackets and strings are looked at to find where a value ends; a value is parsed when
it is asked for, and only if it is no longer than `MOST` and no deeper than `DEEPEST`, so that a hostile one can't fill the
memory. (ijson bounds neither: a text of 300 MB took nine minutes. It ends at the first control character or broken row.)
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

from chalicelib.frozen import Frozen
from infra.importers.blog import UnreadableError
from infra.importers.export.archives import text_of
from infra.importers.parsing.valid_chars import json_value

MOST = 16 * 1024**2  # bytes of an element
DEEPEST = 200

BLANK = re.compile(rb"[\s,:]*")
STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
MARK = re.compile(STRING.pattern[:-1] + rb"(?:\"|\Z)|[][{}]", re.DOTALL)  # a string without an end is looked at once
SCALAR = re.compile(rb"[^\s,\]}]+")
CLOSES = {ord("{"): ord("}"), ord("["): ord("]")}


class Slice(Frozen):
    """A value of a document: where it begins and ends."""

    document: mmap
    start: int
    end: int

    @property
    def kind(self) -> str:
        """Return the first character: `{`, `[`, `"`, or another."""
        return chr(self.document[self.start])

    def value(self) -> Any:
        """Return the value; raise `UnreadableError` if it is too long, too deep, or no JSON."""
        if self.end - self.start > MOST:
            raise UnreadableError(f"it has more than {MOST // 1024**2} MB")
        try:
            return json_value(text_of(self.document[self.start : self.end]), strict=False)
        except (ValueError, RecursionError) as error:
            raise UnreadableError(f"it isn't JSON ({error})") from error

    def members(self) -> Iterator[tuple[str, "Slice"]]:
        """Yield the names and values of an object."""
        at = self.start + 1
        while (at := blank_after(self.document, at)) < self.end - 1:
            key = slice_at(self.document, at, self.end)
            value = slice_at(self.document, blank_after(self.document, key.end), self.end)
            yield str(key.value()), value
            at = value.end

    def elements(self) -> Iterator["Slice"]:
        """Yield the elements of an array."""
        at = self.start + 1
        while (at := blank_after(self.document, at)) < self.end - 1:
            element = slice_at(self.document, at, self.end)
            yield element
            at = element.end

    def tables(self) -> Mapping[str, "Slice"]:
        """Return the members of an object by name; nothing of any other value."""
        return dict(self.members()) if self.kind == "{" else {}


@contextmanager
def document_at(path: Path) -> Iterator[Slice]:
    """Open a document; raise `UnreadableError` if it can't be read, or is cut off."""
    with mapped(path) as document:
        start = 3 if document[:3] == b"\xef\xbb\xbf" else 0
        yield slice_at(document, blank_after(document, start), len(document))


def mapped(path: Path) -> mmap:
    """Return the bytes of a file; raise `UnreadableError` if it can't be read, or is empty."""
    try:
        with path.open("rb") as file:
            return mmap(file.fileno(), 0, access=ACCESS_READ)
    except ValueError as error:  # an empty file can't be mapped
        raise UnreadableError("it is empty") from error
    except OSError as error:
        raise UnreadableError(error.strerror or str(error)) from error


def blank_after(document: mmap, at: int) -> int:
    match = BLANK.match(document, at)
    return match.end() if match else at


def slice_at(document: mmap, start: int, limit: int) -> Slice:
    """Return the value that begins at `start`."""
    if start >= limit:
        raise UnreadableError("it is incomplete: it was cut off")
    first = document[start]
    if first in CLOSES:
        return Slice(document, start, end_of(document, start, limit))
    match = (STRING if first == ord('"') else SCALAR).match(document, start, limit)
    if not match:
        raise UnreadableError("it isn't JSON, or it was cut off")
    return Slice(document, start, match.end())


def end_of(document: mmap, start: int, limit: int) -> int:
    """Return where the object or array ends that begins at `start`."""
    closers: list[int] = []
    for match in MARK.finditer(document, start, limit):
        mark = match[0][0]
        if mark in CLOSES:
            closers.append(CLOSES[mark])
            if len(closers) > DEEPEST:
                raise UnreadableError(f"it is nested more than {DEEPEST} levels deep")
        elif mark != ord('"') and (not closers or closers.pop() != mark):
            raise UnreadableError("it isn't JSON: it closes a bracket that isn't open")
        if not closers:
            return match.end()
    raise UnreadableError("it is incomplete: it was cut off")
