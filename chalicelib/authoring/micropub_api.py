"""Micropub: each function reads a request, has it carried out, and answers."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from msgspec.structs import replace

from chalicelib.authoring import post_list, posts, uploads
from chalicelib.authoring.bearer import grant_of
from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.grants import READING, Grant, refuse_without
from chalicelib.authoring.micropub import post_file, requests
from chalicelib.authoring.micropub.post_file import PostFile
from chalicelib.authoring.micropub.properties import Setting
from chalicelib.authoring.micropub.requests import Create, Delete, Undelete, Update
from chalicelib.content.plain_text import short
from chalicelib.errors import Refusal
from chalicelib.rendering.paths import url
from chalicelib.web.http import Reply, as_json

MEDIA = "/api/media"
POST_TYPES = ("note", "article", "photo", "video", "audio", "reply", "like", "repost", "bookmark")


def act(context: AuthoringContext) -> Reply:
    """Carry out what a request asks for."""
    asked = requests.read(context.request.header("content-type"), context.request.body)
    grant = grant_of(context, asked.token)
    match asked.act:
        case Create():
            return create(context, grant, asked.act)
        case Update():
            return update(context, grant, asked.act)
        case Delete(url=link):
            posts.delete(context, grant, link)
            context.note(grant, "delete post", link)
        case Undelete(url=link):
            posts.undelete(context, grant, link)
            context.note(grant, "restore post", link)
    return Reply(HTTPStatus.NO_CONTENT, {})


def create(context: AuthoringContext, grant: Grant, sent: Create) -> Reply:
    """Create a post; a request that names the post, or itself, creates no second one when it is sent again."""
    key = context.request.header("idempotency-key")
    digest = posts.digest_of(grant, sent, key) if key or "mp-slug" in sent.properties else ""
    link = posts.create(context, grant, sent, setting(context, sent.properties), digest)
    context.note(grant, "create post", link)
    return Reply(HTTPStatus.ACCEPTED, {"Location": link})


def update(context: AuthoringContext, grant: Grant, sent: Update) -> Reply:
    """Change a post; the answer has its new address, if that has changed."""
    link = posts.update(context, grant, sent, setting(context, {**sent.replace, **sent.add, **sent.take}))
    context.note(grant, "change post", link or sent.url)
    return Reply(HTTPStatus.CREATED, {"Location": link}) if link else Reply(HTTPStatus.NO_CONTENT, {})


def setting(context: AuthoringContext, named: Mapping[str, Any]) -> Setting:
    """Return what properties are written with; the names of categories are read only for posts that name some."""
    site = context.site
    declared = {slug: profile.name.get(site.lang) or slug for slug, profile in site.categories.items()}
    used = post_list.topic_names(context.cloud.table, site.codes, "category") if "category" in named else {}
    return Setting(site.url, site.zone, {**declared, **used})


def upload(context: AuthoringContext) -> Reply:
    """Store a file; the answer says where it is once it is published."""
    request = context.request
    if len(request.body) > requests.LARGEST_BODY:
        raise Refusal("media-big", f"{len(request.body):,} bytes")
    parts = requests.parts_of(request.header("content-type"), request.body)
    grant = grant_of(context, dict(parts.fields).get("access_token", ""))
    refuse_without(grant, "media", "create")
    file = next((file for file in parts.files if file.field == "file"), None)
    if file is None:
        raise Refusal("micropub", "the form has no `file`")
    link = url(context.site, uploads.store(context, grant, file.name, file.body))
    context.note(grant, "upload file", link)
    return Reply(HTTPStatus.CREATED, {"Location": link})


# ---- questions


def query(context: AuthoringContext) -> Reply:
    """Answer a question about the endpoint or about posts; without `q` about the endpoint, since apps try a token that way."""
    grant = grant_of(context)
    asked = context.request.query.get("q", "config")
    if asked not in QUESTIONS:
        raise Refusal("micropub", short(f"q={asked}"))
    return as_json(QUESTIONS[asked](context, grant))


def config(context: AuthoringContext, grant: Grant) -> Mapping[str, Any]:
    about = {"media-endpoint": url(context.site, MEDIA), "q": list(QUESTIONS), **categories(context, grant)}
    return {**about, **post_types(context, grant), **syndicate_to(context, grant)}


def post_types(_context: AuthoringContext, _grant: Grant) -> Mapping[str, Any]:
    return {"post-types": [{"type": kind, "name": kind.capitalize()} for kind in POST_TYPES]}


def syndicate_to(_context: AuthoringContext, _grant: Grant) -> Mapping[str, Any]:
    return {"syndicate-to": []}


def categories(context: AuthoringContext, _grant: Grant) -> Mapping[str, Any]:
    """Return the names of categories and tags that posts have, in their order; with `filter`, those that contain it."""
    part = context.request.query.get("filter", "").casefold()
    names = post_list.topic_names(context.cloud.table, context.site.codes, "category", "tag").values()
    return {"categories": sorted((name for name in set(names) if part in name.casefold()), key=str.casefold)}


def source(context: AuthoringContext, grant: Grant) -> Mapping[str, Any]:
    """Return the properties of a post, or of the newest posts; with `properties[]`, only these."""
    refuse_without(grant, *READING)
    link = context.request.query.get("url", "")
    if not link:
        return sources(context, grant)
    post = posts.post_at(context, grant, link)
    return item(context, post.file)


def sources(context: AuthoringContext, grant: Grant) -> Mapping[str, Any]:
    asked = context.request.query
    wish = asked.get("limit", "")
    limit = int(wish) if wish.isascii() and wish.isdigit() and len(wish) < len("1000") else post_list.USUAL
    page = post_list.page(context, grant, limit=limit, after=asked.get("after", ""), before=asked.get("before", ""))
    files = ((post, context.files.read(post.key)) for post in page.posts)
    items = [
        listed_item(context, PostFile(post.key, stored[0].decode(errors="replace"), post)) for post, stored in files if stored
    ]
    paging = {name: mark for name, mark in (("before", page.before), ("after", page.after)) if mark}
    return {"items": items, **({"paging": paging} if paging else {})}


def listed_item(context: AuthoringContext, file: PostFile) -> Mapping[str, Any]:
    """Return a post of a list; if its file can't be read now, only the title of its last good version."""
    try:
        return item(context, file)
    except Refusal:
        return item(context, replace(file, text=f"# {file.post.title}\n"))


def item(context: AuthoringContext, file: PostFile) -> Mapping[str, Any]:
    """Return a post as JSON: what is asked for, or all."""
    several = context.request.queries
    names = several.get("properties[]", ()) or several.get("properties", ())
    of = {
        "url": (url(context.site, file.post.address),),
        **post_file.properties_of(file, Setting(context.site.url, context.site.zone)),
    }
    shown = {name: list(values) for name, values in of.items() if not names or name in names}
    return {"properties": shown} if names else {"type": ["h-entry"], "properties": shown}


QUESTIONS: Mapping[str, Callable[[AuthoringContext, Grant], Mapping[str, Any]]] = {
    "config": config,
    "source": source,
    "category": categories,
    "syndicate-to": syndicate_to,
    "post-types": post_types,
}
