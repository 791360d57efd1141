"""Signing in by links, sessions, and what keeps strangers out."""

import logging
from datetime import timedelta

import pytest

from chalicelib.authoring import sessions
from chalicelib.authoring.identity.credentials import Invitation, Session, SignInLink
from chalicelib.authoring.request_limits import FAILURES
from chalicelib.newsletter.rules.rate_limits import DESK, LIMITS
from chalicelib.rendering.failures import GIVEN_UP
from chalicelib.store.authoring import activity, credentials, people
from chalicelib.times import in_utc
from tests.authoring_api.writer import ANN, Writer, fields_in, kind_of, new_writer

ACCOUNT, SIGN_IN = "/api/desk/account", "/api/desk/sign-in"
PAGES = ("/desk/sign-in", "/desk/sent", "/desk/account", "/desk/link?t=x", "/desk/invitation?t=x")


def mailed(writer: Writer) -> str:
    """Ask for a link; return the one that was mailed."""
    assert writer.post("/desk/links", {"email": ANN}).status == 303
    writer.work()
    return writer.links()[-1]


# ---- the mailed link


def test_a_mailed_link_signs_in_at_the_press_of_a_button() -> None:
    writer = new_writer()
    link = mailed(writer)

    assert kind_of(writer.get(link)) == "link"
    assert writer.post(link).headers["Location"] == ACCOUNT
    assert kind_of(writer.get("/desk/account")) == "account"


def test_a_get_changes_nothing() -> None:
    writer = new_writer()
    paths = [mailed(writer), writer.invited(), "/desk/sign-in", "/desk/account", "/desk/sent", "/indieauth/metadata"]
    before = writer.stored()

    for path in paths:
        writer.get(path)

    assert writer.stored() == before
    assert writer.cookie == ""


def test_a_link_works_once() -> None:
    writer = new_writer()
    link = mailed(writer)
    writer.post(link)

    reply = Writer(writer.cloud).post(link)

    assert (reply.status, kind_of(reply), reply.cookies) == (410, "refused", ())


@pytest.mark.parametrize(("minutes", "status"), [(9, 303), (10, 410)])
def test_a_link_works_for_ten_minutes(minutes: int, status: int) -> None:
    writer = new_writer()
    link = mailed(writer)
    writer.clock.time += timedelta(minutes=minutes)

    assert writer.post(link).status == status


def test_the_answer_is_the_same_whether_somebody_has_the_address_or_not() -> None:
    writer = new_writer()

    known, unknown = (writer.post("/desk/links", {"email": address}) for address in (ANN, "eve@example.org"))

    assert known == unknown
    writer.work()
    assert (len(writer.links()), writer.links("eve@example.org")) == (1, [])


def test_an_address_is_known_in_any_case_of_letters_and_the_mail_goes_where_the_owner_said() -> None:
    writer = new_writer()
    writer.post("/desk/links", {"email": "ANN@example.org"})
    writer.work()

    assert len(writer.links(ANN)) == 1


def test_nobody_is_mailed_more_links_than_an_hour_allows() -> None:
    writer = new_writer()
    for number in range(8):
        writer.post("/desk/links", {"email": ANN}, ip=f"198.51.{number}.1")
    writer.work()

    assert len(writer.links()) == LIMITS[f"{DESK}mails-hour"].most


def test_a_network_with_too_many_attempts_has_to_wait() -> None:
    writer = new_writer()
    for _ in range(LIMITS[f"{DESK}host-hour"].most):
        writer.post("/desk/links", {"email": "eve@example.org"})

    assert writer.post("/desk/links", {"email": ANN}).status == 429
    assert writer.post("/desk/links", {"email": ANN}, ip="198.51.100.1").status == 303


# ---- invitations


def test_an_invitation_is_for_one_person_once() -> None:
    writer = new_writer()
    link = writer.invited()

    assert writer.post(link).status == 303
    assert Writer(writer.cloud).post(link).status == 410


