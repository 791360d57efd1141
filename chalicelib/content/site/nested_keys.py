"""The keys of `site.yaml` that have keys themselves: for each, its keys as a table, and its reader.

To add a key within a key, add a row to the table, with its meaning for the docs. `content.site.value_reader` reads tables, lists
and texts by language, `content.site.scalars` single values. The sidebar, the theme, the languages and the redirects have their
own modules.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from msgspec.structs import replace

from chalicelib.content.addresses.addresses import language_named, term
from chalicelib.content.frontmatter import readers
from chalicelib.content.frontmatter.parsed_values import Scalar, Value, line_of
from chalicelib.content.frontmatter.readers import UnfitError, flag, read, text
from chalicelib.content.site import themeyaml
from chalicelib.content.site.comment_rules import CommentRules
from chalicelib.content.site.menu import PAGES, form_of
from chalicelib.content.site.podcasts import Podcast
from chalicelib.content.site.scalars import (
    days,
    duration,
    host,
    language_code,
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
from chalicelib.content.site.site import EACH_FORMAT, FEEDS, Link, ListingProfile, MenuEntry, Newsletter, Robots, Sender
from chalicelib.content.site.value_reader import Part, Row, SiteReader, plainly

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


LINK: Mapping[str, Part] = {
    "title": Part(SiteReader.words, "the title for readers"),
    "url": Part(plainly(link_url), "the address: `https://…`, `http://…`, `mailto:…` or `/…`; without it, there is no link"),
}
NAMED: Mapping[str, Part] = {
    "name": Part(SiteReader.words, "the name that readers see"),
    "text": Part(SiteReader.prose, "Markdown above the list of its posts"),
    "url": Part(plainly(link_url), "its home elsewhere, for search engines and social networks"),
}
AUTHOR: Mapping[str, Part] = {
    **NAMED,
    "picture": Part(plainly(themeyaml.picture), "the address of a portrait that you upload, such as `/ines.jpg`"),
    "links": Part(links, "other places on the web, each with `title` and `url`"),
    "email": Part(plainly(mailbox), "a mailbox that hears of [comments](comments.md) on their posts; it is never published"),
}


def named(reader: SiteReader, value: Value, keys: Mapping[str, Row]) -> ListingProfile:
    """Read a name, or a table with a name and these keys."""
    is_table = isinstance(value, Mapping) and not all(language_named(name, reader.languages) for name in value)
    return ListingProfile(**reader.table(keys, value)) if is_table else ListingProfile(reader.words(value))


def by_slug(reader: SiteReader, value: Value, keys: Mapping[str, Row]) -> Mapping[str, ListingProfile]:
    """Read names, by the slug of their listing."""
    row: Row = partial(named, keys=keys)
    rows = dict.fromkeys(value, row) if isinstance(value, Mapping) else {}
    return {term(name).slug: given for name, given in reader.table(rows, value).items()}


def categories(reader: SiteReader, value: Value) -> Mapping[str, ListingProfile]:
    return by_slug(reader, value, NAMED)


def authors(reader: SiteReader, value: Value) -> Mapping[str, ListingProfile]:
    return by_slug(reader, value, AUTHOR)


# ---- feeds, podcasts and images

FEED: Mapping[str, Part] = {
    "length": Part(plainly(number_to(100)), "how many posts a feed has, from 1 to 100"),
    "full": Part(plainly(flag), "yes for whole texts, no for summaries"),
}
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


PODCAST: Mapping[str, Part] = {
    "category": Part(
        plainly(podcast_category),
        "required: one of [Apple's categories](https://podcasters.apple.com/support/1691-apple-podcasts-categories), such as"
        " `Arts > Books`",
    ),
    "in": Part(
        plainly(lambda value: term(text(value)).slug), "the category whose RSS feed is the podcast; without it, all posts"
    ),
    "author": Part(plainly(text), "the name that directories show; without it, the title of the feed"),
    "owner": Part(plainly(named_sender), "a mailbox where directories can reach you; anyone can read it in the feed"),
    "image": Part(
        plainly(themeyaml.cover),
        "a square JPEG or PNG on your site; directories want at least 1,400 pixels, and readers get at most 1,920",
    ),
    "explicit": Part(plainly(flag), "yes if all episodes have explicit language"),
    "serial": Part(plainly(flag), "yes if the episodes should be heard in order"),
}
PODCAST_GIVES = {"in": "of"}


def podcast(reader: SiteReader, value: Value) -> Podcast:
    """Read the details that directories of podcasts ask for; they need at least a category."""
    given = reader.table(PODCAST, value)
    if "category" not in given:
        raise UnfitError("a podcast needs a `category`")
    owner = given.pop("owner", Sender())
    return Podcast(**{PODCAST_GIVES.get(name, name): part for name, part in given.items()}, owner=owner.name, email=owner.address)


IMAGES: Mapping[str, Part] = {
    "originals": Part(
        plainly(flag), "yes publishes images exactly as you upload them, **with all that they say about you and the place**"
    ),
    "cards": Part(plainly(flag), "yes draws an image for posts that have none, to be shown where a link to them is shared"),
}


def images(reader: SiteReader, value: Value) -> Mapping[str, Any]:
    return reader.table(IMAGES, value)


# ---- the menu, and crawlers

MENU: Mapping[str, Part] = {
    "to": Part(plainly(text), "the target, as above"),
    "title": Part(SiteReader.words, "the title for readers; an address needs it"),
}


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


def disallowed(reader: SiteReader, value: Value) -> tuple[str, ...]:
    return reader.each(plainly(path_begin), value, "disallow")


ROBOTS: Mapping[str, Part] = {
    "ai": Part(plainly(one_of("allow", "forbid")), "`allow`, or `forbid` to ask the crawlers of language models to stay away"),
    "disallow": Part(disallowed, "paths that all crawlers are asked to leave alone, such as `[/drafts/]`"),
}


def robots(reader: SiteReader, value: Value) -> Robots:
    return Robots(**reader.table(ROBOTS, value))


# ---- the newsletter, and comments

NEWSLETTER: Mapping[str, Part] = {
    "letters": Part(
        plainly(sender),
        "the sender of posts: `The Press <letters@press.example>`, or just an address; without it, the site's title and"
        " the deployment's `mail_from`, or `letters@news.` at its `mail_domain`",
    ),
    "confirmations": Part(
        plainly(sender),
        "the sender of mail about signing up; without it, `mail_from`, or `confirm@` at the `mail_domain`."
        " Two senders keep complaints apart",
    ),
    "postal": Part(SiteReader.words, "your postal address, at the end of each letter; many countries require one"),
    "grace": Part(
        plainly(duration),
        "how long a new post waits before it is mailed: `30 seconds`, `10 minutes` or `1 hour`, up to 24 hours; a number alone"
        " means minutes",
    ),
    "hour": Part(plainly(number_to(23, least=0)), "when digests go out, from 0 to 23, in the site's `zone`"),
    "replies": Part(plainly(mailbox), "an address whose mail somebody reads, without a name"),
    "show_followers": Part(
        plainly(number_or_never), "how many followers it takes before the site shows their number; 10 by default, `no` for never"
    ),
    "forms": Part(plainly(flag), "`no` takes the forms to follow by email off every page; letters still go to your subscribers"),
}


def newsletter(reader: SiteReader, value: Value) -> Newsletter:
    """Read how letters are sent, or `no` for a site without letters."""
    if isinstance(value, Scalar):
        return Newsletter(on=flag(value))
    return Newsletter(**reader.table(NEWSLETTER, value))


def moderation_words(reader: SiteReader, value: Value) -> tuple[str, ...]:
    return reader.each(plainly(text), value, "words")


def comment_languages(reader: SiteReader, value: Value) -> tuple[str, ...]:
    return reader.each(plainly(language_code), value, "languages")


COMMENTS: Mapping[str, Part] = {
    "open": Part(
        plainly(readers.comments),
        "whether posts accept comments unless they say otherwise: `yes` (the default), `no` or `closed`",
    ),
    "moderator": Part(plainly(mailbox), "who gets an email when comments are waiting"),
    "every": Part(plainly(one_of("hour", "day")), "how often that email may come: once an `hour` (the default), or once a `day`"),
    "moderate": Part(plainly(one_of("all", "first")), "which need approval: `all` (the default), or each writer's `first`"),
    "words": Part(moderation_words, "words that spam uses; the moderation page points them out"),
    "close_after": Part(plainly(days), "how long a post accepts comments, such as `30 days`; without it, always"),
    "languages": Part(comment_languages, "the languages you expect, such as `[en, es]`; the page points out other scripts"),
    "proof_of_work": Part(
        plainly(flag), "`yes`: [against a flood](#how-you-moderate), browsers compute before they send a comment"
    ),
    "links": Part(plainly(number_to(100, least=0)), "how many links are fine, before the page points them out; 2 by default"),
}


def comments(reader: SiteReader, value: Value) -> Mapping[str, Any]:
    """Read whether posts take comments, or that and how comments are looked at."""
    given = reader.table(COMMENTS, value) if isinstance(value, Mapping) else {"open": readers.comments(value)}
    wish = given.pop("open", "yes")
    rules = CommentRules(on=wish != "no" or isinstance(value, Mapping), **given)
    return {"comments": wish == "yes", "comments_closed": wish == "closed", "comment_rules": rules}
