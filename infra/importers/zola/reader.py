"""Zola: much like Hugo, with TOML, links that begin with `@/`, and addresses that `path` sets.

The reading is Hugo's (`hugo.Reading`); this module says what Zola means by its own words.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from chalicelib.content.dates import date_in_path, dated
from chalicelib.content.frontmatter import FrontMatter
from chalicelib.content.keyed_values import Scalar, Value
from infra.importers import config_files
from infra.importers.blog import Entry, Item
from infra.importers.first_reading import Notes
from infra.importers.hugo.config import Config, languages_of, merged
from infra.importers.hugo.reader import Dialect, Reading
from infra.importers.moved import Led, Moved, Place, beside, without_accents
from infra.importers.old_values import table, text_at, value_at
from infra.importers.tree import Tree, tree_at

CONFIGS = ("zola.toml", "config.toml")
NAMES: Mapping[str, str] = {
    "base_url": "baseURL",
    "title": "title",
    "description": "description",
    "default_language": "defaultContentLanguage",
    "languages": "languages",
}
PARTS: Mapping[str, str] = {
    "templates": "templates are left out; Presswork has its own, which `templates/` can replace",
    "themes": "the theme is left out; Presswork has looks of its own (`theme` in site.yaml)",
    "sass": "stylesheets belong to the old look; Presswork has its own (`theme` in site.yaml)",
    "public": "this is what Zola built",
}


def read(root: Path) -> Iterator[Item]:
    """Yield what a Zola site holds."""
    yield from map(with_script_told, Reading(tree_at(root), dialect=ZOLA).blog().items())


def with_script_told(item: Item) -> Item:
    """Return the item; an entry whose address isn't in Latin letters says so, since Zola spells it by tables of its own."""
    if not isinstance(item, Entry) or item.address.isascii():
        return item
    said = (
        f"Zola writes addresses in Latin letters, and here it is {item.address}; put the old one into `aliases` if it was another"
    )
    return replace(item, changed=(*item.changed, said))


def config_of(tree: Tree, notes: Notes) -> Config:
    """Return the configuration in Hugo's words."""
    name = next((name for name in CONFIGS if tree.has(name)), "")
    keys = config_files.read(tree, name, notes) if name else {}
    if not name:
        notes.add("changed", "config.toml", "it isn't there, so the site's title and address aren't known")
    known: Mapping[str, Value] = {NAMES[key]: value for key, value in keys.items() if key in NAMES}
    return Config(known, languages_of(known))


def front_in_words_of_hugo(front: FrontMatter, stem: str) -> FrontMatter:
    """Return front matter with its address as `url`, its date, and without the tables that only templates read."""
    path = text_at(front.keys, "path")
    given: dict[str, Value] = {"url": Scalar(address := f"{path.strip('/')}/", address)} if path else {}
    if not text_at(front.keys, "date") and (day := dated(stem).date or date_in_path(path)):
        given["date"] = Scalar(day, day)
    aliases = tuple(Scalar(f"/{one}", f"/{one}") for one in texts(front, "aliases"))
    kept = {name: value for name, value in front.keys.items() if name not in LEFT}
    own = {name: value for name, value in table(value_at(front.keys, "extra")).items() if name not in kept}
    given |= {"layout": front.keys["template"]} if "template" in front.keys else {}
    return replace(front, keys=merged(merged(own, kept), {**given, **({"aliases": aliases} if aliases else {})}))


LEFT = ("path", "template", "extra", "sort_by", "aliases")


def texts(front: FrontMatter, name: str) -> Iterator[str]:
    value = value_at(front.keys, name)
    yield from (one.text.lstrip("/") for one in (value if isinstance(value, tuple) else ()) if isinstance(one, Scalar))


def slug(text: str) -> str:
    """Return a part of an address as Zola writes it: letters without accents, digits and dashes."""
    return re.sub(r"[^\w]+|_+", "-", without_accents(text.lower())).strip("-")


def readdress(written: str, place: Place, moved: Moved) -> Led | None:
    """Return where a link that begins with `@/` leads; None for any other link."""
    if not written.startswith("@/"):
        return None
    path, mark, part = written[2:].partition("#")
    old = posixpath.join(moved.roots[0], path)
    key = moved.keys.get(old)
    return Led(f"{beside(key, place.key)}{mark}{part}") if key else moved.lost(written, [old])


FEEDS = {"/atom.xml": "/feed/atom/", "/rss.xml": "/feed/"}
ZOLA = Dialect(config_of, PARTS, front_in_words_of_hugo, slug, readdress, FEEDS, by_dates=True)
