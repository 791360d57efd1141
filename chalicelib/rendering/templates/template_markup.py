"""What a browser won't do of a site's own template or stylesheet, by the policy of pages (`templates/policy.html`).

A page runs scripts that are files of its site, and takes the styles that Presswork writes into it, each by its hash. So a script
or a style that a template writes into a page does nothing, and a sheet loads nothing from other hosts.
"""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

import tinycss2
from tinycss2.ast import FunctionBlock, Node, StringToken, URLToken

from chalicelib.content.plain_text import short
from chalicelib.diagnostics import Diagnostic
from chalicelib.errors import Refusal

OF_JINJA = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
DATA = ("application/ld+json", "application/json", "speculationrules")  # types of scripts that aren't run
ELSEWHERE = re.compile(r"(?i)\s*(https?:)?//")
NEVER = "mail/"  # templates of mails, whose styles are written into their elements
SOURCES_OF_SHEETS = ("import", "font-face")


def doubts(name: str, text: str) -> tuple[Diagnostic, ...]:
    """Return what of a template does nothing in a page."""
    if name.startswith(NEVER) or not name.endswith(".html"):
        return ()
    parser = _Parser()
    parser.feed(OF_JINJA.sub(_blank, text))
    parser.close()
    return tuple(parser.found)


def doubts_of_sheet(css: str) -> tuple[Diagnostic, ...]:
    """Return what of a stylesheet does nothing in a page; raise `Refusal` where it can't be read."""
    reasons = []
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "error":
            raise Refusal("sheet", rule.message, rule.source_line)
        if rule.type == "at-rule" and rule.lower_at_keyword in SOURCES_OF_SHEETS:
            elsewhere = next(_addresses([*rule.prelude, *(rule.content or ())]), "")
            reasons += [Diagnostic("elsewhere", short(elsewhere), rule.source_line)] * bool(elsewhere)
    return tuple(reasons)


def _addresses(tokens: Iterable[Node]) -> Iterator[str]:
    """Yield the addresses on other hosts among these tokens."""
    for token in tokens:
        if isinstance(token, URLToken | StringToken) and ELSEWHERE.match(token.value):
            yield token.value
        elif isinstance(token, FunctionBlock):
            yield from _addresses(token.arguments)


class _Parser(HTMLParser):
    """Notes the elements and attributes that a page's policy stops, each with its line."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Diagnostic] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "style":
            self._note("inline-style", "<style>")
        elif tag == "script" and said.get("type", "").strip().lower() not in DATA:
            if "src" not in said:
                self._note("inline-script", "<script>")
            elif ELSEWHERE.match(said["src"]):
                self._note("elsewhere", short(said["src"]))
        elif tag == "link" and "stylesheet" in said.get("rel", "").lower().split() and ELSEWHERE.match(said.get("href", "")):
            self._note("elsewhere", short(said["href"]))
        for name in said:
            if name == "style" or name.startswith("on"):
                self._note("inline-style" if name == "style" else "inline-script", f'{name}="…"')

    def _note(self, code: str, detail: str) -> None:
        self.found.append(Diagnostic(code, detail, self.getpos()[0]))


def _blank(match: re.Match[str]) -> str:
    """Return as many lines as were found, so that those after it keep their numbers."""
    return "\n" * match[0].count("\n")
