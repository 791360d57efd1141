"""The API accepts only its own links, for their purpose and their time; only matching methods, and one origin."""

import re
from datetime import timedelta

import pytest

from chalicelib.newsletter.rules import tokens
from chalicelib.web.api import ROUTES
from chalicelib.web.http import Reply
from tests.publishing.blog import URL
from tests.web.test_strangers import STATES, in_state
from tests.web.visitor import ADA, Visitor, calls, kinds, link_in, shown

# ---- links


@pytest.mark.parametrize("path", ["/confirm", "/preferences", "/unsubscribe", "/address", "/data", "/erase"])
def test_a_link_for_another_purpose_is_refused(visitor: Visitor, path: str) -> None:
    visitor.follow()
    before = visitor.kept()
    own = "account" if path in ("/data", "/erase", "/address") else path.strip("/")
    others = [purpose for purpose in ("preferences", "unsubscribe", "account") if purpose != own]
    confirming = [] if own == "confirm" else [link_in(visitor.inbox()[0]).partition("t=")[2]]

    replies = [visitor.ask("POST", f"{path}?t={token}") for token in [*map(visitor.token, others), *confirming]]

    assert {reply.status for reply in replies} == {400}
    assert visitor.kept() == before


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", ["/confirm", "/preferences", "/unsubscribe"])
def test_a_forged_link_is_refused(visitor: Visitor, path: str, method: str) -> None:
    purpose = path.strip("/")
    holds = ("0" * 32, "secret", "") if purpose == "confirm" else ("0" * 32,)
    forged = tokens.sign(("another key",), purpose, holds, visitor.clock.now())

    replies = [visitor.ask(method, f"{path}?t={token}") for token in (forged, forged[:-4], "", "x", "é", "." * 3)]

    assert {reply.status for reply in replies} == {400}


@pytest.mark.parametrize("path", ["/address", "/data", "/erase"])
def test_the_link_to_fetch_erase_and_move_is_good_for_an_hour(visitor: Visitor, path: str) -> None:
    visitor.follow()
    token = visitor.token("account")
    visitor.clock.sleep(timedelta(hours=1, seconds=1).total_seconds())

    assert visitor.ask("POST", path, {"t": token, "email": "bob@example.org"}).status == 410
    assert visitor.waiting() == 0
    assert visitor.known()


# ---- links out of their time


def old(visitor: Visitor, purpose: str, days: float = 401) -> str:
    """Let Ada follow, and return an old letter's link, opened so many days later."""
    visitor.follow()
    link = visitor.link(purpose)
    visitor.clock.sleep(timedelta(days=days).total_seconds())
    return link


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("purpose", ["preferences", "unsubscribe"])
def test_an_expired_link_leads_to_an_offer_of_a_new_link(visitor: Visitor, purpose: str, method: str) -> None:
    reply = visitor.ask(method, old(visitor, purpose))

    assert (reply.status, shown(reply)) == (410, "refused")
    assert b'<form action="/api/links" method="post">' in reply.body
    assert b'action="/api/subscriptions"' not in reply.body


def test_a_new_link_is_mailed_to_a_follower_and_works(visitor: Visitor) -> None:
    old(visitor, "preferences", 91)

    reply = visitor.ask("POST", "/links", {"email": ADA})
    visitor.work()
    link = link_in(visitor.inbox()[-1])

    assert (reply.status, reply.headers["Location"]) == (303, "/api/links/sent?lang=en")
    assert shown(visitor.ask("GET", "/links/sent?lang=en")) == "renewed"
    assert visitor.inbox()[-1]["Subject"] == "Your new link for A new site"
    assert shown(visitor.ask("GET", link)) == "preferences"


@pytest.mark.parametrize("state", STATES)
def test_only_a_follower_is_sent_a_link_and_the_reply_does_not_show_it(state: str) -> None:
    visitor, stranger = in_state(state), in_state("unknown")
    before, mails = visitor.known(), len(visitor.inbox())

    reply, made = calls(visitor, lambda one: one.ask("POST", "/links", {"email": ADA}))
    answers = (reply, made), calls(stranger, lambda one: one.ask("POST", "/links", {"email": ADA}))
    visitor.work()

    assert answers[0] == answers[1]
    assert kinds(visitor.inbox()[mails:]) == (["preferences"] if state == "following" else [])
    assert visitor.known() == before


