"""Zola's shortcodes: each call becomes what its template makes, if that is simple, or a shortcode in Hugo's notation.

What embeds a film or a post from elsewhere is in the table of shortcodes (`content.shortcodes.shortcode_table`), and keeps to it.
Any other is read from `templates/shortcodes` of the site or of its theme. What neither knows stays as it is typed,
and the report names it.
"""

import posixpath
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import imagesize
from msgspec import field
from msgspec.structs import replace

from chalicelib.content.frontmatter.parsed_values import Plain
from chalicelib.content.shortcodes.code_ranges import code_and_html
from chalicelib.content.shortcodes.liquid import shown
from chalicelib.frozen import Frozen
from infra.importers.folder.scan import Notes
from infra.importers.folder.tree import Tree
from infra.importers.hugo.own_shortcodes import UNKNOWN_PAIR, template_text, templates_in
from infra.importers.hugo.shortcodes import PICTURES, known_here
from infra.importers.shortcodes.placement import place_of, placed
from infra.importers.shortcodes.tera import Functions, NotSimpleError, Picture, render
from infra.importers.zola.notation import Call, EscapedCall, calls_in

FOLDER = "templates/shortcodes"
DEEPEST = 5  # shortcodes within the body of another
IN_LINE = ("highlight", "kbd")
EMBEDDED = ("youtube", "vimeo", "gist", "tweet", "x", "twitter", "instagram")


class Template(Frozen):
    """A template of a shortcode: its text, and whether it makes HTML, or Markdown."""

    text: str
    html: bool


class Templates(Frozen, dict=True):
    """The templates of shortcodes in a site and in its themes, by name."""

    tree: Tree
    theme: str = ""

    @cached_property
    def by_name(self) -> Mapping[str, Template]:
        """The site's own, and those of its theme that it doesn't replace."""
        templates: dict[str, Template] = {}
        for folder in (FOLDER, *((f"themes/{self.theme}/{FOLDER}",) if self.theme else ())):
            for path in templates_in(self.tree, folder):
                name, _, ending = path.removeprefix(f"{folder}/").rpartition(".")
                if ending in ("html", "md") and name not in templates:
                    templates[name] = Template(template_text(self.tree, path), ending == "html")
        return templates

    def other(self, name: str) -> str | None:
        """Return the text of a template of pages, whose macros a shortcode may use; None if there is none."""
        paths = (f"templates/{name}", f"themes/{self.theme}/templates/{name}")
        return next((template_text(self.tree, path) for path in paths if self.tree.has(path)), None)


class Shortcodes(Frozen):
    """Writes the calls of a text. `values` are what its page and the settings give to a template."""

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
            new: str | None = None
            if isinstance(call, EscapedCall):
                new = call.text if in_code else shown(call.text)
            elif not in_code:
                new = self._call(call, text)
            if new is not None:
                parts += [text[last : call.start], new]
                last = call.end
        return "".join([*parts, text[last:]])

    def _call(self, call: Call, text: str) -> str | None:
        """Return what a call becomes: what its template makes, a shortcode that Presswork reads, or the text in it."""
        nth = self.counts[call.name] = self.counts.get(call.name, 0) + 1
        inner = call.body or ""
        if call.body is not None and self.depth < DEEPEST:
            inner = replace(self, depth=self.depth + 1).written(call.body)
        template = self.templates.by_name.get(call.name)
        is_known = known_here(call.name)
        if template and not (call.name in EMBEDDED and is_known):
            values = {**call.arguments, **self.values, "nth": nth} | ({} if call.body is None else {"body": inner})
            try:
                result = render(template.text, values, self.functions, self.templates.other, html=template.html)
            except NotSimpleError as error:
                self._note(call, text, f"the shortcode `{call.name}`", f"its template isn't simple: {error}")
            else:
                place = place_of(text, call.start, call.end)
                return placed(result, place) if template.html else result.strip("\n").replace("\n", f"\n{place.margin}")
        if is_known:
            return in_notation_of_hugo(call, inner)
        if call.body is None:
            return None
        self._note(call, text, f"{{% {call.name} %}}", UNKNOWN_PAIR)
        return inner

    def _note(self, call: Call, text: str, what: str, why: str) -> None:
        self.notes.add("changed", what, why, "", text.count("\n", 0, call.start) + 1)


def in_notation_of_hugo(call: Call, inner: str) -> str:
    """Return the call in the notation that Presswork reads."""
    if call.name == "gist":
        address = str(call.arguments.get("url", call.arguments.get("id", "")))
        said = [quoted(re.sub(r"^https?://gist\.github\.com/|\.js$|/$", "", address))]
    else:
        said = picture_parameters(call.arguments) if call.name in (*PICTURES, "figure") else named(call.arguments)
    begin = f"{{{{< {call.name} {' '.join(said)}".rstrip() + " >}}"
    if call.body is None:
        return begin
    gap = "\n" if "\n" in inner or call.name not in IN_LINE else ""
    return f"{begin}{gap}{inner}{gap}{{{{< /{call.name} >}}}}"


def named(arguments: Mapping[str, Plain]) -> list[str]:
    return [f"{name}={quoted(value)}" for name, value in arguments.items()]


def quoted(value: Plain) -> str:
    """Return the value of a parameter in Hugo's notation."""
    if isinstance(value, list):
        return quoted(",".join(str(part) for part in value))
    text = str(value).lower() if isinstance(value, bool) else str(value)
    sign = next((sign for sign in "\"`'" if sign not in text), "")
    return f"{sign}{text}{sign}" if sign else '"{}"'.format(text.replace('"', '\\"'))


def picture_parameters(arguments: Mapping[str, Plain]) -> list[str]:
    """Return the parameters of a picture, whose path has other names in some themes."""
    src = next((name for name in ("src", "path", "url", "file", "image") if arguments.get(name)), "")
    return named({"src" if name == src else name: value for name, value in arguments.items()})


# ---- what a template may ask for


class Pictures(Frozen):
    """Finds the pictures that templates name: from the root of the content, of `static` or of the site, or beside the text."""

    tree: Tree
    content: str
    folder: str

    @property
    def functions(self) -> Functions:
        return Functions(self.url, self.picture)

    def url(self, path: str) -> str:
        """Return the address of a path; a path that begins with `@/` is resolved later, as in a text."""
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
