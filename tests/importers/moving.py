"""An old blog on its way: imported into a folder, and built."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

from infra.build.build import BuildReport, build
from infra.importers.blog import Item
from infra.importers.output.report import Report
from infra.importers.output.writer import write
from tests.folder_contents import files_of

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Moved:
    """A blog that was imported: its folder and the report."""

    folder: Path
    report: Report

    def whys(self) -> Mapping[str, list[str]]:
        """Return the reasons of what was changed or left out, by what they are about."""
        found: dict[str, list[str]] = {}
        for note in self.report.notes:
            if note.outcome != "imported":
                found.setdefault(note.what, []).append(note.why)
        return found

    def files(self) -> Mapping[str, bytes]:
        return files_of(self.folder)

    def text(self, key: str) -> str:
        return (self.folder / key).read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Live:
    """The site that a folder becomes."""

    out: Path
    built: BuildReport

    def has(self, address: str) -> bool:
        return (self.out / address.strip("/") / "index.html").is_file()

    def page(self, address: str) -> str:
        return (self.out / address.strip("/") / "index.html").read_text(encoding="utf-8")

    def article(self, address: str) -> str:
        """Return the HTML of a text."""
        match = re.search(r"<article.*?</article>", self.page(address), re.DOTALL)
        assert match
        return match[0]

    def words(self, address: str) -> str:
        """Return what a reader sees of a text, on one line."""
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.article(address))).split())

    def feed(self) -> str:
        return (self.out / "feed" / "index.xml").read_text(encoding="utf-8")


def keys(folder: Path) -> set[str]:
    """Return the keys of the files that Presswork would see in a folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and ".presswork" not in path.parts}


def moved(items: Iterable[Item], folder: Path) -> Moved:
    return Moved(folder, write(items, folder, NOW))


def live(blog: Moved) -> Live:
    out = blog.folder.parent / f"{blog.folder.name}-out"
    return Live(out, build(blog.folder, out, now=NOW))
