"""What a language calls itself, and what letters it has, by its code: `Español`, `简体中文`, `Português (Brasil)`."""

from collections.abc import Mapping

from babel import Locale, UnknownLocaleError
from babel.core import get_global


def own_name(code: str) -> tuple[str, str]:
    """Return the language's name for itself and its direction; a language that Babel doesn't know has its code as its name."""
    try:
        locale = Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return code, "ltr"
    name = _name(locale) or code
    return name[0].upper() + name[1:], locale.text_direction


def script_of(code: str) -> str:
    """Return the script that a language is written in where its code doesn't say; empty if that isn't known."""
    _, _, beside = _likely(code).partition("_")
    return beside.partition("_")[0]


def _name(locale: Locale) -> str:
    """Return the name with its script and region in brackets; some scripts have a name of their own, as `简体中文`."""
    region = "" if locale.script and _is_usual(locale) else locale.territory
    written = locale.languages.get(f"{locale.language}_{locale.script}") if locale.script else ""
    if written:
        place = locale.territories.get(region or "", "")
        return f"{written} ({place})" if place else str(written)
    return Locale(locale.language, region or None, locale.script).display_name or ""


def _is_usual(locale: Locale) -> bool:
    """Return whether the region is the one that the language in this script comes from."""
    usual = (_likely(locale.language), _likely(f"{locale.language}_{locale.script}"))
    return f"{locale.language}_{locale.script}_{locale.territory}" in usual


def _likely(code: str) -> str:
    return str(get_global("likely_subtags").get(code, ""))


LETTERS: Mapping[str, frozenset[str]] = {
    "Hans": frozenset({"CJK"}),
    "Hant": frozenset({"CJK"}),
    "Jpan": frozenset({"CJK", "HIRAGANA", "KATAKANA"}),
    "Kore": frozenset({"HANGUL", "CJK"}),
}
"""The names of letters, for scripts that Unicode has in parts, or under another name than CLDR."""


def letters_of(code: str) -> frozenset[str]:
    """Return how the names of a language's letters begin in Unicode, such as `LATIN`; nothing for an unknown language."""
    language, *parts = code.split("-")
    script = next((part.title() for part in parts if len(part) == SCRIPT_LENGTH), script_of(language))
    name = str(Locale("en").scripts.get(script, "")).upper()
    return LETTERS.get(script) or frozenset({name} if name else ())


SCRIPT_LENGTH = 4
