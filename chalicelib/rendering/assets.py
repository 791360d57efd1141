"""The styles, logo and icon of pages.

The stylesheet is part of every page, so a page loads in one round trip and its styles always fit it. The page's content security
policy allows each style by its hash and no others. A site's own `static/style.css` replaces the built-in stylesheet; both use the
custom properties of the site's theme (`content.theme`). Pages with code also get the colours of code.
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

from chalicelib.content.site import Site
from chalicelib.model import Page
from chalicelib.rendering.page_kinds import KINDS
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.templates import BUILT_IN
from chalicelib.rendering.view_models import ShownListing, ShownPost, ShownStyle, ShownWidget

SHEET = "static/style.css"


def styles(context: SiteContext, *, code: bool) -> tuple[ShownStyle, ...]:
    """Return the styles of a page, made once for a batch; the colours of code only if the page has `code`."""
    if code not in context.styles:
        context.styles[code] = (_of_site(context), _of_code()) if code else (_of_site(context),)
    return context.styles[code]


def _of_site(context: SiteContext) -> ShownStyle:
    own = context.templates.overrides.get(SHEET)
    sheet = Path(BUILT_IN, SHEET).read_text(encoding="utf-8") if own is None else own
    return style(context.site.theme.css() + sheet)


@lru_cache(maxsize=1)
def _of_code() -> ShownStyle:
    from chalicelib.content.highlighting import highlight_css  # noqa: PLC0415 - Pygments is loaded only for pages with code

    return style(highlight_css())


def style(css: str) -> ShownStyle:
    """Return the minified stylesheet, escaped so that it can't end its element, and its hash."""
    small = re.sub("</(?=style)", r"<\\/", str(cssmin(css)), flags=re.IGNORECASE)
    digest = b64encode(sha256(small.encode()).digest()).decode()
    return ShownStyle(Markup(small), f"sha256-{digest}")  # noqa: S704 - just escaped


# ---- code

TEXTS: Mapping[type, tuple[str, ...]] = {ShownPost: ("html", "lead"), ShownListing: ("text",), ShownWidget: ("text",)}
CODE = 'class="highlight '


def holds_code(shown: Iterable[Any]) -> bool:
    """Return whether any of these view models has highlighted code."""
    return any(CODE in text for text in _texts(shown))


def _texts(shown: Iterable[Any]) -> Iterator[str]:
    for value in shown:
        if isinstance(value, tuple):
            yield from _texts(value)
        else:
            yield from (getattr(value, name) for name in TEXTS.get(type(value), ()))


# ---- logo and icon


def marks(site: Site) -> Mapping[str, Any]:
    """Return the site's logo with its size, its icon with its type, and its colours. Without an own icon, it is a letter."""
    theme = site.theme
    width, height = theme.size_of(theme.logo)
    built_in = {"icon": KINDS["icon"].address(Page("icon"), site), "icon_type": KINDS["icon"].type}
    icon = {"icon": theme.icon, "icon_type": theme.icon_type} if theme.icon else built_in
    return {"logo": theme.logo, "logo_width": width, "logo_height": height, **icon, "colours": theme.schemes()}


def icon(site: Site) -> bytes:
    """Return the icon: the first letter of the site's title, on the colour of links."""
    colours = site.theme.colours("light")
    return ICON.format(letter=escape(initial(site.title.get(site.lang))), on=colours["link"], ink=colours["paper"]).encode()


def initial(title: str) -> str:
    """Return the first letter or digit in upper case, with its combining marks; without any, the first character."""
    composed = unicodedata.normalize("NFC", title).strip()
    found = next((at for at, sign in enumerate(composed) if unicodedata.category(sign)[0] in "LN"), 0)
    combining = takewhile(lambda sign: unicodedata.category(sign)[0] == "M", composed[found + 1 :])
    return (composed[found : found + 1] + "".join(combining)).upper()


ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<rect width="32" height="32" rx="7" fill="{on}"/>'
    '<text x="16" y="16" dy=".36em" text-anchor="middle" font-family="Georgia, serif" font-size="21" font-weight="700" '
    'fill="{ink}">{letter}</text></svg>\n'
)
