"""Zola's configuration, in the words of Hugo's, which the reader of both knows."""

import re
from collections.abc import Iterator, Mapping

from chalicelib.content.frontmatter.parsed_values import Scalar, Value, plain
from infra.importers.folder import config_files
from infra.importers.folder.scan import Notes
from infra.importers.folder.tree import Tree
from infra.importers.hugo.config import Config, languages_of, merged
from infra.importers.hugo.mounts import CONTENT, STATIC, Mount
from infra.importers.parsing.lenient_values import parts_of, table, text_at, value_at

CONFIGS = ("zola.toml", "config.toml")
NAMES: Mapping[str, str] = {
    "base_url": "baseURL",
    "title": "title",
    "description": "description",
    "default_language": "defaultContentLanguage",
    "languages": "languages",
    "extra": "params",
    "theme": "theme",
}
MENUS = re.compile(r"(?i)(.*_)?(menu|menu_?items|nav|navbar|navigation|(menu|nav|header|main)_?links|header_nav|sections)")
"""The names that themes have for the list of their menu's entries."""


def config_of(tree: Tree, notes: Notes) -> Config:
    """Return the configuration in Hugo's words."""
    name = next((name for name in CONFIGS if tree.has(name)), "")
    keys = config_files.read(tree, name, notes) if name else {}
    if not name:
        notes.add("changed", "config.toml", "it isn't there, so the site's title and address aren't known")
    site_keys = in_words_of_hugo(keys)
    languages = {code: in_words_of_hugo(table(own)) for code, own in table(value_at(keys, "languages")).items()}
    whole = merged(site_keys, {"languages": languages}) if languages else site_keys
    theme = text_at(keys, "theme")
    mounts = (Mount(CONTENT, CONTENT), Mount(STATIC, STATIC), *([Mount(f"themes/{theme}/{STATIC}", STATIC)] if theme else []))
    settings = {name: plain(value) for name, value in keys.items()}
    return Config(whole, languages_of(whole), mounts, feeds=feeds_in(keys), settings=settings)


def in_words_of_hugo(keys: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return the keys of the whole site, or of a language, by Hugo's names, its menu among them."""
    renamed: dict[str, Value] = {NAMES[key]: value for key, value in keys.items() if key in NAMES}
    if entries := tuple(menu_in(table(value_at(keys, "extra")), text_at(keys, "base_url"))):
        renamed["menus"] = {"main": entries}
    return renamed


def menu_in(extra: Mapping[str, Value], base: str) -> Iterator[Value]:
    """Yield the entries of the menu that a theme reads from `extra`: the first list whose entries have names and addresses."""
    for name, value in extra.items():
        entries = [table(entry) for entry in parts_of(value)]
        if MENUS.fullmatch(name) and any(_leads(entry) for entry in entries):
            for number, entry in enumerate(filter(_leads, entries), 1):
                url = _leads(entry).replace("$BASE_URL", base.rstrip("/"))
                title = text_at(entry, "name", "title", "name_en", "text", "label")
                weight = text_at(entry, "weight") or str(number)
                yield {key: Scalar(text, text) for key, text in (("name", title), ("url", url), ("weight", weight))}
            return


def _leads(entry: Mapping[str, Value]) -> str:
    return text_at(entry, "url", "path", "link", "href")


def feeds_in(keys: Mapping[str, Value]) -> Mapping[str, str]:
    """Return the addresses of the old feeds, from the root, and those of the new ones."""
    given = (part for name in ("feed_filenames", "feed_filename") for part in parts_of(value_at(keys, name)))
    named = [part.text for part in given if isinstance(part, Scalar)]
    return {f"/{name}": "/feed/" if "rss" in name else "/feed/atom/" for name in (*named, "atom.xml", "rss.xml")}
