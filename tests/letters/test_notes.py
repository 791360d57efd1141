"""Notes in letters: whole in digests, and with a letter of their own only where front matter asks for one."""

import pytest

from tests.letters.blog import TODAY, LetterBlog
from tests.publishing.blog import post

NOTE = "posts/note.md"
FROST = "Frost on the **quay**, see [before](/before/).\n\n![](quay.jpg)"
SITE = "title: The Press\nlanguages: [en, es]\nzone: UTC\nnewsletter: {hour: 8}\n"
A_DAY = 24 * 3600


@pytest.fixture
def blog() -> LetterBlog:
    blog = LetterBlog()
    blog.publish({"site.yaml": SITE})
    blog.follow("each@example.org")
    blog.follow("daily@example.org", often="daily")
    return blog


def parts(blog: LetterBlog, number: int = 0) -> tuple[str, str]:
    """The plain and the HTML part of a letter."""
    text, html = blog.parsed()[number].iter_parts()
    return text.get_content().replace("\r\n", "\n"), html.get_content()


def test_a_note_is_in_the_digest_and_nobody_gets_it_alone(blog: LetterBlog) -> None:
    blog.announce(post(FROST, title=None, type="note", date=TODAY), NOTE)
    assert (blog.readers(), blog.state(NOTE)) == ([], "sent")

    blog.wait(A_DAY)
    text, html = parts(blog)

    assert blog.readers() == ["daily@example.org"]
    assert blog.parsed()[0]["Subject"].startswith("Frost on the quay")
    assert "Frost on the" in text
    assert "<h1" not in html
    assert "<h2" not in html
    assert '<a href="https://press.example/before/"' in html
    assert "<strong" in html


def test_a_digest_shows_notes_among_posts(blog: LetterBlog) -> None:
    blog.announce(post(FROST, title=None, type="note", date=TODAY), NOTE)
    blog.announce(post("Some text.", title="A post", date=TODAY), "posts/a.md")
    blog.wait(A_DAY)
    text, html = parts(blog, -1)

    assert blog.readers() == ["daily@example.org", "each@example.org"]
    assert blog.parsed()[-1]["Subject"] == "The Press: daily digest"
    assert html.count("<h2") == 1
    assert "A post\n------" in text
    assert "Read on the web" in html


def test_front_matter_may_ask_for_a_letter_of_a_note(blog: LetterBlog) -> None:
    blog.announce(post(FROST, title=None, type="note", date=TODAY, newsletter=True), NOTE)
    text, html = parts(blog)

    assert blog.readers() == ["each@example.org"]
    assert blog.parsed()[0]["Subject"].startswith("Frost on the quay")
    assert "<h1" not in html
    assert "Frost on the" in text


def test_a_note_without_words_has_a_subject(blog: LetterBlog) -> None:
    blog.announce(post("![](quay.jpg)", title="", date=f"{TODAY[:10]} 11:55", newsletter=True), NOTE)

    assert "11:55" in blog.parsed()[0]["Subject"]


def test_a_note_that_says_no_is_in_no_letter(blog: LetterBlog) -> None:
    blog.announce(post(FROST, title="", date=TODAY, newsletter=False), NOTE)
    blog.wait(A_DAY)

    assert blog.readers() == []
