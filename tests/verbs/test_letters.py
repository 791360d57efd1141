"""What an author may see of a letter, and do to it."""

from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from chalicelib.newsletter import campaign, tokens
from chalicelib.newsletter.letter import id_of
from chalicelib.store import letters
from infra.verbs import CannotError
from infra.verbs.letters import cancel, list_, preview, resume, send
from infra.verbs.subscribers import suppress
from tests.letters.house import KEY, NEWS, TODAY, LetterHouse, many, parsed
from tests.publishing.house import post

Said = pytest.CaptureFixture[str]


def publish(house: LetterHouse, source: str = NEWS, key: str = KEY) -> None:
    """Upload a post, and let it appear: its letter is due."""
    house.upload(key, source)
    house.settle()


def rows(said: str) -> list[list[str]]:
    return [line.split() for line in said.splitlines()]


def test_the_list_tells_what_became_of_each_letter_the_newest_first(house: LetterHouse, capsys: Said) -> None:
    house.follow(*many(3))
    house.announce()
    letters.trouble(house.cloud.table, id_of(KEY), "bounced")
    publish(house, post(title="More", date=TODAY), "posts/more.md")

    assert list_(house.cloud) == 0

    header, more, news = rows(capsys.readouterr().out)
    assert " ".join(header) == "LETTER STATE DUE SENT FAILED UNSETTLED BOUNCED COMPLAINED SOFT TITLE"
    assert " ".join(news) == "posts/news.md sent 2026-11-25 21:10 3 0 0 1 0 0 News"
    assert " ".join(more).startswith("posts/more.md due 2026-11-25 21:2")


def test_the_list_says_why_a_letter_does_not_go_on(house: LetterHouse, capsys: Said) -> None:
    publish(house)
    campaign.stop(house.cloud, id_of(KEY), "7 of 100 letters bounced")

    list_(house.cloud)

    assert capsys.readouterr().out.splitlines()[-1] == "    7 of 100 letters bounced"


def test_the_list_is_short_unless_all_are_asked_for(house: LetterHouse, capsys: Said) -> None:
    for number in range(25):
        publish(house, post(title=f"Post {number}", date=TODAY), f"posts/{number}.md")

    list_(house.cloud)
    short = capsys.readouterr().out
    list_(house.cloud, all=True)

    assert (len(rows(short)), len(rows(capsys.readouterr().out))) == (21, 26)


def test_without_letters_the_list_says_so(house: LetterHouse, capsys: Said) -> None:
    list_(house.cloud)

    assert capsys.readouterr().out == "There are no letters yet: a new post gets one.\n"


def test_a_preview_is_the_letter_as_it_would_go_out_now(house: LetterHouse, tmp_path: Path, capsys: Said) -> None:
    publish(house)
    publish(house, post("Something **else**.", title="Newer", date=TODAY))
    html, raw = tmp_path / "letter.html", tmp_path / "letter.eml"

    assert preview(house.cloud, key=KEY, html=html, raw=raw) == 0

    said = capsys.readouterr().out
    assert said.startswith("Subject: Newer\n\n")
    assert "Something else." in said
    assert "else</strong>" in html.read_text()
    assert message_from_bytes(raw.read_bytes(), policy=policy.default)["Subject"] == "Newer"
    assert house.mail.sent == []


def test_a_post_that_has_no_letter_can_be_previewed(house: LetterHouse, capsys: Said) -> None:
    publish(house, post("Long ago.", date="2011-04-28"), "posts/old.md")

    preview(house.cloud, key="posts/old.md")

    assert house.letter("posts/old.md") is None
    assert "Long ago." in capsys.readouterr().out


def test_a_letter_that_was_opened_and_stopped_is_previewed_as_it_was_fixed(house: LetterHouse, capsys: Said) -> None:
    house.follow("ann@example.org")
    house.announce()
    standing = house.letter()
    assert standing
    letters.write(house.cloud.table, replace(standing, state="stopped"))
    publish(house, post("Edited.", title="Edited", date=TODAY))

    preview(house.cloud, key=standing.id)

    assert capsys.readouterr().out.startswith("Subject: News\n")


