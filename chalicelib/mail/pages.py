"""The pages that answer a visitor who follows by mail, or wants to.

A **visit** is what there is to answer: its kind is a row of `VISITS`, and what was found, chosen or refused travels with it.
None of these pages says of a stranger's address whether it is known. Only when a page is made are templates and phrases
imported: most that the API does shows none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from chalicelib.content.site import Site
from chalicelib.mail.subscriber import Wishes
from chalicelib.press.shown import ShownChoice, ShownPage, ShownSite, ShownVisit
from chalicelib.refusals import Refusal

if TYPE_CHECKING:
    from chalicelib.press.templates import Templates


@dataclass(frozen=True, slots=True)
class VisitKind:
    """One row: the template, the HTTP status, and what the page offers by a token: the purpose of each."""

    template: str
    status: int = 200
    offers: tuple[str, ...] = ()


VISITS: Mapping[str, VisitKind] = {
    "asked": VisitKind("visitor/asked.html"),
    "confirm": VisitKind("visitor/confirm.html"),
    "confirmed": VisitKind("visitor/confirmed.html", offers=("preferences",)),
    "already": VisitKind("visitor/already.html", offers=("preferences",)),
    "preferences": VisitKind("visitor/preferences.html", offers=("data", "erase", "unsubscribe")),
    "saved": VisitKind("visitor/saved.html"),
    "unsubscribe": VisitKind("visitor/unsubscribe.html", offers=("preferences",)),
    "left": VisitKind("visitor/left.html"),
    "erased": VisitKind("visitor/erased.html"),
    "refused": VisitKind("visitor/refused.html", 400),
}
AGAIN = ("address", "field", "link-old")  # refusals after which one may sign up once more


@dataclass(frozen=True, slots=True)
class Visit:
    """What there is to answer.

    `tokens` are by the purposes that the kind offers; what has none is not offered. `categories` are slugs and names,
    `browser` the hash that a link to confirm holds, `field` the name of the field that was refused.
    """

    kind: str
    lang: str
    tokens: Mapping[str, str] = field(default_factory=dict)
    wishes: Wishes | None = None
    categories: tuple[tuple[str, str], ...] = ()
    refusal: Refusal | None = None
    field: str = ""
    browser: str = ""

    @property
    def status(self) -> int:
        """The HTTP status of the page."""
        return self.refusal.reason.status if self.refusal else VISITS[self.kind].status


def render(site: Site, templates: Mapping[str, str], visit: Visit) -> bytes:
    """The page in the visitor's language, by the site's own templates where it has some that work."""
    from chalicelib.press.house import House  # noqa: PLC0415 - see above

    house = House(site, _templates(tuple(sorted(templates.items()))), _templates(()))
    lang = site.language(visit.lang).code
    page = ShownPage(visit.kind, robots="noindex")
    return house.render(
        VISITS[visit.kind].template, lang, site=_shown_site(site, lang), page=page, visit=_shown_visit(site, lang, visit)
    )


def said(refusal: Refusal, lang: str) -> tuple[str, str]:
    """Why something is refused and what to do instead: whole sentences, in this language where it has words for them."""
    from chalicelib.press.phrases import phrases  # noqa: PLC0415 - see above

    words = phrases(lang)
    why = words.gettext(refusal.reason.why)
    return f"{why[:1].upper()}{why[1:]}.", words.gettext(refusal.reason.instead)


@lru_cache(maxsize=2)
def _templates(own: tuple[tuple[str, str], ...]) -> "Templates":
    from chalicelib.press.templates import Templates  # noqa: PLC0415 - see above

    return Templates(dict(own))


def _shown_site(site: Site, lang: str) -> ShownSite:
    """The site without its feeds and its other languages: these pages lead home, and nowhere else."""
    return ShownSite(
        title=site.title.get(lang),
        description=site.description.get(lang),
        url=site.url,
        home=f"{site.prefix(lang)}/",
        lang=lang,
        direction=site.language(lang).direction,
    )


def _shown_visit(site: Site, lang: str, visit: Visit) -> ShownVisit:
    wishes = visit.wishes or Wishes(lang)
    why, instead = said(visit.refusal, lang) if visit.refusal else ("", "")
    return ShownVisit(
        often=wishes.often,
        all_languages=wishes.all_languages,
        categories=_categories(visit.categories, wishes),
        languages=_languages(site, wishes),
        tokens=visit.tokens,
        browser=visit.browser,
        why=why,
        instead=instead,
        field=visit.field,
        found=visit.refusal.found if visit.refusal else "",
        again=bool(visit.refusal and visit.refusal.code in AGAIN),
    )


def _categories(known: tuple[tuple[str, str], ...], wishes: Wishes) -> tuple[ShownChoice, ...]:
    """Those of the site, and those that were wished and have no posts now, so that saving doesn't drop them."""
    names = dict(known)
    wished = {slug: slug for slug in wishes.categories if slug not in names}
    return tuple(ShownChoice(slug, name, slug in wishes.categories) for slug, name in (*names.items(), *wished.items()))


def _languages(site: Site, wishes: Wishes) -> tuple[ShownChoice, ...]:
    return tuple(ShownChoice(one.code, one.name, one.code == wishes.lang, one.code, one.direction) for one in site.languages)
