"""The tree of docutils as plain HTML, without what only its stylesheets need."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from bs4 import Tag
from docutils import nodes
from docutils.core import publish_from_doctree
from docutils.writers import html5_polyglot

from infra.importers.html_to_markdown.html_trees import parsed, strip_attributes
from infra.importers.html_to_markdown.placeholders import Marks

SETTINGS: Mapping[str, Any] = {
    "_disable_config": True,
    "embed_stylesheet": False,
    "file_insertion_enabled": False,
    "initial_header_level": 2,
    "output_encoding": "unicode",
    "raw_enabled": False,
    "report_level": 5,
    "stylesheet_path": "",
}
KEPT: Mapping[str, str] = {
    **{"*": "id lang dir title", "a": "href id", "img": "src alt width height class", "figure": "class", "pre": "class"},
    **{"ol": "start type", "td": "colspan rowspan", "th": "colspan rowspan", "blockquote": "cite"},
    **{"audio": "controls src", "video": "controls src width height poster", "source": "src type", "iframe": "src width height"},
}
KINDS = frozenset({"attention", "caution", "danger", "error", "hint", "important", "note", "tip", "warning"})
"""The admonitions of docutils, each of which is a callout of Presswork, too."""
MORE = ("more", "read more", "pelican_end_summary")
PIXELS = re.compile(r"(\d+)(?:px)?")


def html_of(document: nodes.document, marks: Marks) -> str:
    """Return the body as HTML. Footnotes, formulas and the table of contents are put aside."""

    class Marking(Translator):
        aside = marks

    writer = html5_polyglot.Writer()
    writer.translator_class = Marking
    publish_from_doctree(document, writer=writer, settings_overrides=dict(SETTINGS))
    return tidied(str(writer.parts["fragment"]))


def tidied(html: str) -> str:
    """Return the HTML with the ids of sections at their headings, and only attributes that mean something."""
    tree = parsed(html)
    for section in tree.find_all("section"):
        heading = section.find(re.compile("^h[1-6]$"))
        if isinstance(heading, Tag) and section.get("id"):
            heading["id"] = section["id"]
        section.unwrap()
    for columns in tree.find_all("colgroup"):
        columns.decompose()
    strip_attributes(tree, KEPT)
    return str(tree)


class Translator(html5_polyglot.HTMLTranslator):  # type: ignore[misc]
    """Docutils' own, with less markup."""

    aside: Marks
    body: list[str]

    # ---- blocks

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        languages = [name for name in node["classes"] if name != "code"]
        named = f' class="language-{escape(languages[0])}"' if languages else ""
        self.body.append(f"<pre{named}>{escape(node.astext(), quote=False)}</pre>\n")
        raise nodes.SkipNode

    def visit_doctest_block(self, node: nodes.doctest_block) -> None:
        self.body.append(f'<pre class="language-pycon">{escape(node.astext(), quote=False)}</pre>\n')
        raise nodes.SkipNode

    def visit_raw(self, node: nodes.raw) -> None:
        self.body.append(f"{node.astext()}\n")
        raise nodes.SkipNode

    def visit_comment(self, node: nodes.comment) -> None:
        self.body.append("<!--more-->" if node.astext().strip().lower() in MORE else "")
        raise nodes.SkipNode

    def visit_topic(self, node: nodes.topic) -> None:
        if "contents" in node["classes"]:
            self.body.append(f"<p>{self.aside.of('[TOC]')}</p>")
            raise nodes.SkipNode
        super().visit_topic(node)

    def visit_admonition(self, node: nodes.Element) -> None:
        """Begin a callout, which has the title that the author gave it."""
        title = node.pop(0).astext() if node.children and isinstance(node[0], nodes.title) else ""
        kind = next((name for name in node["classes"] if name in KINDS), "")
        said = f"[!{kind.upper()}]" if kind else f"[!NOTE] {title}"
        self.body.append(f"<blockquote><p>{self.aside.of(said)}</p>\n")

    def depart_admonition(self, _: nodes.admonition) -> None:
        self.body.append("</blockquote>\n")

    def visit_line_block(self, node: nodes.line_block) -> None:
        self.body.append("" if isinstance(node.parent, nodes.line_block) else "<p>")

    def depart_line_block(self, node: nodes.line_block) -> None:
        self.body.append("" if isinstance(node.parent, nodes.line_block) else "</p>\n")

    def depart_line(self, _: nodes.line) -> None:
        self.body.append("<br>\n")

    def visit_paragraph(self, node: nodes.paragraph) -> None:
        self.body.append("" if is_compact(node) else "<p>")

    def depart_paragraph(self, node: nodes.paragraph) -> None:
        self.body.append("\n" if is_compact(node) else "</p>\n")

    # ---- images

    def visit_image(self, node: nodes.image) -> None:
        said = {"src": node["uri"], "alt": node.get("alt", ""), "width": pixels(node, "width"), "height": pixels(node, "height")}
        said["class"] = f"align-{node['align']}" if node.get("align") in ("left", "right", "center") else ""
        given = (f' {name}="{escape(value)}"' for name, value in said.items() if value or name == "alt")
        self.body.append(f"<img{''.join(given)}>")

    def visit_figure(self, node: nodes.figure) -> None:
        side = f' class="align-{node["align"]}"' if node.get("align") in ("left", "right", "center") else ""
        self.body.append(f"<figure{side}>")

    def depart_figure(self, node: nodes.figure) -> None:
        self.body.append("</figcaption></figure>\n" if has_words(node) else "</figure>\n")

    def visit_caption(self, _: nodes.caption) -> None:
        self.body.append("<figcaption>")

    def visit_legend(self, node: nodes.legend) -> None:
        self.body.append(" " if node.parent.first_child_matching_class(nodes.caption) is not None else "<figcaption>")

    # ---- in a line

    def visit_literal(self, node: nodes.literal) -> None:
        self.body.append(f"<code>{escape(node.astext(), quote=False)}</code>")
        raise nodes.SkipNode

    def visit_inline(self, node: nodes.inline) -> None:
        self.body.append(f"<{element_of(node)}>")

    def depart_inline(self, node: nodes.inline) -> None:
        self.body.append(f"</{element_of(node)}>")

    def visit_abbreviation(self, node: nodes.abbreviation) -> None:
        title = f' title="{escape(node["title"])}"' if node.get("title") else ""
        self.body.append(f"<abbr{title}>")

    def visit_problematic(self, node: nodes.problematic) -> None:
        self.body.append(escape(node.astext(), quote=False))
        raise nodes.SkipNode

    # ---- what only Markdown says

    def visit_math(self, node: nodes.math, math_env: str = "") -> None:  # noqa: ARG002 - docutils' argument
        self.body.append(self.aside.of(f"${node.astext().strip()}$"))
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.math_block, math_env: str = "") -> None:  # noqa: ARG002 - docutils' argument
        self.body.append(self.aside.formula(node.astext()))
        raise nodes.SkipNode

    def visit_footnote_reference(self, node: nodes.footnote_reference) -> None:
        while self.body and self.body[-1].endswith(" ") and len(self.body[-1]) > 1:
            self.body[-1] = self.body[-1].rstrip(" ")
        self.body.append(self.aside.reference(name_of(node.astext())))
        raise nodes.SkipNode

    def visit_footnote(self, node: nodes.footnote) -> None:
        label = node[0].astext()
        del node[0]
        around, self.body = self.body, []
        for child in node.children:
            child.walkabout(self)
        self.aside.notes[name_of(label)] = "".join(self.body)
        self.body = around
        raise nodes.SkipNode

    def write_nothing(self, _: nodes.Element) -> None:
        """Write nothing: the element of the other end is enough."""

    visit_line = depart_image = depart_caption = depart_legend = write_nothing
    visit_citation, visit_citation_reference = visit_footnote, visit_footnote_reference


