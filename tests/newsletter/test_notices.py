"""The mails about following itself."""

import pytest
from lxml import html as lxml_html
from msgspec.structs import replace

from chalicelib.content.site.site import LocalizedText, Newsletter
from chalicelib.newsletter.mail.message import Edition
from chalicelib.newsletter.mail.notes import NOTES, note_edition
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.templates.templates import Templates
from tests.newsletter.context import CONTEXT, POST

LINK = "https://press.example/api/confirm?t=a.b-c_d"


def tree(edition: Edition) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(edition.html)


@pytest.mark.parametrize(
    ("kind", "lang", "subject"),
    [
        ("confirm", "en", 'Confirm your address to follow Salt & "Pepper"'),
        ("already", "en", 'You’re already following Salt & "Pepper"'),
        ("welcome", "en", 'You’re now following Salt & "Pepper"'),
        ("confirm", "es", "Confirma tu dirección para seguir Sal"),
        ("confirm", "ar", "أكّد عنوانك لتتابع ملح"),
    ],
)
def test_the_subject_of_a_note_is_in_the_readers_language(kind: str, lang: str, subject: str) -> None:
    edition = note_edition(CONTEXT, lang, kind, LINK)

    assert (edition.subject, edition.lang) == (subject, lang)
    assert subject in str(tree(edition).text_content())
    assert subject in edition.text


@pytest.mark.parametrize("kind", sorted(NOTES))
def test_every_note_has_its_link_once_and_names_its_sender(kind: str) -> None:
    edition = note_edition(CONTEXT, "en", kind, LINK)

    assert [one.get("href") for one in tree(edition).iter("a")].count(LINK) == 1
    assert edition.text.count(LINK) == 1
    assert "1 Quay <Street>" in edition.text


def test_a_confirmation_says_how_long_it_is_valid_and_what_a_stranger_should_do() -> None:
    edition = note_edition(CONTEXT, "en", "confirm", LINK)

    for part in (edition.html, edition.text):
        assert "This link expires in 3 days." in part
        assert "Just ignore this email" in part
        assert "unsubscribe" not in part
    assert f"Confirm: {LINK}" in edition.text


@pytest.mark.parametrize("kind", [kind for kind, row in NOTES.items() if row.tells_wishes])
def test_a_note_says_in_one_paragraph_more_what_its_reader_chose(kind: str) -> None:
    without, edition = (note_edition(CONTEXT, "en", kind, LINK, more=[chosen]) for chosen in ("", "Posts in <b>Ink</b> & more."))

    paragraphs = [str(one.text_content()) for one in tree(edition).iter("p")]

    assert paragraphs.count("Posts in <b>Ink</b> & more.") == 1
    assert len(paragraphs) == len(list(tree(without).iter("p"))) + 1
    assert "\n\nPosts in <b>Ink</b> & more.\n" in edition.text


def test_a_confirmation_and_a_welcome_say_what_their_reader_chose() -> None:
    assert {kind for kind, row in NOTES.items() if row.tells_wishes} == {"confirm", "welcome"}


def test_a_welcome_shows_the_newest_posts_and_can_be_left() -> None:
    edition = note_edition(CONTEXT, "en", "welcome", LINK, [POST, POST])

    assert edition.text.count(POST.url) == 2
    for part in (edition.html, edition.text):
        assert "Latest posts" in part
        assert f"https://press.example/api/unsubscribe?t={edition.mark}-unsubscribe" in part


def test_the_marks_of_two_readers_differ() -> None:
    assert note_edition(CONTEXT, "en", "welcome", LINK).mark != note_edition(CONTEXT, "en", "welcome", LINK + "x").mark


@pytest.mark.parametrize("kind", sorted(NOTES))
@pytest.mark.parametrize("form", ["html", "txt"])
def test_an_own_template_that_spoils_the_link_is_not_used(kind: str, form: str, caplog: pytest.LogCaptureFixture) -> None:
    own = Templates({f"mail/note.{form}": "{{ mail.link | upper }} {{ mail.manage | upper }} {{ mail.unsubscribe }}"})

    edition = note_edition(replace(CONTEXT, templates=own), "en", kind, LINK)

    assert edition == note_edition(CONTEXT, "en", kind, LINK)
    assert "does not show mail.link" in caplog.text
    assert LINK.partition("?t=")[2] not in caplog.text


@pytest.mark.parametrize("postal", ["", "1 Quay"])
def test_a_note_has_a_foot_only_for_what_stands_in_it(postal: str) -> None:
    site = replace(CONTEXT.site, newsletter=Newsletter(postal=LocalizedText({"en": postal})))

    edition = note_edition(SiteContext(site), "en", "confirm", LINK)

    assert ('class="foot"' in edition.html, "\n-- \n" in edition.text) == (bool(postal), bool(postal))
