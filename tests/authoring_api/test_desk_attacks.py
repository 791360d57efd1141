"""Attacks on the desk: forged requests, and sessions that aren't. The files of others are in `test_others_files`.

Each table is held against the routes of the API, so a new route needs a row.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest

from chalicelib.authoring.api import DESK_FILES, ROUTES
from chalicelib.authoring.identity.credentials import Session
from chalicelib.store.authoring import credentials, people
from tests.authoring_api.desk_requests import (
    ALL,
    ANNS,
    FORM_ROUTES,
    GOOD,
    POSTS,
    TOKEN_ALONE,
    blog_of_two,
    send,
    state,
)
from tests.authoring_api.test_desk import Desk
from tests.authoring_api.writer import ANN, Writer, fields_in, new_writer
from tests.web.visitor import FORM

REFUSED = (401, 403)
READS = tuple(path for path in (*ROUTES,) if path[0] == "GET")


# ---- requests that another site forges

FORGED: Mapping[str, Mapping[str, str | None]] = {
    "of another site": {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
    "of a neighbour": {"sec-fetch-site": "same-site", "origin": "https://blog.press.example"},
    "of an old browser": {"sec-fetch-site": None, "origin": "https://evil.example"},
    "of a sandbox": {"sec-fetch-site": "cross-site", "origin": "null"},
    "without an origin": {"sec-fetch-site": None, "origin": None},
    "of a form": {"sec-fetch-site": "cross-site", "origin": "https://evil.example", "content-type": "text/plain"},
    "of a form of fields": {"sec-fetch-site": "cross-site", "origin": "https://evil.example", "content-type": FORM},
}
"""What the browser of somebody who is signed in says of a request that a page of an attacker sends, with their cookie."""


def test_each_route_that_changes_something_has_a_row() -> None:
    assert set(POSTS) == {*ALL, *FORM_ROUTES, *TOKEN_ALONE}


@pytest.mark.parametrize("path", ALL)
def test_the_desks_own_page_is_answered(path: str) -> None:
    """Without this, the attacks below would be refused for their own mistakes."""
    desk = blog_of_two("owner")

    assert send(desk, ALL[path](desk, ANNS)) < 400


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_request_changes_nothing(forged: str) -> None:
    desk = blog_of_two("owner")
    before = state(desk)

    for path, good in ALL.items():
        sent = good(desk, ANNS)
        body, headers = sent.body.replace(desk.session.encode(), b""), {"content-type": sent.type, **FORGED[forged]}
        assert desk.writer.ask("POST", sent.path, body, headers=headers).status in (*REFUSED, 400), path
        assert state(desk) == before, path


@pytest.mark.parametrize("forged", [name for name in FORGED if name != "without an origin"])
def test_a_forged_request_changes_nothing_even_with_the_text_of_the_session(forged: str) -> None:
    desk = blog_of_two("owner")
    before = state(desk)

    for path, good in ALL.items():
        sent = good(desk, ANNS)
        headers = {"content-type": sent.type, **FORGED[forged], "x-presswork-session": desk.session}
        assert desk.writer.ask("POST", sent.path, sent.body, headers=headers).status in (*REFUSED, 400), path
        assert state(desk) == before, path


@pytest.mark.parametrize("path", TOKEN_ALONE)
def test_no_cookie_opens_what_takes_a_code_or_a_token(path: str) -> None:
    desk = blog_of_two("owner")
    signed_in = desk.writer.post(path, {"token": "x", "code": "x", "grant_type": "authorization_code"})
    desk.writer.cookie = ""

    assert desk.writer.post(path, {"token": "x", "code": "x", "grant_type": "authorization_code"}) == signed_in


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_no_script_of_another_site_sends_the_text_of_a_session_or_a_cookie(route: tuple[str, str]) -> None:
    desk = Desk()

    headers = {name.lower(): value for name, value in desk.writer.ask("OPTIONS", route[1]).headers.items()}

    assert "x-presswork-session" not in headers.get("access-control-allow-headers", "").lower()
    assert "access-control-allow-credentials" not in headers
    assert ("access-control-allow-origin" in headers) is any(ROUTES[each].shared for each in ROUTES if each[1] == route[1])


# ---- sessions that aren't


def _revoked(desk: Desk) -> None:
    people.remove(desk.writer.cloud.table, "ann")


def _expired(desk: Desk) -> None:
    desk.writer.clock.time += timedelta(hours=12)


def _ended(desk: Desk) -> None:
    credentials.remove(desk.writer.cloud.table, "ann", Session, credentials.digest_of(desk.writer.cookie))


def _forged(desk: Desk) -> None:
    desk.writer.cookie = f"ann.{'x' * 43}"


def _signed_out(desk: Desk) -> None:
    cookie = desk.writer.cookie
    desk.writer.press("sign-out")
    desk.writer.cookie = cookie


def _nobody(desk: Desk) -> None:
    desk.writer.cookie = ""


ENDS: tuple[Callable[[Desk], None], ...] = (_revoked, _expired, _ended, _forged, _signed_out, _nobody)
OPEN = {
    *(f"/desk/{name}" for name in DESK_FILES),
    *("/desk", "/desk/passkey.js", "/desk/leaving.js", "/desk/sign-in", "/desk/sent", "/desk/account"),
    *("/desk/link", "/desk/invitation", "/indieauth/metadata", "/indieauth/authorize"),
}
"""What is the same for everybody, or lets somebody sign in."""


@pytest.mark.parametrize("end", ENDS)
def test_a_session_that_has_ended_reads_and_changes_nothing(end: Callable[[Desk], None]) -> None:
    desk = blog_of_two("owner")
    asked = [make(desk, ANNS) for make in GOOD.values()]
    end(desk)
    before = state(desk)

    assert {path: int(desk.writer.get(f"{path}?key={ANNS}").status) for _, path in READS if path not in OPEN} == {
        path: 401 for _, path in READS if path not in OPEN
    }
    assert {sent.path: send(desk, sent) for sent in asked} == {sent.path: 401 for sent in asked}
    assert state(desk) == before


def test_what_a_session_opens_is_open_to_it() -> None:
    """Without this, the attacks above would be refused for their own mistakes."""
    desk = blog_of_two("owner")
    version = desk.get(f"versions?key={ANNS}")["versions"][0]["id"]
    needed = {"/desk/changes": f"&to={version}", "/desk/letter": f"&letter={ANNS}"}
    headers = {"x-presswork-session": desk.session}
    closed = [path for _, path in READS if path not in OPEN and path not in ("/indieauth/userinfo", "/desk/preview")]

    statuses = {path: desk.writer.get(f"{path}?key={ANNS}{needed.get(path, '')}", headers=headers).status for path in closed}

    assert statuses == dict.fromkeys(closed, 200)


def test_a_session_that_an_attacker_planted_isnt_taken_over() -> None:
    """Fixation: whoever knows the cookie from before knows nothing afterwards."""
    attacker = new_writer().sign_in()
    planted, victim = attacker.cookie, Writer(attacker.cloud)
    victim.cookie = planted

    victim.sign_in()

    assert victim.cookie != planted
    assert attacker.get("/desk/me").status == 401


def test_a_stolen_session_is_listed_and_ended_from_another_browser() -> None:
    desk = blog_of_two()
    owner = Writer(desk.writer.cloud).sign_in()
    stolen = credentials.digest_of(desk.writer.cookie)
    assert stolen in owner.get("/desk/account").body.decode()

    owner.press("end-session", stolen)

    assert desk.writer.get("/desk/me").status == 401


def test_ending_the_session_of_this_browser_signs_out_and_clears_it() -> None:
    desk = blog_of_two()

    reply = desk.writer.press("end-session", credentials.digest_of(desk.writer.cookie))

    assert reply.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert reply.cookies[0].startswith("__Host-presswork=;")


@pytest.mark.parametrize(
    "after", ["https://evil.example", "//evil.example", "\\\\evil.example", "javascript:alert(1)", "a\r\nLocation: b"]
)
def test_signing_in_leads_to_no_other_site(after: str) -> None:
    writer = new_writer()
    sent = writer.post("/desk/links", {"email": ANN, "after": after}).headers["Location"]
    writer.work()
    led = [sent, writer.post(writer.links()[-1]).headers["Location"]]

    assert all(address.startswith("/api/") and "\n" not in address for address in led)
    assert b'href="/api/indieauth/authorize?' in writer.get(sent).body
    assert fields_in(writer.get(f"/indieauth/authorize?{after}")).get("after", "") == ""


def test_the_page_of_a_mailed_link_names_whose_session_begins() -> None:
    """An attacker may mail somebody a link of their own, to have them write in the attacker's name."""
    writer = new_writer()
    writer.post("/desk/links", {"email": ANN})
    writer.work()

    assert b"<bdi>ann</bdi>" in writer.get(writer.links()[-1]).body