def is_compact(paragraph: nodes.paragraph) -> bool:
    """Return whether a paragraph is all that a cell holds, or in a list whose items are only lines, perhaps with lists."""
    parent = paragraph.parent
    if isinstance(parent, nodes.entry | nodes.caption | nodes.legend):
        return len(parent.children) == 1
    if not isinstance(parent, nodes.list_item):
        return False
    items = (item for item in parent.parent.children if isinstance(item, nodes.list_item))
    return all(map(is_line, items))


def is_line(item: nodes.list_item) -> bool:
    lists = nodes.bullet_list | nodes.enumerated_list
    return not item.children or (
        isinstance(item[0], nodes.paragraph) and all(isinstance(child, lists) for child in item.children[1:])
    )


def has_words(figure: nodes.figure) -> bool:
    return any(isinstance(child, nodes.caption | nodes.legend) for child in figure.children)


def pixels(node: nodes.image, side: str) -> str:
    """Return a length in pixels; empty for any other."""
    match = PIXELS.fullmatch(str(node.get(side, "")).strip())
    return match[1] if match else ""


def element_of(node: nodes.inline) -> str:
    return next((name.removeprefix("as-") for name in node["classes"] if name.startswith("as-")), "span")


def name_of(label: str) -> str:
    """Return the name of a footnote as Markdown can have it."""
    return re.sub(r"[^\w-]+", "-", label.strip()) or "1"
