"""The context of a template tag: its place in Markdown or HTML, and whether its lines hold anything else.

Only the characters near a tag are read, so the time of a text with many tags stays linear.
"""

import re

NEAR = 300  # characters before a tag in which the address that it belongs to begins
TEXT, ADDRESS, LINK, ATTRIBUTE = "text", "address", "link", "attribute"  # the places of a tag: the last two are in HTML's tags
LINK_TARGET = re.compile(r"<?(?:[^()\s{]|\{\{[^{}]*+\}\}|\{%[^{}%]*+%\})*+")
IN_TAG = re.compile(r"<[a-zA-Z][^<>]*\Z")
IN_ADDRESS = re.compile(r"\b(?:href|src|srcset|poster|cite)\s*=\s*(?:\"[^\"]*|'[^']*|[^\s\"']*)\Z", re.IGNORECASE)
IN_DEFINITION = re.compile(r"^[ ]{0,3}\[[^\[\]\n]+\]:[ ]+\S*\Z", re.MULTILINE)
MARGIN = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?")
QUOTE_SIGNS = " \t>"
NOTHING_BEHIND = re.compile(r"[ \t]*(?:\n|\Z)")
TEXT_BELOW = re.compile(r"[ \t]*\n[ \t>]*[^\s>]")


def place_of(text: str, start: int) -> str:
    """Return the place of the tag that starts here."""
    near = text[max(0, start - NEAR) : start]
    link = near.rfind("](")
    if link >= 0 and LINK_TARGET.fullmatch(near, link + 2):
        return ADDRESS
    opened = near[max(near.rfind("<"), 0) :]
    if IN_TAG.search(opened):
        return LINK if IN_ADDRESS.search(opened) else ATTRIBUTE
    return ADDRESS if IN_DEFINITION.search(near[near.rfind("\n") + 1 :]) else TEXT


def margin_of(text: str, start: int) -> str:
    """Return the begin of the line of a tag, as far as it is blanks, signs of a quotation, and the mark of a list's item."""
    begin_of_line = _begin_of_line(text, start)
    margin = MARGIN.match(text, begin_of_line, start) if begin_of_line >= 0 else None
    return margin[0] if margin else ""


def is_alone(text: str, start: int, end: int) -> bool:
    """Return whether the lines from `start` to `end` hold nothing else but a margin."""
    begin_of_line = _begin_of_line(text, start)
    is_first = begin_of_line >= 0 and begin_of_line + len(margin_of(text, start)) == start
    return is_first and NOTHING_BEHIND.match(text, end) is not None


def _begin_of_line(text: str, at: int) -> int:
    """Return where this line begins; -1 if that is not near."""
    begin_of_line = text.rfind("\n", max(0, at - NEAR), at) + 1
    return begin_of_line if begin_of_line or at < NEAR else -1


def gap_above(text: str, start: int, *, alone: bool) -> str:
    """Return the line breaks between the text above a block and the block, so that the block begins a paragraph of its own.

    A block within a line parts that line. A block that begins an item of a list needs no gap, and neither does one below a blank
    line.
    """
    if not alone:
        return "\n\n"
    margin = margin_of(text, start)
    begins_item = bool(margin.strip(QUOTE_SIGNS))
    end_of_line_above = text.rfind("\n", 0, start)
    line_above = text[max(0, end_of_line_above - NEAR) : max(0, end_of_line_above)].rpartition("\n")[2]
    return f"\n{margin}" if line_above.strip(QUOTE_SIGNS) and not begins_item else ""


def gap_below(text: str, end: int, indent: str, *, alone: bool) -> str:
    """Return the line breaks between a block that ends here and the text below it."""
    if not alone:
        return "\n\n"
    return f"\n{indent.rstrip()}" if TEXT_BELOW.match(text, end) else ""
