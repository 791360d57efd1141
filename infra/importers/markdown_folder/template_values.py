"""Values of templates in a text that are the same at each build: of the text's own front matter, and of the site."""

import re
from collections.abc import Callable, Mapping

from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.shortcodes.template_tags import OUTPUT, Tag
from chalicelib.frozen import Frozen
from infra.importers.blog import Entry
from infra.importers.markdown_folder.settings import Settings
from infra.importers.parsing.lenient_values import text_at

PLAIN = re.compile(r"([\w.]+)((?:\s*\|\s*(?:safe|escape|e|trim|strip))*)")
OF_SITE = re.compile(r"(?:site|metadata|meta|config|theme)\.([\w.]+)")


class TemplateValues(Frozen):
    """Replaces the values of a text; unknown values stay, since Presswork reads some more."""

    front: FrontMatter
    entry: Entry
    settings: Settings

    def replaced(self, tag: Tag, _: int) -> str | None:
        """Return what replaces a tag; None where it stays."""
        if tag.syntax != OUTPUT:
            return None
        match = PLAIN.fullmatch(tag.said.strip())
        return self._value(match[1]) if match else None

    def _value(self, name: str) -> str | None:
        if make := OWN.get(name.removeprefix("page.")):
            return make(self.entry) or None
        if match := OF_SITE.fullmatch(name):
            own_values = {"title": self.settings.title, "url": "", "baseurl": "", "description": self.settings.tagline}
            return own_values.get(match[1], text_at(self.settings.keys, match[1]) or None)
        return text_at(self.front.keys, name.removeprefix("page.")) or None


OWN: Mapping[str, Callable[[Entry], str]] = {
    "title": lambda entry: entry.title,
    "url": lambda entry: entry.address,
    "description": lambda entry: entry.summary,
}
