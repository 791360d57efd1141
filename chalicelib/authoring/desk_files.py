"""The desk's page and its files, and the preview of a draft as the desk shows it.

The files are the package's own, so no template of a site takes part. The function serves them, and not the public bucket: a site
without a desk has nothing of it, and these pages keep a stricter policy than the site's.
"""

import hashlib
from http import HTTPStatus

from chalicelib.authoring import sessions
from chalicelib.authoring.api import DESK_FILES, ROOM_FILES
from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.desk.script_phrases import WORDS
from chalicelib.authoring.files_api import LINK_SECONDS
from chalicelib.authoring.grants import refuse_at_desk
from chalicelib.authoring.identity.indieauth import origin_of
from chalicelib.cloud.versioned import NOTHING
from chalicelib.content.addresses import preview_addresses
from chalicelib.errors import Refusal
from chalicelib.rendering.paths import object_key
from chalicelib.rendering.templates.templates import BUILT_IN
from chalicelib.store import records
from chalicelib.store.site_context import context_of
from chalicelib.web import http
from chalicelib.web.http import Reply

FOLDER = BUILT_IN / "desk" / "app"
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'{}; "
    "frame-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types desk"
)
SANDBOX = "sandbox allow-same-origin; {}; frame-ancestors 'self'"
"""A preview runs no script, and only the desk may frame it. It has the site's origin, so that its fonts load."""
SHOWN = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' https: data:; font-src 'self'; "
    "media-src 'self' https:; form-action 'none'; base-uri 'none'"
)


MODULES = tuple(name for name in DESK_FILES if name.endswith(".js") and name not in ("app.js", "worker.js", *ROOM_FILES))
"""The modules that `app.js` imports at once."""


SCOPE = {"Service-Worker-Allowed": "/api/desk"}
"""The desk's worker, which lets it open without a network, also has its page, which is above the folder of its files."""


def page(context: AuthoringContext) -> Reply:
    """Return the desk's page, in the visitor's language; it holds nothing of the site but its words."""
    site_context = context_of(context.site_files)
    language = context.site.language(context.lang)
    words = {phrase: site_context.phrases.gettext(language.code, phrase) for phrase in WORDS}
    shown = {"dir": language.direction, "words": words, "modules": MODULES}
    html = site_context.built_in.render("desk/app/index.html", language.code, **shown)
    return http.html(html.encode()).also({"Content-Security-Policy": POLICY.format(_bucket(context)), **http.ALONE})


def _bucket(context: AuthoringContext) -> str:
    """Return the origin to which the page may upload large files, after a space; nothing where there is no such bucket."""
    try:
        link, _ = context.files.upload_link("files/a.pdf", "application/pdf", NOTHING, LINK_SECONDS)
    except LookupError:
        return ""
    return f" {origin_of(link)}"


def file(context: AuthoringContext) -> Reply:
    """Return one of the desk's files. Browsers keep it, and ask each time whether it is still the same."""
    name = context.request.path.rpartition("/")[2]
    body = (FOLDER / name).read_bytes()
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {"Cache-Control": "no-cache", "ETag": etag, "Content-Type": TYPES[name[name.rindex(".") :]], **SCOPE}
    if context.request.header("if-none-match") == etag:
        return Reply(HTTPStatus.NOT_MODIFIED, headers)
    return Reply(HTTPStatus.OK, headers, body)


def preview(context: AuthoringContext) -> Reply:
    """Return the preview of a draft, or the page of a post, that the person may write, for the desk's own frame."""
    key = context.request.query.get("key", "")
    refuse_at_desk(sessions.required(context).grant, key)
    addresses = filter(None, (_preview(context, key), _page(context, key)))
    pages = (context.cloud.public.read(object_key(address)) for address in addresses)
    stored = next(filter(None, pages), None)
    if stored is None:
        raise Refusal("no-post", key)
    return framed(stored[0])


def framed(page: bytes) -> Reply:
    """Return a page that the desk alone may frame, and that runs nothing."""
    return http.html(page).also({"Content-Security-Policy": SANDBOX.format(SHOWN), "X-Frame-Options": "SAMEORIGIN"})


def _preview(context: AuthoringContext, key: str) -> str:
    secret = context.site_files.previews.now
    return preview_addresses.address(preview_addresses.token(secret, key)) if secret else ""


def _page(context: AuthoringContext, key: str) -> str:
    """Return the address of a post that is on the site; pages of the site let nobody frame them."""
    record = records.read(context.cloud.table, key)
    return record.address if record and record.post else ""
