"""`presswork phrases`: write a catalogue to fill in, with the phrases that are translated already."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import click
from babel.core import Locale, UnknownLocaleError
from babel.messages.plurals import PLURALS, get_plural
from babel.messages.pofile import read_po, write_po
from babel.plural import to_gettext

from chalicelib import codec
from chalicelib.content.frontmatter.parsed_values import Scalar
from chalicelib.content.frontmatter.readers import UnfitError
from chalicelib.content.plain_text import decoded
from chalicelib.content.site import catalogue_names
from chalicelib.content.site.scalars import language_code
from chalicelib.errors import Refusal
from chalicelib.rendering.language.catalogues import REFERENCE, Catalogue
from chalicelib.rendering.language.phrases import CATALOGUES, Phrasebook, built_in
from chalicelib.rendering.language.po_files import NUMBERS, PLAIN, fault, forms_of, read_catalogue
from infra.commands.options import PATH
from infra.terminal.exit_codes import FOUND, UNABLE
from infra.terminal.streams import CannotError, on_one_line, remark
from infra.terminal.writer import write

HEADER = """\
# The words that readers see. Whatever you leave empty stays in English. You can delete lines you don't want to change.
msgid ""
msgstr ""
"Language: {lang}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {rule}\\n"

"""


def language(_ctx: click.Context, _param: click.Parameter, code: str) -> str:
    """Return a language code that site.yaml accepts."""
    try:
        return language_code(Scalar(code, code))
    except UnfitError as error:
        raise click.BadParameter(f"{code!r} isn't {error}") from error


@click.command(epilog="Example: presswork phrases nl blog > blog/templates/phrases/nl.po")
@click.argument("lang", metavar="LANG", callback=language, help="The code of the language, as in site.yaml.")
@click.argument("source", metavar="[SRC]", type=PATH, default=None, help="Your blog's folder, for translations you made before.")
def command(*, lang: str, source: Path | None) -> int:
    """Print a translation file to fill in; phrases that already have a translation keep it."""
    if source and not source.is_dir():
        raise CannotError(f"{source} isn't a folder", UNABLE)
    own = source / "templates" / catalogue_names.name_of(lang) if source else None
    try:
        words = (
            {lang: codec.dumps(read_catalogue(decoded(own.read_bytes()), lang, built_in(REFERENCE)))}
            if own and own.exists()
            else {}
        )
    except Refusal as refusal:
        remark(on_one_line(f"{own}:{refusal.line}: {refusal.reason.why} (found: {refusal.found})"))
        return FOUND
    write(to_fill_in(lang, Phrasebook(words)), end="")
    return 0


def to_fill_in(lang: str, phrases: Phrasebook) -> str:
    """Return all phrases as a `.po`, each with its translation in this language, or empty."""
    catalogues = phrases.catalogues(lang)
    rule = catalogues[0].plural if catalogues else usual_rule(lang)
    with (CATALOGUES / f"{REFERENCE}.po").open("rb") as file:
        template = read_po(file, locale=REFERENCE)
    template.mime_headers = [("Plural-Forms", rule)]  # by which forms are written
    for message in template:
        message.string = next(
            filter(None, (translation_in(one, message.id, rule) for one in catalogues)), empty_translation(message.id, rule)
        )
    output = BytesIO()
    write_po(output, template, width=0, omit_header=True)
    return HEADER.format(lang=lang, rule=rule) + output.getvalue().decode()


def usual_rule(lang: str) -> str:
    """Return the plural rule of a language: gettext's, else CLDR's, else that of English."""
    try:
        locale = Locale.parse(lang, sep="-")
    except (UnknownLocaleError, ValueError):
        return PLAIN
    forms = len({locale.plural_form(number) for number in NUMBERS})  # CLDR has some for fractions, too, and phrases count things
    whole = FOR_POWERS.sub("0", to_gettext(locale.plural_form).partition("plural=")[2])
    old: tuple[str, ...] = (str(get_plural(locale)),) if {str(locale), locale.language} & PLURALS.keys() else ()
    rules = (*old, f"nplurals={forms}; plural={whole}", PLAIN)
    return next(rule for rule in rules if not fault(rule))


FOR_POWERS = re.compile(r"\be\b")  # CLDR's name for the power of ten that a number is written with


def translation_in(catalogue: Catalogue, phrase: Any, rule: str) -> Any:
    """Return a catalogue's translation of a phrase, where it fits this rule."""
    if isinstance(phrase, str):
        return catalogue.one(phrase)
    forms = catalogue.words.get(phrase[0], ())
    return tuple(forms) if catalogue.plural == rule and not isinstance(forms, str) else ()


def empty_translation(phrase: Any, rule: str) -> Any:
    return "" if isinstance(phrase, str) else ("",) * forms_of(rule)
