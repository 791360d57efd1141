"""Zola: much like Hugo, with TOML, links that begin with `@/`, and addresses that `path` sets.

The reader is Hugo's (`hugo.reader`); this module translates Zola's words into those of Hugo.
"""

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from msgspec.structs import replace

from chalicelib.content.dates import date_in_path, dated
from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.parsed_values import Scalar, Value
from infra.importers.blog import Entry, Item
from infra.importers.folder.link_map import LinkMap, LinkTarget, Place, beside, spelled, without_accents
from infra.importers.folder.tree import tree_at
from infra.importers.hugo.config import merged
from infra.importers.hugo.reader import HugoReader
from infra.importers.hugo.sections import Choice
from infra.importers.hugo.sources import Dialect
from infra.importers.parsing.lenient_values import table, text_at, value_at
from infra.importers.zola.config import config_of
from infra.importers.zola.texts import expanding

PARTS: Mapping[str, str] = {
    "templates": "templates are left out; Presswork has its own, which `templates/` can replace",
    "themes": "the theme is left out; Presswork has looks of its own (`theme` in site.yaml)",
    "sass": "stylesheets belong to the old look; Presswork has its own (`theme` in site.yaml)",
    "public": "this is what Zola built",
}


def read(root: Path, *, all_images: bool = False, blog: Collection[str] = ()) -> Iterator[Item]:
    """Yield what a Zola site holds; the sections `blog` are its posts, or else those that are sorted by date."""
    yield from map(with_script_told, HugoReader(tree_at(root), dialect=ZOLA, asked=blog).blog().items(all_images=all_images))


def choices(root: Path) -> Choice:
    """Return the sections that may be the blog; none where that is clear."""
    return HugoReader(tree_at(root), dialect=ZOLA).choices()


def with_script_told(item: Item) -> Item:
    """Return the item; an entry whose address isn't in Latin letters says so, since Zola spells it by tables of its own."""
    if not isinstance(item, Entry) or item.address.isascii():
        return item
    why = f"Zola writes addresses in Latin letters, and here it is {item.address}"
    return replace(item, changed=(*item.changed, f"{why}; put the old one into `aliases` if it was another"))


def front_in_words_of_hugo(front: FrontMatter, stem: str) -> FrontMatter:
    """Return front matter with its address as `url`, its date, and without the tables that only templates read."""
    path = text_at(front.keys, "path")
    given: dict[str, Value] = {}
    if path:
        address = f"{path.strip('/')}/"
        given["url"] = Scalar(address, address)
    if not text_at(front.keys, "date") and (day := dated(stem).date or date_in_path(path)):
        given["date"] = Scalar(day, day)
    aliases = tuple(Scalar(f"/{alias}", f"/{alias}") for alias in texts(front, "aliases"))
    own_keys = {name: value for name, value in front.keys.items() if name not in LEFT}
    own = {name: value for name, value in table(value_at(front.keys, "extra")).items() if name not in own_keys}
    if "template" in front.keys:
        given["layout"] = front.keys["template"]
    if aliases:
        given["aliases"] = aliases
    return replace(front, keys=merged(merged(own, own_keys), given))


LEFT = ("path", "template", "extra", "aliases")


def texts(front: FrontMatter, name: str) -> Iterator[str]:
    value = value_at(front.keys, name)
    yield from (part.text.lstrip("/") for part in (value if isinstance(value, tuple) else ()) if isinstance(part, Scalar))


def slug(text: str) -> str:
    """Return a part of an address as Zola writes it: letters without accents, digits and dashes."""
    return re.sub(r"[^\w]+|_+", "-", without_accents(text.lower())).strip("-")


def readdress(written: str, place: Place, links: LinkMap) -> LinkTarget | None:
    """Return where a link that begins with `@/` leads; None for any other link."""
    if not written.startswith("@/"):
        return None
    path, mark, part = written[2:].partition("#")
    old = posixpath.join(links.roots[0], path)
    if key := links.sources.get(old) or links.files.get(old):
        return LinkTarget(f"{beside(key, place.key)}{mark}{part}")
    section = links.generated.get(spelled(posixpath.dirname(path))) if posixpath.basename(path) == "_index.md" else None
    return LinkTarget(f"{section}{mark}{part}") if section else links.lost(written, [old])


ZOLA = Dialect(config_of, PARTS, front_in_words_of_hugo, slug, readdress, expanding, by_dates=True)
