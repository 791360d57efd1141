"""When a post is mailed, and when it isn't."""

from datetime import timedelta

import pytest

from tests.letters.blog import GRACE, KEY, NEWS, TODAY, LetterBlog
from tests.publishing.blog import post

READER = "ada@example.org"


@pytest.fixture
def blog() -> LetterBlog:
    blog = LetterBlog()
    blog.publish({"site.yaml": "title: The Press\nlanguages: [en, es]\n"})
    blog.follow(READER)
    return blog


def test_a_new_post_is_mailed_when_its_grace_is_over(blog: LetterBlog) -> None:
    blog.publish({KEY: NEWS})
    blog.wait(GRACE - 60)
    assert blog.readers() == []
    blog.wait(120)
    assert blog.readers() == [READER]
    assert blog.state() == "sent"


def test_an_edit_within_the_grace_changes_the_letter(blog: LetterBlog) -> None:
    blog.publish({KEY: NEWS})
    blog.announce(post("Something else.", title="Other news", date=TODAY))
    assert [message["Subject"] for message in blog.parsed()] == ["Other news"]


def test_a_later_edit_mails_nothing(blog: LetterBlog) -> None:
    blog.announce()
    blog.announce(post("Edited.", title="News", date=TODAY))
    assert blog.readers() == [READER]


def test_deleting_a_post_and_uploading_it_again_mails_nothing(blog: LetterBlog) -> None:
    blog.announce()
    blog.publish({KEY: None})
    blog.announce()
    assert blog.readers() == [READER]


def rename(blog: LetterBlog, new: str, *, deleted_first: bool) -> None:
    steps: list[tuple[str, str | None]] = [(KEY, None), (new, NEWS)]
    blog.publish(dict(steps if deleted_first else reversed(steps)))


@pytest.mark.parametrize("deleted_first", [True, False])
def test_a_rename_mails_nothing(blog: LetterBlog, deleted_first: bool) -> None:
    blog.announce()
    rename(blog, "posts/renamed.md", deleted_first=deleted_first)
    blog.wait()
    assert blog.page("/2026/11/25/renamed/") is not None
    assert blog.readers() == [READER]


@pytest.mark.parametrize("deleted_first", [True, False])
def test_a_rename_within_the_grace_mails_once(blog: LetterBlog, deleted_first: bool) -> None:
    blog.publish({KEY: NEWS})
    rename(blog, "posts/renamed.md", deleted_first=deleted_first)
    blog.wait()
    assert blog.readers() == [READER]


DRAFT = NEWS.replace("---\n", "---\ndraft: true\n", 1)
UNLISTED = NEWS.replace("---\n", "---\nlisted: no\n", 1)
LATER = NEWS.replace(TODAY, "2026-11-25T15:00:00+00:00")


@pytest.mark.parametrize("away", [DRAFT, None, UNLISTED, LATER], ids=["a draft", "deleted", "unlisted", "put off"])
def test_a_post_taken_back_within_the_grace_is_mailed_once_it_is_published_again(blog: LetterBlog, away: str | None) -> None:
    blog.publish({KEY: NEWS})
    blog.publish({KEY: away})
    blog.wait()
    assert (blog.readers(), blog.state()) == ([], "withdrawn")
    if away != LATER:
        blog.publish({KEY: NEWS})
    blog.wait(4 * 3600)
    assert blog.readers() == [READER]


@pytest.mark.parametrize("slug", ["news", "other"])
@pytest.mark.parametrize("deleted_first", [True, False])
def test_a_rename_and_then_an_edit_within_the_grace_period_mail_the_last_text(
    blog: LetterBlog, slug: str, deleted_first: bool
) -> None:
    blog.publish({KEY: NEWS})
    new = f"posts/2026/{slug}.md"
    rename(blog, new, deleted_first=deleted_first)
    blog.announce(post("Edited.", title="News at last", date=TODAY), new)
    assert [message["Subject"] for message in blog.parsed()] == ["News at last"]


def test_a_rename_with_an_edit_that_keeps_the_address_is_mailed_once(blog: LetterBlog) -> None:
    blog.publish({KEY: NEWS})
    blog.publish({KEY: None})
    blog.announce(post("Edited.", title="News at last", date=TODAY), "posts/moved/news.md")
    assert [message["Subject"] for message in blog.parsed()] == ["News at last"]


