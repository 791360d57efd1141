"""Liquid that depends on the old folder, its configuration, or values that a text assigns, replaced by what it showed there.

Presswork reads the rest.
"""

import re
from collections.abc import Mapping

from msgspec import field

from chalicelib.content.limits import limit
from chalicelib.content.shortcodes.liquid import Scope, Unknown
from chalicelib.content.shortcodes.liquid import value_of as value_in_liquid
from chalicelib.content.shortcodes.shortcodes import READER
from chalicelib.content.shortcodes.template_tags import LIQUID, OUTPUT, Tag, parameters
from chalicelib.content.site.site import Site
from chalicelib.frozen import Frozen
from infra.importers.folder.link_map import NOWHERE, LinkMap, from_root
from infra.importers.folder.scan import Notes
from infra.importers.jekyll.config import Config
from infra.importers.jekyll.includes import included
from infra.importers.parsing.lenient_values import text_at

ASSIGNED = re.compile(r"""(\w[\w-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|(-?\d+(?:\.\d+)?|true|false))\s*\Z""")
SHOWN = re.compile(r"(\w[\w-]*)((?:\s*\|\s*(?:markdownify|strip|strip_newlines|escape))*)\s*\Z")
LONGEST = limit("source")


class Liquid(Frozen):
    """Replaces the tags of a text: links to posts and files, and values of the configuration."""

    config: Config
    links: LinkMap
    notes: Notes
    posts: Mapping[str, str]
    page: Mapping[str, str] = field(default_factory=dict)

    def replaced(self, tag: Tag, line: int) -> str | None:
        """Return what replaces a tag; None where Presswork reads it as it is."""
        if tag.syntax == LIQUID and tag.name in ("post_url", "link"):
            return self._source(tag, line)
        if tag.syntax == OUTPUT:
            return self._value(tag)
        return included(tag) if tag.syntax == LIQUID else None

    def _source(self, tag: Tag, line: int) -> str | None:
        named = parameters(tag.said).get(0).strip("/")
        own = (self.posts,) if tag.name == "post_url" else (self.links.sources, self.links.files)
        key = next((keys[named] for keys in own if named in keys), "")
        if not key:
            self.notes.add("changed", named, NOWHERE, "", line)
            return None
        return from_root(key)

    def _value(self, tag: Tag) -> str | None:
        """Return a value that is the same in each text, such as `{{ site.baseurl }}` or a key of the configuration."""
        said = tag.said.strip()
        if re.fullmatch(r"site\.(url|baseurl)", said):
            return ""
        if match := re.fullmatch(r"(?:page\.)?(\w+)", said):
            return self.page.get(match[1]) or None
        if match := re.fullmatch(r"site\.([\w.-]+)", said):
            return text_at(self.config.keys, match[1]) or None
        if "page." in said or not re.match(r"""["'].*\|\s*(relative_url|absolute_url|prepend:\s*site\.(url|baseurl))""", said):
            return None
        try:
            return value_in_liquid(said, Scope("", Site(), {}, in_address=True))
        except Unknown:
            return None


# ---- values that a text assigns and captures


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
