"""HTML's elements as Markdown, one after the other: markdownify's walk, with rules of our own for each element.

What Markdown can't say stays HTML (`says`): tables with spans, figures with more than an image and its caption, players, frames,
details, and whatever has an id that a link in the same text leads to, a language or a direction.
"""

# ruff: noqa: ARG002 - markdownify's rules are given an element, its text and the names of what it stands in

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bs4 import Comment, Tag
from bs4.element import NavigableString, PageElement
from markdownify import ATX, BACKSLASH, MarkdownConverter

from chalicelib.content.elements import named
from chalicelib.content.embeds import card
from infra.importers import escapes
from infra.importers.kept_html import BLOCKS, MARK, block_of, opening

SPACES = re.compile(r"[ \t\r\n\f]+")
DEEPEST = 80  # elements inside each other; deeper HTML is left as it is
TRANSPARENT = named("div section article main center header footer aside hgroup address span font body nav fieldset")
TELLING = ("lang", "dir", "align")
INLINE_HTML = named("abbr bdi bdo cite dfn ins kbd mark q samp small sub sup time tt u var big")
HTML_BLOCKS = named("details dl audio video iframe object embed form menu canvas svg math")
KEPT_NAMES = ("id", "title", "lang", "dir", "datetime", "cite")
LANGUAGES = re.compile(r"(?:^|[\s;])(?:language|lang|brush|highlight)[-:]\s*([\w+#.-]+)")


