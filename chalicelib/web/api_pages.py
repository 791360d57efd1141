"""The pages that answer a visitor: what a visit has, in the words of a template.

None of them says of a stranger's address whether it is known.
"""

from chalicelib.content.site import Site
from chalicelib.errors import Refusal
from chalicelib.newsletter.subscriber import Wishes
from chalicelib.rendering.assets import marks, styles
from chalicelib.rendering.phrases import Phrasebook
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.view_models import ShownChoice, ShownPage, ShownSite, ShownVisit
from chalicelib.web.pages import VISITS, Visit

AGAIN = ("address", "field", "link-old")  # refusals after which one may sign up once more
RENEW = ("link-ended",)  # refusals after which one may ask for a new link


def render(context: SiteContext, visit: Visit) -> bytes:
    """The page in the visitor's language, by the site's own templates where it has some that work."""
    lang = context.site.language(visit.lang).code
    shown = {"site": _shown_site(context.site, lang), "visit": _shown_visit(context, lang, visit)}
    page = ShownPage(visit.kind, robots="noindex", styles=styles(context, code=False))
    return context.render(VISITS[visit.kind].template, lang, page=page, **shown)


def said(refusal: Refusal, phrases: Phrasebook, lang: str) -> tuple[str, str]:
    """Why something is refused and what to do instead: whole sentences, in this language where it has words for them."""
    why, instead = (phrases.gettext(lang, phrase) for phrase in (refusal.reason.why, refusal.reason.instead))
    return f"{why[:1].upper()}{why[1:]}{STOPS.get(lang.partition('-')[0], '.')}", instead


STOPS = {"hi": "।", "ja": "。", "zh": "。"}
"""What ends a sentence, where it isn't a dot."""


def _shown_site(site: Site, lang: str) -> ShownSite:
    """The site without its feeds and its other languages: these pages lead home, and nowhere else."""
    return ShownSite(
        title=site.title.get(lang),
        description=site.description.get(lang),
        url=site.url,
        home=f"{site.prefix(lang)}/",
        lang=lang,
        direction=site.language(lang).direction,
        **marks(site),
    )


def _shown_visit(context: SiteContext, lang: str, visit: Visit) -> ShownVisit:
    wishes = visit.wishes or Wishes(lang)
    why, instead = said(visit.refusal, context.phrases, lang) if visit.refusal else ("", "")
    return ShownVisit(
        often=wishes.often,
        all_languages=wishes.all_languages,
        categories=_categories(visit.categories, wishes),
        languages=_languages(context.site, wishes),
        tokens=visit.tokens,
        browser=visit.browser,
        why=why,
        instead=instead,
        field=visit.field,
        found=visit.refusal.found if visit.refusal else "",
        again=bool(visit.refusal and visit.refusal.code in AGAIN),
        renew=bool(visit.refusal and visit.refusal.code in RENEW),
    )


def _categories(known: tuple[tuple[str, str], ...], wishes: Wishes) -> tuple[ShownChoice, ...]:
    """Those of the site, and those that were wished and have no posts now, so that saving doesn't drop them."""
    names = dict(known)
    wished = {slug: slug for slug in wishes.categories if slug not in names}
    return tuple(ShownChoice(slug, name, slug in wishes.categories) for slug, name in (*names.items(), *wished.items()))


def _languages(site: Site, wishes: Wishes) -> tuple[ShownChoice, ...]:
    return tuple(ShownChoice(one.code, one.name, one.code == wishes.lang, one.code, one.direction) for one in site.languages)
