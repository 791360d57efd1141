"""Boxes that stand out: the notes, tips and warnings of every system, each in its own notation.

    :::note Title          Docusaurus, VitePress, Starlight         ??? note "Title"     MkDocs
    {% note info %}        Hexo's themes                            <Callout type="…">   components

`containers` and `admonitions` turn the first two.
"""

import re
from collections.abc import Mapping
from html import escape

from infra.importers.markdown_folder.habit import Context
from infra.importers.markdown_folder.systems.code_spans import code_in

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
OF_MKDOCS = re.compile(r"^([ \t]*)(?:\?\?\?\+?[ \t]+([^\n]+)|===[!+]?[ \t]+\"([^\"\n]*)\"[ \t]*$)", re.MULTILINE)


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
    """Return the text with `??? note` as `!!! note`, which Python-Markdown reads itself, and with tabs one below the other."""
    if not OF_MKDOCS.search(text):
        return text
    code, at = code_in(text), 0
    parts: list[str] = []
    indents: list[int] = []
    for number, line in enumerate(text.split("\n"), 1):
        made = line
        while indents and line.strip() and len(line) - len(line.lstrip()) < indents[-1]:
            indents.pop()
        begun = None if at in code else OF_MKDOCS.match(line)
        if begun and begun[2]:
            on.notes.replaced(f"??? {begun[2]}", "a box", number)
            made = f"{begun[1]}!!! {begun[2]}"
        made = made[4 * len(indents) :] if made.strip() else made
        if begun and begun[3] is not None:
            on.notes.replaced('=== "…"', "its title and its words", number)
            made = f"{begun[1][4 * len(indents) :]}**{begun[3]}**\n"
            indents.append(len(begun[1]) + 4)
        parts.append(made)
        at += len(line) + 1
    return "\n".join(parts)