def test_an_invitation_works_for_three_days() -> None:
    writer = new_writer()
    link = writer.invited()
    writer.clock.time += timedelta(days=3)

    assert writer.post(link).status == 410


@pytest.mark.parametrize("kind", [Invitation, SignInLink, Session])
def test_no_text_is_taken_for_one_of_another_kind(kind: type[Invitation | SignInLink | Session]) -> None:
    writer = new_writer()
    text = credentials.issue(writer.cloud.table, "ann", kind(in_utc(writer.clock.now())))
    doors = {Invitation: f"/desk/invitation?t={text}", SignInLink: f"/desk/link?t={text}"}

    for other, door in doors.items():
        assert (Writer(writer.cloud).post(door).status == 303) == (other is kind)
    stranger = Writer(writer.cloud)
    stranger.cookie = text
    assert (kind_of(stranger.get("/desk/account")) == "account") == (kind is Session)


@pytest.mark.parametrize(
    "text", ["", "x", "ann.", "ann." + "A" * 43, "../ann." + "A" * 43, "a" * 5_000, "ann#x." + "A" * 43, "é." + "A" * 43]
)
def test_a_forged_text_is_refused(text: str) -> None:
    writer = new_writer()

    assert writer.ask("POST", "/desk/link", b"", headers={}).status == 410
    reply = writer.post(f"/desk/link?t={text.replace('#', '%23')}")
    assert (reply.status, reply.cookies) == (410, ())
    writer.cookie = text
    assert writer.get("/desk/account").headers["Location"] == SIGN_IN


# ---- sessions


def test_the_cookie_is_of_this_host_alone_and_hidden_from_scripts_and_other_sites() -> None:
    writer = new_writer()

    (cookie,) = writer.post(writer.invited()).cookies

    assert cookie.startswith("__Host-")
    assert set(cookie.split("; ")[1:]) == {"Path=/", "Secure", "HttpOnly", "SameSite=Strict", "Max-Age=43200"}


def test_what_signs_in_is_stored_as_digests_alone() -> None:
    writer = new_writer()
    texts = [writer.invited().partition("=")[2], mailed(writer).partition("=")[2]]
    writer.sign_in()

    stored = writer.stored()

    assert not any(text.partition(".")[2] in stored for text in (*texts, writer.cookie))


@pytest.mark.parametrize(("hours", "page"), [(11, "account"), (12, "")])
def test_a_session_lasts_twelve_hours(hours: int, page: str) -> None:
    writer = new_writer().sign_in()
    writer.clock.time += timedelta(hours=hours)

    assert kind_of(writer.get("/desk/account")) == page


def test_a_person_who_is_revoked_is_out_at_once() -> None:
    writer = new_writer().sign_in()
    csrf = writer.csrf()
    people.remove(writer.cloud.table, "ann")

    assert writer.get("/desk/account").headers["Location"] == SIGN_IN
    assert writer.post("/desk/account", {"csrf": csrf, "act": "sign-out"}).status == 401


def test_signing_in_ends_the_session_that_the_browser_had() -> None:
    writer = new_writer().sign_in()
    first = writer.cookie
    writer.sign_in()
    stranger = Writer(writer.cloud)
    stranger.cookie = first

    assert kind_of(stranger.get("/desk/account")) == ""


def test_the_cookie_of_another_name_is_none() -> None:
    writer = new_writer().sign_in()
    text, writer.cookie = writer.cookie, ""

    reply = writer.get("/desk/account", headers={"cookie": f"presswork={text}; x{sessions.COOKIE}={text}"})

    assert reply.headers["Location"] == SIGN_IN


def test_the_cookie_is_found_among_others() -> None:
    writer = new_writer().sign_in()
    text, writer.cookie = writer.cookie, ""

    assert kind_of(writer.get("/desk/account", headers={"cookie": f'a="b;c"; {sessions.COOKIE}={text}; d'})) == "account"


# ---- other sites


