"""The shortcodes of a Hugo site that its own templates or those of its theme define, and `param`, whose value is a setting.

What a simple template makes of a call is written into the text. A pair that nobody knows loses its marks and keeps what is in it;
braces that Hugo doesn't read are only text.
"""

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any

import imagesize
from markupsafe import Markup

from chalicelib.content.media.images import is_image
from chalicelib.content.shortcodes.liquid import literal
from chalicelib.content.shortcodes.shortcodes import READER
from chalicelib.content.shortcodes.template_tags import HUGO, LIQUID, OUTPUT, Tag, parameters
from infra.importers.folder.galleries import beside
from infra.importers.folder.link_map import Moved
from infra.importers.folder.scan import Found, Notes
from infra.importers.folder.tree import Tree, UnreadError
from infra.importers.hugo import theme_shortcodes
from infra.importers.hugo.mounts import LAYOUTS
from infra.importers.hugo.shortcodes import BOXES, known_here
from infra.importers.shortcodes.go_functions import markdown
from infra.importers.shortcodes.go_template import Open, render
from infra.importers.shortcodes.placement import MARKED, place_of, placed
from infra.importers.shortcodes.tera import NotSimpleError

FOLDERS = ("shortcodes", "_shortcodes")
TABLED = frozenset(
    ("youtube", "vimeo", "gist", "tweet", "x", "twitter", "instagram", "highlight", "details", "ref", "relref", "mermaid", *BOXES)
)
"""Shortcodes that are read by the table, whatever the template of a site makes of them."""
IN_ADDRESS = re.compile(r"(?:\]\(<?|=\s*[\"']?|^[ ]{0,3}\[[^\[\]\n]+\]:[ ]+)[^\s()<>\"']*\Z", re.MULTILINE)
NEAR = 300
KEPT = "Presswork doesn't know this pair, so only the text in it was kept"


@dataclass(frozen=True)
class Templates:
    """The templates of shortcodes, by name: the site's own, and those of its themes that it doesn't replace."""

    tree: Tree
    layouts: Sequence[str]

    @cached_property
    def by_name(self) -> Mapping[str, str]:
        known: dict[str, str] = {}
        for folder in (f"{layouts}/{name}" for layouts in self.layouts for name in FOLDERS):
            if self.tree.is_folder(folder) and not self.tree.links_out(folder):
                for path in Tree(self.tree.root / folder).files():
                    name, _, ending = path.rpartition(".")
                    if ending == "html" and name not in known:
                        known[name] = self._text(f"{folder}/{path}")
        return known

    def _text(self, path: str) -> str:
        try:
            return self.tree.text(path).text
        except UnreadError:
            return "{{ unreadable }}"


