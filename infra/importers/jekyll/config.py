"""Jekyll's `_config.yml`, and what its data files say of authors and of the menu."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from msgspec import field
from msgspec.structs import replace

from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.parsed_values import Scalar, Value
from chalicelib.frozen import Frozen
from infra.importers.blog import Author
from infra.importers.folder.config_files import read, tell_zone, zone_named
from infra.importers.folder.scan import Notes
from infra.importers.folder.tree import Tree
from infra.importers.jekyll.defaults import with_defaults
from infra.importers.jekyll.permalinks import STYLES, end_of
from infra.importers.parsing.lenient_values import parts_of, table, text_at, texts_at, value_at

CONFIGS = ("_config.yml", "_config.yaml", "_config.toml")
DATA = ("yml", "yaml", "json")
LEFT_OUT = ("node_modules", "_site", "gemfiles", "vendor/bundle", "vendor/cache", "vendor/gems", "vendor/ruby")


class Config(Frozen):
    """The configuration: its keys, and the collections by name, each with its keys."""

    keys: Mapping[str, Value] = field(default_factory=dict)
    collections: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)

    def text(self, *names: str) -> str:
        """Return the first text that is given under one of these names."""
        return text_at(self.keys, *names)

    @property
    def zone(self) -> str:
        """The time zone, if there is a time zone of this name."""
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

    @property
    def encoding(self) -> str:
        return self.text("encoding") or "utf-8"

    @property
    def feed(self) -> str:
        """The address of the feed that the plugin writes."""
        return f"/{self.text('feed.path').strip('/') or 'feed.xml'}"

    def has_plugin(self, name: str) -> bool:
        """Return whether the configuration names a plugin."""
        return name in (*texts_at(self.keys, "plugins"), *texts_at(self.keys, "gems"))

    def permalink_of(self, collection: str) -> str:
        """Return the pattern of a collection's documents; posts are a collection, too."""
        own = text_at(self.collections.get(collection, {}), "permalink")
        usual = self.permalink if collection == "posts" else f"/:collection/:path{end_of(self.permalink)}"
        return own or STYLES.get(usual, usual)

    def leaves_out(self, path: str) -> bool:
        """Return whether Jekyll would not read this path."""
        return path in LEFT_OUT or self.excludes(path)

    def excludes(self, path: str) -> bool:
        """Return whether the configuration says that Jekyll doesn't read this path."""
        return self._lists("exclude", path) and not self.includes(path)

    def includes(self, path: str) -> bool:
        """Return whether the configuration asks for this path, or for each of this name."""
        return self._lists("include", path) or self._lists("include", posixpath.basename(path))

    def _lists(self, name: str, path: str) -> bool:
        """Return whether a list of paths and patterns names this path, or how it begins."""
        patterns = filter(None, (pattern.lstrip("/") for pattern in texts_at(self.keys, name)))
        return any(fnmatchcase(path, pattern) or f"{path}/".startswith(pattern) for pattern in patterns)

    def with_defaults(self, front: FrontMatter, path: str, kind: str) -> FrontMatter:
        """Return front matter with the defaults of its scope."""
        above = self.text("collections_dir").strip("/")
        within = path.removeprefix(f"{above}/") if above else path
        return replace(front, keys=with_defaults(value_at(self.keys, "defaults"), front.keys, within, kind))


def config_of(tree: Tree, notes: Notes) -> Config:
    """Return the configuration; an empty configuration, with a note, if none can be read."""
    name = next((name for name in CONFIGS if tree.has(name)), "")
    if not name:
        notes.add("changed", "_config.yml", "it isn't there, so the site's title, address and permalinks aren't known")
        return Config()
    keys = read(tree, name, notes)
    config = Config(keys, dict(collections_in(value_at(keys, "collections"))))
    tell_zone(config.text("timezone"), notes)
    return config


def collections_in(value: Value | None) -> Iterator[tuple[str, Mapping[str, Value]]]:
    """Yield the collections: a list of names, or a table with the keys of each."""
    if isinstance(value, Mapping):
        yield from ((name, table(keys)) for name, keys in value.items())
    yield from ((part.text, {}) for part in parts_of(value) if isinstance(part, Scalar))


def data(tree: Tree, name: str, notes: Notes, folder: str = "_data") -> Mapping[str, Value]:
    """Return the keys of a data file; none if there is no such file."""
    path = next((path for ending in DATA if tree.has(path := posixpath.join(folder, f"{name}.{ending}"))), "")
    return read(tree, path, notes) if path else {}


# ---- authors


def authors_of(config: Config, tree: Tree, notes: Notes) -> tuple[Author, ...]:
    """Return the authors of the configuration and of `_data/authors.yml`."""
    authors = {**table(value_at(config.keys, "authors")), **data(tree, "authors", notes)}
    return tuple(author for name, value in authors.items() if name and (author := author_of(name, value)))


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


class Link(Frozen):
    """An entry of the old menu: its title, and its address."""

    title: str
    url: str


def menu_of(config: Config, tree: Tree, notes: Notes) -> tuple[Link, ...]:
    """Return the menu: the theme's list in the configuration, or the data file that themes read it from."""
    names = ("navigation", "nav", "menu", "navbar-links")
    menu: Value = next((value for name in names if (value := value_at(config.keys, name))), ())
    for name in ("navigation", "menu", "nav"):
        menu = menu or data(tree, name, notes)
    if isinstance(menu, Mapping):
        menu = next((menu[name] for name in ("main", "", "nav", "header") if name in menu), menu)
    return tuple(links_in(menu))


def links_in(value: Value | None) -> Iterator[Link]:
    """Yield the links of a list of tables, or of a table from titles to addresses."""
    if isinstance(value, Mapping):
        yield from (Link(name, address.text) for name, address in value.items() if isinstance(address, Scalar))
    for row in map(table, parts_of(value)):
        title, url = text_at(row, "title", "name", "text", "label"), text_at(row, "url", "link", "href", "path")
        if title and url:
            yield Link(title, url)
