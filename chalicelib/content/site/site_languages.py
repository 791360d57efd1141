"""The languages of `site.yaml`: codes, with the names and directions that Babel knows, unless the author gives others."""

import re
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from chalicelib.content.addresses.language_names import own_name, script_of
from chalicelib.content.frontmatter.parsed_values import Value
from chalicelib.content.frontmatter.readers import UnfitError, text
from chalicelib.content.site.scalars import language_code, one_of
from chalicelib.content.site.site import Language
from chalicelib.content.site.value_reader import Part, SiteReader, plainly

LANGUAGE: Mapping[str, Part] = {
    "code": Part(plainly(language_code), "the code, such as `pt-BR`"),
    "name": Part(plainly(text), "the name in that language; without it, as CLDR has it"),
    "direction": Part(plainly(one_of("ltr", "rtl")), "`ltr` or `rtl`; without it, that of its script"),
}


def all_languages(reader: SiteReader, value: Value) -> tuple[Language, ...]:
    languages: tuple[Language, ...] = reader.each(language, value, "languages")
    if not languages or len({language_.code.lower() for language_ in languages}) != len(languages):
        raise UnfitError("one or more, each only once")
    return tuple(with_script(language_, languages) for language_ in languages)


def language(reader: SiteReader, value: Value) -> Language:
    """Read a code, with Babel's name and direction for it, or with the author's."""
    given = reader.table(LANGUAGE, value) if isinstance(value, Mapping) else {"code": language_code(value)}
    if "code" not in given:
        raise UnfitError("each language needs a code")
    return replace(known_language(given["code"]), **given)


def known_language(code: str) -> Language:
    """Return a language as Babel knows it."""
    return Language(code, *own_name(code))


def with_script(language_: Language, among: Iterable[Language]) -> Language:
    """Return the language with its script in its name, if another language differs only in its script (`zh`, `zh-Hant`)."""
    otherwise = any(re.fullmatch(f"{re.escape(language_.code)}-[a-z]{{4}}", other.code, re.IGNORECASE) for other in among)
    script = script_of(language_.code) if otherwise else ""
    full_name = known_language(f"{language_.code}-{script}").name
    return replace(language_, name=full_name) if script and language_.name == known_language(language_.code).name else language_
