"""Catalogues of phrases in gettext's format (`.po`), parsed strictly, so that a translator's mistake never reaches a reader.

Babel parses the file. It accepts many mistakes, so the lines are checked against the grammar first (`AFTER`), and each phrase
against the English phrase (`CHECKS`). Fuzzy entries are ignored, as always in gettext. The plural forms come from the file's own
header, because CLDR's rules change with its releases, and a file that is accepted today must be accepted tomorrow. The built-in
catalogues are not checked here; tests check them.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from unicodedata import category

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser

from chalicelib.content.limits import limit
from chalicelib.errors import Refusal
from chalicelib.rendering.language.catalogues import REFERENCE, RULE, Catalogue, chooser

MOST_FORMS = limit("forms of a phrase")
NUMBERS = (*range(1_001), 10_000, 1_000_000)  # they cover each form of each language
COUNT = "%(num)s"  # the number, which some forms write as a word
QUOTED = 60  # characters of a phrase in a report


def read_catalogue(text: str, lang: str, english: Catalogue) -> Catalogue:
    """Return the catalogue of a `.po` file in this language; raise Refusal if it, or its fit to the `english` one, is wrong."""
    _check_lines(text)
    entries = _entries(text)
    _check_once(entries)
    translated = _translated(entries)
    if not translated:
        raise _refusal("no translations: every msgstr is empty or fuzzy")
    rule = _checked_rule(text, entries, translated)
    phrases = {} if lang == REFERENCE else english.words
    for entry in translated:
        _check(entry, rule, phrases)
    return _catalogue(rule, translated)


def read_built_in(text: str) -> Catalogue:
    """Return a built-in catalogue. Nothing in it is refused, whatever the versions of the libraries."""
    entries = _parsed(text, strict=False)
    return _catalogue(_header(entries)[1] or PLAIN, _translated(entries))


def _catalogue(rule: str, translated: Sequence["Entry"]) -> Catalogue:
    return Catalogue(rule, {entry.id: entry.forms if entry.plural else entry.forms[0] for entry in translated})


# ---- lines


START = ("msgid", "msgctxt")
AFTER: Mapping[str, tuple[str, ...]] = {
    "": START,
    "msgctxt": ("msgid",),
    "msgid": ("msgstr", "msgid_plural"),
    "msgid_plural": ("msgstr[0]",),
    "msgstr": START,
    **{f"msgstr[{number}]": (*START, f"msgstr[{number + 1}]") for number in range(MOST_FORMS)},
}
"""The keywords that may follow each keyword."""
LINE = re.compile(r'(?:([a-z_]+(?:\[[0-9]\])?) +)?"(?:[^"\\]|\\.)*"')


def _check_lines(text: str) -> None:
    last = ""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = LINE.fullmatch(line.strip())
        if not match or not (match[1] or last):
            raise _refusal(f'{_quoted(line)}, but a line is `msgid "…"`, `msgstr "…"`, `"…"` or a comment', number)
        if match[1] and match[1] not in AFTER[last]:
            raise _refusal(f"{_cut(match[1])} instead of {' or '.join(AFTER[last])}", number)
        last = match[1] or last
    if last in ("msgctxt", "msgid", "msgid_plural"):
        raise _refusal(f"the file ends after a {last}; its msgstr is missing")


def _line_of(text: str, word: str) -> int:
    """Return the line in which a string begins with this word, or 0."""
    lines = enumerate(text.split("\n"), 1)
    return next((number for number, line in lines if f'"{word}' in line and not line.lstrip().startswith("#")), 0)


# ---- entries


class Entry(NamedTuple):
    """One phrase of the file: its forms, without empty forms at the end."""

    id: str
    plural: str
    forms: tuple[str, ...]
    line: int
    is_fuzzy: bool


NO_HEADER = Entry("", "", ("",), 0, is_fuzzy=False)


class Written(Catalog):
    """A catalogue that accepts everything in the file: each entry, with any number of forms."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []

    @property
    def num_plurals(self) -> int:
        return MOST_FORMS

    def __setitem__(self, _id: Any, message: Message) -> None:
        ids, translated = ((value,) if isinstance(value, str) else tuple(value) for value in (message.id, message.string or ""))
        lacking = next((number for number, form in enumerate(reversed(translated)) if form.strip()), len(translated) - 1)
        forms = tuple(translated[: len(translated) - lacking])
        if not message.context:
            self.entries.append(Entry(ids[0], ids[1] if ids[1:] else "", forms, message.lineno or 0, message.fuzzy))


def _entries(text: str) -> Sequence[Entry]:
    try:
        return _parsed(text, strict=True)
    except PoFileError as error:
        raise _refusal(str(error), error.lineno + 1) from error


def _parsed(text: str, *, strict: bool) -> Sequence[Entry]:
    """Return all entries; if strict, raise PoFileError for an entry that Babel can't parse, else skip it."""
    written = Written()  # of comments, only the flags count
    lines = [line if not line.lstrip().startswith("#") or line.startswith("#,") else "" for line in text.split("\n")]
    PoFileParser(written, abort_invalid=strict).parse(lines)
    return written.entries


