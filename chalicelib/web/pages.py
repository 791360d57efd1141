"""The pages that the API can show, as data: `PAGES` is the table, and an `ApiPage` is one page to show. `views` renders them."""

from collections.abc import Mapping
from typing import NamedTuple

from msgspec import field

from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.newsletter.rules.preferences import Wishes


class PageKind(NamedTuple):
    """One row: the template, the HTTP status, and the purposes of the tokens that the page offers."""

    template: str
    status: int = 200
    offers: tuple[str, ...] = ()


PAGES: Mapping[str, PageKind] = {
    "asked": PageKind("visitor/asked.html"),
    "confirm": PageKind("visitor/confirm.html"),
    "confirmed": PageKind("visitor/confirmed.html", offers=("preferences",)),
    "already": PageKind("visitor/already.html"),  # its link was used before, maybe by another person, so it offers nothing
    "preferences": PageKind("visitor/preferences.html", offers=("preferences", "unsubscribe")),
    "account": PageKind("visitor/account.html", offers=("account",)),
    "saved": PageKind("visitor/saved.html"),
    "move": PageKind("visitor/move.html"),
    "moved": PageKind("visitor/moved.html", offers=("preferences",)),
    "unsubscribe": PageKind("visitor/unsubscribe.html", offers=("preferences",)),
    "left": PageKind("visitor/left.html"),
    "erased": PageKind("visitor/erased.html"),
    "renewed": PageKind("visitor/renewed.html"),
    "refused": PageKind("visitor/refused.html", 400),
}


class ApiPage(Frozen):
    """A page to show, and its content.

    `tokens` are by the purposes that the kind offers; a purpose without a token is not offered. `categories` and `authors` are
    slugs and names, `browser` is the hash in a link to confirm, `field` the name of the refused field, `chosen` a sentence.
    """

    kind: str
    lang: str
    tokens: Mapping[str, str] = field(default_factory=dict)
    wishes: Wishes | None = None
    categories: tuple[tuple[str, str], ...] = ()
    refusal: Refusal | None = None
    field: str = ""
    browser: str = ""
    authors: tuple[tuple[str, str], ...] = ()
    chosen: str = ""

    @property
    def status(self) -> int:
        return self.refusal.reason.status if self.refusal else PAGES[self.kind].status
