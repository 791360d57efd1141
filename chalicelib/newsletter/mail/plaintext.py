"""A post's HTML as plain text that reads well by itself.

Inline elements become words, blocks become lines within a width; a block within another has a smaller width and a prefix before
its lines. A link is a number in the text, with its address at the end.

An author's HTML may be hostile: each element is visited once, a text is copied once for each block around it (`DEEPEST`), and
prefixes and repeated names have a greatest length, so time and text stay within a multiple of the HTML.
"""

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import zip_longest
from typing import TypeAlias
from unicodedata import east_asian_width

from lxml import html
from msgspec import field

from chalicelib.content.html.elements import named
from chalicelib.frozen import Frozen
from chalicelib.newsletter.mail.mathml_to_html import FORMULA
from chalicelib.rendering.strict_text import clean

WIDTH = 72
NARROWEST = 20  # the least width; where nesting reaches it, lines are not indented further
DEEPEST = 60  # levels of nesting; deeper elements become their text
LONGEST_NAME = 40  # columns; the name of a column that is repeated before each cell of it
CODE = "    "
BREAK = "\N{LINE SEPARATOR}"  # within a paragraph

Element: TypeAlias = html.HtmlElement


def plain(markup: str, page_url: str = "", width: int = WIDTH) -> str:
    """Return the text of safe HTML, wrapped, with its links listed at the end; links within the page are only text."""
    if not clean(markup).strip():
        return ""
    writer = Writer(page_url)
    blocks = writer.flow(_shallow(html.fragment_fromstring(clean(markup), create_parent="div")), width)
    notes = "\n".join(f"[{number}] {address}" for address, number in writer.links.items())
    return "\n\n".join([*blocks, notes] if notes else blocks)


def _shallow(root: Element) -> Element:
    """Return the same element; elements that are nested too deeply are replaced by their text."""
    level = [root]
    for _ in range(DEEPEST):
        level = [child for element in level for child in element]
    for element in level:
        if len(element):
            words = element.text_content()
            del element[:]
            element.text = words
    return root


def folded(line: str, width: int) -> str:
    """Return the line, wrapped at the width; a word that is too long stays whole."""
    return textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False)


def room(text: str) -> int:
    """Return how many columns a text takes in a monospaced font: characters of East Asian scripts take two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def prefixed(block: str, first: str, rest: str) -> str:
    """Return the block with a prefix before its first line, and another before the rest; no line ends in blanks."""
    return "\n".join(((first if at == 0 else rest) + line).rstrip() for at, line in enumerate(block.split("\n")))


def indent(margin: str, width: int) -> str:
    """Return the margin of a block with this width: none, once the block can't get narrower."""
    return margin if width > NARROWEST else ""


