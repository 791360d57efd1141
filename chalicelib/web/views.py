"""Render the API's pages: a row of `pages.VISITOR_PAGES`, in the visitor's language, through the site's own templates.

This module loads templates, styles and phrases, so a sign-up doesn't import it. No page says whether somebody else's address is
known.
"""

import re
from collections.abc import Mapping
from typing import TypeAlias

from chalicelib.cloud.ports import Cloud
from chalicelib.content.site.site import ListingProfile, Site
from chalicelib.errors import Refusal
from chalicelib.newsletter.rules.preferences import Wishes
from chalicelib.newsletter.rules.preferences_text import chosen
from chalicelib.rendering.language.phrases import Phrasebook, sentence
from chalicelib.rendering.look.assets import site_alone
from chalicelib.rendering.look.stylesheets import first_fonts, parts_of, styles
from chalicelib.rendering.pages.comments import shown_comment
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
from chalicelib.web.pages import VISITOR_PAGES, ApiPage

AGAIN = ("address", "domain", "field", "link-old")  # refusals after which the page offers the form to sign up
RENEW = ("link-ended",)  # refusals after which the page offers a new link


def show(context: RequestContext, page: ApiPage) -> Reply:
    """Return the page; a program gets only its kind."""
    if context.request.wants_json:
        return http.as_json({"state": page.kind}, page.status)
    return http.html(render(context_of(context.files), page), page.status)


def chosen_by(context: RequestContext, wishes: Wishes | None) -> str:
    """Return the sentence about what a reader chose; empty for a program, which gets no page, so that nothing is read for it."""
    if wishes is None or context.request.wants_json:
        return ""
    return follow(context.cloud.table, chosen(wishes, context_of(context.files)))


def explain(files: SiteFiles, refusal: Refusal, lang: str) -> str:
    return " ".join(explanation(refusal, context_of(files).phrases, lang))


def render(context: SiteContext, page: ApiPage) -> bytes:
    """Render the page in the visitor's language, by the site's own templates where it has some that work."""
    lang = context.site.language(page.lang).code
    shown = {"site": site_alone(context.site, lang), "visit": _shown_visit(context, lang, page)}
    needed = parts_of("visitor", context.site, lang, shown.values())
    fonts = first_fonts(context, needed)
    head = ShownPage(page.kind, robots="noindex", styles=styles(context, needed), fonts=fonts)
    return context.render(VISITOR_PAGES[page.kind].template, lang, page=head, **shown)


def explanation(refusal: Refusal, phrases: Phrasebook, lang: str) -> tuple[str, str]:
    """Return why a request is refused and what to do instead: whole sentences, translated where the language has the phrases."""
    why, instead = (phrases.gettext(lang, phrase) for phrase in (refusal.reason.why, refusal.reason.instead))
    if refusal.code in SUGGESTS and refusal.found:
        instead = f"{instead} {phrases.gettext(lang, SUGGESTS[refusal.code]) % {'found': refusal.found}}"
    return sentence(f"{why[:1].upper()}{why[1:]}", lang), instead


SUGGESTS = {"domain": "Did you mean %(found)s?"}
"""What a refusal suggests, where it found something that is nearly the same."""


def _shown_visit(context: SiteContext, lang: str, page: ApiPage) -> ShownVisit:
    wishes = page.wishes or Wishes(lang)
    why, instead = explanation(page.refusal, context.phrases, lang) if page.refusal else ("", "")
    return ShownVisit(
        often=wishes.often,
        all_languages=wishes.all_languages,
        categories=_choices(page.categories, wishes.categories),
        languages=_languages(context.site, wishes),
        tokens=page.tokens,
        browser=page.browser,
        why=why,
        instead=instead,
        field=page.field,
        found=page.refusal.found if page.refusal and page.refusal.code not in SUGGESTS else "",
        again=bool(page.refusal and page.refusal.code in AGAIN),
        renew=bool(page.refusal and page.refusal.code in RENEW),
        authors=_choices(page.authors, wishes.authors),
        chosen=page.chosen,
        masked=page.masked,
        comments=tuple(shown_comment(comment, lang) for comment in page.comments),
        post=page.post,
        reply_to=page.reply_to,
        written=page.written,
    )


def _choices(pairs: tuple[tuple[str, str], ...], wished: tuple[str, ...]) -> tuple[ShownChoice, ...]:
    """Return these topics, and wished ones without posts, so that saving doesn't drop them."""
    names = dict(pairs)
    without_posts = {slug: slug for slug in wished if slug not in names}
    return tuple(ShownChoice(slug, name, slug in wished) for slug, name in (*names.items(), *without_posts.items()))


def _languages(site: Site, wishes: Wishes) -> tuple[ShownChoice, ...]:
    return tuple(
        ShownChoice(language.code, language.name, language.code == wishes.lang, language.code, language.direction)
        for language in site.languages
    )


# ---- the topics that a reader may choose from

Names: TypeAlias = tuple[tuple[str, str], ...]


def topics(cloud: Cloud, site: Site, wishes: Wishes) -> Mapping[str, Names]:
    """Return the slugs and names, in order of the names, of what a reader may choose in the language of their pages.

    `categories` are the site's, and those that have posts. `authors` are those that have posts, and the wished ones; none, where
    there is only one author, whom nobody has to choose.
    """
    spelled = follow(cloud.table, spellings(wishes.lang))
    categories = {**{slug: slug for slug in site.categories}, **spelled["category"]}
    authors = {**{slug: slug for slug in wishes.authors}, **spelled["author"]}
    several = len(authors) > 1 or wishes.authors
    return {
        "categories": _named(categories, site.categories, wishes.lang),
        "authors": _named(authors, site.authors, wishes.lang) if several else (),
    }


def _named(spelled: Mapping[str, str], presented: Mapping[str, ListingProfile], lang: str) -> Names:
    """Return the topics by the names that site.yaml gives them, else as they are spelled."""
    names = {slug: (presented[slug].name.get(lang) if slug in presented else "") or name for slug, name in spelled.items()}
    return tuple(sorted(names.items(), key=lambda slug_and_name: slug_and_name[1].casefold()))


async def spellings(lang: str) -> Mapping[str, Mapping[str, str]]:
    """Return how the newest post of each category and author spells its name, by kind and slug."""
    summaries = await Summaries(topics_of(lang))
    names = [(named[1], named[2], summary.value) for name, summary in summaries.items() if (named := SPELLED.fullmatch(name))]
    return {kind: {slug: name for of, slug, name in names if of == kind} for kind in ("category", "author")}


SPELLED = re.compile("(category|author):(.+)#name")
