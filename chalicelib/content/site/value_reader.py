"""Reading the values of `site.yaml` that have parts: tables, lists, and texts by language.

A text that readers see may be one string, or one string for each language (`{en: Books, es: Libros}`). `content.site.scalars`
reads single values, and `content.site.nested_keys` has the keys of `site.yaml` that have keys themselves.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeAlias

from chalicelib.content.addresses.addresses import language_named
from chalicelib.content.frontmatter.parsed_values import Scalar, Value, line_of
from chalicelib.content.frontmatter.readers import UnfitError, prose, read, text
from chalicelib.content.limits import limit
from chalicelib.content.markdown.typography import in_quotes_of
from chalicelib.content.site.scalars import key_report, nearest
from chalicelib.content.site.site import Language, LocalizedText
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen

MOST: Mapping[str, int] = {
    name: limit(name) for name in ("languages", "sidebar", "frames", "me", "links", "menu", "redirects", "disallow", "words")
}
"""The most parts that each list may have."""

Markdown: TypeAlias = Callable[[str, str], str]
"""A function that makes safe HTML of a Markdown text in a language."""

Row: TypeAlias = "Callable[[SiteReader, Value], Any]"


class Part(Frozen):
    """The row of a key within a key of `site.yaml`: its reader, and its meaning for the docs."""

    read: Row
    meaning: str

    def __call__(self, reader: "SiteReader", value: Value) -> Any:
        return self.read(reader, value)


class SiteReader(Frozen):
    """What reading needs to know: the site's languages, and the function that makes HTML of Markdown."""

    languages: tuple[Language, ...]
    markdown: Markdown

    def table(self, rows: Mapping[str, Row], value: Value, lines: Mapping[str, int] | None = None) -> dict[str, Any]:
        """Read a table of known keys; a key without a value is skipped, an unknown key is refused."""
        if not isinstance(value, Mapping):
            raise UnfitError
        given: dict[str, Any] = {}
        for name, part in value.items():
            line = (lines or {}).get(name) or line_of(part)
            if name not in rows:
                raise Refusal("site", key_report(name, rows), line)
            if not (isinstance(part, Scalar) and part.means is None):
                given[name] = read(partial(rows[name], self), name, part, line)
        return given

    def each(self, row: Row, value: Value, name: str) -> tuple[Any, ...]:
        """Read each part of a list."""
        if not isinstance(value, tuple):
            raise UnfitError
        check_length(value, name)
        return tuple(read(partial(row, self), name, part, line_of(part)) for part in value)

    def by_language(self, value: Value, reader: Callable[[Value, str], str]) -> LocalizedText:
        """Read a text that readers see: one for the first language, or one for each."""
        if not isinstance(value, Mapping):
            return LocalizedText({self.languages[0].code: reader(value, self.languages[0].code)})
        codes = self.codes(value)
        rows = {name: in_language(reader, code) for name, code in codes.items()}
        return LocalizedText({codes[name]: given for name, given in self.table(rows, value).items()})

    def codes(self, value: Mapping[str, Value]) -> Mapping[str, str]:
        """Return the languages of the site that these keys name, by key."""
        codes = {name: language_named(name, self.languages) for name in value}
        unknown = next((name for name, code in codes.items() if not code), None)
        if unknown is not None:
            raise Refusal("site", nearest(unknown, [language.code for language in self.languages]), line_of(value[unknown]))
        return codes

    def words(self, value: Value) -> LocalizedText:
        """Read a line of plain text, with the quotes of its language."""
        return self.by_language(value, lambda part, code: in_quotes_of(code, text(part)))

    def prose(self, value: Value) -> LocalizedText:
        """Read Markdown, as safe HTML."""
        return self.by_language(value, lambda part, code: self.markdown(prose(part), code))


def check_length(value: Mapping[str, Value] | tuple[Value, ...], name: str) -> None:
    """Refuse a list or table with more parts than the limit of its name."""
    if len(value) > MOST[name]:
        raise Refusal("site", f"{name}: {len(value):,} of them, but the limit is {MOST[name]:,}", line_of(value))


def in_language(reader: Callable[[Value, str], str], code: str) -> Row:
    return lambda _, value: reader(value, code)


def plainly(reader: Callable[[Value], Any]) -> Row:
    """Return the row of a reader that needs only the value."""
    return lambda _, value: reader(value)
