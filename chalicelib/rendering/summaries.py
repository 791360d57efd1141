"""Summaries: what a page showed when it was last rendered, stored for the other pages that show it.

A page that shows all its posts stores their number, and a page that is divided adds up its parts (`rendering.pages.division`), so
counts need no read of all posts. The first segment of a month in the search index stores a digest of each full segment, so only
the changed ones are rendered. A summary is written together with the pages it owes. Once these are made in the same batch or
queued, it is written again without them: a crash in between loses nothing.
"""

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from chalicelib.model import Listing, Page
from chalicelib.partitions import IMAGE, MONTHS, SEGMENTS, TOPICS, URL, YEARS
from chalicelib.rendering.queries import Summary

FITS = 100
"""Posts that fit on one page of a listing: a listing with more is divided into years, a year with more into months."""


def months_of(listing: Listing) -> str:
    return f"{MONTHS}{listing}"


def years_of(listing: Listing) -> str:
    return f"{YEARS}{listing}"


def topics_of(lang: str) -> str:
    return f"{TOPICS}{lang}"


def count_of(listing: Listing) -> tuple[str, str]:
    """Return the partition and name of the number of a topic's posts, with the month of the newest."""
    return topics_of(listing.lang), f"{listing.kind}:{listing.term}#count"


def number_in(summary: Summary) -> int:
    """Return the number of posts in a summary, where it is alone or first; 0 without a value."""
    value = summary.value
    return (value[0] if isinstance(value, list) else value) or 0


def month_in(summary: Summary) -> str:
    """Return the month of the newest post in the summary of a topic; empty without one."""
    return "".join(summary.value[1:]) if isinstance(summary.value, list) else ""


def spelling_of(listing: Listing) -> tuple[str, str]:
    """Return the partition and name of how the newest post of a topic spells its name."""
    return topics_of(listing.lang), f"{listing.kind}:{listing.term}#name"


def several_of(listing: Listing) -> tuple[str, str]:
    """Return the partition and name of whether an author is one of several, of whom readers may choose whom to follow."""
    return topics_of(listing.lang), f"{listing.kind}:{listing.term}#several"


def redirect_of(address: str) -> tuple[str, str]:
    """Return the partition and name of the redirect of an address: beside its claim, so that one read gets both."""
    return f"{URL}{address}", KEEPER


KEEPER = "keeper"


def comments_at(address: str) -> tuple[str, str]:
    """Return the partition and name of the number of comments on the post at an address: beside its claim, too."""
    return f"{URL}{address}", COMMENTED


COMMENTED = "comments"


def picture_of(key: str) -> tuple[str, str]:
    """Return the partition and name of an image's current picture."""
    return f"{IMAGE}{key}", "picture"


def top_name(lang: str, hours: int) -> str:
    return f"{lang}#{hours}"


def segments_of(listing: Listing) -> str:
    return f"{SEGMENTS}{listing}"


def segment_of(first: Page, number: int) -> Page:
    """Return the page of a full segment, given the first segment of its month."""
    return replace(first, at=f"{first.at}-{number}")


def settled(summary: Summary) -> Summary:
    """Return the same summary without what it owes."""
    return replace(summary, owes=frozenset(), causes=frozenset())


def changed(previous: Summary, value: Any, owes: Iterable[Page]) -> tuple[Summary, ...]:
    """Return the summary to write, if its value changed or if it still owes pages."""
    if previous.value == value and not previous.owes:
        return ()
    return (replace(previous, value=value, owes=previous.owes | frozenset(owes)),)
