"""Presswork's own words for readers, in their language."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from chalicelib.newsletter.mail.edition import ELSEWHERE, LETTERS
from chalicelib.newsletter.mail.notes import NOTES
from chalicelib.newsletter.rules.preferences_text import MORE, SENTENCES
from chalicelib.rendering.language.catalogues import REFERENCE, chooser
from chalicelib.rendering.language.phrases import (
    CATALOGUES,
    Phrasebook,
    built_in,
    date_text,
    day_text,
    lineage,
    list_text,
    month_text,
    number_text,
    script_text,
)
from chalicelib.rendering.language.po_files import forms_of, read_built_in, read_catalogue
from chalicelib.rendering.pages.comments import TITLE
from chalicelib.rendering.pages.post_or_redirect import LARGER
from chalicelib.rendering.presenters import CODE, COPIED, COPY, TABLE

TEMPLATES = CATALOGUES.parent
OFFERED = sorted(path.stem for path in CATALOGUES.glob("*.po"))
BUILT_IN = Phrasebook()


def used() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    forms = ("**.html", "**.txt")
    options = {form: {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"} for form in forms}
    for file, _, phrase, _, _ in extract_from_dir(
        TEMPLATES, [(form, "jinja2") for form in forms], options, keywords={"_": None, "ngettext": (1, 2), "plurals": (1, 2)}
    ):
        yield file, phrase
    for phrase in (ELSEWHERE, *(phrase for kind in LETTERS.values() for phrase in (kind.subject, kind.why))):
        yield "newsletter/mail/edition.py", phrase
    sentences = (phrase for by_topics in SENTENCES.values() for phrase in by_topics.values())
    yield from (("newsletter/rules/preferences_text.py", phrase) for phrase in (*sentences, *MORE.values()))
    yield "rendering/pages/comments.py", TITLE
    yield "rendering/pages/post_or_redirect.py", LARGER
    yield from (("rendering/presenters.py", phrase) for phrase in (CODE, TABLE, COPY, COPIED))
    for note in NOTES.values():
        yield from (
            ("newsletter/mail/notes.py", phrase) for phrase in (note.subject, *note.before, note.button, *note.after, note.why)
        )


def test_english_phrases_load_no_babel() -> None:
    imports = "import sys; from chalicelib.rendering.language.phrases import Phrasebook"
    code = f"{imports}; Phrasebook().gettext('en', 'Home'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()  # noqa: S603 - our own code

    assert "babel" not in loaded


def test_the_english_catalogue_has_all_phrases_of_templates_and_mails() -> None:
    listed = (CATALOGUES / "en.po").read_text("utf-8")

    lacking = [phrase for _, phrase in used() if f'msgid "{phrase if isinstance(phrase, str) else phrase[0]}"' not in listed]

    assert lacking == []


# ---- the catalogues


@pytest.mark.parametrize("lang", OFFERED)
def test_a_catalogue_translates_all_phrases_and_no_others(lang: str) -> None:
    """A fuzzy entry counts as missing."""
    assert built_in(lang).words.keys() == built_in("en").words.keys()
    assert BUILT_IN.missing(lang) == ()


@pytest.mark.parametrize("lang", OFFERED)
def test_a_built_in_catalogue_passes_the_checks_of_a_sites_own(lang: str) -> None:
    text = (CATALOGUES / f"{lang}.po").read_text("utf-8")

    assert "Plural-Forms:" in text
    assert read_catalogue(text, lang, built_in(REFERENCE)) == built_in(lang)


@pytest.mark.parametrize("lang", OFFERED)
def test_the_rule_of_a_catalogue_uses_each_form(lang: str) -> None:
    rule = built_in(lang).plural

    assert {chooser(rule)(number) for number in range(1_000)} == set(range(forms_of(rule)))


def test_a_built_in_catalogue_is_never_refused() -> None:
    faulty = 'msgid "Home"\nmsgstr "100 %"\n\nmsgid "Home"\nmsgstr "A"\n'

    assert read_built_in(faulty).one("Home") == "A"


def test_babels_plural_rules_change_no_text() -> None:
    """Babel 2.19 gave Spanish, French and Portuguese a third form, so their catalogues were refused."""
    done = subprocess.run([sys.executable, "-c", OTHER_PLURALS], capture_output=True, text=True, check=True)  # noqa: S603 - our own code

    said = [BUILT_IN.ngettext(lang, "%(num)s post", "%(num)s posts", number) for lang in OFFERED for number in (1, 2, 1_000_000)]
    assert done.stdout.splitlines() == said


OTHER_PLURALS = """
import sys
from babel.core import Locale
from babel.plural import PluralRule
odd = {"zero": "n mod 7 = 0", "one": "n mod 7 = 1", "two": "n mod 7 = 2", "few": "n mod 7 = 3", "many": "n mod 7 = 4"}
Locale.plural_form = property(lambda self: PluralRule(odd))
from chalicelib import codec
from chalicelib.rendering.language.phrases import CATALOGUES, Phrasebook, built_in
from chalicelib.rendering.language.po_files import read_catalogue
sys.stdout.reconfigure(encoding="utf-8")
langs = sorted(path.stem for path in CATALOGUES.glob("*.po"))
files = {lang: (CATALOGUES / f"{lang}.po").read_text("utf-8") for lang in langs}
own = {lang: codec.dumps(read_catalogue(text, lang, built_in("en"))) for lang, text in files.items()}
for lang in langs:
    for number in (1, 2, 1_000_000):
        said = {book.ngettext(lang, "%(num)s post", "%(num)s posts", number) for book in (Phrasebook(own), Phrasebook())}
        print(*said)
