"""Logging in to a site from a command: the real API, the command's own listener, and a browser that is signed in."""

import http.client
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

import pytest
from keyring.errors import KeyringLocked

from chalicelib.store.authoring import access_tokens
from infra.authoring.target import indieauth_client, site_tokens
from infra.authoring.target.indieauth_client import CALLBACK, listening
from infra.authoring.target.site_api import ApiReply, Send
from infra.authoring.target.site_tokens import VARIABLE, SystemKeyring
from infra.commands.blog.login import WRITING, by_browser, check
from infra.terminal.streams import CannotError
from tests.authoring_api.authors import sending
from tests.authoring_api.writer import Writer, fields_in, kind_of, new_writer
from tests.publishing.blog import URL

Browse = Callable[[str], bool]


@pytest.fixture
def writer() -> Writer:
    """Return Ann, signed in."""
    return new_writer().sign_in()


@pytest.fixture
def send(writer: Writer) -> Send:
    return sending(writer.cloud)


def answered(writer: Writer, address: str, act: str = "allow", scopes: tuple[str, ...] = WRITING) -> str:
    """Open the page of consent, and press a button; return where the browser is led."""
    page = writer.get(address.removeprefix(f"{URL}/api"))
    assert kind_of(page) == "consent"
    reply = writer.post("/indieauth/consent", {**fields_in(page), "scope": scopes, "act": act})
    return reply.headers["Location"]


def browsing(leads: Callable[[str], str]) -> Browse:
    """Return a browser, which opens an address and is led on."""

    def browse(address: str) -> bool:
        with urlopen(leads(address)) as page:  # noqa: S310 - the listener on 127.0.0.1
            return bool(page.status == 200)

    return browse


def test_a_login_gets_a_token_of_what_was_ticked(writer: Writer, send: Send) -> None:
    token = by_browser(URL, browsing(lambda address: answered(writer, address)), send)

    known = access_tokens.read(writer.cloud.table, token, writer.clock.now())
    assert known
    assert (known.person, set(known.scopes)) == ("ann", set(WRITING))
    assert urlsplit(known.client).path == "/presswork"
    check(URL, token, send)


def test_the_page_of_consent_names_the_command_and_all_that_a_push_takes(writer: Writer, send: Send) -> None:
    login = indieauth_client.begun(URL, 4_000, send)

    page = writer.get(login.address.removeprefix(f"{URL}/api")).body.decode()

    assert "127.0.0.1:4000/presswork" in page
    assert all(f'value="{scope}"' in page for scope in WRITING)


def test_a_refusal_is_told(writer: Writer, send: Send) -> None:
    with pytest.raises(CannotError, match=r"didn't log you in: access_denied"):
        by_browser(URL, browsing(lambda address: answered(writer, address, act="cancel")), send)


@pytest.mark.parametrize("changed", [("state=", "state=x"), ("iss=", "iss=x"), ("code=", "kode=")])
def test_an_answer_to_something_else_is_refused(writer: Writer, send: Send, changed: tuple[str, str]) -> None:
    with pytest.raises(CannotError, match="belongs to another login"):
        by_browser(URL, browsing(lambda address: answered(writer, address).replace(*changed)), send)


def test_a_code_of_another_login_gives_no_token(writer: Writer, send: Send) -> None:
    """Whoever gets a victim's browser to bring another code has no verifier that fits it."""
    other = indieauth_client.begun(URL, 4_000, send)
    code = answered(writer, other.address).partition("code=")[2].partition("&")[0]

    with pytest.raises(CannotError, match="gave no token"):
        indieauth_client.token_for(indieauth_client.begun(URL, 4_000, send), code, send)


def test_who_never_answers_is_told_how_to_go_on(send: Send) -> None:
    with pytest.raises(CannotError, match="nobody answered"):
        by_browser(URL, lambda _: True, send, seconds=0.01)


