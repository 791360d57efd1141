"""The words that Presswork itself says to readers, in their language.

A phrase is written in English where it is used and looked up in catalogues: a site's own, then the built-in ones,
`templates/phrases/<lang>.po`; first those of the language, then those of the languages above it, and what all of them
lack is said in English. Dates, numbers and lists take the form that CLDR (by Babel) gives them in the language. `en.po`
is the list of all phrases. Babel is loaded here by what needs it: an answer to a visitor in English, without a date,
is told without it. Pages have it anyway (`rendering/head.py`).
"""

# ruff: noqa: PLC0415 - see above

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from gettext import c2py
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from chalicelib import codec

if TYPE_CHECKING:
    from babel.core import Locale

CATALOGUES = Path(__file__).resolve().parents[2] / "templates" / "phrases"
REFERENCE = "en"
READ = ".json"  # how a catalogue ends that has been read, beside the `.po`
RULE = re.compile(r"\s*nplurals\s*=\s*([0-9]{1,2})\s*;\s*plural\s*=([^;]++)(?:;\s*)?")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The words of one language: by the English phrase (by its singular, where it counts something) one text, or one a form.

    `plural` is the rule that chooses the form, as gettext's header `Plural-Forms` has it.
    """

    plural: str
    words: Mapping[str, str | Sequence[str]]

    def one(self, phrase: str) -> str:
        """The words for a phrase; empty if it has none."""
        said = self.words.get(phrase, "")
        return said if isinstance(said, str) else ""

    def many(self, phrase: str, number: int) -> str:
        """The words for a phrase that counts something; empty if it has none."""
        said = self.words.get(phrase, "")
        return "" if isinstance(said, str) else said[self._form(number, len(said))]

    def _form(self, number: int, forms: int) -> int:
        """Which of so many forms the number takes: the last, where the rule fails for it or names one that there isn't."""
        try:
            form = chooser(self.plural)(number)
        except ArithmeticError:
            return forms - 1
        return form if 0 <= form < forms else forms - 1


@lru_cache(maxsize=64)
def chooser(rule: str) -> Callable[[int], int]:
    """Which form a number takes by this rule. Raises ValueError for what is no such rule."""
    found = RULE.fullmatch(rule)
    if not found:
        raise ValueError(rule)
    try:
        return c2py(found[2])
    except SyntaxError as error:  # c2py writes `n + !n` as Python's `n + not n`
        raise ValueError(rule) from error


class Phrasebook:
    """All that a site says in any language: its own catalogues, dumped and by language, before the built-in ones."""

    def __init__(self, own: Mapping[str, str] | None = None) -> None:
        self._own = {code.lower(): dumped for code, dumped in (own or {}).items()}
        self._found: dict[str, tuple[Catalogue, ...]] = {}

    def gettext(self, lang: str, phrase: str) -> str:
        """The phrase in this language, else in the nearest one above it, else in English."""
        return next(filter(None, (one.one(phrase) for one in self.catalogues(lang))), phrase)

    def ngettext(self, lang: str, one: str, many: str, number: int) -> str:
        """The same for a phrase that counts something, in the form that the number takes."""
        found = (catalogue.many(one, number) for catalogue in self.catalogues(lang))
        return next(filter(None, found), one if number == 1 else many)

    def missing(self, lang: str) -> tuple[str, ...]:
        """The phrases, in English, that are said in English in this language, for want of words."""
        if lang.partition("-")[0] == REFERENCE:
            return ()
        known = [catalogue.words for catalogue in self._above(lang)]
        return tuple(phrase for phrase in built_in(REFERENCE).words if not any(phrase in words for words in known))

    def catalogues(self, lang: str) -> tuple[Catalogue, ...]:
        """Those to look into, the nearest first; what they say wins over English as it is written."""
        if lang not in self._found:
            self._found[lang] = (*self._above(lang), *self._standing(REFERENCE))
        return self._found[lang]

    def _above(self, lang: str) -> tuple[Catalogue, ...]:
        return tuple(found for code in lineage(lang) if code != REFERENCE for found in self._standing(code))

    def _standing(self, code: str) -> Iterator[Catalogue]:
        """The site's own catalogue of this very language, and the built-in one; English stands in the code already."""
        if code in self._own:
            yield codec.loads(Catalogue, self._own[code])
        if code in _files() and code != REFERENCE:
            yield built_in(code)


@lru_cache(maxsize=64)
def built_in(code: str) -> Catalogue:
    """The catalogue that Presswork brings for this very language; in the zip it has been read already."""
    path = _files()[code.lower()]
    read_before = path.with_suffix(READ)
    if read_before.exists():
        return codec.loads(Catalogue, read_before.read_text("utf-8"))
    from chalicelib.rendering.po_files import read_built_in

    return read_built_in(path.read_text("utf-8"))


@lru_cache(maxsize=1)
def _files() -> Mapping[str, Path]:
    return {path.stem.lower(): path for path in sorted(CATALOGUES.glob("*.po"))}


# ---- languages


@lru_cache(maxsize=256)
def lineage(lang: str) -> tuple[str, ...]:
    """The language and those that may speak for it, the nearest first, in small letters: `zh-tw`, `zh-hant-tw`, `zh-hant`.

    By CLDR, so a script that isn't the usual one of its language never speaks for another, and old codes find new ones.
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
    """The languages, in small letters, in whose catalogues words for these are sought."""
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
    """The code without its last parts, one after the other."""
    parts = lang.split("-")
    return tuple("-".join(parts[:length]) for length in range(len(parts), 0, -1))


@lru_cache(maxsize=64)
def _locale(lang: str) -> "Locale":
    """What CLDR knows of the language, or of the nearest one above it (`es` for `es-XX`), or of English."""
    from babel.core import Locale, UnknownLocaleError

    for name in (*_shortened(lang), REFERENCE):
        try:
            return Locale.parse(name, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError("CLDR knows English")


# ---- forms


@lru_cache(maxsize=4096)
def date_text(iso: str, lang: str) -> str:
    """The day of an ISO date or time as the language writes it: `April 28, 2011`."""
    from babel.dates import format_date

    return format_date(date.fromisoformat(iso[:10]), "long", _locale(lang))


@lru_cache(maxsize=4096)
def month_text(month: str, lang: str) -> str:
    """A month, `2011-04`, as the language writes it: `April 2011`."""
    from babel.dates import format_skeleton

    return format_skeleton("yMMMM", date.fromisoformat(f"{month}-01"), locale=_locale(lang))


def number_text(number: int, lang: str) -> str:
    """A number as the language writes it: `12,345`."""
    from babel.numbers import format_decimal

    return format_decimal(number, locale=_locale(lang))


def list_text(items: Sequence[str], lang: str) -> Markup:
    """Some things in a row as the language says them: `A, B, and C`. Plain text is escaped, markup is kept."""
    from babel.lists import format_list

    return Markup(format_list([str(escape(item)) for item in items], locale=_locale(lang)))  # noqa: S704 (just escaped)
