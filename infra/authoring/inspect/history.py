"""The history of a file: its versions in the content bucket, the names that authors give them, and the difference of two.

A version is named by its number (1 is the newest, 2 the one before), by its time in the site's zone or any beginning of it that
only one version has, or by S3's own id. Numbers shift with each upload; times stay.
"""

import difflib
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from chalicelib.cloud.ports import Object
from chalicelib.frozen import Frozen
from infra.terminal.streams import counted, plural


class Version(Frozen):
    """One version of a file: its id in S3, its time and its size; `deleted` if the file was deleted then."""

    key: str
    id: str
    time: datetime
    size: int = 0
    etag: str = ""
    deleted: bool = False


class Versions(Protocol):
    """The stored versions of files."""

    def of(self, key: str) -> Sequence[Version]:
        """Return all versions of the file, newest first; none if there never was one, or all are forgotten."""

    def read(self, version: Version) -> bytes:
        """Return the bytes of a version; raise `LookupError` if it is forgotten."""


class VersionError(Exception):
    """A name that no version has, or several; the message says what to do."""


NUMBER = re.compile(r"[1-9]\d{0,2}")  # a year has four digits


def split(argument: str) -> tuple[str, str]:
    """Return the file and the version in `FILE@VERSION`; the version is empty if none is named."""
    file, _, name = argument.rpartition("@")
    return (file, name) if file and "/" not in name else (argument, "")


def time_name(time: datetime, zone: ZoneInfo) -> str:
    """Return the time of a version as authors name it."""
    return f"{time.astimezone(zone):%Y-%m-%dT%H:%M:%S}"


def version_named(versions: Sequence[Version], name: str, zone: ZoneInfo) -> Version:
    """Return the version with this name. Raises `VersionError`."""
    if NUMBER.fullmatch(name):
        if int(name) > len(versions):
            are = plural(len(versions), "is", "are")
            raise VersionError(f"there {are} only {counted(len(versions), 'version')}; `presswork history` lists them")
        return versions[int(name) - 1]
    start = name.replace(" ", "T")
    matches = [each for each in versions if each.id == name or time_name(each.time, zone).startswith(start)] if start else []
    if not matches:
        raise VersionError(f"no version is named {name}; `presswork history` lists them")
    if len(matches) > 1:
        numbers = ", ".join(str(versions.index(version) + 1) for version in matches)
        raise VersionError(f"{len(matches)} versions are of {name}; use their numbers: {numbers}")
    return matches[0]


def last_text(versions: Sequence[Version]) -> Version:
    """Return the version to restore if none is named: the last one before a deletion. Raises `VersionError`."""
    if not versions:
        raise VersionError("no version is kept of it")
    if not versions[0].deleted:
        raise VersionError("which version? Add its number, such as @2, or its time; `presswork history` lists them")
    text = next((version for version in versions if not version.deleted), None)
    if text is None:
        raise VersionError("only its deletion is on record")
    return text


def is_stored(raw: bytes, versions: Sequence[Version]) -> bool:
    """Return whether a version has these bytes, so that nothing is lost if they are replaced."""
    etag = Object(raw, "").etag
    return any(version.etag == etag and version.size == len(raw) for version in versions)


# ---- differences


def compared_with_itself(versions: Sequence[Version], version: Version) -> str:
    """Return the text in place of a difference if both names are of one version, with what to ask for instead."""
    number = versions.index(version) + 1
    if number > 1:
        return f"Both are version {number}. FILE@{number} without --diff shows what changed in it."
    others = "`--diff 2` shows what changed since the one before" if versions[1:] else "it is the only one"
    return f"Version 1 is the newest, so nothing has changed since; {others}."


def difference(old: bytes, new: bytes, names: tuple[str, str]) -> Iterator[str]:
    """Yield the lines of a unified diff; for bytes that aren't text, a line that says so."""
    if old == new:
        return
    try:
        old_lines, new_lines = (raw.decode("utf-8-sig").splitlines() for raw in (old, new))
    except UnicodeDecodeError:
        yield f"{names[0]} ({len(old):,} bytes) and {names[1]} ({len(new):,} bytes) differ, and aren't text"
        return
    yield from difflib.unified_diff(old_lines, new_lines, *names, lineterm="")
