"""Pelican's settings, read from `pelicanconf.py` and `publishconf.py` without running them.

Only what is written out is read: texts, numbers, lists, tables, and texts put together of those. What a program would compute is
told in the report, if it matters to an import.
"""

import ast
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import field

from chalicelib.frozen import Frozen
from infra.importers.folder.config_files import tell_zone, zone_named
from infra.importers.folder.scan import Notes
from infra.importers.folder.tree import Tree, UnreadError
from infra.importers.parsing.urls import host_of, split_url

FILES = ("pelicanconf.py", "publishconf.py")
LONGEST = 100_000  # characters of a text that is put together
DEFAULTS: Mapping[str, Any] = {
    "SITENAME": "",
    "SITESUBTITLE": "",
    "SITEURL": "",
    "AUTHOR": "",
    "TIMEZONE": "",
    "DEFAULT_LANG": "en",
    "PATH": "",
    "PAGE_PATHS": ["pages"],
    "ARTICLE_URL": "{slug}.html",
    "ARTICLE_LANG_URL": "{slug}-{lang}.html",
    "PAGE_URL": "pages/{slug}.html",
    "PAGE_LANG_URL": "pages/{slug}-{lang}.html",
    "CATEGORY_URL": "category/{slug}.html",
    "TAG_URL": "tag/{slug}.html",
    "AUTHOR_URL": "author/{slug}.html",
    "FEED_ALL_ATOM": "feeds/all.atom.xml",
    "FEED_ALL_RSS": "",
    "FEED_ATOM": "",
    "FEED_RSS": "",
    "TRANSLATION_FEED_ATOM": "feeds/all-{lang}.atom.xml",
    "CATEGORY_FEED_ATOM": "feeds/{slug}.atom.xml",
    "CATEGORY_FEED_RSS": "",
    "AUTHOR_FEED_ATOM": "feeds/{slug}.atom.xml",
    "AUTHOR_FEED_RSS": "feeds/{slug}.rss.xml",
    "TAG_FEED_ATOM": "",
    "TAG_FEED_RSS": "",
    "CODE_DIR": "code",
    "NOTEBOOK_DIR": "notebooks",
    "DEFAULT_CATEGORY": "",
    "USE_FOLDER_AS_CATEGORY": True,
    "DEFAULT_DATE": None,
    "FILENAME_METADATA": "",
    "SLUGIFY_SOURCE": "title",
    "EXTRA_PATH_METADATA": {},
    "MENUITEMS": [],
    "DISPLAY_PAGES_ON_MENU": True,
    "DISPLAY_CATEGORIES_ON_MENU": True,
    "SOCIAL": [],
    "LINKS": [],
}
"""What each setting is where a blog doesn't say it."""


class ComputedError(Exception):
    """A value that only a running program would know."""


class Settings(Frozen):
    """The settings that are known."""

    given: Mapping[str, Any] = field(default_factory=dict)

    def get(self, name: str) -> Any:
        value, usual = self.given.get(name), DEFAULTS[name]
        return value if name in self.given and (usual is None or isinstance(value, type(usual))) else usual

    def text(self, name: str) -> str:
        value = self.get(name)
        return value if isinstance(value, str) else ""

    def says(self, name: str) -> bool:
        return self.get(name) is True

    def pairs(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield the pairs of a list, such as titles and addresses."""
        for row in self.get(name) or ():
            if isinstance(row, tuple | list) and len(row) > 1 and all(isinstance(part, str) for part in row[:2]):
                yield row[0], row[1]

    @property
    def zone(self) -> str:
        return zone_named(self.text("TIMEZONE"))

    @property
    def host(self) -> str:
        return host_of(self.text("SITEURL"))

    @property
    def base(self) -> str:
        path = split_url(self.text("SITEURL")).path.strip("/")
        return f"/{path}" if path and self.host else ""


def settings_of(tree: Tree, notes: Notes) -> Settings:
    """Return the settings of a blog; those of its publishing override the others."""
    values: dict[str, Any] = {}
    files = [name for name in FILES if tree.has(name)]
    for name in files:
        try:
            for key, value in assigned(tree.text(name).text, values, name, notes):
                values[key] = value
        except UnreadError as error:
            notes.add("skipped", name, str(error), name)
        except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError) as error:
            notes.add("skipped", name, f"it isn't Python that can be read: {error}", name, getattr(error, "lineno", 0) or 0)
    if not files:
        notes.add("changed", "pelicanconf.py", "it isn't there, so the site's title, address and permalinks aren't known")
    settings = Settings(values)
    tell_zone(settings.text("TIMEZONE"), notes)
    return settings


def assigned(program: str, earlier: Mapping[str, Any], name: str, notes: Notes) -> Iterator[tuple[str, Any]]:
    """Yield the names that a program assigns values to, with those that are written out."""
    values = dict(earlier)
    with warnings.catch_warnings(action="ignore", category=SyntaxWarning):  # about patterns, which are no concern of an import
        statements = ast.parse(program).body
    for statement in statements:
        for key, node in targets_of(statement):
            try:
                values[key] = value_of(node, values)
                yield key, values[key]
            except ComputedError:
                values.pop(key, None)
                if key in DEFAULTS and not (isinstance(node, ast.Constant) and node.value is None):
                    notes.add("changed", key, "it is computed, so its usual value was taken", name, node.lineno)


def targets_of(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(statement, ast.Assign):
        yield from ((target.id, statement.value) for target in statement.targets if isinstance(target, ast.Name))
    elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value:
        yield statement.target.id, statement.value


def value_of(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """Return a value that is written out, in which names stand for texts and numbers."""
    match node:
        case ast.Constant(value=str() | int() | float() | bool() | None):
            return node.value
        case ast.Name() if isinstance(names.get(node.id), str | int | float):
            return names[node.id]
        case ast.List() | ast.Tuple() | ast.Set():
            return [value_of(part, names) for part in node.elts]
        case ast.Dict():
            return {
                value_of(key, names): value_of(value, names) for key, value in zip(node.keys, node.values, strict=True) if key
            }
    return joined(node, names)


def joined(node: ast.expr, names: Mapping[str, Any]) -> str:
    """Return a text that is put together of others."""
    match node:
        case ast.BinOp(op=ast.Add()):
            parts = [value_of(node.left, names), value_of(node.right, names)]
        case ast.JoinedStr():
            parts = [value_of(part, names) for part in node.values]
        case ast.FormattedValue(conversion=-1, format_spec=None):
            return str(value_of(node.value, names))
        case _:
            raise ComputedError
    if not all(isinstance(part, str) for part in parts) or sum(map(len, parts)) > LONGEST:
        raise ComputedError
    return "".join(parts)
