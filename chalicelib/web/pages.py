"""Visits: what there is to answer to a visitor who follows by mail, or wants to.

A visit's kind is a row of `VISITS`, and what was found, chosen or refused travels with it. How it looks is said elsewhere
(`mail.pages`), which is loaded only when a page is made: most that the API does shows none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.errors import Refusal
from chalicelib.newsletter.subscriber import Wishes


@dataclass(frozen=True, slots=True)
class VisitKind:
    """One row: the template, the HTTP status, and what the page offers by a token: the purpose of each."""

    template: str
    status: int = 200
    offers: tuple[str, ...] = ()


VISITS: Mapping[str, VisitKind] = {
    "asked": VisitKind("visitor/asked.html"),
    "confirm": VisitKind("visitor/confirm.html"),
    "confirmed": VisitKind("visitor/confirmed.html", offers=("preferences",)),
    "already": VisitKind("visitor/already.html"),  # its link was used before, maybe by somebody else: it opens nothing more
    "preferences": VisitKind("visitor/preferences.html", offers=("data", "erase", "unsubscribe")),
    "saved": VisitKind("visitor/saved.html"),
    "unsubscribe": VisitKind("visitor/unsubscribe.html", offers=("preferences",)),
    "left": VisitKind("visitor/left.html"),
    "erased": VisitKind("visitor/erased.html"),
    "renewed": VisitKind("visitor/renewed.html"),
    "refused": VisitKind("visitor/refused.html", 400),
}


@dataclass(frozen=True, slots=True)
class Visit:
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
        return self.refusal.reason.status if self.refusal else VISITS[self.kind].status
