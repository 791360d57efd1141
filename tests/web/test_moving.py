"""A follower changes their address on the page of their account: confirmed at the new one, told to the former one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from chalicelib.newsletter import consumers
from chalicelib.newsletter.rules.preferences import Wishes
from chalicelib.newsletter.rules.subscriber import Subscriber
from chalicelib.store.newsletter import subscribers
from chalicelib.times import in_utc
from chalicelib.web.http import Reply
from tests.crashing_workers import Died, dying_at
from tests.web.visitor import ADA, Visitor, calls, link_in, new_visitor, shown, text_of

NEW = "ada@new.example"


def ask(visitor: Visitor, new: str = NEW, old: str = ADA) -> Reply:
    """Send the form on the page of her account."""
    return visitor.ask("POST", "/address", {"t": visitor.token("account", old), "email": new, "lang": "en"})


def moving(visitor: Visitor, **wishes: str) -> str:
    """Let Ada follow and ask for another address; return the link in the mail to it."""
    visitor.follow(**wishes)
    ask(visitor)
    visitor.work()
    return link_in(visitor.inbox(NEW)[-1])


def following(visitor: Visitor) -> set[str]:
    """Those of both addresses that follow."""
    found = {address: visitor.known(address) for address in (ADA, NEW)}
    return {address for address, known in found.items() if known and known.state == "following"}


def test_the_page_of_ones_account_offers_another_address(visitor: Visitor) -> None:
    visitor.follow()

    reply = visitor.ask("GET", visitor.link("account"))

    assert b'<form action="/api/address" method="post">' in reply.body


def test_the_new_address_is_confirmed_by_its_link_and_keeps_the_wishes(visitor: Visitor) -> None:
    link = moving(visitor, often="weekly", categories="ink", authors="bo")
    assert following(visitor) == {ADA}

    assert shown(visitor.ask("GET", link)) == "move"
    assert following(visitor) == {ADA}
    reply = visitor.press(link)

    known = visitor.known(NEW)
    assert (reply.status, shown(reply)) == (200, "moved")
    assert following(visitor) == {NEW}
    assert known
    assert known.wishes == Wishes("en", categories=("ink",), often="weekly", authors=("bo",))
    assert "change of address" in known.consent
    assert subscribers.followers(visitor.cloud.table) == 1


def test_the_former_address_is_told_once_and_the_new_one_gets_no_welcome(visitor: Visitor) -> None:
    visitor.press(moving(visitor))
    before = len(visitor.inbox())

    visitor.work()
    visitor.work()

    (notice,) = visitor.inbox()[before:]
    assert notice["Subject"] == "Your address for A new site has changed"
    assert NEW not in text_of(notice)
    assert "/follow/" in text_of(notice)
    assert len(visitor.inbox(NEW)) == 1


def test_the_former_record_keeps_no_address_and_its_links_open_nothing(visitor: Visitor) -> None:
    link = moving(visitor)
    old = [visitor.link("preferences"), *(f"{path}?t={visitor.token('account')}" for path in ("/data", "/erase"))]
    visitor.clock.sleep(2)
    visitor.press(link)

    former = visitor.known()
    assert former
    assert (former.state, former.address) == ("moved", "")
    assert {visitor.ask("POST", one).status for one in old} == {410}
    visitor.press(visitor.link("unsubscribe"))
    assert following(visitor) == {NEW}


def test_a_second_press_changes_nothing(visitor: Visitor) -> None:
    link = moving(visitor)
    visitor.press(link)
    visitor.work()
    before = visitor.kept()

    reply = visitor.press(link)

    assert shown(reply) == "moved"
    assert visitor.waiting() == 0
    assert visitor.kept() == before


def test_two_addresses_that_both_follow_become_one(visitor: Visitor) -> None:
    visitor.follow(NEW, often="daily")

    visitor.press(moving(visitor))

    known = visitor.known(NEW)
    assert following(visitor) == {NEW}
    assert known
    assert known.wishes.often == "daily"
    assert subscribers.followers(visitor.cloud.table) == 1
    former = visitor.known()
    assert former
    assert former.turns == ()


def test_who_signs_up_again_with_the_former_address_follows_with_both(visitor: Visitor) -> None:
    visitor.press(moving(visitor))
    visitor.work()
    visitor.clock.sleep(timedelta(days=8).total_seconds())

    visitor.follow()

    assert following(visitor) == {ADA, NEW}


def test_who_moves_back_has_one_subscription(visitor: Visitor) -> None:
    visitor.press(moving(visitor))
    visitor.work()
    visitor.clock.sleep(timedelta(days=8).total_seconds())

    ask(visitor, ADA, NEW)
    visitor.work()
    visitor.press(link_in(visitor.inbox()[-1]))
    visitor.work()

    assert following(visitor) == {ADA}
    assert subscribers.followers(visitor.cloud.table) == 1


# ---- what nobody learns, and what a link is good for


STATES: dict[str, Callable[[Visitor], object]] = {
    "unknown": lambda _visitor: None,
    "waiting": lambda visitor: visitor.sign_up(NEW),
    "following": lambda visitor: visitor.follow(NEW),
}


@pytest.mark.parametrize("state", STATES)
def test_the_answer_does_not_tell_whether_the_new_address_is_known(state: str) -> None:
    visitor, stranger = new_visitor(), new_visitor()
    for one in (visitor, stranger):
        one.follow()
    STATES[state](visitor)
    visitor.work()

    ours, theirs = calls(visitor, ask), calls(stranger, ask)

    assert (ours[0].status, ours[0].headers["Location"]) == (303, "/api/subscriptions/sent?lang=en")
    assert ours == theirs


def test_a_suppressed_address_gets_no_mail(visitor: Visitor) -> None:
    visitor.follow()
    suppressed = Subscriber(visitor.id_of(NEW), "suppressed")
    assert subscribers.write(visitor.cloud.table, suppressed, None)

    ask(visitor)
    visitor.work()

    assert visitor.inbox(NEW) == []


def test_one_mailbox_gets_no_more_of_these_mails_than_of_other_sign_ups(visitor: Visitor) -> None:
    visitor.follow()

    for _ in range(9):
        ask(visitor)
        visitor.work()

    assert len(visitor.inbox(NEW)) == 1


def test_a_link_to_ask_is_good_for_an_hour_and_a_link_to_confirm_for_three_days(visitor: Visitor) -> None:
    link = moving(visitor)
    token = visitor.token("account")
    visitor.clock.sleep(timedelta(hours=1, seconds=1).total_seconds())
    assert visitor.ask("POST", "/address", {"t": token, "email": NEW}).status == 410

    visitor.clock.sleep(timedelta(days=3).total_seconds())

    assert visitor.press(link).status == 410
    assert following(visitor) == {ADA}


@pytest.mark.parametrize("address", [ADA, NEW])
def test_a_link_is_worthless_after_either_address_has_left(visitor: Visitor, address: str) -> None:
    link = moving(visitor)
    visitor.press(visitor.link("unsubscribe", address))
    before = visitor.kept()

    reply = visitor.press(link)

    assert reply.status == 410
    assert visitor.kept() - before == frozenset()


def test_a_link_for_another_purpose_moves_nothing(visitor: Visitor) -> None:
    visitor.follow()

    replies = [visitor.press(f"/move?t={visitor.token(purpose)}") for purpose in ("preferences", "account", "unsubscribe")]

    assert {reply.status for reply in replies} == {400}
    assert following(visitor) == {ADA}


# ---- crashes


def pressing(link: str, visitor: Visitor) -> Reply:
    return visitor.press(link)


def test_a_move_whose_worker_dies_anywhere_is_complete_or_never_began() -> None:
    survived, number = False, 0
    while not survived:
        visitor, number = new_visitor(), number + 1
        link = moving(visitor)
        try:
            calls(visitor, partial(pressing, link), before=dying_at(number))
            survived = True
        except Died:
            survived = False
        visitor.work()
        assert len(following(visitor)) == 1
        begun = following(visitor) == {NEW}
        assert len([mail for mail in visitor.inbox() if "has changed" in mail["Subject"]]) == int(begun)
        visitor.press(link)
        assert following(visitor) == {NEW}
    assert number > 5


def run_body(body: str, visitor: Visitor) -> None:
    consumers.run(visitor.cloud, body)


def test_no_notice_comes_twice_wherever_its_worker_dies() -> None:
    survived, number = False, 0
    while not survived:
        visitor, number = new_visitor(), number + 1
        visitor.press(moving(visitor))
        queue: Any = visitor.cloud.letters
        (message,) = queue.take(9)
        run: Any = partial(run_body, message.body)
        try:
            calls(visitor, run, before=dying_at(number))
            survived = True
        except Died:
            survived = False
        consumers.run(visitor.cloud, message.body)
        assert len([mail for mail in visitor.inbox() if "has changed" in mail["Subject"]]) <= 1
    assert number > 2


def test_the_heir_begins_at_the_time_at_which_the_former_record_ends(visitor: Visitor) -> None:
    visitor.press(moving(visitor))

    former, heir = visitor.known(), visitor.known(NEW)

    assert former
    assert heir
    ends = former.turns[-1][0]
    before = in_utc(datetime.fromisoformat(ends) - timedelta(seconds=1))
    assert [(former.often_at(time), heir.often_at(time)) for time in (before, ends)] == [("each", ""), ("", "each")]
