"""Zola's shortcodes: each call becomes what its template makes, if that is simple, or a shortcode in Hugo's notation.

What embeds a film or a post from elsewhere is in the table of shortcodes (`content.shortcodes.shortcode_table`), and keeps to it.
Any other is read from `templates/shortcodes` of the site or of its theme. What neither knows stays as it is typed,
and the report names it.
"""

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import imagesize

from chalicelib.content.frontmatter.parsed_values import Plain
from chalicelib.content.shortcodes.code_ranges import code_and_html
from chalicelib.content.shortcodes.liquid import shown
from infra.importers.folder.scan import Found, Notes
from infra.importers.folder.tree import Tree, UnreadError
from infra.importers.hugo.own_shortcodes import KEPT
from infra.importers.hugo.shortcodes import PICTURES, known_here
from infra.importers.shortcodes.placement import place_of, placed
from infra.importers.shortcodes.tera import Functions, NotSimpleError, Picture, render
from infra.importers.zola.notation import Call, Typed, calls_in

FOLDER = "templates/shortcodes"
DEEPEST = 5  # shortcodes within the body of another
EMBEDDED = ("youtube", "vimeo", "gist", "tweet", "x", "twitter", "instagram")


@dataclass(frozen=True, slots=True)
class Template:
    """A template of a shortcode: its text, and whether it makes HTML, or Markdown."""

    text: str
    html: bool


@dataclass(frozen=True)
class Templates:
    """The templates of shortcodes in a site and in its themes, by name."""

    tree: Tree
    theme: str = ""

    @cached_property
    def by_name(self) -> Mapping[str, Template]:
        """The site's own, and those of its theme that it doesn't replace."""
        known: dict[str, Template] = {}
        for folder in (FOLDER, *((f"themes/{self.theme}/{FOLDER}",) if self.theme else ())):
            for path in self._paths(folder):
                name, _, ending = path.removeprefix(f"{folder}/").rpartition(".")
                if ending in ("html", "md") and name not in known:
                    known[name] = Template(self._text(path), ending == "html")
        return known

    def other(self, name: str) -> str | None:
        """Return the text of a template of pages, whose macros a shortcode may use; None if there is none."""
        paths = (f"templates/{name}", f"themes/{self.theme}/templates/{name}")
        path = next((path for path in paths if self.tree.has(path)), "")
        return self._text(path) if path else None

    def _paths(self, folder: str) -> tuple[str, ...]:
        if not self.tree.is_folder(folder) or self.tree.links_out(folder):
            return ()
        within = Tree(self.tree.root / folder)
        return tuple(f"{folder}/{path}" for path in within.files())

    def _text(self, path: str) -> str:
        try:
            return self.tree.text(path).text
        except UnreadError:
            return "{{ unreadable }}"


@dataclass(frozen=True, slots=True)
class Shortcodes:
    """Writes the calls of one text. `values` are what its page and the settings give to a template."""

    found: Found
    templates: Templates
    values: Mapping[str, Any]
    functions: Functions
    notes: Notes
    counts: dict[str, int] = field(default_factory=dict)
    depth: int = 0

    def written(self, text: str) -> str:
        """Return the text with each call as it is written from now on."""
        code, _ = code_and_html(text) if "{" in text else ((), ())
        parts, last = [], 0
        for call in calls_in(text):
            in_code = call.start in code
            new = self._typed(call, in_code=in_code) if isinstance(call, Typed) else self._call(call, text, in_code=in_code)
            if new is not None:
                parts += [text[last : call.start], new]
                last = call.end
        return "".join([*parts, text[last:]])

    def _typed(self, call: Typed, *, in_code: bool) -> str:
        return call.text if in_code else shown(call.text)

    def _call(self, call: Call, text: str, *, in_code: bool) -> str | None:
        if in_code:
            return None
        nth = self.counts[call.name] = self.counts.get(call.name, 0) + 1
        inner = self._body(call)
        template = self.templates.by_name.get(call.name)
        if template and not (call.name in EMBEDDED and known_here(call.name)):
            values = {**call.arguments, **self.values, "nth": nth} | ({} if call.body is None else {"body": inner})
            try:
                made = render(template.text, values, self.functions, self.templates.other, html=template.html)
            except NotSimpleError as error:
                line = text.count("\n", 0, call.start) + 1
                self.notes.add("changed", f"the shortcode `{call.name}`", f"its template isn't simple: {error}", "", line)
            else:
                place = place_of(text, call.start, call.end)
                return placed(made, place) if template.html else made.strip("\n").replace("\n", f"\n{place.margin}")
        if call.body is not None and not known_here(call.name):
            self.notes.add("changed", f"{{% {call.name} %}}", KEPT, "", text.count("\n", 0, call.start) + 1)
            return inner
        return in_notation_of_hugo(call, inner) if known_here(call.name) else None

    def _body(self, call: Call) -> str:
        if call.body is None or self.depth >= DEEPEST:
            return call.body or ""
        return replace(self, depth=self.depth + 1).written(call.body)