@pytest.mark.parametrize("act", [preview, lambda cloud, key: send(cloud, key=key, to="me@example.org")])
@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("posts/none.md", "posts/none.md: there is no such source, nor a letter of this name"),
        ("posts/draft.md", "posts/draft.md is not on the site: its state is draft"),
    ],
)
def test_what_is_not_on_the_site_is_no_letter(house: LetterHouse, act: object, key: str, why: str) -> None:
    publish(house, post(draft=True), "posts/draft.md")

    with pytest.raises(CannotError, match=why):
        act(house.cloud, key=key)  # type: ignore[operator]


def test_a_preview_that_can_not_be_written_is_told(house: LetterHouse, tmp_path: Path) -> None:
    publish(house)

    with pytest.raises(CannotError, match=r"can't write .*: No such file or directory"):
        preview(house.cloud, key=KEY, html=tmp_path / "nowhere" / "letter.html")


def test_a_test_letter_is_marked_and_stands_in_no_ledger(house: LetterHouse) -> None:
    house.follow("ann@example.org")
    publish(house)

    assert send(house.cloud, key=KEY, to="me@example.org") == 0

    (one,) = house.mail.sent
    assert (one.to, one.tags["letter"], parsed(one)["Subject"]) == ("me@example.org", "test", "[Test] News")
    assert house.entry("me@example.org") is None
    house.wait()
    assert house.readers() == ["ann@example.org", "me@example.org"]


def test_the_links_of_a_test_letter_work_for_who_gets_it(house: LetterHouse) -> None:
    publish(house)
    send(house.cloud, key=KEY, to="me@example.org")

    leave = str(parsed(house.mail.sent[0])["List-Unsubscribe"]).partition("?t=")[2].partition(">")[0]

    keys = tokens.Keyring(house.cloud.keys, house.cloud.pepper)
    assert tokens.read(keys, "unsubscribe", leave, house.clock.time) == (house.id("me@example.org"),)


def test_two_test_letters_are_two_messages(house: LetterHouse) -> None:
    publish(house)

    send(house.cloud, key=KEY, to="me@example.org")
    send(house.cloud, key=KEY, to="me@example.org")

    first, second = house.mail.sent
    assert parsed(first)["Message-ID"] != parsed(second)["Message-ID"]


def test_no_test_letter_goes_to_a_suppressed_address(house: LetterHouse) -> None:
    publish(house)
    suppress(house.cloud, address="me@example.org")

    with pytest.raises(CannotError, match="is suppressed"):
        send(house.cloud, key=KEY, to="me@example.org")

    assert house.mail.sent == []


def test_a_cancelled_letter_reaches_nobody_until_it_is_resumed(house: LetterHouse, capsys: Said) -> None:
    house.follow("ann@example.org")
    publish(house)

    assert cancel(house.cloud, key=KEY) == 0
    house.wait()
    before = house.readers()
    assert resume(house.cloud, key=id_of(KEY)) == 0
    house.wait()

    assert (before, house.readers()) == ([], ["ann@example.org"])
    assert capsys.readouterr().out.splitlines() == [
        "posts/news.md is cancelled, sent to 0 subscribers",
        f"{id_of(KEY)} is due at 2026-11-25 21:11",
    ]


@pytest.mark.parametrize(
    ("act", "why"),
    [(cancel, "posts/news.md is sent, to 1 subscriber"), (resume, "is sent, to 1 subscriber: there is nothing to resume")],
)
def test_a_letter_that_is_sent_can_be_neither_cancelled_nor_resumed(house: LetterHouse, act: object, why: str) -> None:
    house.follow("ann@example.org")
    house.announce()

    with pytest.raises(CannotError, match=why) as caught:
        act(house.cloud, key=KEY)  # type: ignore[operator]

    assert (caught.value.status, house.state()) == (1, "sent")


@pytest.mark.parametrize("act", [cancel, resume])
def test_what_has_no_letter_can_be_neither_cancelled_nor_resumed(house: LetterHouse, act: object) -> None:
    with pytest.raises(CannotError, match=r"posts/none\.md has no letter"):
        act(house.cloud, key="posts/none.md")  # type: ignore[operator]
