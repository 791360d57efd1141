"""The look of pages: their styles, and the site with its logo and icon.

The styles are part of every page, so a page loads in one round trip and its styles always fit it. The page's content security
policy allows each style by its hash and no others. The first style holds the custom properties of the site's theme
(`content.site.theme`), the second is the stylesheet, which uses them; the last one is `extra.css`, if the site has it. A **part**
of the built-in sheet, between `/* part: name */` and `/* end */`, stands only in pages that show something with it; the colours
of code are such a part, with a style of their own. A site's own `static/style.css` replaces the built-in stylesheet and is always
whole. Templates of the site's own may use all of the built-in one, so they get it whole, but for the parts of other presets.
"""

import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from itertools import takewhile
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape
from rcssmin import cssmin

from chalicelib.content.site.presets import PRESETS
from chalicelib.content.site.site import Site
from chalicelib.content.site.stylesheet_parts import parts_beside, parts_in
from chalicelib.content.site.theme import Theme
from chalicelib.model import Page
from chalicelib.rendering.look.fonts import first_files, rules_of
from chalicelib.rendering.page_kinds import KINDS
from chalicelib.rendering.per_site_cache import once_for_each_site
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.templates.templates import BUILT_IN
from chalicelib.rendering.view_models.lists import ShownListing, ShownWidget
from chalicelib.rendering.view_models.page import ShownStyle
from chalicelib.rendering.view_models.post import ShownAuthor, ShownPost, ShownRelated
from chalicelib.rendering.view_models.site import ShownSite, shown_fonts

SHEET = "static/style.css"


# ---- the parts of the sheet

LISTED = frozenset({*KINDS, "visitor"} - {"address"})  # all but posts show lists, or may
BAR = "preview"
"""The part for the bar of a preview."""
OF_KINDS: Mapping[str, frozenset[str]] = {
    "around": frozenset({"address"}),
    "lists": LISTED,
    "search": frozenset({"search", "notfound"}),
    "visitors": frozenset({"visitor", "follow"}),
    BAR: frozenset({"preview"}),
}
"""The parts that only pages of some kinds need; the others are rows of `content.site.stylesheet_parts`."""
OF_SHEET = re.compile(r"/\* part: ([a-z]+) \*/(.*?)/\* end \*/", re.DOTALL)
TEXTS: Mapping[type, tuple[str, ...]] = {
    ShownPost: ("html", "lead", "by", "image_focus", "related"),
    ShownRelated: ("image_focus",),
    ShownListing: ("text",),
    ShownWidget: ("text",),
    ShownAuthor: ("text",),
}
"""The fields of view models that hold safe HTML or classes, or view models that do."""


def parts_of(kind: str, site: Site, shown: Iterable[Any] = ()) -> frozenset[str]:
    """Return the parts that a page of this kind needs for itself, for what it shows, and for what is beside it."""
    return _of_all(site, kind) | parts_in(_texts(shown))


@once_for_each_site
def _of_all(site: Site, kind: str) -> frozenset[str]:
    return parts_beside(site) | {site.theme.preset} | {part for part, kinds in OF_KINDS.items() if kind in kinds}


def _texts(shown: Iterable[Any]) -> Iterator[str]:
    for value in shown:
        if isinstance(value, tuple):
            yield from _texts(value)
        for held in (getattr(value, name) for name in TEXTS.get(type(value), ())):
            yield from (held,) if isinstance(held, str) else _texts(held)


# ---- styles


def styles(context: SiteContext, parts: frozenset[str]) -> tuple[ShownStyle, ...]:
    """Return the styles of a page that needs these parts, made once for a batch."""
    if parts not in context.styles:
        code = [_of_code()] if "code" in parts else []
        extra = [style(context.templates.extra)] if context.templates.extra else []
        context.styles[parts] = (style_of(context.site.theme), _of_site(context, parts), *code, *extra)
    return context.styles[parts]


def style_of(theme: Theme) -> ShownStyle:
    """Return the theme's own style: its properties and its fonts."""
    return style(theme.css() + rules_of(theme))


def first_fonts(context: SiteContext, lang: str) -> tuple[str, ...]:
    """Return the addresses of the fonts that a page in this language asks for at once; none with a sheet of the site's own."""
    return () if SHEET in context.templates.overrides else first_files(context.site, lang)


def _of_site(context: SiteContext, parts: frozenset[str]) -> ShownStyle:
    own = context.templates.overrides.get(SHEET)
    return style(own if own is not None else sheet_for(Path(BUILT_IN, SHEET).read_text(encoding="utf-8"), context, parts))


def sheet_for(sheet: str, context: SiteContext, parts: frozenset[str]) -> str:
    """Return the sheet with these parts alone; with templates of the site's own, with all parts but those of other presets."""
    left_out = PRESETS.keys() - parts

    def needed(part: re.Match[str]) -> str:
        return part[2] if part[1] in parts or (context.templates.overrides and part[1] not in left_out) else ""

    return OF_SHEET.sub(needed, sheet)


@lru_cache(maxsize=1)
def _of_code() -> ShownStyle:
    from chalicelib.content.presentation.highlighting import highlight_css  # noqa: PLC0415 - Pygments is loaded only for pages with code

    return style(highlight_css())


def style(css: str) -> ShownStyle:
    """Return the minified stylesheet, escaped so that it can't end its element, and its hash."""
    small = re.sub("</(?=style)", r"<\\/", str(cssmin(css)), flags=re.IGNORECASE)
    digest = b64encode(sha256(small.encode()).digest()).decode()
    return ShownStyle(Markup(small), f"sha256-{digest}")  # noqa: S704 - just escaped


# ---- logo and icon


def site_alone(site: Site, lang: str) -> ShownSite:
    """Return the site in a language, without its feeds, its menu and its other languages."""
    return ShownSite(
        title=site.title.get(lang),
        description=site.description.get(lang),
        url=site.url,
        home=f"{site.prefix(lang)}/",
        lang=lang,
        direction=site.language(lang).direction,
        sign_up_forms=site.newsletter.forms,
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


def initial(title: str) -> str:
    """Return the first letter or digit in upper case, with its combining marks; without any, the first character."""
    composed = unicodedata.normalize("NFC", title).strip()
    start = next((at for at, sign in enumerate(composed) if unicodedata.category(sign)[0] in "LN"), 0)
    combining = takewhile(lambda sign: unicodedata.category(sign)[0] == "M", composed[start + 1 :])
    return (composed[start : start + 1] + "".join(combining)).upper()


ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<rect width="32" height="32" rx="7" fill="{on}"/>'
    '<text x="16" y="16" dy=".36em" text-anchor="middle" font-family="Georgia, serif" font-size="21" font-weight="700" '
    'fill="{ink}">{letter}</text></svg>\n'
)
