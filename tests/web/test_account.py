"""A letter that was forwarded: whoever has it changes how its reader gets letters, or unsubscribes, and nothing else.

What shows data, erases it or moves the subscription takes a link that is mailed to the stored address and is valid for an hour.
"""

from datetime import timedelta

import pytest

from chalicelib.newsletter.rules.tokens import PURPOSES
from tests.web.visitor import ADA, Visitor, link_in, shown, text_of

EVE = "eve@evil.example"
LETTERS = ("preferences", "unsubscribe", "leave")
"""The purposes of the tokens in a letter."""


def ask_for_link(visitor: Visitor, address: str = ADA) -> None:
    """Press the button on the page of preferences."""
    visitor.ask("POST", "/account", {"t": visitor.token("preferences", address)})


@pytest.mark.parametrize("path", ["/data", "/erase", "/address", "/account"])
@pytest.mark.parametrize("purpose", LETTERS)
def test_no_link_of_a_letter_fetches_erases_or_moves(visitor: Visitor, purpose: str, path: str) -> None:
    visitor.follow()
    known = visitor.known()

    replies = [visitor.ask(method, f"{path}?t={visitor.token(purpose)}", {"email": EVE}) for method in ("GET", "POST")]
    visitor.work()

    assert visitor.known() == known
    assert visitor.inbox(EVE) == []
    assert [reply for reply in replies if ADA.encode() in reply.body] == []


def test_no_page_that_a_letter_leads_to_offers_a_token_for_more_than_a_letter_does(visitor: Visitor) -> None:
    """Whatever the pages offer is followed, page by page."""
    visitor.follow()
    seen, pages = set[str](), [visitor.link("preferences"), visitor.link("unsubscribe")]
    while pages:
        body = visitor.ask("GET", pages.pop()).body.decode()
        links = {part.partition('"')[0] for part in body.split('href="/api')[1:] if "?t=" in part}
        pages += sorted(links - seen)
        seen |= links
        assert [path for path in ("/address", "/data", "/erase") if f"/api{path}" in body] == []


def test_the_link_goes_to_the_stored_address_and_opens_the_page_for_an_hour(visitor: Visitor) -> None:
    visitor.follow()
    reply = visitor.ask("POST", "/account", {"t": visitor.token("preferences"), "email": EVE})
    visitor.work()

    mail = visitor.inbox()[-1]
    link = link_in(mail, "account")
    assert (reply.status, reply.headers["Location"], visitor.inbox(EVE)) == (303, "/api/links/sent?lang=en", [])
    assert "This link expires in 1 hour." in text_of(mail)
    assert PURPOSES["account"].age == 3_600
    assert shown(visitor.ask("GET", link)) == "account"
    visitor.clock.sleep(timedelta(hours=1, seconds=1).total_seconds())
    assert visitor.ask("GET", link).status == 410


def test_by_the_mailed_link_a_reader_fetches_moves_and_erases(visitor: Visitor) -> None:
    visitor.follow()
    ask_for_link(visitor)
    visitor.work()
    token = link_in(visitor.inbox()[-1], "account").partition("?t=")[2]

    fetched = visitor.ask("POST", "/data", {"t": token})
    asked = visitor.ask("POST", "/address", {"t": token, "email": "ada@new.example"})
    erased = visitor.ask("POST", "/erase", {"t": token})

    assert ADA.encode() in fetched.body
    assert (asked.status, shown(erased), visitor.known()) == (303, "erased", None)


def test_whoever_has_a_letter_fills_no_mailbox_with_such_links(visitor: Visitor) -> None:
    visitor.follow()
    before = len(visitor.inbox())

    for _ in range(15):
        ask_for_link(visitor)
        visitor.work()

    assert len(visitor.inbox()) - before == 1


def test_who_left_gets_no_such_link(visitor: Visitor) -> None:
    visitor.follow()
    ask_for_link(visitor)
    visitor.press(visitor.link("unsubscribe"))
    before = len(visitor.inbox())

    visitor.work()

    assert len(visitor.inbox()) == before
    assert visitor.ask("POST", "/account", {"t": visitor.token("preferences")}).status == 410


def test_the_button_works_without_script(visitor: Visitor) -> None:
    visitor.follow()

    body = visitor.ask("GET", visitor.link("preferences")).body.decode()

    assert '<form action="/api/account" method="post">' in body


@pytest.mark.parametrize(("method", "path"), [("GET", "/account"), ("POST", "/data"), ("POST", "/erase"), ("POST", "/address")])
def test_a_link_to_what_was_erased_does_nothing_to_what_came_after(visitor: Visitor, method: str, path: str) -> None:
    visitor.follow()
    token = visitor.token("account")
    visitor.ask("POST", "/erase", {"t": token})
    visitor.clock.sleep(60)
    visitor.follow()
    known = visitor.known()

    reply = visitor.ask(method, f"{path}?t={token}", {"t": token, "email": EVE})
    visitor.work()

    assert (reply.status, visitor.known(), visitor.inbox(EVE)) == (410, known, [])
