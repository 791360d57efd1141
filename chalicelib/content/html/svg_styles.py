"""The CSS that an SVG may hold: its at-rules and functions are on lists, and its addresses lead to parts of the same SVG.

A stylesheet fetches by an at-rule or by a function alone, so whatever isn't on the lists is refused, wherever it stands: no
notation of an address has to be recognised. A custom property (`var(--paint)`) is harmless for the same reason: the only function
that takes an address is `url()`, whose address can't come from a property. tinycss2 reads escapes, comments and brackets as the
standard says (https://drafts.csswg.org/css-syntax/).
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tinycss2 import parse_component_value_list
from tinycss2.ast import AtKeywordToken, Comment, FunctionBlock, Node, ParseError, StringToken, URLToken, WhitespaceToken

SPACES = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]+")
HARMLESS_DATA = re.compile(r"data:(image/(png|jpe?g|gif|webp|avif)|font/[a-z0-9.+-]+|application/(x-)?font[a-z0-9.+-]*)[;,]")
"""Data that stands in the file itself, of kinds that can't run or fetch anything."""

LISTED_AT_RULES = """
    charset container font-face font-feature-values keyframes -moz-keyframes -o-keyframes -webkit-keyframes layer media page scope
    starting-style supports
"""
AT_RULES = frozenset(LISTED_AT_RULES.split())
"""The at-rules that an SVG may have; `@import` and whatever fetches by its name are no part of the list."""

LISTED_FUNCTIONS = """
    rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix light-dark device-cmyk icc-color
    calc min max clamp round mod rem abs sign sin cos tan asin acos atan atan2 pow sqrt hypot log exp var env
    matrix matrix3d perspective rotate rotate3d rotatex rotatey rotatez scale scale3d scalex scaley scalez skew skewx skewy
    translate translate3d translatex translatey translatez
    linear-gradient radial-gradient conic-gradient repeating-linear-gradient repeating-radial-gradient repeating-conic-gradient
    blur brightness contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia alpha
    cubic-bezier steps linear frames
    circle ellipse inset path polygon ray rect shape xywh
    format local tech
    dir has host is lang not nth-child nth-last-child nth-last-of-type nth-of-type selector where
"""
FUNCTIONS = frozenset(LISTED_FUNCTIONS.split())
"""The functions that an SVG may have, besides `url()`: none of them takes an address."""

HARMLESS_ERRORS = frozenset({"}", ")", "]"})
"""A bracket too many, which browsers pass over as tinycss2 does."""


class Part(NamedTuple):
    """A part of a stylesheet, and its line."""

    text: str
    line: int


def forbidden(css: str) -> Part | None:
    """Return the first part of this CSS that isn't on the lists, or nothing. The CSS may be a stylesheet or a value."""
    if not STARTS.search(css):
        return None
    try:
        nodes = parse_component_value_list(css)
    except ValueError as error:  # a number of thousands of digits
        return Part(str(error), 1)
    return next((Part(written(node), node.source_line) for node in _all(nodes) if not is_allowed(node)), None)


STARTS = re.compile(r"[@(\\]")
"""Without one of these, CSS has neither an at-rule nor a function."""


def _all(nodes: Sequence[Node]) -> Iterator[Node]:
    """Return the nodes and all within them, in order."""
    ahead = [*reversed(nodes)]
    while ahead:
        node = ahead.pop()
        yield node
        inner = getattr(node, "arguments", None) or getattr(node, "content", None) or ()
        ahead += reversed(inner)


def is_allowed(node: Node) -> bool:
    """Return whether this node itself, apart from its content, is on the lists."""
    if isinstance(node, ParseError):
        return node.kind in HARMLESS_ERRORS
    if isinstance(node, AtKeywordToken):
        return node.lower_value in AT_RULES
    if isinstance(node, URLToken):
        return is_here(node.value)
    if isinstance(node, FunctionBlock):
        return is_here(*address_of(node.arguments)) if node.lower_name == "url" else node.lower_name in FUNCTIONS
    return True


def address_of(arguments: Sequence[Node]) -> Sequence[str]:
    """Return the texts in the brackets of `url("…")`; anything else than texts counts as another text."""
    parts = [node for node in arguments if not isinstance(node, WhitespaceToken | Comment)]
    return [node.value if isinstance(node, StringToken) else "" for node in parts]


def is_here(*addresses: str) -> bool:
    """Return whether this is one address, of a part of the same file or of harmless data in it."""
    plain = [SPACES.sub("", address).lower() for address in addresses]
    return len(plain) == 1 and (plain[0].startswith("#") or HARMLESS_DATA.match(plain[0]) is not None)


def written(node: Node) -> str:
    """Return the node as an author would write it."""
    return str(node.message) if isinstance(node, ParseError) else str(node.serialize())
