"""The directives and roles of Pelican, of its plugins and of Sphinx, as far as blogs use them, beside those of docutils.

The author's own HTML comes along as it does in a Markdown text: Presswork publishes the harmless part of it. Only the text
itself is read, never a file or an address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive, directives, roles

ABBREVIATION = re.compile(r"(.*?)\s*\(([^()]+)\)\s*\Z", re.DOTALL)
TARGETED = re.compile(r"(.*?)\s*<([^<>]+)>\s*\Z", re.DOTALL)


class AnyOptions(dict[str, Callable[[str], str]]):
    """Options of any name, as they are written; most are about the look."""

    def __bool__(self) -> bool:
        return True

    def __contains__(self, _: object) -> bool:
        return True

    def __missing__(self, _: str) -> Callable[[str | None], str]:
        return lambda text: text or ""


class Tolerant(Directive):  # type: ignore[misc]
    """A directive that takes any options."""

    optional_arguments = 3
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[Any] = AnyOptions()


class Code(Tolerant):
    """Code, which names its language."""

    def run(self) -> list[nodes.Node]:
        text = "\n".join(self.content)
        language = (self.arguments[0] if self.arguments else self.options.get("language", "")).strip().lower()
        block = nodes.literal_block(text, text, classes=["code", *([language] if language else [])])
        return [block] if text.strip() else []


class Html(Tolerant):
    """HTML that is written in the text."""

    def run(self) -> list[nodes.Node]:
        is_html = bool(self.arguments) and "html" in self.arguments[0].lower().split()
        if not is_html or {"file", "url"} & self.options.keys():
            return [self.state_machine.reporter.warning('"raw" directive disabled.', line=self.lineno)]
        text = "\n".join(self.content)
        return [nodes.raw(text, text, format="html")]


def embedding(pattern: str) -> type[Directive]:
    """Return a directive whose argument is an id; the address becomes a card."""

    class Embedding(Tolerant):
        def run(self) -> list[nodes.Node]:
            own = self.arguments[0].split()[0] if self.arguments else ""
            address = own if "://" in own else pattern.format(own)
            if not re.fullmatch(r"https://[\w./?=%-]+", address):
                return [self.state_machine.reporter.warning(f'"{self.name}" directive without an id.', line=self.lineno)]
            return [nodes.paragraph("", "", nodes.reference("", address, refuri=address))]

    return Embedding


def playing(element: str) -> type[Directive]:
    """Return a directive whose argument is the address of a recording."""

    class Playing(Tolerant):
        def run(self) -> list[nodes.Node]:
            source = self.arguments[0].split()[0] if self.arguments else ""
            html = f'<{element} controls src="{nodes.Text(source).astext().replace(chr(34), "%22")}"></{element}>'
            return [nodes.raw(html, html, format="html")] if source else []

    return Playing


DIRECTIVES: Mapping[str, type[Directive]] = {
    **dict.fromkeys(("code", "code-block", "sourcecode", "highlight"), Code),
    "raw": Html,
    "youtube": embedding("https://www.youtube.com/watch?v={}"),
    "vimeo": embedding("https://vimeo.com/{}"),
    "gist": embedding("https://gist.github.com/{}"),
    "soundcloud": embedding("https://soundcloud.com/{}"),
    "audio": playing("audio"),
    "video": playing("video"),
}
Role = Callable[..., tuple[list[nodes.Node], list[nodes.system_message]]]


def elements(tag: str) -> Role:
    """Return a role whose text is in this element of HTML."""

    def role(_name: str, raw: str, text: str, *_: Any, **__: Any) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        node = nodes.literal(raw, text) if tag == "code" else nodes.inline(raw, text, classes=[f"as-{tag}"])
        return [node], []

    return role


def abbreviation(_name: str, raw: str, text: str, *_: Any, **__: Any) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    match = ABBREVIATION.match(text)
    return [nodes.abbreviation(raw, match[1] if match else text, title=match[2] if match else "")], []


def words(_name: str, raw: str, text: str, *_: Any, **__: Any) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Return the words of a link that only a whole documentation could follow."""
    match = TARGETED.match(text)
    return [nodes.inline(raw, match[1] if match else text)], []


ROLES: Mapping[str, Role] = {
    "abbr": abbreviation,
    "kbd": elements("kbd"),
    **dict.fromkeys(("file", "command", "program", "option", "envvar", "samp", "func", "class", "mod", "meth"), elements("code")),
    **dict.fromkeys(("guilabel", "menuselection"), elements("strong")),
    **dict.fromkeys(("doc", "ref", "term", "numref"), words),
}


@cache
def register() -> None:
    """Add these to docutils' tables, once."""
    for name, directive in DIRECTIVES.items():
        directives.register_directive(name, directive)
    for name, role in ROLES.items():
        roles.register_local_role(name, role)
