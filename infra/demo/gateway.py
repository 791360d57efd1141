"""The local API Gateway: what is between the CDN and the real functions, Chalice's and that of authors, stage `api`.

A request becomes the event that a REST API's proxy gives to its function, and the function's answer becomes a response. A
function answers one request at a time, and Chalice keeps the current request in the app itself, so requests wait for each other.
"""

import json
import logging
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from http import HTTPStatus
from typing import Any, TypeAlias
from urllib.parse import unquote
from uuid import uuid4

from chalice.app import Chalice, RouteEntry
from chalice.local import LambdaContext, RouteMatcher

from chalicelib.edge.responses import Headers

log = logging.getLogger(__name__)

STAGE = "/api"
LARGEST_BODY = 10 << 20
HOST = "api.execute-api.local"
CDN = "130.176.0.1"  # the client that the gateway sees: never the visitor
MEMORY, SECONDS = 256, 29

Answer: TypeAlias = tuple[int, Headers, bytes]
Handler: TypeAlias = Callable[[Mapping[str, Any], Any], Mapping[str, Any]]

NO_OTHERS: Mapping[str, Handler] = {}
UPLOADS = "multipart/form-data"  # what the gateway takes for binary besides Chalice's types, where there is a desk


class Gateway:
    """The API of a site (`chalicelib.edge.responses.Api`); the app is loaded when the first request comes.

    `others` are functions that Chalice doesn't know, by the paths at which they answer any method.
    """

    def __init__(self, load: Callable[[], Chalice], others: Mapping[str, Handler] = NO_OTHERS) -> None:
        self._load, self._others, self._one_at_a_time = load, others, threading.Lock()

    def __call__(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if len(body) > LARGEST_BODY:
            return refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Request Too Long")
        with self._one_at_a_time:
            return answer(self._load(), method, path, headers, body, self._others)


def answer(
    app: Chalice, method: str, path: str, headers: Mapping[str, str], body: bytes, others: Mapping[str, Handler] = NO_OTHERS
) -> Answer:
    """Return the response of the function; requests to an unknown address or method don't reach one."""
    try:
        match = RouteMatcher([*app.routes, *others]).match_route(path.removeprefix(STAGE))
    except ValueError:
        return unknown_request()
    if match.route in others:
        received = encoded_body(headers, body, [*app.api.binary_types, UPLOADS])
        return of_other(others[match.route], proxy_event(method, path, headers, match) | received)
    entries: Mapping[str, RouteEntry] = app.routes[match.route]
    if method in entries:
        event = proxy_event(method, path, headers, match) | encoded_body(headers, body, app.api.binary_types)
        return response(app(event, LambdaContext("api", MEMORY, SECONDS * 1000)))
    return preflight(entries) if method == "OPTIONS" else unknown_request()


def of_other(handler: Handler, event: Mapping[str, Any]) -> Answer:
    """Return the response of a function that Chalice doesn't know; where it fails, the gateway answers for it."""
    try:
        return response(handler(event, None))
    except Exception:  # the service, too, only logs it
        log.exception("%s failed", event["path"])
        return refusal(HTTPStatus.BAD_GATEWAY, "Internal server error", "InternalServerErrorException")


def proxy_event(method: str, path: str, headers: Mapping[str, str], match: Any) -> dict[str, Any]:
    """Return the event of a REST API's proxy, without the body."""
    way = ", ".join(filter(None, (headers.get("x-forwarded-for"), CDN)))
    received = {**headers, "host": HOST, "x-forwarded-for": way, "x-forwarded-proto": "https", "x-forwarded-port": "443"}
    titled = {name.title(): value for name, value in received.items()}
    query = match.query_params or None
    written = path.partition("?")[0]
    return {
        "resource": match.route,
        "path": written.removeprefix(STAGE),
        "httpMethod": method,
        "headers": titled,
        "multiValueHeaders": {name: [value] for name, value in titled.items()},
        "queryStringParameters": query and {name: values[-1] for name, values in query.items()},
        "multiValueQueryStringParameters": query,
        "pathParameters": {name: unquote(value) for name, value in match.captured.items()} or None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": match.route,
            "httpMethod": method,
            "path": written,
            "stage": STAGE.strip("/"),
            "protocol": "HTTP/1.1",
            "domainName": HOST,
            "requestId": str(uuid4()),
            "identity": {"sourceIp": CDN, "userAgent": headers.get("user-agent")},
        },
    }


def encoded_body(headers: Mapping[str, str], body: bytes, binary: list[str]) -> dict[str, Any]:
    """Return the body as text, or in Base64 where it is of a binary type or no text."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        text = None if any(fnmatchcase(kind, pattern) for pattern in binary) else body.decode()
    except UnicodeDecodeError:
        text = None
    if text is None:
        return {"body": b64encode(body).decode(), "isBase64Encoded": True}
    return {"body": text or None, "isBase64Encoded": False}


def response(result: Mapping[str, Any]) -> Answer:
    body = result.get("body") or ""
    headers = {**(result.get("headers") or {}), **{name: tuple(values) for name, values in result["multiValueHeaders"].items()}}
    has_type = any(name.lower() == "content-type" for name in headers)
    return (
        result["statusCode"],
        headers if has_type else {"Content-Type": "application/json", **headers},
        b64decode(body) if result.get("isBase64Encoded") else body.encode(),
    )


def preflight(entries: Mapping[str, RouteEntry]) -> Answer:
    """Return the gateway's own answer to a browser's preflight, where the app lets other sites call."""
    shared = {method: entry.cors for method, entry in entries.items() if entry.cors}
    if not shared:
        return unknown_request()
    rules = next(iter(shared.values())).get_access_control_headers()
    return HTTPStatus.OK, {**rules, "Access-Control-Allow-Methods": ",".join((*shared, "OPTIONS"))}, b""


def unknown_request() -> Answer:
    """Return the gateway's answer to an unknown request: a missing authentication token."""
    return refusal(HTTPStatus.FORBIDDEN, "Missing Authentication Token", "MissingAuthenticationTokenException")


def refusal(status: int, message: str, kind: str = "") -> Answer:
    error_type = {"x-amzn-ErrorType": kind} if kind else {}
    return status, {"Content-Type": "application/json", **error_type}, json.dumps({"message": message}).encode()
