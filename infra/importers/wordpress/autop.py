"""Paragraphs of classic WordPress texts, which have none: a blank line ends one, and a line's end is a line's end.

The same text gives the paragraphs that WordPress's `wpautop` gives. Code, figures, players and comments stay as they are. Each
step reads the text once, whatever it holds.
"""

import re
from collections.abc import Iterator

from chalicelib.content.html.elements import named

BLOCKS = named(
    "address article aside blockquote caption center col colgroup dd details div dl dt fieldset figcaption footer form h1 h2 h3 "
    "h4 h5 h6 header hgroup hr iframe legend li main map math menu nav noscript object ol p section summary table tbody td tfoot "
    "th thead tr ul"
)
TEXTS = named("p h1 h2 h3 h4 h5 h6 li dt td th summary figcaption caption legend")
"""Blocks whose text needs no paragraph around it."""
VERBATIM = ("pre", "script", "style", "svg", "figure", "audio", "video")
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)[^<>]*>")
LEADING = re.compile(rf"{TAG.pattern}\s*")
VERBATIM_START = re.compile(rf"<({'|'.join(VERBATIM)})\b|<!--", re.IGNORECASE)
VERBATIM_MARK = re.compile("\ue000(\\d+)\ue001")
MORE = re.compile(r"<!--\s*more", re.IGNORECASE)
TWO_BREAKS = re.compile(r"<br\s*/?>\s*<br\s*/?>", re.IGNORECASE)
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
BLANK = re.compile(r"\n[ \t\xa0]*(?=\n)")


def autop(text: str) -> str:
    """Return the text with its paragraphs and line breaks as HTML."""
    verbatim: list[str] = []
    marked = "".join(with_marks(text.replace("\r\n", "\n").replace("\r", "\n").translate({0xE000: None, 0xE001: None}), verbatim))
    marked = TAG.sub(apart, TWO_BREAKS.sub("\n\n", marked))
    parts = (part.strip() for part in BLANK.sub("\n", marked).split("\n\n"))
    html = "\n".join(paragraph(part) for part in parts if part)
    return VERBATIM_MARK.sub(lambda match: verbatim[int(match[1])], html)


def with_marks(text: str, verbatim: list[str]) -> Iterator[str]:
    """Yield the text with a mark in place of each part that stays as it is, which is added to `verbatim`."""
    lower, at, endless = text.lower(), 0, set[str]()
    while match := VERBATIM_START.search(text, at):
        end = f"</{match[1].lower()}>" if match[1] else "-->"
        close = lower.find(end, match.end()) if end not in endless else -1
        yield text[at : match.start()]
        at = match.end() if close < 0 else close + len(end)
        if close < 0:
            endless.add(end)
            yield match[0]
        else:
            verbatim.append(text[match.start() : at])
            is_apart = match[1] or MORE.match(verbatim[-1])
            yield f"\n\n\ue000{len(verbatim) - 1}\ue001\n\n" if is_apart else f"\ue000{len(verbatim) - 1}\ue001"
    yield text[at:]


def apart(tag: re.Match[str]) -> str:
    """Return a tag on one line; the tag of a block is set apart from the text around it."""
    written = tag[0].replace("\n", " ")
    if tag[2].lower() not in BLOCKS:
        return written
    return f"{written}\n\n" if tag[1] or tag[2].lower() == "hr" else f"\n\n{written}"


def paragraph(part: str) -> str:
    """Return a part between blank lines as a paragraph within the tags of blocks around it; its line ends become breaks."""
    if re.fullmatch("(?:\ue000\\d+\ue001\\s*)+", part):
        return part
    opening_tags, within = blocks_before(part)
    closing_tags = blocks_after(part[len(opening_tags) :])
    text = with_breaks(part[len(opening_tags) : len(part) - len(closing_tags)])
    return f"{opening_tags}{text if within in TEXTS or not text else f'<p>{text}</p>'}{closing_tags}"


def blocks_before(part: str) -> tuple[str, str]:
    """Return the tags of blocks that a part begins with, and the name of the last block that is open after them."""
    at, name = 0, ""
    while (match := LEADING.match(part, at)) and match[2].lower() in BLOCKS:
        at, name = match.end(), "" if match[1] else match[2].lower()
    return part[:at], name


def blocks_after(part: str) -> str:
    """Return the tags of blocks that a part ends with."""
    at = len(part)
    while part[at - 1 : at] == ">":
        start = part.rfind("<", 0, at)
        match = TAG.fullmatch(part, start, at) if start >= 0 else None
        if not match or match[2].lower() not in BLOCKS:
            break
        at = start
    return part[at:]


def with_breaks(text: str) -> str:
    """Return the text with a break at each line end that has none yet."""
    lines = (line.strip() for line in BREAK.sub("\n", text).split("\n"))
    return "<br>\n".join(line for line in lines if line)
