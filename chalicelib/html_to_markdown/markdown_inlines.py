"""The content of a line, as Markdown: text, emphasis, code, links and images."""

# ruff: noqa: ARG002 - markdownify's rules are given an element, its text and the names of what it is in

import re

from bs4 import Tag
from bs4.element import NavigableString
from markdownify import ATX, BACKSLASH, MarkdownConverter

from chalicelib.content.html.elements import named
from chalicelib.content.presentation.wide_images import CLASSES
from chalicelib.html_to_markdown import escapes
from chalicelib.html_to_markdown.html_attributes import classes
from chalicelib.html_to_markdown.html_nodes import begins, ends, has_text_behind
from chalicelib.html_to_markdown.markdown_support import INLINE_HTML
from chalicelib.html_to_markdown.raw_html import MARK, opening_tag

SPACES = re.compile(r"[ \t\r\n\f]+")
KEPT_ATTRIBUTES = ("id", "title", "lang", "dir", "datetime", "cite")
ALONE = named("ul ol blockquote pre table figure iframe")  # their rules walk through what they hold
HEADINGS = named("h1 h2 h3 h4 h5 h6")  # other texts link to their own ids (`fragment_links`)
ANCHOR_NAME = re.compile(r"[A-Za-z][\w.:-]*")  # the name of an empty link, to which other texts may link
IMAGE_CLASSES = frozenset(CLASSES.values())
ELEMENT = {"*": "em", "**": "strong", "~~": "del"}


class Inlines(MarkdownConverter):
    """The rules for the content of a line, and the walk from element to element.

    With `whole`, each character that may be a mark is escaped, and emphasis is HTML. `targets` are the ids that links lead to.
    """

    def __init__(self, targets: frozenset[str], *, whole: bool = False) -> None:
        super().__init__(heading_style=ATX, newline_style=BACKSLASH, bullets="-")
        self.targets, self.whole = targets, whole
        self.escaped = escapes.wholly if whole else escapes.lightly

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        within = parent_tags or set()
        text = SPACES.sub(" ", str(el))
        if begins(el):
            text = text.lstrip(" ")
        if ends(el):
            text = text.rstrip(" ")
        if within & {"pre", "code"}:
            return text
        if "a" in within:
            return self.in_link(text)
        return self.escaped(f"{text} ")[:-1] if ends(el) else self.escaped(text)

    def in_link(self, text: str) -> str:
        return re.sub(r"(?<!\\)[\[\]]", r"\\\g<0>", self.escaped(text))

    def process_tag(self, node: Tag, parent_tags: set[str] | None = None) -> str:
        """Convert an element; elements in `ALONE` convert their content themselves."""
        if node.name in ALONE and "_inline" not in (parent_tags or set()):
            return str(getattr(self, f"convert_{node.name}")(node, "", parent_tags or set()))
        return str(super().process_tag(node, parent_tags=parent_tags))  # type: ignore[misc]

    def marked(self, mark: str, el: Tag, text: str) -> str:
        """Return the text between marks, which are directly at its words."""
        inner = text.strip(" ")
        if not inner.strip():
            return text
        left, right = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
        tag = ELEMENT[mark]
        return f"{left}<{tag}>{inner}</{tag}>{right}" if self.whole else f"{left}{mark}{inner}{mark}{right}"

    def convert_em(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return text if "em" in parent_tags or "i" in parent_tags else self.marked("*", el, text)

    def convert_strong(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return text if {"strong", "b"} & parent_tags else self.marked("**", el, text)

    def convert_del(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return self.marked("~~", el, text)

    convert_i, convert_b, convert_s, convert_strike = convert_em, convert_strong, convert_del, convert_del

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if {"_inline", "a"} & parent_tags:
            return "<br>"
        return "\\\n" if has_text_behind(el) else ""

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "pre" in parent_tags or el.find() is not None:
            return text if "pre" in parent_tags else f"<code>{self.escaped(SPACES.sub(' ', el.get_text()))}</code>"
        return escapes.code_span(el.get_text())

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        anchor = str(el.get("id") or el.get("name") or "")
        href = str(el.get("href") or "").strip()
        is_anchor = not href and not text.strip() and ANCHOR_NAME.fullmatch(anchor) and not HEADINGS & parent_tags
        target = f'<a name="{anchor}"></a>' if is_anchor or anchor in self.targets else ""
        inner = text.strip(" ")
        if not href or not inner:
            return target + text
        left, right = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
        if re.fullmatch(r"(https?://|mailto:)?[^\s<>]+", href) and el.get_text() == href and href[:4] == "http":
            return f"{target}{left}<{href}>{right}"
        return f"{target}{left}[{inner}]({escapes.address(href)}{escapes.title(str(el.get('title') or ''))}){right}"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return self.image(el, str(el.get("title") or ""))

    def image(self, el: Tag, title: str) -> str:
        source = str(el.get("src") or "")
        alt = SPACES.sub(" ", str(el.get("alt") or "")).strip()
        sides = [str(el.get(side) or "") for side in ("width", "height")]
        size = "x".join(side for side in sides if side)
        if not source:
            return self.escaped(alt)
        if "|" in alt or not re.fullmatch(r"\d*(x\d+)?", size) or (sides[1] and not sides[0]):
            return opening_tag(el, ("src", "alt", "title", "width", "height", "class"))
        words = f"{self.in_link(alt)}|{size}" if size else self.in_link(alt)
        elements = filter(None, (el, el.find_parent("figure")))
        names = (name for element in elements for name in classes(element) & IMAGE_CLASSES)
        place = next((f"{{.{name}}}" for name in names), "")
        return f"![{words}]({escapes.address(source)}{escapes.title(title)}){place}"


def inline_html(_self: Inlines, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG001 - markdownify's arguments
    return f"{opening_tag(el, KEPT_ATTRIBUTES)}{text}</{el.name}>" if text.strip() else text


for _name in INLINE_HTML:
    setattr(Inlines, f"convert_{_name}", inline_html)
setattr(Inlines, f"convert_{MARK.replace('-', '_')}", lambda *_, **__: "<!--more-->")
