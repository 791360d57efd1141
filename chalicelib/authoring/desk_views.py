"""Render the pages of people who write: signing in, their account, and what an app asks of them.

They are always made from the built-in templates, so that no template of a site can take part in signing in.
"""

from datetime import datetime
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from chalicelib.authoring.context import AuthoringContext
from chalicelib.errors import Refusal
from chalicelib.rendering.language.phrases import Phrasebook, moment_text
from chalicelib.rendering.look.assets import site_alone
from chalicelib.rendering.look.stylesheets import first_fonts, parts_of, styles
from chalicelib.rendering.templates.templates import BUILT_IN
from chalicelib.rendering.view_models.desk import ShownDesk
from chalicelib.rendering.view_models.page import ShownPage
from chalicelib.store.site_context import context_of
from chalicelib.web import http
from chalicelib.web.http import Reply
from chalicelib.web.views import explanation


def show(context: AuthoringContext, kind: str, status: int = HTTPStatus.OK, sends_to: str = "", **has: Any) -> Reply:
    """Return a page of this kind, which may send its form to the site itself, and be led on to `sends_to`."""
    desk = ShownDesk(sends_to=sends_to, **has)
    return http.html(_rendered(context, kind, desk), status).also({"Content-Security-Policy": policy(sends_to)})


def explain(context: AuthoringContext, refusal: Refusal) -> Reply:
    """Return the page that says why a request is refused, and what to do instead."""
    why, instead = explanation(refusal, phrases(context), context.lang)
    signs_in = refusal.code in SIGN_IN_AGAIN
    return show(context, "refused", refusal.reason.status, why=why, instead=instead, details=refusal.found, signs_in=signs_in)


SIGN_IN_AGAIN = ("sign-in", "signed-out", "sign-in-ended")


def phrases(context: AuthoringContext) -> Phrasebook:
    return context_of(context.site_files).phrases


def day(context: AuthoringContext, time: datetime) -> str:
    """Return a time of the site's zone, in the language of the page."""
    return moment_text(time.astimezone(ZoneInfo(context.site.zone)), context.lang)


def policy(sends_to: str) -> str:
    """Return the content security policy of a page, whose form may lead on to one more origin."""
    return http.ALWAYS["Content-Security-Policy"].replace("form-action 'self'", f"form-action 'self' {sends_to}".rstrip())


def _rendered(context: AuthoringContext, kind: str, desk: ShownDesk) -> bytes:
    site_context = context_of(context.site_files)
    lang = site_context.site.language(context.lang).code
    shown = {"site": site_alone(site_context.site, lang), "desk": desk}
    needed = parts_of("visitor", site_context.site, lang, shown.values())
    head = ShownPage(kind, robots="noindex", styles=styles(site_context, needed), fonts=first_fonts(site_context, needed))
    return site_context.built_in.render(f"desk/{kind}.html", lang, page=replace(head, kind=f"desk {kind}"), **shown).encode()


def script(context: AuthoringContext) -> Reply:
    """Return the script of passkeys, or that of signing out."""
    name = context.request.path.rpartition("/")[2]
    return Reply(HTTPStatus.OK, {"Content-Type": "text/javascript; charset=utf-8"}, (BUILT_IN / "desk" / name).read_bytes())
