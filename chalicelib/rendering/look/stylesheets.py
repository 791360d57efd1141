"""The styles of pages: within a page the rules that its first screen needs, and in a file of its own what stands below the text.

So a page paints in one round trip, and never waits for the file: the page names it where the first thing stands that it is for
(`sheet_below`), and no rule of it is for anything above. The page's content security policy allows each style by its hash, files
of the site, and no others. The first style holds the custom properties of the site's theme (`content.site.theme`), the second
the faces of the fonts and the stylesheet, which uses both. All of ours are in a layer, so `extra.css`, which is the last one if
the site has it, wins, but for what we hide as `!important`.

A **part** of the built-in sheets, between `/* part: name */` and `/* end */`, stands only in pages that show something with it;
the colours of code are such a part, with a style of their own. Pages of kinds whose first screen shows what others have below
have the part `below` within them. A site's own `static/style.css` replaces the built-in sheets and is always whole. Templates of
the site's own may use all of the built-in ones, so they get them whole, but for the parts of other presets.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from markupsafe import Markup
from rcssmin import cssmin

from chalicelib.content.site.presets import PRESETS
from chalicelib.content.site.site import Site
from chalicelib.content.site.stylesheet_parts import parts_for_languages, parts_in, parts_in_boxes, texts_in_boxes
from chalicelib.content.site.theme import Theme
from chalicelib.model import Page
from chalicelib.rendering.look.fonts import (
    all_slanted,
    faces_of,
    first_files,
    parts_of_text,
    scripts_in,
    scripts_of,
    slanted_in,
)
from chalicelib.rendering.page_kinds import KINDS
from chalicelib.rendering.per_site_cache import once_for_each_site
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.templates.templates import BUILT_IN
from chalicelib.rendering.view_models.comments import ShownComment, ShownDiscussion
from chalicelib.rendering.view_models.lists import ShownListing, ShownWidget
from chalicelib.rendering.view_models.newsletter import ShownVisit
from chalicelib.rendering.view_models.page import ShownStyle
from chalicelib.rendering.view_models.post import ShownAuthor, ShownPost, ShownRelated

SHEET, SHEET_BELOW = "static/style.css", "static/below.css"
LAYER = "@layer presswork{%s}"


# ---- the parts of the sheets

LISTED = frozenset({*KINDS, "visitor"} - {"address"})  # all but posts show lists, or may
BAR, BELOW, DISCUSSION, NOTES = "preview", "below", "discussion", "notes"
"""The parts for the bar of a preview, for what most pages show only below their text, for comments, and for notes in lists."""
OF_KINDS: Mapping[str, frozenset[str]] = {
    "lists": LISTED,
    "pager": LISTED,
    "search": frozenset({"search", "notfound"}),
    "visitors": frozenset({"visitor", "follow"}),
    BELOW: frozenset({"search", "notfound", "visitor", "follow", "feeds", "more", "top"}),
    BAR: frozenset({"preview"}),
}
"""The parts that only pages of some kinds need; the others are rows of `content.site.stylesheet_parts`."""
OF_SITES: Mapping[str, Callable[[Site, str], bool]] = {
    "languages": lambda site, _: len(site.languages) > 1,
    "beside": lambda site, kind: site.pages_with_boxes in (("everywhere",) if kind == "address" else ("everywhere", "home")),
}
"""The parts that only some sites need, in pages of some kinds."""
OF_SHEET = re.compile(r"/\* part: ([a-z]+) \*/(.*?)/\* end \*/", re.DOTALL)
TEXTS: Mapping[type, tuple[str, ...]] = {
    ShownPost: ("html", "lead", "by", "image_focus", "related", "discussion"),
    ShownDiscussion: ("comments",),
    ShownComment: ("html", "replies"),
    ShownVisit: ("comments",),
    ShownRelated: ("image_focus",),
    ShownListing: ("text",),
    ShownWidget: ("text",),
    ShownAuthor: ("text",),
}
"""The fields of view models that hold safe HTML or classes, or view models that do."""


def parts_of(kind: str, site: Site, lang: str, shown: Iterable[Any] = ()) -> frozenset[str]:
    """Return the parts of the sheets and the scripts of fonts that a page of this kind needs, also for what is beside it."""
    values = tuple(shown)
    texts = tuple(_texts(values))
    parts = _of_all(site, kind) | scripts_of(site, lang) | parts_in(texts) | _of_comments(kind, values) | _of_notes(kind, values)
    beside = _slanted_beside(site, lang) if "beside" in parts else ()
    slanted = (*slanted_in(texts), *beside) if "emphasis" in parts else ()
    by_sheet = (site.description.get(lang),) if "journal" in parts and _is_home(kind, values) else ()
    return parts | parts_of_text(lang, scripts_in(values), (*slanted, *by_sheet))


def _of_comments(kind: str, shown: Iterable[Any]) -> frozenset[str]:
    """Return the part for comments, on posts that show them and on the pages that answer who writes or looks at them."""
    is_below = any(isinstance(value, ShownPost) and value.discussion for value in shown)
    return frozenset({DISCUSSION} if is_below or kind == "visitor" else ())


def _of_notes(kind: str, shown: Iterable[Any]) -> frozenset[str]:
    """Return the part for notes, on pages whose lists show some."""
    listed = (post for value in shown if isinstance(value, tuple) for post in value)
    has_notes = kind in LISTED and any(isinstance(post, ShownPost) and post.note for post in listed)
    return frozenset({NOTES} if has_notes else ())


@once_for_each_site
def _slanted_beside(site: Site, _lang: str) -> tuple[str, ...]:
    return slanted_in(texts_in_boxes(site))


def _is_home(kind: str, shown: Iterable[Any]) -> bool:
    return kind == "landing" and any(isinstance(value, ShownListing) and value.kind == "all" for value in shown)


@once_for_each_site
def _of_all(site: Site, kind: str) -> frozenset[str]:
    of_kind = {part for part, kinds in OF_KINDS.items() if kind in kinds}
    of_site = {part for part, is_needed in OF_SITES.items() if is_needed(site, kind)}
    in_boxes = parts_in_boxes(site) if "beside" in of_site else frozenset()
    return parts_for_languages(site) | in_boxes | {site.theme.preset} | of_kind | of_site


def _texts(shown: Iterable[Any]) -> Iterator[str]:
    for value in shown:
        if isinstance(value, tuple):
            yield from _texts(value)
        for held in (getattr(value, name) for name in TEXTS.get(type(value), ())):
            yield from (held,) if isinstance(held, str) else _texts(held if isinstance(held, tuple) else (held,))


# ---- the styles within a page


def styles(context: SiteContext, parts: frozenset[str]) -> tuple[ShownStyle, ...]:
    """Return the styles of a page that needs these parts, made once for a batch."""
    if parts not in context.styles:
        code = [_of_code()] if "code" in parts else []
        extra = [style(context.templates.extra)] if context.templates.extra else []
        context.styles[parts] = (style_of(context.site.theme), _of_site(context, parts), *code, *extra)
    return context.styles[parts]


def style_of(theme: Theme) -> ShownStyle:
    """Return the theme's own style: its properties."""
    return style(theme.css(), LAYER)


