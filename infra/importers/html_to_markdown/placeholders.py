"""What Markdown says and HTML doesn't: footnotes and formulas of a text, which readers put aside before it becomes Markdown.

In the HTML, a mark takes the place of each, a word that no author writes. `as_markdown` puts the Markdown in its place.
"""

import re
from collections.abc import Callable
from textwrap import indent

from msgspec import Struct, field
from msgspec.structs import replace

from chalicelib.html_to_markdown.markdown import markdown_of
from infra.importers.blog import Entry
from infra.importers.entry_links import resolved
from infra.importers.html_to_markdown.scripts import without_scripts

MARK = re.compile(r"pwmark(\d{1,6})mark")
Link = Callable[[str], str]


class Marks(Struct):
    """The Markdown that was put aside, by the number of its mark, and the footnotes as HTML by name."""

    written: list[str] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)

    def of(self, markdown: str) -> str:
        """Return the mark that takes the place of some Markdown."""
        self.written.append(markdown)
        return f"pwmark{len(self.written) - 1}mark"

    def formula(self, tex: str) -> str:
        """Return the mark of a formula of its own, as a paragraph."""
        lines = "\n".join(("$$", tex.strip(), "$$"))
        return f"<p>{self.of(lines)}</p>" if tex.strip() else ""

    def reference(self, name: str) -> str:
        """Return the mark of a reference to a footnote."""
        return self.of(f"[^{name}]")


def as_markdown(entry: Entry, marks: Marks, site_url: str) -> Entry:
    """Return an entry of HTML as Markdown with everything that was put aside; the same entry if nothing was."""
    if entry.format != "html" or not (marks.written or marks.notes):
        return entry

    entry = without_scripts(entry)

    def link(address: str) -> str:
        return resolved(address, entry, site_url)

    body = markdown_of(entry.body, link).strip()
    plain = any(line.startswith("<") and MARK.search(line) for line in body.splitlines())
    notes = [footnote(name, html, link, plain=plain) for name, html in marks.notes.items()]
    return replace(entry, body="\n\n".join((put_back(body, marks, plain=plain), *notes)), format="commonmark")


def put_back(body: str, marks: Marks, *, plain: bool) -> str:
    """Return the text with what was put aside; `plain`: it is within HTML, where `[^1]` would be no reference."""
    by_number = dict(enumerate(marks.written))
    written = {number: markdown.replace("[^", "[") if plain else markdown for number, markdown in by_number.items()}
    return MARK.sub(lambda match: written.get(int(match[1]), match[0]), body)


def footnote(name: str, html: str, link: Link, *, plain: bool) -> str:
    """Return a footnote; what belongs to it is indented. In a text whose references are plain, it is a paragraph."""
    text = markdown_of(html, link).strip()
    return f"\\[{name}\\] {text}" if plain else f"[^{name}]: {indent(text, '    ').lstrip()}"
