"""The readers of `site.yaml`'s values: tables, lists, and texts by language.

`ParseContext` has the readers that depend on the site's languages, `content.values` those of single values, and the tables at the
end have the keys of each part. A text that readers see may be one string, or one string for each language
(`{en: Books, es: Libros}`).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeAlias

from chalicelib.content import themeyaml
from chalicelib.content.addresses import language_named, term
from chalicelib.content.keyed_values import Scalar, Value, line_of
from chalicelib.content.language_names import own_name, script_of
from chalicelib.content.limits import limit
from chalicelib.content.menu import PAGES, form_of
from chalicelib.content.podcasts import Podcast
from chalicelib.content.presets import PRESETS
from chalicelib.content.readers import UnfitError, at, comments, flag, prose, read, text, topics
from chalicelib.content.redirects import leads_round, redirect
from chalicelib.content.site import (
    BESIDE,
    EACH_FORMAT,
    FEEDS,
    TOP,
    Language,
    Link,
    MenuEntry,
    Named,
    Newsletter,
    Robots,
    Sender,
    Text,
    Widget,
)
from chalicelib.content.theme import COLOURS, FONTS, LENGTHS, Theme
from chalicelib.content.values import (
    duration,
    host,
    language_code,
    link_url,
    mailbox,
    matching,
    named_sender,
    nearest,
    number_or_never,
    number_to,
    one_of,
    path_begin,
    podcast_category,
    sender,
)
from chalicelib.errors import Refusal

MOST: Mapping[str, int] = {
    name: limit(name) for name in ("languages", "sidebar", "frames", "me", "links", "menu", "redirects", "disallow")
}
"""The most parts that each list may have."""
WIDGETS = ("topics", "top", "feeds", "follow", "recent", "archives", "pages", "links", "text")

Markdown: TypeAlias = Callable[[str, str], str]
"""A function that makes safe HTML of a Markdown text in a language."""

Row: TypeAlias = "Callable[[ParseContext, Value], Any]"


@dataclass(frozen=True, slots=True)
class ParseContext:
    """The readers of `site.yaml` that need the site's languages, or the function that makes HTML of Markdown."""

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
                raise Refusal("site", nearest(name, rows), line)
            if not (isinstance(part, Scalar) and part.means is None):
                given[name] = read(partial(rows[name], self), name, part, line)
        return given

    def each(self, row: Row, value: Value, name: str) -> tuple[Any, ...]:
        """Read each part of a list."""
        if not isinstance(value, tuple):
            raise UnfitError
        check_length(value, name)
        return tuple(read(partial(row, self), name, part, line_of(part)) for part in value)

    def by_language(self, value: Value, reader: Callable[[Value, str], str]) -> Text:
        """Read a text that readers see: one for the first language, or one for each."""
        if not isinstance(value, Mapping):
            return Text({self.languages[0].code: reader(value, self.languages[0].code)})
        codes = self.codes(value)
        rows = {name: in_language(reader, code) for name, code in codes.items()}
        return Text({codes[name]: given for name, given in self.table(rows, value).items()})

    def codes(self, value: Mapping[str, Value]) -> Mapping[str, str]:
        """Return the languages of the site that these keys name, by key."""
        codes = {name: language_named(name, self.languages) for name in value}
        unknown = next((name for name, code in codes.items() if not code), None)
        if unknown is not None:
            raise Refusal("site", nearest(unknown, [language.code for language in self.languages]), line_of(value[unknown]))
        return codes

    def words(self, value: Value) -> Text:
        return self.by_language(value, lambda part, _: text(part))

    def prose(self, value: Value) -> Text:
        """Read Markdown, as safe HTML."""
        return self.by_language(value, lambda part, code: self.markdown(prose(part), code))

    def named(self, value: Value, keys: Mapping[str, Row]) -> Named:
        """Read a name, or a table with a name and these keys."""
        is_table = isinstance(value, Mapping) and not all(language_named(name, self.languages) for name in value)
        return Named(**self.table(keys, value)) if is_table else Named(self.words(value))

    def categories(self, value: Value) -> Mapping[str, Named]:
        return self.by_slug(value, NAMED)

    def authors(self, value: Value) -> Mapping[str, Named]:
        return self.by_slug(value, AUTHOR)

    def by_slug(self, value: Value, keys: Mapping[str, Row]) -> Mapping[str, Named]:
        """Read names, by the slug of their listing."""
        row: Row = partial(ParseContext.named, keys=keys)
        rows = dict.fromkeys(value, row) if isinstance(value, Mapping) else {}
        return {term(name).slug: given for name, given in self.table(rows, value).items()}

    def language(self, value: Value) -> Language:
        """Read a code, with Babel's name and direction for it, or with the author's."""
        given = self.table(LANGUAGE, value) if isinstance(value, Mapping) else {"code": language_code(value)}
        if "code" not in given:
            raise UnfitError("each language needs a code")
        return replace(known_language(given["code"]), **given)

    def all_languages(self, value: Value) -> tuple[Language, ...]:
        found: tuple[Language, ...] = self.each(ParseContext.language, value, "languages")
        if not found or len({language.code.lower() for language in found}) != len(found):
            raise UnfitError("one or more, each only once")
        return tuple(with_script(language, found) for language in found)

    def feed(self, value: Value) -> Mapping[str, Any]:
        return {FEED_GIVES[name]: given for name, given in self.table(FEED, value).items()}

    def formats(self, value: Value) -> tuple[str, ...]:
        """Read the formats of feeds, each once; an empty list means no feed."""
        if not isinstance(value, tuple):
            raise UnfitError
        named = {read(one_of(*EACH_FORMAT), "feeds", part, line_of(part)) for part in value}
        return tuple(name for name in EACH_FORMAT if name in named)

    def feeds(self, value: Value) -> Mapping[str, tuple[str, ...]]:
        """Read the formats of feeds by the kind of listing; a kind that isn't named keeps its default."""
        return {**FEEDS, **self.table(FORMATS, value)}

    def images(self, value: Value) -> Mapping[str, Any]:
        return self.table(IMAGES, value)

    def hosts(self, value: Value) -> tuple[str, ...]:
        return self.each(plainly(host), value, "frames")

    def profiles(self, value: Value) -> tuple[str, ...]:
        return self.each(plainly(profile_url), value, "me")

    def link(self, value: Value) -> Link:
        """Read a title, or a title with an address."""
        is_table = isinstance(value, Mapping) and "title" in value
        return Link(**self.table(LINK, value)) if is_table else Link(self.words(value))

    def links(self, value: Value) -> tuple[Link, ...]:
        return self.each(ParseContext.link, value, "links")

    def widget(self, value: Value) -> Widget:
        """Read a box: its kind, or a table with its kind."""
        given = self.table(WIDGET, value) if isinstance(value, Mapping) else {"widget": one_of(*WIDGETS)(value)}
        if "widget" not in given:
            raise UnfitError("each box needs a `widget`")
        kind = given.pop("widget")
        return replace(TOP if kind == TOP.kind else Widget(kind), **given)

    def boxes(self, value: Value) -> tuple[Widget, ...]:
        return self.each(ParseContext.widget, value, "sidebar")

    def sidebar(self, value: Value) -> Mapping[str, Any]:
        """Read where the sidebar stands, or its boxes, which then stand everywhere, or both."""
        if isinstance(value, tuple):
            return {"sidebar": self.boxes(value), "beside": "everywhere"}
        given = self.table(SIDEBAR, value) if isinstance(value, Mapping) else {"beside": one_of(*BESIDE)(value)}
        return {SIDEBAR_GIVES[name]: found for name, found in given.items()}

    def comments(self, value: Value) -> Mapping[str, Any]:
        wish = comments(value)
        return {"comments": wish == "yes", "comments_closed": wish == "closed"}

    def menu(self, value: Value) -> tuple[MenuEntry, ...]:
        """Read one list of entries for all languages, or one for each."""
        if not isinstance(value, Mapping):
            return self.each(ParseContext.menu_entry, value, "menu")
        codes = self.codes(value)
        lists = {codes[name]: self.each(ParseContext.menu_entry, part, "menu") for name, part in value.items()}
        return tuple(replace(entry, lang=code) for code, entries in lists.items() for entry in entries)

    def menu_entry(self, value: Value) -> MenuEntry:
        """Read where an entry leads, or that and its title."""
        given = self.table(MENU, value) if isinstance(value, Mapping) else {"to": text(value)}
        entry = MenuEntry(**{"to": "", **given})
        form = form_of(entry.to)
        if form is None:
            raise UnfitError(f"a file, an address, a listing (category/x), or one of {', '.join(PAGES)}")
        if form.needs_title and not entry.title.by_lang:
            raise UnfitError("an address needs a `title`")
        return entry

    def robots(self, value: Value) -> Robots:
        return Robots(**self.table(ROBOTS, value))

    def disallowed(self, value: Value) -> tuple[str, ...]:
        return self.each(plainly(path_begin), value, "disallow")

    def redirects(self, value: Value) -> Mapping[str, str]:
        """Read addresses of this site, and where they lead; a later spelling of the same address counts."""
        if not isinstance(value, Mapping):
            raise UnfitError("a table, such as /old/: /new/")
        check_length(value, "redirects")
        found = dict(at(line_of(target), redirect, path, target) for path, target in value.items())
        circle = next((path for path in found if leads_round(path, found)), None)
        if circle:
            raise Refusal("site", f"redirects: {circle} leads to itself in the end", line_of(value))
        return found

    def slugs(self, value: Value) -> tuple[str, ...]:
        """Read the names of categories, as their slugs."""
        return tuple(dict.fromkeys(term(name).slug for name in topics(value)))

    def newsletter(self, value: Value) -> Newsletter:
        return Newsletter(**self.table(NEWSLETTER, value))

    def podcast(self, value: Value) -> Podcast:
        """Read what directories of podcasts ask for; a category is the least."""
        given = self.table(PODCAST, value)
        if "category" not in given:
            raise UnfitError("a podcast needs a `category`")
        owner = given.pop("owner", Sender())
        return Podcast(
            **{PODCAST_GIVES.get(name, name): found for name, found in given.items()}, owner=owner.name, email=owner.address
        )

    def colours(self, value: Value) -> Mapping[str, str]:
        return self.table(COLOUR_ROWS, themeyaml.with_values(value))

    def fonts(self, value: Value) -> Mapping[str, str]:
        return self.table(FONT_ROWS, value)

    def theme(self, value: Value) -> Theme:
        return themeyaml.theme(self.table(THEME, value), value)


