"""The dialect of the `markdown` package, for blogs that grew up with Pelican or MkDocs.

Python-Markdown parses the text, with attribute lists, admonitions, abbreviations, and Markdown in HTML. The cost of each of its
stages is estimated beforehand (`budget`). Each text has a parser of its own, which takes a quarter of a millisecond to make.
"""

import re
from collections.abc import Callable, Mapping
from hashlib import blake2b
from html import unescape
from itertools import takewhile
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.admonition import AdmonitionExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.md_in_html import MarkdownInHtmlExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension, remove_fnrefs, render_inner_html, strip_tags
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor, UnescapeTreeprocessor
from markdown.util import AMP_SUBSTITUTE, HTML_PLACEHOLDER
from pymdownx.highlight import HighlightExtension
from pymdownx.superfences import SuperFencesCodeExtension
from pymdownx.tasklist import TasklistExtension

from chalicelib.content.addresses.addresses import slug
from chalicelib.content.html.elements import named
from chalicelib.content.markdown.budget import Room, Work
from chalicelib.content.markdown.code_blocks import code_html, fence
from chalicelib.content.markdown.dialects import Parsed, TextContext
from chalicelib.content.markdown.headings import letters, title_html
from chalicelib.content.markdown.python_markdown_cost import weigh_blocks, weigh_inline, weigh_raw, weigh_source, weigh_tree

HEADINGS = named("h1 h2 h3 h4 h5 h6")
CODE = re.compile(rf"^((?:[ ]{{4}})*|(?:>[ ]?)+)({HTML_PLACEHOLDER % '[0-9]+'})[ ]*$", re.MULTILINE)
OPENED = re.compile(
    r"^(<(?:article|aside|blockquote|center|details|div|figure|footer|header|main|nav|section)(?:\s(?![^<>\n]*\bmarkdown\b)[^<>\n]*)?)"
    r"(>[ ]*(?:\n?<summary>[^<\n]*</summary>)?[ ]*\n[ ]*\n)",
    re.MULTILINE | re.IGNORECASE,
)
SET_ALREADY = frozenset("\"'-.")  # escaped characters that smart quotes must not change


def parse(text: str, context: TextContext, work: Work, room: Room) -> Parsed:
    """Return the HTML of a text, with the title that was found."""
    weigh_source(text, work)
    ours = Presswork(context.key, context.title, work, room)
    html = room.hold(_parser(ours).convert(text))
    return Parsed(html, ours.heading.text)


# ---- code


def _keep_wishes(
    _lang: str, wishes: Mapping[str, str], options: dict[str, Any], _attributes: dict[str, str], _md: Markdown
) -> bool:
    """Keep the words after a fence, whatever they are; a bare word is its own value."""
    options["words"] = " ".join(f"{{{name}}}" if name == value else f'{name}="{value}"' for name, value in wishes.items())
    return True


def _code(code: str, lang: str, _class: str, options: Mapping[str, Any], _md: Markdown, **more: Any) -> str:
    """Return the HTML of a code block."""
    return code_html(fence(lang, f"{options['words']} {' '.join(more['classes'] or ())}"), code).rstrip("\n")


FENCES = [{"name": "*", "class": "", "format": _code, "validator": _keep_wishes}]


# ---- the parser


