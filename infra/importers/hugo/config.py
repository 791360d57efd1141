"""Hugo's configuration: one file, or a folder `config/_default` with a file for each part."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from chalicelib.cloud.folder import is_text
from chalicelib.content.keyed_values import Scalar, Value
from infra.importers.config_files import read, tell_zone, zone_named
from infra.importers.first_reading import Notes
from infra.importers.old_values import parts_of, table, text_at, value_at
from infra.importers.tree import Tree
from infra.importers.urls import host_of, split_url

ENDINGS = ("toml", "yaml", "yml", "json")
ROOTS = ("hugo", "config")
FOLDERS = ("config/_default", "config/production")


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its code, the folder that holds its content if it has one of its own, and its keys."""

    code: str
    folder: str = ""
    keys: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Config:
    """The configuration: its keys, and the languages, the default first."""

    keys: Mapping[str, Value] = field(default_factory=dict)
    languages: tuple[Language, ...] = (Language("en"),)

    def text(self, *names: str) -> str:
        """Return the first text under one of these names; what the default language says comes first."""
        return text_at(self.languages[0].keys, *names) or text_at(self.keys, *names)

    def says(self, name: str) -> bool:
        """Return whether a key says yes."""
        return self.text(name).lower() == "true"

    @property
    def host(self) -> str:
        return host_of(self.text("baseURL"))

    @property
    def base(self) -> str:
        path = split_url(self.text("baseURL")).path.strip("/")
        return f"/{path}" if path else ""

    @property
    def zone(self) -> str:
        """The time zone, if it is one."""
        return zone_named(self.text("timeZone"))

    @property
    def content(self) -> str:
        return self.text("contentDir").strip("/") or "content"

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(language.code for language in self.languages)

    def prefix(self, code: str) -> str:
        """Return what the addresses of a language begin with."""
        is_default = code in ("", self.languages[0].code)
        return "" if is_default and not self.says("defaultContentLanguageInSubdir") else f"/{code.lower()}"

    def permalink(self, section: str) -> str:
        """Return the pattern of the addresses of a section's pages; empty if they follow their paths."""
        return text_at(self.keys, f"permalinks.page.{section}", f"permalinks.{section}")

    def language_at(self, path: str) -> Language | None:
        """Return the language whose own folder holds this path."""
        fit = [one for one in self.languages if one.folder and path.startswith(f"{one.folder}/")]
        return max(fit, key=lambda one: len(one.folder), default=None)


def config_of(tree: Tree, notes: Notes) -> Config:
    """Return the configuration; an empty one, with a note, if there is none that can be read."""
    keys: Mapping[str, Value] = {}
    paths = list(files_of(tree))
    for path in paths:
        keys = merged(keys, at_its_place(posixpath.basename(path).rpartition(".")[0], read(tree, path, notes)))
    if not paths:
        notes.add("changed", "hugo.toml", "it isn't there, so the site's title, address and permalinks aren't known")
    config = Config(keys, languages_of(keys))
    tell_zone(config.text("timeZone"), notes)
    return config


def files_of(tree: Tree) -> Iterator[str]:
    """Yield the files of the configuration; what a later one says counts."""
    first = (f"{name}.{ending}" for name in ROOTS for ending in ENDINGS)
    found = next((path for path in first if tree.has(path)), "")
    if found:
        yield found
    for folder in FOLDERS:
        if tree.is_folder(folder) and not tree.links_out(folder):
            names = sorted(path.name for path in (tree.root / folder).iterdir() if is_text(path.name))
            names.sort(key=lambda name: name.rpartition(".")[0] not in ROOTS)
            yield from (f"{folder}/{name}" for name in names if name.endswith(ENDINGS) and tree.has(f"{folder}/{name}"))


def at_its_place(name: str, keys: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return the keys of a part by their places in the whole: those of `menus.fr` are `languages.fr.menus`."""
    if name in ROOTS:
        return keys
    part, _, lang = name.partition(".")
    own: Mapping[str, Value] = {part: keys.get("", keys)}
    if not lang:
        return own
    return {"languages": {lang: keys if part == "languages" else own}}


def merged(first: Mapping[str, Value], then: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return both; tables are merged, of anything else the second counts."""
    known = {key.lower(): key for key in first}
    whole = dict(first)
    for key, value in then.items():
        name = known.get(key.lower(), key)
        before = whole.get(name)
        both = isinstance(before, Mapping) and isinstance(value, Mapping)
        whole[name] = merged(table(before), table(value)) if both else value
    return whole


def languages_of(keys: Mapping[str, Value]) -> tuple[Language, ...]:
    """Return the languages, the default first, then by weight."""
    rows = {code: table(value) for code, value in table(value_at(keys, "languages")).items()}
    shown = {code: own for code, own in rows.items() if text_at(own, "disabled").lower() != "true"}
    default = text_at(keys, "defaultContentLanguage") or ("" if shown else code_of(text_at(keys, "languageCode"))) or "en"
    first = next((code for code in shown if code.lower() == default.lower()), default)
    others = sorted((code for code in shown if code != first), key=lambda code: (number(text_at(shown[code], "weight")), code))
    return tuple(
        Language(code, text_at(rows.get(code, {}), "contentDir").strip("/"), rows.get(code, {})) for code in (first, *others)
    )


def code_of(written: str) -> str:
    """Return a language's code as Presswork writes it: `pt-br` is `pt-BR`, and `en-us`, which most blogs have, is `en`."""
    lang, _, region = written.replace("_", "-").partition("-")
    if not re.fullmatch(r"[A-Za-z]{2,3}", lang):
        return ""
    return lang.lower() if not region or written.lower() in ("en-us", "en-gb") else f"{lang.lower()}-{region.upper()}"


def number(text: str) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else 0


# ---- the menu


@dataclass(frozen=True, slots=True)
class MenuLink:
    """An entry of the old menu: its title, where it leads, by address or by page, and its weight."""

    title: str
    url: str = ""
    page: str = ""
    weight: int = 0


def menu_in(config: Config) -> Iterator[MenuLink]:
    """Yield the entries of the main menu that the configuration lists."""
    tables = (config.languages[0].keys, config.keys)
    listed = [value_at(keys, f"{name}.main") for keys in tables for name in ("menus", "menu")]
    for one in parts_of(next((value for value in listed if value), None)):
        if isinstance(one, Mapping):
            title = text_at(one, "name", "title", "identifier")
            yield MenuLink(title, text_at(one, "url"), text_at(one, "pageRef"), number(text_at(one, "weight")))


def menu_of_page(keys: Mapping[str, Value]) -> MenuLink | None:
    """Return the entry of the main menu that a page's front matter asks for."""
    value = value_at(keys, "menus")
    value = value_at(keys, "menu") if value is None else value
    if isinstance(value, Mapping):
        own = value_at(value, "main")
        return (
            None if own is None else MenuLink(text_at(table(own), "name", "title"), "", "", number(text_at(table(own), "weight")))
        )
    named = [one.text for one in parts_of(value) if isinstance(one, Scalar)]
    return MenuLink("") if "main" in named else None
