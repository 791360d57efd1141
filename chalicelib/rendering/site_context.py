"""The context of a batch of pages: the site and its templates, as they were when the batch began."""

import logging
from typing import Any

from msgspec import field

from chalicelib.content.addresses.preview_addresses import NO_SECRETS, Secrets
from chalicelib.content.site.site import Site
from chalicelib.frozen import Frozen
from chalicelib.model import Post
from chalicelib.rendering.failures import Failures
from chalicelib.rendering.language.phrases import Phrasebook
from chalicelib.rendering.templates.templates import TemplateFailed, Templates
from chalicelib.rendering.view_models.page import ShownStyle
from chalicelib.rendering.view_models.post import ShownPost

log = logging.getLogger(__name__)


class SiteContext(Frozen):
    """The site, its templates and the built-in ones, and what is rendered once for a whole batch."""

    site: Site
    templates: Templates = field(default_factory=Templates)
    built_in: Templates = field(default_factory=Templates)
    shown: dict[tuple[Post, int], ShownPost] = field(default_factory=dict)
    """Posts, each with its number of comments, as lists show them: made once, because a post is in several listings."""
    styles: dict[frozenset[str], tuple[ShownStyle, ...]] = field(default_factory=dict)
    """The styles of pages by the parts of the sheet and the scripts of fonts that they need (`look.stylesheets`)."""
    fonts: dict[frozenset[str], tuple[str, ...]] = field(default_factory=dict)
    """The addresses of the fonts that pages ask for at once, by the same parts."""
    previews: Secrets = NO_SECRETS
    """What the addresses of previews follow from."""
    failures: Failures = field(default_factory=dict)
    """The pages and letters that could not be made when they were last tried."""

    @property
    def phrases(self) -> Phrasebook:
        """Return the phrases that readers see, in all languages."""
        return self.templates.phrases

    @property
    def reach(self) -> int:
        """Return how many of the newest posts of a listing are read at once, so that one read serves all pages that show them."""
        return max(self.site.landing, self.site.feed_length) + 1

    def render(self, template: str, lang: str, **context: Any) -> bytes:
        """Return the page's bytes. If the site's own templates fail, use the built-in ones and log the reason."""
        try:
            return self.templates.render(template, lang, **context).encode()
        except TemplateFailed as failed:
            log.warning("the built-in %s is used: %s", template, failed)
            return self.built_in.render(template, lang, **context).encode()
