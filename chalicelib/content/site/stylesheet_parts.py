"""The parts of the built-in stylesheet that a text needs, by what its HTML contains.

A part without a sign depends on the kind of page alone (`rendering.look.stylesheets`). The sidebar is fetched by a script, so
what its texts need is needed by all pages that have it: a `site.yaml` that changes it renders them all.
"""

from collections.abc import Iterable, Iterator, Mapping

from chalicelib.content.html.tag_patterns import SLANTED_TEXT
from chalicelib.content.site.site import Site

SIGNS: Mapping[str, str] = {
    "admonitions": "admonition",
    "aligned": 'class="align',
    "boxes": ' tabindex="0"',
    "columns": 'class="columns"',
    "code": 'class="highlight ',
    "bleed": 'class="full-bleed',
    "drop": '<p class="drop',
    "missing": ' aria-disabled="true"',
    "embeds": "embed",
    "focus": "focus-x",
    "galleries": '<div class="gallery">',
    "larger": " data-larger",
    "leads": 'class="lead',
    "math": "<math",
    "pulls": 'class="pull',
    "quotes": "<blockquote",
    "scripts": ' lang="',
    "tables": "<table",
    "tasks": "task-list-item",
    "wide": 'class="wide',
}
NO_RULES = frozenset({"code", "emphasis"})
"""The parts that the sheet has no rules for: one has a style of its own, the other a font that is asked for at once."""
SCRIPTS = frozenset({"ar", "fa", "he", "hi", "ja", "ko", "mr", "ne", "ur", "yi", "zh"})
"""The languages whose scripts have fonts and a leading of their own."""


def parts_in(texts: Iterable[str]) -> frozenset[str]:
    """Return the parts that these texts, which are safe HTML, need."""
    shown = "\n".join(texts)
    emphasis = {"emphasis"} if SLANTED_TEXT.search(shown) else set()
    return frozenset(part for part, sign in SIGNS.items() if sign in shown) | emphasis


def parts_for_languages(site: Site) -> frozenset[str]:
    """Return the parts that all pages of the site need for its languages."""
    foreign = any(language.code.lower().partition("-")[0] in SCRIPTS for language in site.languages)
    return frozenset({"scripts"}) if foreign else frozenset()


def parts_in_boxes(site: Site) -> frozenset[str]:
    """Return the parts that the pages with the sidebar need for its texts; none where no page has it."""
    return frozenset() if site.pages_with_boxes == "none" else parts_in(texts_in_boxes(site))


def texts_in_boxes(site: Site) -> Iterator[str]:
    """Yield the texts of the sidebar's boxes, which are safe HTML."""
    return (text for box in site.sidebar for text in box.text.by_lang.values())
