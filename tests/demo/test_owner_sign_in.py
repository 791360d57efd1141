"""One press at the demo's own page signs a browser in at its desk; no other site has such a page."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import pytest
from msgspec.structs import replace

from chalicelib.authoring import api, indieauth_api, sessions
from chalicelib.authoring.context import AuthoringContext
from chalicelib.edge import responses
from chalicelib.edge.responses import Headers
from chalicelib.store.authoring import people
from chalicelib.web.http import Request
from infra.demo.owner_sign_in import DESK, OWNER, SIGN_IN, OwnerSignIn, address
from tests.publishing.blog import MemoryBlog
from tests.web.visitor import KEYS, PEPPER

NAMED = {"host": "localhost:8123"}
Ask: TypeAlias = Callable[..., tuple[int, Headers, bytes]]


@pytest.fixture
def blog() -> MemoryBlog:
    blog = MemoryBlog()
    blog.cloud = replace(blog.cloud, keys=KEYS, pepper=PEPPER, url="http://127.0.0.1:8123")
    blog.publish({"site.yaml": "title: The Press\n"})
    return blog


@pytest.fixture
def ask(blog: MemoryBlog) -> Ask:
    def ask(method: str = "GET", path: str = SIGN_IN, headers: Mapping[str, str] = NAMED) -> tuple[int, Headers, bytes]:
        return OwnerSignIn(lambda: blog.cloud)(method, path, headers, b"")

    return ask


def at_the_desk(blog: MemoryBlog, cookie: str) -> AuthoringContext:
    """Return a request of a browser that was given this cookie."""
    return AuthoringContext(blog.cloud, Request("GET", "/desk/me", {}, {"cookie": cookie.partition(";")[0]}))


def test_one_press_signs_the_owner_in_and_leads_to_the_desk(blog: MemoryBlog, ask: Ask) -> None:
    status, headers, _ = ask("POST")

    context = at_the_desk(blog, str(headers["Set-Cookie"]))
    assert (status, headers["Location"]) == (303, DESK)
    assert sessions.required(context).person == OWNER
    assert api.answer(blog.cloud, context.request).status == 200


def test_another_press_of_this_browser_ends_its_session_before(blog: MemoryBlog, ask: Ask) -> None:
    cookie = str(ask("POST")[1]["Set-Cookie"])

    ask("POST", headers={**NAMED, "cookie": cookie.partition(";")[0]})

    assert sessions.current(at_the_desk(blog, cookie)) is None


def test_who_only_looks_at_the_page_changes_nothing(blog: MemoryBlog, ask: Ask) -> None:
    status, headers, html = ask()

    assert (status, html.count(b"<button"), people.all_of(blog.cloud.table)) == (200, 1, ())
    assert "Set-Cookie" not in headers


def test_nothing_runs_in_the_page_and_nobody_frames_it(ask: Ask) -> None:
    _, headers, html = ask()

    assert b"<script" not in html
    for rule in ("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'"):
        assert rule in str(headers["Content-Security-Policy"])


def test_the_page_is_at_the_name_of_this_machine(ask: Ask) -> None:
    status, headers, _ = ask(headers={"host": "127.0.0.1:8123"})

    assert (status, headers["Location"]) == (307, address("http://127.0.0.1:8123")) == (307, "http://localhost:8123/_desk/")


def test_to_apps_the_owner_is_the_site(blog: MemoryBlog, ask: Ask) -> None:
    context = at_the_desk(blog, str(ask("POST")[1]["Set-Cookie"]))

    assert indieauth_api.me(context, OWNER) == "http://127.0.0.1:8123/"


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", f"{SIGN_IN}x", 404), ("POST", f"{SIGN_IN}x", 404), ("PUT", SIGN_IN, 405)]
)
def test_nothing_else_is_there(ask: Ask, method: str, path: str, status: int) -> None:
    assert ask(method, path)[0] == status


@pytest.mark.parametrize("path", [SIGN_IN, f"/api{SIGN_IN}", f"/api{SIGN_IN.rstrip('/')}"])
def test_a_site_that_is_no_demo_signs_nobody_in_by_a_press(blog: MemoryBlog, path: str) -> None:
    def authoring(method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Headers, bytes]:
        reply = api.answer(blog.cloud, Request(method, path.removeprefix("/api"), {}, headers, body))
        return reply.status, {**reply.headers, **({"Set-Cookie": reply.cookies} if reply.cookies else {})}, reply.body

    reply = responses.answer(responses.Request("POST", path, NAMED), blog.cloud.public, authoring, desk=True)

    assert 400 <= reply.status < 500
    assert "Set-Cookie" not in reply.headers
    assert people.all_of(blog.cloud.table) == ()
