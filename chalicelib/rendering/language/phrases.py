"""Phrases: Presswork's own words for readers, in their language.

A phrase is written in English where it is used, and looked up in catalogues: the site's own, then the built-in catalogue
`templates/phrases/<lang>.po`; first those of the language, then those of its parent languages, else the English phrase is
used. Dates, numbers and lists are formatted by CLDR (Babel). `en.po` lists all phrases. To add a phrase, write it where it is
used, and put it into `en.po` and every other catalogue; a test collects those in use. Babel is imported by the functions that
need it, so an answer to a visitor in English without a date doesn't load it. Pages load it anyway (`rendering/head.py`).
"""

# ruff: noqa: PLC0415 - see above

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from chalicelib import codec
from chalicelib.content.markdown.smartquotes import smarten
from chalicelib.rendering.language.catalogues import REFERENCE, Catalogue

if TYPE_CHECKING:
    from babel.core import Locale

CATALOGUES = Path(__file__).resolve().parents[3] / "templates" / "phrases"
SMALL = 1_000  # numbers below show all the kinds that a count of posts may be of
READ = ".json"  # the extension of a parsed catalogue, beside the `.po`


class Phrasebook:
    """The phrases of a site in all languages: its own catalogues, serialized, by language, then the built-in ones."""

    def __init__(self, own: Mapping[str, str] | None = None) -> None:
        self._own = {code.lower(): dumped for code, dumped in (own or {}).items()}
        self._by_language: dict[str, tuple[Catalogue, ...]] = {}

    def gettext(self, lang: str, phrase: str) -> str:
        """Return the phrase in this language, else in the nearest parent language, else in English."""
        text = next(filter(None, (catalogue.one(phrase) for catalogue in self.catalogues(lang))), "")
        return in_quotes(text, lang) if text else in_quotes(phrase, REFERENCE)

    def ngettext(self, lang: str, one: str, many: str, number: int) -> str:
        """Return the same for a phrase with a plural, in the form for the number."""
        text = next(filter(None, (catalogue.many(one, number) for catalogue in self.catalogues(lang))), "")
        return in_quotes(text, lang) if text else in_quotes(one if number == 1 else many, REFERENCE)

    def plurals(self, lang: str, one: str, many: str) -> Mapping[str, str]:
        """Return the text for each kind of number that the language tells apart, by the name that scripts know it by: `few`."""
        return {kind: self.ngettext(lang, one, many, number) for kind, number in _kinds_of_number(lang).items()}

    def missing(self, lang: str) -> tuple[str, ...]:
        """Return the English phrases without a translation in this language."""
        if lang.partition("-")[0] == REFERENCE:
            return ()
        translated = [catalogue.words for catalogue in self._above(lang)]
        return tuple(phrase for phrase in built_in(REFERENCE).words if not any(phrase in words for words in translated))

    def catalogues(self, lang: str) -> tuple[Catalogue, ...]:
        """Return the catalogues for a language, the nearest first; they replace the English phrase."""
        if lang not in self._by_language:
            self._by_language[lang] = (*self._above(lang), *self._catalogues_of(REFERENCE))
        return self._by_language[lang]

    def _above(self, lang: str) -> tuple[Catalogue, ...]:
        return tuple(catalogue for code in lineage(lang) if code != REFERENCE for catalogue in self._catalogues_of(code))

    def _catalogues_of(self, code: str) -> Iterator[Catalogue]:
        """Return the site's own catalogue of exactly this language, and the built-in one, which English doesn't need."""
        if code in self._own:
            yield codec.loads(Catalogue, self._own[code])
        if code in _files() and code != REFERENCE:
            yield built_in(code)


@lru_cache(maxsize=64)
def built_in(code: str) -> Catalogue:
    """Return the built-in catalogue of exactly this language; the functions' zip has it parsed."""
    return read(_files()[code.lower()])


def read(path: Path) -> Catalogue:
    """Return the built-in catalogue in this file."""
    read_before = path.with_suffix(READ)
    if read_before.exists():
        return codec.loads(Catalogue, read_before.read_text("utf-8"))
    from chalicelib.rendering.language.po_files import read_built_in

    return read_built_in(path.read_text("utf-8"))


@lru_cache(maxsize=1)
def _files() -> Mapping[str, Path]:
    return files_in(CATALOGUES)


def files_in(folder: Path) -> Mapping[str, Path]:
    """Return the catalogues in a folder by their languages, in lower case."""
    return {path.stem.lower(): path for path in sorted(folder.glob("*.po"))}


@lru_cache(maxsize=4096)
def in_quotes(phrase: str, lang: str) -> str:
    """Return the phrase with the quotes of this language; code in it, between backticks, stays as it is."""
    parts = phrase.split("`")
    return "`".join(part if number % 2 else smarten(part, lang) for number, part in enumerate(parts))