def _translated(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Return the entries with a translation."""
    return [entry for entry in entries if entry.id and not entry.is_fuzzy and any(form.strip() for form in entry.forms)]


def _check_once(entries: Sequence[Entry]) -> None:
    first: dict[str, Entry] = {}
    for entry in entries:
        if first.setdefault(entry.id, entry) is not entry:
            raise _refusal(f"{_quoted(entry.id)} a second time; the first is in line {first[entry.id].line}", entry.line)


# ---- plural rules

PLAIN = "nplurals=2; plural=(n != 1);"


def _header(entries: Sequence[Entry]) -> tuple[Entry, str]:
    """Return the header and its rule for plural forms; empty if it has none."""
    header = next((entry for entry in entries if not entry.id), NO_HEADER)
    rows = (row.partition(":") for row in header.forms[0].split("\n"))
    return header, next((value.strip() for name, _, value in rows if name.strip().lower() == "plural-forms"), "")


def _checked_rule(text: str, entries: Sequence[Entry], translated: Sequence[Entry]) -> str:
    """Return the rule of the header, which is optional without plural phrases."""
    header, rule = _header(entries)
    counted = next((entry for entry in translated if entry.plural), None)
    if not rule and counted:
        raise _refusal(f"{_quoted(counted.id)}, but no Plural-Forms in the header; {REMEDY}", counted.line)
    if rule and (wrong := fault(rule)):
        raise _refusal(f"Plural-Forms: {_cut(rule)}, which {wrong}; {REMEDY}", _line_of(text, "Plural-Forms") or header.line)
    return rule or PLAIN


REMEDY = f"write the language's rule, as `presswork phrases` prints it, such as Plural-Forms: {PLAIN}"


def fault(rule: str) -> str:
    """Return the fault of a rule; empty for a valid rule."""
    forms = forms_of(rule)
    try:
        choose = chooser(rule)
    except ValueError:
        return "isn't a rule"
    if not 1 <= forms <= MOST_FORMS:
        return f"has {_forms(forms)}, but can have from 1 to {MOST_FORMS}"
    lost = next((number for number in NUMBERS if not 0 <= choose(number) < forms), None)
    return "" if lost is None else f"has none of its {_forms(forms)} for the number {lost}"


def forms_of(rule: str) -> int:
    """Return the number of forms of a rule; 0 if it is invalid."""
    match = RULE.fullmatch(rule)
    return int(match[1]) if match else 0


# ---- phrases


Known = Mapping[str, str | Sequence[str]]


def _check(entry: Entry, rule: str, phrases: Known) -> None:
    for check in CHECKS:
        for wrong in check(entry, rule, phrases):
            raise _refusal(f"{_quoted(entry.id)}: {wrong}", entry.line)


def _is_of_its_kind(entry: Entry, _rule: str, phrases: Known) -> Iterator[str]:
    if entry.id in phrases and isinstance(phrases[entry.id], str) == bool(entry.plural):
        yield "a msgid_plural, but this phrase has none" if entry.plural else "no msgid_plural, but this phrase has one"


def _has_its_forms(entry: Entry, rule: str, _phrases: Known) -> Iterator[str]:
    wanted = forms_of(rule) if entry.plural else 1
    if len(entry.forms) != wanted or not all(form.strip() for form in entry.forms):
        yield f"{_forms(sum(bool(form.strip()) for form in entry.forms))}, but Plural-Forms says {wanted}"


def _keeps_its_places(entry: Entry, _rule: str, _phrases: Known) -> Iterator[str]:
    places = set(PLACE.findall(entry.id + entry.plural))
    needed = places - {COUNT} if entry.plural else places
    for form in entry.forms:
        has = set(PLACE.findall(form))
        if not needed <= has <= places:
            yield f"{_list(has)} in {_quoted(form)}, but English has {_list(places)}"
        if "%" in PLACE.sub("", form).replace("%%", ""):
            yield f"a % that isn't a placeholder, in {_quoted(form)}; write %%"


def _is_one_line(entry: Entry, _rule: str, _phrases: Known) -> Iterator[str]:
    for form in entry.forms:
        if any(category(letter) in ("Cc", "Zl", "Zp") for letter in form):
            yield f"a line break or a control character in {_quoted(form)}"


CHECKS: tuple[Callable[[Entry, str, Known], Iterator[str]], ...] = (
    _is_of_its_kind,
    _has_its_forms,
    _keeps_its_places,
    _is_one_line,
)
"""The checks of a translation: each gets the entry, the plural rule and the English phrases, and returns faults."""
PLACE = re.compile(r"%\([^()%]*\)s")


def _forms(count: int) -> str:
    return "1 form" if count == 1 else f"{count} forms"


def _list(places: set[str]) -> str:
    return _cut(", ".join(sorted(places))) or "no placeholder"


def _quoted(text: str) -> str:
    return f"`{_cut(text)}`"


def _cut(text: str) -> str:
    """Return a quotation of a text for a report, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= QUOTED else f"{line[: QUOTED - 1]}…"


def _refusal(detail: str, line: int = 0) -> Refusal:
    return Refusal("phrases", detail, line)
