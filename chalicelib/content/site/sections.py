"""The parts of `site.yaml` that have parts themselves: of each its keys, as a table, and its reader.

To add a key to a part, add a row to its table. `content.site.value_reader` reads tables, lists and texts by language,
`content.site.scalars` single values.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from chalicelib.content.addresses.addresses import language_named, term
from chalicelib.content.frontmatter import readers
from chalicelib.content.frontmatter.parsed_values import Value, line_of
from chalicelib.content.frontmatter.readers import UnfitError, at, flag, read, text, topics
from chalicelib.content.site import themeyaml
from chalicelib.content.site.menu import PAGES, form_of
from chalicelib.content.site.podcasts import Podcast
from chalicelib.content.site.presets import PRESETS
from chalicelib.content.site.redirects import leads_round, redirect
from chalicelib.content.site.scalars import (
    duration,
    host,
    link_url,
    mailbox,
    matching,
    named_sender,
    number_or_never,
    number_to,
    one_of,
    path_begin,
    podcast_category,
    sender,
)
from chalicelib.content.site.site import (
    BESIDE,
    EACH_FORMAT,
    FEEDS,
    TOP,
    Link,
    MenuEntry,
    Named,
    Newsletter,
    Robots,
    Sender,
    Widget,
)
from chalicelib.content.site.theme import COLOURS, FONTS, LENGTHS, Theme
from chalicelib.content.site.value_reader import Row, SiteReader, check_length, plainly
from chalicelib.errors import Refusal

# ---- names and links


def link(reader: SiteReader, value: Value) -> Link:
    """Read a title, or a title with an address."""
    is_table = isinstance(value, Mapping) and "title" in value
    return Link(**reader.table(LINK, value)) if is_table else Link(reader.words(value))


def links(reader: SiteReader, value: Value) -> tuple[Link, ...]:
    return reader.each(link, value, "links")


profile_url = matching(r"(https://|mailto:)\S+", "an address: https://… or mailto:…")


def profiles(reader: SiteReader, value: Value) -> tuple[str, ...]:
    return reader.each(plainly(profile_url), value, "me")


def hosts(reader: SiteReader, value: Value) -> tuple[str, ...]:
    return reader.each(plainly(host), value, "frames")


LINK: Mapping[str, Row] = {"title": SiteReader.words, "url": plainly(link_url)}
NAMED: Mapping[str, Row] = {"name": SiteReader.words, "text": SiteReader.prose, "url": plainly(link_url)}
AUTHOR: Mapping[str, Row] = {**NAMED, "picture": plainly(themeyaml.picture), "links": links}


def named(reader: SiteReader, value: Value, keys: Mapping[str, Row]) -> Named:
    """Read a name, or a table with a name and these keys."""
    is_table = isinstance(value, Mapping) and not all(language_named(name, reader.languages) for name in value)
    return Named(**reader.table(keys, value)) if is_table else Named(reader.words(value))


def by_slug(reader: SiteReader, value: Value, keys: Mapping[str, Row]) -> Mapping[str, Named]:
    """Read names, by the slug of their listing."""
    row: Row = partial(named, keys=keys)
    rows = dict.fromkeys(value, row) if isinstance(value, Mapping) else {}
    return {term(name).slug: given for name, given in reader.table(rows, value).items()}


def categories(reader: SiteReader, value: Value) -> Mapping[str, Named]:
    return by_slug(reader, value, NAMED)


def authors(reader: SiteReader, value: Value) -> Mapping[str, Named]:
    return by_slug(reader, value, AUTHOR)


# ---- feeds, podcasts and images

FEED: Mapping[str, Row] = {"length": plainly(number_to(100)), "full": plainly(flag)}
FEED_GIVES = {"length": "feed_length", "full": "feed_full"}


def feed(reader: SiteReader, value: Value) -> Mapping[str, Any]:
    return {FEED_GIVES[name]: given for name, given in reader.table(FEED, value).items()}


def formats(value: Value) -> tuple[str, ...]:
    """Read the formats of feeds, each once; an empty list means no feed."""
    if not isinstance(value, tuple):
        raise UnfitError
    given = {read(one_of(*EACH_FORMAT), "feeds", part, line_of(part)) for part in value}
    return tuple(name for name in EACH_FORMAT if name in given)


FORMATS: Mapping[str, Row] = dict.fromkeys(FEEDS, plainly(formats))


def feeds(reader: SiteReader, value: Value) -> Mapping[str, tuple[str, ...]]:
    """Read the formats of feeds by the kind of listing; a kind that isn't named keeps its default."""
    return {**FEEDS, **reader.table(FORMATS, value)}


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


def podcast(reader: SiteReader, value: Value) -> Podcast:
    """Read what directories of podcasts ask for; a category is the least."""
    given = reader.table(PODCAST, value)
    if "category" not in given:
        raise UnfitError("a podcast needs a `category`")
    owner = given.pop("owner", Sender())
    return Podcast(
        **{PODCAST_GIVES.get(name, name): found for name, found in given.items()}, owner=owner.name, email=owner.address
    )


IMAGES: Mapping[str, Row] = {"originals": plainly(flag), "cards": plainly(flag)}


def images(reader: SiteReader, value: Value) -> Mapping[str, Any]:
    return reader.table(IMAGES, value)


# ---- the sidebar

WIDGETS = ("topics", "top", "feeds", "follow", "recent", "archives", "pages", "links", "text")


def slugs(value: Value) -> tuple[str, ...]:
    """Read the names of categories, as their slugs."""
    return tuple(dict.fromkeys(term(name).slug for name in topics(value)))


