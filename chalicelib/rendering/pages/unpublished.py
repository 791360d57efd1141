"""What is at the secret address of a source (`content.addresses.preview_addresses`): the preview of its post, and of the letter.

A preview is as its post will look, without what depends on other posts: no list shows it, so it names no neighbours, no related
posts and no translations. Once the post is published, its former preview leads there. At an address that follows from a former
secret, there is nothing.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import escape
from msgspec.structs import replace

from chalicelib.content.addresses import preview_addresses
from chalicelib.content.presentation.toc import contents
from chalicelib.content.site.site import Site
from chalicelib.errors import Refusal
from chalicelib.model import Page, Post
from chalicelib.record import Record
from chalicelib.rendering.language.phrases import moment_text
from chalicelib.rendering.language.post_names import post_name
from chalicelib.rendering.look.stylesheets import BAR, parts_of, styles
from chalicelib.rendering.pages.heads import of_post
from chalicelib.rendering.pages.post_or_redirect import in_look, moved
from chalicelib.rendering.pages.reading import mailed, texts
from chalicelib.rendering.presenters import render, shown_authors, shown_contents, shown_post
from chalicelib.rendering.queries import Made, Records
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.view_models.page import ShownPreview
from chalicelib.rendering.view_models.shown import NOTHING

ROBOTS = "noindex, nofollow"
HEAD = re.compile(r"<head\b[^>]*>")
HIDDEN = f'<meta name="robots" content="{ROBOTS}"><meta name="referrer" content="no-referrer">'
MARK = "PREVIEW"
"""Stands in the links of a letter that only its reader's tokens would open."""


async def preview(page: Page, context: SiteContext) -> Made:
    """Return the preview of the source, else a redirect to the post that it has become, else nothing."""
    record = await _record(page, context)
    if record and record.preview:
        return await _preview(record.preview, record.due, context, page.at)
    if record and record.previewed and record.post:
        return moved(page, record.post, context)
    return Made(None)


async def letter(page: Page, context: SiteContext) -> Made:
    """Return the HTML of the letter that the post of the preview would get; nothing if it would get none."""
    record = await _record(page, context)
    post = record.preview if record else None
    return Made(await _letter(post, context) if post and is_mailed(post, context.site) else None)


async def _record(page: Page, context: SiteContext) -> Record | None:
    """Return the record of the source, if the page is at the address that follows from the secret in force."""
    now = context.previews.now
    if not now or page.at != preview_addresses.token(now, page.of):
        return None
    return (await Records(frozenset({page.of}))).get(page.of)


def is_mailed(post: Post, site: Site) -> bool:
    """Return whether the post would get a letter if it were new."""
    return post.in_flow and post.newsletter and not post.digests_only and site.has_api


async def _preview(post: Post, due: str, context: SiteContext, name: str) -> Made:
    text = (await texts([post]))[post.key]
    headings = shown_contents(contents(text.html, post.minutes, post.toc or context.site.toc))
    html = replace(text, html=in_look(text.html, post, context))
    shown = shown_post(post, context.site, html, contents=headings, by=shown_authors(context.site, post))
    about = {**of_post(post, shown, (), context.site), **_secret(post, due, context, name)}
    about["styles"] = styles(context, parts_of("address", context.site, post.lang, (shown,)) | {BAR})
    at = Page("address", post.address)  # so that it looks as it will
    body = render("post.html", at, context, post.lang, about=about, post=shown)
    if all(sign in body for sign in SIGNS):
        return Made(body)
    built_in = replace(context, templates=context.built_in, shown={}, styles={})
    return Made(render("post.html", at, built_in, post.lang, about=about, post=shown))


SIGNS = (b'<meta name="robots" content="noindex', b'class="preview-bar"')
"""What the page must say; if a template of the site's own leaves it out, the built-in one is used."""


def _secret(post: Post, due: str, context: SiteContext, name: str) -> Mapping[str, Any]:
    """Return the head of a page that must not be found, and the bar that says so."""
    shown = ShownPreview(letter=f"{preview_addresses.address(name)}letter/" if is_mailed(post, context.site) else "")
    if due:
        time = datetime.fromisoformat(due).astimezone(ZoneInfo(context.site.zone))
        shown = replace(shown, due=time.isoformat(), due_text=moment_text(time, post.lang))
    return {"robots": ROBOTS, "url": "", "image": None, "structured": NOTHING, "alternates": (), "preview": shown}


async def _letter(post: Post, context: SiteContext) -> bytes:
    """Return the letter by the code that makes letters; if it is refused, the reason."""
    from chalicelib.newsletter.mail.edition import post_edition  # noqa: PLC0415 - other pages do without what inlines styles

    try:
        html = post_edition(context, await mailed(post, context), MARK).html
    except Refusal as refusal:
        title, why = escape(post_name(post)), escape(refusal.reason.why)
        html = f"<!doctype html><html><head><title>{title}</title></head><body><p>{why}</p>"
    return HEAD.sub(rf"\g<0>{HIDDEN}", html, count=1).encode()
