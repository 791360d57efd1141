"""The authoring API's table of routes, and what every answer has.

`GET /micropub` is answered by `query` in `micropub_api`. A route that takes a token, and no cookie, may be asked by scripts of
any site: without the token they get nothing.
"""

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from importlib import import_module
from typing import NamedTuple, TypeAlias, cast

from msgspec.structs import replace

from chalicelib.authoring.context import AuthoringContext
from chalicelib.cloud.ports import Cloud
from chalicelib.errors import Refusal
from chalicelib.web import http
from chalicelib.web.http import Reply, Request

log = logging.getLogger(__name__)
Act: TypeAlias = Callable[[AuthoringContext], Reply]


class Route(NamedTuple):
    """The module and function that answer; whether scripts of other sites may ask, and whether it shows pages to people."""

    act: str
    shared: bool = False
    page: bool = False


ROOM_FILES = (
    *("beside.js", "rooms.js", "history.js", "comments.js", "letters.js", "letter.js", "settings.js", "contrast.js"),
    *("check.js", "withdraw.js", "files.js", "uploads.js"),
)
"""The modules of the desk's further rooms, each of which is fetched when somebody enters it."""
DESK_FILES = (
    *("style.css", "app.js", "worker.js"),
    *("api.js", "details.js", "editor.js", "elements.js", "formats.js", "illustrating.js", "list.js", "menu.js"),
    *("photos.js", "pictures.js", "publish.js", "saving.js", "tabs.js", "texts.js", "undo.js", "words.js"),
    *ROOM_FILES,
)
"""The files of the desk's page (`templates/desk/app`)."""

ROUTES: Mapping[tuple[str, str], Route] = {
    ("GET", "/micropub"): Route("micropub_api.query", shared=True),
    ("POST", "/micropub"): Route("micropub_api.act", shared=True),
    ("POST", "/media"): Route("micropub_api.upload", shared=True),
    ("GET", "/indieauth/metadata"): Route("indieauth_api.metadata", shared=True),
    ("GET", "/indieauth/authorize"): Route("indieauth_api.ask", page=True),
    ("POST", "/indieauth/authorize"): Route("indieauth_api.identify", shared=True),
    ("POST", "/indieauth/consent"): Route("indieauth_api.decide", page=True),
    ("POST", "/indieauth/token"): Route("indieauth_api.token", shared=True),
    ("POST", "/indieauth/introspect"): Route("indieauth_api.introspect", shared=True),
    ("POST", "/indieauth/revoke"): Route("indieauth_api.revoke", shared=True),
    ("GET", "/indieauth/userinfo"): Route("indieauth_api.userinfo", shared=True),
    ("GET", "/desk/sign-in"): Route("sign_in_api.ask", page=True),
    ("POST", "/desk/sign-in"): Route("sign_in_api.by_passkey", page=True),
    ("POST", "/desk/links"): Route("sign_in_api.request_link", page=True),
    ("GET", "/desk/sent"): Route("sign_in_api.show_sent", page=True),
    ("GET", "/desk/link"): Route("sign_in_api.ask_link", page=True),
    ("POST", "/desk/link"): Route("sign_in_api.by_link", page=True),
    ("GET", "/desk/invitation"): Route("sign_in_api.ask_invited", page=True),
    ("POST", "/desk/invitation"): Route("sign_in_api.by_invitation", page=True),
    ("GET", "/desk/account"): Route("account_api.show", page=True),
    ("POST", "/desk/account"): Route("account_api.change", page=True),
    **{("GET", f"/desk/{name}.js"): Route("desk_views.script") for name in ("passkey", "leaving")},
    ("GET", "/desk"): Route("desk_files.page", page=True),
    **{("GET", f"/desk/{name}"): Route("desk_files.file") for name in DESK_FILES},
    ("GET", "/desk/preview"): Route("desk_files.preview"),
    ("GET", "/desk/me"): Route("desk_api.me"),
    ("GET", "/desk/posts"): Route("desk_api.posts"),
    ("GET", "/desk/post"): Route("desk_api.post"),
    ("POST", "/desk/post"): Route("desk_api.save"),
    ("POST", "/desk/publish"): Route("desk_api.publish"),
    ("POST", "/desk/unpublish"): Route("desk_api.unpublish"),
    ("POST", "/desk/deleted"): Route("desk_api.delete"),
    ("GET", "/desk/forecast"): Route("desk_api.forecast"),
    ("POST", "/desk/forecast"): Route("desk_api.forecast_of_text"),
    ("GET", "/desk/withdrawal"): Route("rooms.withdrawal.forecast"),
    ("GET", "/desk/progress"): Route("desk_api.progress"),
    ("GET", "/desk/versions"): Route("rooms.history.versions"),
    ("GET", "/desk/changes"): Route("rooms.history.changes"),
    ("POST", "/desk/restored"): Route("rooms.history.restore"),
    ("GET", "/desk/comments"): Route("rooms.comments.listed"),
    ("POST", "/desk/comments"): Route("rooms.comments.decide"),
    ("GET", "/desk/letters"): Route("rooms.letters.listed"),
    ("POST", "/desk/letters"): Route("rooms.letters.act"),
    ("GET", "/desk/letter"): Route("rooms.letter_preview.show"),
    ("GET", "/desk/settings"): Route("rooms.settings.show"),
    ("POST", "/desk/settings"): Route("rooms.settings.save"),
    ("GET", "/desk/files"): Route("rooms.files.listed"),
    ("GET", "/desk/uses"): Route("rooms.files.uses"),
    ("POST", "/desk/uploads"): Route("rooms.large_files.link"),
    ("GET", "/desk/check"): Route("rooms.site_check.listed"),
    ("GET", "/files"): Route("files_api.listed"),
    ("POST", "/files"): Route("files_api.put"),
    ("POST", "/files/deleted"): Route("files_api.delete"),
    ("POST", "/files/link"): Route("files_api.link"),
    ("POST", "/items"): Route("files_api.items"),
}
"""Each request, and what answers it; the module is imported then."""

