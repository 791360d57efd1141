"""The newsletter: pages that answer its visitors, and its mails."""

from collections.abc import Mapping

from markupsafe import Markup
from msgspec import field

from chalicelib.rendering.view_models.comments import ShownComment
from chalicelib.rendering.view_models.shown import NOTHING, ViewModel


class ShownChoice(ViewModel):
    """An option of a form: the value that is sent, and the text that the reader sees."""

    value: str
    text: str
    chosen: bool = False
    lang: str = ""
    direction: str = ""


class ShownVisit(ViewModel):
    """A page that answers a visitor about the newsletter: the options of its form, or the reason of a refusal.

    `tokens` are the tokens of the page's forms and links, by purpose: `preferences`, `unsubscribe`, `data`, `erase`, `address`.
    `browser` is the hash of the secret in the browser that signed up. `why` and `instead` explain a refusal in the visitor's
    language, `found` quotes in English what was found. `again` says whether another sign-up would help, `renew` whether a new
    link would. `chosen` is a sentence about which posts the reader gets and how often; empty if that is every post as it comes.
    `masked` is the reader's address, masked; empty where the page may not name it. `comments` are those that the page is about,
    `post` is the address of their post, and `reply_to` the comment that a form answers. `written` are the texts of a refused
    form, by field.
    """

    often: str = "each"
    all_languages: bool = False
    categories: tuple[ShownChoice, ...] = ()
    languages: tuple[ShownChoice, ...] = ()
    tokens: Mapping[str, str] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)
    browser: str = ""
    why: str = ""
    instead: str = ""
    field: str = ""
    found: str = ""
    again: bool = False
    renew: bool = False
    authors: tuple[ShownChoice, ...] = ()
    chosen: str = ""
    masked: str = ""
    comments: tuple[ShownComment, ...] = ()
    post: str = ""
    reply_to: str = ""


class ShownMail(ViewModel):
    """A mail: its texts beside the posts, in its own language.

    `kind` is `letter`, `daily`, `weekly` or a kind of note. `before` and `after` are paragraphs around `button`, which links to
    `link`; `why` gives the reason of the mail. `html` is the post's text for mail programs, `text` the same as plain text; `cut`
    says whether it was shortened. `manage` and `unsubscribe` are whole URLs, or empty if there is nothing to manage or to leave;
    so is `own`, where the reader sees their own comments.
    """

    kind: str
    subject: str = ""
    preheader: str = ""
    before: tuple[str, ...] = ()
    button: str = ""
    link: str = ""
    after: tuple[str, ...] = ()
    html: Markup = NOTHING
    text: str = ""
    cut: bool = False
    why: str = ""
    postal: str = ""
    manage: str = ""
    unsubscribe: str = ""
    own: str = ""
