"""What `docs/authors.md` shows: sources and files, as an author would upload them, and the site that they make.

A fenced block with a `title` is a file of that name; one that is also marked `refused` must be refused.
"""

import re
from datetime import UTC, datetime
from typing import NamedTuple

from chalicelib.content.siteyaml import read_site
from chalicelib.publishing.parse import Found, ParseContext, Upload, look
from tests.docs import AUTHORS, prose_of

PROSE = prose_of(AUTHORS)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


class Example(NamedTuple):
    """A fenced block that stands for a file."""

    key: str
    text: str
    refused: bool


FENCED = re.compile(r'^(`{3,})\w+ title="([^"]+)"( refused)?\n(.*?)^\1$', re.MULTILINE | re.DOTALL)
EXAMPLES = tuple(Example(found[2], found[4], bool(found[3])) for found in FENCED.finditer(AUTHORS))
GOOD = tuple(example for example in EXAMPLES if not example.refused)
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
    return look(key, Found(text.encode(), "etag", len(text.encode())), ParseContext(THE_SITE, NOW))


def between(before: str, after: str) -> str:
    """What the docs say between these two, on one line."""
    _, found, actual = PROSE.partition(before)
    assert found, f"the docs don't say {before!r}"
    return actual.partition(after)[0]
