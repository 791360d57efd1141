"""Eleventy: the folder of contents that its configuration names, data files, permalinks that are templates, collections.

https://www.11ty.dev/docs/ says how an address follows from a path, and which data a text has: its own, then that of
the data file of its name, then of those of its folders, the innermost first.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from chalicelib.content.addresses.addresses import slug
from chalicelib.content.dates import dated
from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.parsed_values import Scalar, Value
from infra.importers.folder.scan import Notes
from infra.importers.folder.tree import Tree
from infra.importers.markdown_folder.feeds import feed_templates
from infra.importers.markdown_folder.habit import Named, Spot, whole
from infra.importers.markdown_folder.settings import Settings, read_keys, script, settings_of
from infra.importers.markdown_folder.systems.js_values import named
from infra.importers.parsing.lenient_values import parts_of, text_at

CONFIGS = ("eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs", "eleventy.config.ts", ".eleventy.js")
ENDINGS = (".11tydata.js", ".11tydata.mjs", ".11tydata.cjs", ".11tydata.ts", ".11tydata.json", ".json")
METADATA = ("metadata", "site", "meta", "config", "global", "siteMetadata")
COLLECTIONS = frozenset(
    {"all", "post", "posts", "nav", "blog", "article", "articles", "page", "pages", "note", "notes", "navigation"}
)
COPIED = re.compile(r"addPassthroughCopy\(\s*(?:\{([^{}]*)\}|[\"'`]([^\"'`\n]+)[\"'`])")
PAIR = re.compile(r"[\"'`]([^\"'`\n]+)[\"'`]\s*:\s*[\"'`]([^\"'`\n]*)[\"'`]")
INPUT = re.compile(r"setInputDirectory\(\s*[\"'`]([^\"'`\n]+)[\"'`]")
BREAKS = re.compile(r"\bbreaks\s*:\s*true\b")
FEED_FILE = re.compile(r"[\"'`]([\w./-]*(?:feed|atom|rss)[\w./-]*\.(?:xml|json))[\"'`]", re.IGNORECASE)


def settings(tree: Tree, notes: Notes) -> Settings:
    """Return what the configuration and the global data say."""
    name = next(filter(tree.has, CONFIGS), "")
    text = script(tree, name)
    keys = read_keys(tree, notes, *filter(None, (name,)))
    root = _folder(next(iter(INPUT.findall(text)), "") or text_at(keys, "dir.input", "config.dir.input") or _first_input(text))
    data = posixpath.normpath(posixpath.join(root or ".", text_at(keys, "dir.data", "config.dir.data") or "_data"))
    known = read_keys(
        tree, notes, *(f"{data}/{one}{end}" for one in METADATA for end in (".json", ".js", ".mjs", ".cjs", ".yml", ".yaml"))
    )
    of_plugin = next(iter(named(text, "metadata")), None)
    said = settings_of({**(of_plugin if isinstance(of_plugin, Mapping) else {}), **keys, **known})
    copied = dict(_copied(text))
    feeds = {
        **dict(feed_templates(tree, root)),
        **{f"/{path.lstrip('/')}": _kind(path) for path in FEED_FILE.findall(text) if path[:1] in "/."},
    }
    if "feedPlugin" in text and not feeds:
        feeds = {"/feed.xml": "/feed/atom/"}
    breaks = bool(BREAKS.search(text))
    return replace(said, contents=(root,), statics=tuple(copied), feeds=feeds, breaks=breaks)


def _kind(path: str) -> str:
    return "/feed/json/" if path.endswith(".json") else "/feed/" if "rss" in path.lower() else "/feed/atom/"


def _first_input(text: str) -> str:
    return next((one.text for one in named(text, "input") if isinstance(one, Scalar)), "")


def _folder(written: str) -> str:
    """Return a folder of the configuration as a path; empty for the whole."""
    path = posixpath.normpath(written.strip() or ".").strip("/")
    return "" if path == "." or path.startswith("..") else path


def _copied(text: str) -> Iterator[tuple[str, str]]:
    """Yield the folders that are copied, each with where to: those that go to the root of the site."""
    for several, one in COPIED.findall(text):
        for old, new in PAIR.findall(several) if several else [(one, "")]:
            if several and new.strip("./") == "" and "*" not in old:
                yield _folder(old), ""


def front(front: FrontMatter, spot: Spot, settings: Settings) -> FrontMatter:  # noqa: ARG001 - as every system's
    """Return front matter without the tags that only name collections; a tag may have blanks in it."""
    if "tags" not in front.keys:
        return front
    tags = tuple(one for one in parts_of(front.keys["tags"]) if not (isinstance(one, Scalar) and one.text.lower() in COLLECTIONS))
    return replace(front, keys={**front.keys, "tags": tags})


def data_of(tree: Tree, path: str, root: str, cache: dict[str, Mapping[str, Value]]) -> Mapping[str, Value]:
    """Return the keys that data files give to a text: that of its name, then those of its folders, the innermost first.

    Their tags name collections, which are no tags for readers.
    """
    stem = re.sub(r"\.[^./]+$", "", path)
    keys = dict(_data(tree, stem, cache))
    folder = posixpath.dirname(path)
    while folder and (not root or f"{folder}/".startswith(f"{root}/")):
        keys = {**_data(tree, posixpath.join(folder, posixpath.basename(folder)), cache), **keys}
        folder = posixpath.dirname(folder)
    return {name: value for name, value in keys.items() if name != "tags"}


def _data(tree: Tree, stem: str, cache: dict[str, Mapping[str, Value]]) -> Mapping[str, Value]:
    if stem not in cache:
        cache[stem] = read_keys(tree, Notes(), *(f"{stem}{ending}" for ending in ENDINGS))
    return cache[stem]


# ---- addresses


def address(named: Named, settings: Settings) -> str:  # noqa: ARG001 - as every system's
    """Return the address: the permalink, if it is a text or a template that can be filled; else by the path."""
    pattern = named.says("permalink")
    if pattern and (made := filled(pattern, named)) is not None:
        return whole(made)
    return whole(stem_of(named.spot))


def stem_of(spot: Spot) -> str:
    """Return the path of a text without the date in its name; a text with the name of its folder is that folder's index."""
    name = dated(spot.stem).rest or spot.stem
    folders = "/".join(spot.folders)
    if name == "index" or (spot.folders and spot.folders[-1] == name):
        return folders
    return posixpath.join(folders, name)


