"""HTML's elements as Markdown, one after the other: markdownify's walk, with rules of our own for each element.

What Markdown can't say stays HTML (`markdown_support`): tables with spans, figures with more than an image and its caption,
players, frames, details, and whatever has an id that a link in the same text leads to, a language or a direction.
"""

# ruff: noqa: ARG002 - markdownify's rules are given an element, its text and the names of what it is in

import re

from bs4 import Tag

from chalicelib.html_to_markdown import escapes
from chalicelib.html_to_markdown.html_attributes import attribute
from chalicelib.html_to_markdown.html_nodes import COLUMNS, blocks_in, is_columns, is_paragraph
from chalicelib.html_to_markdown.markdown_inlines import SPACES, Inlines
from chalicelib.html_to_markdown.markdown_support import address_of, says
from chalicelib.html_to_markdown.raw_html import block_of

SIDES = {"left": ":---", "right": "---:", "center": ":---:"}
LANGUAGES = re.compile(r"(?:^|[\s;])(?:language|lang|brush|highlight)[-:]\s*([\w+#.-]+)")


class Writer(Inlines):
    """The converter of one text: the rules for blocks, and for the blocks within them."""

    def block(self, element: Tag) -> str:
        """Return one block as Markdown, or as HTML if Markdown can't say it."""
        return str(self.process_tag(element)).strip("\n") if says(element, self.targets) else block_of(element)

    def parts(self, el: Tag) -> list[str]:
        """Return the blocks in an element as Markdown."""
        return [part for part in map(self.block, blocks_in(el)) if part]

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
        id_ = str(el.get("id") or "")
        mark = f" {{#{id_}}}" if id_ in self.targets and re.fullmatch(r"[^\s#.{}<>&\"']+", id_) else ""
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

    def convert_figure(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return an image with its caption, which is the title of an image alone in its paragraph."""
        caption = el.find("figcaption")
        words = caption.get_text() if isinstance(caption, Tag) else ""
        content = el.find(["a", "img"])
        if isinstance(content, Tag) and content.name == "img" and words.strip():
            return f"\n\n{self.image(content, words)}\n\n"
        return f"\n\n{self.process_tag(content)}\n\n" if isinstance(content, Tag) else ""

    def convert_iframe(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{address_of(el)}\n\n"

    def process_tag(self, node: Tag, parent_tags: set[str] | None = None) -> str:
        return self.columns(node) if is_columns(node) else super().process_tag(node, parent_tags)

    def columns(self, el: Tag) -> str:
        """Return columns beside each other: Markdown within the boxes that Markdown can't say."""
        boxes = ["\n\n".join(("<div>", *self.parts(column), "</div>")) for column in el.children if isinstance(column, Tag)]
        return "\n\n" + "\n".join((f'<div class="{COLUMNS}">', *boxes, "</div>")) + "\n\n"

    # ---- lists

    def convert_list(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        items = [node for node in el.children if isinstance(node, Tag) and node.name == "li"]
        is_loose = any(map(is_paragraph, (node for item in items for node in item.children)))
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

    # ---- tables

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a plain table: its first row is the heading, and each cell is one line."""
        first, *rows = [[self.cell(cell) for cell in row.find_all(["th", "td"])] for row in el.find_all("tr")]
        sides = [SIDES.get(str(cell.get("align") or ""), "---") for cell in el.find_all("tr")[0].find_all(["th", "td"])]
        return "\n\n" + "\n".join(f"| {' | '.join(cells)} |" for cells in (first, sides, *rows)) + "\n\n"

    def cell(self, el: Tag) -> str:
        text = str(self.process_tag(el, parent_tags={"_inline"}))
        return re.sub(r"(?<!\\)((?:\\\\)*)\|", r"\1\\|", SPACES.sub(" ", text).strip())

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return text

    convert_th = convert_td


def is_list(markdown: str) -> bool:
    return bool(re.match(r"(-|\*|\d+[.)]) ", markdown))


def mark_of(el: Tag, number: int) -> str:
    """Return the mark of an item; two lists that follow each other have different ones."""
    previous = el.find_previous_sibling()
    is_second = isinstance(previous, Tag) and previous.name == el.name and mark_of(previous, 0)[-1] in "-."
    if el.name == "ul":
        return "*" if is_second else "-"
    start = str(el.get("start") or "1")
    return f"{(int(start) if start.isdigit() and len(start) < 9 else 1) + number}{')' if is_second else '.'}"  # noqa: PLR2004 - CommonMark's


def language_of(el: Tag) -> str:
    """Return the language of a block of code, by the classes that programs have for it."""
    names = " ".join(attribute(element, "class") for element in (el, *el.find_all("code")))
    match = LANGUAGES.search(names)
    return match[1].lower() if match else ""
