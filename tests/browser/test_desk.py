"""People who write sign in with a real browser: by a passkey of Chromium's virtual authenticator, and by a mailed link."""

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from chalicelib.authoring.identity.indieauth import s256
from chalicelib.edge.responses import Api
from chalicelib.store.authoring import access_tokens, people
from infra.serve.server import SiteServer
from tests.browser.live_desk import LiveDesk
from tests.browser.page_checks import OUTSIDE, complaints
from tests.browser.reader import Reader

pytestmark = pytest.mark.slow

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
VERIFIER = "v" * 50


@pytest.fixture
def desk() -> Iterator[LiveDesk]:
    desk = LiveDesk()
    with desk.server:
        yield desk


@pytest.fixture
def author(desk: LiveDesk, arriving: Callable[[str], Reader]) -> Reader:
    """Return Ann at her browser."""
    return arriving(desk.url)


def with_authenticator(page: Page) -> tuple[Page, Callable[[bool], object]]:
    """Give the page's browser an authenticator; return how to say whether its owner is verified."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page, lambda verified: session.send("WebAuthn.setUserVerified", {**added, "isUserVerified": verified})


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def enrolled(page: Page, desk: LiveDesk) -> Page:
    page.goto(f"/api{desk.writer.invited()}")
    press(page, "Create a passkey")
    assert heading(page) == "Your account"
    return page


def test_a_passkey_is_made_signs_in_and_is_removed(author: Reader, desk: LiveDesk) -> None:
    page, _ = with_authenticator(author.page())
    enrolled(page, desk)
    press(page, "Sign out")

    press(page, "Sign in with a passkey")
    assert urlsplit(page.url).path == "/api/desk"
    page.goto("/api/desk/account")
    press(page, "Remove")
    press(page, "Sign out")
    author.expects(400)
    press(page, "Sign in with a passkey")

    assert heading(page) == "That didn’t work"


def test_a_passkey_whose_owner_isnt_verified_says_so_and_nothing_is_sent(author: Reader, desk: LiveDesk) -> None:
    page, verified = with_authenticator(author.page())
    enrolled(page, desk)
    press(page, "Sign out")
    verified(False)

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("status").first).to_have_text("That didn’t work")
    assert heading(page) == "Sign in"


def test_a_second_passkey_is_added_in_the_account(author: Reader, desk: LiveDesk) -> None:
    page = author.page()
    page.goto(f"/api{desk.writer.invited()}")
    press(page, "Continue without a passkey")
    with_authenticator(page)
    page.reload()

    press(page, "Create a passkey")

    assert page.get_by_role("button", name="Remove").count() == 1


def test_a_mailed_link_signs_in_without_script(author: Reader, desk: LiveDesk) -> None:
    page = author.page(java_script_enabled=False)
    page.goto("/api/desk/sign-in")
    assert page.get_by_role("button", name="passkey").count() == 0
    page.get_by_label("Email address").fill("ann@example.org")
    press(page, "Send the link")
    assert heading(page) == "Check your inbox"

    page.goto(f"/api{desk.mailed()}")
    press(page, "Sign in")

    assert heading(page) == "Your account"


def test_where_there_is_no_name_there_is_no_passkey(desk: LiveDesk, arriving: Callable[[str], Reader]) -> None:
    page = arriving(desk.server.url).at("/api/desk/sign-in")

    assert page.get_by_role("button", name="passkey").count() == 0
    assert page.get_by_role("button", name="Send the link").is_visible()


def test_a_person_who_is_revoked_is_signed_out_at_once(author: Reader, desk: LiveDesk) -> None:
    page, _ = with_authenticator(author.page())
    enrolled(page, desk)

    people.remove(desk.blog.cloud.table, "ann")
    page.reload()

    assert heading(page) == "Sign in"


# ---- apps


@pytest.fixture
def app(desk: LiveDesk) -> Iterator[SiteServer]:
    """Serve an app of another origin: its start leads to the page of consent, its end says what came back."""
    with SiteServer(desk.blog.cloud.public, api=_app_of(desk)) as server:
        yield server


def _app_of(desk: LiveDesk) -> Api:
    def answer(_method: str, path: str, headers: Mapping[str, str], _body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        link = f'<a href="{question(desk, "http://" + headers["host"])}">Sign in</a>'.replace("&", "&amp;")
        return 200, {"Content-Type": "text/html"}, f"<title>App</title><h1>App</h1>{link}<p>{path.partition('?')[0]}</p>".encode()

    return answer


def question(desk: LiveDesk, app: str) -> str:
    asked = {
        "response_type": "code",
        "client_id": f"{app}/api/",
        "redirect_uri": f"{app}/api/back",
        "state": "of-the-app",
        "code_challenge": s256(VERIFIER),
        "code_challenge_method": "S256",
        "scope": "create update media",
    }
    return f"{desk.url}/api/indieauth/authorize?{urlencode(asked)}"


def test_an_app_of_another_site_asks_and_gets_a_code_for_what_was_ticked(author: Reader, desk: LiveDesk, app: SiteServer) -> None:
    page, _ = with_authenticator(author.page())
    enrolled(page, desk)
    author.allows(app.url)

    page.goto(f"{app.url}/api/start")
    page.get_by_role("link", name="Sign in").click()
    page.wait_for_selector("text=Let this app sign in?")
    assert not page.get_by_label("publish posts").is_checked()
    page.get_by_label("upload").uncheck()
    press(page, "Allow")
    page.wait_for_url(f"{app.url}/api/back?**")

    (code,) = parse_qs(urlsplit(page.url).query)["code"]
    fields = {
        "grant_type": "authorization_code",
        "client_id": f"{app.url}/api/",
        "redirect_uri": f"{app.url}/api/back",
        "code_verifier": VERIFIER,
        "code": code,
    }
    assert desk.writer.post("/indieauth/token", fields).status == 200
    (token,) = access_tokens.all_of(desk.blog.cloud.table, "ann", desk.writer.clock.now()).values()
    assert token.scopes == ("create", "update")


def test_who_isnt_signed_in_signs_in_on_the_way_to_the_app(author: Reader, desk: LiveDesk, app: SiteServer) -> None:
    page, _ = with_authenticator(author.page())
    enrolled(page, desk)
    press(page, "Sign out")
    author.allows(app.url)

    page.goto(f"{app.url}/api/start")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Let this app sign in?")


# ---- for everyone


def pages(desk: LiveDesk) -> Mapping[str, str]:
    """Return the pages of people who write, by what they show, the last for whom is signed in."""
    app = question(desk, "http://localhost:4000").removeprefix(desk.url)
    desk.writer.post("/desk/links", {"email": "ann@example.org"})
    return {
        "sign in": "/api/desk/sign-in",
        "sent": "/api/desk/sent?after=response_type%3Dcode",
        "link": f"/api{desk.mailed()}",
        "invitation": f"/api{desk.writer.invited()}",
        "refused": "/api/desk/link?t=x",
        "account": "/api/desk/account",
        "consent": app,
    }


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_each_page_is_accessible_in_both_schemes_and_fits_a_phone(author: Reader, desk: LiveDesk, lang: str) -> None:
    author.expects(410)
    page = author.page(390, bypass_csp=True, locale=lang)  # axe tries styles on
    page.goto(f"/api{desk.writer.invited()}")
    page.get_by_role("button").last.click()
    access_tokens.issue(desk.blog.cloud.table, "ann", ("create", "publish"), "https://app.example/", desk.writer.clock.now())
    faults: dict[str, list[str]] = {}
    for name, address in pages(desk).items():
        if name == "sign in":
            continue
        author.go(page, address)
        assert page.locator("html").get_attribute("lang") == lang
        faults[name] = [*complaints(page), *page.evaluate(OUTSIDE)]
    page.context.clear_cookies()
    author.go(page, "/api/desk/sign-in")
    faults["sign in"] = [*complaints(page), *page.evaluate(OUTSIDE)]

    assert {name: wrong for name, wrong in faults.items() if wrong} == {}
