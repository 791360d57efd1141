"""The shortcodes of a Hugo site that its own templates or those of its theme define, and `param`, whose value is a setting.

What a simple template makes of a call is written into the text. An unknown pair loses its marks and keeps the text in it. Braces
that Hugo doesn't read are only text.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any

import imagesize
from markupsafe import Markup
from msgspec import field

from chalicelib.content.media.images import is_image
from chalicelib.content.shortcodes.liquid import literal
from chalicelib.content.shortcodes.shortcodes import READER
from chalicelib.content.shortcodes.template_tags import HUGO, LIQUID, OUTPUT, Parameters, Tag, parameters
from chalicelib.frozen import Frozen
from infra.importers.folder.galleries import beside
from infra.importers.folder.link_map import LinkMap
from infra.importers.folder.scan import Notes, ScannedSource
from infra.importers.folder.tree import Tree, UnreadError
from infra.importers.hugo import theme_shortcodes
from infra.importers.hugo.mounts import LAYOUTS
from infra.importers.hugo.shortcodes import BOXES, known_here
from infra.importers.shortcodes.go_functions import markdown
from infra.importers.shortcodes.go_template import OptionalValues, render
from infra.importers.shortcodes.placement import MARKED, place_of, placed
from infra.importers.shortcodes.tera import NotSimpleError

FOLDERS = ("shortcodes", "_shortcodes")
TABLED = frozenset(
    ("youtube", "vimeo", "gist", "tweet", "x", "twitter", "instagram", "highlight", "details", "ref", "relref", "mermaid", *BOXES)
)
"""Shortcodes that are read by the table, whatever the template of a site makes of them."""
IN_ADDRESS = re.compile(r"(?:\]\(<?|=\s*[\"']?|^[ ]{0,3}\[[^\[\]\n]+\]:[ ]+)[^\s()<>\"']*\Z", re.MULTILINE)
NEAR = 300  # characters before a tag, of which an address may have as many
UNKNOWN_PAIR = "Presswork doesn't know this pair, so only the text in it was kept"


class Templates(Frozen, dict=True):
    """The templates of shortcodes, by name: the site's own, and those of its themes that it doesn't replace."""

    tree: Tree
    layouts: Sequence[str]

    @cached_property
    def by_name(self) -> Mapping[str, str]:
        texts: dict[str, str] = {}
        for folder in (f"{layouts}/{name}" for layouts in self.layouts for name in FOLDERS):
            for path in templates_in(self.tree, folder):
                name, _, ending = path.removeprefix(f"{folder}/").rpartition(".")
                if ending == "html" and name not in texts:
                    texts[name] = template_text(self.tree, path)
        return texts


def templates_in(tree: Tree, folder: str) -> Iterator[str]:
    """Yield the paths of the templates in a folder; none if it isn't in the tree."""
    if tree.is_folder(folder) and not tree.links_out(folder):
        yield from (f"{folder}/{path}" for path in Tree(tree.root / folder).files())


def template_text(tree: Tree, path: str) -> str:
    """Return the text of a template; if it can't be read, the text of a template that isn't simple."""
    try:
        return tree.text(path).text
    except UnreadError:
        return "{{ unreadable }}"


