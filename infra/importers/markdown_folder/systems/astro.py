"""Astro: collections of contents, pages by path, and MDX.

Where a collection is read follows from the program that lists it: `src/pages/blog/[...slug].astro` that asks for the collection
`blog` gives `/blog/name/`. https://docs.astro.build/ has the rest.
"""

import posixpath
import re
from collections.abc import Iterator

from msgspec.structs import replace

from chalicelib.content.addresses.addresses import slug
from infra.importers.folder.scan import Notes
from infra.importers.folder.tree import Tree
from infra.importers.markdown_folder.feeds import feed_programs, paths
from infra.importers.markdown_folder.habit import AddressParts, own_address, routed, whole
from infra.importers.markdown_folder.settings import Settings, read_keys, script, settings_of

CONFIGS = tuple(f"astro.config.{ending}" for ending in ("mjs", "js", "ts", "mts", "cjs"))
NAMES = ("consts", "constants", "config", "site.config", "site_config", "data/site", "siteConfig", "config/site", "config/index")
CONSTANTS = tuple(f"src/{name}.{ending}" for name in NAMES for ending in ("ts", "js", "mjs", "json"))
CONTENT_CONFIGS = tuple(
    f"src/{name}.{ending}" for name in ("content.config", "content/config") for ending in ("ts", "js", "mjs", "mts")
)
DYNAMIC = re.compile(r"^src/pages/((?:.*/)?)\[(?:\.\.\.)?\w+\](?:/index)?\.(?:astro|ts|js|tsx|jsx|mdx?)$")
ASKED = re.compile(r"(?:getCollection|getEntry|getCollectionEntry)\w*\(\s*[\"'`]([\w-]+)[\"'`]|content/([\w-]+)/|paginate\(")
LOADED = re.compile(r"(?:const|let)\s+(\w+)\s*=\s*defineCollection\(\s*\{(.*?)(?=defineCollection|\Z)", re.DOTALL)
BASE = re.compile(r"base\s*:\s*(?:[\"'`]([^\"'`\n]+)[\"'`]|`?\$?\{?(\w+)\}?`?)")
CONSTANT = re.compile(r"const\s+(\w+)\s*=\s*[\"'`]([^\"'`\n]+)[\"'`]")


def settings(tree: Tree, notes: Notes) -> Settings:
    """Return what the configuration and the constants say, and where each collection is read."""
    keys = read_keys(tree, notes, *CONFIGS, *CONSTANTS)
    collections = dict(_collections(tree))
    elsewhere = (folder for folder in collections.values() if not f"{folder}/".startswith("src/content/"))
    contents = tuple(dict.fromkeys((*filter(tree.is_folder, ("src/content", "src/pages")), *elsewhere)))
    routes = {**{folder: name for name, folder in collections.items()}, **dict(_routes(tree, collections)), "src/pages": ""}
    return replace(
        settings_of(keys),
        contents=contents or ("",),
        statics=("public",) if tree.is_folder("public") else (),
        feeds=dict(feed_programs(tree, "src/pages")),
        routes={folder: route for folder, route in routes.items() if folder},
    )


def _collections(tree: Tree) -> Iterator[tuple[str, str]]:
    """Yield the collections by name, each with the folder that it is in."""
    if tree.is_folder("src/content"):
        for name in sorted({path.split("/")[2] for path in paths(tree, "src/content") if path.count("/") > 2}):  # noqa: PLR2004
            yield name, f"src/content/{name}"
    text = "".join(script(tree, path) for path in CONTENT_CONFIGS)
    constants = dict(CONSTANT.findall(text))
    exports = re.findall(r"[\"']?([\w-]+)[\"']?\s*:\s*(\w+)", text.rpartition("collections")[2])
    for variable, body in LOADED.findall(text):
        base = BASE.search(body)
        folder = (base[1] or constants.get(base[2], "")) if base else ""
        if folder and tree.is_folder(path := posixpath.normpath(folder).strip("/")):
            yield next((name for name, value in exports if value == variable), variable), path


def _routes(tree: Tree, collections: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the folder of each collection with the beginning of its addresses, by the program whose name is a hole."""
    for path in paths(tree, "src/pages"):
        match = DYNAMIC.match(path)
        if not match or "[" in match[1]:
            continue
        asked = ["".join(names) for names in ASKED.findall(script(tree, path)) if any(names)]
        route = match[1].strip("/")
        likely = asked or [name for name in collections if name == route.rpartition("/")[2]]
        for name in likely:
            if name in collections and route not in ("tags", "categories", "tag", "category", "page"):
                yield collections[name], route


def address(parts: AddressParts, settings: Settings) -> str:
    """Return the address of a page by its path, or of an entry of a collection by its slug."""
    if parts.spot.root == "src/pages":
        return whole(parts.spot.below)
    own = own_address(parts, settings)
    if own:
        return own
    route, below = routed(parts.spot, settings)
    slugged = parts.says("slug") or "/".join(slug(part) for part in below.split("/"))
    return whole(f"{route}/{slugged.strip('/')}")
