"""IndieAuth: an app gets what a person ticked, once, and nobody else gets it."""

import json
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.authoring.identity.indieauth import s256
from chalicelib.newsletter.rules.rate_limits import DESK, LIMITS
from chalicelib.store.authoring import access_tokens, people
from tests.authoring_api.indieauth_app import (
    APP,
    BACK,
    JSON,
    VERIFIER,
    allow,
    authorize,
    exchange,
    is_refused,
    said,
    token_for,
    with_token,
)
from tests.authoring_api.writer import Writer, fields_in, kind_of, new_writer
from tests.publishing.blog import URL


@pytest.fixture
def writer() -> Writer:
    """Return Ann, signed in."""
    return new_writer().sign_in()


# ---- finding


def test_apps_find_what_they_need_to_know(writer: Writer) -> None:
    facts = said(writer.get("/indieauth/metadata"))

    assert facts["issuer"] == f"{URL}/"
    assert facts["code_challenge_methods_supported"] == ["S256"]
    assert facts["authorization_response_iss_parameter_supported"]
    for name in ("authorization", "token", "introspection", "revocation", "userinfo"):
        assert facts[f"{name}_endpoint"].startswith(f"{URL}/api/indieauth/")


# ---- the page of consent


def test_the_page_names_the_app_and_what_it_asks_for_and_ticks_all_but_publishing(writer: Writer) -> None:
    page = authorize(writer)

    boxes = re.findall(r'name="scope" value="(\w+)"( checked)?', page.body.decode())
    assert kind_of(page) == "consent"
    assert b"app.example" in page.body
    assert boxes == [("create", " checked"), ("update", " checked"), ("media", " checked"), ("publish", "")]


def test_an_app_gets_its_answer_with_its_state_and_who_gave_it(writer: Writer) -> None:
    answer = allow(writer)

    assert (answer["kept"], answer["state"], answer["iss"]) == ("1", "of the app", f"{URL}/")
    assert answer["code"]


def test_an_app_that_isnt_allowed_is_told_so(writer: Writer) -> None:
    assert allow(writer, act="cancel") == {"kept": "1", "error": "access_denied", "state": "of the app", "iss": f"{URL}/"}


def test_the_page_alone_gives_nothing(writer: Writer) -> None:
    before = writer.stored()

    authorize(writer)

    assert writer.stored() == before


def test_the_form_may_lead_to_the_app_and_nowhere_else_and_is_never_framed(writer: Writer) -> None:
    page = authorize(writer)

    policy = page.headers["Content-Security-Policy"]
    assert "form-action 'self' https://app.example;" in policy
    assert b"form-action 'self' https://app.example;" in page.body
    assert "frame-ancestors 'none'" in policy


def test_consent_needs_a_form_of_this_session(writer: Writer) -> None:
    form = {**fields_in(authorize(writer)), "act": "allow", "scope": "create"}
    other = Writer(writer.cloud).sign_in()

    assert other.post("/indieauth/consent", form).status == 403
    assert Writer(writer.cloud).post("/indieauth/consent", form).status == 401


def test_who_isnt_signed_in_signs_in_first_and_comes_back() -> None:
    writer = new_writer()
    page = authorize(writer)
    assert kind_of(page) == "sign_in"
    sent = writer.post("/desk/links", {**fields_in(page), "email": "ann@example.org"})

    (back,) = re.findall(r'href="/api(/indieauth/authorize[^"]+)"', writer.get(sent.headers["Location"]).body.decode())

    assert kind_of(writer.sign_in().get(back.replace("&amp;", "&"))) == "consent"


def test_where_another_site_leads_the_page_leads_to_itself_since_the_cookie_wasnt_sent() -> None:
    page = authorize(new_writer(), {"sec-fetch-site": "cross-site"})

    assert kind_of(page) == "onward"
    assert b'<meta http-equiv="refresh" content="0;url=/api/indieauth/authorize?' in page.body


@pytest.mark.parametrize(
    "changes",
    [
        {"response_type": "token"},
        {"client_id": ""},
        {"client_id": "app.example"},
        {"client_id": "http://app.example/"},
        {"client_id": "http://[3A:1]:4000/"},
        {"client_id": "https://ann@app.example/"},
        {"client_id": "https://app.example/#x"},
        {"client_id": "https://app.example/a/../b"},
        {"client_id": "https://app.example"},
        {"client_id": "javascript:alert(1)//app.example/"},
        {"client_id": 'https://app.example/"><script>'},
        {"client_id": "https://app.example/" + "x" * 2_000},
        {"redirect_uri": "https://evil.example/back"},
        {"redirect_uri": "http://app.example/back"},
        {"redirect_uri": "https://app.example:8443/back"},
        {"redirect_uri": "https://app.example@evil.example/"},
        {"redirect_uri": "https://app.example.evil.example/"},
        {"redirect_uri": "https://app.example\\.evil.example/"},
        {"redirect_uri": "app:/back"},
        {"redirect_uri": "https://app.example/;form-action *"},
        {"redirect_uri": "https://app.example/\r\nX: y"},
        {"code_challenge_method": "plain"},
        {"code_challenge": "short"},
        {"code_challenge": ""},
        {"state": ""},
        {"state": "x" * 2_001},
    ],
)
def test_a_request_that_isnt_safe_is_told_to_the_person_and_sent_nowhere(writer: Writer, changes: dict[str, str]) -> None:
    page = authorize(writer, **changes)

    assert (page.status, kind_of(page)) == (400, "refused")
    assert "Location" not in page.headers
    assert b"<script>" not in page.body.replace(b"<script>try", b"")


