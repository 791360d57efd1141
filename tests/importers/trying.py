"""What the tests of importers share: a folder written from a table, its import, and the build of what was imported."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from infra.importers.blog import Item
from infra.importers.report import Report
from infra.importers.writing import write
from infra.local.build import Built, build

Files = Mapping[str, str | bytes]
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


def written(folder: Path, files: Files) -> Path:
    """Write these files into the folder; return it."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@dataclass(frozen=True)
class Moved:
    """An imported blog: its folder, the report, and what the build of it said."""

    into: Path
    out: Path
    report: Report
    built: Built

    def text(self, key: str) -> str:
        return (self.into / key).read_text()

    def page(self, address: str) -> str:
        """Return the page that readers see at an address."""
        return (self.out / address.strip("/") / "index.html").read_text()

    def has(self, address: str) -> bool:
        return (self.out / address.strip("/") / "index.html").exists()

    def whys(self, outcome: str) -> list[str]:
        """Return what the report says, as `file:line: what: why`."""
        return [f"{note.where}: {note.what}: {note.why}" for note in self.report.notes if note.outcome == outcome]

    def all_keys(self) -> list[str]:
        """Return the keys of all that was written."""
        found = (path for path in sorted(self.into.rglob("*")) if path.is_file() and ".presswork" not in path.parts)
        return [str(path.relative_to(self.into)) for path in found]


def moved(read: Callable[[Path], Iterator[Item]], tmp_path: Path, files: Files) -> Moved:
    """Import a blog with these files, and build what came of it."""
    old, into, out = written(tmp_path / "old", files), tmp_path / "new", tmp_path / "out"
    report = write(read(old), into, NOW)
    return Moved(into, out, report, build(into, out, now=NOW))
