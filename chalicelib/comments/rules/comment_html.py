"""The HTML of a comment, as former systems kept it, as the small part of Markdown that comments have (`comment_text`).

What a comment can't have is written as its content: headings as strong text, pictures as links, cells one after the other. A
text without paragraphs of its own, as WordPress keeps it, has its lines and blank lines as they are.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from chalicelib.comments.rules.comment_text import TYPED
from chalicelib.content.html.elements import named
from chalicelib.content.html.html_tree import parse
from chalicelib.content.html.url_policy import WEB, bare, scheme_of

BLOCKS = named(
    "p div blockquote pre ul ol h1 h2 h3 h4 h5 h6 table thead tbody tr section article figure figcaption dl dt dd address"
)
HEADINGS, LISTS = named("h1 h2 h3 h4 h5 h6 dt"), named("ul ol")
DROPPED = named("script style template noscript iframe object svg math head title")
INLINES = named(
    "a abbr acronym b big br cite code del em font i img ins kbd li q s samp small span strike strong sub sup td th tt u var"
)
MARKS = {**dict.fromkeys(("em", "i", "cite", "var"), "*"), **dict.fromkeys(("strong", "b"), "**")}
CODES = named("code tt kbd samp")
MOST_DEPTH = 30
"""Elements within each other; what is deeper is only text."""

NO_TAG = re.compile(rf"<(?!/?(?:{'|'.join(sorted(BLOCKS | INLINES | DROPPED))})\b|!--)", re.IGNORECASE)
PARAGRAPHED = re.compile(r"<(?:p|br|div)\b", re.IGNORECASE)
SPECIAL = re.compile(r"[\\`*_\[\]<>&]")
BEGINS = re.compile(r"^([ \t]*)(?:([#>+=~-])|(\d{1,9})([.)]))", re.MULTILINE)
LEFT = re.compile(r"^[ \t\xa0]+|[ \t]+$", re.MULTILINE)
BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
SPACES = re.compile(r"\s+")


def markdown_of(html: str) -> str:
    """Return the HTML or plain text of a former system as a comment's text."""
    text = html.replace("\r\n", "\n").replace("\r", "\n")
    tree = parse(NO_TAG.sub("&lt;", text))
    return "\n\n".join(_Writer(keeps_lines=not PARAGRAPHED.search(text)).blocks(tree.root, 0)) if tree.root else ""


class _Writer:
    """Writes the nodes of one text."""

    def __init__(self, *, keeps_lines: bool) -> None:
        self.keeps_lines = keeps_lines

    def blocks(self, node: LexborNode, depth: int) -> list[str]:
        """Return the blocks in a node."""
        blocks, line = list[str](), list[str]()
        for child in node.iter(include_text=True):
            if child.tag in BLOCKS and depth < MOST_DEPTH:
                blocks += [*_paragraphs("".join(line)), *self.block(child, depth + 1)]
                line.clear()
            else:
                line.append(self.inline(child, depth + 1))
        return [*blocks, *_paragraphs("".join(line))]

    def block(self, node: LexborNode, depth: int) -> list[str]:
        """Return the blocks that an element makes."""
        if node.tag == "pre":
            return [_fenced(node.text())]
        if node.tag in LISTS:
            return [self.list_of(node, depth)]
        inner = self.blocks(node, depth)
        if node.tag == "blockquote":
            return ["\n".join(f"> {line}".rstrip() for line in "\n\n".join(inner).split("\n"))] if inner else []
        return [f"**{block}**" for block in inner] if node.tag in HEADINGS else inner

    def list_of(self, node: LexborNode, depth: int) -> str:
        """Return a list; each item begins with its sign, and its other lines stand below its text."""
        items = [inner for child in node.iter() if (inner := self.blocks(child, depth))]
        signs = [f"{number}." if node.tag == "ol" else "-" for number in range(1, len(items) + 1)]
        texts = ["\n".join(blocks).replace("\n", "\n" + " " * (len(sign) + 1)) for sign, blocks in zip(signs, items, strict=True)]
        return "\n".join(f"{sign} {text}" for sign, text in zip(signs, texts, strict=True))

    def inline(self, node: LexborNode, depth: int) -> str:
        """Return what a node is within a line."""
        if node.tag == "-text":
            return self.text(node.text_content or "")
        if not node.is_element_node or node.tag in DROPPED:
            return ""
        if node.tag == "br":
            return "\n"
        if node.tag in CODES or depth > MOST_DEPTH:
            return _code(node.text()) if node.tag in CODES else self.text(node.text())
        return self.marked(node, "".join(self.inline(child, depth + 1) for child in node.iter(include_text=True)))

    def marked(self, node: LexborNode, inner: str) -> str:
        """Return the content of an element with the marks of the element."""
        if node.tag == "a":
            return _link(inner, node.attributes.get("href") or "")
        if node.tag == "img":
            return _link(_escaped(node.attributes.get("alt") or ""), node.attributes.get("src") or "")
        if node.tag == "q":
            return f"“{inner}”"
        if node.tag in MARKS and (words := inner.strip()) and "\n\n" not in inner:
            mark, start = MARKS[node.tag], inner.index(words)
            return f"{inner[:start]}{mark}{words}{mark}{inner[start + len(words) :]}"
        return f"{inner} " if node.tag in BLOCKS or node.tag in ("td", "th") else inner

    def text(self, text: str) -> str:
        return _escaped(text if self.keeps_lines else SPACES.sub(" ", text))


def _paragraphs(line: str) -> Iterator[str]:
    """Yield the paragraphs of a text, none of whose lines begins like something else."""
    for paragraph in BLANK_LINES.split(LEFT.sub("", line)):
        if paragraph.strip():
            yield BEGINS.sub(lambda match: f"\\{match[2]}" if match[2] else f"{match[3]}\\{match[4]}", paragraph.strip())


def _escaped(text: str) -> str:
    """Return a text that means itself; addresses in it stay as they are."""
    parts, at = [], 0
    for match in TYPED.finditer(text):
        parts += [SPECIAL.sub(r"\\\g<0>", text[at : match.start()]), match[0].replace("*", r"\*")]
        at = match.end()
    return "".join((*parts, SPECIAL.sub(r"\\\g<0>", text[at:])))


def _link(words: str, address: str) -> str:
    """Return a link to the web; of any other, its words alone."""
    target = bare(address)
    if scheme_of(target) not in WEB or re.search(r"[<>\n\\]", target):
        return words
    said = " ".join(words.split())
    return target if said in ("", _escaped(target)) else f"[{said}](<{target}>)"


def _code(text: str) -> str:
    words = " ".join(text.split())
    fence = "`" * (1 + max(map(len, re.findall("`+", words)), default=0))
    edge = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{edge}{words}{edge}{fence}" if words else ""


def _fenced(text: str) -> str:
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}\n{text.strip(chr(10))}\n{fence}"