class Writer(Frozen):
    """Writes one text; `links` numbers its links so far."""

    page_url: str
    links: dict[str, int] = field(default_factory=dict)

    def flow(self, element: Element, width: int) -> list[str]:
        """Return the blocks within an element: its block elements, and paragraphs of the text between them."""
        blocks: list[str] = []
        loose = [element.text or ""]
        for child in element:
            if child.tag in BLOCKS:
                blocks += [*paragraph("".join(loose), width), *BLOCKS[child.tag](self, child, max(width, NARROWEST))]
                loose = [child.tail or ""]
            else:
                loose += [self.inline(child), child.tail or ""]
        return [*blocks, *paragraph("".join(loose), width)]

    def inline(self, element: Element) -> str:
        if element.tag in BLOCKS:  # in a link, for one
            return f"{BREAK}{self.words(element)}{BREAK}"
        return INLINE.get(element.tag, Writer.words)(self, element)

    def words(self, element: Element) -> str:
        """Return the text within an element, as one run."""
        if not isinstance(element.tag, str):  # a comment
            return ""
        return (element.text or "") + "".join(self.inline(child) + (child.tail or "") for child in element)

    # ---- inline elements

    def link(self, element: Element) -> str:
        words, address = self.words(element), element.get("href", "")
        if not address or address.startswith(("#", f"{self.page_url}#")):
            return FOOTNOTES.get(element.get("class", ""), "{}").format(words)
        if words.strip() in (address, address.removeprefix("mailto:"), address.partition("//")[2].rstrip("/")):
            return words
        said = words.rstrip()
        return f"{said} [{self.links.setdefault(address, len(self.links) + 1)}]{words[len(said) :]}"

    def image(self, element: Element) -> str:
        alt = element.get("alt", "").strip()
        return f"[{alt}]" if alt else ""

    def around(self, element: Element, *, sign: str) -> str:
        words = self.words(element)
        return f"{sign}{words}{sign}" if words.strip() else words

    def formula(self, element: Element) -> str:
        return str(element.get("alttext", ""))

    def raised(self, element: Element) -> str:
        words = self.words(element)
        return words if element.find("a") is not None else f"^{_as_one(words) if _is_in_formula(element) else words}"

    def lowered(self, element: Element) -> str:
        words = self.words(element)
        return f"_{_as_one(words)}" if _is_in_formula(element) else words

    # ---- blocks

    def division(self, element: Element, width: int) -> list[str]:
        """Return the blocks of a `div` or `details`; a callout is a quote, so that its end is seen."""
        return self.quote(element, width) if CALLOUT in element.get("class", "").split() else self.flow(element, width)

    def heading(self, element: Element, width: int, *, line: str = "") -> list[str]:
        blocks = paragraph(self.words(element), width)
        return [f"{block}\n{line * min(width, max(map(room, block.split(chr(10)))))}".rstrip("\n") for block in blocks]

    def quote(self, element: Element, width: int) -> list[str]:
        margin, text = indent("> ", width), "\n\n".join(self.flow(element, width - 2))
        return [prefixed(text, margin, margin)] if text else []

    def code(self, element: Element, _: int) -> list[str]:
        text = element.text_content().strip("\n")
        return ["\n".join((CODE + line).rstrip() for line in text.split("\n"))] if text.strip() else []

    def listed(self, element: Element, width: int) -> list[str]:
        items = [item for item in element if item.tag == "li"]
        apart = "\n\n" if any(item.find("p") is not None for item in items) else "\n"
        rows = (self.item(item, sign, width, apart) for item, sign in zip(items, _list_signs(element, items), strict=True))
        return [apart.join(rows)] if items else []

    def item(self, element: Element, sign: str, width: int, apart: str) -> str:
        return prefixed(apart.join(self.flow(element, width - len(sign))), sign, indent(" " * len(sign), width))

    def meaning(self, element: Element, width: int) -> list[str]:
        margin = indent(CODE, width)
        return [prefixed(block, margin, margin) for block in self.flow(element, width - len(CODE))]

    def terms(self, element: Element, width: int) -> list[str]:
        blocks = self.flow(element, width)
        return ["\n".join(blocks)] if blocks else []

    def table(self, element: Element, width: int) -> list[str]:
        caption = [block for cell in element if cell.tag == "caption" for block in self.flow(cell, width)]
        cells = [[cell for cell in row if cell.tag in CELLS] for row in _rows(element)]
        rows = [[" ".join(" ".join(self.flow(cell, WIDTH)).split()) for cell in row] for row in cells]
        names = rows[0] if cells and all(cell.tag == "th" for cell in cells[0]) else []
        rows = [row for row in (rows[1:] if names else rows) if any(row)]
        columns = _columns([names, *rows])
        if sum(columns) + len(BETWEEN) * (len(columns) - 1) <= width:
            aligned = _as_columns(names, rows, columns)
            return [*caption, *(["\n".join(aligned)] if aligned else [])]
        return [*caption, *_rows_as_lines(names, rows, width)]


def _is_in_formula(element: Element) -> bool:
    return any(FORMULA in around.get("class", "").split() for around in element.iterancestors("span"))


def _as_one(words: str) -> str:
    return words if len(words.strip()) <= 1 or words.isalnum() else f"({words.strip()})"


def paragraph(words: str, width: int) -> list[str]:
    """Return these words as one block, or no block."""
    written = "\n".join(folded(" ".join(line.split()), width) for line in words.split(BREAK)).strip("\n")
    return [written] if written else []


