"""How a folder of each system is recognized: by its own files, or by texts that begin as only its texts do."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from infra.importers.folder.tree import Tree, UnreadError
from infra.importers.hugo.config import ENDINGS, FOLDERS
from infra.importers.hugo.paths import SOURCE
from infra.importers.jekyll import config as jekyll_config
from infra.importers.markdown_folder.habits import HABITS, file_seen
from infra.importers.markdown_folder.settings import script
from infra.importers.pelican import settings as pelican_settings

SAMPLES = 20  # texts, since most folders of a system have their first of its kind among these
IN_TOML = re.compile(r"\+\+\+[ \t]*\n")
UNFENCED = re.compile(r"(?i)(?:[\w-]+:[^\n]*\n){0,5}(?:title|date|slug):[ \t]*\S")
OF_HUGO, OF_ZOLA = re.compile(r"""(?im)^\s*["']?baseurl\b"""), re.compile(r"(?m)^base_url\s*=")


def others(system: str, root: Path) -> list[str]:
    """Return the systems that a folder looks like, if it doesn't look like a folder of this system."""
    tree = Tree(root)
    systems = [name for name, is_marked in MARKS.items() if is_marked(tree)] if root.is_dir() else []
    return [] if system in systems else systems


def _is_set_as_jekyll(tree: Tree) -> bool:
    if tree.is_folder("source/_posts") and not tree.is_folder("_posts"):  # Hexo's configuration has the same name
        return False
    return any(map(tree.has, jekyll_config.CONFIGS)) or any(map(tree.is_folder, ("_posts", "_drafts", "_layouts")))


def _is_set_as_hugo(tree: Tree) -> bool:
    own = any(tree.has(f"hugo.{ending}") for ending in ENDINGS) or any(map(tree.is_folder, (*FOLDERS, "archetypes")))
    return own or any(_says(tree, f"config.{ending}", OF_HUGO) for ending in ENDINGS)


def _is_set_as_zola(tree: Tree) -> bool:
    return tree.has("zola.toml") or _says(tree, "config.toml", OF_ZOLA)


MARKS: Mapping[str, Callable[[Tree], bool]] = {
    "jekyll": _is_set_as_jekyll,
    "hugo": lambda tree: _is_set_as_hugo(tree) or (not _is_set_as_zola(tree) and _begins(tree, IN_TOML)),
    "zola": lambda tree: _is_set_as_zola(tree) or (not _is_set_as_hugo(tree) and _begins(tree, IN_TOML)),
    "pelican": lambda tree: any(map(tree.has, pelican_settings.FILES)) or _begins(tree, UNFENCED),
    "folder": lambda tree: any(file_seen(habit, tree) for habit in HABITS if habit.name != "obsidian"),
}


def _says(tree: Tree, path: str, what: re.Pattern[str]) -> bool:
    return bool(what.search(script(tree, path)))


def _begins(tree: Tree, how: re.Pattern[str]) -> bool:
    """Return whether a text of the content begins like this."""
    content = Tree(tree.root / "content")
    return tree.is_folder("content") and any(how.match(script(content, path)) for path in islice(_sources(content), SAMPLES))


def _sources(content: Tree) -> Iterator[str]:
    try:
        yield from filter(SOURCE.search, content.files())
    except (OSError, UnreadError):  # the import says what it can't read
        return
