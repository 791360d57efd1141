"""What an import has made in a folder, so that one that finds no entry leaves the folder as it was."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Made:
    """The files that weren't there before, and the folders that had to be made for them."""

    files: list[Path] = field(default_factory=list)
    folders: dict[Path, None] = field(default_factory=dict)

    def note(self, path: Path) -> None:
        """Note a file that is about to be written."""
        if not path.exists():
            self.files.append(path)
        if path.parent not in self.folders:
            missing = [folder for folder in path.parents if not folder.exists()]
            self.folders |= dict.fromkeys(reversed(missing))

    def take_back(self) -> None:
        """Remove what was noted, but for folders that something else is in by now."""
        for path in self.files:
            path.unlink(missing_ok=True)
        for folder in reversed(self.folders):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
