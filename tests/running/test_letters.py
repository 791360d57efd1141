"""What an author may see of a letter, and do to it."""

from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from msgspec.structs import replace

from chalicelib.newsletter import letter_holds
from chalicelib.newsletter.rules import tokens
from chalicelib.newsletter.rules.letter import id_of
from chalicelib.store.newsletter import letters, signup_halts
from chalicelib.times import in_utc
from infra.running.letters import cancel, list_, preview, resume, send
from infra.running.subscribers import suppress
from infra.terminal.streams import CannotError
from tests.letters.blog import KEY, NEWS, TODAY, LetterBlog, many, parsed
from tests.publishing.blog import post

Said = pytest.CaptureFixture[str]


def publish(blog: LetterBlog, source: str = NEWS, key: str = KEY) -> None:
    """Upload a post, and let it appear: its letter is due."""
    blog.upload(key, source)
    blog.settle()


def rows(said: str) -> list[list[str]]:
    return [line.split() for line in said.splitlines()]


def test_the_list_tells_what_became_of_each_letter_the_newest_first(blog: LetterBlog, capsys: Said) -> None:
    blog.follow(*many(3))
    blog.announce()
    letters.trouble(blog.cloud.table, id_of(KEY), "bounced")
    publish(blog, post(title="More", date=TODAY), "posts/more.md")

    assert list_(blog.cloud) == 0

    header, more, news = rows(capsys.readouterr().out)
    assert " ".join(header) == "LETTER STATE DUE SENT FAILED UNCERTAIN BOUNCED COMPLAINED UNREACHED TITLE"
    assert " ".join(news) == "posts/news.md sent 2026-11-25 21:10 3 0 0 1 0 0 News"
    assert " ".join(more).startswith("posts/more.md due 2026-11-25 21:2")


def test_the_list_says_why_a_letter_does_not_go_on(blog: LetterBlog, capsys: Said) -> None:
    publish(blog)
    letter_holds.stop(blog.cloud, id_of(KEY), "7 of 100 letters bounced")

    list_(blog.cloud)

    assert capsys.readouterr().out.splitlines()[-1] == "    7 of 100 letters bounced"


def test_the_list_says_what_its_rarer_counts_mean_where_there_are_any(blog: LetterBlog, capsys: Said) -> None:
    publish(blog)
    letters.trouble(blog.cloud.table, id_of(KEY), "soft")

    list_(blog.cloud)

    *_, remark = capsys.readouterr().out.splitlines()
    assert remark == "    1 unreached: the mailbox was full or couldn't be reached; the next letter tries again"


def test_the_list_is_short_unless_all_are_asked_for(blog: LetterBlog, capsys: Said) -> None:
    for number in range(25):
        publish(blog, post(title=f"Post {number}", date=TODAY), f"posts/{number}.md")

    list_(blog.cloud)
    short = capsys.readouterr().out
    list_(blog.cloud, all=True)

    assert (len(rows(short)), len(rows(capsys.readouterr().out))) == (21, 26)


def test_without_letters_the_list_says_so(blog: LetterBlog, capsys: Said) -> None:
    list_(blog.cloud)

    assert capsys.readouterr().out == "There are no letters yet. The next new post becomes one.\n"


def test_a_preview_is_the_letter_as_it_would_go_out_now(blog: LetterBlog, tmp_path: Path, capsys: Said) -> None:
    publish(blog)
    publish(blog, post("Something **else**.", title="Newer", date=TODAY))
    html, raw = tmp_path / "letter.html", tmp_path / "letter.eml"

    assert preview(blog.cloud, key=KEY, html=html, raw=raw) == 0

    said = capsys.readouterr().out
    assert said.startswith("Subject: Newer\n\n")
    assert "Something else." in said
    assert r"\x0d" not in said
    assert "else</strong>" in html.read_text()
    assert message_from_bytes(raw.read_bytes(), policy=policy.default)["Subject"] == "Newer"
    assert blog.mail.sent == []


def test_a_post_that_has_no_letter_can_be_previewed(blog: LetterBlog, capsys: Said) -> None:
    publish(blog, post("Long ago.", date="2011-04-28"), "posts/old.md")

    preview(blog.cloud, key="posts/old.md")

    assert blog.letter("posts/old.md") is None
    assert "Long ago." in capsys.readouterr().out


def test_the_letter_of_a_draft_can_be_previewed_and_tried_before_it_is_published(blog: LetterBlog, capsys: Said) -> None:
    publish(blog, post("Not yet.", draft=True), "posts/draft.md")

    preview(blog.cloud, key="posts/draft.md")
    send(blog.cloud, key="posts/draft.md", to="me@example.org")

    assert "Not yet." in capsys.readouterr().out
    assert b"Not yet." in blog.mail.sent[0].raw
    assert blog.letter("posts/draft.md") is None


def test_a_letter_that_was_opened_and_stopped_is_previewed_as_it_was_fixed(blog: LetterBlog, capsys: Said) -> None:
    blog.follow("ann@example.org")
    blog.announce()
    standing = blog.letter()
    assert standing
    letters.write(blog.cloud.table, replace(standing, state="stopped"))
    publish(blog, post("Edited.", title="Edited", date=TODAY))

    preview(blog.cloud, key=standing.id)

    assert capsys.readouterr().out.startswith("Subject: News\n")


