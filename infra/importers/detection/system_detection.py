"""Which system a folder or an export is of, by its files: what `presswork import PATH` goes by.

A configuration of its own name tells a system apart. Systems that share names (`_config.yml`, `content`) are told apart by
`marks_of_systems`. Needed packages, the hidden folder of a vault and, at last, Markdown alone say less, so they are asked last.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from zipfile import BadZipFile, is_zipfile

from msgspec.structs import replace

from chalicelib.frozen import Frozen
from infra.importers.blog import UnreadableError
from infra.importers.detection import marks_of_systems
from infra.importers.export.archives import BROKEN, zip_at
from infra.importers.folder.tree import Tree
from infra.importers.hugo.config import ENDINGS
from infra.importers.jekyll.config import CONFIGS
from infra.importers.markdown_folder.habits import HABITS, PLAIN, file_seen, package_seen

HEAD = 64 * 1024  # bytes of a file that are looked at
MOST = 100  # folders in a folder that are looked at


class DetectedSystem(Frozen):
    """The command that reads a system, what the system is called, and by what it is known; empty where nothing tells it.

    `folder` is the folder within that the site is in, if it isn't the whole.
    """

    command: str
    title: str
    mark: str = ""
    folder: str = ""


OWN_FILES: Mapping[str, tuple[str, ...]] = {
    "jekyll": (*CONFIGS, "_posts", "_drafts", "_layouts"),
    "hugo": (*(f"{stem}.{end}" for stem in ("hugo", "config") for end in ENDINGS), "config/_default", "archetypes", "content"),
    "zola": ("zola.toml", "config.toml", "content"),
    "pelican": ("pelicanconf.py", "content"),
}
"""The files that `marks_of_systems` looks at, to name the mark."""
ORDER = ("zola", "hugo", "jekyll", "pelican")


def system_of(path: Path) -> DetectedSystem | None:
    """Return the system of a folder or an export; None for a file that no system exports.

    A folder without a system may hold the folder of a site, beside its program or as `docs`, if only one of them has a system.
    """
    if not path.is_dir():
        return next(_of_file(path), None)
    if system := next(_of_folder(Tree(path)), None):
        return system
    folders = [
        folder
        for folder in sorted(path.iterdir())
        if folder.is_dir() and not folder.is_symlink() and folder.name != "node_modules"
    ]
    inner = [replace(system, folder=folder.name) for folder in folders[:MOST] if (system := next(_of_folder(Tree(folder)), None))]
    return inner[0] if len(inner) == 1 else DetectedSystem(PLAIN.name, PLAIN.title)


def _of_folder(tree: Tree) -> Iterator[DetectedSystem]:
    yield from _of_export(lambda name: tree.has(name) or tree.is_folder(name))
    for habit in HABITS:
        if habit.name != "obsidian" and (seen := file_seen(habit, tree)):
            yield DetectedSystem("folder", habit.title, seen)
    for name in ORDER:
        if marks_of_systems.MARKS[name](tree):
            mark = next((path for path in OWN_FILES[name] if tree.has(path) or tree.is_folder(path)), "")
            yield DetectedSystem(name, name.title(), mark)
    for habit in HABITS:
        if seen := package_seen(habit, tree) or file_seen(habit, tree):
            yield DetectedSystem("folder", habit.title, seen)


def _of_export(has: Callable[[str], bool]) -> Iterator[DetectedSystem]:
    if has("posts.csv"):
        yield DetectedSystem("substack", "Substack", "posts.csv")
    if has("posts") and (has("profile") or has("README.html")) and not has("package.json"):
        yield DetectedSystem("medium", "Medium", "posts and profile")


def _of_file(path: Path) -> Iterator[DetectedSystem]:
    if is_zipfile(path):
        yield from _of_export(frozenset(_names_in(path)).__contains__)
        return
    with path.open("rb") as file:
        head = file.read(HEAD)
    if b"wordpress.org/export" in head:
        yield DetectedSystem("wordpress", "WordPress", "wordpress.org/export")
    elif head.lstrip()[:1] == b"{" and b'"db"' in head:
        yield DetectedSystem("ghost", "Ghost", '"db"')


def _names_in(path: Path) -> Iterator[str]:
    """Yield the names of files and folders in a zip, with and without a folder around all."""
    try:
        with zip_at(path) as archive:
            for name in archive.namelist():
                parts = name.strip("/").split("/")
                yield from ("/".join(parts[:end]) for end in range(1, len(parts) + 1))
                yield from ("/".join(parts[1:end]) for end in range(2, len(parts) + 1))
    except (BadZipFile, UnreadableError, *BROKEN):  # the reader of the export says why
        return