class OwnShortcodes(Frozen):
    """Writes the shortcodes of a text. `page` and `site` are the values that templates may read of both."""

    templates: Mapping[str, str]
    page: Mapping[str, Any]
    site: Mapping[str, Any]
    functions: Mapping[str, Callable[..., Any]]
    notes: Notes
    names: Sequence[str] = ()
    counts: dict[str, int] = field(default_factory=dict)

    def written(self, text: str, line: int = 1) -> str:
        """Return the text, which begins at this line of its source, with each shortcode as it is written from now on."""
        tags = READER.tags_in(text)
        parts, last = [], 0
        for number, tag in enumerate(tags):
            if tag.start < last:
                continue
            end = tags[tag.partner] if tag.partner > number else tag
            new = self._tag(tag, end, text, line + text.count("\n", 0, tag.start))
            if new is not None:
                parts += [text[last : tag.start], new]
                last = end.end
        return "".join([*parts, text[last:]])

    def _tag(self, tag: Tag, end: Tag, text: str, line: int) -> str | None:
        """Return what a tag becomes: what its template or its theme makes of it, or its text if nobody knows the pair."""
        if tag.syntax in (LIQUID, OUTPUT):
            return None if is_in_address(text, tag.start) else f"&#123;{text[tag.start + 1 : tag.end]}"
        if tag.syntax != HUGO or tag.escaped or tag.closing:
            return None
        if tag.name == "param":
            return self._param(tag, text)
        by_template = self._by_template(tag, end, text, line)
        replacement = self._by_theme(tag, end, text, line) if by_template is None else by_template
        if replacement is None and end is not tag and not known_here(tag.name):
            self.notes.add("changed", f"{{{{< {tag.name} >}}}}", UNKNOWN_PAIR, "", line)
            return self._inner(tag, end, text, line)
        return replacement

    def _by_theme(self, tag: Tag, end: Tag, text: str, line: int) -> str | None:
        """Return what a shortcode of many themes shows."""
        make = theme_shortcodes.ROWS.get(tag.name.lower())
        html = make(parameters(tag.said), self._inner(tag, end, text, line), self.names) if make else None
        return None if html is None else placed(html, place_of(text, tag.start, end.end))

    def _inner(self, tag: Tag, end: Tag, text: str, line: int) -> str:
        return self.written(text[tag.end : end.start], line + text.count("\n", tag.start, tag.end)) if end is not tag else ""

    def _by_template(self, tag: Tag, end: Tag, text: str, line: int) -> str | None:
        """Return what the template of a shortcode makes of a call; None, with a note, if it isn't simple."""
        if tag.name not in self.templates or tag.name in TABLED:
            return None
        given = parameters(tag.said)
        try:
            html = render(self.templates[tag.name], self._dot(tag, given, self._inner(tag, end, text, line)), self.functions)
        except NotSimpleError as error:
            self.notes.add("changed", f"the shortcode `{tag.name}`", f"its template isn't simple: {error}", "", line)
            return None
        place = place_of(text, tag.start, end.end)
        if text.startswith("{{<", tag.start):
            return placed(html, place)
        plain = re.sub(r"\n{3,}", "\n\n", MARKED.sub(r"\n\n\1\n\n", html)).strip("\n")
        margin = re.sub(r"[^ \t>]", " ", place.margin)
        return plain.replace("\n", f"\n{margin}")

    def _dot(self, tag: Tag, given: Parameters, inner: str) -> Mapping[str, Any]:
        """Return the values that a template is run over."""
        ordinal = self.counts[""] = self.counts.get("", -1) + 1
        return {
            "Get": lambda key: given.get(key.lower() if isinstance(key, str) else int(key)),
            "Params": OptionalValues(given.named) if given.named else list(given.positional),
            "IsNamedParams": bool(given.named),
            "Inner": Markup(inner),  # noqa: S704 - the author's own text, which the sanitizer reads again
            "InnerDeindent": Markup(inner),  # noqa: S704 - as above
            "Page": self.page,
            "Site": self.site,
            "Ordinal": ordinal,
            "Name": tag.name,
        }

    def _param(self, tag: Tag, text: str) -> str | None:
        """Return the value of a setting, as its place requires; of the page's own front matter, Presswork reads it itself."""
        name = parameters(tag.said).get("name", 0)
        if at(self.page["Params"], name) is not None:
            return None
        value = at(self.site["Params"], name)
        if not isinstance(value, str | int | float):
            return None
        said = str(value).lower() if isinstance(value, bool) else str(value)
        is_plain = text.startswith("{{%", tag.start) or is_in_address(text, tag.start)
        return said if is_plain else literal(said)


def is_in_address(text: str, at: int) -> bool:
    """Return whether a tag here is a part of an address."""
    return IN_ADDRESS.search(text[max(0, at - NEAR) : at]) is not None


def at(values: Any, name: str) -> Any:
    """Return the value at a name, whose dots lead into tables; None if there is none."""
    for part in name.lower().split("."):
        values_by_name = {key.lower(): value for key, value in values.items()} if isinstance(values, Mapping) else {}
        values = values_by_name.get(part)
    return values


