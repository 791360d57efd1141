"""Visiting: what the API shows, with all that is needed to make a page. It is loaded when the first page is shown."""

import re
from collections.abc import Mapping

from chalicelib.cloud.ports import Cloud
from chalicelib.content.site import Site
from chalicelib.errors import Refusal
from chalicelib.rendering.queries import Summaries
from chalicelib.rendering.summaries import topics_of
from chalicelib.store.asking import follow
from chalicelib.store.site_context import context_of
from chalicelib.store.site_files import SiteFiles
from chalicelib.web import api_pages
from chalicelib.web.pages import Visit


def page(fixed: SiteFiles, visit: Visit) -> bytes:
    """The page for a visit, by the site and the templates as they stand."""
    return api_pages.render(context_of(fixed), visit)


def said(fixed: SiteFiles, refusal: Refusal, lang: str) -> str:
    """Why something is refused and what to do instead, in the visitor's language."""
    return " ".join(api_pages.said(refusal, context_of(fixed).phrases, lang))


def categories(cloud: Cloud, site: Site, lang: str) -> tuple[tuple[str, str], ...]:
    """The site's categories, and those that have posts in this language: slug and name, in order of their names."""
    named = site.categories
    spelled: Mapping[str, str] = {**{slug: slug for slug in named}, **follow(cloud.table, spellings(lang))}
    names = {slug: (named[slug].name.get(lang) if slug in named else "") or name for slug, name in spelled.items()}
    return tuple(sorted(names.items(), key=lambda one: one[1].casefold()))


async def spellings(lang: str) -> Mapping[str, str]:
    """How the newest post of each category spells it, by slug."""
    found = await Summaries(topics_of(lang))
    return {named[1]: one.value for name, one in found.items() if (named := CATEGORY.fullmatch(name))}


CATEGORY = re.compile("category:(.+)#name")