def _list_signs(element: Element, items: Sequence[Element]) -> Iterator[str]:
    """Yield the sign before each item of a list."""
    if element.tag != "ol":
        yield from ("* " for _ in items)
        return
    step = -1 if element.get("reversed") is not None else 1
    number = _number(element.get("start"), len(items) if step < 0 else 1)
    for item in items:
        number = _number(item.get("value"), number)
        yield f"{number}. "
        number += step


def _number(text: str | None, otherwise: int) -> int:
    """Return the number in an attribute, if it is written as HTML allows, and not absurdly long."""
    return int(text) if text and INTEGER.fullmatch(text) else otherwise


INTEGER = re.compile(r"\s*[+-]?[0-9]{1,9}\s*", re.ASCII)


# ---- tables

CELLS = ("td", "th")
GROUPS = ("thead", "tbody", "tfoot")
BETWEEN = " | "


def _rows(table: Element) -> Iterator[Element]:
    """Yield the rows of the table itself, without those of tables in its cells."""
    for child in table:
        yield from (row for row in (child if child.tag in GROUPS else [child]) if row.tag == "tr")


def _columns(lines: Sequence[Sequence[str]]) -> Sequence[int]:
    """Return the width of each column."""
    widths: list[int] = []
    for line in lines:
        widths += [0] * (len(line) - len(widths))
        for at, cell in enumerate(line):
            widths[at] = max(widths[at], room(cell))
    return widths


def _as_columns(names: Sequence[str], rows: Sequence[Sequence[str]], columns: Sequence[int]) -> list[str]:
    """Return a table in aligned columns."""

    def line(cells: Sequence[str]) -> str:
        padded = (cell + " " * (wide - room(cell)) for cell, wide in zip(cells, columns, strict=False))
        return BETWEEN.join(padded).rstrip()

    rule = ["-+-".join("-" * wide for wide in columns)] if names else []
    return [*([line(names)] if names else []), *rule, *(line(row) for row in rows)]


def _rows_as_lines(names: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Return a table too wide for columns: each row as a block, each cell after the name of its column; long names form a row."""
    if max(map(room, names), default=0) > LONGEST_NAME:
        names, rows = [], [names, *rows]
    named_cells = (zip_longest(names[: len(row)], row, fillvalue="") for row in rows)
    lines_of_rows = ([f"{name}: {cell}" if name else cell for name, cell in cells if cell] for cells in named_cells)
    return ["\n".join(prefixed(folded(line, width - 2), "", "  ") for line in lines) for lines in lines_of_rows]


FOOTNOTES: Mapping[str, str] = {"footnote-ref": "({})", "footnote-backref": ""}
INLINE: Mapping[str, Callable[[Writer, Element], str]] = {
    "a": Writer.link,
    "br": lambda *_: BREAK,
    "code": partial(Writer.around, sign="`"),
    "del": partial(Writer.around, sign="~~"),
    "img": Writer.image,
    "math": Writer.formula,
    "q": partial(Writer.around, sign='"'),
    "s": partial(Writer.around, sign="~~"),
    "strike": partial(Writer.around, sign="~~"),
    "sub": Writer.lowered,
    "sup": Writer.raised,
}
CALLOUT = "admonition"
PLAIN_BLOCKS = named("address article aside caption center dt figcaption figure footer header hgroup li nav p section summary")
BLOCKS: Mapping[str, Callable[[Writer, Element, int], list[str]]] = {
    **dict.fromkeys(PLAIN_BLOCKS, Writer.flow),
    "blockquote": Writer.quote,
    "dd": Writer.meaning,
    "details": Writer.division,
    "div": Writer.division,
    "dl": Writer.terms,
    "h1": partial(Writer.heading, line="="),
    "h2": partial(Writer.heading, line="-"),
    **dict.fromkeys(("h3", "h4", "h5", "h6"), Writer.heading),
    "hr": lambda *_: ["* * *"],
    "ol": Writer.listed,
    "pre": Writer.code,
    "table": Writer.table,
    "ul": Writer.listed,
}
