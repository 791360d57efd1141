"""Requests and replies in the format of API Gateway.

A request is read here, and judged elsewhere: a body that can't be decoded is left for its reader to refuse. Every reply has the
same security headers, so that it is not cached, framed, or taken for another type.
"""

import json
from base64 import b64decode
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from msgspec import field
from msgspec.structs import replace

from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.newsletter.rules.rate_limits import visitor_ip
from chalicelib.policy import SCRIPTS

HTML, JSON, PROBLEM = "text/html; charset=utf-8", "application/json", "application/problem+json"

ALWAYS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'self' 'unsafe-inline'; script-src {SCRIPTS}; font-src 'self'; img-src 'self' https:; "
        "form-action 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
"""The headers of every reply. URLs of pages contain tokens, so the requests that a page makes carry no referrer: neither to other
sites, nor to this one, where it could be logged. A page itself allows its inline styles, by their hashes.
"""

UNFRAMED: Mapping[str, str] = {"X-Frame-Options": "DENY", "Cross-Origin-Resource-Policy": "same-origin"}
"""Headers of answers that a session opens: older browsers frame none of them, and no page of another site can embed one."""
ALONE: Mapping[str, str] = {"Cross-Origin-Opener-Policy": "same-origin"}
"""The header of a page that no window of another site may have opened and hold on to."""


class Request(Frozen):
    """A visitor's request: header names are in lower case, and of a repeated name in the query the last value counts.

    `queries` has all of them.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    ip: str = ""
    queries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def header(self, name: str) -> str:
        return self.headers.get(name, "")

    @property
    def wants_json(self) -> bool:
        """Whether a program asks, and not a page's form."""
        accepts = self.header("accept").lower()
        return self.header("content-type").lower().strip().startswith(JSON) or ("json" in accepts and "html" not in accepts)


class Reply(Frozen):
    """A reply; each header is given once, and cookies apart, since there may be several."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    cookies: tuple[str, ...] = ()

    def also(self, headers: Mapping[str, str]) -> "Reply":
        return replace(self, headers={**self.headers, **headers})


def request_in(event: Mapping[str, Any], proxies: int) -> Request:
    """Return the request in an event of API Gateway, behind so many of our own proxies."""
    about = event["requestContext"]
    headers = {name.lower(): value or "" for name, value in (event.get("headers") or {}).items()}
    several = event.get("multiValueQueryStringParameters") or {}
    source = (about.get("identity") or {}).get("sourceIp") or ""
    return Request(
        method=about["httpMethod"],
        path=about["resourcePath"],
        query={name: values[-1] for name, values in several.items() if values},
        headers=headers,
        body=body_in(event),
        ip=visitor_ip(headers.get("x-forwarded-for", ""), source, proxies),
        queries={name: tuple(values) for name, values in several.items() if values},
    )


def body_in(event: Mapping[str, Any]) -> bytes:
    raw = (event.get("body") or "").encode(errors="surrogatepass")
    if not event.get("isBase64Encoded"):
        return raw
    try:
        return b64decode(raw)
    except ValueError:  # not even Base64: the body's reader refuses it
        return raw


# ---- replies


def html(body: bytes, status: int = HTTPStatus.OK) -> Reply:
    return Reply(status, {"Content-Type": HTML}, body)


def as_json(values: Mapping[str, Any], status: int = HTTPStatus.OK, type: str = JSON) -> Reply:
    return Reply(status, {"Content-Type": type}, json.dumps(values, ensure_ascii=False).encode())


def problem(refusal: Refusal, detail: str, lang: str) -> Reply:
    """Return a refusal for programs, by RFC 9457; `code`, `field` and `found` are our own extensions."""
    status = HTTPStatus(refusal.reason.status)
    also = {"code": refusal.code, "field": field_of(refusal), "found": refusal.found}
    problem_fields = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    reply = as_json({**problem_fields, **{name: value for name, value in also.items() if value}}, status, PROBLEM)
    return reply.also({"Content-Language": lang})


def field_of(refusal: Refusal) -> str:
    """Return the field that a refusal is about, if there is one."""
    named = refusal.found.partition(":")[0]
    return named if refusal.code in NAMING else FIELDS_AT_FAULT.get(refusal.code, "")


NAMING = ("field", "comment-empty", "comment-long")
"""The refusals of which what was found begins with the name of the field."""
FIELDS_AT_FAULT: Mapping[str, str] = {
    "address": "email",
    "domain": "email",
    "comment-site": "website",
    "comment-post": "post",
    "no-proof": "email",
}


# ---- other origins


def cors(request: Request, origin: str) -> Mapping[str, str]:
    """Return the headers that let scripts of the site's own origin read the reply; none for other origins."""
    own = origin and request.header("origin") == origin
    return {"Access-Control-Allow-Origin": origin, "Vary": "Origin"} if own else {}


def is_cross_site(request: Request, origin: str) -> bool:
    """Return whether the browser says that a page of another origin sent this.

    No page can set `Sec-Fetch-Site`, so it is trusted where it is present. `same-site` may be a neighbour, a page of another
    subdomain, and needs the site's own `Origin`. Older browsers send `Origin` alone; there, `null` decides nothing, because our
    own pages, which send no referrer, have that origin, too. Programs send neither.
    """
    site, sender = request.header("sec-fetch-site").strip().lower(), request.header("origin")
    if not site:
        return sender not in ("", "null", origin)
    return site not in OWN_PAGES and not (site == "same-site" and sender == origin)


OWN_PAGES = ("same-origin", "none")  # `none`: a person, and no page, made the request


PREFLIGHT: Mapping[str, str] = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Max-Age": "600",
}
