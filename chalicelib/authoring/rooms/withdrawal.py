"""What happens when a post is taken off the site, said before it happens."""

from chalicelib.authoring import sessions
from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.grants import refuse_at_desk
from chalicelib.errors import Refusal
from chalicelib.newsletter.rules.letter import CANCELLABLE, Letter, id_of
from chalicelib.store import records
from chalicelib.store.newsletter import letters
from chalicelib.web import http
from chalicelib.web.http import Reply


def forecast(context: AuthoringContext) -> Reply:
    """Say which address readers lose, or when the post would have appeared, and what becomes of its letter."""
    key = context.request.query.get("key", "")
    refuse_at_desk(sessions.required(context).grant, key)
    table = context.cloud.table
    record = records.read(table, key)
    if record is None:
        raise Refusal("no-post", key)
    name = id_of(key)
    letter = letters.read_many(table, [name]).get(name)
    address = f"{context.site.url}{record.address}" if record.post else ""
    return http.as_json({"address": address, "scheduled": record.due, "letter": _fate(letter)})


def _fate(letter: Letter | None) -> str:
    """Return whether the letter `waits` for the post to come back, goes on since it is `sent`, or there is none."""
    if letter is None or letter.digests_only:
        return ""
    if letter.follows:
        return "waits"
    return "sent" if letter.state == "sent" or letter.state in CANCELLABLE else ""