@pytest.mark.parametrize("is_mailed", [True, False])
@pytest.mark.parametrize("deleted_first", [True, False])
def test_a_rename_with_an_edit_that_keeps_the_id_is_mailed_once(blog: LetterBlog, deleted_first: bool, is_mailed: bool) -> None:
    blog.publish({KEY: post("Before.", title="News", date=TODAY, id="7")})
    if is_mailed:
        blog.wait()
    steps = [(KEY, None), ("posts/renamed.md", post("Edited.", title="News at last", date=TODAY, id="7"))]
    blog.publish(dict(steps if deleted_first else reversed(steps)))
    blog.wait(4 * 3600)
    assert [message["Subject"] for message in blog.parsed()] == ["News" if is_mailed else "News at last"]


def test_a_copy_of_a_post_takes_its_letter_from_nobody(blog: LetterBlog) -> None:
    blog.publish({KEY: NEWS})
    blog.publish({"posts/copy.md": NEWS})
    blog.announce(post("Of its own.", title="Another", date=TODAY), "posts/copy.md")
    assert "News" in [message["Subject"] for message in blog.parsed()]
    assert blog.letter() is not None


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
def test_an_old_or_unmailed_post_is_not_mailed(blog: LetterBlog, source: str) -> None:
    blog.announce(source)
    blog.wait()
    assert blog.readers() == []


def test_a_page_outside_the_flow_is_not_mailed(blog: LetterBlog) -> None:
    blog.announce("# About\n\nUs.\n", "about.md")
    assert blog.readers() == []


def test_a_scheduled_post_is_mailed_when_it_appears(blog: LetterBlog) -> None:
    blog.announce(post(title="Soon", date="2026-11-26T12:00:00+00:00"))
    assert blog.readers() == []
    blog.clock.time += timedelta(hours=24)
    blog.wait()
    assert blog.readers() == [READER]


def test_a_post_refused_at_first_is_mailed_once_it_is_mended(blog: LetterBlog) -> None:
    blog.publish({KEY: "---\ndate: 2026-11-25T11:00:00Z\nlang: xx\n---\nText\n"})
    blog.announce()
    assert blog.readers() == [READER]


def test_an_event_that_comes_twice_or_late_mails_once(blog: LetterBlog) -> None:
    blog.publish({KEY: NEWS})
    blog.upload(KEY, NEWS)
    blog.announce()
    blog.upload(KEY, NEWS)
    blog.settle()
    blog.wait()
    assert blog.readers() == [READER]


def test_the_site_says_how_long_the_grace_is(blog: LetterBlog) -> None:
    blog.publish({"site.yaml": "title: The Press\nnewsletter: {grace: 1 hour}\n", KEY: NEWS})
    blog.wait()
    assert blog.readers() == []
    blog.wait(3600)
    assert blog.readers() == [READER]


def test_a_lost_letter_of_a_crashed_ingest_is_made_up_for(blog: LetterBlog) -> None:
    blog.publish({KEY: NEWS})
    blog.wait(GRACE)
    blog.letters.take(len(blog.letters))
    blog.wait(1800)
    assert blog.readers() == [READER]


WITHOUT = "title: The Press\nlanguages: [en, es]\nnewsletter: no\n"


def test_a_site_without_letters_mails_no_post(blog: LetterBlog) -> None:
    blog.follow("grace@example.org", often="daily")
    blog.publish({"site.yaml": WITHOUT})

    blog.publish({KEY: NEWS})
    blog.wait(86_400 + GRACE)

    assert blog.readers() == []


def test_a_letter_that_is_due_is_withdrawn_where_the_site_has_letters_no_more(blog: LetterBlog) -> None:
    blog.follow("grace@example.org", often="daily")
    blog.publish({KEY: NEWS})
    blog.publish({"site.yaml": WITHOUT})

    blog.wait(86_400 + GRACE)

    assert (blog.readers(), blog.state()) == ([], "withdrawn")


def test_letters_that_come_back_mail_what_is_new_since_then(blog: LetterBlog) -> None:
    blog.publish({"site.yaml": WITHOUT})
    blog.publish({KEY: NEWS})
    blog.wait()
    blog.publish({"site.yaml": "title: The Press\n"})

    blog.publish({"posts/later.md": post("Later.", title="Later", date=TODAY)})
    blog.wait()

    assert [message["Subject"] for message in blog.parsed()] == ["Later"]