def test_without_a_browser_the_address_is_to_be_opened_by_hand(send: Send, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CannotError, match="nobody answered"):
        by_browser(URL, lambda _: False, send, seconds=0.01)

    assert "open this address yourself" in capsys.readouterr().err


def test_other_requests_and_idle_connections_dont_disturb_the_answer() -> None:
    with listening() as (port, wait):
        idle = http.client.HTTPConnection("127.0.0.1", port)
        idle.connect()
        other = http.client.HTTPConnection("127.0.0.1", port)
        other.request("GET", "/favicon.ico")
        assert other.getresponse().status == 404
        with urlopen(f"http://127.0.0.1:{port}{CALLBACK}?{urlencode({'state': 'a b'})}") as page:
            assert page.status == 200

        assert wait() == {"state": "a b"}
        idle.close()
        other.close()


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (ApiReply(404, b"<h1>Not found"), "has no desk"),
        (ApiReply(200, b"[]"), "has no desk"),
        (
            ApiReply(
                200, b'{"issuer": "https://b.example/", "authorization_endpoint": "https://b.example/a", "token_endpoint": "x"}'
            ),
            "run `presswork login https://b.example`",
        ),
    ],
)
def test_a_site_that_lets_nobody_in_says_why(reply: ApiReply, why: str) -> None:
    with pytest.raises(CannotError, match=why):
        indieauth_client.begun("https://a.example", 4_000, lambda *_: reply)


def test_a_site_that_isnt_there_is_told() -> None:
    def fail(*_: object) -> ApiReply:
        raise OSError(111, "Connection refused")

    with pytest.raises(CannotError, match=r"can't reach https://a.example \(Connection refused\)"):
        indieauth_client.begun("https://a.example", 4_000, fail)


def test_a_token_that_may_not_publish_isnt_kept(writer: Writer, send: Send) -> None:
    token = by_browser(URL, browsing(lambda address: answered(writer, address, scopes=("create", "update", "media"))), send)

    with pytest.raises(CannotError, match="may publish"):
        check(URL, token, send)


def test_a_token_that_isnt_one_is_refused(send: Send) -> None:
    with pytest.raises(CannotError, match="doesn't accept your token"):
        check(URL, "ann.nothing", send)


# ---- where tokens are kept


class MemoryKeyring:
    def __init__(self) -> None:
        self.passwords: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, user: str) -> str | None:
        return self.passwords.get((service, user))

    def set_password(self, service: str, user: str, password: str) -> None:
        self.passwords[service, user] = password

    def delete_password(self, service: str, user: str) -> None:
        del self.passwords[service, user]


def test_a_token_is_kept_for_its_site_until_it_is_forgotten() -> None:
    keyring = MemoryKeyring()
    site_tokens.store(URL, "a token", keyring)

    assert site_tokens.demand(URL, {}, keyring) == "a token"
    with pytest.raises(CannotError, match=r"presswork login https://other\.example"):
        site_tokens.demand("https://other.example", {}, keyring)
    assert site_tokens.forget(URL, keyring)
    assert not site_tokens.forget(URL, keyring)
    with pytest.raises(CannotError, match="you aren't logged in"):
        site_tokens.demand(URL, {}, keyring)


def test_a_token_of_the_environment_needs_no_keyring() -> None:
    assert site_tokens.demand(URL, {VARIABLE: "a token"}) == "a token"


class LockedKeyring(MemoryKeyring):
    """A keyring whose user doesn't unlock it."""

    class errors:  # noqa: N801 - a module of PyPI's keyring
        KeyringError = KeyringLocked

    def get_password(self, service: str, user: str) -> str | None:
        raise KeyringLocked(f"{service}, {user}")


def test_a_keyring_that_stays_locked_is_told_with_what_else_there_is() -> None:
    with pytest.raises(CannotError, match=f"set {VARIABLE}"):
        site_tokens.demand(URL, {}, SystemKeyring(LockedKeyring()))
