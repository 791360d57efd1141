"""What a subscriber chose, as one sentence: which posts they get, by the site's own names, and how often.

The mails and pages of a sign-up show it. Subscribers who get every post as it comes have none, since they chose nothing. No
category or author is named that isn't in `site.yaml` and has no post.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from chalicelib.content.site.site import Site
from chalicelib.model import Listing, ListingKind, Term
from chalicelib.newsletter.rules.preferences import Wishes
from chalicelib.rendering.language.names import name_of, presented
from chalicelib.rendering.language.phrases import list_text, number_text
from chalicelib.rendering.queries import Spellings
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.strict_text import line

MOST = 6  # names in a list; of a longer one, the last place says how many more there are

SENTENCES: Mapping[str, Mapping[tuple[str, ...], str]] = {
    "each": {
        ("categories",): "You'll get new posts in %(categories)s.",
        ("authors",): "You'll get new posts by %(authors)s.",
        ("categories", "authors"): "You'll get new posts in %(categories)s, plus any by %(authors)s.",
    },
    "daily": {
        (): "You'll get a daily digest of new posts.",
        ("categories",): "You'll get a daily digest of new posts in %(categories)s.",
        ("authors",): "You'll get a daily digest of new posts by %(authors)s.",
        ("categories", "authors"): "You'll get a daily digest of new posts in %(categories)s, plus any by %(authors)s.",
    },
    "weekly": {
        (): "You'll get a weekly digest of new posts.",
        ("categories",): "You'll get a weekly digest of new posts in %(categories)s.",
        ("authors",): "You'll get a weekly digest of new posts by %(authors)s.",
        ("categories", "authors"): "You'll get a weekly digest of new posts in %(categories)s, plus any by %(authors)s.",
    },
}
"""The sentence for how often, and for which of the two were chosen."""

MORE: Mapping[str, str] = {"categories": "%(num)s more categories", "authors": "%(num)s more authors"}
"""The end of a list that is too long."""


async def chosen(wishes: Wishes, context: SiteContext) -> str:
    """Return the sentence in the language of the wishes; empty if every post was wished, each by itself.

    The names that `site.yaml` doesn't know are read, all at once.
    """
    site, lang = context.site, context.site.language(wishes.lang).code
    langs = (lang, *(code for code in site.codes if code != lang and wishes.all_languages))
    wished = {"categories": _wished("category", wishes.categories), "authors": _wished("author", wishes.authors)}
    unnamed = [topic for topics in wished.values() for topic in topics if not _given(topic, lang, site)]
    spelled = await Spellings(frozenset(Listing(topic.kind, code, topic.slug) for topic in unnamed for code in langs))
    names = {word: _sorted(_name(topic, langs, spelled, site) for topic in topics) for word, topics in wished.items()}
    lists = {word: _list(word, several, lang, context) for word, several in names.items() if several}
    if any(wished.values()) and not lists:
        return ""  # all that was chosen has gone; a sentence without names would speak of every post
    phrase = SENTENCES[wishes.often].get(tuple(lists), "")
    return context.phrases.gettext(lang, phrase) % lists if phrase else ""


class Topic(NamedTuple):
    """A category or an author."""

    kind: ListingKind
    slug: str


def _wished(kind: ListingKind, slugs: Iterable[str]) -> tuple[Topic, ...]:
    return tuple(Topic(kind, slug) for slug in dict.fromkeys(slugs))


def _given(topic: Topic, lang: str, site: Site) -> str:
    """Return the name that `site.yaml` gives a category or an author; empty if it gives none."""
    return name_of(site, topic.kind, Term(topic.slug, ""), lang)


def _name(topic: Topic, langs: Sequence[str], spelled: Mapping[Listing, str], site: Site) -> str:
    """Return the name in the first of these languages that has one; the slug of a topic that only `site.yaml` has, without a
    name; empty for one that has gone."""
    spellings = filter(None, (spelled.get(Listing(topic.kind, lang, topic.slug)) for lang in langs))
    slug = topic.slug if presented(site, topic.kind, topic.slug) else ""
    return _given(topic, langs[0], site) or next(spellings, slug)


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names in the order in which forms offer them, without those that have gone."""
    return tuple(sorted(filter(None, names), key=str.casefold))


def _list(word: str, names: Sequence[str], lang: str, context: SiteContext) -> str:
    """Return the names as the language lists them; of more than `MOST`, the first, and how many more."""
    direction = context.site.language(lang).direction
    shown = names if len(names) <= MOST else names[: MOST - 1]
    items = [isolated(name, direction) for name in shown]
    if len(names) > MOST:
        items.append(context.phrases.gettext(lang, MORE[word]) % {"num": number_text(len(names) - len(shown), lang)})
    return items[0] if len(items) == 1 else list_text(items, lang).unescape()  # one name needs no Babel


# ---- names that are written from the other side

EMBEDDING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
OPPOSITE: Mapping[str, frozenset[str]] = {"ltr": frozenset({"R", "AL", "AN"}), "rtl": frozenset({"L"})}
FIRST_STRONG, END = "\u2068", "\u2069"


def isolated(name: str, direction: str) -> str:
    """Return a name that doesn't reorder the sentence around it: on one line, without controls of direction of its own, and
    between such controls if it is written in the other direction. Unlike `<bdi>`, they also work in plain text."""
    plain = "".join(letter for letter in line(name) if unicodedata.bidirectional(letter) not in EMBEDDING)
    is_opposite = any(unicodedata.bidirectional(letter) in OPPOSITE[direction] for letter in plain)
    return f"{FIRST_STRONG}{plain}{END}" if is_opposite else plain