SHARED: Mapping[str, str] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key",
    "Access-Control-Expose-Headers": "Location",
    "Access-Control-Max-Age": "600",
}


def answer(cloud: Cloud, request: Request) -> Reply:
    """Return the reply to any request; a refusal says what is wrong with it."""
    route, context = route_of(request), AuthoringContext(cloud, request)
    try:
        act = act_of(request, route)
        if route and route.page:
            refuse_cross_site(context)
        reply = act(context)
    except Refusal as refusal:
        log.info("%s %s: refused, %s", request.method, request.path, refusal.code)
        reply = page_of_refusal(context, refusal) if route and route.page else refusal_reply(refusal, described(context, refusal))
    reply = replace(reply, headers={**http.ALWAYS, **(SHARED if route and route.shared else http.UNFRAMED), **reply.headers})
    return replace(reply, body=b"") if request.method == "HEAD" else reply


def route_of(request: Request) -> Route | None:
    """Return the route of a request; that of a preflight is any route of its path, one for scripts of other sites first."""
    if request.method == "OPTIONS":
        return max(
            (route for (_, path), route in ROUTES.items() if path == request.path), key=lambda route: route.shared, default=None
        )
    return ROUTES.get(("GET" if request.method == "HEAD" else request.method, request.path))


def act_of(request: Request, route: Route | None) -> Act:
    if route is None:
        raise Refusal("method", request.method)
    if request.method == "OPTIONS":
        return preflight
    module, _, name = route.act.rpartition(".")
    return cast(Act, getattr(import_module(f"chalicelib.authoring.{module}"), name))


def refuse_cross_site(context: AuthoringContext) -> None:
    """Refuse forms sent from pages of other sites."""
    if context.request.method == "POST" and http.is_cross_site(context.request, context.url):
        raise Refusal("elsewhere")


def page_of_refusal(context: AuthoringContext, refusal: Refusal) -> Reply:
    from chalicelib.authoring import desk_views  # noqa: PLC0415 - an app's request loads no pages

    return desk_views.explain(context, refusal)


def preflight(_context: AuthoringContext) -> Reply:
    return Reply(HTTPStatus.NO_CONTENT, {})


ERRORS: Mapping[str, str] = {
    "no-token": "unauthorized",
    "token": "unauthorized",
    "scope": "insufficient_scope",
    "not-yours": "forbidden",
    "grant": "invalid_grant",
    "grant-type": "unsupported_grant_type",
}
"""Micropub's own codes of refusals, https://www.w3.org/TR/micropub/#error-response; the others are `invalid_request`."""


def described(context: AuthoringContext, refusal: Refusal) -> str:
    """Return the text of a refusal: for the desk's scripts in the language of the person, for apps in English."""
    request = context.request
    is_desk = request.path.startswith("/desk/") or request.header("x-presswork-session")
    return context.told(refusal) if is_desk else str(refusal)


def refusal_reply(refusal: Refusal, description: str) -> Reply:
    """Return a refusal as Micropub and OAuth say it."""
    fields = {"error": ERRORS.get(refusal.code, "invalid_request"), "error_description": description}
    reply = http.as_json(fields, refusal.reason.status)
    needs_token = refusal.reason.status == HTTPStatus.UNAUTHORIZED
    return reply.also({"WWW-Authenticate": "Bearer"}) if needs_token else reply