def first_fonts(context: SiteContext, parts: frozenset[str]) -> tuple[str, ...]:
    """Return the addresses of the fonts that a page with these parts asks for at once; none with a sheet of the site's own."""
    if SHEET in context.templates.overrides:
        return ()
    if parts not in context.fonts:
        context.fonts[parts] = first_files(context.site.theme, parts)
    return context.fonts[parts]


def _of_site(context: SiteContext, parts: frozenset[str]) -> ShownStyle:
    own = context.templates.overrides.get(SHEET)
    sheet = own if own is not None else sheets_within(context, parts)
    shown = all_slanted(parts) if context.templates.overrides else parts
    return style(faces_of(context.site.theme, shown) + sheet, LAYER)


def sheets_within(context: SiteContext, parts: frozenset[str]) -> str:
    """Return the rules within a page: the sheet, and of the one for what stands below its text what the page doesn't link to."""
    linked = bool(sheet_below(context, parts))
    below = _built_in(SHEET_BELOW)
    return sheet_for(_built_in(SHEET), context, parts) + sheet_for(below, context, parts - PRESETS.keys() if linked else parts)


def sheet_for(sheet: str, context: SiteContext, parts: frozenset[str]) -> str:
    """Return the sheet with these parts alone; with templates of the site's own, with all parts but those of other presets."""
    left_out = PRESETS.keys() - parts
    return _with_parts(sheet, lambda part: part in parts or (bool(context.templates.overrides) and part not in left_out))


def _with_parts(sheet: str, is_needed: Callable[[str], bool]) -> str:
    return OF_SHEET.sub(lambda part: part[2] if is_needed(part[1]) else "", sheet)


@cache
def _built_in(sheet: str) -> str:
    return Path(BUILT_IN, sheet).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _of_code() -> ShownStyle:
    from chalicelib.content.presentation.highlighting import highlight_css  # noqa: PLC0415 - Pygments is loaded only for pages with code

    return style(highlight_css(), LAYER)


def style(css: str, layer: str = "%s") -> ShownStyle:
    """Return the minified stylesheet in its layer, escaped so that it can't end its element, and its hash."""
    small = layer % re.sub("</(?=style)", r"<\\/", str(cssmin(css)), flags=re.IGNORECASE)
    digest = b64encode(sha256(small.encode()).digest()).decode()
    return ShownStyle(Markup(small), f"sha256-{digest}")  # noqa: S704 - just escaped


# ---- the sheet that a page names below its text


def sheet_below(context: SiteContext, parts: frozenset[str]) -> str:
    """Return the address of the sheet for what stands below the text; empty for a page that has its rules within it."""
    if context.templates.overrides or BELOW in parts:
        return ""
    return KINDS["sheet"].address(Page("sheet", _name(context.site.theme.preset)), context.site)


@cache
def files() -> Mapping[str, bytes]:
    """Return the sheets for what stands below the text, one for each preset, by their names, which hold their digests.

    The rules of comments are within the pages that have some, so a site without comments doesn't send them.
    """
    return {_name(preset): _body(preset) for preset in PRESETS}


def _name(preset: str) -> str:
    return f"below-{preset}.{sha256(_body(preset)).hexdigest()[:10]}.css"


@cache
def _body(preset: str) -> bytes:
    sheet = _with_parts(_built_in(SHEET_BELOW), lambda part: part not in {DISCUSSION, *PRESETS} - {preset})
    return str(style(sheet, LAYER).css).encode()