def test_an_app_on_the_persons_own_machine_may_ask(writer: Writer) -> None:
    page = authorize(writer, client_id="http://localhost:4000/", redirect_uri="http://localhost:4000/back")

    assert kind_of(page) == "consent"


def test_the_consent_of_another_request_isnt_widened_on_the_way(writer: Writer) -> None:
    form = {**fields_in(authorize(writer)), "act": "allow", "scope": ["create", "delete", "profile", "everything"]}

    code = parse_qs(urlsplit(writer.post("/indieauth/consent", form).headers["Location"]).query)["code"][0]

    assert said(exchange(writer, code))["scope"] == "create profile"


# ---- codes


def test_a_code_is_exchanged_for_a_token_of_what_was_ticked(writer: Writer) -> None:
    fields = token_for(writer, ("create",))

    assert (fields["token_type"], fields["scope"], fields["me"]) == ("Bearer", "create profile", f"{URL}/author/ann/")
    assert fields["profile"] == {"name": "ann", "url": f"{URL}/author/ann/"}
    known = access_tokens.read(writer.cloud.table, fields["access_token"], writer.clock.now())
    assert known
    assert (known.person, known.scopes, known.client) == ("ann", ("create", "profile"), APP)


def test_publishing_is_allowed_by_a_tick_alone(writer: Writer) -> None:
    assert token_for(writer, ("create", "publish"))["scope"] == "create publish profile"


def test_only_the_owner_signs_in_as_the_whole_site() -> None:
    assert token_for(new_writer(role="owner").sign_in())["me"] == f"{URL}/"
    assert token_for(new_writer(role="editor").sign_in())["me"] == f"{URL}/author/ann/"


def test_a_code_is_exchanged_as_json_too(writer: Writer) -> None:
    code = allow(writer)["code"]
    body = {"grant_type": "authorization_code", "client_id": APP, "redirect_uri": BACK, "code_verifier": VERIFIER, "code": code}

    assert writer.post("/indieauth/token", json.dumps(body).encode(), headers=JSON).status == 200


def test_a_code_works_once_and_ends_its_token_when_it_comes_again(writer: Writer) -> None:
    code = allow(writer)["code"]
    token = said(exchange(writer, code))["access_token"]

    assert is_refused(exchange(writer, code))
    assert is_refused(exchange(writer, code, "/indieauth/authorize"))
    assert access_tokens.read(writer.cloud.table, token, writer.clock.now()) is None


@pytest.mark.parametrize(("seconds", "status"), [(59, 200), (60, 400)])
def test_a_code_works_for_a_minute(writer: Writer, seconds: int, status: int) -> None:
    code = allow(writer)["code"]
    writer.clock.time += timedelta(seconds=seconds)

    assert exchange(writer, code).status == status


@pytest.mark.parametrize(
    "stolen",
    [
        {"client_id": "https://evil.example/"},
        {"client_id": ""},
        {"redirect_uri": "https://app.example/other"},
        {"redirect_uri": ""},
        {"code_verifier": "w" * 50},
        {"code_verifier": s256(VERIFIER)},
        {"code_verifier": ""},
    ],
)
def test_a_stolen_code_is_worthless_and_the_app_can_still_use_it(writer: Writer, stolen: dict[str, str]) -> None:
    code = allow(writer)["code"]

    assert is_refused(exchange(writer, code, **stolen))
    assert exchange(writer, code).status == 200


@pytest.mark.parametrize("code", ["", "x", "ann." + "A" * 43])
def test_a_forged_code_is_refused(writer: Writer, code: str) -> None:
    assert is_refused(exchange(writer, code))


def test_a_session_is_no_code_and_no_token(writer: Writer) -> None:
    assert is_refused(exchange(writer, writer.cookie))
    assert with_token(writer, "GET", "/indieauth/userinfo", writer.cookie).status == 401


def test_a_code_of_a_person_who_was_revoked_is_refused(writer: Writer) -> None:
    code = allow(writer)["code"]
    people.remove(writer.cloud.table, "ann")

    assert is_refused(exchange(writer, code))


def test_only_codes_are_exchanged(writer: Writer) -> None:
    assert is_refused(exchange(writer, allow(writer)["code"], grant_type="password"), "unsupported_grant_type")


def test_without_a_tick_there_is_no_token_but_the_app_may_learn_who_it_is(writer: Writer) -> None:
    assert is_refused(exchange(writer, allow(writer, ())["code"]))

    fields = said(exchange(writer, allow(writer, ())["code"], "/indieauth/authorize"))

    assert fields == {"me": f"{URL}/author/ann/", "profile": {"name": "ann", "url": f"{URL}/author/ann/"}}


def test_codes_and_tokens_are_stored_as_digests_alone(writer: Writer) -> None:
    code = allow(writer)["code"]
    token = said(exchange(writer, code))["access_token"]

    stored = writer.stored()

    assert code.partition(".")[2] not in stored
    assert token.partition(".")[2] not in stored


def test_many_guesses_have_to_wait(writer: Writer) -> None:
    for _ in range(LIMITS[f"{DESK}host-hour"].most):
        exchange(writer, "ann." + "A" * 43)

    assert exchange(writer, "ann." + "A" * 43).status == 429


def test_scripts_of_other_sites_may_ask_for_tokens_and_not_for_pages(writer: Writer) -> None:
    assert exchange(writer, "x").headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in authorize(writer).headers
