"""Summaries: what a page showed when it was last pressed, kept for the pages that tell of it.

A month says how many posts it shows, a year adds its months up, a topic its years; so a count climbs without anybody
reading all posts. The first segment of a month in the search index notes what the full ones hold, so only those that hold
something else now are pressed. A summary is written together with the pages it owes, they are queued, then the debt is
cleared: a crash in between loses nothing.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from chalicelib.model import Listing, Page
from chalicelib.rendering.queries import Summary


def months_of(listing: Listing) -> str:
    return f"MONTHS#{listing}"


def years_of(listing: Listing) -> str:
    return f"YEARS#{listing}"


def topics_of(lang: str) -> str:
    return f"TOPICS#{lang}"


def redirect_of(address: str) -> tuple[str, str]:
    """Where stands whom an address leads to: beside the address's claim, so that both are read at once."""
    return f"URL#{address}", KEEPER


KEEPER = "keeper"

TOP = "TOP"
"""Where the most read posts of all languages stand."""


def top_name(lang: str, hours: int) -> str:
    return f"{lang}#{hours}"


def segments_of(listing: Listing) -> str:
    return f"SEGMENTS#{listing}"


def segment_of(first: Page, number: int) -> Page:
    """One of the full segments of the month whose newest posts are in the first."""
    return replace(first, at=f"{first.at}-{number}")


def settled(summary: Summary) -> Summary:
    """The same summary, owing nothing."""
    return replace(summary, owes=frozenset())


def changed(before: Summary, value: Any, owes: Iterable[Page]) -> tuple[Summary, ...]:
    """The summary to write, if there is any reason to: another value, or debts of the last one."""
    if before.value == value and not before.owes:
        return ()
    return (replace(before, value=value, owes=before.owes | frozenset(owes)),)
