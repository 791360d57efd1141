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
    text = outside_code(CLOSED, lambda found: f"<{found[1]}{found[2].rstrip()}></{found[1]}>", text)
    text = with_whole_elements(text)
    text = outside_code(OPENS, _opened, text)
    text = outside_code(IN_LINE, lambda found: found[0].replace(found[1], ""), text)
    return with_markdown_inside(text)


def _opened(found: re.Match[str]) -> str:
    """Return a tag alone at the beginning of a paragraph so that the next line belongs to it, or begins a block of its own."""
    return f"{found[1]}\n\n" if BEGINS_BLOCK.match(found.string, found.end()) else f"{found[1].rstrip()} "


# ---- elements that are HTML to their end


def with_whole_elements(text: str) -> str:
    """Return the text with a blank line below each element that holds no Markdown, and none in it that would end it."""
    code, _ = code_and_html(text)
    return "".join(_parts(text, code))


def _parts(text: str, code: Ranges) -> Iterator[str]:
    last, unclosed = 0, set[str]()
    for found in islice(WHOLE.finditer(text), MOST):
        name = found[1].lower()
        if found.start() < last or (found.start() in code and name != "pre") or name in unclosed:
            continue
        end = found.end() if name in ("hr", "col") else _end_of(name, text, found.end())
        if end < 0:
            unclosed.add(name)
            continue
        end = text.find(">", end) + 1 if name not in ("hr", "col") else end
        yield text[last : found.start()] + _whole(text[found.start() : end], name)
        line = text.find("\n", end)
        if line >= 0 and not text[end:line].strip() and text[line + 1 : line + 2].strip():
            yield "\n"
        last = end
    yield text[last:]


def _whole(element: str, name: str) -> str:
    """Return an element with nothing indented below a blank line, since that would be code; `pre` begins after a blank line."""
    if name == "pre" or "\n\n" not in element.replace(" ", "").replace("\t", "") or HOLDS.search(element):
        return element
    kept, *others = re.split(r"(?i)(?=<pre\b)", element)
    made = [INDENTED.sub(r"\1", kept)]
    for other in others:
        verbatim, mark, rest = other.partition("</pre>")
        rest = INDENTED.sub(r"\1", rest)
        made.append(f"\n\n{verbatim}{mark}{rest}" if "\n\n" in verbatim else f"{verbatim}{mark}{rest}")
    return "".join(made)


# ---- elements that hold Markdown


def with_markdown_inside(text: str) -> str:
    """Return the text with blank lines inside of elements that say `markdown="1"`, since CommonMark reads Markdown there."""
    if not MARKED.search(text):
        return text
    code, _ = code_and_html(text)
    parts, last, unclosed = [], 0, set[str]()
    for found in islice(MARKED.finditer(text), MOST):
        if found.start() < last or found.start() in code or found[1] in unclosed:
            continue
        end = _end_of(found[1], text, found.end())
        if end < 0:
            unclosed.add(found[1])
            continue
        parts += [text[last : found.start()], _element(found, with_markdown_inside(text[found.end() : end]))]
        last = end + len(f"</{found[1]}>")
    return "".join([*parts, text[last:]])


def _end_of(name: str, text: str, at: int) -> int:
    """Return where the end tag of the element begins; -1 if there is none."""
    depth = 1
    for tag in re.compile(rf"<(/?){name}\b[^<>]*>", re.IGNORECASE).finditer(text, at):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.start()
    return -1


def _element(found: re.Match[str], inner: str) -> str:
    name, attributes = found[1].lower(), f"{found[2]}{found[3]}".rstrip()
    body = TAG_ALONE.sub(lambda tag: f"{tag[0].rstrip()}\n\n", textwrap.dedent(inner.strip("\n"))).strip()
    body = OPENS.sub(_opened, body)
    if name == "p":
        classes = " ".join(f".{one}" for one in (CLASS.search(attributes) or ["", ""])[1].split())
        return f"\n{_as_words(body)}\n" + (f"{{: {classes}}}\n" if classes and body else "")
    if name in INLINE:
        return f"<{name}{attributes}>{body}</{name}>"
    return f"<{name}{attributes}>\n\n{body}\n\n</{name}>\n"


def _as_words(body: str) -> str:
    """Return what a paragraph says with the marks of lists, headings and quotes at the beginning of its lines as words."""
    return MARK.sub(lambda found: f"{found[1]}\\{found[2]}" if found[2] else f"{found[1]}{found[3]}\\{found[4]}", body)