def test_links_are_sent_within_the_budget_of_the_mailbox(visitor: Visitor) -> None:
    visitor.follow()
    before = len(visitor.inbox())

    for number in range(24 * 7):
        visitor.ask("POST", "/links", {"email": ADA}, ip=f"203.0.{number}.7")
        visitor.work()
        visitor.clock.sleep(3_600)

    assert len(visitor.inbox()) - before == 3


def offered(reply: Reply, purpose: str) -> str:
    """Return the link of this kind on a page."""
    found = re.search(rf'/api(/{purpose}\?t=[\w.-]+)"', reply.body.decode())
    assert found
    return found[1]


def test_no_link_is_renewed_from_page_to_page(visitor: Visitor) -> None:
    page = visitor.ask("GET", old(visitor, "preferences", 89))
    leave = offered(page, "unsubscribe")
    there_and_back = offered(visitor.ask("GET", leave), "preferences")
    first = visitor.ask("GET", there_and_back)
    visitor.clock.sleep(timedelta(days=2).total_seconds())

    assert (shown(first), visitor.ask("GET", there_and_back).status) == ("preferences", 410)
    assert shown(visitor.ask("GET", leave)) == "unsubscribe"


def test_a_link_to_leave_opens_no_preferences_when_it_is_older_than_these_may_be(visitor: Visitor) -> None:
    page = visitor.ask("GET", old(visitor, "unsubscribe", 300))

    assert shown(page) == "unsubscribe"
    assert visitor.ask("GET", offered(page, "preferences")).status == 410


# ---- links used again


def test_an_old_link_confirms_no_later_sign_up(visitor: Visitor) -> None:
    visitor.follow()
    visitor.press(visitor.link("unsubscribe"))
    visitor.sign_up()
    visitor.work()

    assert visitor.press(link_in(visitor.inbox()[0])).status == 410
    assert visitor.known().state == "waiting"  # type: ignore[union-attr]


def come_again(visitor: Visitor) -> None:
    """Let Ada leave, and follow again a minute later."""
    visitor.press(visitor.link("unsubscribe"))
    visitor.clock.sleep(60)
    visitor.follow()


@pytest.mark.parametrize(("method", "path"), [("GET", "/account"), ("POST", "/data"), ("POST", "/erase")])
def test_a_link_to_ones_data_ends_when_its_reader_leaves_and_comes_again(visitor: Visitor, method: str, path: str) -> None:
    visitor.follow()
    token = visitor.token("account")
    come_again(visitor)

    reply = visitor.ask(method, f"{path}?t={token}")

    assert (reply.status, shown(reply)) == (410, "refused")
    assert visitor.known().state == "following"  # type: ignore[union-attr]


@pytest.mark.parametrize("purpose", ["unsubscribe", "preferences"])
def test_an_old_letter_still_serves_a_reader_who_left_and_came_again(visitor: Visitor, purpose: str) -> None:
    visitor.follow()
    link = visitor.link(purpose)
    come_again(visitor)

    assert visitor.press(link).status == 200