def in_notation_of_hugo(call: Call, inner: str) -> str:
    """Return the call in the notation that Presswork reads."""
    said = " ".join(SAID.get(call.name, _picture if call.name in (*PICTURES, "figure") else named)(call.arguments))
    begin = f"{{{{< {call.name} {said}".rstrip() + " >}}"
    if call.body is None:
        return begin
    gap = "\n" if "\n" in inner or call.name not in IN_LINE else ""
    return f"{begin}{gap}{inner}{gap}{{{{< /{call.name} >}}}}"


IN_LINE = ("highlight", "kbd")


def named(arguments: Mapping[str, Plain]) -> list[str]:
    return [f"{name}={quoted(value)}" for name, value in arguments.items()]


def quoted(value: Plain) -> str:
    """Return the value of a parameter in Hugo's notation."""
    if isinstance(value, list):
        return quoted(",".join(str(part) for part in value))
    text = str(value).lower() if isinstance(value, bool) else str(value)
    sign = next((sign for sign in "\"`'" if sign not in text), "")
    return f"{sign}{text}{sign}" if sign else '"{}"'.format(text.replace('"', '\\"'))


def _gist(arguments: Mapping[str, Plain]) -> list[str]:
    path = re.sub(r"^https?://gist\.github\.com/|\.js$|/$", "", str(arguments.get("url", arguments.get("id", ""))))
    return [quoted(path)]


def _picture(arguments: Mapping[str, Plain]) -> list[str]:
    """Return the parameters of a picture, whose path has other names in some themes."""
    src = next((name for name in ("src", "path", "url", "file", "image") if arguments.get(name)), "")
    return named({"src" if name == src else name: value for name, value in arguments.items()})


SAID: Mapping[str, Callable[[Mapping[str, Plain]], list[str]]] = {"gist": _gist}


# ---- what a template may ask for


@dataclass(frozen=True, slots=True)
class Pictures:
    """Finds the pictures that templates name: from the root of the content, of `static` or of the site, or beside the text."""

    tree: Tree
    content: str
    folder: str

    @property
    def functions(self) -> Functions:
        return Functions(self.url, self.picture)

    def url(self, path: str) -> str:
        """Return the address of a path; one that begins with `@/` is read later, as in a text."""
        if path.startswith("@/") or "//" in path:
            return path
        return f"/{path.lstrip('/')}"

    def picture(self, path: str) -> Picture:
        """Return the address of a picture and its size."""
        if "//" in path:
            return Picture(url=path, static_path=path, width="", height="")
        plain = posixpath.normpath(re.sub(r"^(@/|/)", "", path))
        tries = (posixpath.normpath(posixpath.join(root, plain)) for root in (self.folder, self.content, "static", ""))
        at = next(filter(self.tree.has, tries), "")
        width, height = self._size(at) if at else ("", "")
        below = re.sub(rf"^({re.escape(self.content)}|static)/", "", at or plain)
        return Picture(url=f"/{below}", static_path=below, width=width, height=height)

    def _size(self, path: str) -> tuple[Any, Any]:
        try:
            width, height = imagesize.get(self.tree.root / path)
        except (OSError, ValueError):
            return "", ""
        return (width, height) if width > 0 else ("", "")