@pytest.mark.parametrize("act", [preview, lambda cloud, key: send(cloud, key=key, to="me@example.org")])
@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("posts/none.md", "posts/none.md: there's no file or letter with this name"),
        ("posts/private.md", "posts/private.md isn't on the site: it is draft"),
    ],
)
def test_what_is_not_on_the_site_is_no_letter(blog: LetterBlog, act: object, key: str, why: str) -> None:
    publish(blog, post(private=True), "posts/private.md")

    with pytest.raises(CannotError, match=why):
        act(blog.cloud, key=key)  # type: ignore[operator]


def test_a_preview_that_can_not_be_written_is_reported(blog: LetterBlog, tmp_path: Path) -> None:
    publish(blog)

    with pytest.raises(CannotError, match=r"can't write .*: No such file or directory"):
        preview(blog.cloud, key=KEY, html=tmp_path / "nowhere" / "letter.html")


def test_a_test_letter_is_marked_and_stands_in_no_ledger(blog: LetterBlog) -> None:
    blog.follow("ann@example.org")
    publish(blog)

    assert send(blog.cloud, key=KEY, to="me@example.org") == 0

    (one,) = blog.mail.sent
    assert (one.to, one.tags["letter"], parsed(one)["Subject"]) == ("me@example.org", "test", "[Test] News")
    assert blog.entry("me@example.org") is None
    blog.wait()
    assert blog.readers() == ["ann@example.org", "me@example.org"]


def test_the_links_of_a_test_letter_work_for_who_gets_it(blog: LetterBlog) -> None:
    publish(blog)
    send(blog.cloud, key=KEY, to="me@example.org")

    leave = str(parsed(blog.mail.sent[0])["List-Unsubscribe"]).partition("?t=")[2].partition(">")[0]

    assert tokens.read(blog.cloud.keys, "unsubscribe", leave, blog.clock.time) == (blog.id("me@example.org"),)


def test_two_test_letters_are_two_messages(blog: LetterBlog) -> None:
    publish(blog)

    send(blog.cloud, key=KEY, to="me@example.org")
    send(blog.cloud, key=KEY, to="me@example.org")

    first, second = blog.mail.sent
    assert parsed(first)["Message-ID"] != parsed(second)["Message-ID"]


def test_no_test_letter_goes_to_a_suppressed_address(blog: LetterBlog) -> None:
    publish(blog)
    suppress(blog.cloud, address="me@example.org")

    with pytest.raises(CannotError, match="is suppressed"):
        send(blog.cloud, key=KEY, to="me@example.org")

    assert blog.mail.sent == []


def test_a_cancelled_letter_reaches_nobody_until_it_is_resumed(blog: LetterBlog, capsys: Said) -> None:
    blog.follow("ann@example.org")
    publish(blog)

    assert cancel(blog.cloud, key=KEY) == 0
    blog.wait()
    before = blog.readers()
    assert resume(blog.cloud, key=id_of(KEY)) == 0
    blog.wait()

    assert (before, blog.readers()) == ([], ["ann@example.org"])
    assert capsys.readouterr().out.splitlines() == [
        "posts/news.md was cancelled after 0 subscribers",
        f"{id_of(KEY)} is due at 2026-11-25 21:11",
    ]


@pytest.mark.parametrize(
    ("act", "why"),
    [(cancel, "posts/news.md was sent to 1 subscriber"), (resume, "was sent to 1 subscriber, so there's nothing to resume")],
)
def test_a_letter_that_is_sent_can_be_neither_cancelled_nor_resumed(blog: LetterBlog, act: object, why: str) -> None:
    blog.follow("ann@example.org")
    blog.announce()

    with pytest.raises(CannotError, match=why) as caught:
        act(blog.cloud, key=KEY)  # type: ignore[operator]

    assert (caught.value.status, blog.state()) == (1, "sent")


@pytest.mark.parametrize("act", [cancel, resume])
def test_what_has_no_letter_can_be_neither_cancelled_nor_resumed(blog: LetterBlog, act: object) -> None:
    with pytest.raises(CannotError, match=r"posts/none\.md has no letter"):
        act(blog.cloud, key="posts/none.md")  # type: ignore[operator]


# ---- sign-ups that wait


def test_the_list_says_which_sign_ups_wait_and_resume_lets_them_go_on(blog: LetterBlog, capsys: Said) -> None:
    now = blog.cloud.clock.now()
    for who in (signup_halts.SITE, "0" * 32):
        until = in_utc(now + timedelta(hours=6))
        assert signup_halts.begin(blog.cloud.table, signup_halts.Halt(who, until, "4 of 60 sign-up mails of today bounced"), now)

    list_(blog.cloud)
    told = capsys.readouterr().out
    resume(blog.cloud, key="sign-ups")
    resumed = capsys.readouterr().out
    list_(blog.cloud)

    assert "Sign-ups at one mail provider wait until 2026-11-26 03:00: 4 of 60 sign-up mails of today bounced." in told
    assert "All sign-ups wait until" in told
    assert "`presswork letters resume sign-ups` goes on now." in told
    assert resumed == "Sign-ups that waited are answered within the hour.\n"
    assert "wait until" not in capsys.readouterr().out


def test_where_no_sign_ups_wait_there_is_nothing_to_resume(blog: LetterBlog) -> None:
    with pytest.raises(CannotError, match="no sign-ups wait"):
        resume(blog.cloud, key="sign-ups")
