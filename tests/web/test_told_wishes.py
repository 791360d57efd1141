"""The pages of a sign-up say what the visitor chose, to whoever may confirm it."""

import pytest

from chalicelib.web.http import Reply
from tests.web.visitor import ADA, Visitor, calls, link_in, shown

CHOSEN = "You’ll get a weekly digest of new posts in Books to read and Cheese &amp; Wine."


def mailed(visitor: Visitor) -> str:
    """Sign Ada up for a digest of two categories, and return the link in the mail."""
    visitor.sign_up(ADA, categories="books,cheese-wine", often="weekly")
    visitor.work()
    return link_in(visitor.inbox()[0])


def says(reply: Reply) -> bool:
    return CHOSEN in reply.body.decode()


def test_the_pages_before_and_after_confirming_say_what_was_chosen(bilingual_visitor: Visitor) -> None:
    link = mailed(bilingual_visitor)

    looked, pressed = bilingual_visitor.ask("GET", link), bilingual_visitor.press(link)

    assert [(shown(reply), says(reply)) for reply in (looked, pressed)] == [("confirm", True), ("confirmed", True)]
    assert b"/api/preferences?t=" in pressed.body


def test_a_link_that_has_confirmed_tells_nobody_what_was_chosen(bilingual_visitor: Visitor) -> None:
    link = mailed(bilingual_visitor)
    bilingual_visitor.press(link)

    replies = [bilingual_visitor.ask("GET", link), bilingual_visitor.press(link)]

    assert [(shown(reply), says(reply)) for reply in replies] == [("confirm", False), ("already", False)]


def test_a_link_of_an_earlier_sign_up_tells_nobody_what_was_chosen_later(bilingual_visitor: Visitor) -> None:
    bilingual_visitor.follow()
    earlier = link_in(bilingual_visitor.inbox()[0])
    bilingual_visitor.press(bilingual_visitor.link("unsubscribe"))
    bilingual_visitor.sign_up(categories="books,cheese-wine", often="weekly")
    bilingual_visitor.work()

    assert not says(bilingual_visitor.ask("GET", earlier))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_program_gets_no_sentence_and_nothing_is_read_for_it(bilingual_visitor: Visitor, method: str) -> None:
    link = mailed(bilingual_visitor)

    reply, made = calls(bilingual_visitor, lambda one: one.ask(method, link, headers={"accept": "application/json"}))

    assert not says(reply)
    assert "table.get_many" not in made


def test_who_wants_every_post_is_told_nothing_more_and_nothing_more_is_read(bilingual_visitor: Visitor) -> None:
    bilingual_visitor.sign_up()
    bilingual_visitor.work()
    link = link_in(bilingual_visitor.inbox()[0])

    reply, made = calls(bilingual_visitor, lambda one: one.ask("GET", link))

    assert (reply.body.count("You’ll get".encode()), "table.get_many" in made) == (0, False)
