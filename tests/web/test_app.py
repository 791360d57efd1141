"""The API as API Gateway calls it: the real routes of `app.py`, and the modules that a request loads."""

import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from email import message_from_string, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlencode

import pytest
from moto import mock_aws

import app
from chalicelib.store.newsletter import subscribers
from chalicelib.web import api
from chalicelib.web.http import request_in
from infra.demo import aws
from tests.publishing.blog import URL
from tests.publishing.blog_on_moto import AwsBlog
from tests.web.visitor import ADA, link_in, new_visitor

HEAVY = (
    "yaml",
    "babel",
    "lxml",
    "markdown",
    "feedgen",
    "css_inline",
    "nh3",
    "pygments",
    "jinja2",
    "email_validator",
    "itsdangerous",
    "publicsuffixlist",
    "chalicelib.model",
    "chalicelib.newsletter.rules.subscriber",
    "chalicelib.newsletter.rules.tokens",
    "chalicelib.rendering",
    "chalicelib.web.views",
)


def event(method: str, path: str, body: str | None = None, **more: Any) -> dict[str, Any]:
    """Return the event of API Gateway for a request."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": "203.0.113.7, 198.51.100.1"}
    return {
        "httpMethod": method,
        "headers": {**headers, **more.get("headers", {})},
        "multiValueQueryStringParameters": more.get("query"),
        "pathParameters": None,
        "stageVariables": None,
        "body": body,
        "isBase64Encoded": more.get("encoded", False),
        "requestContext": {"httpMethod": method, "resourcePath": path, "identity": {"sourceIp": "198.51.100.9"}},
    }


# ---- the gateway's events


def test_the_gateways_names_become_ours() -> None:
    given = event("POST", "/confirm", "t=x", query={"t": ["first", "last"]}, headers={"Accept": "text/html"})

    request = request_in(given, proxies=1)

    assert (request.method, request.path, request.query, request.body) == ("POST", "/confirm", {"t": "last"}, b"t=x")
    assert (request.header("accept"), request.header("origin")) == ("text/html", "")


@pytest.mark.parametrize(("proxies", "ip"), [(0, "198.51.100.9"), (1, "203.0.113.7"), (5, "198.51.100.9")])
def test_the_visitor_is_whom_the_outermost_of_our_proxies_saw(proxies: int, ip: str) -> None:
    assert request_in(event("GET", "/confirm"), proxies).ip == ip


def test_a_body_may_be_wrapped_in_base64() -> None:
    assert request_in(event("POST", "/erase", b64encode(b"t=\xff").decode(), encoded=True), 1).body == b"t=\xff"


@pytest.mark.parametrize(("body", "encoded"), [("x", True), ("\ud800", False), (None, True)])
def test_a_body_that_nothing_can_be_made_of_is_left_to_be_refused(body: str | None, encoded: bool) -> None:
    request = request_in(event("POST", "/subscriptions", body, encoded=encoded), 1)

    assert api.answer(new_visitor().cloud, request).status == 400


def test_a_request_may_come_without_headers_and_sender() -> None:
    given = {**event("GET", "/confirm"), "headers": None, "requestContext": {"httpMethod": "GET", "resourcePath": "/confirm"}}

    assert (request_in(given, 1).headers, request_in(given, 1).ip) == ({}, "")


# ---- the routes


@pytest.fixture
def aws_blog(monkeypatch: pytest.MonkeyPatch) -> Iterator[AwsBlog]:
    """A site on moto, and the functions of `app.py` starting with its settings."""
    with mock_aws():
        blog = AwsBlog()
        for name, value in {**blog.settings, "SITE_URL": URL, "LOG_LEVEL": "WARNING"}.items():
            monkeypatch.setenv(name, value)
        app.cloud.cache_clear()
        app.trusted.cache_clear()
        yield blog
        app.cloud.cache_clear()
        app.trusted.cache_clear()


@pytest.mark.slow
def test_every_type_comes_through_to_our_own_judgement(aws_blog: AwsBlog) -> None:
    types = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/html", "x", "")
    form = urlencode({"email": ADA})

    answers = [app.app(event("POST", "/subscriptions", form, headers={"Content-Type": one}), None) for one in types]

    assert [answer["statusCode"] for answer in answers] == [303, 400, 415, 415, 415]
    assert {answer["headers"]["Cache-Control"] for answer in answers} == {"no-store"}


def test_every_route_of_the_api_is_one_of_the_app() -> None:
    assert set(app.app.routes) == {path for _, path in api.ROUTES}
    assert {frozenset(methods) for methods in app.app.routes.values()} == {frozenset({"GET", "HEAD", "POST", "OPTIONS"})}


@pytest.mark.slow
def test_another_method_is_refused_in_our_own_words(aws_blog: AwsBlog) -> None:
    answered = app.app(event("GET", "/subscriptions", headers={"Accept": "application/json"}), None)

    assert (answered["statusCode"], json.loads(answered["body"])["code"]) == (405, "method")


@pytest.mark.slow
def test_the_functions_that_are_deployed_take_a_visitor_from_the_form_to_the_farewell(aws_blog: AwsBlog) -> None:
    blog = aws_blog
    blog.functions = blog.with_handlers({"letters": app.letters})

    signed = press("/subscriptions", urlencode({"email": ADA}))
    blog.settle()
    confirmed = press(link_in(mails()[0]), "")
    blog.settle()
    left = press(link_in(mails()[1], "unsubscribe"), "List-Unsubscribe=One-Click")

    assert [answer["statusCode"] for answer in (signed, confirmed, left)] == [303, 200, 200]
    assert [mail["To"] for mail in mails()] == [ADA, ADA]
    assert subscribers.followers(blog.cloud.table) == 0
    (shard,) = subscribers.shards(blog.cloud.table)
    assert [(one.state, one.address) for one in subscribers.page(blog.cloud.table, shard)] == [("left", "")]


def press(link: str, body: str) -> Any:
    """Return the API's reply to a form at this link."""
    path, _, token = link.partition("?t=")
    return app.app(event("POST", path, body, query={"t": [token]} if token else None), None)


def mails() -> list[EmailMessage]:
    """Return the mails that the mail service has taken."""
    return [message_from_string(sent.raw_data, policy=policy.default) for sent in aws.mail_service().sent_messages]


# ---- the loaded modules

FIRST_REQUEST = """
import json, sys
import app
answered = app.app(json.loads(sys.argv[1]), None)
print(json.dumps([answered["statusCode"], [name for name in sys.argv[2:] if name in sys.modules]]))
"""


@pytest.mark.slow
def test_a_sign_up_loads_nothing_that_makes_pages_or_letters() -> None:
    given = json.dumps(event("POST", "/subscriptions", urlencode({"email": ADA})))

    with aws.local_aws() as endpoint:
        settings = {**aws.create_stack(endpoint), "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
        done = subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, "-c", FIRST_REQUEST, given, *HEAVY], env=settings, capture_output=True, text=True, check=True
        )

    assert json.loads(done.stdout) == [303, []]
