"""The mails about signing up: what they say, and what follows when the mail service doesn't take them."""

from collections import Counter
from typing import cast

import pytest
from msgspec.structs import replace

from chalicelib.cloud.memory import MemoryMail
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Unsent
from chalicelib.newsletter import signup_mail
from chalicelib.newsletter.rules.address_hashes import provider_of
from chalicelib.newsletter.rules.rate_limits import LIMITS
from chalicelib.partitions import LIMIT
from tests.newsletter.sign_ups import queued
from tests.publishing.blog import MemoryBlog, post
from tests.web.visitor import ADA, PEPPER, Visitor, kinds, link_in, new_visitor, text_of


def refuse(visitor: Visitor, code: Unsent, address: str = ADA) -> None:
    cast(MemoryMail, visitor.cloud.mail).refusing[address] = code


def accept(visitor: Visitor) -> None:
    cast(MemoryMail, visitor.cloud.mail).refusing.clear()


# ---- the mails


def test_mail_about_signing_up_has_a_sender_of_its_own_and_tags(bilingual_visitor: Visitor) -> None:
    who = bilingual_visitor.follow()

    sent = cast(MemoryMail, bilingual_visitor.cloud.mail).sent

    assert [(one.sender, one.to) for one in sent] == [("confirmations@press.example", ADA)] * 2
    provider = provider_of(PEPPER, "example.org")
    confirmation = {"letter": "note", "reader": who, "providers": provider}
    assert [dict(one.tags) for one in sent] == [confirmation, {"letter": "note", "reader": who}]
    assert {mail["Auto-Submitted"] for mail in bilingual_visitor.inbox()} == {"auto-generated"}


@pytest.mark.parametrize(("receiving", "to"), [("", "ada@press.example"), ("news.press.example", "replies@news.press.example")])
def test_answers_to_mail_about_signing_up_go_where_answers_to_letters_go(receiving: str, to: str) -> None:
    blog = MemoryBlog()
    blog.publish({"site.yaml": "newsletter: {replies: ada@press.example}"})
    visitor = new_visitor(blog)
    visitor.cloud = replace(visitor.cloud, receiving=receiving)

    visitor.follow("bob@example.org")
    visitor.sign_up("bob@example.org")
    visitor.work()

    mails = visitor.inbox("bob@example.org")
    assert kinds(mails) == ["confirm", "unsubscribe", "preferences"]
    assert [mail["Reply-To"] for mail in mails] == [to] * 3


def test_a_mail_speaks_the_language_that_was_wished(bilingual_visitor: Visitor) -> None:
    bilingual_visitor.sign_up(lang="es")
    bilingual_visitor.work()

    assert (bilingual_visitor.inbox()[0]["Content-Language"], "La Prensa" in bilingual_visitor.inbox()[0]["Subject"]) == (
        "es",
        True,
    )


def test_a_welcome_shows_the_newest_posts_of_the_wished_categories(bilingual_visitor: Visitor) -> None:
    bilingual_visitor.follow("ada@example.org", categories="books")
    bilingual_visitor.follow("bob@example.org")
    bilingual_visitor.follow("eva@example.org", lang="es")

    texts = [text_of(bilingual_visitor.inbox(one)[-1]) for one in ("ada@example.org", "bob@example.org", "eva@example.org")]

    titles = ("On books", "On cheese", "Sobre libros")
    assert [[title for title in titles if title in text] for text in texts] == [
        ["On books"],
        ["On books", "On cheese"],
        ["Sobre libros"],
    ]
    assert texts[1].index("On cheese") < texts[1].index("On books")


def test_a_welcome_shows_the_newest_posts_of_the_wished_authors_and_of_the_wished_categories() -> None:
    by = {"Of Ann": ["Ann"], "Of Bo": ["Bo"], "Of both": ["Ann", "Bo"], "Of Cy": ["Cy"]}
    blog = MemoryBlog()
    blog.publish(
        {
            f"posts/{number}.md": post(title=title, date=f"2026-11-2{number}", authors=names, categories=[f"c{number}"])
            for number, (title, names) in enumerate(by.items())
        }
    )
    visitor = new_visitor(blog)

    visitor.follow("bob@example.org", authors="bo")
    visitor.follow("eva@example.org", authors="bo", categories="c3")

    texts = [text_of(visitor.inbox(one)[-1]) for one in ("bob@example.org", "eva@example.org")]
    assert [[title for title in by if title in text] for text in texts] == [["Of Bo", "Of both"], ["Of Bo", "Of both", "Of Cy"]]


def test_the_mails_of_a_sign_up_say_what_was_chosen_by_the_names_of_the_site(bilingual_visitor: Visitor) -> None:
    bilingual_visitor.follow("ada@example.org", categories="books,cheese-wine", often="weekly")
    bilingual_visitor.follow("eva@example.org", lang="es", categories="books")

    texts = [
        [" ".join(text_of(mail).split()) for mail in bilingual_visitor.inbox(one)]
        for one in ("ada@example.org", "eva@example.org")
    ]

    chosen = (
        "You’ll get a weekly digest of new posts in Books to read and Cheese & Wine.",
        "Recibirás las nuevas entradas en Libros.",
    )
    assert [[sentence in text for text in both] for sentence, both in zip(chosen, texts, strict=True)] == [[True] * 2] * 2


