"""Notes: the mails about following and commenting; each kind is a row of `NOTES`."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from chalicelib.newsletter.mail.edition import api, build_edition, longest_that_fits, site_phrase
from chalicelib.newsletter.mail.message import UNSUBSCRIBE, Edition
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.view_models.newsletter import ShownMail
from chalicelib.rendering.view_models.post import ShownPost


class Note(NamedTuple):
    """What a note says: its subject, and the lines before and after its button.

    A note without a button has its link at the foot, like letters. A note with a `why` has a link to leave, too, which leads to
    `leave` in the API. One with `tells_wishes` says what its reader chose, too.
    """

    subject: str
    before: tuple[str, ...]
    button: str = ""
    after: tuple[str, ...] = ()
    why: str = ""
    tells_wishes: bool = False
    leave: str = "unsubscribe"


NOTES: Mapping[str, Note] = {
    "confirm": Note(
        "Confirm your address to follow %(name)s",
        ("Thanks for following! Confirm your email address to get new posts from %(name)s.",),
        "Confirm",
        ("This link expires in 3 days.", "Wasn't you? Just ignore this email and you won't get another."),
        tells_wishes=True,
    ),
    "already": Note(
        "You're already following %(name)s",
        ("You already follow %(name)s. Someone, probably you, entered this address again.",),
        "Email preferences",
        ("Wasn't you? Just ignore this email and nothing will change.",),
    ),
    "link": Note(
        "Your new link for %(name)s",
        ("Here's the new link you asked for. Use it to change your preferences for %(name)s or unsubscribe.",),
        "Email preferences",
        ("This link expires in 90 days.", "Wasn't you? Just ignore this email and nothing will change."),
    ),
    "account": Note(
        "Your new link for %(name)s",
        ("Here's the link you asked for. Use it to change your email address, or to download or delete your data.",),
        "Email preferences",
        ("This link expires in 1 hour.", "Wasn't you? Just ignore this email and nothing will change."),
    ),
    "move": Note(
        "Confirm your new address for %(name)s",
        ("Confirm this address to get new posts from %(name)s here from now on.",),
        "Confirm",
        ("This link expires in 3 days.", "Wasn't you? Just ignore this email and nothing will change."),
    ),
    "moved": Note(
        "Your address for %(name)s has changed",
        ("New posts now go to the email address you confirmed, and no longer to this one.",),
        "Follow",
        ("Wasn't you? You can follow again with this address at any time.",),
    ),
    "comments": Note(
        "%(name)s: comments waiting for approval",
        ("Comments appear on the site once you approve them.",),
        "Review comments",
        ("This link expires in 14 days.",),
    ),
    "comment": Note(
        "Confirm your comment on %(name)s",
        ("You wrote a comment on %(name)s. Confirm it, and it'll appear once it's approved.",),
        "Confirm",
        ("This link expires in 3 days.", "Wasn't you? Just ignore this email and nothing will change."),
    ),
    "commenter": Note(
        "Confirm your address for replies on %(name)s",
        ("You asked for an email when somebody replies to your comment on %(name)s. Confirm your address to get it.",),
        "Confirm",
        ("This link expires in 3 days.", "Wasn't you? Just ignore this email and nothing will change."),
    ),
    "reply": Note(
        "%(name)s: a reply to your comment",
        (),
        "Read the reply",
        why="You're receiving this email because you asked to hear of replies to your comments on %(name)s.",
        leave="comments/replies",
    ),
    "publish": Note(
        "Publish your comment on %(name)s",
        ("You've commented on %(name)s before, so you can publish your new comment yourself.",),
        "Publish",
        ("This link expires in 14 days.", "Wasn't you? Just ignore this email and nothing will change."),
    ),
    "invitation": Note(
        "Write for %(name)s",
        ("You've been invited to write for %(name)s.",),
        "Sign in",
        ("This link expires in 3 days.", "Wasn't you? Just ignore this email and nothing will change."),
    ),
    "sign-in": Note(
        "Sign in to %(name)s",
        ("Here's the link you asked for. It works once.",),
        "Sign in",
        ("This link expires in 10 minutes.", "Wasn't you? Just ignore this email and nothing will change."),
    ),
    "passkey": Note(
        "A new passkey for %(name)s",
        ("A passkey was added to your account on %(name)s. It can sign in as you.",),
        "Your account",
        ("Wasn't you? Remove the passkey, and sign out every browser you don't recognize.",),
    ),
    "welcome": Note(
        "You're now following %(name)s",
        ("Thanks for following! New posts will arrive in your inbox.",),
        why="You're receiving this email because you follow %(name)s.",
        tells_wishes=True,
    ),
}


def note_edition(
    context: SiteContext,
    lang: str,
    kind: str,
    link: str,
    posts: Sequence[ShownPost] = (),
    more: Sequence[str] = (),
    token: str = "",
    own: str = "",
) -> Edition:
    """Return a note of a kind of `NOTES` that leads to `link`, with posts below it; a note to leave by needs a token.

    `more` are lines about this mail alone, such as what its reader chose. `token` is one reader's, where `link` holds none, and
    `own` is where they see their own comments.
    """
    row = NOTES[kind]
    mark = hashlib.sha256((link + token).encode()).hexdigest()[:32]  # it comes of one reader's token, so no author can guess this

    def translated(lines: Sequence[str]) -> tuple[str, ...]:
        return tuple(site_phrase(context, lang, line) for line in lines)

    def edition(number: int) -> Edition:
        mail = ShownMail(
            kind,
            subject=site_phrase(context, lang, row.subject),
            before=(*translated(row.before), *filter(None, more)),
            button=context.phrases.gettext(lang, row.button) if row.button else "",
            link=link,
            after=translated(row.after),
            cut=number < len(posts),
            why=site_phrase(context, lang, row.why) if row.why else "",
            postal=context.site.newsletter.postal.get(lang),
            manage="" if row.button else link,
            unsubscribe=api(context, row.leave, mark + UNSUBSCRIBE) if row.why else "",
            own=own,
        )
        return build_edition(context, "note", lang, mark, {"mail": mail, "posts": tuple(posts[:number])})

    return longest_that_fits(len(posts), edition)
