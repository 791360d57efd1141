"""A letter as its readers see it, for the desk's own frame."""

from chalicelib.authoring import sessions
from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.desk_files import framed
from chalicelib.authoring.rooms.letters import letter_named
from chalicelib.errors import Refusal
from chalicelib.newsletter import letter_editions
from chalicelib.newsletter.mail.message import html_preview
from chalicelib.web.http import Reply


def show(context: AuthoringContext) -> Reply:
    """Return the letter with this id as it was sent, else as it, or that of a post's key, would be sent now.

    The title of the page is the letter's subject.
    """
    name = context.request.query.get("letter", "")
    letter = letter_named(context, sessions.required(context).grant, name)
    try:
        sent = letter_editions.fixed_edition(context.cloud, letter) if letter else None
        edition = sent or letter_editions.edition_of(context.cloud, name)
    except letter_editions.NoLetterError as none:
        raise Refusal("no-letter", str(none)) from none
    return framed(html_preview(edition).encode())
