"""What the API believes: only links of its own, for their purpose and their time; only methods that fit, and one origin."""

from datetime import timedelta

import pytest

from chalicelib.mail import links
from tests.pipeline.house import URL
from tests.subscribing.desk import PEPPER, Visitor, link_in

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


def test_a_preflight_says_what_may_be_asked(visitor: Visitor) -> None:
    reply = visitor.ask("OPTIONS", "/subscriptions", headers={"origin": URL})

    assert (reply.status, reply.body) == (204, b"")
    assert reply.headers["Access-Control-Allow-Headers"] == "Content-Type"
