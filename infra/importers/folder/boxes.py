"""Boxes that stand out: the notes, tips and warnings of every system, each in its own notation.

    :::note Title          Docusaurus, VitePress, Starlight         !!! note "Title"     MkDocs
    {% note info %}        Hexo's themes                            <Callout type="…">   components

`containers` and `admonitions` turn the first two; a kind that isn't in `BOX` is a plain note that keeps its name as its title.
"""

import re
from collections.abc import Mapping
from html import escape

from infra.importers.folder.code_parts import code_in
from infra.importers.folder.habit import Context

BOX: Mapping[str, str] = {
    **dict.fromkeys(
        ("note", "info", "abstract", "summary", "tldr", "todo", "example", "quote", "default", "primary", "seealso"), "note"
    ),
    **dict.fromkeys(("tip", "hint", "success", "check", "done", "theorem"), "tip"),
    **dict.fromkeys(("important", "question", "help", "faq"), "important"),
    **dict.fromkeys(("warning", "warn", "attention"), "warning"),
    **dict.fromkeys(("caution", "danger", "error", "failure", "bug"), "caution"),
}
"""The kinds of boxes, and the one of Presswork's that each looks like."""

OPENED = re.compile(r"^([ \t]*)(:{3,})[ \t]*([A-Za-z][\w-]*)[ \t]*(?:\[([^\[\]\n]*)\])?[ \t]*(?:\{[^{}\n]*\})?[ \t]*([^\n]*)$")
CLOSED = re.compile(r"^[ \t]*(:{3,})[ \t]*$")
OF_MKDOCS = re.compile(r"^([ \t]*)(!!!|\?\?\?\+?)[ \t]+([\w -]+?)(?:[ \t]+\"([^\"\n]*)\")?[ \t]*$")
OF_TABS = re.compile(r"^([ \t]*)===[!+]?[ \t]+\"([^\"\n]*)\"[ \t]*$")


def kind_of_box(said: str) -> str:
    """Return the kind that is nearest to what an old system calls it."""
    return BOX.get(said.strip().lower(), "note")


def box(kind: str, title: str = "") -> str:
    """Return the begin of a box, up to its Markdown."""
    named = f'<p class="admonition-title">{escape(title, quote=False)}</p>\n' if title.strip() else ""
    return f'<div class="admonition {kind}">\n{named}\n'


def box_end() -> str:
    return "\n\n</div>\n"


def containers(text: str, on: Context) -> str:
    """Return the text with what is between `:::note` and `:::` in a box, or in a part that unfolds for `:::details`."""
    if ":::" not in text:
        return text
    code, at = code_in(text), 0
    parts: list[str] = []
    opened: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        made = None if at in code else _container(line, opened, on, number)
        parts.append(line if made is None else made)
        at += len(line) + 1
    return "\n".join([*parts, *(f"\n</{element}>" for element in reversed(opened))])


def _container(line: str, opened: list[str], on: Context, number: int) -> str | None:
    if CLOSED.match(line):
        return f"\n</{opened.pop()}>\n" if opened else None
    begun = OPENED.match(line)
    if begun is None:
        return None
    name, title = begun[3], (begun[4] or begun[5] or "").strip()
    on.notes.replaced(
        f":::{name}", "a part that unfolds" if name == "details" else "a box" if _is_box(name) else "the words in it", number
    )
    if name == "details":
        opened.append("details")
        return f"\n<details>\n<summary>{escape(title or 'Details', quote=False)}</summary>\n"
    opened.append("div")
    return f"\n{box(kind_of_box(name), title)}" if _is_box(name) else "\n<div>\n"


def _is_box(name: str) -> bool:
    return name.lower() in BOX


def admonitions(text: str, on: Context) -> str:
    """Return the text with `!!! note "Title"` and its indented lines as a box, and tabs by their titles."""
    if not re.search(r"^[ \t]*(?:!!!|\?\?\?|===)", text, re.MULTILINE):
        return text
    code, at = code_in(text), 0
    parts: list[str] = []
    open_at: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        indent = len(line) - len(line.lstrip())
        while open_at and line.strip() and indent < open_at[-1][0]:
            parts.append(f"\n</{open_at.pop()[1]}>\n")
        inner = line[open_at[-1][0] if open_at else 0 :] if line.strip() else ""
        begun = None if at in code else OF_MKDOCS.match(line) or OF_TABS.match(line)
        parts.append(inner if begun is None else _admonition(begun, open_at, on, number))
        at += len(line) + 1
    return "\n".join([*parts, *(f"\n</{element}>" for _, element in reversed(open_at))])


def _admonition(begun: re.Match[str], open_at: list[tuple[int, str]], on: Context, number: int) -> str:
    indent = len(begun[1].expandtabs(4)) + 4
    if begun.re is OF_TABS:
        on.notes.replaced('=== "tab"', "its title and its words", number)
        open_at.append((indent, "div"))
        return f"\n<div>\n\n**{begun[2]}**\n"
    name, title = begun[3].split()[0], begun[4] if begun[4] is not None else ""
    folds = begun[2] != "!!!"
    on.notes.replaced(f"{begun[2]} {name}", "a part that unfolds" if folds else "a box", number)
    if folds:
        open_at.append((indent, "details"))
        opened = " open" if begun[2].endswith("+") else ""
        return f"\n<details{opened}>\n<summary>{escape(title or name.capitalize(), quote=False)}</summary>\n"
    open_at.append((indent, "div"))
    return f"\n{box(kind_of_box(name), title or ('' if _is_box(name) else name.capitalize()))}"
