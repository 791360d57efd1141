"""Pelican's texts: their metadata, and what plugins and Python-Markdown's code have of their own."""

import re
from collections.abc import Mapping

from chalicelib.content.frontmatter.frontmatter import NOTATIONS, FrontMatter, read_bare
from chalicelib.content.frontmatter.parsed_values import Scalar, Value
from chalicelib.errors import Refusal
from chalicelib.html_to_markdown.escapes import fence_of
from infra.importers.folder.scan import Notes, Splits, is_html
from infra.importers.parsing.lenient_values import split_old
from infra.importers.restructuredtext import sources


def reworded(text: str) -> str:
    """Return the text with fences around code that names its language, the mark where summaries end, and gists of its plugin."""
    text = SUMMARY_ENDS.sub("<!--more-->", SUMMARY_BEGINS.sub("", text), count=1)
    return GIST.sub(lambda match: f"https://gist.github.com/{match[1]}", with_fences(text))


SUMMARY_BEGINS = re.compile(r"<!--\s*PELICAN_BEGIN_SUMMARY\s*-->\n?")
SUMMARY_ENDS = re.compile(r"<!--\s*(?:PELICAN_END_SUMMARY|more)\s*-->", re.IGNORECASE)
GIST = re.compile(r"^\[gist:id\s*=\s*([\w/-]+)[^\]\n]*\]$", re.MULTILINE)


def with_fences(text: str) -> str:
    """Return the text with code that names its language in its first line, `:::python`, between fences, which name it, too."""
    return NAMED_CODE.sub(_fence, text) if ":::" in text or "#!" in text else text


def _fence(match: re.Match[str]) -> str:
    indent, code = match[1][4:], match["code"]
    lines = [f"{indent}{line.removeprefix(match[1])}".rstrip() for line in code.rstrip().split("\n")]
    numbers = ' linenums="1"' if match["sign"] == "#!" else ""
    fence = f"{indent}{fence_of(code)}"
    blank_lines = "\n" * (len(code) - len(code.rstrip("\n")))
    return "\n".join([f"{fence}{match['lang']}{numbers}", *lines, fence]) + blank_lines


NAMED_CODE = re.compile(
    r"(?:(?<=\n\n)|\A)([ ]{4,})(?P<sign>:::|#!)[ ]?(?P<lang>[a-zA-Z][\w+#.-]*)[^\n/]*+\n(?P<code>(?:\1[^\n]*+\n?|[ \t]*+\n)+)"
)


# ---- front matter


def texts_of(front: FrontMatter) -> Mapping[str, str]:
    """Return the keys of front matter that are texts, which patterns of addresses may name."""
    return {name.lower(): value.text for name, value in front.keys.items() if isinstance(value, Scalar)}


def splits_of(path: str, notes: Notes | None = None) -> Splits:
    """Return what splits a file of this name, and notes what of it couldn't be read."""
    if sources.SOURCE.search(path):
        return lambda text: sources.split_rst(text, notes or Notes(), path)
    return split_html if is_html(path) else split_meta


def split_meta(text: str) -> FrontMatter:
    """Return the metadata of an article and its text: Python-Markdown's lines, also between fences, or YAML."""
    try:
        return split_old(text)
    except Refusal:
        lines = text.split("\n")
        if lines[0].rstrip() != "---":
            raise
        block, body = NOTATIONS[0].bounds(lines, 0)
        keys = read_bare("\n".join(lines[block]), 2)
        return FrontMatter("\n".join(lines[body:]), body + 1, *keys)


def split_html(text: str) -> FrontMatter:
    """Return the metadata of an article in HTML, which are in its head, and what its body holds."""
    from lxml import etree, html  # noqa: PLC0415 - few articles are HTML

    try:
        page = html.document_fromstring(text)
    except (etree.ParserError, ValueError):
        return FrontMatter(text)
    keys: dict[str, Value] = {}
    for element in page.iterfind(".//meta[@name]"):
        value = str(element.get("content") or element.get("contents") or "")
        keys[str(element.get("name")).lower()] = Scalar(value, value)
    title = page.findtext(".//title")
    if title:
        keys.setdefault("title", Scalar(title.strip(), title.strip()))
    body = page.find("body")
    if body is None:
        return FrontMatter("", keys=keys)
    parts = [body.text or "", *(etree.tostring(element, encoding="unicode", method="html") for element in body)]
    return FrontMatter("".join(parts), keys=keys)
