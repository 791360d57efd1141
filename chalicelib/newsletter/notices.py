"""Notes: the mails about following itself; each kind is a row of `NOTES`."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from chalicelib.newsletter.edition import api, build_edition, longest_that_fits, site_phrase
from chalicelib.newsletter.message import UNSUBSCRIBE, Edition
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.view_models import ShownMail, ShownPost


class Note(NamedTuple):
    """What a note says: its subject, and the lines before and after its button.

    A note without a button has its link at the foot, like letters. A note with a `why` has a link to leave, too.
    """

    subject: str
    before: tuple[str, ...]
    button: str = ""
    after: tuple[str, ...] = ()
    why: str = ""


NOTES: Mapping[str, Note] = {
    "confirm": Note(
        "Confirm: follow %(name)s",
        ("Somebody, most likely you, entered this address to follow %(name)s by email.",),
        "Confirm",
        ("The link is good for 3 days.", "If it wasn't you, do nothing: you will get no letters."),
    ),
    "already": Note(
        "You follow %(name)s already",
        ("Somebody, most likely you, entered this address to follow %(name)s by email. It already does.",),
        "Change what you get",
        ("If it wasn't you, do nothing: all stays as it is.",),
    ),
    "link": Note(
        "A new link for your letters from %(name)s",
        ("Somebody, most likely you, asked for a new link to change what %(name)s sends to this address, or to leave.",),
        "Change what you get",
        ("The link is good for 90 days.", "If it wasn't you, do nothing: all stays as it is."),
    ),
    "welcome": Note(
        "You follow %(name)s now",
        ("New posts will come to this address.",),
        why="You get this because you follow %(name)s.",
    ),
}


def note_edition(context: SiteContext, lang: str, kind: str, link: str, posts: Sequence[ShownPost] = ()) -> Edition:
    """Return a note of a kind of `NOTES` that leads to `link`, with posts below it; a note to leave by needs a token."""
    row = NOTES[kind]
    mark = hashlib.sha256(link.encode()).hexdigest()[:32]  # a link holds one reader's token, so no author can guess this

    def translated(lines: Sequence[str]) -> tuple[str, ...]:
        return tuple(site_phrase(context, lang, line) for line in lines)

    def edition(number: int) -> Edition:
        mail = ShownMail(
            kind,
            subject=site_phrase(context, lang, row.subject),
            before=translated(row.before),
            button=context.phrases.gettext(lang, row.button) if row.button else "",
            link=link,
            after=translated(row.after),
            cut=number < len(posts),
            why=site_phrase(context, lang, row.why) if row.why else "",
            postal=context.site.newsletter.postal.get(lang),
            manage="" if row.button else link,
            unsubscribe=api(context, "unsubscribe", mark + UNSUBSCRIBE) if row.why else "",
        )
        return build_edition(context, "note", lang, mark, {"mail": mail, "posts": tuple(posts[:number])})

    return longest_that_fits(len(posts), edition)
