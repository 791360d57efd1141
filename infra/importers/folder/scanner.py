"""What the first reading of a folder gathers, whichever program the folder was written for: sources, files, and where they go."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from infra.files.blog_folder import shown
from infra.importers.blog import MISNAMED, Entry, File
from infra.importers.folder.link_map import Moved, spelled
from infra.importers.folder.scan import Found, Keys, Notes, away_from_home, file_of
from infra.importers.folder.tree import Tree, UnreadError


@dataclass(slots=True)
class Gathering:
    """The sources and files of a folder so far. A reader of one system begins with it, and adds what only that system has."""

    tree: Tree
    notes: Notes = field(default_factory=Notes)
    keys: Keys = field(default_factory=Keys)
    found: list[Found] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    moved_files: dict[str, str] = field(default_factory=dict)

    def take_each(self, enters: Callable[[str], bool], take: Callable[[str], None]) -> None:
        """Take each file, but of a folder that `enters` refuses; where reading fails, the rest is noted as left behind."""
        try:
            for path in self.paths(enters):
                take(path)
        except (UnreadError, OSError) as error:
            self.notes.add("skipped", "the rest of the folder", str(error))

    def paths(self, enters: Callable[[str], bool]) -> Iterator[str]:
        """Yield the path of each file, as `Tree.files` does; what has no name that can be kept is left out, with a note."""
        return self.tree.files(enters, self._misnamed)

    def _misnamed(self, path: str) -> None:
        self.notes.add("skipped", shown(path), MISNAMED, shown(path))

    def keep(self, path: str, to: str) -> None:
        """Take a file along, if it is fit to be published."""
        if file := file_of(self.tree, path, to, self.notes):
            self.files.append(file)
            self.moved_files[path] = to

    def placed(self, entry: Entry, base: str, codes: Iterable[str] = ()) -> Found:
        """Return the source with its key; under the path that the whole blog had, its address is an alias."""
        under = f"{base}{entry.address}"
        aliases = (*entry.aliases, under) if base and entry.address else entry.aliases
        return self.keys.placed(away_from_home(replace(entry, aliases=aliases), self.notes, codes), under)

    def moved(self, host: str, base: str, made: Mapping[str, str], roots: tuple[str, ...] = ("",)) -> Moved:
        """Return where everything has gone."""
        left = {note.what for note in self.notes.waiting if note.outcome == "skipped"}
        return Moved(
            keys={found.path: found.key for found in self.found},
            at={
                spelled(address): found.key
                for found in self.found
                for address in (found.entry.address, *found.entry.aliases)
                if address
            },
            files=self.moved_files,
            left=frozenset(what for what in left if not any(f"{root}/".startswith(what) for root in roots)),
            host=host,
            base=base,
            made={spelled(old): new for old, new in made.items()},
            roots=roots,
        )
