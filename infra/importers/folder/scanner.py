"""The first reading of a folder, whichever program it was written for: its sources, its files, and where they go."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from msgspec.structs import replace

from infra.files.blog_folder import shown
from infra.importers.blog import MISNAMED, Entry, File
from infra.importers.folder.link_map import LinkMap, spelled
from infra.importers.folder.scan import KeyAllocator, Notes, ScannedSource, away_from_home, file_of
from infra.importers.folder.tree import Tree, UnreadError


@dataclass(slots=True)
class FolderScanner:
    """The sources and files of a folder so far. The reader of a system extends it."""

    tree: Tree
    notes: Notes = field(default_factory=Notes)
    keys: KeyAllocator = field(default_factory=KeyAllocator)
    sources: list[ScannedSource] = field(default_factory=list)
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
        """Yield the path of each file, as `Tree.files` does; a file whose name can't be kept is left out, with a note."""
        return self.tree.files(enters, lambda path: self.notes.add("skipped", shown(path), MISNAMED, shown(path)))

    def keep(self, path: str, to: str) -> None:
        """Take a file along, if it is fit to be published."""
        if file := file_of(self.tree, path, to, self.notes):
            self.files.append(file)
            self.moved_files[path] = to

    def placed(self, entry: Entry, base: str, codes: Iterable[str] = ()) -> ScannedSource:
        """Return the source with its key; under the path that the whole blog had, its address is an alias."""
        under = f"{base}{entry.address}"
        aliases = (*entry.aliases, under) if base and entry.address else entry.aliases
        return self.keys.placed(away_from_home(replace(entry, aliases=aliases), self.notes, codes), under)

    def link_map(self, host: str, base: str, generated: Mapping[str, str], roots: tuple[str, ...] = ("",)) -> LinkMap:
        """Return where everything has gone."""
        skipped = {note.what for note in self.notes.pending if note.outcome == "skipped"}
        return LinkMap(
            sources={source.path: source.key for source in self.sources},
            by_address={
                spelled(address): source.key
                for source in self.sources
                for address in (source.entry.address, *source.entry.aliases)
                if address
            },
            files=self.moved_files,
            skipped=frozenset(what for what in skipped if not any(f"{root}/".startswith(what) for root in roots)),
            host=host,
            base=base,
            generated={spelled(old): new for old, new in generated.items()},
            roots=roots,
        )
