"""The pages that the API can show, as data: `VISITOR_PAGES` is the table, an `ApiPage` one page to show. `views` renders them."""

from collections.abc import Mapping
from typing import NamedTuple

from msgspec import field

from chalicelib.comments.rules.comment import Comment
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.newsletter.rules.preferences import Wishes


class VisitorPage(NamedTuple):
    """One row: the template, the HTTP status, the purposes of the tokens that it offers, and whether it names its reader."""

    template: str
    status: int = 200
    offers: tuple[str, ...] = ()
    names: bool = False


VISITOR_PAGES: Mapping[str, VisitorPage] = {
    "asked": VisitorPage("visitor/asked.html"),
    "confirm": VisitorPage("visitor/confirm.html"),
    "confirmed": VisitorPage("visitor/confirmed.html", offers=("preferences",), names=True),
    "already": VisitorPage("visitor/already.html"),  # its link was used before, maybe by another person, so it offers nothing
    "preferences": VisitorPage("visitor/preferences.html", offers=("preferences", "unsubscribe"), names=True),
    "account": VisitorPage("visitor/account.html", offers=("account",), names=True),
    "saved": VisitorPage("visitor/saved.html"),
    "move": VisitorPage("visitor/move.html"),
    "moved": VisitorPage("visitor/moved.html", offers=("preferences",), names=True),
    "unsubscribe": VisitorPage("visitor/unsubscribe.html", offers=("preferences",), names=True),
    "left": VisitorPage("visitor/left.html"),  # the same, whether its reader is known or not
    "erased": VisitorPage("visitor/erased.html"),
    "renewed": VisitorPage("visitor/renewed.html"),
    "commented": VisitorPage("visitor/commented.html", 202),
    "unconfirmed": VisitorPage("visitor/unconfirmed.html"),
    "reply": VisitorPage("visitor/reply.html"),
    "withdrawn": VisitorPage("visitor/withdrawn.html", 202),
    "commenter": VisitorPage("visitor/commenter.html"),
    "notified": VisitorPage("visitor/notified.html"),
    "replies": VisitorPage("visitor/replies.html"),
    "stopped": VisitorPage("visitor/stopped.html"),
    "own": VisitorPage("visitor/own.html"),
    "forgotten": VisitorPage("visitor/forgotten.html", 202),
    "publish": VisitorPage("visitor/publish.html"),
    "published": VisitorPage("visitor/published.html", 202),
    "moderate": VisitorPage("visitor/moderate.html"),
    "refused": VisitorPage("visitor/refused.html", 400),
}


class ApiPage(Frozen):
    """A page to show, and its content.

    `tokens` are by the purposes that the kind offers; a purpose without a token is not offered. `categories` and `authors` are
    slugs and names, `browser` is the hash in a link to confirm, `field` the name of the refused field, `chosen` a sentence.
    `masked` is the masked address. `comments` are comments to show, `post` is the address of a post, and `reply_to` the comment
    to answer. `written` are the texts of a refused form, by field.
    """

    kind: str
    lang: str
    tokens: Mapping[str, str] = field(default_factory=dict)
    wishes: Wishes | None = None
    categories: tuple[tuple[str, str], ...] = ()
    refusal: Refusal | None = None
    written: Mapping[str, str] = field(default_factory=dict)
    field: str = ""
    browser: str = ""
    authors: tuple[tuple[str, str], ...] = ()
    chosen: str = ""
    masked: str = ""
    comments: tuple[Comment, ...] = ()
    post: str = ""
    reply_to: str = ""

    @property
    def status(self) -> int:
        return self.refusal.reason.status if self.refusal else VISITOR_PAGES[self.kind].status
