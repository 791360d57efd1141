"""What kramdown, Jekyll's Markdown, has beside CommonMark, written so that Presswork's default dialect reads the same.

Lines are only added within what is changed, so the report names lines of the old file.
"""

import re
from collections.abc import Mapping

from infra.importers.folder.code_aware_replace import outside_code
from infra.importers.jekyll.kramdown_attributes import attributed, said
from infra.importers.jekyll.kramdown_blocks import lists, tables
from infra.importers.jekyll.kramdown_html import as_html_of_commonmark
from infra.importers.jekyll.kramdown_spans import abbreviations, formulas, stressed, without_raw

TOC = re.compile(r"^[ ]{0,3}(?:[-*+]|\d+\.)[ \t]+[^\n]*+\n[ ]{0,3}\{:[^{}\n]{0,99}\btoc\b[^{}\n]{0,99}\}[ \t]*+$", re.MULTILINE)
HEADED = re.compile(r"^(#{1,6}[ \t][^\n]*+)\n\{:[ ]?([^{}\n]*+)\}[ \t]*+$", re.MULTILINE)
OPTIONS = re.compile(r"\{::options\b[^{}]*/\}|\{:/(?:nomarkdown|comment)?\}|\{::nomarkdown\}")
COMMENT = re.compile(r"\{::comment\}.{0,5000}?\{:/(?:comment)?\}", re.DOTALL)
CALLOUTS: Mapping[str, str] = {
    **{"tip": "TIP", "success": "TIP", "info": "NOTE", "primary": "NOTE", "note": "NOTE", "": "NOTE"},
    **{"warning": "WARNING", "danger": "CAUTION", "important": "IMPORTANT"},
}
LINES = 200  # of a callout
QUOTE = re.compile(
    rf"^((?:[ ]{{0,3}}>[^\n]*\n){{1,{LINES}}})[ ]{{0,3}}\{{:[^{{}}\n]*\.prompt-(\w+)[^{{}}\n]*\}}[ \t]*$", re.MULTILINE
)
PARAGRAPH = re.compile(
    rf"(?:(?<=\n\n)|(?<=\A\n)|\A)((?:(?![ \t]*(?:[>#|{{`~<]|[-*+][ ]|\d+\.[ ]|\n))[^\n]+\n){{1,{LINES}}})"
    r"\{:[^{}\n]*\.notice(?:--(\w+))?(?![\w-])[^{}\n]*\}[ \t]*$",
    re.MULTILINE,
)


def as_commonmark(text: str) -> str:
    """Return the text with kramdown's own notations as CommonMark has them."""
    for pattern, to in ((COMMENT, ""), (OPTIONS, ""), (TOC, "[TOC]\n"), (HEADED, as_heading)):
        text = outside_code(pattern, to, text)
    for step in STEPS:
        text = step(text)
    return text


def as_callouts(text: str) -> str:
    """Return the text with Chirpy's prompts and the notices of Minimal Mistakes as callouts."""
    text = outside_code(QUOTE, lambda match: callout(match[1], match[2], match[0]), text)
    return outside_code(
        PARAGRAPH, lambda match: callout(re.sub("(?m)^", "> ", match[1].rstrip("\n")), match[2] or "", match[0]), text
    )


def callout(quote: str, kind: str, otherwise: str) -> str:
    lines = quote.rstrip("\n")
    return f"> [!{CALLOUTS[kind]}]\n{lines}" if kind in CALLOUTS else otherwise


def as_heading(match: re.Match[str]) -> str:
    """Return a heading with the attributes of the line below it, of which only names mean something here."""
    names = " ".join(word for word in said(match[2]).split() if word.startswith((".", "#")))
    return f"{match[1].rstrip()} {{: {names}}}\n" if names else f"{match[1]}\n"


STEPS = (as_callouts, attributed, as_html_of_commonmark, tables, lists, abbreviations, stressed, formulas, without_raw)
