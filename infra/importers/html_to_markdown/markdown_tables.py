"""Tables as Markdown: the first row is the heading, and each cell one line."""

# ruff: noqa: ARG002 - markdownify's rules are given an element, its text and the names of what it is in

import re

from bs4 import Tag

from infra.importers.html_to_markdown.markdown_inlines import SPACES, Inlines

SIDES = {"left": ":---", "right": "---:", "center": ":---:"}


class Tables(Inlines):
    """The rules for tables, of which Markdown can say only plain ones (`markdown_support`)."""

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