def test_erasing_twice_erases_once(visitor: Visitor) -> None:
    visitor.follow()
    token = visitor.token("account")

    replies = [visitor.ask("POST", "/erase", {"t": token}) for _ in range(2)]

    assert [shown(reply) for reply in replies] == ["erased", "erased"]
    assert visitor.known() is None


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
    "a page of another subdomain": {"sec_fetch_site": "same-site", "origin": URL.replace("://", "://blog.")},
    "a page of another subdomain, without its origin": {"sec_fetch_site": "same-site", "origin": "null"},
    "a page of another subdomain that tells no origin": {"sec_fetch_site": "Same-Site"},
    "a value that no browser sends": {"sec_fetch_site": "same-planet"},
    "an older browser": {"origin": "https://evil.example"},
    "the same host without TLS": {"origin": URL.replace("https", "http")},
}
OWN = {
    "the site's own page": {"sec_fetch_site": "same-origin", "origin": URL},
    "a page that is nobody's referrer": {"sec_fetch_site": "same-origin", "origin": "null"},
    "the CDN's own name for the site": {"sec_fetch_site": "same-origin", "origin": "https://d111.cloudfront.net"},
    "the site's own page, beside another subdomain": {"sec_fetch_site": "same-site", "origin": URL},
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
    purpose = {"data": "account", "erase": "account", "account": "preferences"}.get(purpose, purpose)
    token = visitor.token(purpose) if purpose in ("preferences", "account", "unsubscribe") else ""
    form = {"email": "bob@example.org"} if path in ("/subscriptions", "/links") else {"t": token}
    before = visitor.kept()

    reply = visitor.ask("POST", path, form, headers=ELSEWHERE[browser])

    assert (reply.status, shown(reply)) == (403, "refused")
    assert b"Go to the site itself and use the form there." in reply.body
    assert (visitor.kept(), visitor.waiting()) == (before, 0)


@pytest.mark.parametrize("browser", OWN)
def test_the_sites_own_pages_and_programs_can(visitor: Visitor, browser: str) -> None:
    visitor.follow()

    signed = visitor.ask("POST", "/subscriptions", {"email": "bob@example.org"}, headers=OWN[browser])
    saved = visitor.ask("POST", visitor.link("preferences"), {"often": "daily"}, headers=OWN[browser])

    assert (signed.status, saved.status) == (303, 200)


@pytest.mark.parametrize("headers", [{}, *ELSEWHERE.values(), *OWN.values()])
def test_the_button_of_a_mail_program_unsubscribes_from_any_origin(visitor: Visitor, headers: dict[str, str]) -> None:
    visitor.follow()

    reply = visitor.ask("POST", visitor.link("unsubscribe"), {"List-Unsubscribe": "One-Click"}, headers=headers)

    assert (reply.status, shown(reply)) == (200, "left")


@pytest.mark.parametrize("browser", ELSEWHERE)
def test_a_page_of_another_site_may_lead_to_a_link(visitor: Visitor, browser: str) -> None:
    """Such as that of a mailbox, where the letter is read."""
    visitor.follow()

    assert visitor.ask("GET", visitor.link("preferences"), headers=ELSEWHERE[browser]).status == 200


def test_a_preflight_names_the_allowed_requests(visitor: Visitor) -> None:
    reply = visitor.ask("OPTIONS", "/subscriptions", headers={"origin": URL})

    assert (reply.status, reply.body) == (204, b"")
    assert reply.headers["Access-Control-Allow-Headers"] == "Content-Type"


# ---- whose page it is

MASKED = "a•••@e•••.org"


@pytest.mark.parametrize("purpose", ["preferences", "unsubscribe", "account"])
def test_a_page_behind_a_link_names_its_address_masked(visitor: Visitor, purpose: str) -> None:
    visitor.follow()

    page = visitor.ask("GET", visitor.link(purpose)).body.decode()

    assert f'<p class="whom"><bdi dir="ltr">{MASKED}</bdi></p>' in page
    assert ADA not in page


def test_the_page_after_the_confirmation_names_the_address_and_the_same_link_pressed_again_does_not(visitor: Visitor) -> None:
    visitor.sign_up()
    visitor.work()
    link = link_in(visitor.inbox()[-1])

    first, again = (visitor.press(link).body.decode() for _ in range(2))

    assert (MASKED in first, MASKED in again, ADA in first + again) == (True, False, False)


@pytest.mark.parametrize("path", ["/subscriptions/sent?lang=en", "/links/sent?lang=en"])
def test_a_page_that_anybody_can_open_names_nobody(visitor: Visitor, path: str) -> None:
    visitor.follow()

    assert "whom" not in visitor.ask("GET", path).body.decode().partition("<body")[2]


def test_the_page_to_leave_names_nobody_where_nobody_is_known(visitor: Visitor) -> None:
    visitor.follow()
    visitor.press(visitor.link("unsubscribe"))

    pages = [visitor.ask("GET", visitor.link("unsubscribe", address)) for address in (ADA, "nobody@example.org")]

    assert all('class="whom"' not in page.body.decode() for page in pages)
