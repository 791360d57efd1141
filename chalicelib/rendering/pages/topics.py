"""The topics of a language: its categories, tags and authors, by kind.

A kind with few topics is one list. Of a kind with more than `LISTED`, readers see the largest and the newest topics, and then all
of them by first letter, so that the page is quick to scan. How a kind is shown follows from its summaries alone.
"""

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain, groupby

from msgspec.structs import replace

from chalicelib.content.media import media_types
from chalicelib.content.site.site import Site
from chalicelib.frozen import Frozen
from chalicelib.model import Listing, ListingKind, Page
from chalicelib.rendering.language.phrases import script_text
from chalicelib.rendering.paths import listing_address
from chalicelib.rendering.presenters import feeds_of, listing_name
from chalicelib.rendering.queries import Summaries, Summary
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.summaries import changed, month_in, number_in, settled, several_of, topics_of
from chalicelib.rendering.view_models.lists import ShownGroup, ShownLetter, ShownTopic

GROUPS: tuple[ListingKind, ...] = ("category", "tag", "author", "series")
LISTED = 100
"""Topics of a kind that are one list."""
LARGEST, NEWEST = 50, 20
"""Topics that are shown first where there are more."""


async def groups_of(lang: str, context: SiteContext, kinds: Sequence[ListingKind] = GROUPS) -> tuple[ShownGroup, ...]:
    """Return the topics of these kinds, each kind sorted by name; a kind without topics is left out."""
    summaries = await Summaries(topics_of(lang))
    shown: dict[ListingKind, list[ShownTopic]] = {kind: [] for kind in kinds}
    for name in (name.removesuffix("#count") for name in summaries if name.endswith("#count")):
        listing = Listing.parse(f"{lang}:{name}")
        if listing.kind in shown:
            shown[listing.kind].append(_topic(listing, name, summaries, context.site))
    return tuple(ShownGroup(kind, topics=tuple(sorted(topics, key=_by_name))) for kind, topics in shown.items() if topics)


def _topic(listing: Listing, named: str, summaries: Mapping[str, Summary], site: Site) -> ShownTopic:
    counted, spelled = summaries[f"{named}#count"], summaries.get(f"{named}#name")
    name = listing_name(site, listing, (spelled and spelled.value) or listing.term)
    feeds = feeds_of(listing, site, name)
    rss = next((feed.address for feed in feeds if feed.type == media_types.FEEDS["rss"].announced), "")
    return ShownTopic(name, listing_address(listing, site), rss, number_in(counted), feeds, month_in(counted), listing.term)


def _by_name(topic: ShownTopic) -> tuple[str, str]:
    return topic.name.casefold(), topic.address


def _by_size(topic: ShownTopic) -> tuple[int, str, str]:
    return -topic.count, *_by_name(topic)


def largest(topics: Iterable[ShownTopic], count: int) -> tuple[ShownTopic, ...]:
    """Return the topics with the most posts, the largest first."""
    return tuple(sorted(topics, key=_by_size)[:count])


def newest(topics: Iterable[ShownTopic], count: int) -> tuple[ShownTopic, ...]:
    """Return the topics whose newest post is in the latest months, the latest first; of one month, the largest first."""
    return tuple(sorted(sorted(topics, key=_by_size), key=lambda topic: topic.newest, reverse=True)[:count])


def divided(group: ShownGroup, lang: str) -> ShownGroup:
    """Return the group with its largest topics, the newest of the others, and all by letter, if one list would be too long."""
    if len(group.topics) <= LISTED:
        return group
    first = largest(group.topics, LARGEST)
    others = frozenset(group.topics) - frozenset(first)
    return replace(group, largest=first, newest=newest(others, NEWEST), letters=letters(group.topics, lang))


async def several_authors(lang: str, authors: Collection[str]) -> tuple[Summary, ...]:
    """Return the changed summaries that tell the page of each author with posts whether there are several.

    This page alone writes them, and after any author came or went, so none of these pages misses another author. The summary of
    an author who left goes and owes nothing, since that page goes, too.
    """
    summaries = await Summaries(topics_of(lang))
    listings = [Listing("author", lang, slug) for slug in authors]
    pages = {several_of(listing)[1]: Page("landing", str(listing)) for listing in listings}
    told = (changed(summaries.get(name, Summary(topics_of(lang), name)), len(pages) > 1, [page]) for name, page in pages.items())
    left = (summary for name, summary in summaries.items() if name.endswith("#several") and name not in pages)
    return (*chain.from_iterable(told), *(replace(settled(summary), value=None) for summary in left))


# ---- first letters


class Initial(Frozen, order=True):
    """What the topics below one heading have in common: a letter, a script (by its code), digits, or neither.

    `at` is the place among the others, as Unicode orders them.
    """

    at: int
    text: str
    is_script: bool = False


SIGNS, DIGITS = Initial(0, "#"), Initial(1, "0–9")
SCRIPTS = {
    "HIRAGANA": Initial(0x3040, "Hira", is_script=True),
    "KATAKANA": Initial(0x30A0, "Kana", is_script=True),
    "CJK": Initial(0x4E00, "Hani", is_script=True),
    "HANGUL": Initial(0xAC00, "Hang", is_script=True),
}
"""Scripts with too many letters for a heading each, by the first word of their letters' names in Unicode."""


def letters(topics: Iterable[ShownTopic], lang: str) -> tuple[ShownLetter, ...]:
    """Return the topics by first letter; a letter with an accent counts as the one without."""
    in_order = sorted(topics, key=lambda topic: (initial(topic.name), *_by_name(topic)))
    return tuple(
        ShownLetter(script_text(first.text, lang) if first.is_script else first.text, tuple(held))
        for first, held in groupby(in_order, key=lambda topic: initial(topic.name))
    )


def initial(name: str) -> Initial:
    """Return what a name is found below: its first letter or digit decides."""
    first = next((sign for sign in unicodedata.normalize("NFKC", name.casefold()) if sign.isalnum()), "")
    if not first:
        return SIGNS
    if unicodedata.category(first).startswith("N"):
        return DIGITS
    letter = unicodedata.normalize("NFD", first)[0]
    return SCRIPTS.get(unicodedata.name(first, "").partition(" ")[0]) or Initial(ord(letter), letter.title())
