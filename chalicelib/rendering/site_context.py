"""The house a page is made in: the site and its templates, as they stand when a batch begins."""

import logging
from dataclasses import dataclass, field
from typing import Any

from chalicelib.content.site import Site
from chalicelib.model import Post
from chalicelib.rendering.phrases import Phrasebook
from chalicelib.rendering.templates import TemplateFailed, Templates
from chalicelib.rendering.view_models import ShownPost, ShownStyle

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SiteContext:
    site: Site
    templates: Templates = field(default_factory=Templates)
    built_in: Templates = field(default_factory=Templates)
    shown: dict[Post, ShownPost] = field(default_factory=dict)
    """Posts as lists show them, made once while the house stands: each is in several listings."""
    styles: dict[bool, tuple[ShownStyle, ...]] = field(default_factory=dict)
    """The styles of pages with code and of those without, made once as well (`press.dress`)."""

    @property
    def phrases(self) -> Phrasebook:
        """What it says to readers, in any language."""
        return self.templates.phrases

    @property
    def reach(self) -> int:
        """How many of the newest posts of a listing are read at once: whatever shows the newest is served by one read."""
        return max(self.site.landing, self.site.feed_length) + 1

    def render(self, template: str, lang: str, **context: Any) -> bytes:
        """The page's bytes. Where the site's own templates fail, the built-in ones make the page, and the log says why."""
        try:
            return self.templates.render(template, lang, **context).encode()
        except TemplateFailed as failed:
            log.warning("the built-in %s is used: %s", template, failed)
            return self.built_in.render(template, lang, **context).encode()