@dataclass(frozen=True, slots=True)
class OwnShortcodes:
    """Writes the shortcodes of one text. `page` and `site` are what templates know of both."""

    found: Found
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
        if tag.syntax in (LIQUID, OUTPUT):
            in_address = IN_ADDRESS.search(text[max(0, tag.start - NEAR) : tag.start])
            return None if in_address else f"&#123;{text[tag.start + 1 : tag.end]}"
        if tag.syntax != HUGO or tag.escaped or tag.closing:
            return None
        if tag.name == "param":
            return self._param(tag, text)
        made = self._of_template(tag, end, text, line)
        made = self._of_a_theme(tag, end, text, line) if made is None else made
        if made is None and end is not tag and not known_here(tag.name):
            self.notes.add("changed", f"{{{{< {tag.name} >}}}}", KEPT, "", line)
            return self._inner(tag, end, text, line)
        return made

    def _of_template(self, tag: Tag, end: Tag, text: str, line: int) -> str | None:
        """Return what the template of a shortcode makes; None, with a note, if it isn't simple."""
        if tag.name not in self.templates or tag.name in TABLED:
            return None
        try:
            return self._made(tag, end, text, line)
        except NotSimpleError as error:
            self.notes.add("changed", f"the shortcode `{tag.name}`", f"its template isn't simple: {error}", "", line)
            return None

    def _of_a_theme(self, tag: Tag, end: Tag, text: str, line: int) -> str | None:
        """Return what a shortcode of many themes shows."""
        row = theme_shortcodes.ROWS.get(tag.name.lower())
        made = row(parameters(tag.said), self._inner(tag, end, text, line), self.names) if row else None
        return None if made is None else placed(made, place_of(text, tag.start, end.end))

    def _inner(self, tag: Tag, end: Tag, text: str, line: int) -> str:
        return self.written(text[tag.end : end.start], line + text.count("\n", tag.start, tag.end)) if end is not tag else ""

    def _made(self, tag: Tag, end: Tag, text: str, line: int) -> str:
        """Return what the template makes of a call."""
        given, inner = parameters(tag.said), self._inner(tag, end, text, line)
        ordinal = self.counts[""] = self.counts.get("", -1) + 1
        dot = {
            "Get": lambda key: given.get(key.lower() if isinstance(key, str) else int(key)),
            "Params": Open(given.named) if given.named else list(given.positional),
            "IsNamedParams": bool(given.named),
            "Inner": Markup(inner),  # noqa: S704 - the author's own text, which the sanitizer reads again
            "InnerDeindent": Markup(inner),  # noqa: S704 - as above
            "Page": self.page,
            "Site": self.site,
            "Ordinal": ordinal,
            "Name": tag.name,
        }
        made = render(self.templates[tag.name], dot, self.functions)
        place = place_of(text, tag.start, end.end)
        if text.startswith("{{<", tag.start):
            return placed(made, place)
        plain = re.sub(r"\n{3,}", "\n\n", MARKED.sub(r"\n\n\1\n\n", made)).strip("\n")
        margin = re.sub(r"[^ \t>]", " ", place.margin)
        return plain.replace("\n", f"\n{margin}")

    def _param(self, tag: Tag, text: str) -> str | None:
        """Return the value of a setting, as its place requires; of the page's own front matter, Presswork reads it itself."""
        name = parameters(tag.said).get("name", 0)
        if at(self.page["Params"], name) is not None:
            return None
        value = at(self.site["Params"], name)
        if not isinstance(value, str | int | float):
            return None
        said = str(value).lower() if isinstance(value, bool) else str(value)
        is_plain = text.startswith("{{%", tag.start) or IN_ADDRESS.search(text[max(0, tag.start - NEAR) : tag.start])
        return said if is_plain else literal(said)


def at(values: Any, name: str) -> Any:
    """Return the value at a name, whose dots lead into tables; None if there is none."""
    for part in name.lower().split("."):
        known = {key.lower(): value for key, value in values.items()} if isinstance(values, Mapping) else {}
        values = known.get(part)
    return values


# ---- what a template may ask for


def names_beside(found: Found, moved: Moved) -> Sequence[str]:
    """Return the names of the files of a bundle."""
    is_bundle = posixpath.basename(found.path).startswith(("index.", "_index."))
    return beside(moved.files, posixpath.dirname(found.path)) if is_bundle else []


def page_of(found: Found, tree: Tree, names: Sequence[str], host: str) -> Mapping[str, Any]:
    """Return what a template knows of its page: its words, its address, its parameters, and the files beside it."""
    entry, folder = found.entry, posixpath.dirname(found.path)
    below = entry.extra.get("params")
    params = Open({**entry.extra, **(below if isinstance(below, dict) else {})})
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
        "Params": Open(),
    }
    return own | {name: lambda *_: own for name in ("Resize", "Fit", "Fill", "Crop", "Process", "Filter")}


def expanding(reading: Any) -> Callable[[str, Found, Moved, Notes], str]:
    """Return what becomes of each text of a site before its links are read."""
    config, tree = reading.config, reading.tree
    templates = Templates(tree, config.folders(LAYOUTS))

    def expand(text: str, found: Found, moved: Moved, notes: Notes) -> str:
        if "{{" not in text and "{%" not in text:
            return text
        lang = found.entry.language or config.codes[0]
        params = Open(config.params(lang))
        own = {"Title": config.text("title", lang=lang), "BaseURL": f"{config.host}{config.base}/", "Params": params}
        site = {**own, "Language": {"Lang": lang, "LanguageCode": lang}}
        names = names_beside(found, moved)
        page = {**page_of(found, tree, names, config.host), "Site": site}

        def asset(path: Any) -> Mapping[str, Any] | None:
            to = str(path).lstrip("/")
            old = next((old for old, new in moved.files.items() if new == to), "")
            return resource(tree, old, f"/{to}") if old else None

        functions: Mapping[str, Callable[..., Any]] = {
            "site": lambda: site,
            "page": lambda: page,
            **dict.fromkeys(("resources.get", "resources.getmatch"), asset),
        }
        return OwnShortcodes(found, templates.by_name, page, site, functions, notes, names).written(text)

    return expand