def check_length(value: Mapping[str, Value] | tuple[Value, ...], name: str) -> None:
    """Refuse a list or table with more parts than the limit of its name."""
    if len(value) > MOST[name]:
        raise Refusal("site", f"{name}: {len(value):,} of them, but the limit is {MOST[name]:,}", line_of(value))


def in_language(reader: Callable[[Value, str], str], code: str) -> Row:
    return lambda _, value: reader(value, code)


def plainly(reader: Callable[[Value], Any]) -> Row:
    """Return the row of a reader that needs only the value."""
    return lambda _, value: reader(value)


profile_url = matching(r"(https://|mailto:)\S+", "an address: https://… or mailto:…")


def known_language(code: str) -> Language:
    """Return a language as Babel knows it."""
    return Language(code, *own_name(code))


def with_script(language: Language, languages: Iterable[Language]) -> Language:
    """Return the language with its script in its name, if another language differs only in its script (`zh`, `zh-Hant`)."""
    otherwise = any(re.fullmatch(f"{re.escape(language.code)}-[a-z]{{4}}", other.code, re.IGNORECASE) for other in languages)
    script = script_of(language.code) if otherwise else ""
    known = known_language(f"{language.code}-{script}").name
    return replace(language, name=known) if script and language.name == known_language(language.code).name else language


