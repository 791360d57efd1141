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
    """The module and function that answer, and whether scripts of other sites may ask."""

    act: str
    shared: bool = False


ROUTES: Mapping[tuple[str, str], Route] = {
    ("GET", "/micropub"): Route("micropub_api.query", shared=True),
    ("POST", "/micropub"): Route("micropub_api.act", shared=True),
    ("POST", "/media"): Route("micropub_api.upload", shared=True),
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
    route = route_of(request)
    try:
        reply = act_of(request, route)(AuthoringContext(cloud, request))
    except Refusal as refusal:
        log.info("%s %s: refused, %s", request.method, request.path, refusal.code)
        reply = refusal_reply(refusal)
    reply = reply.also({**http.ALWAYS, **(SHARED if route and route.shared else {})})
    return replace(reply, body=b"") if request.method == "HEAD" else reply


def route_of(request: Request) -> Route | None:
    """Return the route of a request; that of a preflight is any route of its path."""
    if request.method == "OPTIONS":
        return next((route for (_, path), route in ROUTES.items() if path == request.path), None)
    return ROUTES.get(("GET" if request.method == "HEAD" else request.method, request.path))


def act_of(request: Request, route: Route | None) -> Act:
    if route is None:
        raise Refusal("method", request.method)
    if request.method == "OPTIONS":
        return preflight
    module, _, name = route.act.partition(".")
    return cast(Act, getattr(import_module(f"chalicelib.authoring.{module}"), name))


def preflight(_context: AuthoringContext) -> Reply:
    return Reply(HTTPStatus.NO_CONTENT, {})


ERRORS: Mapping[str, str] = {
    "no-token": "unauthorized",
    "token": "unauthorized",
    "scope": "insufficient_scope",
    "not-yours": "forbidden",
}
"""Micropub's own codes of refusals, https://www.w3.org/TR/micropub/#error-response; the others are `invalid_request`."""


def refusal_reply(refusal: Refusal) -> Reply:
    """Return a refusal as Micropub and OAuth say it."""
    fields = {"error": ERRORS.get(refusal.code, "invalid_request"), "error_description": str(refusal)}
    reply = http.as_json(fields, refusal.reason.status)
    needs_token = refusal.reason.status == HTTPStatus.UNAUTHORIZED
    return reply.also({"WWW-Authenticate": "Bearer"}) if needs_token else reply