class Writer(MarkdownConverter):
    """A converter of one text; with `whole`, each character that may be a mark is escaped, and emphasis is HTML."""

    def __init__(self, targets: frozenset[str], *, whole: bool = False) -> None:
        super().__init__(heading_style=ATX, newline_style=BACKSLASH, bullets="-")
        self.targets, self.whole = targets, whole
        self.escaped = escapes.wholly if whole else escapes.lightly

    def block(self, element: Tag) -> str:
        """Return one block as Markdown, or as HTML if Markdown can't say it."""
        return str(self.process_tag(element)).strip("\n") if self.says(element) else block_of(element)

    def says(self, element: Tag) -> bool:
        """Return whether Markdown can say the element and all that it holds."""
        return self.says_alone(element) and all(self.says(one) for one in element.children if isinstance(one, Tag))

    def says_alone(self, element: Tag) -> bool:
        name = element.name
        is_anchor = str(element.get("id", "")) in self.targets and not (name == "a" or re.fullmatch("h[1-6]", name))
        if is_anchor or (name not in INLINE_HTML and any(element.get(key) for key in TELLING if name not in ("td", "th", "a"))):
            return False
        return CAN[name](element) if name in CAN else name not in HTML_BLOCKS

    # ---- text

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
        """Convert an element; one that has its own way with what it holds does it alone."""
        if node.name in ALONE and "_inline" not in (parent_tags or set()):
            return str(getattr(self, f"convert_{node.name}")(node, "", parent_tags or set()))
        return str(super().process_tag(node, parent_tags=parent_tags))  # type: ignore[misc]

    # ---- within a line

    def marked(self, mark: str, el: Tag, text: str) -> str:
        """Return the text between marks, which stand directly at its words."""
        inner = text.strip(" ")
        if not inner.strip():
            return text
        before, after = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
        tag = ELEMENT[mark]
        return f"{before}<{tag}>{inner}</{tag}>{after}" if self.whole else f"{before}{mark}{inner}{mark}{after}"

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
        before = f'<a id="{anchor}"></a>' if anchor in self.targets else ""
        href = str(el.get("href") or "").strip()
        inner = text.strip(" ")
        if not href or not inner:
            return before + text
        pad, tail = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
        if re.fullmatch(r"(https?://|mailto:)?[^\s<>]+", href) and el.get_text() == href and href[:4] == "http":
            return f"{before}{pad}<{href}>{tail}"
        return f"{before}{pad}[{inner}]({escapes.address(href)}{escapes.title(str(el.get('title') or ''))}){tail}"

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
            return opening(el, ("src", "alt", "title", "width", "height"))
        said = f"{self.in_link(alt)}|{size}" if size else self.in_link(alt)
        return f"![{said}]({escapes.address(source)}{escapes.title(title)})"

    # ---- blocks

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        lone = el.find()
        is_address = re.fullmatch(r"https?://[^\s<>]+", el.get_text().strip()) and (
            lone is None or lone.get("href") == el.get_text().strip()
        )
        paragraph = el.get_text().strip() if is_address else escapes.guarded(text)
        return f"\n\n{paragraph}\n\n" if paragraph else ""

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802 - markdownify's name
        line = SPACES.sub(" ", text.replace("\\\n", "<br>")).strip()
        line = re.sub(r"(\s|^)(#+)$", r"\1\\\2", line)
        own = str(el.get("id") or "")
        mark = f" {{#{own}}}" if own in self.targets and re.fullmatch(r"[^\s#.{}<>&\"']+", own) else ""
        return f"\n\n{'#' * n} {line}{mark}\n\n" if line else ""

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        code = el.get_text().replace("\r\n", "\n").removeprefix("\n").removesuffix("\n")
        return f"\n\n{escapes.fenced(code, language_of(el))}\n\n" if code.strip() else ""

    def convert_hr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return "\n\n---\n\n"

    def convert_blockquote(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        lines = "\n\n".join(self.parts(el)).split("\n")
        lines[0] = re.sub(r"^\[!", r"\\[!", lines[0])
        return "\n\n" + "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"

    def parts(self, el: Tag) -> list[str]:
        """Return the blocks in an element as Markdown."""
        return [part for part in map(self.block, blocks_in(el)) if part]

    def convert_list(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        items = [one for one in el.children if isinstance(one, Tag) and one.name == "li"]
        is_loose = any(map(is_paragraph, (one for item in items for one in item.children)))
        written = [self.item(item, mark_of(el, number)) for number, item in enumerate(items)]
        between = "\n\n" if is_loose else "\n"
        return f"\n\n{between.join(filter(None, written))}\n\n"

    convert_ul = convert_ol = convert_list

    def item(self, el: Tag, mark: str) -> str:
        """Return an item of a list: its mark, then its blocks, as far indented as its text begins."""
        is_tight = not any(map(is_paragraph, el.children))
        parts = self.parts(el)
        text = ("\n" if is_tight and len(parts) > 1 and is_list(parts[1]) else "\n\n").join(parts[:2])
        lines = "\n\n".join([text, *parts[2:]]).split("\n")
        first = re.sub(r"^\[([ xX])\](?=\s)", r"\\[\1\\]", lines[0])
        return "\n".join([f"{mark} {first}".rstrip(), *(f"{' ' * (len(mark) + 1)}{line}".rstrip() for line in lines[1:])])

    def convert_figure(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return an image with its caption, which is the title of an image alone in its paragraph."""
        caption = el.find("figcaption")
        said = caption.get_text() if isinstance(caption, Tag) else ""
        held = el.find(["a", "img"])
        if isinstance(held, Tag) and held.name == "img" and said.strip():
            return f"\n\n{self.image(held, said)}\n\n"
        return f"\n\n{self.process_tag(held)}\n\n" if isinstance(held, Tag) else ""

    def convert_iframe(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{address_of(el)}\n\n"

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        first, *rows = [[self.cell(cell) for cell in row.find_all(["th", "td"])] for row in el.find_all("tr")]
        sides = [SIDES.get(str(cell.get("align") or ""), "---") for cell in el.find_all("tr")[0].find_all(["th", "td"])]
        return "\n\n" + "\n".join(f"| {' | '.join(cells)} |" for cells in (first, sides, *rows)) + "\n\n"

    def cell(self, el: Tag) -> str:
        text = str(self.process_tag(el, parent_tags={"_inline"}))
        return re.sub(r"(?<!\\)((?:\\\\)*)\|", r"\1\\|", SPACES.sub(" ", text).strip())

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return text

    convert_th = convert_td


def inline_html(_self: Writer, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG001 - markdownify's arguments
    return f"{opening(el, KEPT_NAMES)}{text}</{el.name}>" if text.strip() else text


for _name in INLINE_HTML:
    setattr(Writer, f"convert_{_name}", inline_html)
setattr(Writer, f"convert_{MARK.replace('-', '_')}", lambda *_, **__: "<!--more-->")

ALONE = named("ul ol blockquote pre table figure iframe")

ELEMENT = {"*": "em", "**": "strong", "~~": "del"}
SIDES = {"left": ":---", "right": "---:", "center": ":---:"}


# ---- what stands where


def begins(text: PageElement) -> bool:
    """Return whether a text begins its block or its line."""
    before = text.previous_sibling
    return (before is None and is_block(text.parent)) or (isinstance(before, Tag) and (before.name == "br" or is_block(before)))


def ends(text: PageElement) -> bool:
    after = text.next_sibling
    return (after is None and is_block(text.parent)) or (isinstance(after, Tag) and (after.name == "br" or is_block(after)))


def has_text_behind(el: Tag) -> bool:
    """Return whether a break has something to break off: something on a line below it in the same block."""
    for one in el.next_siblings:
        if isinstance(one, Tag) and one.name == "br":
            continue
        if isinstance(one, Tag) or (not isinstance(one, Comment) and str(one).strip()):
            return not (isinstance(one, Tag) and is_block(one))
    parent = el.parent
    return parent is not None and not is_block(parent) and has_text_behind(parent)


def is_block(node: Any) -> bool:
    return isinstance(node, Tag) and (node.name in BLOCKS or node.name in ("body", "[document]", "audio", "video"))


def holds_blocks(node: PageElement) -> bool:
    return is_block(node) or (isinstance(node, Tag) and any(holds_blocks(one) for one in node.children))


def is_paragraph(node: PageElement) -> bool:
    """Return whether this is a paragraph that the HTML has, and none that was made of the text between blocks."""
    return isinstance(node, Tag) and node.name == "p" and not node.hidden


def is_list(markdown: str) -> bool:
    return bool(re.match(r"(-|\*|\d+[.)]) ", markdown))


def mark_of(el: Tag, number: int) -> str:
    """Return the mark of an item; two lists that follow each other have different ones."""
    before = el.find_previous_sibling()
    is_second = isinstance(before, Tag) and before.name == el.name and mark_of(before, 0)[-1] in "-."
    if el.name == "ul":
        return "*" if is_second else "-"
    start = str(el.get("start") or "1")
    return f"{(int(start) if start.isdigit() and len(start) < 9 else 1) + number}{')' if is_second else '.'}"  # noqa: PLR2004 - CommonMark's


def language_of(el: Tag) -> str:
    """Return the language of a block of code, by the classes that programs have for it."""
    names = [*class_of(el), *(name for code in el.find_all("code") for name in class_of(code))]
    found = LANGUAGES.search(" ".join(names))
    return found[1].lower() if found else ""


def class_of(el: Tag) -> list[str]:
    given: Any = el.get("class") or []
    return given.split() if isinstance(given, str) else list(given)


def address_of(frame: Tag) -> str:
    """Return the address that becomes the card of a frame's provider; empty where there is none."""
    source = re.sub(r"^//", "https://", str(frame.get("src") or ""))
    found = re.search(r'href="([^"]*)"', card(source)) if source else None
    return found[1].replace("&amp;", "&") if found else ""


def blocks_in(el: Tag) -> Iterator[Tag]:
    """Yield the blocks in an element. Text between blocks is put into a paragraph, which is hidden from HTML."""
    run: list[PageElement] = []
    for child in [*el.children]:
        if not holds_blocks(child):
            run.append(child)
            continue
        yield from paragraph_of(run)
        run = []
        if isinstance(child, Tag) and child.name in TRANSPARENT and not any(child.get(name) for name in (*TELLING, "id")):
            yield from blocks_in(child)
        elif isinstance(child, Tag):
            yield child
    yield from paragraph_of(run)


def paragraph_of(run: list[PageElement]) -> Iterator[Tag]:
    """Yield a paragraph with these nodes in their place, if they say something."""
    if any(isinstance(one, Tag) or (not isinstance(one, Comment) and str(one).strip()) for one in run):
        made = Tag(name="p")
        made.hidden = True
        run[0].insert_before(made)
        made.extend(run)
        yield made


# ---- what Markdown can say


def says_table(el: Tag) -> bool:
    """Return whether all rows have as many cells as the first, which is a heading, and hold only lines of text."""
    rows = [row.find_all(["th", "td"]) for row in el.find_all("tr")]
    cells = [cell for row in rows for cell in row]
    return (
        bool(rows and rows[0])
        and {cell.name for cell in rows[0]} == {"th"}
        and {cell.name for row in rows[1:] for cell in row} <= {"td"}
        and len({len(row) for row in rows}) == 1
        and not el.find(["caption", "table", "tfoot", "col"])
        and not any(cell.get("colspan") or cell.get("rowspan") for cell in cells)
        and not any(holds_blocks(one) for cell in cells for one in cell.children)
    )


def says_figure(el: Tag) -> bool:
    """Return whether a figure is one image, perhaps in a link, and perhaps a caption without markup."""
    caption = el.find("figcaption")
    is_plain = caption is None or (isinstance(caption, Tag) and caption.find() is None)
    is_linked = el.find("a") is not None and caption is not None
    return (
        len(el.find_all("img")) == 1
        and is_plain
        and not is_linked
        and not ({*class_of(el)} & WIDE)
        and not el.find(["figure", "video", "audio", "iframe", "table", "blockquote", "pre"])
    )


WIDE = {"alignwide", "alignfull", "kg-width-wide", "kg-width-full", "wide", "full-bleed"}


def says_pre(el: Tag) -> bool:
    """Return whether the text is code, and not a poem with emphasis and links."""
    return el.find(["a", "em", "strong", "b", "i", "img"]) is None


def says_items(el: Tag) -> bool:
    return all(one.name == "li" and not one.get("value") for one in el.children if isinstance(one, Tag))


CAN: Mapping[str, Callable[[Tag], bool]] = {
    "table": says_table,
    "figure": says_figure,
    "pre": says_pre,
    "iframe": lambda el: bool(address_of(el)),
    "ol": lambda el: not (el.get("type") or el.get("reversed")) and says_items(el),
    "ul": says_items,
    "picture": lambda _: False,
    "ruby": lambda _: False,
}