def test_the_mails_of_who_chose_nothing_say_nothing_of_a_choice(bilingual_visitor: Visitor) -> None:
    bilingual_visitor.follow()

    assert ["You’ll get" in text_of(mail) for mail in bilingual_visitor.inbox()] == [False, False]


def test_a_follower_who_signs_up_again_is_not_told_what_was_asked_now(bilingual_visitor: Visitor) -> None:
    bilingual_visitor.follow(categories="books")

    bilingual_visitor.sign_up(categories="cheese-wine")
    bilingual_visitor.work()

    assert "Cheese" not in text_of(bilingual_visitor.inbox()[-1])


def test_a_follower_is_informed_at_the_address_that_they_gave(visitor: Visitor) -> None:
    visitor.follow()

    visitor.sign_up("ADA@example.org")
    visitor.work()

    assert kinds(visitor.inbox(ADA)) == ["confirm", "unsubscribe", "preferences"]


# ---- when the service does not take it


@pytest.mark.parametrize(("code", "delay"), [("slow", 30), ("quota", 900), ("paused", 900)])
def test_a_mail_that_was_not_taken_is_sent_later_and_counts_once(visitor: Visitor, code: Unsent, delay: int) -> None:
    refuse(visitor, code)
    visitor.sign_up()
    for _ in range(5):
        visitor.work()
    delays = [one.delay for one in queued(visitor)]
    accept(visitor)

    visitor.work()

    assert delays == [delay]
    assert kinds(visitor.inbox()) == ["confirm"]
    assert visitor.press(link_in(visitor.inbox()[0])).status == 200


@pytest.mark.parametrize("code", signup_mail.AGAIN)
def test_tries_that_sent_no_mail_take_nothing_from_anybody_s_budget(visitor: Visitor, code: Unsent) -> None:
    refuse(visitor, code)
    visitor.sign_up()

    for _ in range(2 * LIMITS["provider-hour"].most):
        visitor.work()
        visitor.clock.sleep(signup_mail.SOON)
        visitor.work()

    counters = counted(visitor)
    assert counters.keys() >= {"provider-hour count", "site-hour count", "signups sent"}
    assert set(counters.values()) == {0}


MAILS = {"provider-hour", "large-provider-hour", "unresolved-hour", "site-hour", "signups"}
"""The counters of mails about signing up; the others count requests."""


def counted(visitor: Visitor) -> dict[str, int]:
    """Return these counters, each with its number in all windows."""
    counters: Counter[str] = Counter()
    for item in cast(MemoryTable, visitor.cloud.table).items():
        name = item.at.pk.removeprefix(LIMIT).partition("#")[0]
        if item.at.pk.startswith(LIMIT) and name in MAILS:
            counters.update({f"{name} {of}": item.number(of) for of in item.has if of != "expires"})
    return dict(counters)


def test_an_address_that_the_service_refuses_is_left_alone(visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    refuse(visitor, "address")
    visitor.sign_up()

    visitor.work()

    assert (visitor.waiting(), visitor.inbox()) == (0, [])
    assert visitor.id_of() in caplog.text
    assert ADA not in caplog.text


@pytest.mark.parametrize(("code", "mails"), [("slow", 1), ("quota", 1), ("paused", 1), ("address", 0)])
def test_a_welcome_that_was_not_taken_is_sent_later(visitor: Visitor, code: Unsent, mails: int) -> None:
    visitor.sign_up()
    visitor.work()
    visitor.press(link_in(visitor.inbox()[0]))
    refuse(visitor, code)
    visitor.work()
    accept(visitor)

    visitor.work()

    assert len(visitor.inbox()) == 1 + mails


def hours_of_work(visitor: Visitor) -> float:
    """Return for how many hours jobs are queued again, every quarter of an hour."""
    began, ended = visitor.clock.now(), visitor.clock.now()
    while visitor.waiting():
        visitor.work()
        ended = visitor.clock.now()
        visitor.clock.sleep(signup_mail.LATER)
    return (ended - began).total_seconds() / 3_600


def test_a_sign_up_that_was_tried_for_six_hours_is_dropped(visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    refuse(visitor, "paused")
    visitor.sign_up()

    hours = hours_of_work(visitor)

    assert 6 <= hours < 6.1
    assert f"{visitor.id_of()}: the sign-up is dropped, after 24 tries" in caplog.text


def test_a_welcome_that_was_tried_for_six_hours_is_dropped(visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    visitor.sign_up()
    visitor.work()
    visitor.press(link_in(visitor.inbox()[0]))
    refuse(visitor, "quota")

    hours = hours_of_work(visitor)

    assert 6 <= hours < 6.1
    assert f"{visitor.id_of()}: the welcome is dropped" in caplog.text
