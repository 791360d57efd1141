"""What the API believes: only links of its own, for their purpose and their time; only methods that fit, and one origin."""

from datetime import timedelta

import pytest

from chalicelib.mail import links
from chalicelib.subscribing import ROUTES
from tests.pipeline.house import URL
from tests.subscribing.desk import PEPPER, Visitor, link_in, shown

# ---- links


@pytest.mark.parametrize("path", ["/confirm", "/preferences", "/unsubscribe", "/data", "/erase"])
def test_a_link_for_another_purpose_is_refused(visitor: Visitor, path: str) -> None:
    visitor.follow()
    before = visitor.kept()
    own = path.strip("/")
    others = [purpose for purpose in ("preferences", "unsubscribe", "data", "erase") if purpose != own]
    confirming = [] if own == "confirm" else [link_in(visitor.inbox()[0]).partition("t=")[2]]

    replies = [visitor.ask("POST", f"{path}?t={token}") for token in [*map(visitor.token, others), *confirming]]

    assert {reply.status for reply in replies} == {400}
    assert visitor.kept() == before


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", ["/confirm", "/preferences", "/unsubscribe"])
def test_a_forged_link_is_refused(visitor: Visitor, path: str, method: str) -> None:
    purpose = path.strip("/")
    holds = ("0" * 32, "secret", "") if purpose == "confirm" else ("0" * 32,)
    forged = links.sign(links.Keyring(("another key",), PEPPER), purpose, holds, visitor.clock.now())

    replies = [visitor.ask(method, f"{path}?t={token}") for token in (forged, forged[:-4], "", "x", "é", "." * 3)]

    assert {reply.status for reply in replies} == {400}


@pytest.mark.parametrize("purpose", ["data", "erase"])
def test_links_to_fetch_and_to_erase_are_good_for_a_day(visitor: Visitor, purpose: str) -> None:
    visitor.follow()
    token = visitor.token(purpose)
    visitor.clock.sleep(timedelta(days=1, seconds=1).total_seconds())

    assert visitor.ask("POST", f"/{purpose}", {"t": token}).status == 410
    assert visitor.known()


# ---- methods and other origins


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "/subscriptions", "POST, OPTIONS"),
        ("POST", "/subscriptions/sent", "GET, HEAD, OPTIONS"),
        ("HEAD", "/erase", "POST, OPTIONS"),
        ("GET", "/data", "POST, OPTIONS"),
    ],
)
def test_another_method_is_refused_with_those_that_are_taken(visitor: Visitor, method: str, path: str, allow: str) -> None:
    reply = visitor.ask(method, path)

    assert (reply.status, reply.headers["Allow"]) == (405, allow)


def test_head_is_get_without_its_body(visitor: Visitor) -> None:
    visitor.follow()

    get, head = (visitor.ask(method, visitor.link("unsubscribe")) for method in ("GET", "HEAD"))

    assert (head.status, head.headers, head.body) == (get.status, get.headers, b"")


@pytest.mark.parametrize("method", ["OPTIONS", "POST", "GET"])
def test_only_scripts_of_the_sites_own_origin_may_read(visitor: Visitor, method: str) -> None:
    own, other, null, none = (
        visitor.ask(method, "/subscriptions", headers=headers).headers
        for headers in ({"origin": URL}, {"origin": "https://evil.example"}, {"origin": "null"}, {})
    )

    assert (own["Access-Control-Allow-Origin"], own["Vary"]) == (URL, "Origin")
    assert not {"Access-Control-Allow-Origin", "Vary"} & {*other, *null, *none}
    assert not any("Credentials" in name for name in own)


POSTS = [path for method, path in ROUTES if method == "POST"]
ELSEWHERE = {
    "cross-site": {"sec_fetch_site": "cross-site", "origin": "https://evil.example"},
    "cross-site, in a frame that has no origin": {"sec_fetch_site": "cross-site", "origin": "null"},
    "an older browser": {"origin": "https://evil.example"},
    "the same host without TLS": {"origin": URL.replace("https", "http")},
}
OWN = {
    "the site's own page": {"sec_fetch_site": "same-origin", "origin": URL},
    "a page that is nobody's referrer": {"sec_fetch_site": "same-origin", "origin": "null"},
    "the CDN's own name for the site": {"sec_fetch_site": "same-origin", "origin": "https://d111.cloudfront.net"},
    "an address that somebody typed": {"sec_fetch_site": "none"},
    "an older browser": {"origin": URL},
    "an older browser, on a page that is nobody's referrer": {"origin": "null"},
    "a program": {},
}


@pytest.mark.parametrize("browser", ELSEWHERE)
@pytest.mark.parametrize("path", POSTS)
def test_no_page_of_another_site_can_send_a_form(visitor: Visitor, path: str, browser: str) -> None:
    visitor.follow()
    purpose = path.strip("/")
    token = visitor.token(purpose) if purpose in ("preferences", "data", "erase", "unsubscribe") else ""
    form = {"email": "bob@example.org"} if path == "/subscriptions" else {"t": token}
    before = visitor.kept()

    reply = visitor.ask("POST", path, form, headers=ELSEWHERE[browser])

    assert (reply.status, shown(reply)) == (403, "refused")
    assert b"Open the site itself, and use the form there." in reply.body
    assert (visitor.kept(), visitor.waiting()) == (before, 0)


@pytest.mark.parametrize("browser", OWN)
def test_the_sites_own_pages_and_programs_can(visitor: Visitor, browser: str) -> None:
    visitor.follow()

    signed = visitor.ask("POST", "/subscriptions", {"email": "bob@example.org"}, headers=OWN[browser])
    saved = visitor.ask("POST", visitor.link("preferences"), {"often": "daily"}, headers=OWN[browser])

    assert (signed.status, saved.status) == (303, 200)


@pytest.mark.parametrize("headers", [{}, *ELSEWHERE.values(), *OWN.values()])
def test_one_press_in_a_mail_program_leaves_wherever_it_is(visitor: Visitor, headers: dict[str, str]) -> None:
    visitor.follow()

    reply = visitor.ask("POST", visitor.link("unsubscribe"), {"List-Unsubscribe": "One-Click"}, headers=headers)

    assert (reply.status, shown(reply)) == (200, "left")


@pytest.mark.parametrize("browser", ELSEWHERE)
def test_a_page_of_another_site_may_lead_to_a_link(visitor: Visitor, browser: str) -> None:
    """Such as that of a mailbox, where the letter is read."""
    visitor.follow()

    assert visitor.ask("GET", visitor.link("preferences"), headers=ELSEWHERE[browser]).status == 200


def test_a_preflight_says_what_may_be_asked(visitor: Visitor) -> None:
    reply = visitor.ask("OPTIONS", "/subscriptions", headers={"origin": URL})

    assert (reply.status, reply.body) == (204, b"")
    assert reply.headers["Access-Control-Allow-Headers"] == "Content-Type"
