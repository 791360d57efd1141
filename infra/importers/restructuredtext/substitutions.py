"""Substitutions, `|name|`, whose texts may hold others: a short text must not stand for an endless text."""

import re

from chalicelib.content.limits import limit
from chalicelib.errors import Refusal

DEFINITION = re.compile(r"^[ \t]*\.\.[ \t]+\|([^|\n]+)\|[ \t]+\w+::(.*(?:\n[ \t]+\S.*)*)", re.MULTILINE)
REFERENCE = re.compile(r"\|([^|\s](?:[^|\n]*[^|\s])?)\|")
LONGEST = limit("source")


def check_sizes(text: str) -> None:
    """Refuse a text that its substitutions make longer than a source may be.

    Each round adds the sizes of those that hold only known ones. Those in a circle stay unknown, and docutils refuses them.
    """
    definitions = {name.strip().lower(): value for name, value in DEFINITION.findall(text)}
    sizes: dict[str, int] = {}
    for _ in definitions:
        ready = {
            name: value
            for name, value in definitions.items()
            if name not in sizes and references_in(value) & definitions.keys() <= sizes.keys()
        }
        if not ready:
            break
        sizes |= {name: min(size_of(value, sizes), LONGEST + 1) for name, value in ready.items()}
    if size_of(text, sizes) > LONGEST:
        raise Refusal("front-matter", "substitutions that stand for too much", 1)


def references_in(text: str) -> set[str]:
    return {name.lower() for name in REFERENCE.findall(text)}


def size_of(text: str, sizes: dict[str, int]) -> int:
    """Return the length of a text with what its references stand for."""
    return len(text) + sum(sizes.get(name.lower(), 0) for name in REFERENCE.findall(text))
