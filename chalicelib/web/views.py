"""Render the API's pages: a row of `pages.PAGES`, in the visitor's language, through the site's own templates.

This module loads templates, styles and phrases, so a sign-up doesn't import it. No page says whether somebody else's address is
known.
"""

import re
from collections.abc import Mapping

from chalicelib.cloud.ports import Cloud
from chalicelib.content.site import Site
from chalicelib.errors import Refusal
from chalicelib.newsletter.wishes import Wishes
from chalicelib.rendering.assets import first_fonts, parts_of, site_alone, styles
from chalicelib.rendering.phrases import Phrasebook
from chalicelib.rendering.queries import Summaries
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.summaries import topics_of
from chalicelib.rendering.view_models.newsletter import ShownChoice, ShownVisit
from chalicelib.rendering.view_models.page import ShownPage
from chalicelib.store.asking import follow
from chalicelib.store.site_context import context_of
from chalicelib.store.site_files import SiteFiles
from chalicelib.web import http
from chalicelib.web.context import RequestContext
from chalicelib.web.http import Reply
from chalicelib.web.pages import PAGES, ApiPage

AGAIN = ("address", "field", "link-old")  # refusals after which the page offers the form to sign up
RENEW = ("link-ended",)  # refusals after which the page offers a new link


def show(context: RequestContext, page: ApiPage) -> Reply:
    """Return the page; a program gets only its kind."""
    if context.request.wants_json:
        return http.as_json({"state": page.kind}, page.status)
    return http.html(render(context_of(context.files), page), page.status)


def explain(files: SiteFiles, refusal: Refusal, lang: str) -> str:
    return " ".join(explanation(refusal, context_of(files).phrases, lang))


def render(context: SiteContext, page: ApiPage) -> bytes:
    """Render the page in the visitor's language, by the site's own templates where it has some that work."""
    lang = context.site.language(page.lang).code
    shown = {"site": site_alone(context.site, lang), "visit": _shown_visit(context, lang, page)}
    needed, fonts = parts_of("visitor", context.site), first_fonts(context, lang)
    head = ShownPage(page.kind, robots="noindex", styles=styles(context, needed), fonts=fonts)
    return context.render(PAGES[page.kind].template, lang, page=head, **shown)


def explanation(refusal: Refusal, phrases: Phrasebook, lang: str) -> tuple[str, str]:
    """Return why a request is refused and what to do instead: whole sentences, translated where the language has the phrases."""
    why, instead = (phrases.gettext(lang, phrase) for phrase in (refusal.reason.why, refusal.reason.instead))
    return f"{why[:1].upper()}{why[1:]}{STOPS.get(lang.partition('-')[0], '.')}", instead


STOPS = {"hi": "।", "ja": "。", "zh": "。"}
"""What ends a sentence, where it isn't a dot."""


def _shown_visit(context: SiteContext, lang: str, page: ApiPage) -> ShownVisit:
    wishes = page.wishes or Wishes(lang)
    why, instead = explanation(page.refusal, context.phrases, lang) if page.refusal else ("", "")
    return ShownVisit(
        often=wishes.often,
        all_languages=wishes.all_languages,
        categories=_categories(page.categories, wishes),
        languages=_languages(context.site, wishes),
        tokens=page.tokens,
        browser=page.browser,
        why=why,
        instead=instead,
        field=page.field,
        found=page.refusal.found if page.refusal else "",
        again=bool(page.refusal and page.refusal.code in AGAIN),
        renew=bool(page.refusal and page.refusal.code in RENEW),
    )


def _categories(known: tuple[tuple[str, str], ...], wishes: Wishes) -> tuple[ShownChoice, ...]:
    """Return the site's categories, and wished ones without posts, so that saving doesn't drop them."""
    names = dict(known)
    wished = {slug: slug for slug in wishes.categories if slug not in names}
    return tuple(ShownChoice(slug, name, slug in wishes.categories) for slug, name in (*names.items(), *wished.items()))


def _languages(site: Site, wishes: Wishes) -> tuple[ShownChoice, ...]:
    return tuple(
        ShownChoice(language.code, language.name, language.code == wishes.lang, language.code, language.direction)
        for language in site.languages
    )


# ---- the categories that a visitor may choose from


def categories(cloud: Cloud, site: Site, lang: str) -> tuple[tuple[str, str], ...]:
    """Return the site's categories, and those that have posts in this language: slug and name, in order of their names."""
    named = site.categories
    spelled: Mapping[str, str] = {**{slug: slug for slug in named}, **follow(cloud.table, spellings(lang))}
    names = {slug: (named[slug].name.get(lang) if slug in named else "") or name for slug, name in spelled.items()}
    return tuple(sorted(names.items(), key=lambda slug_and_name: slug_and_name[1].casefold()))


async def spellings(lang: str) -> Mapping[str, str]:
    """Return how the newest post of each category spells it, by slug."""
    found = await Summaries(topics_of(lang))
    return {named[1]: summary.value for name, summary in found.items() if (named := CATEGORY.fullmatch(name))}


CATEGORY = re.compile("category:(.+)#name")
