"""Scripts in old texts, which no page here runs: that of a gist becomes a link to it, and the report names the others.

In Markdown, a script stays as it is written, and shows nothing; what is in code isn't a script.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from msgspec.structs import replace

from chalicelib.content.shortcodes.code_ranges import html_in
from infra.importers.blog import Entry
from infra.importers.html_to_markdown import cards

ANY = re.compile(r"<script\b", re.IGNORECASE)
BEGIN = re.compile(r"<!--|<script\b[^<>]*>", re.IGNORECASE)
END = re.compile(r"</script\b[^<>]*>", re.IGNORECASE)
SOURCE = re.compile(r"""\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""", re.IGNORECASE)
BLANK = re.compile(r"[ \t]*(?:\n[ \t]*(?:\n|\Z)|\Z)")
WHY = "shows nothing here, because Presswork runs no third-party code in its pages"


class Script(NamedTuple):
    """A script: where it begins and ends, and the address that it is loaded from; empty if it is in the text."""

    start: int
    end: int
    source: str


def without_scripts(entry: Entry) -> Entry:
    """Return the entry with links in place of gists' scripts, and with the report's lines about other scripts."""
    parts: list[str] = []
    notes: dict[str, None] = {}
    last, is_html = 0, entry.format == "html"
    for script in scripts_in(entry.body, is_html=is_html):
        gist = cards.gist(script.source)
        if gist or is_html:
            parts += [entry.body[last : script.start], link_to_gist(gist, entry.body, script, is_html=is_html)]
            last = script.end
        if not gist:
            notes[f"the script {script.source} {WHY}" if script.source else f"a script in its text {WHY}"] = None
    body = "".join([*parts, entry.body[last:]])
    return replace(entry, body=body, changed=(*entry.changed, *notes)) if parts or notes else entry


def scripts_in(text: str, *, is_html: bool) -> Iterator[Script]:
    """Yield the scripts of a text in their order, but those in comments, and in Markdown's code; one without an end goes on to
    the end of the text."""
    if not ANY.search(text):
        return
    html, at, last_end = None if is_html else html_in(text), 0, text.rfind("-->")
    while match := BEGIN.search(text, at):
        at = match.end()
        if html is not None and match.start() not in html:
            continue
        if match[0] == "<!--":
            at = text.find("-->", at) if at <= last_end else at
            continue
        end = END.search(text, at)
        at = end.end() if end else len(text)
        source = SOURCE.search(match[0])
        yield Script(match.start(), at, unescape("".join(filter(None, source.groups()))).strip() if source else "")


def link_to_gist(gist: str, text: str, script: Script, *, is_html: bool) -> str:
    """Return the link to a gist; alone in its paragraph, it becomes a card."""
    if is_html or not gist:
        return cards.alone(gist)
    text_before = text[: script.start].rstrip(" \t")
    is_alone = (not text_before or text_before.endswith("\n\n")) and BLANK.match(text, script.end)
    return gist if is_alone else cards.link(gist, gist)
