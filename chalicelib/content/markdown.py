"""Markdown to safe HTML: an author's text as every page, feed and letter shows it.

`render` is the whole path: the cost of the text is estimated (`budget`); Python-Markdown parses it; code is highlighted
(`highlighting`); quotes are set as in its language (`smartquotes`); the HTML is sanitized and its links are resolved (`safe`,
`links`); last, addresses that aren't allowed are removed (`gate`). Excerpt, links and images are then read from the finished
HTML. Each text has a parser of its own, which takes a quarter of a millisecond to make.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from html import escape, unescape
from itertools import takewhile
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

from chalicelib.content.addresses import slug
from chalicelib.content.budget import (
    SECONDS,
    Room,
    Work,
    weigh_blocks,
    weigh_html,
    weigh_inline,
    weigh_raw,
    weigh_source,
    weigh_tree,
    within,
)
from chalicelib.content.elements import VOID, named
from chalicelib.content.excerpts import excerpt
from chalicelib.content.frontmatter import clean as speakable
from chalicelib.content.gate import passed
from chalicelib.content.highlighting import highlighted
from chalicelib.content.images import images_in, shown_in
from chalicelib.content.links import linked
from chalicelib.content.safe import KEPT, clean, framed
from chalicelib.content.site import Site
from chalicelib.content.smartquotes import smarten
from chalicelib.errors import Refusal

HEADINGS = named("h1 h2 h3 h4 h5 h6")
COMMENT_MORE = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)
MORE = '<wbr class="presswork-more">'  # an element that is valid anywhere and survives the sanitizer, unlike a comment
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")
FRAME = re.compile(r"<iframe\b[^>]*?\bsrc\s*=\s*[\"']?([^\"'\s>]+)[^>]*>(?:\s*</iframe\s*>)?", re.IGNORECASE)
CODE = re.compile(rf"^((?:[ ]{{4}})*|(?:>[ ]?)+)({HTML_PLACEHOLDER % '[0-9]+'})[ ]*$", re.MULTILINE)
OPENED = re.compile(
    r"^(<(?:article|aside|blockquote|center|details|div|figure|footer|header|main|nav|section)(?:\s(?![^<>\n]*\bmarkdown\b)[^<>\n]*)?)"
    r"(>[ ]*(?:\n?<summary>[^<\n]*</summary>)?[ ]*\n[ ]*\n)",
    re.MULTILINE | re.IGNORECASE,
)
EMPTY = re.compile(r"<p>\s*</p>")  # remains of a paragraph that held code or raw HTML
SET_ALREADY = frozenset("\"'-.")  # escaped characters that smart quotes must not change


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as readers see it, and what follows from it.

    `more` is the offset of the author's `<!--more-->` in `html` (between two blocks; -1: none). `title` is the plain text of the
    heading at the beginning, which `html` then lacks. `links` are the keys of the sources that it links to. `image` is the
    address of its first image, and `images` are the keys of its images on this site.
    """

    html: str
    more: int = -1
    title: str = ""
    excerpt: str = ""
    links: tuple[str, ...] = ()
    image: str = ""
    images: tuple[str, ...] = ()


def render(
    text: str, *, key: str, lang: str, site: Site, title: str = "", seconds: float = SECONDS, work: Work | None = None
) -> Rendered:
    """Render the text of the source `key`. If its `title` is known and the text begins with the same heading, drop the heading.

    Texts that share a `work` may together cost no more than one text.
    """
    work, room = work or Work(), Room(text)
    weigh_source(text, work)
    try:
        return within(seconds, lambda: _rendered(text, key, lang, site, title, work, room))
    except RecursionError:
        raise Refusal("too-deep") from None


def _rendered(text: str, key: str, lang: str, site: Site, title: str, work: Work, room: Room) -> Rendered:
    raw, found = _parsed(text, key, lang, site, title, work, room)
    weigh_html(raw, work)
    safe = EMPTY.sub("", speakable(room.hold(clean(raw, key, site.frames))))
    html, more = _parted(passed(safe, links=KEPT))
    image = next((has["src"] for has in images_in(html) if "src" in has), "")
    return Rendered(html, more, found, excerpt(html, more), linked(html), image, shown_in(html))


def _parsed(text: str, key: str, lang: str, site: Site, title: str, work: Work, room: Room) -> tuple[str, str]:
    """Return the HTML before it is sanitized, and the title that was found."""
    ours = Presswork(key, title, work, room)
    html = room.hold(_parser(ours).convert(text))
    if "<iframe" in html:
        html = FRAME.sub(lambda frame: frame[0] if framed(unescape(frame[1]), site.frames) else _instead(frame[1]), html)
    html = room.hold(COMMENT_MORE.sub(MORE, html, count=1))
    coloured = highlighted(html)
    html = coloured if len(coloured) <= room.most else html  # no colours if they make it too long
    return room.hold(smarten(html, lang)), unescape(smarten(ours.heading.found, lang))


def _instead(address: str) -> str:
    """Return a link in place of a frame that isn't allowed."""
    shown = escape(unescape(address))
    return f'<a href="{shown}">{shown}</a>'


def _parted(html: str) -> tuple[str, int]:
    """Return the HTML without the mark of `<!--more-->`, and its offset: after its block, if it is within a block."""
    at = html.find(MORE)
    if at < 0:
        return html, -1
    depth, end = 0, at
    for tag in TAG.finditer(html):
        if tag.start() >= at and depth == 0:
            break
        if tag[2] not in VOID:
            depth += -1 if tag[1] else 1
        end = max(at, tag.end())
    html = html.replace(MORE, "")
    return html, end if end == at else end - len(MORE)


# ---- the parser


def _parser(ours: "Presswork") -> Markdown:
    suffix = blake2b(ours.key.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    extensions: list[Extension | str] = [
        TableExtension(use_align_attribute=True),
        SuperFencesCodeExtension(),
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

    def __init__(self, known: str) -> None:
        super().__init__()
        self.known = known
        self.found = ""

    def run(self, root: Element) -> None:
        heading = self._heading(root)
        if heading is None or self.md is None:
            return
        text = strip_tags(render_inner_html(remove_fnrefs(heading), self.md))
        if not self.known:
            self.found = text
        if not self.known or _same(self.known, unescape(text)):
            root.remove(heading)

    def _heading(self, root: Element) -> Element | None:
        first = root[0] if len(root) else None
        if first is not None and first.tag in (named("h1") if self.known else HEADINGS):
            return first
        return None if self.known else root.find("h1")


def _same(one: str, other: str) -> bool:
    letters: Callable[[str], str] = lambda text: re.sub(r"\W+", "", text).casefold()  # noqa: E731
    return letters(one) == letters(other)


class Unescape(UnescapeTreeprocessor):
    """Writes an escaped character as an entity, so that smart quotes don't change it."""

    def _unescape(self, m: re.Match[str]) -> str:
        char = chr(int(m[1]))
        return f"{AMP_SUBSTITUTE}#{m[1]};" if char in SET_ALREADY else char
