"""The page at an address: the post that owns it, a redirect, or nothing."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import quote

from chalicelib.content.enlarging import enlargeable
from chalicelib.content.gate import passed
from chalicelib.model import Listing, Page, Post
from chalicelib.record import Record
from chalicelib.rendering.head import translations_of
from chalicelib.rendering.page_kinds import redirects_of
from chalicelib.rendering.pages.heads import of_post
from chalicelib.rendering.pages.reading import newer_than, newest, older_than, texts
from chalicelib.rendering.pages.translations import versions_of
from chalicelib.rendering.paths import url
from chalicelib.rendering.presenters import render, shown_post, to_post
from chalicelib.rendering.queries import Claims, Made, Records
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.summaries import changed

LARGER = "Larger image"


async def address(page: Page, context: SiteContext) -> Made:
    """Return the post of the owner, else a redirect to the source that has it, else nothing."""
    claimed = await Claims(page.of)
    before = Kept(*(claimed.kept.value or ()))
    records = await Records(frozenset({claimed.owner, *claimed.leads, *before} - {""}))
    owner = records.get(claimed.owner)
    lives = owner if owner and owner.address == page.of else None
    now = kept(page.of, before, records, lives)
    owed = (Page("warnings", record.key) for record in records.values() if record.post and page.of in record.post.aliases)
    summaries = changed(claimed.kept, list(now) if now else None, owed)
    if lives and lives.post:
        return replace(await _post(page, lives.post, context), summaries=summaries)
    target = records[now.keeper].post if now else None
    return replace(_moved(page, target, context) if target else Made(None), summaries=summaries)


class Kept(NamedTuple):
    """The keys of the sources that an address belongs or belonged to; empty: none.

    `keeper` is the source that the address redirects to, or would if no post lived there. `lives` is the source whose post lives
    there. `gone` had the address and was removed: if it was only renamed, the renamed source gets the address again.
    """

    keeper: str = ""
    lives: str = ""
    gone: str = ""


def kept(path: str, before: Kept, records: Mapping[str, Record], lives: Record | None) -> Kept | None:
    """Return the sources of an address now. The first source that wants a redirect from it keeps it until it is removed.

    Of several that come at once, a source that lived there wins over one that names it as an alias; then the first key wins.
    """
    wanting = sorted(
        (record for record in records.values() if _leads(record, path)),
        key=lambda record: (path not in record.former, record.key),
    )
    if not wanting:
        return None
    first = records.get(before.keeper or before.lives)
    removed = [record for record in (first, *records.values()) if record and record.state == "removed" and path in record.former]
    gone = records.get(before.gone) if any(before) and first not in removed else next(iter(removed), None)
    heir = next((record for record in wanting if gone and path in record.former and record.digest == gone.digest), None)
    steady = first if first in wanting else None
    keeper = heir or steady or (None if lives else wanting[0])
    return Kept(keeper.key if keeper else "", lives.key if lives else "", gone.key if gone and not heir else "")


def _leads(record: Record, path: str) -> bool:
    return record.post is not None and path in redirects_of(record)


def _moved(page: Page, target: Post, context: SiteContext) -> Made:
    """Return a small page with a link, for clouds without redirects; the others use its `location`."""
    body = render("moved.html", page, context, target.lang, target=url(context.site, target.address))
    return Made(body, location=quote(target.address))


async def _post(page: Page, post: Post, context: SiteContext) -> Made:
    listing = Listing("all", post.lang)
    older = newer = None
    if post.date:
        known = await newest(listing, context)
        older = await older_than(listing, post.sort_key, known)
        newer = await newer_than(listing, post.sort_key, known)
    versions = (await versions_of([post], context.site)).get(post.translation, ())
    translations = translations_of(post, versions, context.site)
    text = (await texts([post]))[post.key]
    larger = passed(enlargeable(text.html, context.phrases.gettext(post.lang, LARGER)))
    beside = {"older": to_post(older) if older else None, "newer": to_post(newer) if newer else None}
    shown = shown_post(post, context.site, replace(text, html=larger), translations=translations, **beside)
    return Made(render("post.html", page, context, post.lang, about=of_post(post, shown, versions, context.site), post=shown))
