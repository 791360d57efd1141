"""What kramdown, Jekyll's Markdown, has beside CommonMark, written so that Presswork's default dialect reads the same.

Lines are only added within what is changed, so the report names lines of the old file.
"""

import re

from infra.importers.folder.code_aware_replace import outside_code
from infra.importers.jekyll.boxes import as_callouts
from infra.importers.jekyll.kramdown_attributes import attributed, said
from infra.importers.jekyll.kramdown_blocks import lists, tables
from infra.importers.jekyll.kramdown_html import as_html_of_commonmark
from infra.importers.jekyll.kramdown_spans import abbreviations, formulas, stressed, without_raw

TOC = re.compile(r"^[ ]{0,3}(?:[-*+]|\d+\.)[ \t]+[^\n]*+\n[ ]{0,3}\{:[^{}\n]{0,99}\btoc\b[^{}\n]{0,99}\}[ \t]*+$", re.MULTILINE)
HEADED = re.compile(r"^(#{1,6}[ \t][^\n]*+)\n\{:[ ]?([^{}\n]*+)\}[ \t]*+$", re.MULTILINE)
OPTIONS = re.compile(r"\{::options\b[^{}]*/\}|\{:/(?:nomarkdown|comment)?\}|\{::nomarkdown\}")
COMMENT = re.compile(r"\{::comment\}.{0,5000}?\{:/(?:comment)?\}", re.DOTALL)


def as_commonmark(text: str) -> str:
    """Return the text with kramdown's own notations as CommonMark has them."""
    text = outside_code(COMMENT, "", text)
    text = outside_code(OPTIONS, "", text)
    text = outside_code(TOC, "[TOC]\n", text)
    text = outside_code(HEADED, _headed, text)
    for step in STEPS:
        text = step(text)
    return text


STEPS = (as_callouts, attributed, as_html_of_commonmark, tables, lists, abbreviations, stressed, formulas, without_raw)


def _headed(found: re.Match[str]) -> str:
    """Return a heading with the attributes of the line below it, of which only names mean something here."""
    names = " ".join(word for word in said(found[2]).split() if word.startswith((".", "#")))
    return f"{found[1].rstrip()} {{: {names}}}\n" if names else f"{found[1]}\n"
