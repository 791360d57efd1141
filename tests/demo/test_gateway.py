"""The local API Gateway asks a Chalice app as the real one does, and answers for what the app hasn't."""

import json
from base64 import b64encode
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from time import sleep
from typing import Any

import pytest
from chalice.app import Chalice, CORSConfig, Response

from infra.demo.gateway import CDN, LARGEST_BODY, Answer, Gateway

FORM = "application/x-www-form-urlencoded"
PIXELS = bytes(range(256))


def an_app() -> Chalice:
    app = Chalice(app_name="sample")

    @app.route("/echo", methods=["GET", "POST"], content_types=[FORM, "application/json", "text/plain", "image/png"])
    def echo() -> Any:
        sleep(0.01)  # so that requests at once would meet
        request: Any = app.current_request
        query = {name: request.query_params.getlist(name) for name in request.query_params or ()}
        return {"method": request.method, "query": query, "body": b64encode(request.raw_body).decode()}

    @app.route("/event", methods=["GET"])
    def event() -> Any:
        request: Any = app.current_request
        return request.to_original_event()

    @app.route("/posts/{name}", methods=["HEAD"])
    def one(name: str) -> Response:
        return Response("", headers={"X-Name": name}, status_code=204)

    @app.route("/shared", methods=["GET"], cors=CORSConfig(allow_origin="https://press.example"))
    def shared() -> Response:
        return Response("<p>Grüße", headers={"Content-Type": "text/html", "X-Two": ["a", "b"]})

    @app.route("/picture", methods=["GET"])
    def picture() -> Response:
        return Response(PIXELS, headers={"Content-Type": "image/png"})

    return app


@pytest.fixture(scope="module")
def gateway() -> Gateway:
    app = an_app()
    return Gateway(lambda: app)


def ask(gateway: Gateway, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
    return gateway(method, path, {name.replace("_", "-"): value for name, value in headers.items()}, body)


def said(answer: Answer) -> Any:
    return json.loads(answer[2])


def test_a_query_is_decoded_and_a_name_may_come_twice(gateway: Gateway) -> None:
    answer = said(ask(gateway, "/api/echo?x=1&x=%C3%BC+y&none="))

    assert answer["query"] == {"x": ["1", "ü y"], "none": [""]}


@pytest.mark.parametrize("body", [b"", b"a=1", "ü".encode(), b"\xff\x00", PIXELS])
@pytest.mark.parametrize("kind", [FORM, "image/png"])
def test_a_body_reaches_the_app_byte_for_byte(gateway: Gateway, kind: str, body: bytes) -> None:
    status, _, _ = answer = ask(gateway, "/api/echo", "POST", body, content_type=kind)

    assert (status, said(answer)["body"]) == (200, b64encode(body).decode())


def test_the_function_sees_the_stage_and_who_came_by_whom(gateway: Gateway) -> None:
    event = said(ask(gateway, "/api/event?a=1", x_forwarded_for="6.6.6.6, 203.0.113.9", host="press.example"))

    assert (event["resource"], event["path"], event["httpMethod"]) == ("/event", "/event", "GET")
    assert event["headers"]["X-Forwarded-For"] == f"6.6.6.6, 203.0.113.9, {CDN}"
    assert event["multiValueHeaders"]["X-Forwarded-For"] == [event["headers"]["X-Forwarded-For"]]
    assert "press.example" not in event["headers"]["Host"]
    context = event["requestContext"]
    assert (context["path"], context["stage"], context["identity"]["sourceIp"]) == ("/api/event", "api", CDN)
    assert (event["body"], event["isBase64Encoded"]) == (None, False)


def test_a_request_without_a_query_has_none(gateway: Gateway) -> None:
    event = said(ask(gateway, "/api/event"))

    assert event["multiValueQueryStringParameters"] is event["queryStringParameters"] is event["pathParameters"] is None


def test_a_part_of_the_path_is_decoded_and_a_last_slash_is_nothing(gateway: Gateway) -> None:
    status, headers, body = ask(gateway, "/api/posts/a%20b/", "HEAD")

    assert (status, headers["X-Name"], body) == (204, "a b", b"")


def test_an_answer_has_its_type_its_headers_and_its_bytes(gateway: Gateway) -> None:
    status, headers, body = ask(gateway, "/api/shared")

    assert (status, body.decode(), headers["Content-Type"], headers["X-Two"]) == (200, "<p>Grüße", "text/html", ("a", "b"))
    assert headers["Access-Control-Allow-Origin"] == "https://press.example"


def test_an_answer_of_bytes_comes_as_bytes(gateway: Gateway) -> None:
    assert ask(gateway, "/api/picture", accept="image/png")[2] == PIXELS


UNKNOWN = [("/api/nothing", "GET"), ("/api/", "GET"), ("/api/echo", "HEAD"), ("/api/echo", "DELETE"), ("/api/echo", "OPTIONS")]


@pytest.mark.parametrize(("path", "method"), UNKNOWN)
def test_what_the_app_has_no_route_for_never_reaches_it(gateway: Gateway, path: str, method: str) -> None:
    status, headers, _ = answer = ask(gateway, path, method)

    assert (status, said(answer)) == (403, {"message": "Missing Authentication Token"})
    assert headers["x-amzn-ErrorType"] == "MissingAuthenticationTokenException"


def test_a_browser_may_ask_first_where_the_app_lets_it(gateway: Gateway) -> None:
    status, headers, _ = ask(gateway, "/api/shared", "OPTIONS", origin="https://press.example")

    assert (status, headers["Access-Control-Allow-Methods"]) == (200, "GET,OPTIONS")
    assert headers["Access-Control-Allow-Origin"] == "https://press.example"


def test_a_body_that_is_too_long_never_reaches_the_app(gateway: Gateway) -> None:
    answer = ask(gateway, "/api/echo", "POST", bytes(LARGEST_BODY + 1), content_type=FORM)

    assert (answer[0], said(answer)) == (413, {"message": "Request Too Long"})


def test_requests_at_once_never_see_each_other(gateway: Gateway) -> None:
    bodies: Mapping[str, bytes] = {str(number): f"a={number}".encode() for number in range(16)}

    with ThreadPoolExecutor(8) as threads:
        asked = {
            name: threads.submit(ask, gateway, f"/api/echo?x={name}", "POST", body, content_type=FORM)
            for name, body in bodies.items()
        }

    got = {name: said(one.result()) for name, one in asked.items()}
    assert {name: (one["query"]["x"], one["body"]) for name, one in got.items()} == {
        name: ([name], b64encode(body).decode()) for name, body in bodies.items()
    }
