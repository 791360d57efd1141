"""What kramdown, Jekyll's Markdown, has beside CommonMark, written so that Presswork's default dialect reads the same.

Lines are only added within what is changed, so the report names lines of the old file.
"""

import re
import textwrap
from collections.abc import Callable
from itertools import islice

from chalicelib.content.code_ranges import code_and_html

TOC = re.compile(r"^[ ]{0,3}(?:[-*+]|\d+\.)[ \t]+[^\n]*+\n[ ]{0,3}\{:[^{}\n]{0,99}\btoc\b[^{}\n]{0,99}\}[ \t]*+$", re.MULTILINE)
HEADED = re.compile(r"^(#{1,6}[ \t][^\n]*+)\n\{:[ ]?([^{}\n]*+)\}[ \t]*+$", re.MULTILINE)
OPTIONS = re.compile(r"\{::options\b[^{}]*/\}|\{:/(?:nomarkdown|comment)?\}|\{::nomarkdown\}")
COMMENT = re.compile(r"\{::comment\}.{0,5000}?\{:/(?:comment)?\}", re.DOTALL)
MARKED = re.compile(
    r"""^[ \t]*+<(\w+)\b([^<>\n]{0,300}?)\s+markdown=["']?(?:1|block|span)["']?([^<>\n]*+)>""", re.MULTILINE | re.IGNORECASE
)
INLINE = ("span", "a", "em", "strong", "b", "i", "small", "sup", "sub", "code", "summary", "figcaption", "td", "th", "li")
IN_LINE = re.compile(rf"""<(?:{"|".join(INLINE)})\b[^<>\n]{{0,300}}?(\s+markdown=["']?(?:1|span)["']?)[^<>\n]*+>""")
MOST = 300  # elements of a text
CLASS = re.compile(r"""\bclass=["']([^"']*)["']""")
TAG_ALONE = re.compile(r"^[ \t]*+<[^\n]*>[ \t]*+$", re.MULTILINE)


def as_commonmark(text: str) -> str:
    """Return the text with kramdown's own notations as CommonMark has them."""
    text = outside_code(COMMENT, "", text)
    text = outside_code(OPTIONS, "", text)
    text = outside_code(TOC, "[TOC]\n", text)
    text = outside_code(HEADED, _headed, text)
    text = outside_code(IN_LINE, lambda found: found[0].replace(found[1], ""), text)
    return with_markdown_inside(text)


def outside_code(pattern: re.Pattern[str], to: str | Callable[[re.Match[str]], str], text: str) -> str:
    """Return the text with what the pattern finds replaced, except in code."""
    if not pattern.search(text):
        return text
    code, _ = code_and_html(text)
    make = to if callable(to) else lambda _: to
    return pattern.sub(lambda found: found[0] if found.start() in code else make(found), text)


def _headed(found: re.Match[str]) -> str:
    """Return a heading with the attributes of the line below it."""
    return f"{found[1].rstrip()} {{: {found[2].strip()}}}\n"


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
    body = TAG_ALONE.sub(lambda tag: f"{tag[0]}\n", textwrap.dedent(inner.strip("\n"))).strip()
    if name == "p":
        classes = " ".join(f".{one}" for one in (CLASS.search(attributes) or ["", ""])[1].split())
        return f"\n{body}\n" + (f"{{: {classes}}}\n" if classes and body else "")
    if name in INLINE:
        return f"<{name}{attributes}>{body}</{name}>"
    return f"<{name}{attributes}>\n\n{body}\n\n</{name}>\n"
