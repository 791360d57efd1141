"""When a post is mailed, and when it isn't."""

from datetime import timedelta

import pytest

from tests.letters.house import GRACE, KEY, NEWS, TODAY, LetterHouse
from tests.publishing.house import post

READER = "ada@example.org"


@pytest.fixture
def house() -> LetterHouse:
    house = LetterHouse()
    house.publish({"site.yaml": "title: The Press\nlanguages: [en, es]\n"})
    house.follow(READER)
    return house


def test_a_new_post_is_mailed_when_its_grace_is_over(house: LetterHouse) -> None:
    house.publish({KEY: NEWS})
    house.wait(GRACE - 60)
    assert house.readers() == []
    house.wait(120)
    assert house.readers() == [READER]
    assert house.state() == "sent"


def test_an_edit_within_the_grace_changes_the_letter(house: LetterHouse) -> None:
    house.publish({KEY: NEWS})
    house.announce(post("Something else.", title="Other news", date=TODAY))
    assert [message["Subject"] for message in house.parsed()] == ["Other news"]


def test_a_deletion_within_the_grace_cancels_it(house: LetterHouse) -> None:
    house.publish({KEY: NEWS, "posts/other.md": None})
    house.publish({KEY: None})
    house.wait()
    assert house.readers() == []
    assert house.state() == "withdrawn"


def test_a_later_edit_mails_nothing(house: LetterHouse) -> None:
    house.announce()
    house.announce(post("Edited.", title="News", date=TODAY))
    assert house.readers() == [READER]


def test_deleting_a_post_and_uploading_it_again_mails_nothing(house: LetterHouse) -> None:
    house.announce()
    house.publish({KEY: None})
    house.announce()
    assert house.readers() == [READER]


@pytest.mark.parametrize("deleted_first", [True, False])
def test_a_rename_mails_nothing(house: LetterHouse, deleted_first: bool) -> None:
    house.announce()
    steps: list[tuple[str, str | None]] = [(KEY, None), ("posts/renamed.md", NEWS)]
    house.publish(dict(steps if deleted_first else reversed(steps)))
    house.wait()
    assert house.page("/2026/11/25/renamed/") is not None
    assert house.readers() == [READER]


@pytest.mark.parametrize("deleted_first", [True, False])
def test_a_rename_within_the_grace_mails_once(house: LetterHouse, deleted_first: bool) -> None:
    house.publish({KEY: NEWS})
    steps: list[tuple[str, str | None]] = [(KEY, None), ("posts/renamed.md", NEWS)]
    house.publish(dict(steps if deleted_first else reversed(steps)))
    house.wait()
    assert house.readers() == [READER]


DRAFT = NEWS.replace("---\n", "---\ndraft: true\n", 1)
LATER = NEWS.replace(TODAY, "2026-11-25T15:00:00+00:00")


@pytest.mark.parametrize("away", [DRAFT, None, LATER], ids=["a draft", "deleted", "put off"])
def test_a_post_taken_back_within_the_grace_is_mailed_once_it_is_published_again(house: LetterHouse, away: str | None) -> None:
    house.publish({KEY: NEWS})
    house.publish({KEY: away})
    house.wait()
    assert (house.readers(), house.state()) == ([], "withdrawn")
    if away != LATER:
        house.publish({KEY: NEWS})
    house.wait(4 * 3600)
    assert house.readers() == [READER]


@pytest.mark.parametrize("slug", ["news", "other"])
@pytest.mark.parametrize("deleted_first", [True, False])
def test_a_rename_and_then_an_edit_within_the_grace_mail_what_it_says_at_last(
    house: LetterHouse, slug: str, deleted_first: bool
) -> None:
    house.publish({KEY: NEWS})
    new = f"posts/2026/{slug}.md"
    steps: list[tuple[str, str | None]] = [(KEY, None), (new, NEWS)]
    house.publish(dict(steps if deleted_first else reversed(steps)))
    house.announce(post("Edited.", title="News at last", date=TODAY), new)
    assert [message["Subject"] for message in house.parsed()] == ["News at last"]


def test_a_rename_with_an_edit_that_keeps_the_address_is_mailed_once(house: LetterHouse) -> None:
    house.publish({KEY: NEWS})
    house.publish({KEY: None})
    house.announce(post("Edited.", title="News at last", date=TODAY), "posts/moved/news.md")
    assert [message["Subject"] for message in house.parsed()] == ["News at last"]


def test_a_copy_of_a_post_takes_its_letter_from_nobody(house: LetterHouse) -> None:
    house.publish({KEY: NEWS})
    house.publish({"posts/copy.md": NEWS})
    house.announce(post("Of its own.", title="Another", date=TODAY), "posts/copy.md")
    assert "News" in [message["Subject"] for message in house.parsed()]
    assert house.letter() is not None


@pytest.mark.parametrize(
    "source",
    [
        post(date="2026-11-24T11:00:00+00:00"),
        post(date="2011-04-28"),
        post(date=TODAY, newsletter=False),
        post(date=TODAY, draft=True),
    ],
    ids=["a day old", "an import", "its author says no", "a draft"],
)
def test_what_is_no_news_is_not_mailed(house: LetterHouse, source: str) -> None:
    house.announce(source)
    house.wait()
    assert house.readers() == []


def test_a_page_outside_the_flow_is_not_mailed(house: LetterHouse) -> None:
    house.announce("# About\n\nUs.\n", "about.md")
    assert house.readers() == []


def test_a_scheduled_post_is_mailed_when_it_appears(house: LetterHouse) -> None:
    house.announce(post(title="Soon", date="2026-11-26T12:00:00+00:00"))
    assert house.readers() == []
    house.clock.time += timedelta(hours=24)
    house.wait()
    assert house.readers() == [READER]


def test_a_post_refused_at_first_is_mailed_once_it_is_mended(house: LetterHouse) -> None:
    house.publish({KEY: "---\ndate: 2026-11-25T11:00:00Z\nlang: xx\n---\nText\n"})
    house.announce()
    assert house.readers() == [READER]


def test_an_event_that_comes_twice_or_late_mails_once(house: LetterHouse) -> None:
    house.publish({KEY: NEWS})
    house.upload(KEY, NEWS)
    house.announce()
    house.upload(KEY, NEWS)
    house.settle()
    house.wait()
    assert house.readers() == [READER]


def test_the_site_says_how_long_the_grace_is(house: LetterHouse) -> None:
    house.publish({"site.yaml": "title: The Press\nnewsletter: {grace: 1 hour}\n", KEY: NEWS})
    house.wait()
    assert house.readers() == []
    house.wait(3600)
    assert house.readers() == [READER]


def test_a_lost_letter_of_a_crashed_ingest_is_made_up_for(house: LetterHouse) -> None:
    house.publish({KEY: NEWS})
    house.wait(GRACE)
    house.letters.take(len(house.letters))
    house.wait(1800)
    assert house.readers() == [READER]
