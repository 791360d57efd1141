"""The site as each of its pages shows it: its name, logo and icon, its colours and fonts."""

from collections.abc import Mapping
from typing import Any

from markupsafe import escape

from chalicelib.content.site.site import Site
from chalicelib.discovery import ENDPOINTS
from chalicelib.model import Page
from chalicelib.rendering.language.initials import initial
from chalicelib.rendering.page_kinds import KINDS
from chalicelib.rendering.view_models.site import ShownSite, shown_fonts


def site_alone(site: Site, lang: str) -> ShownSite:
    """Return the site in a language, without its feeds, its menu and its other languages."""
    return ShownSite(
        title=site.title.get(lang),
        description=site.description.get(lang),
        url=site.url,
        home=f"{site.prefix(lang)}/",
        lang=lang,
        direction=site.language(lang).direction,
        sign_up_forms=site.has_forms,
        api=site.api or "",
        endpoints=ENDPOINTS if site.desk else (),
        proof_of_work=site.comment_rules.proof_of_work,
        **marks(site),
    )


def marks(site: Site) -> Mapping[str, Any]:
    """Return the site's logo and icon, its colours and its fonts. Without an own icon, it is a letter."""
    theme = site.theme
    width, height = theme.size_of(theme.logo)
    built_in = {"icon": KINDS["icon"].address(Page("icon"), site), "icon_type": KINDS["icon"].type}
    icon = {"icon": theme.icon, "icon_type": theme.icon_type} if theme.icon else built_in
    return {
        "logo": theme.logo,
        "logo_width": width,
        "logo_height": height,
        **icon,
        "colours": theme.schemes(),
        "preset": theme.preset,
        "fonts": shown_fonts(theme),
    }


def icon(site: Site) -> bytes:
    """Return the icon: the first letter of the site's title, on the colour of links."""
    colours = site.theme.colours("light")
    return ICON.format(letter=escape(initial(site.title.get(site.lang))), on=colours["link"], ink=colours["paper"]).encode()


ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<rect width="32" height="32" rx="7" fill="{on}"/>'
    '<text x="16" y="16" dy=".36em" text-anchor="middle" font-family="Georgia, serif" font-size="21" font-weight="700" '
    'fill="{ink}">{letter}</text></svg>\n'
)
