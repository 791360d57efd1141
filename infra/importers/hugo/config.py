"""Hugo's configuration: one file, or a folder `config/_default` with a file for each part."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from msgspec import field

from chalicelib.cloud.folder import is_text
from chalicelib.content.frontmatter.parsed_values import Value, plain
from chalicelib.frozen import Frozen
from infra.importers.folder.config_files import read, tell_zone, zone_named
from infra.importers.folder.scan import Notes
from infra.importers.folder.tree import Tree
from infra.importers.hugo.menus import number
from infra.importers.hugo.mounts import CONTENT, STATIC, Mount, mounts_of, of_themes
from infra.importers.parsing.lenient_values import table, text_at, texts_at, value_at
from infra.importers.parsing.urls import host_of, split_url

ENDINGS = ("toml", "yaml", "yml", "json")
ROOTS = ("hugo", "config")
FOLDERS = ("config/_default", "config/production")


class Language(Frozen):
    """A language: its code, and its keys."""

    code: str
    keys: Mapping[str, Value] = field(default_factory=dict)


class Config(Frozen):
    """The configuration: its keys, the languages, the default first, and its mounts. `disabled` are the codes of languages that
    are switched off.

    `feeds` are the addresses of the old feeds, and those of the new ones; `settings` is what templates read of the configuration.
    """

    keys: Mapping[str, Value] = field(default_factory=dict)
    languages: tuple[Language, ...] = (Language("en"),)
    mounts: tuple[Mount, ...] = (Mount(CONTENT, CONTENT), Mount(STATIC, STATIC))
    disabled: frozenset[str] = frozenset()
    feeds: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    def text(self, *names: str, lang: str = "") -> str:
        """Return the first text under one of these names; what the language says, or else the default one, comes first."""
        return text_at(self.language(lang).keys, *names) or text_at(self.keys, *names)

    def language(self, code: str) -> Language:
        """Return the language with this code; the default language if there is none."""
        return next((language for language in self.languages if language.code == code), self.languages[0])

    def params(self, lang: str) -> Mapping[str, Any]:
        """Return the parameters of the site, with those of a language."""
        both = merged(table(value_at(self.keys, "params")), table(value_at(self.language(lang).keys, "params")))
        return {name: plain(value) for name, value in both.items()}

    def own_texts(self, *names: str) -> Mapping[str, str]:
        """Return the text of each language under one of these names; nothing if all languages have the same text."""
        texts_by_code = {code: self.text(*names, lang=code) for code in self.codes}
        return {code: text for code, text in texts_by_code.items() if text} if len(set(texts_by_code.values())) > 1 else {}

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
        """The time zone, if there is a time zone of this name."""
        return zone_named(self.text("timeZone"))

    @property
    def content(self) -> str:
        """The folder of the content that has no language of its own, or else of the default language."""
        mounts = [mount for mount in self.mounts if mount.target == CONTENT]
        return next((mount.source for mount in mounts if mount.lang in ("", self.codes[0])), CONTENT)

    def folders(self, part: str) -> tuple[str, ...]:
        """Return the folders that are a whole part of the site."""
        return tuple(dict.fromkeys(mount.source for mount in self.mounts if mount.target == part))

    def below(self, path: str, part: str) -> tuple[str, str] | None:
        """Return the path of a file below a part of the site, and the language of its mount; None if it isn't in that part."""
        fit = [(mount, below) for mount in self.mounts if mount.part == part and (below := mount.below(path)) is not None]
        return next(((below, mount.lang) for mount, below in sorted(fit, key=lambda pair: -len(pair[0].source))), None)

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


def config_of(tree: Tree, notes: Notes) -> Config:
    """Return the configuration; an empty configuration, with a note, if none can be read."""
    keys: Mapping[str, Value] = {}
    paths = list(files_of(tree))
    for path in paths:
        keys = merged(keys, at_its_place(posixpath.basename(path).rpartition(".")[0], read(tree, path, notes)))
    if not paths:
        notes.add("changed", "hugo.toml", "it isn't there, so the site's title, address and permalinks aren't known")
    keys = with_theme(tree, keys)
    languages = languages_of(keys)
    enabled = {language.code.lower() for language in languages}
    disabled = {code: value for code, value in table(value_at(keys, "languages")).items() if code.lower() not in enabled}
    own = {language.code: language.keys for language in languages}
    mounts = mounts_of(keys, {**own, **{code: table(value) for code, value in disabled.items()}}, notes)
    themes = of_themes(theme for theme in texts_at(keys, "theme") if tree.is_folder(f"themes/{theme}"))
    config = Config(keys, languages, (*mounts, *themes), frozenset(map(str.lower, disabled)))
    tell_zone(config.text("timeZone"), notes)
    return config


def with_theme(tree: Tree, keys: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return the keys with what the theme says of parameters and of formats, as far as the site doesn't."""
    for theme in texts_at(keys, "theme"):
        for path in filter(tree.has, (f"themes/{theme}/{name}.{ending}" for name in ROOTS for ending in ENDINGS)):
            own = read(tree, path, Notes())
            keys = merged({name: value for name, value in own.items() if name.lower() in OF_THEME}, keys)
    return keys


OF_THEME = ("params", "outputformats", "mediatypes")


def files_of(tree: Tree) -> Iterator[str]:
    """Yield the files of the configuration; a later file overrides those before it."""
    yield from islice(filter(tree.has, (f"{name}.{ending}" for name in ROOTS for ending in ENDINGS)), 1)
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


def merged(first: Mapping[str, Value], second: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return both mappings as one; tables are merged, and of other values with the same name the second counts."""
    names = {key.lower(): key for key in first}
    whole = dict(first)
    for key, value in second.items():
        name = names.get(key.lower(), key)
        present = whole.get(name)
        both = isinstance(present, Mapping) and isinstance(value, Mapping)
        whole[name] = merged(table(present), table(value)) if both else value
    return whole


def languages_of(keys: Mapping[str, Value]) -> tuple[Language, ...]:
    """Return the languages, the default first, then by weight."""
    rows = {code: table(value) for code, value in table(value_at(keys, "languages")).items()}
    off = {code.lower() for code in texts_at(keys, "disableLanguages")}
    shown = {code: own for code, own in rows.items() if text_at(own, "disabled").lower() != "true" and code.lower() not in off}
    default = text_at(keys, "defaultContentLanguage") or ("" if shown else code_of(text_at(keys, "languageCode"))) or "en"
    first = next((code for code in shown if code.lower() == default.lower()), default)
    others = sorted((code for code in shown if code != first), key=lambda code: (number(text_at(shown[code], "weight")), code))
    return tuple(Language(code, rows.get(code, {})) for code in (first, *others))


def code_of(written: str) -> str:
    """Return a language's code as Presswork writes it: `pt-br` is `pt-BR`, and `en-us`, which most blogs have, is `en`."""
    lang, _, region = written.replace("_", "-").partition("-")
    if not re.fullmatch(r"[A-Za-z]{2,3}", lang):
        return ""
    return lang.lower() if not region or written.lower() in ("en-us", "en-gb") else f"{lang.lower()}-{region.upper()}"
