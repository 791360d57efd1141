"""Liquid that depends on the old folder or its configuration, replaced by what it said there; the rest is read by Presswork."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.content.shortcodes.liquid import Scope, Unknown, value_of
from chalicelib.content.shortcodes.template_tags import LIQUID, OUTPUT, Tag, parameters
from chalicelib.content.site.site import Site
from infra.importers.folder.link_map import LinkMap, from_root
from infra.importers.folder.scan import Notes
from infra.importers.jekyll.config import Config
from infra.importers.jekyll.includes import included
from infra.importers.parsing.lenient_values import text_at


@dataclass(frozen=True, slots=True)
class Liquid:
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
        return self._value(tag) if tag.syntax == OUTPUT else included(tag) if tag.syntax == LIQUID else None

    def _source(self, tag: Tag, line: int) -> str | None:
        named = parameters(tag.said).get(0).strip("/")
        own = self.posts if tag.name == "post_url" else self.links.sources if named in self.links.sources else self.links.files
        key = own.get(named, "")
        if not key:
            self.notes.add("changed", named, "a link to something that the old folder doesn't hold", "", line)
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
            return value_of(said, Scope("", Site(), {}, in_address=True))
        except Unknown:
            return None
