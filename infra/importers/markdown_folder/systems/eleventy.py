"""Eleventy: the folder of contents that its configuration names, data files, permalinks that are templates, collections.

https://www.11ty.dev/docs/ says how an address follows from a path, and which data a text has: its own, then that of
the data file of its name, then of those of its folders, the innermost first.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from msgspec.structs import replace

from chalicelib.content.addresses.addresses import slug
from chalicelib.content.dates import dated
from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.parsed_values import Scalar, Value
from infra.importers.folder.scan import Notes
from infra.importers.folder.tree import Tree
from infra.importers.markdown_folder.feeds import feed_templates
from infra.importers.markdown_folder.habit import AddressParts, Spot, whole
from infra.importers.markdown_folder.settings import Settings, read_keys, script, settings_of
from infra.importers.markdown_folder.systems.js_values import named as values_named
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
HOLE = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}")
STRFTIME = {"year": "%Y", "month": "%m", "day": "%d", "htmldatestring": "%Y-%m-%d", "isodate": "%Y-%m-%d"}
LUXON = (("yyyy", "%Y"), ("YYYY", "%Y"), ("LL", "%m"), ("MM", "%m"), ("dd", "%d"), ("DD", "%d"))
FEED_FILE = re.compile(r"[\"'`]([\w./-]*(?:feed|atom|rss)[\w./-]*\.(?:xml|json))[\"'`]", re.IGNORECASE)


def settings(tree: Tree, notes: Notes) -> Settings:
    """Return what the configuration and the global data say."""
    name = next(filter(tree.has, CONFIGS), "")
    text = script(tree, name)
    keys = read_keys(tree, notes, *filter(None, (name,)))
    first_input = next((value.text for value in values_named(text, "input") if isinstance(value, Scalar)), "")
    root = _folder(next(iter(INPUT.findall(text)), "") or text_at(keys, "dir.input", "config.dir.input") or first_input)
    data = posixpath.normpath(posixpath.join(root or ".", text_at(keys, "dir.data", "config.dir.data") or "_data"))
    endings = (".json", ".js", ".mjs", ".cjs", ".yml", ".yaml")
    metadata = read_keys(tree, notes, *(f"{data}/{stem}{ending}" for stem in METADATA for ending in endings))
    of_plugin = next(iter(values_named(text, "metadata")), None)
    said = settings_of({**(of_plugin if isinstance(of_plugin, Mapping) else {}), **keys, **metadata})
    feeds = {
        **dict(feed_templates(tree, root)),
        **{f"/{path.lstrip('/')}": feed_for(path) for path in FEED_FILE.findall(text) if path[:1] in "/."},
    }
    if "feedPlugin" in text and not feeds:
        feeds = {"/feed.xml": "/feed/atom/"}
    statics = tuple(dict.fromkeys(_copied(text)))
    return replace(said, contents=(root,), statics=statics, feeds=feeds, breaks=bool(BREAKS.search(text)))


def feed_for(path: str) -> str:
    """Return the feed here that replaces a feed of this name."""
    return "/feed/json/" if path.endswith(".json") else "/feed/" if "rss" in path.lower() else "/feed/atom/"


def _folder(written: str) -> str:
    """Return a folder of the configuration as a path; empty for the whole."""
    path = posixpath.normpath(written.strip() or ".").strip("/")
    return "" if path == "." or path.startswith("..") else path


def _copied(text: str) -> Iterator[str]:
    """Yield the folders that are copied to the root of the site."""
    for pairs, _ in COPIED.findall(text):
        for old, new in PAIR.findall(pairs):
            if new.strip("./") == "" and "*" not in old:
                yield _folder(old)


def front(front: FrontMatter, spot: Spot, settings: Settings) -> FrontMatter:  # noqa: ARG001 - as every system's
    """Return front matter without the tags that only name collections; a tag may have blanks in it."""
    if "tags" not in front.keys:
        return front
    tags = tuple(tag for tag in parts_of(front.keys["tags"]) if not (isinstance(tag, Scalar) and tag.text.lower() in COLLECTIONS))
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


def address(parts: AddressParts, settings: Settings) -> str:  # noqa: ARG001 - as every system's
    """Return the address: the permalink, if it is a text or a template that can be filled; else by the path."""
    pattern = parts.says("permalink")
    permalink = filled(pattern, parts) if pattern else None
    return whole(stem_of(parts.spot) if permalink is None else permalink)


def stem_of(spot: Spot) -> str:
    """Return the path of a text without the date in its name; a text with the name of its folder is that folder's index."""
    name = dated(spot.stem).rest or spot.stem
    is_index = name == "index" or spot.folders[-1:] == (name,)
    return "/".join(spot.folders) if is_index else posixpath.join("", *spot.folders, name)


def filled(pattern: str, parts: AddressParts) -> str | None:
    """Return a permalink with its template filled; None if it asks for more than is known."""
    values: list[str | None] = [_value(expression, parts) for expression in HOLE.findall(pattern)]
    if None in values or "{%" in pattern or "${" in pattern:
        return None
    rest = iter(values)
    return re.sub(r"/{2,}", "/", HOLE.sub(lambda _: next(rest) or "", pattern))


def _value(expression: str, parts: AddressParts) -> str | None:
    """Return the value of an expression of a template; None if it isn't known."""
    head, *filters = (part.strip() for part in expression.split("|"))
    spot = parts.spot
    own = spot.own_name if spot.is_index else spot.stem
    values: Mapping[str, str | datetime | None] = {
        "title": parts.title,
        "page.fileSlug": dated(own).rest or own,
        "page.filePathStem": f"/{posixpath.join('', *spot.folders, dated(spot.stem).rest or spot.stem)}",
        "page.date": parts.date,
        "date": parts.date,
        "page.outputFileExtension": "html",
    }
    quoted = re.fullmatch(r"[\"']([^\"']*)[\"']", head)
    value = quoted[1] if quoted else values[head] if head in values else parts.says(head) or None
    for call in filters:
        value = _filtered(value, call)
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime) else value


def _filtered(value: str | datetime | None, call: str) -> str | datetime | None:
    """Return the value behind a filter; None if the filter isn't known."""
    name, _, rest = call.partition(":") if ":" in call.partition("(")[0] else call.partition("(")
    name = name.strip()
    if isinstance(value, datetime):
        arguments = re.findall(r"[\"']([^\"']*)[\"']", rest)
        pattern = STRFTIME.get(name.lower(), arguments[0] if arguments else "")
        return dated_by(value, pattern) if pattern else None
    if value is None or name in ("url", "safe"):
        return value
    if name.lower() in ("slug", "slugify"):
        return slug(value)
    return value.lower() if name in ("lower", "downcase") else None


def dated_by(moment: datetime, pattern: str) -> str | None:
    """Return a date by a pattern of strftime's, or of Luxon's and Moment's with digits alone."""
    if "%" not in pattern:
        for sign, own in LUXON:
            pattern = pattern.replace(sign, own)
    left = re.sub(r"%[YmdHMSyjeB-]", "", pattern)
    return None if re.search(r"[A-Za-z%]", left) else moment.strftime(pattern)
