"""The menu of a site in one language, as templates see it."""

from collections.abc import Callable, Mapping
from typing import cast

from chalicelib.content.addresses.addresses import term
from chalicelib.content.site.menu import entries_in, form_of, target_in
from chalicelib.content.site.site import MenuEntry, Site
from chalicelib.model import Listing, ListingKind, Page, PageKind
from chalicelib.rendering.language.names import name_of
from chalicelib.rendering.page_kinds import KINDS
from chalicelib.rendering.paths import listing_address
from chalicelib.rendering.view_models.links import Anchor


def menu_of(site: Site, lang: str) -> tuple[Anchor, ...]:
    """Return the entries of the menu, without those that lead nowhere; a page's own name replaces an empty text."""
    shown = (ANCHORS[form.name](site, entry, lang) for entry in entries_in(site, lang) if (form := form_of(entry.to)))
    return tuple(anchor for anchor in shown if anchor)


def _page(site: Site, entry: MenuEntry, lang: str) -> Anchor:
    home = f"{site.prefix(lang)}/"
    page = Page(cast(PageKind, entry.to), lang)
    return Anchor(entry.title.get(lang), home if entry.to == "home" else KINDS[entry.to].address(page, site))


def _listing(site: Site, entry: MenuEntry, lang: str) -> Anchor | None:
    """Return a link to the listing; of a category, only if it has posts in this language."""
    written, _, name = entry.to.partition("/")
    if written == "category" and all(target.lang != lang for target in entry.leads):
        return None
    kind, topic = cast(ListingKind, written), term(name.strip("/"))
    text = entry.title.get(lang) or name_of(site, kind, topic, lang)
    return Anchor(text, listing_address(Listing(kind, lang, topic.slug), site))


def _file(site: Site, entry: MenuEntry, lang: str) -> Anchor | None:
    """Return a link to the file's translation; if there is none, to the file, with its language."""
    target = target_in(entry, lang)
    if target is None:
        return None
    text = entry.title.get(lang) or target.title
    if target.lang == lang:
        return Anchor(text, target.address)
    language = site.language(target.lang)
    return Anchor(text, target.address, lang="" if entry.title.by_lang.get(lang) else language.code, direction=language.direction)


ANCHORS: Mapping[str, Callable[[Site, MenuEntry, str], Anchor | None]] = {
    "page": _page,
    "listing": _listing,
    "url": lambda _, entry, lang: Anchor(entry.title.get(lang), url=entry.to),
    "address": lambda _, entry, lang: Anchor(entry.title.get(lang), entry.to),
    "file": _file,
}
"""For each form of a target (`content.site.menu.FORMS`), the link."""