"""


@pytest.mark.parametrize("lang", OFFERED)
def test_a_form_for_many_numbers_contains_the_number(lang: str) -> None:
    choose = chooser(built_in(lang).plural)
    many = {choose(number) for number in range(3, 100)}
    counted = [forms for forms in built_in(lang).words.values() if not isinstance(forms, str)]

    assert [forms for forms in counted if not all("%(num)s" in forms[one] for one in many)] == []


def test_the_english_catalogue_changes_no_phrase() -> None:
    said = {phrase: words if isinstance(words, str) else words[0] for phrase, words in built_in("en").words.items()}

    assert {phrase: words for phrase, words in said.items() if words != phrase} == {}


def test_a_language_without_a_catalogue_uses_english() -> None:
    assert "Older posts" in BUILT_IN.missing("tlh")
    assert BUILT_IN.gettext("tlh", "Older posts") == "Older posts"
    assert BUILT_IN.ngettext("tlh", "%(num)s post", "%(num)s posts", 2) == "%(num)s posts"
    assert BUILT_IN.ngettext("tlh", "%(num)s post", "%(num)s posts", 1) == "%(num)s post"


def test_a_phrase_without_a_translation_stays_english() -> None:
    assert BUILT_IN.gettext("es", "A phrase of tomorrow") == "A phrase of tomorrow"


def test_a_dialect_uses_the_catalogue_of_its_language() -> None:
    assert BUILT_IN.gettext("es-MX", "Home") == "Inicio"
    assert BUILT_IN.missing("es-MX") == BUILT_IN.missing("es")


@pytest.mark.parametrize(
    ("lang", "speaks"),
    [
        ("es-MX", ("es-mx", "es-419", "es")),
        ("pt-BR", ("pt-br", "pt")),
        ("pt-AO", ("pt-ao", "pt-pt", "pt")),
        ("zh-CN", ("zh-cn", "zh-hans-cn", "zh-hans", "zh")),
        ("zh-TW", ("zh-tw", "zh-hant-tw", "zh-hant")),
        ("zh-HK", ("zh-hk", "zh-hant-hk", "zh-hant")),
        ("zh-Hant-MO", ("zh-hant-mo", "zh-hant-hk", "zh-hant")),
        ("sr-Latn", ("sr-latn",)),
        ("iw", ("iw", "he-il", "he")),
        ("nb", ("nb", "no")),
        ("tlh-Qaak", ("tlh-qaak", "tlh")),
    ],
)
def test_the_parents_of_a_language_never_have_another_script(lang: str, speaks: tuple[str, ...]) -> None:
    assert lineage(lang) == speaks


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
def test_arabic_has_six_plural_forms(number: int, said: str) -> None:
    assert BUILT_IN.ngettext("ar", "%(num)s post", "%(num)s posts", number) % {"num": number} == said


# ---- dates, numbers and lists


@pytest.mark.parametrize(
    ("lang", "date", "day", "month"),
    [
        ("en", "April 28, 2011", "Apr 28", "April 2011"),
        ("es", "28 de abril de 2011", "28 abr", "abril de 2011"),
        ("ar", "28 أبريل 2011", "28 أبريل", "أبريل 2011"),
        ("zh-Hant", "2011年4月28日", "4月28日", "2011年4月"),
        ("es-XX", "28 de abril de 2011", "28 abr", "abril de 2011"),
        ("not a language", "April 28, 2011", "Apr 28", "April 2011"),
    ],
)
def test_dates_are_formatted_in_the_language(lang: str, date: str, day: str, month: str) -> None:
    assert date_text("2011-04-28T23:59:59+02:00", lang) == date
    assert day_text("2011-04-28T23:59:59+02:00", lang) == day
    assert month_text("2011-04", lang) == month


def test_scripts_are_named_in_the_language() -> None:
    assert (script_text("Hani", "en"), script_text("Hani", "ja"), script_text("Qaax", "en")) == ("Han", "漢字", "Qaax")


def test_numbers_and_lists_are_formatted_in_the_language() -> None:
    assert number_text(12345, "es") == "12.345"
    assert list_text(["Ada", "Grace", "Mary"], "en") == "Ada, Grace, and Mary"
    assert list_text(["Ada", "Grace"], "ar") == "Ada وGrace"


def test_names_in_a_list_are_escaped() -> None:
    assert list_text(["<b>", "{0}"], "en") == "&lt;b&gt; and {0}"


def test_catalogues_have_no_creation_date() -> None:
    for path in Path(CATALOGUES).glob("*.po"):
        assert "POT-Creation-Date" not in path.read_text("utf-8")
