"""HTML in kramdown's Markdown, written so that CommonMark reads it the same.

To kramdown, an element such as `<div>` goes on to its end, whatever lines are blank within, and a paragraph may follow on the
next line; a line with an `<img>` alone begins a paragraph. What says `markdown="1"` holds Markdown.
"""

import re
import textwrap
from collections.abc import Iterator
from itertools import islice

from chalicelib.content.shortcodes.code_ranges import Ranges, code_and_html
from infra.importers.folder.code_aware_replace import outside_code

BLOCKS = (
    "address|article|aside|blockquote|body|caption|center|col|colgroup|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form"
    "|h[1-6]|header|hgroup|hr|iframe|legend|main|map|menu|nav|ol|optgroup|p|section|summary|table|tbody|td|tfoot|th|thead|tr|ul|video"
)
VERBATIM = "pre|script|style|textarea"
SAYS = r"""\s+markdown\s{0,9}=\s{0,9}["\']?(?:1|block|span)["\']?"""
MARKED = re.compile(rf"""^[ \t]*+<(\w+)\b([^<>\n]{{0,300}}?){SAYS}([^<>\n]*+)>""", re.MULTILINE | re.IGNORECASE)
INLINE = ("span", "a", "em", "strong", "b", "i", "small", "sup", "sub", "code", "summary", "figcaption", "td", "th", "li")
IN_LINE = re.compile(rf"""<(?:{"|".join(INLINE)})\b[^<>\n]{{0,300}}?({SAYS})[^<>\n]*+>""", re.IGNORECASE)
HOLDS = re.compile(rf"<\w+\b[^<>]{{0,300}}?{SAYS}", re.IGNORECASE)
WHOLE = re.compile(rf"^[ ]{{0,3}}<({BLOCKS}|pre)\b[^<>]*>", re.MULTILINE | re.IGNORECASE)
CLOSED = re.compile(r"<(a|abbr|b|div|em|i|p|small|span|strong|sub|sup)\b((?:[^<>\n]{0,300}[^<>\n/])?)\s*/>", re.IGNORECASE)
TAG_ALONE = re.compile(
    rf"^[ \t]*+<(?:/|img\b|br\b|(?:{BLOCKS}|{VERBATIM})\b)[^\n]*>[ \t]*+$(?:\n[ \t]*)?", re.MULTILINE | re.IGNORECASE
)
OPENS = re.compile(
    rf"(?:\A\n*|(?<=\n\n))([ ]{{0,3}}<(?!(?:{BLOCKS}|{VERBATIM})\b)[a-zA-Z][\w-]*(?:\s[^<>\n]*)?/?>)[ \t]*\n[ ]{{0,3}}(?=\S)",
    re.IGNORECASE,
)
MARK = re.compile(r"^([ \t]*)(?:([-+*#>]+)|(\d+)([.)]))(?=\s)", re.MULTILINE)
BEGINS_BLOCK = re.compile(r"[ ]{0,3}(?:#{1,6}[ \t]|[-+*][ \t]|\d+\.[ \t]|>|```|~~~|\||<)")
INDENTED = re.compile(r"(?<=\n)([ \t]*\n)[ \t]+")
CLASS = re.compile(r"""\bclass\s*=\s*["\']([^"\']*)["\']""")
MOST = 300  # elements of a text


def as_html_of_commonmark(text: str) -> str:
    """Return the text with its HTML as CommonMark has it."""
    if "<" not in text:
        return text
    text = outside_code(CLOSED, lambda match: f"<{match[1]}{match[2].rstrip()}></{match[1]}>", text)
    text = with_whole_elements(text)
    text = outside_code(OPENS, _opened, text)
    text = outside_code(IN_LINE, lambda match: match[0].replace(match[1], ""), text)
    return with_markdown_inside(text)


def _opened(match: re.Match[str]) -> str:
    """Return a tag alone at the beginning of a paragraph so that the next line belongs to it, or begins a block of its own."""
    return f"{match[1]}\n\n" if BEGINS_BLOCK.match(match.string, match.end()) else f"{match[1].rstrip()} "


