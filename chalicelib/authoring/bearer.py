"""The token of a request, and the grant that it stands for."""

from chalicelib.authoring import sessions
from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.grants import Grant
from chalicelib.authoring.request_limits import refuse_busy
from chalicelib.errors import Refusal
from chalicelib.store.authoring import access_tokens, people


def grant_of(context: AuthoringContext, in_body: str = "", *, changes: bool = True) -> Grant:
    """Return the grant of the token in the header or in the form's body, or of the desk's session; refuse none, and two.

    Requests that may change something are counted against the limit of their person.
    """
    scheme, _, in_header = context.request.header("authorization").strip().partition(" ")
    token = in_header.strip() if scheme.lower() == "bearer" else ""
    if token and in_body:
        raise Refusal("two-tokens")
    grant = grant_of_token(context, token or in_body) if token or in_body else grant_of_session(context)
    if changes and context.request.method == "POST":
        refuse_busy(context, grant.person)
    return grant


def grant_of_session(context: AuthoringContext) -> Grant:
    """Return the grant of the desk's own page; refuse a request that is neither its nor any app's."""
    if not context.request.header("x-presswork-session"):
        raise Refusal("no-token")
    return sessions.required_by_script(context).grant


def grant_of_token(context: AuthoringContext, token: str) -> Grant:
    known = access_tokens.read(context.cloud.table, token, context.now)
    person = people.read(context.cloud.table, known.person) if known else None
    if not known or not person:
        raise Refusal("token")
    access_tokens.note_use(context.cloud.table, token, known, context.now)
    return Grant(person.name, person.role, person.author, frozenset(known.scopes), known.client)
