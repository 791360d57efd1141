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
"""The kinds of boxes, and the kind of Presswork's that each looks like."""

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
        parts.append(line if at in code else _container(line, opened, on, number))
        at += len(line) + 1
    return "\n".join([*parts, *(f"\n</{element}>" for element in reversed(opened))])


def _container(line: str, opened: list[str], on: Context, number: int) -> str:
    """Return the line, or the begin or the end of a container; `opened` are the elements that haven't ended."""
    if CLOSED.match(line):
        return f"\n</{opened.pop()}>\n" if opened else line
    begin = OPENED.match(line)
    if begin is None:
        return line
    name, title = begin[3], (begin[4] or begin[5] or "").strip()
    if name == "details":
        opened.append("details")
        on.notes.replaced(f":::{name}", "a part that unfolds", number)
        return f"\n<details>\n<summary>{escape(title or 'Details', quote=False)}</summary>\n"
    opened.append("div")
    is_box = name.lower() in BOX
    on.notes.replaced(f":::{name}", "a box" if is_box else "the words in it", number)
    return f"\n{box(kind_of_box(name), title)}" if is_box else "\n<div>\n"


def admonitions(text: str, on: Context) -> str:
    """Return the text with `??? note` as `!!! note`, which Python-Markdown reads itself, and with tabs one below the other."""
    if not OF_MKDOCS.search(text):
        return text
    code, at = code_in(text), 0
    parts: list[str] = []
    indents: list[int] = []  # of the text in each tab that hasn't ended
    for number, line in enumerate(text.split("\n"), 1):
        while indents and line.strip() and len(line) - len(line.lstrip()) < indents[-1]:
            indents.pop()
        begin = None if at in code else OF_MKDOCS.match(line)
        if begin and begin[3] is not None:
            on.notes.replaced('=== "…"', "its title and its words", number)
            parts.append(f"{begin[1][4 * len(indents) :]}**{begin[3]}**\n")
            indents.append(len(begin[1]) + 4)
        else:
            new_line = line
            if begin:
                on.notes.replaced(f"??? {begin[2]}", "a box", number)
                new_line = f"{begin[1]}!!! {begin[2]}"
            parts.append(new_line[4 * len(indents) :] if new_line.strip() else new_line)
        at += len(line) + 1
    return "\n".join(parts)
