"""The function: what API Gateway sends to it, and gets from it."""

import json
from base64 import b64decode
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from moto import mock_aws

import app
from chalicelib.authoring import api, function
from chalicelib.web.http import Reply
from infra.demo import aws
from infra.demo.app_worker import authoring_paths
from infra.demo.gateway import Gateway


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    """The gateway of a site on moto, whose functions have the settings of the environment."""
    with mock_aws():
        for name, value in aws.create_stack("").items():
            monkeypatch.setenv(name, value)
        function.outside.cache_clear()
        yield Gateway(lambda: app.app, authoring_paths())
        function.outside.cache_clear()


@pytest.mark.parametrize("path", sorted({path for _, path in api.ROUTES}))
def test_the_gateway_hands_each_address_of_authors_to_their_function(gateway: Gateway, path: str) -> None:
    status, headers, body = gateway("OPTIONS", f"/api{path}", {}, b"")

    assert (status, body) == (HTTPStatus.NO_CONTENT, b"")
    assert headers["Cache-Control"] == ("no-store",)


def test_an_unknown_method_is_refused_as_micropub_says_it(gateway: Gateway) -> None:
    status, headers, body = gateway("PUT", "/api/micropub", {}, b"")

    assert status == HTTPStatus.METHOD_NOT_ALLOWED
    assert json.loads(body)["error"] == "invalid_request"
    assert headers["Content-Type"] == ("application/json",)


def test_each_cookie_is_a_header_of_its_own() -> None:
    answer = function.proxy_answer(Reply(HTTPStatus.OK, {"X-One": "1"}, b"text", ("a=1", "b=2")))

    assert answer["multiValueHeaders"] == {"X-One": ["1"], "Set-Cookie": ["a=1", "b=2"]}
    assert (answer["body"], answer["isBase64Encoded"]) == ("text", False)


def test_a_body_that_is_no_text_goes_in_base64() -> None:
    answer = function.proxy_answer(Reply(HTTPStatus.OK, {}, b"\xff\x00"))

    assert (b64decode(answer["body"]), answer["isBase64Encoded"]) == (b"\xff\x00", True)
