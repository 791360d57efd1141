"""What the pages for authors show: sources and files, as an author would upload them, and the site that they make.

A fenced block with a `title` is a file of that name; one that is also marked `refused` must be refused, and one that is marked
`warned` is published with a warning. A block of Markdown with a block of HTML right below it is a pair: the source, and what it
becomes.
"""

import re
from datetime import UTC, datetime
from html import unescape
from typing import NamedTuple

from msgspec.structs import replace

from chalicelib.content.markdown.dialects import COMMONMARK
from chalicelib.content.markdown_to_html import render
from chalicelib.content.site.siteyaml import read_site
from chalicelib.publishing.parse import look
from chalicelib.publishing.upload import ParseContext, StoredObject, Upload
from tests.docs import AUTHORS, prose_of

PROSE = prose_of(AUTHORS)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


class Example(NamedTuple):
    """A fenced block that stands for a file."""

    key: str
    text: str
    marked: str = ""


class Pair(NamedTuple):
    """A source in Markdown, and its HTML; `…` stands for HTML that is left out."""

    source: str
    html: str


FENCED = re.compile(r'^(`{3,})\w+ title="([^"]+)"(?: (refused|warned))?\n(.*?)^\1$', re.MULTILINE | re.DOTALL)
EXAMPLES = tuple(Example(found[2], found[4], found[3] or "") for found in FENCED.finditer(AUTHORS))
GOOD = tuple(example for example in EXAMPLES if example.marked != "refused")
PAIRED = re.compile(r"^(`{3,})markdown\n(.*?)^\1\n\n```html\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
PAIRS = tuple(Pair(found[2], found[3]) for found in PAIRED.finditer(AUTHORS))
CODED = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
SITES = tuple(example for example in GOOD if example.key == "site.yaml")
SOURCES = tuple(example for example in GOOD if example.key.endswith(".md"))
KEY = "posts/2026-11-25-hello.md"


def keys_of(examples: tuple[Example, ...]) -> list[str]:
    return [example.key for example in examples]


def plain(text: str, _lang: str) -> str:
    return text


THE_SITE = read_site(SITES[-1].text.encode(), plain)


def taken(key: str, text: str) -> Upload:
    """What becomes of an upload on the site that the docs show."""
    return look(key, StoredObject(text.encode(), "etag", len(text.encode())), ParseContext(THE_SITE, NOW))


def between(before: str, after: str) -> str:
    """What the docs say between these two, on one line."""
    _, found, actual = PROSE.partition(before)
    assert found, f"the docs don't say {before!r}"
    said, ends, _ = actual.partition(after)
    assert ends, f"the docs don't say {after!r} after {before!r}"
    return said


def sources_in(cell: str) -> list[str]:
    """What stands in a cell as code, as it is typed outside of a table; `↵` is the end of a line."""
    found = (code[2] for code in CODED.finditer(cell))
    return [(code[1:-1] if code[0] == code[-1] == " " else code).replace("\\|", "|").replace("↵", "\n") for code in found]


def made_of(source: str, dialect: str = COMMONMARK) -> str:
    """The HTML of a text in a post that has a title."""
    return render(source, key=KEY, lang="en", site=replace(THE_SITE, markdown=dialect), title="Everything").html


def shows(html: str, shown: str) -> bool:
    """Whether this is the HTML that the docs show."""
    return re.fullmatch(".*?".join(map(re.escape, shown.split("…"))), html, re.DOTALL) is not None


def on_one_line(html: str) -> str:
    return re.sub(r"\n", "", html)


def is_as_typed(html: str, source: str) -> bool:
    """Whether the HTML is paragraphs that show the source, but for its quotes and the ends of its lines."""
    words = unescape(re.sub("</?p>", "", html)).translate(str.maketrans("“”", '""'))
    return words.split() == source.split()
