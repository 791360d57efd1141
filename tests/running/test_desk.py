"""Inviting and revoking people from a terminal."""

import json

import pytest
from msgspec.structs import replace

from chalicelib.authoring.identity.credentials import Session
from chalicelib.store.authoring import access_tokens, credentials, people
from chalicelib.store.authoring.people import Person
from chalicelib.times import in_utc
from infra.running import desk
from infra.terminal.streams import CannotError
from tests.authoring_api.writer import ANN, Writer, kind_of, new_writer
from tests.publishing.blog import URL

Said = pytest.CaptureFixture[str]


@pytest.fixture
def writer() -> Writer:
    """Return Ann's browser, before anybody has invited her."""
    writer = new_writer()
    people.remove(writer.cloud.table, "ann")
    writer.cloud = replace(writer.cloud, desk=True)
    return writer


def invite(writer: Writer, *, address: str = ANN, author: str = "ann", role: str = "author", prints: bool = False) -> None:
    desk.invite(writer.cloud, address=address, author=author, role=role, prints=prints)


def test_an_invited_person_is_mailed_a_link_that_signs_in(writer: Writer, capsys: Said) -> None:
    invite(writer)
    writer.work()

    (link,) = writer.links()

    assert kind_of(writer.get(link)) == "invitation"
    assert writer.post(link).headers["Location"] == "/api/desk/account"
    assert "the link is on its way to ann@example.org" in capsys.readouterr().out


def test_a_link_is_printed_alone_and_nothing_is_mailed(writer: Writer, capsys: Said) -> None:
    invite(writer, prints=True)
    writer.work()

    said = capsys.readouterr()
    assert (said.out.count("\n"), said.err, writer.links()) == (1, "", [])
    assert writer.post(said.out.strip().removeprefix(f"{URL}/api")).status == 303


def test_nobody_is_invited_to_a_site_without_a_desk_nor_gets_a_token(writer: Writer) -> None:
    off = replace(writer.cloud, desk=False)
    remedy = 'Write `desk = "yes"` into presswork.toml, run `presswork deploy`'

    with pytest.raises(CannotError, match=remedy):
        desk.invite(off, address=ANN, author="ann", role="author", prints=True)
    assert people.all_of(off.table) == ()
    invite(writer)
    with pytest.raises(CannotError, match=remedy):
        desk.token(off, author="ann", scopes="create")

    assert access_tokens.all_of(off.table, "ann", writer.clock.now()) == {}


def test_who_has_lost_every_passkey_is_invited_again_and_keeps_their_tokens(writer: Writer) -> None:
    invite(writer)
    token = access_tokens.issue(writer.cloud.table, "ann", ("create",), "", writer.clock.now())

    invite(writer, role="editor")

    assert people.read(writer.cloud.table, "ann") == Person("ann", "editor", "ann", ANN)
    assert access_tokens.read(writer.cloud.table, token, writer.clock.now())


def test_nothing_of_a_person_who_was_revoked_comes_to_life_when_the_name_is_invited_again(writer: Writer) -> None:
    now = writer.clock.now()
    token = access_tokens.issue(writer.cloud.table, "ann", ("create",), "", now)
    writer.cookie = credentials.issue(writer.cloud.table, "ann", Session(in_utc(now)))

    invite(writer)

    assert access_tokens.read(writer.cloud.table, token, now) is None
    assert kind_of(writer.get("/desk/account")) == ""


def test_who_is_revoked_is_out_with_all_they_had(writer: Writer, capsys: Said) -> None:
    invite(writer)
    writer.sign_in()
    token = access_tokens.issue(writer.cloud.table, "ann", ("create",), "", writer.clock.now())

    desk.revoke(writer.cloud, name="ann")

    assert capsys.readouterr().out.endswith("ann can't write any more\n")
    assert kind_of(writer.get("/desk/account")) == ""
    assert access_tokens.read(writer.cloud.table, token, writer.clock.now()) is None
    with pytest.raises(CannotError, match="nobody with this name"):
        desk.revoke(writer.cloud, name="ann")


def test_one_address_is_one_persons(writer: Writer) -> None:
    invite(writer)

    with pytest.raises(CannotError, match="is ann's already"):
        invite(writer, address="ANN@example.org", author="bob")


@pytest.mark.parametrize("author", ["", "Ann", "a.b", "../a", "é", "-a", "a" * 41])
def test_a_name_that_links_cant_begin_with_is_refused(writer: Writer, author: str) -> None:
    with pytest.raises(CannotError, match="lowercase letters"):
        invite(writer, author=author)


def test_a_token_is_printed_alone_once(writer: Writer, capsys: Said) -> None:
    invite(writer)
    capsys.readouterr()

    desk.token(writer.cloud, author="ann", scopes="media create", client="iA Writer")

    said = capsys.readouterr()
    token = access_tokens.read(writer.cloud.table, said.out.removesuffix("\n"), writer.clock.now())
    assert token
    assert (token.scopes, token.client, said.err) == (("create", "media"), "iA Writer", "")
    assert said.out.strip().partition(".")[2] not in writer.stored()


@pytest.mark.parametrize("scopes", ["", "create everything"])
def test_a_token_has_scopes_that_there_are(writer: Writer, scopes: str) -> None:
    invite(writer)

    with pytest.raises(CannotError, match="choose from draft, create"):
        desk.token(writer.cloud, author="ann", scopes=scopes)


def test_a_token_is_of_somebody_who_was_invited(writer: Writer) -> None:
    with pytest.raises(CannotError, match="nobody with this name"):
        desk.token(writer.cloud, author="ann", scopes="create")


def test_people_their_sessions_and_what_they_did_are_listed(writer: Writer, capsys: Said) -> None:
    invite(writer)
    writer.sign_in()
    desk.token(writer.cloud, author="ann", scopes="create", client="iA Writer")
    capsys.readouterr()

    desk.list_(writer.cloud)
    desk.sessions(writer.cloud)
    desk.log(writer.cloud, name="ann")

    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert rows[0] == ["ann", "author", ANN]
    assert [(row[1], row[4:]) for row in rows[1:3]] == [("session", ["Firefox,", "Linux"]), ("token", ["iA", "Writer", "create"])]
    assert sorted(" ".join(row[3:5]) for row in rows[3:]) == ["invite author", "make token", "sign in"]


def test_lists_are_json_for_programs(writer: Writer, capsys: Said) -> None:
    invite(writer)
    writer.sign_in()
    capsys.readouterr()

    desk.list_(writer.cloud, as_json=True)
    desk.sessions(writer.cloud, as_json=True)
    desk.log(writer.cloud, as_json=True)

    people_, sessions, acts = _documents(capsys.readouterr().out)
    assert people_ == [{"name": "ann", "role": "author", "author": "ann", "address": ANN}]
    assert [(row["kind"], row["about"]) for row in sessions] == [("session", "Firefox, Linux")]
    assert {row["act"] for row in acts} == {"invite", "sign in"}


def _documents(text: str) -> list[list[dict[str, str]]]:
    decoder, documents = json.JSONDecoder(), []
    while text.strip():
        document, end = decoder.raw_decode(text.lstrip())
        documents.append(document)
        text = text.lstrip()[end:]
    return documents


def test_nobody_is_listed_where_nobody_was_invited(writer: Writer, capsys: Said) -> None:
    desk.list_(writer.cloud)
    desk.sessions(writer.cloud)
    desk.log(writer.cloud)

    assert [line.partition(" ")[0] for line in capsys.readouterr().out.splitlines()] == ["nobody", "nobody", "nothing"]
