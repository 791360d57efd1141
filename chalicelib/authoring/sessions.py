"""Sessions: a browser that is signed in sends a cookie, and each change also a text that only our own pages know.

The cookie is of this host alone, never sent from pages of other sites, and hidden from scripts. What is stored is its digest.
"""

import hmac
from hmac import compare_digest

from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.grants import SCOPES, Grant
from chalicelib.authoring.identity.credentials import LASTS, Session
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.store.authoring import activity, credentials, people
from chalicelib.store.authoring.people import Person
from chalicelib.times import in_utc
from chalicelib.web import http

COOKIE = "__Host-presswork"
ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Strict"


class SignedIn(Frozen):
    """A person whose browser is signed in, and the text of its session."""

    person: Person
    text: str

    @property
    def csrf(self) -> str:
        """The text that each form of this session sends along; it doesn't reveal the session's own."""
        return hmac.digest(self.text.encode(), b"presswork csrf", "sha256").hex()

    @property
    def grant(self) -> Grant:
        """What the person may do at the desk: all that their role allows."""
        return Grant(self.person.name, self.person.role, self.person.author, frozenset(SCOPES))


def text_in(context: AuthoringContext) -> str:
    """Return the text of the session in the request's cookie; empty where there is none."""
    cookies = (cookie.strip().partition("=") for cookie in context.request.header("cookie").split(";"))
    return next((value for name, _, value in cookies if name == COOKIE), "")


def current(context: AuthoringContext) -> SignedIn | None:
    """Return who is signed in, if the session lasts and its person still may."""
    text = text_in(context)
    session = credentials.read(context.cloud.table, Session, text, context.now)
    person = people.read(context.cloud.table, credentials.person_of(text)) if session else None
    return SignedIn(person, text) if person else None


def required(context: AuthoringContext) -> SignedIn:
    """Return who is signed in; refuse a request without a session."""
    signed_in = current(context)
    if signed_in is None:
        raise Refusal("signed-out")
    return signed_in


def required_to_change(context: AuthoringContext) -> SignedIn:
    """Return who is signed in; refuse a change that doesn't come from a page of this session."""
    signed_in = required(context)
    if not compare_digest(context.fields.text("csrf").encode(), signed_in.csrf.encode()):
        raise Refusal("page-old")
    return signed_in


def required_by_script(context: AuthoringContext) -> SignedIn:
    """Return who is signed in; refuse a change that no script of this session's pages asks for."""
    signed_in = required(context)
    is_ours = compare_digest(context.request.header("x-presswork-session").encode(), signed_in.csrf.encode())
    if not is_ours or http.is_cross_site(context.request, context.url):
        raise Refusal("page-old")
    return signed_in


def begin(context: AuthoringContext, person: Person, how: str) -> str:
    """Sign a person in; return the cookie. A session that this browser had has ended."""
    end(context)
    session = Session(in_utc(context.now), browser_in(context.request.header("user-agent")))
    text = credentials.issue(context.cloud.table, person.name, session)
    activity.note(context.cloud.table, person.name, "sign in", how, "", context.now)
    return f"{COOKIE}={text}; {ATTRIBUTES}; Max-Age={int(LASTS[Session].total_seconds())}"


def end(context: AuthoringContext) -> str:
    """End the session of this browser; return the cookie that removes its own."""
    text = text_in(context)
    if person := credentials.person_of(text):
        credentials.remove(context.cloud.table, person, Session, credentials.digest_of(text))
    return f"{COOKIE}=; {ATTRIBUTES}; Max-Age=0"


BROWSERS = ("Firefox", "Edg", "OPR", "Chrome", "Safari")
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "CrOS", "Linux")


def browser_in(user_agent: str) -> str:
    """Return what a person recognizes a browser by, such as `Firefox, Linux`; empty where nothing is known."""
    names = (next((name for name in several if name in user_agent), "") for several in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, names))
