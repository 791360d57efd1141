"""The examples that Presswork reads otherwise, by reason. An example that no longer differs must leave its row."""

from collections.abc import Mapping
from typing import NamedTuple

COMMONMARK, GFM, MORE_OF_GFM = "commonmark-0.31.2", "gfm-0.29", "gfm-extensions"


class Row(NamedTuple):
    """Examples of one file that differ for one reason."""

    reason: str
    file: str
    examples: tuple[int, ...]


CAPTIONS = (572, 573, 576, 577, 584, 585, 586, 588, 589, 591)

PARSED: tuple[Row, ...] = (
    Row("A bare address is a link, as GitHub's extension has it.", COMMONMARK, (602, 608, 611, 612)),
    Row("Words in double brackets are a link to a source, as in Obsidian.", COMMONMARK, (548, 590)),
    Row("Within double brackets, marks are text.", COMMONMARK, (559,)),
    Row("The sanitizer removes what GitHub escapes; the parser lets it pass.", GFM, (652,)),
    Row("The sanitizer removes what GitHub escapes; the parser lets it pass.", MORE_OF_GFM, (22,)),
    Row("A bare address needs a dot, as the specification says; an `xmpp:` address ends with its host.", MORE_OF_GFM, (19,)),
    Row("Footnotes have ids that are unique among posts, and arrows without a number.", MORE_OF_GFM, (23, 24, 25)),
)
"""What differs in the HTML of the parser."""

RENDERED: tuple[Row, ...] = (
    *PARSED,
    Row("An image alone in its paragraph has its title as a caption.", COMMONMARK, CAPTIONS),
    Row(
        "An element that isn't on the list of the sanitizer is removed, and its text is kept.",
        COMMONMARK,
        (150, 163, 201, 491, 524, 536, 613, 614, 615, 616, 617, 623),
    ),
    Row("An attribute that isn't on the list of the sanitizer is removed.", COMMONMARK, (169,)),
    Row("An element that can do harm is removed with its text.", COMMONMARK, (170, 171, 172, 173, 176, 178)),
    Row("A link whose scheme can do harm, or is unknown, loses its address.", COMMONMARK, (598, 599, 601)),
    Row("A link to a source is kept as its key, until a page is rendered.", COMMONMARK, (484,)),
    Row("HTML is written as browsers read it: a block within a cell or a `pre` ends where they end it.", COMMONMARK, (148, 191)),
)
"""What differs in the HTML that is published."""


def listed(rows: tuple[Row, ...]) -> Mapping[tuple[str, int], str]:
    """Return the reason for each example of these rows."""
    return {(row.file, example): row.reason for row in rows for example in row.examples}
