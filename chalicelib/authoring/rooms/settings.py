"""The site's settings: `site.yaml` as a form and as text, for the owner alone.

This is the one act by which anything but posts, images and files is written, and no token has it: it needs the session of an
owner (`grants.may_write_site`). A text that ingest would refuse is refused before it is written, with the same words.
"""

from typing import Any

from msgspec import to_builtins

from chalicelib.authoring import request_limits, sessions
from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.desk import site_form
from chalicelib.authoring.form_fields import object_in
from chalicelib.authoring.grants import SITE_FILE, refuse_site
from chalicelib.cloud.versioned import NOTHING, ChangedError
from chalicelib.content.plain_text import decoded
from chalicelib.content.site.site import Site
from chalicelib.errors import Refusal
from chalicelib.publishing import parse
from chalicelib.publishing.upload import ParseContext, StoredObject
from chalicelib.store import site_files
from chalicelib.web import http
from chalicelib.web.http import Reply

YAML = "application/yaml"


def show(context: AuthoringContext) -> Reply:
    """Return `site.yaml` as a form and as text, with its ETag, and its colours."""
    refuse_site(sessions.required(context).grant)
    raw, etag = context.files.read(SITE_FILE) or (b"", NOTHING)
    return http.as_json(_shown(context, decoded(raw), etag))


def save(context: AuthoringContext) -> Reply:
    """Write `site.yaml` over the one with the ETag `over`: the `text` given, or the current one with what the form has."""
    signed_in, asked = sessions.required_by_script(context), object_in(context.request)
    refuse_site(signed_in.grant)
    request_limits.refuse_busy(context, signed_in.person.name)
    raw, etag = context.files.read(SITE_FILE) or (b"", NOTHING)
    if etag != asked.get("over"):
        raise Refusal("changed", SITE_FILE)
    text = _text_in(context, asked, decoded(raw))
    if refusal := refusal_of(context, text.encode()):
        return _told(context, refusal)
    try:
        written = context.files.put(SITE_FILE, text.encode(), YAML, etag)
    except ChangedError as changed:
        raise Refusal("changed", SITE_FILE) from changed
    context.note(signed_in.grant, "save settings", SITE_FILE)
    return http.as_json(_shown(context, text, written))


def _text_in(context: AuthoringContext, asked: Any, current: str) -> str:
    if isinstance(asked.get("text"), str):
        return str(asked["text"])
    if not isinstance(asked.get("form"), dict):
        raise Refusal("body")
    return site_form.text_of(asked["form"], current, _site_in(context, current))


def refusal_of(context: AuthoringContext, raw: bytes) -> Refusal | None:
    """Return why ingest would refuse this text, if it would."""
    return parse.look(SITE_FILE, StoredObject(raw, "", len(raw)), ParseContext(context.site, context.now)).refusal


def _told(context: AuthoringContext, refusal: Refusal) -> Reply:
    """Return a refusal with its line, beside which the page says it."""
    about = {"error": "invalid_request", "error_description": context.told(refusal), "line": refusal.line}
    return http.as_json(about, refusal.reason.status)


def _site_in(context: AuthoringContext, text: str) -> Site:
    """Return the site that a text describes; where it can't be read, the one that is on the web."""
    cloud, raw = context.cloud, text.encode()
    read = parse.look(SITE_FILE, StoredObject(raw, "", len(raw)), ParseContext(context.site, context.now))
    return site_files.site_in(read.site_file, cloud.url, cloud.sends_from, cloud.api) if read.site_file else context.site


def _shown(context: AuthoringContext, text: str, etag: str) -> dict[str, Any]:
    site = _site_in(context, text)
    form = to_builtins(site_form.form_of(text, site))
    languages = [{"code": language.code, "name": language.name} for language in site.languages]
    return {"etag": etag, "text": text, "form": form, "languages": languages, "look": site_form.look_of(site.theme)}
