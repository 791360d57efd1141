"""What each answer of the authoring API tells browsers and the CDN: to keep, frame, embed and run nothing."""

import re

import pytest

from chalicelib.authoring.api import DESK_FILES, ROUTES
from chalicelib.publishing import previews
from tests.authoring_api.desk_requests import ANNS, blog_of_two, settle
from tests.authoring_api.test_desk import Desk

STATIC = {"/desk/passkey.js", *(f"/desk/{name}" for name in DESK_FILES)}
PAGES = ("/desk", "/desk/account", "/desk/sign-in", "/desk/sent", "/desk/link?t=x", "/desk/invitation?t=x")


def policy_of(header: str) -> dict[str, str]:
    """Return a content security policy by its directives."""
    return {name: value for name, _, value in (part.strip().partition(" ") for part in header.split(";"))}


@pytest.fixture(scope="module")
def desk() -> Desk:
    desk = blog_of_two("owner")
    previews.renew(desk.writer.cloud)
    settle(desk)
    return desk


@pytest.mark.parametrize("signed_in", [True, False])
@pytest.mark.parametrize("route", ROUTES, ids="-".join)
def test_no_answer_is_kept_framed_embedded_or_taken_for_another_type(desk: Desk, route: tuple[str, str], signed_in: bool) -> None:
    headers = {"x-presswork-session": desk.session} if signed_in else {"cookie": None}

    answered = desk.writer.ask(route[0], f"{route[1]}?key={ANNS}", b"{}", headers={"content-type": "application/json", **headers})

    says = answered.headers
    policy = policy_of(says["Content-Security-Policy"])
    assert says["Cache-Control"] == ("no-cache" if route[1] in STATIC - {"/desk/passkey.js"} else "no-store")
    assert (says["X-Content-Type-Options"], says["Referrer-Policy"]) == ("nosniff", "no-referrer")
    assert policy["frame-ancestors"] == ("'self'" if answered.status == 200 and route[1] == "/desk/preview" else "'none'")
    assert policy["default-src"] == "'none'"
    if not ROUTES[route].shared:
        assert says["X-Frame-Options"] == ("SAMEORIGIN" if policy["frame-ancestors"] == "'self'" else "DENY")
        assert says["Cross-Origin-Resource-Policy"] == "same-origin"
        assert not [name for name in says if name.lower().startswith("access-control-")]


@pytest.mark.parametrize("path", ["/desk/me", "/desk/nothing", "/desk/post?key=x", "/files", "/desk/settings"])
def test_a_refusal_is_kept_and_framed_no_more_than_an_answer(path: str) -> None:
    says = Desk("author").writer.ask("DELETE", path).headers

    assert (says["Cache-Control"], says["X-Frame-Options"]) == ("no-store", "DENY")


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_of_the_desk_run_nothing_but_files_of_their_own(desk: Desk, path: str) -> None:
    policy = policy_of(desk.writer.get(path).headers["Content-Security-Policy"])

    assert re.fullmatch(r"'self'( 'sha256-[\w+/=]+')?", policy["script-src"])
    assert (policy["base-uri"], policy["form-action"]) == ("'none'", "'self'")
    assert "object-src" not in policy  # the default


def test_the_desks_own_page_has_the_strictest_policy(desk: Desk) -> None:
    reply = desk.writer.get("/desk")

    assert policy_of(reply.headers["Content-Security-Policy"]) == {
        "default-src": "'none'",
        **dict.fromkeys(("script-src", "style-src", "frame-src", "worker-src", "form-action"), "'self'"),
        "connect-src": "'self' https://bucket.example",
        "img-src": "'self' blob:",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "desk",
    }
    assert b"<script>" not in reply.body
    assert b"style=" not in reply.body


@pytest.mark.parametrize("path", ["/desk", "/desk/account"])
def test_no_window_of_another_site_holds_on_to_a_page_of_somebody_signed_in(desk: Desk, path: str) -> None:
    assert desk.writer.get(path).headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("path", [f"/desk/preview?key={ANNS}", f"/desk/letter?letter={ANNS}"])
def test_a_preview_runs_sends_and_leads_nothing(desk: Desk, path: str) -> None:
    policy = policy_of(desk.writer.get(path).headers["Content-Security-Policy"])

    assert policy["sandbox"] == "allow-same-origin"
    assert {name: policy[name] for name in ("default-src", "form-action", "base-uri")} == dict.fromkeys(
        ("default-src", "form-action", "base-uri"), "'none'"
    )
    assert not {"script-src", "connect-src", "frame-src", "object-src"} & set(policy)


def test_the_workers_scope_is_the_desk(desk: Desk) -> None:
    assert desk.writer.get("/desk/worker.js").headers["Service-Worker-Allowed"] == "/api/desk"


def test_the_cookie_is_of_this_host_alone_hidden_from_scripts_and_never_sent_from_elsewhere() -> None:
    desk = Desk()
    [cookie] = desk.writer.post(desk.writer.invited()).cookies

    name, *attributes = re.split("; ", cookie)
    assert name.startswith("__Host-")
    assert {"Path=/", "Secure", "HttpOnly", "SameSite=Strict"} < set(attributes)
    assert not any(attribute.startswith("Domain") for attribute in attributes)