# ---- the tables


NAMED: Mapping[str, Row] = {"name": ParseContext.words, "text": ParseContext.prose, "url": plainly(link_url)}
AUTHOR: Mapping[str, Row] = {**NAMED, "picture": plainly(themeyaml.picture), "links": ParseContext.links}
LANGUAGE: Mapping[str, Row] = {
    "code": plainly(language_code),
    "name": plainly(text),
    "direction": plainly(one_of("ltr", "rtl")),
}
LINK: Mapping[str, Row] = {"title": ParseContext.words, "url": plainly(link_url)}
FEED: Mapping[str, Row] = {"length": plainly(number_to(100)), "full": plainly(flag)}
FEED_GIVES = {"length": "feed_length", "full": "feed_full"}
IMAGES: Mapping[str, Row] = {"originals": plainly(flag), "cards": plainly(flag)}
FORMATS: Mapping[str, Row] = dict.fromkeys(FEEDS, ParseContext.formats)
WIDGET: Mapping[str, Row] = {
    "widget": plainly(one_of(*WIDGETS)),
    "title": ParseContext.words,
    "count": plainly(number_to(100)),
    "hours": plainly(number_to(168)),
    "links": ParseContext.links,
    "numbered": plainly(flag),
    "categories": ParseContext.slugs,
    "text": ParseContext.prose,
}
SIDEBAR: Mapping[str, Row] = {"beside": plainly(one_of(*BESIDE)), "boxes": ParseContext.boxes}
SIDEBAR_GIVES = {"beside": "beside", "boxes": "sidebar"}
ROBOTS: Mapping[str, Row] = {"ai": plainly(one_of("allow", "forbid")), "disallow": ParseContext.disallowed}
MENU: Mapping[str, Row] = {"to": plainly(text), "title": ParseContext.words}
NEWSLETTER: Mapping[str, Row] = {
    "letters": plainly(sender),
    "confirmations": plainly(sender),
    "postal": ParseContext.words,
    "grace": plainly(duration),
    "hour": plainly(number_to(23, least=0)),
    "replies": plainly(mailbox),
    "show_followers": plainly(number_or_never),
}
PODCAST: Mapping[str, Row] = {
    "category": plainly(podcast_category),
    "in": plainly(lambda value: term(text(value)).slug),
    "author": plainly(text),
    "owner": plainly(named_sender),
    "image": plainly(themeyaml.cover),
    "explicit": plainly(flag),
    "serial": plainly(flag),
}
PODCAST_GIVES = {"in": "of"}
COLOUR_ROWS: Mapping[str, Row] = {colour.name: plainly(themeyaml.colour) for colour in COLOURS}
FONT_ROWS: Mapping[str, Row] = dict.fromkeys(FONTS, plainly(themeyaml.family))
THEME: Mapping[str, Row] = {
    "preset": plainly(one_of(*PRESETS)),
    "light": ParseContext.colours,
    "dark": ParseContext.colours,
    "fonts": ParseContext.fonts,
    **{length.name: plainly(themeyaml.rem(length)) for length in LENGTHS},
    "logo": plainly(themeyaml.picture),
    "icon": plainly(themeyaml.icon),
    "image": plainly(themeyaml.picture),
    "drop_cap": plainly(flag),
}
