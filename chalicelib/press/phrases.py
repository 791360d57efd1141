"""The words that Presswork itself says to readers, in their language.

A phrase is written in English where it is used and looked up in a gettext catalogue, `templates/phrases/<lang>.po`;
what a catalogue lacks is said in English. Dates, numbers and lists take the form that CLDR (by Babel) gives them in the
language. `en.po` is the list of all phrases: a new language begins as a copy of it.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from markupsafe import Markup, escape

CATALOGUES = Path(__file__).resolve().parents[2] / "templates" / "phrases"
REFERENCE = "en"


@lru_cache(maxsize=64)
def phrases(lang: str) -> NullTranslations:
    """The phrases of this language: `gettext` and `ngettext` answer in English where a phrase or the language is missing."""
    catalogue = _catalogue(lang)
    if catalogue is None:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def missing(lang: str) -> tuple[str, ...]:
    """The phrases, in English, that this language has no words for yet."""
    catalogue = _catalogue(lang)
    if catalogue is None:
        return _said(_read(REFERENCE))
    return tuple(phrase for phrase in _said(_read(REFERENCE)) if not _has(catalogue, phrase))


@lru_cache(maxsize=4096)
def date_text(iso: str, lang: str) -> str:
    """The day of an ISO date or time as the language writes it: `April 28, 2011`."""
    return format_date(date.fromisoformat(iso[:10]), "long", _locale(lang))


@lru_cache(maxsize=4096)
def month_text(month: str, lang: str) -> str:
    """A month, `2011-04`, as the language writes it: `April 2011`."""
    return format_skeleton("yMMMM", date.fromisoformat(f"{month}-01"), locale=_locale(lang))


def number_text(number: int, lang: str) -> str:
    """A number as the language writes it: `12,345`."""
    return format_decimal(number, locale=_locale(lang))


def list_text(items: Sequence[str], lang: str) -> Markup:
    """Some things in a row as the language says them: `A, B, and C`. Plain text is escaped, markup is kept."""
    return Markup(format_list([str(escape(item)) for item in items], locale=_locale(lang)))  # noqa: S704 (just escaped)


@lru_cache(maxsize=64)
def _locale(lang: str) -> Locale:
    """What CLDR knows of the language, or of the nearest one above it (`es` for `es-XX`), or of English."""
    for name in (*_above(lang), REFERENCE):
        try:
            return Locale.parse(name, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError("CLDR knows English")


def _above(lang: str) -> tuple[str, ...]:
    """The language and those it belongs to, nearest first: `zh-Hant-TW`, `zh-Hant`, `zh`."""
    parts = lang.split("-")
    return tuple("-".join(parts[:length]) for length in range(len(parts), 0, -1))


def _catalogue(lang: str) -> Catalog | None:
    return next((_read(name) for name in _above(lang) if name in _languages()), None)


@lru_cache(maxsize=1)
def _languages() -> frozenset[str]:
    return frozenset(path.stem for path in CATALOGUES.glob("*.po"))


@lru_cache(maxsize=64)
def _read(lang: str) -> Catalog:
    with (CATALOGUES / f"{lang}.po").open("rb") as file:
        return read_po(file, locale=lang.replace("-", "_"), abort_invalid=True)


def _said(catalogue: Catalog) -> tuple[str, ...]:
    return tuple(_id(message.id) for message in catalogue if message.id)


def _id(phrase: str | Sequence[str]) -> str:
    """A phrase with a plural is known by its singular."""
    return phrase if isinstance(phrase, str) else phrase[0]


def _has(catalogue: Catalog, phrase: str) -> bool:
    found = catalogue.get(phrase)
    if found is None or found.fuzzy:
        return False
    said = (found.string,) if isinstance(found.string, str) else found.string
    return all(said or ("",))
