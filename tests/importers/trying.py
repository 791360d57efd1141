"""What the tests of importers share: a folder written from a table, its import, and the build of what was imported."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.build.build import build
from infra.importers.blog import Item
from infra.importers.output.report import Report
from infra.importers.output.writer import write
from tests.importers.moving import NOW, Live, keys

Files = Mapping[str, str | bytes]
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


@dataclass(frozen=True, slots=True)
class Moved(Live):
    """An imported blog: the site that it became, its folder, and the report."""

    into: Path
    report: Report

    def text(self, key: str) -> str:
        return (self.into / key).read_text()

    def whys(self, outcome: str) -> list[str]:
        """Return what the report says, as `file:line: what: why`."""
        return [f"{note.where}: {note.what}: {note.why}" for note in self.report.notes if note.outcome == outcome]

    def all_keys(self) -> list[str]:
        """Return the keys of all that was written, in their order."""
        return sorted(keys(self.into))


def moved(read: Callable[[Path], Iterator[Item]], tmp_path: Path, files: Files) -> Moved:
    """Import a blog with these files, and build what came of it."""
    old, into, out = written(tmp_path / "old", files), tmp_path / "new", tmp_path / "out"
    report = write(read(old), into, NOW)
    return Moved(out, build(into, out, now=NOW), into, report)
