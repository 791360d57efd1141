"""The history of a file: the versions that the content bucket keeps of it, how authors name one, and how two of them differ.

A version is named by its number (1 is the newest, 2 the one before), by its time in the site's zone or any beginning of it that
only one version has, or by S3's own id. Numbers shift with each upload; times stay.
"""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from chalicelib.cloud.ports import Object
from infra.terminal.streams import counted


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a file: S3's id of it, when it came, and its size; or that the file was deleted then."""

    key: str
    id: str
    time: datetime
    size: int = 0
    etag: str = ""
    deleted: bool = False


class Versions(Protocol):
    """What keeps the versions of files."""

    def of(self, key: str) -> Sequence[Version]:
        """Return all versions of the file, newest first; none where there never was one, or all are forgotten."""

    def read(self, version: Version) -> bytes:
        """Return the bytes of a version; raise `LookupError` where it is forgotten."""


class UnnamedError(Exception):
    """A name that no version has, or several; the message says what to do."""


NUMBER = re.compile(r"[1-9]\d{0,2}")  # a year has four digits


def split(asked: str) -> tuple[str, str]:
    """Return the file and the version in `FILE@VERSION`; the version is empty where none is named."""
    file, _, name = asked.rpartition("@")
    return (file, name) if file and "/" not in name else (asked, "")


def told(time: datetime, zone: ZoneInfo) -> str:
    """Return the time of a version as authors name it."""
    return f"{time.astimezone(zone):%Y-%m-%dT%H:%M:%S}"


def named(versions: Sequence[Version], name: str, zone: ZoneInfo) -> Version:
    """Return the version with this name. Raises `UnnamedError`."""
    if NUMBER.fullmatch(name):
        if int(name) > len(versions):
            are = "are" if len(versions) > 1 else "is"
            raise UnnamedError(f"there {are} only {counted(len(versions), 'version')}; `presswork history` lists them")
        return versions[int(name) - 1]
    begins = name.replace(" ", "T")
    found = [one for one in versions if one.id == name or told(one.time, zone).startswith(begins)] if begins else []
    if not found:
        raise UnnamedError(f"no version is named {name}; `presswork history` lists them")
    if len(found) > 1:
        numbers = ", ".join(str(versions.index(one) + 1) for one in found)
        raise UnnamedError(f"{len(found)} versions are of {name}; use their numbers: {numbers}")
    return found[0]


def last_text(versions: Sequence[Version]) -> Version:
    """Return the version to bring back where none is named: the last one before a deletion. Raises `UnnamedError`."""
    if not versions:
        raise UnnamedError("no version is kept of it")
    if not versions[0].deleted:
        raise UnnamedError("which version? Add its number, such as @2, or its time; `presswork history` lists them")
    found = next((one for one in versions if not one.deleted), None)
    if found is None:
        raise UnnamedError("only its deletion is on record")
    return found


def is_kept(raw: bytes, versions: Sequence[Version]) -> bool:
    """Return whether a version has these bytes, so that nothing is lost where they are replaced."""
    etag = Object(raw, "").etag
    return any(one.etag == etag and one.size == len(raw) for one in versions)


# ---- differences


def compared_with_itself(versions: Sequence[Version], version: Version) -> str:
    """Return what is said instead of a difference where both names are of one version, and what to ask for."""
    number = versions.index(version) + 1
    if number > 1:
        return f"Both are version {number}. FILE@{number} without --diff shows what changed in it."
    others = "`--diff 2` shows what changed since the one before" if versions[1:] else "it is the only one"
    return f"Version 1 is the newest, so nothing has changed since; {others}."


def difference(old: bytes, new: bytes, names: tuple[str, str]) -> Iterator[str]:
    """Yield the lines of a unified diff; for bytes that are no text, one line that says so."""
    if old == new:
        return
    try:
        before, after = (raw.decode("utf-8-sig").splitlines() for raw in (old, new))
    except UnicodeDecodeError:
        yield f"{names[0]} ({len(old):,} bytes) and {names[1]} ({len(new):,} bytes) differ, and aren't text"
        return
    yield from difflib.unified_diff(before, after, *names, lineterm="")
