"""Site contexts: the site, its templates and its phrases as they are in the table, ready to render pages and letters with."""

from functools import lru_cache
from typing import TypeAlias

from chalicelib.content.addresses.preview_addresses import Secrets
from chalicelib.content.site.site import MenuTarget
from chalicelib.rendering.language.phrases import Phrasebook
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.templates.templates import Templates
from chalicelib.store import site_files


def context_of(fixed: site_files.SiteFiles) -> SiteContext:
    """The context that pages and letters are rendered in; made once while the function is warm."""
    own = (tuple(sorted(several.items())) for several in (fixed.templates, fixed.phrases))
    site = fixed.site
    deployed = (site.url, site.sends_from, site.api, site.desk)
    return _context(fixed.text, deployed, fixed.sizes, fixed.menu, fixed.previews, *own)


Own: TypeAlias = tuple[tuple[str, str], ...]
Sizes: TypeAlias = tuple[tuple[str, int, int], ...]
Menu: TypeAlias = tuple[tuple[str, str, str, str], ...]
Deployed: TypeAlias = tuple[str, str, str | None, bool]
"""What the deployment knows of the site: its URL, whom mail is from, the origin of its API, and whether it has a desk."""


@lru_cache(maxsize=4)
def _context(
    text: str,
    deployed: Deployed,
    sizes: Sizes | None,
    menu: Menu,
    previews: Secrets,
    templates: Own,
    phrases: Own,
) -> SiteContext:
    url, sends_from, api, desk = deployed
    site = site_files.site_in(text, url, sends_from, api, desk=desk)
    if sizes is not None:
        from chalicelib.content.site.menu import with_targets  # noqa: PLC0415
        from chalicelib.content.site.siteimages import with_image_sizes  # noqa: PLC0415 - the API shows no images

        site = with_image_sizes(site, {key: (width, height) for key, width, height in sizes})
        site = with_targets(site, {key: MenuTarget(*target) for key, *target in menu})
    return SiteContext(site, _templates(templates, phrases), _templates((), phrases), previews=previews)


@lru_cache(maxsize=4)
def _templates(own: Own, phrases: Own) -> Templates:
    return Templates(dict(own), phrases=_phrasebook(phrases))


@lru_cache(maxsize=4)
def _phrasebook(own: Own) -> Phrasebook:
    return Phrasebook(dict(own))
