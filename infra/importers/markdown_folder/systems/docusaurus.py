"""Docusaurus: `blog`, `docs`, `src/pages`, authors in a file, boxes between colons, MDX in every text.

https://docusaurus.io/docs/blog says how an address follows from a name with a date.
"""

import posixpath
import re
from collections.abc import Iterator

from msgspec.structs import replace

from chalicelib.content.dates import dated
from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.parsed_values import Scalar
from infra.importers.blog import Author
from infra.importers.folder.scan import Notes
from infra.importers.folder.tree import Tree
from infra.importers.markdown_folder.habit import AddressParts, Spot, whole
from infra.importers.markdown_folder.settings import Settings, read_keys, script, settings_of
from infra.importers.markdown_folder.systems.js_values import named as values_named
from infra.importers.parsing.lenient_values import table, text_at, value_at

CONFIGS = tuple(f"docusaurus.config.{ending}" for ending in ("js", "ts", "mjs", "cjs"))
NUMBER = re.compile(r"^\d+\s*[-_.]+\s*(?=[^\d\s])")
IN_PATH = re.compile(r"^(?:.*/)?(\d{4})[-/](\d{1,2})[-/](\d{1,2})[-/]?(.*?)(?:/index)?$")


def settings(tree: Tree, notes: Notes) -> Settings:
    """Return what the configuration says: names, languages, and where blog and docs are read."""
    name = next(filter(tree.has, CONFIGS), "")
    text = script(tree, name)
    said = settings_of(read_keys(tree, notes, *filter(None, (name,))))
    base = text_at(said.keys, "baseUrl")
    values = {kind: (value for value in values_named(text, kind) if not isinstance(value, Scalar)) for kind in ("blog", "docs")}
    tables = {kind: table(next(objects, None)) for kind, objects in values.items()}
    folders = {kind: (text_at(keys, "path") or kind).strip("./") for kind, keys in tables.items()}
    given = {kind: value_at(keys, "routeBasePath") for kind, keys in tables.items()}
    routes = {folders[kind]: value.text.strip("/") if isinstance(value, Scalar) else kind for kind, value in given.items()}
    blog = routes[folders["blog"]]
    feeds = {"rss.xml": "/feed/", "atom.xml": "/feed/atom/", "feed.json": "/feed/json/"}
    return replace(
        said,
        base=base.rstrip("/") if base.strip("/") else "",
        contents=tuple(filter(tree.is_folder, (*folders.values(), "src/pages"))) or ("",),
        routes={**routes, "src/pages": ""},
        statics=("static",) if tree.is_folder("static") else (),
        feeds={f"/{posixpath.join(blog, old)}": new for old, new in feeds.items()} if tree.is_folder(folders["blog"]) else {},
        lists={posixpath.join("/", blog, text_at(tables["blog"], "tagsBasePath") or "tags", "{}/"): "tag"},
    )


def front(front: FrontMatter, spot: Spot, settings: Settings) -> FrontMatter:  # noqa: ARG001 - as every system's
    """Return front matter with the names of authors that tables give, and with the date of the path."""
    keys = dict(front.keys)
    own = keys.get("authors")
    if isinstance(own, dict):
        keys["authors"] = (own,)
    if not text_at(keys, "date") and (day := date_in(spot)):
        keys["date"] = Scalar(day, day)
    return replace(front, keys=keys)


def date_in(spot: Spot) -> str:
    """Return the date in the path of a post; empty if there is none."""
    match = IN_PATH.match("/".join((*spot.folders, spot.stem)))
    return f"{match[1]}-{match[2]}-{match[3]}" if match else dated(spot.stem).date


def address(parts: AddressParts, settings: Settings) -> str:
    """Return the address of a post by its slug or date, of a document by its path without numbers."""
    spot = parts.spot
    route = settings.routes.get(spot.root, spot.root)
    is_blog = spot.root not in ("docs", "src/pages") and settings.routes.get(spot.root) != "docs"
    slug = parts.says("slug")
    folders = tuple(map(unnumbered, spot.folders))
    if slug:
        is_below_route = is_blog or slug.startswith("/")
        return whole(posixpath.join("/", route, *((slug.strip("/"),) if is_below_route else (*folders, slug))))
    if is_blog:
        path = "/".join((*spot.folders, *(() if spot.is_index else (spot.stem,))))
        if match := IN_PATH.match(path):
            year, month, day, rest = match.groups()
            return whole(f"/{route}/{year}/{int(month):02}/{int(day):02}/{rest}")
        return whole(posixpath.join("/", route, path))
    stem = unnumbered(parts.says("id") or spot.stem)
    is_folder = spot.is_index or (folders and stem.lower() == folders[-1].lower())
    return whole(posixpath.join("/", route, *folders, *(() if is_folder else (stem,))))


def unnumbered(name: str) -> str:
    """Return a name without the number that only orders it."""
    return NUMBER.sub("", name)


def authors(tree: Tree, settings: Settings, notes: Notes) -> Iterator[Author]:
    """Yield the authors of the blog's own file, by the names that posts give."""
    for root in settings.contents:
        for ending in ("yml", "yaml", "json"):
            for key, value in read_keys(tree, notes, f"{root}/authors.{ending}").items():
                picture = text_at(table(value), "image_url")
                yield Author(
                    key,
                    text_at(table(value), "name") or key,
                    text_at(table(value), "description", "title"),
                    text_at(table(value), "url"),
                    picture if picture.startswith("/") else "",
                )
