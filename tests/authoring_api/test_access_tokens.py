"""Access tokens of apps: what they tell, how long they last, and how they are revoked."""

from datetime import timedelta

import pytest

from chalicelib.cloud.items import At
from chalicelib.newsletter.rules.rate_limits import DESK, LIMITS, window
from chalicelib.partitions import LIMIT
from chalicelib.store.authoring import access_tokens, people
from chalicelib.store.authoring.people import Person
from tests.authoring_api.indieauth_app import APP, allow, exchange, said, token_for, with_token
from tests.authoring_api.writer import Writer, new_writer
from tests.publishing.blog import URL


@pytest.fixture
def writer() -> Writer:
    """Return Ann, signed in."""
    return new_writer().sign_in()


def test_a_token_says_who_it_is_where_that_was_asked(writer: Writer) -> None:
    token = token_for(writer)["access_token"]

    assert said(with_token(writer, "GET", "/indieauth/userinfo", token)) == {"name": "ann", "url": f"{URL}/author/ann/"}


def test_a_token_without_the_scope_says_nothing(writer: Writer) -> None:
    code = allow(writer, scope="create")["code"]
    token = said(exchange(writer, code))["access_token"]

    assert with_token(writer, "GET", "/indieauth/userinfo", token).status == 403


def test_a_token_is_introspected_by_one_of_the_same_person(writer: Writer) -> None:
    token = token_for(writer)["access_token"]

    facts = said(with_token(writer, "POST", "/indieauth/introspect", token, token=token))

    assert (facts["active"], facts["me"], facts["client_id"]) == (True, f"{URL}/author/ann/", APP)
    assert writer.post("/indieauth/introspect", {"token": token}).status == 401


def test_nobody_introspects_the_tokens_of_others(writer: Writer) -> None:
    token = token_for(writer)["access_token"]
    people.put(writer.cloud.table, Person("bob", "owner", "bob"))
    bobs = access_tokens.issue(writer.cloud.table, "bob", ("create",), "", writer.clock.now())

    assert said(with_token(writer, "POST", "/indieauth/introspect", bobs, token=token)) == {"active": False}
    assert said(with_token(writer, "POST", "/indieauth/introspect", bobs, token="x")) == {"active": False}


@pytest.mark.parametrize(("path", "more"), [("/indieauth/revoke", {}), ("/indieauth/token", {"action": "revoke"})])
def test_a_token_is_revoked_by_whoever_has_it(writer: Writer, path: str, more: dict[str, str]) -> None:
    token = token_for(writer)["access_token"]

    assert writer.post(path, {"token": token, **more}).status == 200
    assert writer.post(path, {"token": token, **more}).status == 200
    assert with_token(writer, "GET", "/indieauth/userinfo", token).status == 401


def test_a_token_is_revoked_in_the_account(writer: Writer) -> None:
    token = token_for(writer)["access_token"]
    (digest,) = access_tokens.all_of(writer.cloud.table, "ann", writer.clock.now())
    assert b"create posts, change posts, upload images and files" in writer.get("/desk/account").body

    writer.press("revoke-token", digest)

    assert with_token(writer, "GET", "/indieauth/userinfo", token).status == 401


def test_a_token_of_a_person_who_was_revoked_does_nothing(writer: Writer) -> None:
    token = token_for(writer)["access_token"]
    people.remove(writer.cloud.table, "ann")

    assert with_token(writer, "GET", "/indieauth/userinfo", token).status == 401


def test_a_token_expires_ninety_days_after_its_last_use(writer: Writer) -> None:
    token = token_for(writer)["access_token"]

    for days, status in ((89, 200), (89, 200), (90, 401)):
        writer.clock.time += timedelta(days=days)
        assert with_token(writer, "GET", "/indieauth/userinfo", token).status == status


def test_the_last_use_is_noted_once_a_day(writer: Writer) -> None:
    token = token_for(writer)["access_token"]
    before = writer.stored()
    writer.clock.time += timedelta(hours=23)
    with_token(writer, "GET", "/indieauth/userinfo", token)
    assert writer.stored() == before
    writer.clock.time += timedelta(hours=1)

    with_token(writer, "GET", "/indieauth/userinfo", token)

    assert writer.stored() != before


def test_a_person_whose_apps_send_too_much_has_to_wait(writer: Writer) -> None:
    token = token_for(writer)["access_token"]
    limit, now = LIMITS[f"{DESK}acts-hour"], writer.clock.now()
    writer.cloud.table.add(At(f"{LIMIT}{limit.name}#ann#{window(limit, now)[0]}"), {"count": limit.most - 1})
    assert with_token(writer, "POST", "/indieauth/introspect", token).status == 200

    assert with_token(writer, "POST", "/indieauth/introspect", token).status == 429