# ---- what a template may ask for


def names_beside(source: ScannedSource, links: LinkMap) -> Sequence[str]:
    """Return the names of the files of a bundle."""
    is_bundle = posixpath.basename(source.path).startswith(("index.", "_index."))
    return beside(links.files, posixpath.dirname(source.path)) if is_bundle else []


def page_of(source: ScannedSource, tree: Tree, names: Sequence[str], host: str) -> Mapping[str, Any]:
    """Return what a template knows of its page: its words, its address, its parameters, and the files beside it."""
    entry, folder = source.entry, posixpath.dirname(source.path)
    below = entry.extra.get("params")
    params = OptionalValues({**entry.extra, **(below if isinstance(below, dict) else {})})
    return {
        "Title": entry.title,
        "LinkTitle": entry.title,
        "Description": entry.summary,
        "RelPermalink": entry.address,
        "Permalink": f"{host}{entry.address}",
        "Params": params,
        "Param": lambda name: at(params, name),
        "Language": {"Lang": entry.language},
        "Lang": entry.language,
        "RenderString": lambda *given: markdown(given[-1]),
        "Resources": resources(tree, folder, names),
    }


def resources(tree: Tree, folder: str, names: Sequence[str]) -> Mapping[str, Any]:
    """Return the files of a bundle as templates look them up."""
    files = {name: resource(tree, posixpath.join(folder, name), name) for name in names}

    def match(pattern: str) -> list[Any]:
        plain = pattern.lower().removeprefix("./").replace("**", "*")
        return [file for name, file in files.items() if fnmatchcase(name.lower(), plain)]

    return {
        "Get": lambda name: files.get(str(name).removeprefix("./")),
        "GetMatch": lambda pattern: next(iter(match(str(pattern))), None),
        "Match": lambda pattern: match(str(pattern)),
        "ByType": lambda kind: [file for name, file in files.items() if kind != "image" or is_image(name)],
    }


def resource(tree: Tree, path: str, address: str) -> Mapping[str, Any]:
    """Return what templates know of a file; of a picture, each other size of it is the same."""

    def side(number: int) -> Any:
        try:
            return imagesize.get(tree.root / path)[number]
        except (OSError, ValueError):
            return ""

    own: dict[str, Any] = {
        "Name": posixpath.basename(address),
        "Title": posixpath.basename(address),
        "ResourceType": "image" if is_image(address) else "",
        "RelPermalink": address,
        "Permalink": address,
        "Width": lambda: side(0),
        "Height": lambda: side(1),
        "Params": OptionalValues(),
    }
    return own | {name: lambda *_: own for name in ("Resize", "Fit", "Fill", "Crop", "Process", "Filter")}


def expanding(reading: Any) -> Callable[[str, ScannedSource, LinkMap, Notes], str]:
    """Return what becomes of each text of a site before its links are read."""
    config, tree = reading.config, reading.tree
    templates = Templates(tree, config.folders(LAYOUTS))

    def expand(text: str, source: ScannedSource, links: LinkMap, notes: Notes) -> str:
        if "{{" not in text and "{%" not in text:
            return text
        lang = source.entry.language or config.codes[0]
        params = OptionalValues(config.params(lang))
        own = {"Title": config.text("title", lang=lang), "BaseURL": f"{config.host}{config.base}/", "Params": params}
        site = {**own, "Language": {"Lang": lang, "LanguageCode": lang}}
        names = names_beside(source, links)
        page = {**page_of(source, tree, names, config.host), "Site": site}

        def asset(path: Any) -> Mapping[str, Any] | None:
            to = str(path).lstrip("/")
            old = next((old for old, new in links.files.items() if new == to), "")
            return resource(tree, old, f"/{to}") if old else None

        functions: Mapping[str, Callable[..., Any]] = {
            "site": lambda: site,
            "page": lambda: page,
            **dict.fromkeys(("resources.get", "resources.getmatch"), asset),
        }
        return OwnShortcodes(templates.by_name, page, site, functions, notes, names).written(text)

    return expand
