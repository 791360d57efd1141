"""Boxes that themes of Jekyll make of a paragraph or a quote with a class: Presswork's callouts."""

import re
from collections.abc import Mapping

from infra.importers.folder.code_aware_replace import outside_code

KINDS: Mapping[str, str] = {
    **{"tip": "TIP", "success": "TIP", "info": "NOTE", "primary": "NOTE", "note": "NOTE", "": "NOTE"},
    **{"warning": "WARNING", "danger": "CAUTION", "important": "IMPORTANT"},
}
LINES = 200  # of a box
QUOTE = re.compile(
    rf"^((?:[ ]{{0,3}}>[^\n]*\n){{1,{LINES}}})[ ]{{0,3}}\{{:[^{{}}\n]*\.prompt-(\w+)[^{{}}\n]*\}}[ \t]*$", re.MULTILINE
)
PARAGRAPH = re.compile(
    rf"(?:(?<=\n\n)|(?<=\A\n)|\A)((?:(?![ \t]*(?:[>#|{{`~<]|[-*+][ ]|\d+\.[ ]|\n))[^\n]+\n){{1,{LINES}}})"
    r"\{:[^{}\n]*\.notice(?:--(\w+))?(?![\w-])[^{}\n]*\}[ \t]*$",
    re.MULTILINE,
)


def as_callouts(text: str) -> str:
    """Return the text with Chirpy's prompts and the notices of Minimal Mistakes as callouts."""
    text = outside_code(QUOTE, lambda found: boxed(found[1], found[2], found[0]), text)
    return outside_code(
        PARAGRAPH, lambda found: boxed(re.sub("(?m)^", "> ", found[1].rstrip("\n")), found[2] or "", found[0]), text
    )


def boxed(quote: str, kind: str, otherwise: str) -> str:
    lines = quote.rstrip("\n")
    return f"> [!{KINDS[kind]}]\n{lines}" if kind in KINDS else otherwise
