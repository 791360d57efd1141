"""An app that asks a person for access by IndieAuth, as tests play it."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from chalicelib.authoring.identity.indieauth import s256
from chalicelib.web.http import Reply
from tests.authoring_api.writer import Writer, fields_in

APP, BACK = "https://app.example/", "https://app.example/back?kept=1"
VERIFIER = "v" * 50
ASKED = {
    "response_type": "code",
    "client_id": APP,
    "redirect_uri": BACK,
    "state": "of the app",
    "code_challenge": s256(VERIFIER),
    "code_challenge_method": "S256",
    "scope": "create update media profile email",
}
JSON = {"content-type": "application/json"}
ALL = ("create", "update", "media")


def authorize(writer: Writer, /, headers: Any = None, **changes: Any) -> Reply:
    return writer.get(f"/indieauth/authorize?{urlencode({**ASKED, **changes})}", headers=headers or {})


def allow(writer: Writer, ticked: tuple[str, ...] = ALL, act: str = "allow", **changes: str) -> dict[str, str]:
    """Allow an app what is ticked; return what its address gets."""
    page = authorize(writer, **changes)
    reply = writer.post("/indieauth/consent", {**fields_in(page), "scope": ticked, "act": act})
    assert reply.status == 303
    return dict(parse_qsl(urlsplit(reply.headers["Location"]).query))


def exchange(writer: Writer, code: str, path: str = "/indieauth/token", **changes: str) -> Reply:
    fields = {"grant_type": "authorization_code", "client_id": APP, "redirect_uri": BACK, "code_verifier": VERIFIER, "code": code}
    return Writer(writer.cloud).post(path, {**fields, **changes}, headers={"sec-fetch-site": "cross-site"})


def token_for(writer: Writer, ticked: tuple[str, ...] = ALL) -> dict[str, Any]:
    return said(exchange(writer, allow(writer, ticked)["code"]))


def said(reply: Reply) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(reply.body)
    return fields


def with_token(writer: Writer, method: str, path: str, bearer: str, **form: str) -> Reply:
    return Writer(writer.cloud).ask(method, path, form, headers={"authorization": f"Bearer {bearer}"})


def is_refused(reply: Reply, error: str = "invalid_grant") -> bool:
    return reply.status == 400 and said(reply)["error"] == error
