"""Passkeys: made once and used often, and never by anybody else, for anything else, or twice."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from html import unescape
from typing import Any, cast

import pytest

from chalicelib.authoring.identity.credentials import Passkey
from chalicelib.authoring.identity.passkeys import LONGEST_ID
from chalicelib.cloud.memory import MemoryMail
from chalicelib.newsletter.rules.rate_limits import DESK, LIMITS
from chalicelib.store.authoring import credentials, people
from chalicelib.store.authoring.people import Person
from chalicelib.web.http import Reply
from tests.authoring_api.authenticator import PRESENT, Authenticator, in_base64
from tests.authoring_api.writer import ANN, Writer, fields_in, kind_of, new_writer
from tests.publishing.blog import URL
from tests.web.visitor import text_of

ACCOUNT, THE_DESK = "/api/desk/account", "/api/desk"


def options_in(reply: Reply) -> dict[str, Any]:
    match = re.search(r'data-options="([^"]+)"', reply.body.decode())
    assert match
    options: dict[str, Any] = json.loads(unescape(match[1]))
    return options


def authenticator() -> Authenticator:
    return Authenticator(URL, "press.example")


def enrol(writer: Writer, passkey: Authenticator, **more: Any) -> Reply:
    link = writer.invited()
    page = writer.get(link)
    return writer.post(link, {**fields_in(page), "answer": passkey.create(options_in(page)), **more})


def sign_in(writer: Writer, passkey: Authenticator, **more: Any) -> Reply:
    page = writer.get("/desk/sign-in")
    return writer.post("/desk/sign-in", {**fields_in(page), "answer": passkey.get(options_in(page)), **more})


@pytest.fixture
def enrolled() -> tuple[Writer, Authenticator]:
    return enrolled_writer()


def enrolled_writer() -> tuple[Writer, Authenticator]:
    """Return Ann with a passkey, signed out."""
    writer, passkey = new_writer(), authenticator()
    assert enrol(writer, passkey).headers["Location"] == ACCOUNT
    writer.press("sign-out")
    return writer, passkey


def is_refused(reply: Reply) -> bool:
    return (reply.status, kind_of(reply), reply.cookies) == (400, "refused", ())


def test_an_invited_person_makes_a_passkey_and_is_signed_in() -> None:
    writer = new_writer()

    reply = enrol(writer, authenticator())

    assert (reply.status, reply.headers["Location"]) == (303, ACCOUNT)
    assert kind_of(writer.get("/desk/account")) == "account"


def test_a_passkey_signs_in_whose_it_is_without_a_name_or_a_password(enrolled: tuple[Writer, Authenticator]) -> None:
    writer, passkey = enrolled

    assert sign_in(writer, passkey).headers["Location"] == THE_DESK
    assert b"<bdi>ann</bdi>" in writer.get("/desk/account").body


def test_a_passkey_signs_in_again_and_again(enrolled: tuple[Writer, Authenticator]) -> None:
    writer, passkey = enrolled
    for _ in range(3):
        assert sign_in(writer, passkey).status == 303
        writer.press("sign-out")

    stored = credentials.passkey(writer.cloud.table, "ann", in_base64(passkey.id))
    assert stored
    assert stored.count == passkey.count


def test_an_answer_works_once(enrolled: tuple[Writer, Authenticator]) -> None:
    writer, passkey = enrolled
    page = writer.get("/desk/sign-in")
    form = {**fields_in(page), "answer": passkey.get(options_in(page))}
    assert writer.post("/desk/sign-in", form).status == 303

    stranger = Writer(writer.cloud)

    assert is_refused(stranger.post("/desk/sign-in", form))


def test_an_answer_must_come_within_ten_minutes(enrolled: tuple[Writer, Authenticator]) -> None:
    writer, passkey = enrolled
    page = writer.get("/desk/sign-in")
    writer.clock.time += timedelta(minutes=10, seconds=1)

    assert is_refused(writer.post("/desk/sign-in", {**fields_in(page), "answer": passkey.get(options_in(page))}))


def test_a_passkey_that_was_removed_signs_nobody_in(enrolled: tuple[Writer, Authenticator]) -> None:
    writer, passkey = enrolled
    credentials.remove(writer.cloud.table, "ann", Passkey, in_base64(passkey.id))

    assert is_refused(sign_in(writer, passkey))


def test_a_passkey_of_a_person_who_was_revoked_signs_nobody_in(enrolled: tuple[Writer, Authenticator]) -> None:
    writer, passkey = enrolled
    people.remove(writer.cloud.table, "ann")

    assert is_refused(sign_in(writer, passkey))


def test_a_person_who_isnt_verified_by_the_device_isnt_signed_in(enrolled: tuple[Writer, Authenticator]) -> None:
    writer, passkey = enrolled
    passkey.flags = PRESENT

    assert is_refused(sign_in(writer, passkey))


def test_an_answer_given_on_another_site_signs_nobody_in(enrolled: tuple[Writer, Authenticator]) -> None:
    writer, passkey = enrolled
    passkey.origin = "https://press.example.evil.example"

    assert is_refused(sign_in(writer, passkey))


def test_an_answer_for_another_host_signs_nobody_in(enrolled: tuple[Writer, Authenticator]) -> None:
    writer, passkey = enrolled
    passkey.host = "evil.example"

    assert is_refused(sign_in(writer, passkey))


def test_an_answer_with_another_key_signs_nobody_in(enrolled: tuple[Writer, Authenticator]) -> None:
    writer, passkey = enrolled
    passkey.key = authenticator().key

    assert is_refused(sign_in(writer, passkey))


def test_a_copy_whose_counter_lags_behind_signs_nobody_in(enrolled: tuple[Writer, Authenticator]) -> None:
    writer, passkey = enrolled
    assert sign_in(writer, passkey).status == 303
    writer.press("sign-out")
    passkey.count -= 1

    assert is_refused(sign_in(writer, passkey))


def test_a_passkey_doesnt_sign_in_as_another_person(enrolled: tuple[Writer, Authenticator]) -> None:
    writer, passkey = enrolled
    people.put(writer.cloud.table, Person("bob", "owner", "bob"))
    passkey.user = in_base64(b"bob")

    assert is_refused(sign_in(writer, passkey))


def test_a_challenge_that_we_didnt_sign_is_refused(enrolled: tuple[Writer, Authenticator]) -> None:
    writer, passkey = enrolled

    assert is_refused(
        sign_in(writer, passkey, challenge="WyJnZXQiLCIiLCJ4Il0.awbNwA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    )


def test_a_challenge_to_make_a_passkey_doesnt_sign_in(enrolled: tuple[Writer, Authenticator]) -> None:
    writer, passkey = enrolled
    page = writer.get(writer.invited())

    assert is_refused(writer.post("/desk/sign-in", {**fields_in(page), "answer": passkey.get(options_in(page))}))


def test_a_passkey_asked_for_one_person_isnt_made_for_another() -> None:
    ann = new_writer()
    people.put(ann.cloud.table, Person("bob", "author", "bob"))
    for_ann = ann.get(ann.invited())
    bob = Writer(ann.cloud)
    link = bob.invited().replace("ann.", "bob.")

    stolen = {**fields_in(for_ann), "answer": authenticator().create(options_in(for_ann))}

    assert bob.post(link, stolen).status == 410
    assert credentials.all_of(ann.cloud.table, "bob", Passkey, ann.clock.now()) == {}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: "",
        lambda _: "[]",
        lambda _: "{}",
        lambda _: "[" * 10_000,
        lambda answer: json.dumps({**answer, "id": "x"}),
        lambda answer: json.dumps({**answer, "id": "x" * (LONGEST_ID + 1)}),
        lambda answer: json.dumps({**answer, "id": 1}),
        lambda answer: json.dumps({**answer, "type": "password"}),
        lambda answer: json.dumps({**answer, "response": []}),
        lambda answer: json.dumps({**answer, "response": {**answer["response"], "userHandle": "/"}}),
        lambda answer: json.dumps({**answer, "response": {**answer["response"], "userHandle": in_base64(b"a#b")}}),
        lambda answer: json.dumps({**answer, "response": {**answer["response"], "signature": "AAAA"}}),
        lambda answer: json.dumps({**answer, "response": {**answer["response"], "authenticatorData": "AAAA"}}),
        lambda answer: json.dumps({**answer, "response": {**answer["response"], "clientDataJSON": "AAAA"}}),
    ],
)
def test_an_answer_that_makes_no_sense_is_refused(
    enrolled: tuple[Writer, Authenticator], spoil: Callable[[dict[str, Any]], str]
) -> None:
    writer, passkey = enrolled
    page = writer.get("/desk/sign-in")
    answer = json.loads(passkey.get(options_in(page)))

    assert is_refused(writer.post("/desk/sign-in", {**fields_in(page), "answer": spoil(answer)}))


def test_a_passkey_that_cant_be_read_leaves_the_invitation_as_it_was() -> None:
    writer = new_writer()
    link = writer.invited()
    page = writer.get(link)

    assert is_refused(writer.post(link, {**fields_in(page), "answer": "{}"}))
    assert writer.post(link).status == 303


def test_a_second_passkey_is_added_in_the_account(enrolled: tuple[Writer, Authenticator]) -> None:
    writer, passkey = enrolled
    sign_in(writer, passkey)
    page, second = writer.get("/desk/account"), Authenticator(URL, "press.example", b"passkey-of-ann-2")
    assert [known["id"] for known in options_in(page)["excludeCredentials"]] == [in_base64(passkey.id)]

    form = {**fields_in(page), "act": "add-passkey", "answer": second.create(options_in(page))}
    assert writer.post("/desk/account", form).headers["Location"] == ACCOUNT
    writer.press("sign-out")

    assert sign_in(writer, second).status == 303


def test_a_person_is_told_of_each_new_passkey_and_in_which_browser_it_was_made(enrolled: tuple[Writer, Authenticator]) -> None:
    writer, passkey = enrolled
    writer.work()
    sign_in(writer, passkey)
    page, second = writer.get("/desk/account"), Authenticator(URL, "press.example", b"passkey-of-ann-2")

    writer.post("/desk/account", {**fields_in(page), "act": "add-passkey", "answer": second.create(options_in(page))})
    writer.work()

    mails = cast(MemoryMail, writer.cloud.mail).sent
    assert [mail.to for mail in mails] == [ANN, ANN]
    text = text_of(message_from_bytes(mails[-1].raw, policy=policy.default))
    assert "Firefox, Linux" in text
    assert f"{URL}/api/desk/account" in text


def test_whoever_makes_many_passkeys_has_to_wait(enrolled: tuple[Writer, Authenticator]) -> None:
    writer, passkey = enrolled
    sign_in(writer, passkey)
    page = writer.get("/desk/account")
    answers = [passkey.create(options_in(page))] * LIMITS[f"{DESK}host-hour"].most

    statuses = {
        int(writer.post("/desk/account", {**fields_in(page), "act": "add-passkey", "answer": one}).status) for one in answers
    }

    assert 429 in statuses
