"""Quarto and R Markdown: `_quarto.yml` or `_site.yml`, pages by path with `.html`, posts in folders, lists with feeds.

https://quarto.org/docs/websites/ and https://rstudio.github.io/distill/blog.html say where each text is read.
"""

import posixpath
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from chalicelib.content.frontmatter.parsed_values import Scalar, Value
from infra.importers.folder.link_map import SOURCES
from infra.importers.folder.scan import Notes
from infra.importers.folder.tree import Tree
from infra.importers.markdown_folder.front_matter_notations import split_any
from infra.importers.markdown_folder.habit import BUILT, AddressParts, whole
from infra.importers.markdown_folder.settings import Settings, read_keys, script, settings_of
from infra.importers.markdown_folder.systems.pandoc import ENDINGS
from infra.importers.parsing.lenient_values import parts_of, table, text_at, value_at

CONFIGS = ("_quarto.yml", "_quarto.yaml")
OF_R = ("_site.yml", "_site.yaml")
SIDES = ("website.navbar.left", "website.navbar.right", "navbar.left", "navbar.right")
TIMES = ("today", "now", "last-modified", "`r")
"""What `date` may be in place of a date; the last begins a call of R."""


def settings(tree: Tree, notes: Notes) -> Settings:
    """Return what the configuration says: names, the menu, and the folder that was built."""
    keys = read_keys(tree, notes, *CONFIGS, *OF_R)
    built = posixpath.normpath(text_at(keys, "project.output-dir", "output_dir") or "_site")
    menu = tuple(entry for side in SIDES for part in parts_of(value_at(keys, side)) if (entry := _entry(part, tree)))
    said = settings_of({**keys, **({"menu": menu} if menu else {})})
    left = {built: BUILT} if built != "." else {}
    return replace(said, feeds=dict(_feeds(tree)), left={**left, "_freeze": BUILT, "site_libs": BUILT})


def _entry(part: Value, tree: Tree) -> Mapping[str, Value] | None:
    """Return an entry of the menu with its words: those of the text that it leads to, if it has none."""
    own = table(part)
    href = part.text if isinstance(part, Scalar) else text_at(own, "href", "file")
    words = text_at(own, "text") or (text_at(split_any(script(tree, href)).keys, "title") if SOURCES.search(href) else "")
    return {"text": Scalar(words, words), "href": Scalar(href, href)} if words and href else None


def _feeds(tree: Tree) -> Iterator[tuple[str, str]]:
    """Yield the addresses of feeds: each page with a list may have a feed of its name."""
    for name in sorted(path.name for path in tree.root.iterdir()):
        if name.lower().endswith(ENDINGS):
            lists = parts_of(split_any(script(tree, name)).keys.get("listing"))
            if any(text_at(table(listing), "feed") != "false" and "feed" in table(listing) for listing in lists):
                yield f"/{SOURCES.sub('', name)}.xml", "/feed/"


def metadata_of(tree: Tree, path: str, root: str, cache: dict[str, Mapping[str, Value]]) -> Mapping[str, Value]:  # noqa: ARG001
    """Return the keys that `_metadata.yml` gives to the texts of its folder, and of those below; the innermost first."""
    keys: Mapping[str, Value] = {}
    folder = posixpath.dirname(path)
    while folder:
        if folder not in cache:
            cache[folder] = read_keys(tree, Notes(), f"{folder}/_metadata.yml", f"{folder}/_metadata.yaml")
        keys = {**cache[folder], **keys}
        folder = posixpath.dirname(folder)
    return keys


def address(parts: AddressParts, settings: Settings) -> str:  # noqa: ARG001 - as every system's
    """Return the address by the path, with `.html`; an index is its folder, and a post of distill is its folder's index."""
    folders = tuple("posts" if part == "_posts" else part for part in parts.spot.folders)
    stem = parts.says("output-file").removesuffix(".html") or parts.spot.stem
    is_index = "_posts" in parts.spot.folders and bool(folders[1:])
    return whole(posixpath.join("/", *folders, "index.html" if is_index else f"{stem}.html"))
