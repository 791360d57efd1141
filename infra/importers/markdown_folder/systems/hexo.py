"""Hexo: `_config.yml`, `source/_posts`, addresses by a pattern, folders of a post's own files.

https://hexo.io/docs/permalinks lists the parts of a pattern.
"""

import hashlib
import posixpath
import re
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from chalicelib.content.dates import dated
from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.parsed_values import Scalar, Value
from infra.importers.folder.scan import Notes
from infra.importers.folder.tree import Tree
from infra.importers.markdown_folder.habit import AddressParts, Spot, whole
from infra.importers.markdown_folder.settings import Settings, package, read_keys, settings_of
from infra.importers.parsing.lenient_values import parts_of, table, text_at, value_at

CONFIGS = ("_config.yml", "_config.yaml", "_config.json")
PERMALINK = ":year/:month/:day/:title/"
TIMES: Mapping[str, str] = {"year": "%Y", "month": "%m", "day": "%d", "hour": "%H", "minute": "%M", "second": "%S"}
TIMED = re.compile(r":(?:year|month|i_month|day|i_day|hour|minute|second|timestamp)\b")
PART = re.compile(r":(\w+)")
RENDERERS: Mapping[str, tuple[str, ...]] = {
    "hexo-renderer-marked": ("marked.breaks", "breaks"),
    "hexo-renderer-markdown-it": ("markdown.render.breaks", "markdown.breaks"),
}
"""The programs that turn Markdown into HTML, each with the keys that say whether the end of a line is a line break."""
LANGUAGE_FILES = ("source/_data/languages.yml", "source/_data/languages.json")


def settings(tree: Tree, notes: Notes) -> Settings:
    """Return what the configuration says."""
    keys = read_keys(tree, notes, *CONFIGS)
    said = settings_of(keys)
    source = text_at(keys, "source_dir") or "source"
    names = tuple(read_keys(tree, Notes(), *LANGUAGE_FILES))
    return replace(
        said,
        contents=(source,),
        languages=tuple(dict.fromkeys((*said.languages, *names))),
        feeds=dict(_feeds(keys, tree)),
        lists={
            f"/{(text_at(keys, 'tag_dir') or 'tags').strip('/')}/{{}}/": "tag",
            f"/{(text_at(keys, 'category_dir') or 'categories').strip('/')}/{{}}/": "category",
        },
        breaks=_has_breaks(keys, tree),
    )


def _has_breaks(keys: Mapping[str, Value], tree: Tree) -> bool:
    """Return whether the end of a line is a line break: as a renderer of Markdown is configured, or by its default."""
    needed = table(value_at(package(tree), "dependencies"))
    said = {program: text_at(keys, *names) for program, names in RENDERERS.items()}
    return "true" in (*said.values(), *(said[program] or "true" for program in RENDERERS if program in needed))


def _feeds(keys: Mapping[str, Value], tree: Tree) -> Iterator[tuple[str, str]]:
    """Yield the addresses of feeds that the plugin wrote: as it is configured, or by its defaults."""
    feed = table(value_at(keys, "feed"))
    kinds, given = ([part.text for part in parts_of(feed.get(name)) if isinstance(part, Scalar)] for name in ("type", "path"))
    needed = table(value_at(package(tree), "dependencies"))
    if feed or "hexo-generator-feed" in needed:
        usual = {"atom": "atom.xml", "rss2": "rss2.xml"}
        for number, kind in enumerate(kinds or ["atom"]):
            path = given[number] if number < len(given) else usual.get(kind, "")
            if path:
                yield f"/{path.strip('/')}", "/feed/" if kind.startswith("rss") else "/feed/atom/"
    elif "hexo-generator-json-feed" not in needed:
        yield "/atom.xml", "/feed/atom/"


def front(front: FrontMatter, spot: Spot, settings: Settings) -> FrontMatter:
    """Return front matter with its categories as one list, and as a draft if it is in `_drafts`."""
    keys = dict(front.keys)
    own = keys.get("categories", keys.pop("category", None))
    if own is not None:
        names = [name for part in parts_of(own) for name in (part if isinstance(part, tuple) else (part,))]
        if settings.text("default_category") == "uncategorized":
            names = [name for name in names if not (isinstance(name, Scalar) and name.text == "uncategorized")]
        keys["categories"] = tuple(names)
    if spot.folders[:1] == ("_drafts",):
        keys["draft"] = Scalar("true", means=True)
    return replace(front, keys=keys)


# ---- addresses


def address(parts: AddressParts, settings: Settings) -> str:
    """Return the address of a post by the pattern; of a page by its path, which Hexo keeps with `.html`."""
    own = parts.says("permalink")
    spot = parts.spot
    if spot.folders[:1] == ("_posts",):
        if own:
            return whole(own if own.startswith("/") else f"/{own}")
        pattern = settings.text("permalink") or PERMALINK
        if not parts.date and TIMED.search(pattern):
            return ""
        values = _values(parts, settings)
        return whole(PART.sub(lambda match: _part(match[1], values, parts), pattern))
    if own:
        return whole(own)
    path = posixpath.join("", *spot.folders, spot.stem)
    is_plain = text_at(settings.keys, "pretty_urls.trailing_html").lower() == "false"
    return whole(path) if spot.stem == "index" or is_plain else f"/{path}.html"


def _part(name: str, values: Mapping[str, str], parts: AddressParts) -> str:
    """Return the value of the longest part of a pattern that the name begins with, or of a key of front matter."""
    longest = max(filter(name.startswith, values), key=len, default="")
    return values[longest] + name[len(longest) :] if longest else parts.says(name) or f":{name}"


def _values(parts: AddressParts, settings: Settings) -> Mapping[str, str]:
    """Return the values of the parts of a pattern.

    The name of a post has no date if new names begin with it; other names are kept whole.
    """
    stem, date = parts.spot.stem, parts.date
    if ":year" in settings.text("new_post_name"):
        stem = dated(stem).rest or stem
    title = parts.says("slug") or posixpath.join("", *parts.spot.folders[1:], stem)
    names = table(value_at(settings.keys, "category_map"))
    categories = [slugized(text_at(names, category) or category) for category in parts.categories]
    return {
        **({name: f"{date:{form}}" for name, form in TIMES.items()} if date else {}),
        **({"i_month": str(date.month), "i_day": str(date.day), "timestamp": str(int(date.timestamp()))} if date else {}),
        "title": title,
        "name": posixpath.basename(title),
        "post_title": slugized(parts.title),
        "category": "/".join(categories) or settings.text("default_category") or "uncategorized",
        "hash": hashlib.sha1(f"{parts.title}{date}".encode(), usedforsecurity=False).hexdigest()[:12],
        "abbrlink": parts.says("abbrlink"),
        "lang": parts.says("lang") or (settings.languages or ("",))[0],
    }


def slugized(text: str) -> str:
    """Return a part of an address as Hexo writes it."""
    return re.sub(r"-+", "-", re.sub(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'<>,.?/]+", "-", text.strip())).strip("-")
