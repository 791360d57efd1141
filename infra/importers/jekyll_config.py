"""Jekyll's `_config.yml`, and what its data files say of authors and of the menu."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from chalicelib.content.frontmatter import FrontMatter
from chalicelib.content.keyed_values import Scalar, Value
from infra.importers.blog import Author
from infra.importers.config_files import read, zone_named
from infra.importers.first_reading import Notes
from infra.importers.jekyll_permalinks import STYLES
from infra.importers.old_values import parts_of, table, text_at, value_at
from infra.importers.tree import Tree

CONFIGS = ("_config.yml", "_config.yaml", "_config.toml")
DATA = ("yml", "yaml", "json")
LEFT_OUT = ("node_modules", "vendor", "_site", "gemfiles", "bin", "script")
TAKEN = frozenset({"author", "authors", "lang", "locale", "category", "categories", "tags", "image", "published", "permalink"})
"""The keys of `defaults` that mean something to Presswork; a theme's own would be repeated in each post."""


@dataclass(frozen=True, slots=True)
class Config:
    """The configuration: its keys, and the collections by name, each with its keys."""

    keys: Mapping[str, Value] = field(default_factory=dict)
    collections: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)

    def text(self, *names: str) -> str:
        """Return the first text that is given under one of these names."""
        return text_at(self.keys, *names)

    @property
    def zone(self) -> str:
        """The time zone, if it is one."""
        return zone_named(self.text("timezone"))

    @property
    def permalink(self) -> str:
        return self.text("permalink") or "date"

    @property
    def host(self) -> str:
        url = self.text("url").rstrip("/")
        return url if url.startswith(("http://", "https://")) else ""

    @property
    def base(self) -> str:
        base = self.text("baseurl").strip("/")
        return f"/{base}" if base else ""

    def permalink_of(self, collection: str) -> str:
        """Return the pattern of a collection's documents."""
        own = text_at(self.collections.get(collection, {}), "permalink")
        ending = "/" if STYLES.get(self.permalink, self.permalink).endswith("/") else ":output_ext"
        return own or f"/:collection/:path{ending}"

    def leaves_out(self, path: str) -> bool:
        """Return whether Jekyll would not read this path."""
        named = [one.text.strip("/") for one in parts_of(value_at(self.keys, "exclude")) if isinstance(one, Scalar)]
        return path in LEFT_OUT or any(path == name or fnmatchcase(path, name) for name in named if name)

    def with_defaults(self, front: FrontMatter, path: str, kind: str) -> FrontMatter:
        """Return front matter with the defaults of its scope, of which the closest counts."""
        rows = [row for row in parts_of(value_at(self.keys, "defaults")) if isinstance(row, Mapping)]
        fit = [row for row in rows if in_scope(table(value_at(row, "scope")), path, kind)]
        fit.sort(key=lambda row: len(text_at(row, "scope.path")))
        given = {name: value for row in fit for name, value in table(value_at(row, "values")).items() if name in TAKEN}
        return FrontMatter(front.body, front.body_line, {**given, **front.keys}, front.lines)


def in_scope(scope: Mapping[str, Value], path: str, kind: str) -> bool:
    """Return whether a default is for this path and this type of document."""
    folder, only = text_at(scope, "path").strip("/"), text_at(scope, "type")
    near = not folder or path == folder or path.startswith(f"{folder}/") or fnmatchcase(path, folder)
    return near and only in ("", kind)


def config_of(tree: Tree, notes: Notes) -> Config:
    """Return the configuration; an empty one, with a note, if there is none that can be read."""
    name = next((name for name in CONFIGS if tree.has(name)), "")
    if not name:
        notes.add("changed", "_config.yml", "it isn't there, so the site's title, address and permalinks aren't known")
        return Config()
    keys = read(tree, name, notes)
    return Config(keys, dict(collections_in(value_at(keys, "collections"))))


def collections_in(value: Value | None) -> Iterator[tuple[str, Mapping[str, Value]]]:
    """Yield the collections: a list of names, or a table with the keys of each."""
    if isinstance(value, Mapping):
        yield from ((name, table(keys)) for name, keys in value.items())
    yield from ((one.text, {}) for one in parts_of(value) if isinstance(one, Scalar))


def data(tree: Tree, name: str, notes: Notes, folder: str = "_data") -> Mapping[str, Value]:
    """Return the keys of a data file; none if there is no such file."""
    path = next((path for ending in DATA if tree.has(path := posixpath.join(folder, f"{name}.{ending}"))), "")
    return read(tree, path, notes) if path else {}


# ---- authors


def authors_of(config: Config, tree: Tree, notes: Notes) -> tuple[Author, ...]:
    """Return the authors of the configuration and of `_data/authors.yml`."""
    known = {**table(value_at(config.keys, "authors")), **data(tree, "authors", notes)}
    return tuple(author for name, value in known.items() if name and (author := author_of(name, value)))


def author_of(name: str, value: Value) -> Author | None:
    if isinstance(value, Scalar):
        return Author(name, value.text)
    if not isinstance(value, Mapping):
        return None
    url = text_at(value, "url", "uri", "web", "website", "homepage")
    picture = text_at(value, "avatar", "picture", "image", "photo")
    return Author(
        name,
        text_at(value, "name", "display_name", "full_name") or name,
        text_at(value, "bio", "description", "about"),
        url if url.startswith(("http://", "https://")) else "",
        f"/{picture.lstrip('/')}" if picture and "//" not in picture else "",
    )


# ---- the menu


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the old menu: its title, and its address."""

    title: str
    url: str


def menu_of(config: Config, tree: Tree, notes: Notes) -> tuple[Link, ...]:
    """Return the menu: the theme's list in the configuration, or the data file that themes read it from."""
    given = [value_at(config.keys, name) for name in ("navigation", "nav", "menu", "navbar-links")]
    found: Value = next((one for one in given if one), ())
    for name in LISTS:
        found = found or data(tree, name, notes)
    if isinstance(found, Mapping):
        found = next((found[name] for name in ("main", "", "nav", "header") if name in found), found)
    return tuple(links_in(found))


LISTS = ("navigation", "menu", "nav")


def links_in(value: Value | None) -> Iterator[Link]:
    """Yield the links of a list of tables, or of a table from titles to addresses."""
    if isinstance(value, Mapping):
        yield from (Link(name, one.text) for name, one in value.items() if isinstance(one, Scalar))
    for one in parts_of(value):
        title, url = (
            text_at(table(one), *names) for names in (("title", "name", "text", "label"), ("url", "link", "href", "path"))
        )
        if title and url:
            yield Link(title, url)