HOLE = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}")


def filled(pattern: str, named: Named) -> str | None:
    """Return a permalink with its template filled; None if it asks for more than is known."""
    values: list[str | None] = [_value(found, named) for found in HOLE.findall(pattern)]
    if None in values or "{%" in pattern or "${" in pattern:
        return None
    rest = iter(values)
    made = HOLE.sub(lambda _: next(rest) or "", pattern)
    return re.sub(r"/{2,}", "/", made)


def _value(expression: str, named: Named) -> str | None:
    head, *filters = (part.strip() for part in expression.split("|"))
    spot = named.spot
    own = spot.own_name if spot.is_index else spot.stem
    known: Mapping[str, str | datetime | None] = {
        "title": named.title,
        "page.fileSlug": dated(own).rest or own,
        "page.filePathStem": f"/{posixpath.join('', *spot.folders, dated(spot.stem).rest or spot.stem)}",
        "page.date": named.date,
        "date": named.date,
        "page.outputFileExtension": "html",
    }
    value = known[head] if head in known else named.says(head) or None
    quoted = re.fullmatch(r"[\"']([^\"']*)[\"']", head)
    value = quoted[1] if quoted else value
    for one in filters:
        value = _filtered(value, one)
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime) else value


def _filtered(value: str | datetime | None, said: str) -> str | datetime | None:
    """Return the value behind a filter; None if the filter isn't known."""
    name, _, rest = said.partition(":") if ":" in said.partition("(")[0] else said.partition("(")
    arguments = re.findall(r"[\"']([^\"']*)[\"']", rest)
    if isinstance(value, datetime):
        pattern = STRFTIME.get(name.strip().lower(), arguments[0] if arguments else "")
        return dated_by(value, pattern) if pattern else None
    if value is None:
        return None
    return (
        slug(value)
        if name.strip().lower() in ("slug", "slugify")
        else value
        if name.strip() in ("url", "safe")
        else value.lower()
        if name.strip() in ("lower", "downcase")
        else None
    )


STRFTIME = {"year": "%Y", "month": "%m", "day": "%d", "htmldatestring": "%Y-%m-%d", "isodate": "%Y-%m-%d"}
LUXON = (("yyyy", "%Y"), ("YYYY", "%Y"), ("LL", "%m"), ("MM", "%m"), ("dd", "%d"), ("DD", "%d"))


def dated_by(moment: datetime, pattern: str) -> str | None:
    """Return a date by a pattern of strftime's, or of Luxon's and Moment's with digits alone."""
    if "%" not in pattern:
        for sign, own in LUXON:
            pattern = pattern.replace(sign, own)
    left = re.sub(r"%[YmdHMSyjeB-]", "", pattern)
    return None if re.search(r"[A-Za-z%]", left) else moment.strftime(pattern)
