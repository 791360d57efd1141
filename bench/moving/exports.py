"""The posts in an export of WordPress, Ghost, Medium or Substack, as HTML, read without our importers.

Each system stores HTML, so only its own notations are set aside: WordPress's shortcodes, comments of blocks, and addresses alone
on their lines, which it shows as films. How many were set aside is counted, since what they showed isn't known here.
"""

import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from lxml import etree
from lxml import html as lxml_html

from bench.moving.sources import Source

CODE = re.compile(r"\[(sourcecode|code)\b[^\]]*\](.*?)\[/\1\]", re.DOTALL)
SHORTCODE = re.compile(r"\[/?[a-z][\w-]*(?:[ =][^\[\]]*)?/?\]|\$latex [^$]*\$|^https?://\S+$", re.MULTILINE)
NOTHING = re.compile(r'<a\b[^>]*(?:href=""|wp-block-file__button)[^>]*>.*?</a>', re.DOTALL)
"""Links that lead nowhere, and the second link of a file."""
HEADED = re.compile(r"\s*(?:(?:<(?:section|div|hr)\b[^>]*>|</(?:section|div)>)\s*)*<h[1-6]\b")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
GALLERY = re.compile(r'\[(?:tiled-)?gallery[^\]]*\bids="([^"\]]*)"')
DYNAMIC = re.compile(
    r"<!-- wp:[^>]*/-->|wp-block-embed|wp-block-cover|<(?:audio|video|iframe|script)\b|kg-(?:bookmark|embed|gallery)-card"
)


def sources_in(export: Path, system: str) -> Mapping[str, Source]:
    """Return the posts and pages of an export by the ids that an import remembers; none of a system that is a folder."""
    read = READ.get(system, _none)
    return {id_: Source(id_, NOTHING.sub("", body), aside, bool(HEADED.match(body))) for id_, body, aside in read(export)}


Read = Callable[[Path], Iterator[tuple[str, str, int]]]


def _none(_export: Path) -> Iterator[tuple[str, str, int]]:
    yield from ()


def _wordpress(export: Path) -> Iterator[tuple[str, str, int]]:
    for item in etree.parse(str(export)).iterfind(".//item"):
        text = item.findtext("{*}encoded") or ""
        body, many = SHORTCODE.subn("", CODE.sub(r"<pre>\2</pre>", text))
        yield (
            item.findtext("{*}post_id") or "",
            COMMENT.sub("", body),
            many + len(DYNAMIC.findall(text)) + sum(ids.count(",") for ids in GALLERY.findall(text)),
        )


def _ghost(export: Path) -> Iterator[tuple[str, str, int]]:
    for post in json.loads(export.read_text("utf-8"))["db"][0]["data"]["posts"]:
        body = post.get("html") or ""
        yield post["id"], body, len(DYNAMIC.findall(body))


def _medium(export: Path) -> Iterator[tuple[str, str, int]]:
    for name, text in _pages(export):
        body = lxml_html.document_fromstring(text).find('.//section[@data-field="body"]')
        html = "" if body is None else lxml_html.tostring(body, encoding="unicode")
        yield name.removesuffix(".html").rpartition("-")[2], html, len(DYNAMIC.findall(html))


def _substack(export: Path) -> Iterator[tuple[str, str, int]]:
    for name, text in _pages(export):
        yield name.removesuffix(".html"), text, len(DYNAMIC.findall(text))


def _pages(export: Path) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(export) as archive:
        for name in archive.namelist():
            if name.startswith("posts/") and name.endswith(".html"):
                yield Path(name).name, archive.read(name).decode()


READ: Mapping[str, Read] = {"wordpress": _wordpress, "ghost": _ghost, "medium": _medium, "substack": _substack}
