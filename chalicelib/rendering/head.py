"""What a page says of itself to machines: in which languages it stands, the picture on its card, and what it is about.

Cards are what chats and networks make of a link. All of this follows from the site and from what the page shows anyway, so
a page's head is right whenever the page is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from babel.core import get_global

from chalicelib.content.images import PIXELS, UNKNOWN, Size, images_in, key_at
from chalicelib.content.site import Language, Site
from chalicelib.model import Page, Post
from chalicelib.rendering.absolute_urls import line, uri
from chalicelib.rendering.page_kinds import IN_EVERY_LANGUAGE, KINDS, in_language
from chalicelib.rendering.paths import url, whole
from chalicelib.rendering.view_models import Anchor, ShownImage

ANY_OTHER = "x-default"  # the language of whoever has none of those named
BRIEF = 155  # characters of a description that search engines show
NO_CARD = (".svg", ".svgz")  # what cards don't show


# ---- in other languages


def alternates(page: Page, site: Site) -> tuple[Anchor, ...]:
    """The same page in each language, for the kinds that stand in all of them: the home page, topics, archives …"""
    if page.kind not in IN_EVERY_LANGUAGE and not (page.kind == "landing" and page.listing.kind == "all"):
        return ()
    return _for_any([_version(one, KINDS[page.kind].address(in_language(page, one.code), site), site) for one in site.languages])


def alternates_of(post: Post, versions: Sequence[Post], site: Site) -> tuple[Anchor, ...]:
    """The post in each language it is written in, itself among them; none where another stands for it in its own language.

    So whoever is named names back. `versions` are in the order of the site's languages.
    """
    if post.key not in {version.key for version in versions}:
        return ()
    return _for_any([_version(site.language(one.lang), one.address, site) for one in versions])


def translations_of(post: Post, versions: Sequence[Post], site: Site) -> tuple[Anchor, ...]:
    """The post in the other languages."""
    return tuple(_version(site.language(one.lang), one.address, site) for one in versions if one.lang != post.lang)


def _version(language: Language, address: str, site: Site) -> Anchor:
    return Anchor(language.name, address, url(site, address), lang=language.code, direction=language.direction)


def _for_any(versions: Sequence[Anchor]) -> tuple[Anchor, ...]:
    """These versions and the one for everybody else: the default language's, else the first; one alone has no alternates."""
    return (*versions, replace(versions[0], lang=ANY_OTHER, direction="")) if len(versions) > 1 else ()


@lru_cache(maxsize=64)
def locale(lang: str) -> str:
    """The language as Open Graph writes it, with the country where most speak it: `en_US`; empty where none is known."""
    parts = lang.replace("-", "_").split("_")
    if len(parts) > 1 and len(parts[-1]) == 2:  # noqa: PLR2004 - a country has two letters
        return f"{parts[0]}_{parts[-1].upper()}"
    likely = get_global("likely_subtags").get(lang.replace("-", "_"), "").split("_")
    return f"{likely[0]}_{likely[-1]}" if len(likely) > 1 else ""


def locales(versions: Iterable[Anchor], lang: str) -> tuple[str, ...]:
    """The other languages of a page, as Open Graph writes them."""
    found = (locale(one.lang) for one in versions if one.lang not in (lang, ANY_OTHER))
    return tuple(dict.fromkeys(one for one in found if one))


# ---- the card


def card_of(post: Post, html: str, site: Site, size: Size = UNKNOWN) -> ShownImage | None:
    """The post's own picture, which has this size, else the first one in its text, else the site's."""
    within = [has for has in images_in(html) if _fits(has.get("src", ""))]
    if post.image and _fits(post.image):
        again = (has for has in within if post.image in (has["src"], f"/{key_at(has['src'])}"))
        found = next((_image(has, site) for has in again), ShownImage(whole(site.url, post.image), post.title))
        return found if size == UNKNOWN else replace(found, width=size[0], height=size[1])
    return next((_image(has, site) for has in within), None) or card_of_site(site)


def card_of_site(site: Site) -> ShownImage | None:
    """The picture of pages that have none of their own: the theme's, else, as a small one, its logo."""
    theme = site.theme
    shown = next(filter(_fits, (theme.image, theme.logo)), "")
    return ShownImage(whole(site.url, shown), "", *theme.size_of(shown), large=shown == theme.image) if shown else None


def _image(has: Mapping[str, str], site: Site) -> ShownImage:
    """The image that an `<img>` of safe HTML shows, whose address is encoded already."""
    width, height = (int(has[side]) if PIXELS.fullmatch(has.get(side, "")) else 0 for side in ("width", "height"))
    root = site.url if has["src"].startswith("/") else ""
    return ShownImage(root + uri(has["src"]), has.get("alt", ""), width, height)


def _fits(address: str) -> bool:
    ours = address.startswith("/") and not address.startswith("//")
    return (ours or address.startswith("https://")) and not address.partition("?")[0].lower().endswith(NO_CARD)


# ---- what it is about


def brief(*texts: str) -> str:
    """One line of these texts, cut at a word where it grows too long."""
    said = line("; ".join(text for text in texts if text))
    if len(said) <= BRIEF:
        return said
    cut = said[:BRIEF].rstrip()
    whole = cut if said[BRIEF].isspace() else cut.rpartition(" ")[0]
    return (whole if len(whole) > BRIEF // 2 else cut).rstrip(" .,;:–—-") + "…"  # scripts without spaces are cut anywhere
