"""What a push would do, said without doing it."""

import pytest

from tests.authoring.author import GOOD, Author
from tests.letters.blog import TODAY, LetterBlog
from tests.publishing.blog import URL, post


@pytest.fixture
def blog() -> LetterBlog:
    return LetterBlog()


def test_a_new_post_would_be_published_at_its_address_and_nothing_is_written(author: Author, blog: LetterBlog) -> None:
    author.write({"posts/a.md": GOOD})

    assert author.forecast() == 0

    assert author.said == [f"posts/a.md  would be published: {URL}/2026/11/20/a/", "1 file would be uploaded"]
    assert list(blog.objects()) == []
    assert not author.contents.puts
    assert not (author.folder / ".presswork").exists()


def test_a_post_that_moves_says_where_it_was_and_that_readers_are_redirected(author: Author) -> None:
    author.write({"posts/a.md": post(slug="old")})
    author.push()
    author.write({"posts/a.md": post(slug="new")})

    author.forecast()

    assert author.said[0] == f"posts/a.md  would move: {URL}/2026/11/20/old/ → {URL}/2026/11/20/new/, with a redirect"


def test_what_becomes_a_draft_would_be_unpublished(author: Author) -> None:
    author.write({"posts/a.md": post()})
    author.push()
    author.write({"posts/a.md": post(draft=True)})

    author.forecast()

    assert author.said[0] == f"posts/a.md  would be unpublished: {URL}/2026/11/20/a/"


def test_what_is_due_later_says_when(author: Author) -> None:
    author.write({"posts/a.md": post(date="2027-01-02 10:00")})

    author.forecast()

    assert author.said[0] == "posts/a.md  would be published at 2027-01-02 10:00"


def test_what_would_be_removed_is_said(author: Author) -> None:
    author.write({"posts/a.md": post()})
    author.push()
    (author.folder / "posts/a.md").unlink()

    author.forecast(delete=True)

    assert author.said[0] == f"posts/a.md  would be removed: {URL}/2026/11/20/a/"
    assert author.asked == []


def test_an_address_that_another_file_has_would_be_refused(author: Author, blog: LetterBlog) -> None:
    blog.publish({"posts/theirs.md": post(slug="here")})
    author.write({"posts/mine.md": post(slug="here")})

    assert author.forecast() == 1

    assert author.told("refused")[0]["code"] == "taken"


def test_a_letter_would_go_to_those_whom_it_reaches(author: Author, blog: LetterBlog) -> None:
    blog.follow("ann@example.org", "ben@example.org")
    blog.follow("cat@example.org", categories=("other",))
    blog.follow("dee@example.org", authors=("ann",))
    blog.follow("eva@example.org", authors=("bo",))
    author.write({"posts/news.md": post(date=TODAY, title="News", authors=["Ann"])})

    author.forecast()

    assert "posts/news.md  would be mailed to 3 subscribers" in author.said


def test_an_edit_is_mailed_to_nobody(author: Author, blog: LetterBlog) -> None:
    blog.follow("ann@example.org")
    author.write({"posts/news.md": post(date=TODAY, title="News")})
    author.push()
    author.write({"posts/news.md": post(date=TODAY, title="New news")})

    author.forecast()

    assert author.said[0].startswith("posts/news.md  would change: ")
    assert author.told("would-mail") == []


def test_a_note_is_mailed_to_nobody_on_its_own(author: Author, blog: LetterBlog) -> None:
    blog.follow("ann@example.org")
    author.write({"posts/note.md": post(date=TODAY, title=None, type="note")})

    author.forecast()

    assert author.said[0].startswith("posts/note.md  would be published")
    assert author.told("would-mail") == []
