"""The archive: a folder as a zip, with the same bytes at any time and place; and the sizes of its parts."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from infra.package import UnpackableError

MOST_UNPACKED = 250 * 1024 * 1024  # Lambda's own limit
EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest time that a zip can hold
UNIX = 3
READABLE = 0o100644 << 16


def pack(folder: Path, out: Path) -> None:
    with ZipFile(out, "w") as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = ZipInfo(path.relative_to(folder).as_posix(), EPOCH)
            entry.create_system, entry.external_attr, entry.compress_type = UNIX, READABLE, ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes(), compresslevel=9)


def check(out: Path, most: int) -> None:
    """Refuse a zip that is too large, with its largest parts."""
    size, unpacked = out.stat().st_size, sum(entry.file_size for entry in ZipFile(out).infolist())
    if size > most:
        raise UnpackableError(f"{out.name} is {megabytes(size - most)} over {megabytes(most)}; the most of it is {largest(out)}")
    if unpacked > MOST_UNPACKED:
        raise UnpackableError(f"unpacked, {out.name} is {megabytes(unpacked)}, and Lambda takes {megabytes(MOST_UNPACKED)}")


def weights(out: Path) -> Mapping[str, int]:
    """Return the compressed bytes of each folder of the zip, and of each file outside a folder; the largest first."""
    sizes: Counter[str] = Counter()
    with ZipFile(out) as archive:
        for entry in archive.infolist():
            sizes[entry.filename.split("/")[0]] += entry.compress_size
    return dict(sizes.most_common())


def largest(out: Path) -> str:
    return ", ".join(f"{name} {megabytes(size)}" for name, size in list(weights(out).items())[:6])


def megabytes(size: int) -> str:
    return f"{size / 1_000_000:.2f} MB"
