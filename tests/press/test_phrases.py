"""What Presswork says to readers, in their language."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from chalicelib.mail.edition import ELSEWHERE, LETTERS
from chalicelib.mail.notes import NOTES
from chalicelib.press.phrases import CATALOGUES, date_text, list_text, missing, month_text, number_text, phrases

TEMPLATES = CATALOGUES.parent


def used() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    forms = ("**.html", "**.txt")
    options = {form: {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"} for form in forms}
    for file, _, phrase, _, _ in extract_from_dir(
        TEMPLATES, [(form, "jinja2") for form in forms], options, keywords={"_": None, "ngettext": (1, 2)}
    ):
        yield file, phrase
    for phrase in (ELSEWHERE, *(phrase for kind in LETTERS.values() for phrase in (kind.subject, kind.why))):
        yield "mail/edition.py", phrase
    for note in NOTES.values():
        yield from (("mail/notes.py", phrase) for phrase in (note.subject, *note.before, note.button, *note.after, note.why))


def test_the_list_of_phrases_holds_all_that_the_templates_say() -> None:
    listed = (CATALOGUES / "en.po").read_text("utf-8")

    lacking = [phrase for _, phrase in used() if f'msgid "{phrase if isinstance(phrase, str) else phrase[0]}"' not in listed]

    assert lacking == []


@pytest.mark.parametrize("lang", ["en", "es", "ar"])
def test_a_language_that_is_offered_lacks_nothing(lang: str) -> None:
    assert missing(lang) == ()


def test_a_language_without_a_catalogue_lacks_everything_and_speaks_english() -> None:
    assert "Older posts" in missing("tlh")
    assert phrases("tlh").gettext("Older posts") == "Older posts"
    assert phrases("tlh").ngettext("%(num)s post", "%(num)s posts", 2) == "%(num)s posts"


def test_a_phrase_that_a_catalogue_lacks_is_said_in_english() -> None:
    assert phrases("es").gettext("A phrase of tomorrow") == "A phrase of tomorrow"


def test_a_language_speaks_as_the_one_it_belongs_to() -> None:
    assert phrases("es-MX").gettext("Home") == "Inicio"
    assert missing("es-MX") == ()


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "لا تدوينات"),
        (1, "تدوينة واحدة"),
        (2, "تدوينتان"),
        (3, "3 تدوينات"),
        (11, "11 تدوينة"),
        (100, "100 تدوينة"),
        (103, "103 تدوينات"),
    ],
)
def test_arabic_counts_in_six_ways(number: int, said: str) -> None:
    assert phrases("ar").ngettext("%(num)s post", "%(num)s posts", number) % {"num": number} == said


@pytest.mark.parametrize("lang", sorted(path.stem for path in CATALOGUES.glob("*.po")))
def test_a_translation_keeps_the_places_of_what_is_filled_in(lang: str) -> None:
    places = ("%(authors)s", "%(date)s", "%(name)s", "%(year)s")
    for _, phrase in used():
        if isinstance(phrase, str):
            for place in places:
                assert (place in phrase) == (place in phrases(lang).gettext(phrase)), phrase


@pytest.mark.parametrize(
    ("lang", "day", "month"),
    [
        ("en", "April 28, 2011", "April 2011"),
        ("es", "28 de abril de 2011", "abril de 2011"),
        ("ar", "28 أبريل 2011", "أبريل 2011"),
        ("zh-Hant", "2011年4月28日", "2011年4月"),
        ("es-XX", "28 de abril de 2011", "abril de 2011"),
        ("not a language", "April 28, 2011", "April 2011"),
    ],
)
def test_dates_take_the_languages_own_form(lang: str, day: str, month: str) -> None:
    assert date_text("2011-04-28T23:59:59+02:00", lang) == day
    assert month_text("2011-04", lang) == month


def test_numbers_and_lists_take_the_languages_own_form() -> None:
    assert number_text(12345, "es") == "12.345"
    assert list_text(["Ada", "Grace", "Mary"], "en") == "Ada, Grace, and Mary"
    assert list_text(["Ada", "Grace"], "ar") == "Ada وGrace"


def test_names_in_a_list_are_escaped() -> None:
    assert list_text(["<b>", "{0}"], "en") == "&lt;b&gt; and {0}"


def test_the_catalogues_name_no_machine() -> None:
    for path in Path(CATALOGUES).glob("*.po"):
        assert "POT-Creation-Date" not in path.read_text("utf-8")
