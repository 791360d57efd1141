"""A letter that a site's own templates make too large for its item fails like any letter that can't be made, and says why."""

import random
from collections.abc import Callable, Mapping

import pytest
from msgspec.structs import replace

from chalicelib.content.limits import limit
from chalicelib.errors import REASONS, Refusal
from chalicelib.newsletter import letter_holds
from chalicelib.newsletter.letter_holds import LOOK, TRIES
from chalicelib.newsletter.mail.edition import digest_edition, post_edition
from chalicelib.newsletter.mail.edition_size import packed
from chalicelib.newsletter.mail.message import Edition
from chalicelib.newsletter.mail.notes import note_edition
from chalicelib.newsletter.rules.letter import id_of
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.templates.templates import Templates
from chalicelib.store.newsletter import letters
from tests.letters.blog import A_MINUTE, KEY, TODAY, LetterBlog
from tests.newsletter.context import CONTEXT, MARK, POST
from tests.newsletter.context import post as shown
from tests.publishing.blog import post

LETTER = id_of(KEY)
TOO_BIG = REASONS["letter-too-big"]
ROOM = limit("letter")
ALL_TRIES = TRIES * (int(LOOK.total_seconds()) + A_MINUTE)
LINKS = "{{ mail.manage }} {{ mail.unsubscribe }}"


def noise(size: int) -> str:
    """Return paragraphs that take a fifth more bytes than this when they are compressed."""
    digits = random.Random(1).randbytes(size).hex()  # noqa: S311 - it must be the same each time
    return "\n\n".join(digits[at : at + 60] for at in range(0, len(digits), 60))


def announced(text: str, **templates: str) -> LetterBlog:
    """Return a site with a reader, its own templates of letters, and a post whose letter was due."""
    blog = LetterBlog()
    blog.publish({"site.yaml": "title: The Press\n"})
    blog.publish({f"templates/mail/letter.{form}": template for form, template in templates.items()})
    blog.follow("ann@example.org")
    blog.announce(post(text, title="News", date=TODAY))
    return blog


def test_a_letter_too_large_for_its_item_fails_and_the_report_says_how_to_correct_it() -> None:
    whole = "{{ post.html }} " + LINKS
    blog = announced(noise(260_000), html=whole, txt=whole)
    blog.wait(ALL_TRIES)
    failed = blog.letter()

    assert failed is not None
    assert (failed.state, blog.readers(), blog.failed) == ("failed", [], [])
    warning = blog.warning(KEY) or ""
    assert all(said in warning for said in (TOO_BIG.why, "bytes compressed", TOO_BIG.instead))
    blog.wait(24 * 3600)
    assert blog.letter() == failed  # it doesn't come again forever


def test_with_a_shorter_template_it_is_sent_when_it_is_resumed() -> None:
    whole = "{{ post.html }} " + LINKS
    blog = announced(noise(260_000), html=whole, txt=whole)
    blog.wait(ALL_TRIES)

    blog.publish({"templates/mail/letter.html": None, "templates/mail/letter.txt": None})
    assert letter_holds.resume(blog.cloud, LETTER)
    blog.wait(3600)

    assert (blog.state(), blog.warning(KEY), blog.readers()) == ("sent", None, ["ann@example.org"])


def test_an_edition_of_the_largest_size_fits_into_its_item() -> None:
    blog, text = LetterBlog(), noise(328_000)
    assert ROOM - 10_000 < len(packed(text)) <= ROOM

    letters.put_edition(blog.cloud.table, LETTER, "n" * 16, text)


MADE: Mapping[str, Callable[[SiteContext], Edition]] = {
    "letter": lambda context: post_edition(context, POST, MARK),
    "digest": lambda context: digest_edition(context, "en", "daily", [POST] * 3, MARK),
}


@pytest.mark.parametrize("form", ["html", "txt"])
@pytest.mark.parametrize("name", MADE)
def test_a_huge_frame_is_refused(name: str, form: str) -> None:
    own = Templates({f"mail/{name}.{form}": LINKS + noise(ROOM + 20_000)})

    with pytest.raises(Refusal) as caught:
        MADE[name](replace(CONTEXT, templates=own))

    assert caught.value.code == "letter-too-big"


def test_a_letter_is_cut_until_its_text_fits_too() -> None:
    """The text may be much longer than the HTML, which mail programs measure."""
    own = Templates({"mail/letter.txt": "{% if not mail.cut %}" + noise(ROOM + 20_000) + "{% endif %}" + LINKS})

    edition = post_edition(replace(CONTEXT, templates=own), shown("<p>one</p><p>two</p>"), MARK)

    assert "one" in edition.html
    assert "two" not in edition.html


def test_a_mail_about_following_is_no_item_and_is_never_refused() -> None:
    own = Templates({"mail/note.txt": "{{ mail.link }} {{ mail.manage }} {{ mail.unsubscribe }}" + noise(ROOM + 20_000)})

    assert note_edition(replace(CONTEXT, templates=own), "en", "confirm", "https://press.example/api/confirm?t=token").html