# ---- elements that are HTML to their end


def with_whole_elements(text: str) -> str:
    """Return the text with a blank line below each element that holds no Markdown, and none in it that would end it."""
    code, _ = code_and_html(text)
    return "".join(_parts(text, code))


def _parts(text: str, code: Ranges) -> Iterator[str]:
    last, unclosed = 0, set[str]()
    for match in islice(WHOLE.finditer(text), MOST):
        name = match[1].lower()
        if match.start() < last or (match.start() in code and name != "pre") or name in unclosed:
            continue
        end = match.end()
        if name not in ("hr", "col"):
            end_tag = _end_of(name, text, match.end())
            if end_tag < 0:
                unclosed.add(name)
                continue
            end = text.find(">", end_tag) + 1
        yield text[last : match.start()] + _whole(text[match.start() : end], name)
        line = text.find("\n", end)
        if line >= 0 and not text[end:line].strip() and text[line + 1 : line + 2].strip():
            yield "\n"
        last = end
    yield text[last:]


def _whole(element: str, name: str) -> str:
    """Return an element with nothing indented below a blank line, since that would be code; `pre` begins after a blank line."""
    if name == "pre" or "\n\n" not in element.replace(" ", "").replace("\t", "") or HOLDS.search(element):
        return element
    head, *others = re.split(r"(?i)(?=<pre\b)", element)
    parts = [INDENTED.sub(r"\1", head)]
    for other in others:
        verbatim, mark, rest = other.partition("</pre>")
        rest = INDENTED.sub(r"\1", rest)
        parts.append(f"\n\n{verbatim}{mark}{rest}" if "\n\n" in verbatim else f"{verbatim}{mark}{rest}")
    return "".join(parts)


# ---- elements that hold Markdown


def with_markdown_inside(text: str) -> str:
    """Return the text with blank lines inside of elements that say `markdown="1"`, since CommonMark reads Markdown there."""
    if not MARKED.search(text):
        return text
    code, _ = code_and_html(text)
    parts, last, unclosed = [], 0, set[str]()
    for match in islice(MARKED.finditer(text), MOST):
        if match.start() < last or match.start() in code or match[1] in unclosed:
            continue
        end = _end_of(match[1], text, match.end())
        if end < 0:
            unclosed.add(match[1])
            continue
        parts += [text[last : match.start()], _element(match, with_markdown_inside(text[match.end() : end]))]
        last = end + len(f"</{match[1]}>")
    return "".join([*parts, text[last:]])


def _end_of(name: str, text: str, at: int) -> int:
    """Return where the end tag of the element begins; -1 if there is none."""
    depth = 1
    for tag in re.compile(rf"<(/?){name}\b[^<>]*>", re.IGNORECASE).finditer(text, at):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.start()
    return -1


def _element(match: re.Match[str], inner: str) -> str:
    name, attributes = match[1].lower(), f"{match[2]}{match[3]}".rstrip()
    body = TAG_ALONE.sub(lambda tag: f"{tag[0].rstrip()}\n\n", textwrap.dedent(inner.strip("\n"))).strip()
    body = OPENS.sub(_opened, body)
    if name == "p":
        classes = " ".join(f".{word}" for word in (CLASS.search(attributes) or ["", ""])[1].split())
        return f"\n{_as_words(body)}\n" + (f"{{: {classes}}}\n" if classes and body else "")
    if name in INLINE:
        return f"<{name}{attributes}>{body}</{name}>"
    return f"<{name}{attributes}>\n\n{body}\n\n</{name}>\n"


def _as_words(body: str) -> str:
    """Return what a paragraph says with the marks of lists, headings and quotes at the beginning of its lines as words."""
    return MARK.sub(lambda match: f"{match[1]}\\{match[2]}" if match[2] else f"{match[1]}{match[3]}\\{match[4]}", body)
