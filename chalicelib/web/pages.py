"""Visits: what there is to answer to a visitor who follows by mail, or wants to.

A visit's kind is a row of `PAGES`, and what was found, chosen or refused travels with it. How it looks is said elsewhere
(`mail.pages`), which is loaded only when a page is made: most that the API does shows none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.errors import Refusal
from chalicelib.newsletter.subscriber import Wishes


@dataclass(frozen=True, slots=True)
class PageKind:
    """One row: the template, the HTTP status, and what the page offers by a token: the purpose of each."""

    template: str
    status: int = 200
    offers: tuple[str, ...] = ()


PAGES: Mapping[str, PageKind] = {
    "asked": PageKind("visitor/asked.html"),
    "confirm": PageKind("visitor/confirm.html"),
    "confirmed": PageKind("visitor/confirmed.html", offers=("preferences",)),
    "already": PageKind("visitor/already.html"),  # its link was used before, maybe by somebody else: it opens nothing more
    "preferences": PageKind("visitor/preferences.html", offers=("data", "erase", "unsubscribe")),
    "saved": PageKind("visitor/saved.html"),
    "unsubscribe": PageKind("visitor/unsubscribe.html", offers=("preferences",)),
    "left": PageKind("visitor/left.html"),
    "erased": PageKind("visitor/erased.html"),
    "renewed": PageKind("visitor/renewed.html"),
    "refused": PageKind("visitor/refused.html", 400),
}


@dataclass(frozen=True, slots=True)
class ApiPage:
    """What there is to answer.

    `tokens` are by the purposes that the kind offers; what has none is not offered. `categories` are slugs and names,
    `browser` the hash that a link to confirm holds, `field` the name of the field that was refused.
    """

    kind: str
    lang: str
    tokens: Mapping[str, str] = field(default_factory=dict)
    wishes: Wishes | None = None
    categories: tuple[tuple[str, str], ...] = ()
    refusal: Refusal | None = None
    field: str = ""
    browser: str = ""

    @property
    def status(self) -> int:
        """The HTTP status of the page."""
        return self.refusal.reason.status if self.refusal else PAGES[self.kind].status
