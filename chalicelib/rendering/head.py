"""The parts of a page's head: its alternates in other languages, the picture of its card, and its description.

A card is the preview of a link in chats and social networks. A head uses only the site and what the page shows, so it is right
whenever the page is. Where a card is drawn (`chalicelib.rendering.look.drawn_cards`), it takes the place of this picture.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from babel.core import get_global
from msgspec.structs import replace

from chalicelib.content.html.responsive_images import PIXELS, images_in
from chalicelib.content.media.image_variants import Size, plain_address
from chalicelib.content.media.images import UNKNOWN, key_at
from chalicelib.content.site.site import Language, Site
from chalicelib.model import Page, Post
from chalicelib.rendering.language.post_names import post_name
from chalicelib.rendering.page_kinds import IN_EVERY_LANGUAGE, KINDS
from chalicelib.rendering.paths import url, whole
from chalicelib.rendering.strict_text import line, uri
from chalicelib.rendering.view_models.links import Anchor
from chalicelib.rendering.view_models.page import ShownImage

ANY_OTHER = "x-default"  # for readers of all other languages
BRIEF = 155  # characters of a description that search engines show
NO_CARD = (".svg", ".svgz")  # cards show no SVG


# ---- in other languages


def alternates(page: Page, site: Site) -> tuple[Anchor, ...]:
    """Return the same page in each language, for kinds that exist in all of them: the home page, topics, archives …"""
    if page.kind not in IN_EVERY_LANGUAGE and not (page.kind == "landing" and page.listing.kind == "all"):
        return ()
    addresses = {language: KINDS[page.kind].address(page.in_language(language.code), site) for language in site.languages}
    return _for_any([in_language(language, address, site) for language, address in addresses.items()])


def alternates_of(post: Post, versions: Sequence[Post], site: Site) -> tuple[Anchor, ...]:
    """Return the post in each of its languages, itself included; nothing if another post is the version in its language.

    So alternates always refer to each other. `versions` are in the order of the site's languages.
    """
    if post.key not in {version.key for version in versions}:
        return ()
    return _for_any([in_language(site.language(version.lang), version.address, site) for version in versions])


def translations_of(post: Post, versions: Sequence[Post], site: Site) -> tuple[Anchor, ...]:
    """Return the post in its other languages."""
    others = (version for version in versions if version.lang != post.lang)
    return tuple(in_language(site.language(other.lang), other.address, site) for other in others)


def in_language(language: Language, address: str, site: Site) -> Anchor:
    """Return a link to a page in this language."""
    return Anchor(language.name, address, url(site, address), lang=language.code, direction=language.direction)


def _for_any(versions: Sequence[Anchor]) -> tuple[Anchor, ...]:
    """Return these versions, and the first again as `x-default`; a single version has no alternates."""
    return (*versions, replace(versions[0], lang=ANY_OTHER, direction="")) if len(versions) > 1 else ()


@lru_cache(maxsize=64)
def locale(lang: str) -> str:
    """Return the language for Open Graph, with its most likely country: `en_US`; empty if it is unknown."""
    parts = lang.replace("-", "_").split("_")
    if len(parts) > 1 and len(parts[-1]) == 2:  # noqa: PLR2004 - a country has two letters
        return f"{parts[0]}_{parts[-1].upper()}"
    likely = get_global("likely_subtags").get(lang.replace("-", "_"), "").split("_")
    return f"{likely[0]}_{likely[-1]}" if len(likely) > 1 else ""


def locales(versions: Iterable[Anchor], lang: str) -> tuple[str, ...]:
    """Return the other languages of a page for Open Graph."""
    codes = (locale(version.lang) for version in versions if version.lang not in (lang, ANY_OTHER))
    return tuple(dict.fromkeys(name for name in codes if name))


# ---- the card


def card_of(post: Post, html: str, site: Site, size: Size = UNKNOWN, drawn: ShownImage | None = None) -> ShownImage | None:
    """Return the picture of the post, with this size, else the site's image, else the card that is drawn, else the logo."""
    return picture_of(post, html, site, size) or image_of_site(site) or drawn or card_of_site(site)


def picture_of(post: Post, html: str, site: Site, size: Size = UNKNOWN) -> ShownImage | None:
    """Return the post's own picture, with this size, else the first picture in its text."""
    within = [has for has in images_in(html) if _fits(has.get("src", ""))]
    if post.image and _fits(post.image):
        again = (has for has in within if post.image in (has["src"], f"/{key_at(has['src'])}"))
        image = next((_image(has, site) for has in again), ShownImage(whole(site.url, post.image), post_name(post)))
        return image if size == UNKNOWN else replace(image, width=size[0], height=size[1])
    return next((_image(has, site) for has in within), None)


def card_of_site(site: Site) -> ShownImage | None:
    """Return the picture of pages without an own picture: the theme's image, else, as a small picture, its logo."""
    return image_of_site(site) or _of_theme(site, site.theme.logo, large=False)


def image_of_site(site: Site) -> ShownImage | None:
    """Return the image that the author has chosen for all pages without an own picture."""
    return _of_theme(site, site.theme.image, large=True)


def _of_theme(site: Site, address: str, *, large: bool) -> ShownImage | None:
    return ShownImage(whole(site.url, address), "", *site.theme.size_of(address), large=large) if _fits(address) else None


def _image(has: Mapping[str, str], site: Site) -> ShownImage:
    """Return the image of an `<img>` in safe HTML, whose address is already encoded."""
    width, height = (int(has[side]) if PIXELS.fullmatch(has.get(side, "")) else 0 for side in ("width", "height"))
    root, address = site.url if has["src"].startswith("/") else "", plain_address(has["src"])
    return ShownImage(root + uri(address), has.get("alt", ""), width, height)


def _fits(address: str) -> bool:
    ours = address.startswith("/") and not address.startswith("//")
    return (ours or address.startswith("https://")) and not address.partition("?")[0].lower().endswith(NO_CARD)


# ---- the description


def brief(*texts: str) -> str:
    """Join these texts to one line, cut at a word if it is too long."""
    joined = line("; ".join(text for text in texts if text))
    if len(joined) <= BRIEF:
        return joined
    cut = joined[:BRIEF].rstrip()
    whole = cut if joined[BRIEF].isspace() else cut.rpartition(" ")[0]
    return (whole if len(whole) > BRIEF // 2 else cut).rstrip(" .,;:–—-") + "…"  # scripts without spaces are cut anywhere
