"""Names that differ only by case: two files on Linux and in a bucket, and mostly one file on macOS and Windows."""

from collections.abc import Iterable, Iterator
from pathlib import Path


def ignores_case(file: Path) -> bool:
    """Return whether the disk of this file, which exists, also finds it by its name in capitals."""
    return file.with_name(file.name.upper()).exists()


def same_but_for_case(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each key that another one is but for case, with that one."""
    first: dict[str, str] = {}
    for key in sorted(keys):
        if (other := first.setdefault(key.casefold(), key)) != key:
            yield other, key
