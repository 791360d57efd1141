"""Liquid's `assign` and `capture`, where a text says a value and shows it: the value takes its place."""

import re
from collections.abc import Mapping

from chalicelib.content.limits import limit
from chalicelib.content.shortcodes.shortcodes import READER
from chalicelib.content.shortcodes.template_tags import LIQUID, OUTPUT, Tag

ASSIGNED = re.compile(r"""(\w[\w-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|(-?\d+(?:\.\d+)?|true|false))\s*\Z""")
SHOWN = re.compile(r"(\w[\w-]*)((?:\s*\|\s*(?:markdownify|strip|strip_newlines|escape))*)\s*\Z")
LONGEST = limit("source")


def with_values(text: str) -> str:
    """Return the text with what it assigns and captures where it shows that, unless it would become longer than a source."""
    if "{%" not in text or not re.search(r"\{%-?\s*(?:assign|capture)\b", text):
        return text
    tags = READER.tags_in(text)
    values: dict[str, str] = {}
    parts, at, length = [], 0, 0
    for tag in tags:
        if tag.closing or tag.escaped or tag.start < at:
            continue
        end = tags[tag.partner] if tag.partner >= 0 else None
        new = value_in(text, tag, end, values)
        if new is None:
            continue
        parts += [text[at : tag.start], new]
        at = (end or tag).end
        length += len(new)
        if length > LONGEST:
            return text
    return "".join([*parts, text[at:]])


def value_in(text: str, tag: Tag, end: Tag | None, values: dict[str, str]) -> str | None:
    """Return what takes the place of a tag: nothing of a definition, which is remembered; None where the tag stays."""
    if tag.syntax == OUTPUT:
        return value_of(tag, values)
    if tag.syntax == LIQUID and tag.name == "assign" and (match := ASSIGNED.match(tag.said)):
        values[match[1]] = next(filter(None, match.groups()[1:]), "")
        return ""
    if tag.syntax == LIQUID and tag.name == "capture" and end and re.fullmatch(r"[\"']?(\w[\w-]*)[\"']?", tag.said.strip()):
        values[tag.said.strip().strip("\"'")] = shown_in(text[tag.end : end.start], values)
        return ""
    return None


def value_of(tag: Tag, values: Mapping[str, str]) -> str | None:
    """Return the value that an output shows; Markdown that becomes HTML there is set apart from the HTML around it."""
    match = SHOWN.match(tag.said.strip())
    value = values.get(match[1]) if match else None
    if match is None or value is None:
        return None
    return f"\n\n{value.strip()}\n\n" if "markdownify" in match[2] else value


def shown_in(text: str, values: Mapping[str, str]) -> str:
    """Return a captured text with the values that it shows itself."""
    parts, at = [], 0
    for tag in READER.tags_in(text):
        value = value_of(tag, values) if tag.syntax == OUTPUT else None
        if value is not None:
            parts += [text[at : tag.start], value]
            at = tag.end
    return "".join([*parts, text[at:]])[: LONGEST + 1]