def test_a_form_without_the_text_of_its_page_changes_nothing() -> None:
    writer = new_writer().sign_in()

    for csrf in ("", "x", writer.cookie, "é"):
        reply = writer.post("/desk/account", {"csrf": csrf, "act": "sign-out"})
        assert (reply.status, kind_of(reply)) == (403, "refused")
    assert kind_of(writer.get("/desk/account")) == "account"


def test_the_text_of_a_form_is_of_one_session() -> None:
    writer = new_writer().sign_in()
    other = Writer(writer.cloud).sign_in()

    assert writer.post("/desk/account", {"csrf": other.csrf(), "act": "sign-out"}).status == 403


def test_the_text_of_a_form_doesnt_give_the_session_away() -> None:
    writer = new_writer().sign_in()

    assert writer.cookie.encode() not in writer.get("/desk/account").body


@pytest.mark.parametrize(
    "sender",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": None, "origin": "https://evil.example"},
    ],
)
@pytest.mark.parametrize("path", ["/desk/account", "/desk/sign-in", "/desk/links", "/indieauth/consent", "link", "invitation"])
def test_forms_of_other_sites_are_refused(path: str, sender: dict[str, str | None]) -> None:
    writer = new_writer()
    path = {"link": mailed(writer), "invitation": writer.invited()}.get(path, path)
    writer.sign_in()

    reply = writer.post(path, {"csrf": writer.csrf(), "act": "sign-out", "email": ANN}, headers=sender)

    assert (reply.status, reply.cookies) == (403, ())


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_never_framed_stored_or_named_to_others(path: str) -> None:
    headers = new_writer().get(path).headers

    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert "Access-Control-Allow-Origin" not in headers


def test_a_request_that_is_no_form_is_refused() -> None:
    writer = new_writer()

    assert writer.post("/desk/links", b"<xml/>", headers={"content-type": "text/xml"}).status == 415
    assert writer.post("/desk/links", b"x" * 40_000).status == 413
    assert writer.post("/desk/links", b"email=\xff").status == 400
    assert writer.post("/desk/links", [("email", ANN), ("email", "eve@example.org")]).status == 400


# ---- what is noted


def test_the_tenth_failure_in_an_hour_raises_the_alarm_once(caplog: pytest.LogCaptureFixture) -> None:
    writer = new_writer()
    caplog.set_level(logging.ERROR)

    for number in range(FAILURES + 5):
        writer.post("/desk/link?t=ann." + "A" * 43, ip=f"198.51.{number}.1")

    assert [record.message.partition(":")[0] for record in caplog.records] == [GIVEN_UP]


def test_what_a_person_does_is_noted_for_a_year() -> None:
    writer = new_writer().sign_in()
    writer.clock.time += timedelta(seconds=1)
    writer.press("end-session", "x")

    assert [act.act for act in activity.of_person(writer.cloud.table, "ann", 10)] == ["end session", "sign in"]


def test_no_log_has_what_signs_in(caplog: pytest.LogCaptureFixture) -> None:
    writer = new_writer()
    caplog.set_level(logging.DEBUG)
    link = mailed(writer)
    writer.post(link)
    writer.post(link)
    writer.post("/desk/account", {"csrf": "x"})

    assert link.partition(".")[2] not in caplog.text
    assert writer.cookie.partition(".")[2] not in caplog.text


def test_who_is_signed_in_isnt_asked_again() -> None:
    assert new_writer().sign_in().get("/desk/sign-in").headers["Location"] == "/api/desk"


def test_after_signing_in_nobody_is_led_to_another_site() -> None:
    writer = new_writer()
    reply = writer.post("/desk/links", {"email": ANN, "after": "//evil.example\r\nX: y"})

    assert "\n" not in reply.headers["Location"]
    page = writer.get(reply.headers["Location"])
    assert b'href="/api/indieauth/authorize?' in page.body


def test_the_address_is_never_shown() -> None:
    writer = new_writer().sign_in()

    assert ANN.encode() not in writer.get("/desk/account").body
    assert fields_in(writer.get("/desk/account"))["csrf"]
