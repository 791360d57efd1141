"""Hexo: `_config.yml`, `source/_posts`, addresses by a pattern, folders of a post's own files.

https://hexo.io/docs/permalinks lists the parts of a pattern.
"""

import hashlib
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from chalicelib.content.dates import dated
from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.parsed_values import Scalar, Value
from infra.importers.folder.scan import Notes
from infra.importers.folder.tree import Tree
from infra.importers.markdown_folder.habit import Named, Spot, whole
from infra.importers.markdown_folder.settings import Settings, package, read_keys, settings_of
from infra.importers.parsing.lenient_values import parts_of, table, text_at, value_at

CONFIGS = ("_config.yml", "_config.yaml", "_config.json")
PERMALINK = ":year/:month/:day/:title/"
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
    """Return whether the end of a line is a line break, as a program for Markdown is told, or does unless it is told."""
    needed = table(value_at(package(tree), "dependencies"))
    said = {program: text_at(keys, *names) for program, names in RENDERERS.items()}
    return "true" in (*said.values(), *(said[program] or "true" for program in RENDERERS if program in needed))


def _feeds(keys: Mapping[str, Value], tree: Tree) -> Iterator[tuple[str, str]]:
    """Yield the addresses of feeds that the plugin made: as it is told, or where it makes them unless it is told."""
    feed = table(value_at(keys, "feed"))
    kinds = [one.text for one in parts_of(feed.get("type")) if isinstance(one, Scalar)]
    given = [one.text for one in parts_of(feed.get("path")) if isinstance(one, Scalar)]
    needed = table(value_at(package(tree), "dependencies"))
    if feed or "hexo-generator-feed" in needed:
        kinds = kinds or ["atom"]
        usual = {"atom": "atom.xml", "rss2": "rss2.xml"}
        for at, kind in enumerate(kinds):
            path = given[at] if at < len(given) else usual.get(kind, "")
            if path:
                yield f"/{path.strip('/')}", "/feed/" if kind.startswith("rss") else "/feed/atom/"
    elif "hexo-generator-json-feed" not in needed:
        yield "/atom.xml", "/feed/atom/"


def front(front: FrontMatter, spot: Spot, settings: Settings) -> FrontMatter:
    """Return front matter with its categories as one list, and a draft for what isn't published or is in `_drafts`."""
    keys = dict(front.keys)
    own = keys.get("categories", keys.pop("category", None))
    if own is not None:
        names = [one for part in parts_of(own) for one in (part if isinstance(part, tuple) else (part,))]
        usual = settings.text("default_category")
        keys["categories"] = tuple(
            one for one in names if not (isinstance(one, Scalar) and one.text == usual and usual == "uncategorized")
        )
    if spot.folders[:1] == ("_drafts",):
        keys["draft"] = Scalar("true", means=True)
    return replace(front, keys=keys)


# ---- addresses


def address(named: Named, settings: Settings) -> str:
    """Return the address of a post by the pattern, of a page by its path."""
    own = named.says("permalink")
    if named.spot.folders[:1] != ("_posts",):
        return whole(own) if own else _of_page(named.spot, settings)
    if own:
        return whole(own if own.startswith("/") else f"/{own}")
    pattern = settings.text("permalink") or PERMALINK
    return (
        whole(PART.sub(lambda found: _part(found[1], named, settings), pattern))
        if named.date or not TIMED.search(pattern)
        else ""
    )


TIMED = re.compile(r":(?:year|month|i_month|day|i_day|hour|minute|second|timestamp)\b")


def _of_page(spot: Spot, settings: Settings) -> str:
    """Return the address of a page: Hexo keeps its path, with `.html`."""
    path = posixpath.join("", *spot.folders, spot.stem)
    is_plain = text_at(settings.keys, "pretty_urls.trailing_html").lower() == "false"
    return whole(path) if spot.stem == "index" or is_plain else f"/{path}.html"


def _part(name: str, named: Named, settings: Settings) -> str:
    known = _parts(named, settings)
    longest = max((one for one in known if name.startswith(one)), key=len, default="")
    return known[longest] + name[len(longest) :] if longest else named.says(name) or f":{name}"


def _parts(named: Named, settings: Settings) -> Mapping[str, str]:
    below = posixpath.join("", *named.spot.folders[1:], _undated(named.spot.stem, settings))
    title = named.says("slug") or below
    date = named.date
    names = table(value_at(settings.keys, "category_map"))
    categories = [text_at(names, one) or one for one in named.categories]
    times = (
        {}
        if date is None
        else {
            "year": f"{date:%Y}",
            "month": f"{date:%m}",
            "i_month": str(date.month),
            "day": f"{date:%d}",
            "i_day": str(date.day),
            "hour": f"{date:%H}",
            "minute": f"{date:%M}",
            "second": f"{date:%S}",
            "timestamp": str(int(date.timestamp())),
        }
    )
    return {
        **times,
        "title": title,
        "name": posixpath.basename(title),
        "post_title": slugized(named.title),
        "category": "/".join(slugized(one) for one in categories) or settings.text("default_category") or "uncategorized",
        "hash": hashlib.sha1(f"{named.title}{date}".encode(), usedforsecurity=False).hexdigest()[:12],
        "abbrlink": named.says("abbrlink"),
        "lang": named.says("lang") or (settings.languages or ("",))[0],
    }


def _undated(stem: str, settings: Settings) -> str:
    """Return the name of a post without the date that new names begin with; other names are kept whole."""
    has_date = ":year" in settings.text("new_post_name")
    return (dated(stem).rest or stem) if has_date else stem


def slugized(text: str) -> str:
    """Return a part of an address as Hexo writes it."""
    return re.sub(r"-+", "-", re.sub(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'<>,.?/]+", "-", text.strip())).strip("-")