WIDGET: Mapping[str, Row] = {
    "widget": plainly(one_of(*WIDGETS)),
    "title": SiteReader.words,
    "count": plainly(number_to(100)),
    "hours": plainly(number_to(168)),
    "links": links,
    "numbered": plainly(flag),
    "categories": plainly(slugs),
    "text": SiteReader.prose,
}


def widget(reader: SiteReader, value: Value) -> Widget:
    """Read a box: its kind, or a table with its kind."""
    given = reader.table(WIDGET, value) if isinstance(value, Mapping) else {"widget": one_of(*WIDGETS)(value)}
    if "widget" not in given:
        raise UnfitError("each box needs a `widget`")
    kind = given.pop("widget")
    return replace(TOP if kind == TOP.kind else Widget(kind), **given)


def boxes(reader: SiteReader, value: Value) -> tuple[Widget, ...]:
    return reader.each(widget, value, "sidebar")


SIDEBAR: Mapping[str, Row] = {"beside": plainly(one_of(*BESIDE)), "boxes": boxes}
SIDEBAR_GIVES = {"beside": "beside", "boxes": "sidebar"}


def sidebar(reader: SiteReader, value: Value) -> Mapping[str, Any]:
    """Read which pages have the sidebar, or its boxes, which are then on all pages, or both."""
    if isinstance(value, tuple):
        return {"sidebar": boxes(reader, value), "beside": "everywhere"}
    given = reader.table(SIDEBAR, value) if isinstance(value, Mapping) else {"beside": one_of(*BESIDE)(value)}
    return {SIDEBAR_GIVES[name]: found for name, found in given.items()}


# ---- the menu, and addresses

MENU: Mapping[str, Row] = {"to": plainly(text), "title": SiteReader.words}


def menu(reader: SiteReader, value: Value) -> tuple[MenuEntry, ...]:
    """Read one list of entries for all languages, or one for each."""
    if not isinstance(value, Mapping):
        return reader.each(menu_entry, value, "menu")
    codes = reader.codes(value)
    lists = {codes[name]: reader.each(menu_entry, part, "menu") for name, part in value.items()}
    return tuple(replace(entry, lang=code) for code, entries in lists.items() for entry in entries)


def menu_entry(reader: SiteReader, value: Value) -> MenuEntry:
    """Read where an entry leads, or that and its title."""
    given = reader.table(MENU, value) if isinstance(value, Mapping) else {"to": text(value)}
    entry = MenuEntry(**{"to": "", **given})
    form = form_of(entry.to)
    if form is None:
        raise UnfitError(f"a file, an address, a listing (category/x), or one of {', '.join(PAGES)}")
    if form.needs_title and not entry.title.by_lang:
        raise UnfitError("an address needs a `title`")
    return entry


def redirects(value: Value) -> Mapping[str, str]:
    """Read addresses of this site, and where they lead; a later spelling of the same address counts."""
    if not isinstance(value, Mapping):
        raise UnfitError("a table, such as /old/: /new/")
    check_length(value, "redirects")
    found = dict(at(line_of(target), redirect, path, target) for path, target in value.items())
    circle = next((path for path in found if leads_round(path, found)), None)
    if circle:
        raise Refusal("site", f"redirects: {circle} leads to itself in the end", line_of(value))
    return found


def disallowed(reader: SiteReader, value: Value) -> tuple[str, ...]:
    return reader.each(plainly(path_begin), value, "disallow")


ROBOTS: Mapping[str, Row] = {"ai": plainly(one_of("allow", "forbid")), "disallow": disallowed}


def robots(reader: SiteReader, value: Value) -> Robots:
    return Robots(**reader.table(ROBOTS, value))


# ---- the newsletter, and comments

NEWSLETTER: Mapping[str, Row] = {
    "letters": plainly(sender),
    "confirmations": plainly(sender),
    "postal": SiteReader.words,
    "grace": plainly(duration),
    "hour": plainly(number_to(23, least=0)),
    "replies": plainly(mailbox),
    "show_followers": plainly(number_or_never),
    "forms": plainly(flag),
}


def newsletter(reader: SiteReader, value: Value) -> Newsletter:
    return Newsletter(**reader.table(NEWSLETTER, value))


def comments(value: Value) -> Mapping[str, Any]:
    wish = readers.comments(value)
    return {"comments": wish == "yes", "comments_closed": wish == "closed"}


# ---- the look

COLOUR_ROWS: Mapping[str, Row] = {colour.name: plainly(themeyaml.colour) for colour in COLOURS}
FONT_ROWS: Mapping[str, Row] = dict.fromkeys(FONTS, plainly(themeyaml.family))


def colours(reader: SiteReader, value: Value) -> Mapping[str, str]:
    return reader.table(COLOUR_ROWS, themeyaml.with_values(value))


def fonts(reader: SiteReader, value: Value) -> Mapping[str, str]:
    return reader.table(FONT_ROWS, value)


THEME: Mapping[str, Row] = {
    "preset": plainly(one_of(*PRESETS)),
    "light": colours,
    "dark": colours,
    "fonts": fonts,
    **{length.name: plainly(themeyaml.rem(length)) for length in LENGTHS},
    "logo": plainly(themeyaml.picture),
    "icon": plainly(themeyaml.icon),
    "image": plainly(themeyaml.picture),
    "drop_cap": plainly(flag),
}


def theme(reader: SiteReader, value: Value) -> Theme:
    return themeyaml.theme(reader.table(THEME, value), value)
