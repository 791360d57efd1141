"""The API: which function answers a visitor's request, and what every reply has.

`ROUTES` is the table: `GET /confirm` is answered by `ask_to_confirm` in `links`, `POST /confirm` by `confirm`.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from importlib import import_module
from typing import Any, TypeAlias, cast

from msgspec.structs import replace

from chalicelib.cloud.ports import Cloud
from chalicelib.errors import Refusal
from chalicelib.newsletter.rules.preferences import nearest
from chalicelib.web import http
from chalicelib.web.context import RequestContext
from chalicelib.web.http import Reply, Request

log = logging.getLogger(__name__)
Act: TypeAlias = Callable[[RequestContext], Reply]
ROUTES: Mapping[tuple[str, str], str] = {
    ("POST", "/subscriptions"): "sign_ups.sign_up",
    ("GET", "/subscriptions/sent"): "links.show_sent",
    ("POST", "/links"): "sign_ups.request_link",
    ("GET", "/links/sent"): "links.show_sent",
    ("POST", "/address"): "links.change_address",
    ("GET", "/confirm"): "links.ask_to_confirm",
    ("POST", "/confirm"): "links.confirm",
    ("GET", "/preferences"): "links.preferences",
    ("POST", "/preferences"): "links.save",
    ("GET", "/account"): "links.account",
    ("POST", "/account"): "links.send_account_link",
    ("GET", "/move"): "links.ask_to_move",
    ("POST", "/move"): "links.move",
    ("GET", "/unsubscribe"): "links.ask_to_leave",
    ("POST", "/unsubscribe"): "links.leave",
    ("POST", "/data"): "links.export_data",
    ("POST", "/erase"): "links.erase",
    ("GET", "/comments"): "comments.ask_for_reply",
    ("POST", "/comments"): "comments.send",
    ("GET", "/comments/challenge"): "comments.challenge",
    ("GET", "/comments/sent"): "commenters.ask_to_send",
    ("POST", "/comments/sent"): "commenters.send",
    ("POST", "/comments/withdrawn"): "comments.withdraw",
    ("GET", "/comments/waiting"): "comments.waiting",
    ("POST", "/comments/waiting"): "comments.decide",
    ("GET", "/comments/confirm"): "commenters.ask_to_confirm",
    ("POST", "/comments/confirm"): "commenters.confirm",
    ("GET", "/comments/replies"): "commenters.ask_to_stop",
    ("POST", "/comments/replies"): "commenters.stop",
    ("GET", "/comments/publish"): "commenters.ask_to_publish",
    ("POST", "/comments/publish"): "commenters.publish",
    ("GET", "/comments/own"): "commenters.show_own",
    ("POST", "/comments/own/data"): "commenters.export_own",
    ("POST", "/comments/own/erased"): "commenters.erase_own",
}
"""Each request, and the module and function that answer it; the module is imported then, so a sign-up loads no pages."""


def answer(cloud: Cloud, request: Request) -> Reply:
    """Return the reply to any request; a refusal says what is wrong with the request."""
    context = RequestContext(cloud, request)
    try:
        act = act_for(request)
        refuse_cross_site(context)
        reply = act(context)
    except Refusal as refusal:
        log.info("%s %s: refused, %s", request.method, request.path, refusal.code)
        reply = refusal_reply(context, refusal)
    reply = reply.also({**http.ALWAYS, **http.cors(request, context.site.url)})
    return replace(reply, body=b"") if request.method == "HEAD" else reply


def refusal_reply(context: RequestContext, refusal: Refusal) -> Reply:
    """Return why the request is refused and what to do instead, in the visitor's language."""
    from chalicelib.web import pages, views  # noqa: PLC0415 - an accepted sign-up loads no pages

    request = context.request
    more = {name: value(request) for name, value in REFUSAL_HEADERS.get(refusal.code, {}).items()}
    if request.wants_json:
        lang = lang_of(context)
        return http.problem(refusal, views.explain(context.files, refusal, lang), lang).also(more)
    if (request.method, request.path) in AGAIN and refusal.code not in IN_VAIN:
        page = function_at(AGAIN[request.method, request.path])(context, refusal)
    else:
        page = pages.ApiPage("refused", lang_of(context), refusal=refusal, field=http.field_of(refusal))
    return views.show(context, page).also(more)


AGAIN: Mapping[tuple[str, str], str] = {("POST", "/comments"): "comments.form_again"}
"""The requests whose form is shown again where it is refused, and the function that returns that page."""
IN_VAIN = ("elsewhere", "no-comments")
"""The refusals after which the same form would be of no use."""


def lang_of(context: RequestContext) -> str:
    """Return the language that the form asks for, if it can be read; else the browser's."""
    with suppress(Refusal):
        return nearest(context.form.text("language"), context.site.codes) or context.lang
    return context.lang


def act_for(request: Request) -> Act:
    """Return the function that answers the request."""
    method = "GET" if request.method == "HEAD" else request.method
    if method == "OPTIONS":
        return preflight
    if (method, request.path) not in ROUTES:
        raise Refusal("method", request.method)
    return cast(Act, function_at(ROUTES[method, request.path]))


def function_at(place: str) -> Callable[..., Any]:
    """Return the function that a table names by its module and its name."""
    module, _, name = place.partition(".")
    return cast(Callable[..., Any], getattr(import_module(f"chalicelib.web.{module}"), name))


def refuse_cross_site(context: RequestContext) -> None:
    """Refuse forms sent from pages of other sites; to leave, the token in the link of a letter is enough."""
    request = context.request
    leaves = request.path in LEAVING and bool(request.query.get("t"))
    if request.method == "POST" and not leaves and http.is_cross_site(request, context.site.url):
        raise Refusal("elsewhere")


LEAVING = ("/unsubscribe", "/comments/replies")
"""Where the button of a mail program leads, which may be a website."""


def allowed(request: Request) -> str:
    methods = [method for method, path in ROUTES if path == request.path]
    return ", ".join([*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"])


REFUSAL_HEADERS: Mapping[str, Mapping[str, Callable[[Request], str]]] = {
    "often": {"Retry-After": lambda _: "3600"},
    "method": {"Allow": allowed},
}
"""Further headers of a refusal, by its code."""


def preflight(_context: RequestContext) -> Reply:
    return Reply(HTTPStatus.NO_CONTENT, http.PREFLIGHT)