def _parser(ours: "Presswork") -> Markdown:
    suffix = blake2b(ours.key.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    extensions: list[Extension | str] = [
        TableExtension(use_align_attribute=True),
        SuperFencesCodeExtension(custom_fences=FENCES, relaxed_headers=True),
        HighlightExtension(use_pygments=False, css_class=""),
        FootnoteExtension(SEPARATOR=f"-{suffix}-", BACKLINK_TEXT="&#8617;&#xFE0E;", BACKLINK_TITLE="↩ {}"),
        DefListExtension(),
        AttrListExtension(),
        AbbrExtension(),
        MarkdownInHtmlExtension(),
        SaneListExtension(),
        AdmonitionExtension(),
        TasklistExtension(),
        TocExtension(slugify=lambda text, _separator: slug(text) or "section"),
        ours,
    ]
    return Markdown(extensions=extensions, output_format="html")


class Presswork(Extension):
    """Presswork's extension: the cost of each stage, the title, task labels, and escapes that smart quotes keep."""

    def __init__(self, key: str, title: str, work: Work, room: Room) -> None:
        super().__init__()
        self.key = key
        self.work = work
        self.room = room
        self.heading = Title(title)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register the processors among Markdown's own."""
        self.heading.md = md
        md.ESCAPED_CHARS.extend("\"'")
        md.preprocessors.register(PayForText(weigh_raw, self.work), "presswork-raw", 23)  # after fenced code
        md.preprocessors.register(PayForText(weigh_blocks, self.work), "presswork-blocks", -10)
        md.preprocessors.register(LikeCommonMark(), "presswork-common", 22)  # after code, before raw HTML
        md.inlinePatterns.register(PayForInline(self.work), "presswork-inline", 1000)
        md.treeprocessors.register(Labels(md), "presswork-labels", 7)  # after the attributes that end a line
        md.treeprocessors.register(self.heading, "presswork-title", 6)  # after the inline marks, before the table of contents
        md.treeprocessors.register(
            CheckLength(md, self.room), "presswork-tree", 4
        )  # after the table of contents, the last to copy text
        md.treeprocessors.register(Unescape(md), "unescape", 0)


class PayForText(Preprocessor):
    """Pays for the text at this stage and does not change it."""

    def __init__(self, weigh: Callable[[str, Work], None], work: Work) -> None:
        super().__init__()
        self.weigh = weigh
        self.work = work

    def run(self, lines: list[str]) -> list[str]:
        self.weigh("\n".join(lines), self.work)
        return lines


class LikeCommonMark(Preprocessor):
    """Follows CommonMark: code ends the paragraph before it, and raw HTML contains Markdown after a blank line."""

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        text = CODE.sub(_apart, text)
        return OPENED.sub(r'\1 markdown="1"\2', text).split("\n")


def _apart(code: re.Match[str]) -> str:
    """Return the line of a code block with blank lines around it."""
    around, (start, end) = code.string, code.span()
    blank = code[1].rstrip()
    above = "" if around[max(0, start - 2) : start] in {"", "\n", "\n\n"} else f"{blank}\n"
    below = "" if around[end : end + 2] in {"", "\n", "\n\n"} else f"\n{blank}"
    return above + code[0] + below


class PayForInline(InlineProcessor):
    """Pays for each text before its inline markup is parsed; matches nothing."""

    def __init__(self, work: Work) -> None:
        super().__init__(r"\A")
        self.work = work

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[None, None, None]:  # type: ignore[override]  # noqa: ARG002, N802
        weigh_inline(data, self.work)
        return None, None, None


class CheckLength(Treeprocessor):
    """Checks how long the HTML of the tree will be, before it is written."""

    def __init__(self, md: Markdown, room: Room) -> None:
        super().__init__(md)
        self.room = room

    def run(self, root: Element) -> None:
        weigh_tree(root, [len(raw) if isinstance(raw, str) else 0 for raw in self.md.htmlStash.rawHtmlBlocks], self.room)


class Labels(Treeprocessor):
    """Makes the text of a task the label of its checkbox, for screen readers; lists below the task stay outside."""

    def run(self, root: Element) -> None:
        for item in root.iter("li"):
            if "task-list-item" in item.get("class", "").split():
                task = next((part for part in (item, *item[:1]) if (part.text or "").strip()), None)  # it may be a paragraph
                if task is not None:
                    self._label(task)

    def _label(self, task: Element) -> None:
        label = Element("label")
        label.text, task.text = task.text, None
        label.extend(takewhile(lambda part: not self.md.is_block_level(part.tag), task))
        task[: len(label)] = [label]


class Title(Treeprocessor):
    """Removes the heading that is the title: the first block, or without a known title the first `h1`."""

    def __init__(self, given: str) -> None:
        super().__init__()
        self.given = given
        self.text = ""

    def run(self, root: Element) -> None:
        heading = self._heading(root)
        if heading is None or self.md is None:
            return
        html = render_inner_html(remove_fnrefs(heading), self.md)
        if not self.given:
            self.text = title_html(html, _text_between)
        if not self.given or letters(self.given) == letters(unescape(strip_tags(html))):
            root.remove(heading)

    def _heading(self, root: Element) -> Element | None:
        first = root[0] if len(root) else None
        if first is not None and first.tag in (named("h1") if self.given else HEADINGS):
            return first
        return None if self.given else root.find("h1")


def _text_between(html: str) -> str:
    """Return the escaped text of a part of a line, with the spaces at its ends."""
    return strip_tags(f"x{html}x")[1:-1]


class Unescape(UnescapeTreeprocessor):
    """Writes an escaped character as an entity, so that smart quotes don't change it."""

    def _unescape(self, m: re.Match[str]) -> str:
        char = chr(int(m[1]))
        return f"{AMP_SUBSTITUTE}#{m[1]};" if char in SET_ALREADY else char