STOPS: Mapping[str, str] = {"hi": "।", "ja": "。", "zh": "。"}
"""What ends a sentence, where it isn't a dot."""


def sentence(text: str, lang: str) -> str:
    """Return a text as a sentence of this language."""
    return f"{text}{STOPS.get(lang.partition('-')[0], '.')}"


# ---- languages


@lru_cache(maxsize=256)
def lineage(lang: str) -> tuple[str, ...]:
    """Return the language and its parents, the nearest first, in lower case: `zh-tw`, `zh-hant-tw`, `zh-hant`.

    They are by CLDR: an unusual script never has a parent in another script, and old codes find new ones.
    """
    if lang == REFERENCE:
        return (lang,)
    from babel.core import Locale, UnknownLocaleError

    try:
        above = tuple(_parents(str(Locale.parse(lang, sep="-"))))
    except (UnknownLocaleError, ValueError):
        above = _shortened(lang)
    return tuple(dict.fromkeys((lang.lower(), *(code.replace("_", "-").lower() for code in above))))


def spoken(langs: Iterable[str]) -> frozenset[str]:
    """Return the languages, in lower case, whose catalogues are used for these languages."""
    return frozenset(code for lang in langs for code in (*lineage(lang), REFERENCE))


def _parents(name: str) -> Iterator[str]:
    from babel.core import get_global

    exceptions, likely = get_global("parent_exceptions"), get_global("likely_subtags")
    while name and name != "root":
        yield name
        language, _, rest = name.partition("_")
        is_other_script = len(rest) == len("Hant") and f"_{rest}" not in likely.get(language, "")
        name = exceptions.get(name) or ("" if is_other_script else name.rpartition("_")[0])


def _shortened(lang: str) -> tuple[str, ...]:
    """Return the code, then the code without its last part, and so on."""
    parts = lang.split("-")
    return tuple("-".join(parts[:length]) for length in range(len(parts), 0, -1))


@lru_cache(maxsize=64)
def _locale(lang: str) -> "Locale":
    """Return Babel's locale of the language, or of its nearest parent (`es` for `es-XX`), or of English."""
    from babel.core import Locale, UnknownLocaleError

    for name in (*_shortened(lang), REFERENCE):
        try:
            return Locale.parse(name, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError("CLDR knows English")


# ---- dates, numbers and lists


@lru_cache(maxsize=64)
def _kinds_of_number(lang: str) -> Mapping[str, int]:
    """Return the plural categories of the language, each with a number that is of it, as small as there is."""
    kind_of = _locale(lang).plural_form
    return {kind_of(number): number for number in reversed(range(SMALL))}


@lru_cache(maxsize=4096)
def date_text(iso: str, lang: str) -> str:
    """Return the day of an ISO date or time as the language writes it: `April 28, 2011`."""
    from babel.dates import format_date

    return format_date(date.fromisoformat(iso[:10]), "long", _locale(lang))


def moment_text(time: datetime, lang: str) -> str:
    """Return a time, in its own zone, as the language writes it: `April 28, 2011, 9:30 AM`."""
    from babel.dates import format_time, get_datetime_format

    locale = _locale(lang)
    pattern = str(get_datetime_format("long", locale=locale)).replace("'", "")
    at = format_time(time.time(), "short", locale=locale)
    return pattern.replace("{0}", at).replace("{1}", date_text(time.isoformat(), lang))


@lru_cache(maxsize=4096)
def day_text(iso: str, lang: str) -> str:
    """Return the day of an ISO date or time without its year, for lists below a year or a month: `Apr 28`."""
    from babel.dates import format_skeleton

    return format_skeleton("MMMd", date.fromisoformat(iso[:10]), locale=_locale(lang))


@lru_cache(maxsize=4096)
def month_text(month: str, lang: str) -> str:
    """Return a month, `2011-04`, as the language writes it: `April 2011`."""
    from babel.dates import format_skeleton

    return format_skeleton("yMMMM", date.fromisoformat(f"{month}-01"), locale=_locale(lang))


@lru_cache(maxsize=1024)
def number_text(number: int, lang: str) -> str:
    """Return a number as the language writes it: `12,345`."""
    from babel.numbers import format_decimal

    return format_decimal(number, locale=_locale(lang))


def script_text(script: str, lang: str) -> str:
    """Return the name of a script, by its code of ISO 15924, in this language: `Han`."""
    return str(_locale(lang).scripts.get(script, script))


def list_text(items: Sequence[str], lang: str) -> Markup:
    """Return a list as the language writes it: `A, B, and C`. Plain text is escaped, markup stays."""
    from babel.lists import format_list

    return Markup(format_list([str(escape(item)) for item in items], locale=_locale(lang)))  # noqa: S704 (just escaped)
