"""A person's own page: their passkeys, the browsers where they are signed in, and the apps that they let write."""

from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec.structs import replace

from chalicelib.authoring import desk_views, sessions, sign_in_api
from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.grants import SCOPES
from chalicelib.authoring.identity.credentials import Passkey, Session
from chalicelib.authoring.identity.indieauth import PROFILE
from chalicelib.authoring.request_limits import refuse_too_many
from chalicelib.authoring.sessions import SignedIn
from chalicelib.errors import Refusal
from chalicelib.rendering.view_models.desk import ShownCredential
from chalicelib.store.authoring import access_tokens, activity, credentials
from chalicelib.web import http
from chalicelib.web.http import Reply


def show(context: AuthoringContext) -> Reply:
    """Show what a person signs in with, and which apps act for them; lead somebody who isn't signed in to the sign-in page."""
    signed_in = sessions.current(context)
    if signed_in is None:
        return sign_in_api.led_to("/api/desk/sign-in")
    person, table, now = signed_in.person, context.cloud.table, context.now
    challenge, options = sign_in_api.to_create(context, person)
    page = desk_views.show(
        context,
        "account",
        person=person.name,
        csrf=signed_in.csrf,
        challenge=challenge,
        options=options,
        passkeys=tuple(
            ShownCredential(key, passkey.browser, *_day(context, passkey.at))
            for key, passkey in credentials.all_of(table, person.name, Passkey, now).items()
        ),
        sessions=tuple(
            ShownCredential(
                digest, session.browser, *_day(context, session.at), here=digest == credentials.digest_of(signed_in.text)
            )
            for digest, session in credentials.all_of(table, person.name, Session, now).items()
        ),
        tokens=tuple(
            ShownCredential(digest, token.client, *_day(context, token.at), scopes=scope_texts(context, token.scopes))
            for digest, token in access_tokens.all_of(table, person.name, now).items()
        ),
    )
    return page.also(http.ALONE)


def scope_texts(context: AuthoringContext, scopes: tuple[str, ...]) -> str:
    """Return what a token may do, in words."""
    texts = {**SCOPES, PROFILE: "see your name"}
    return ", ".join(desk_views.phrases(context).gettext(context.lang, texts[scope]) for scope in scopes if scope in texts)


def _day(context: AuthoringContext, time: str) -> tuple[str, str]:
    """Return a time as a page has it: for programs, and in the language of the page."""
    return time, desk_views.day(context, datetime.fromisoformat(time))


def change(context: AuthoringContext) -> Reply:
    """Do what a button of the page says, and show the page again."""
    signed_in = sessions.required_to_change(context)
    act = context.fields.text("act")
    if act not in ACTS:
        raise Refusal("field", "act: no such act")
    return ACTS[act](context, signed_in, context.fields.text("id"))


def _add_passkey(context: AuthoringContext, signed_in: SignedIn, _id: str) -> Reply:
    refuse_too_many(context)
    sign_in_api.add_passkey(context, signed_in.person, sign_in_api.new_passkey(context, signed_in.person))
    return sign_in_api.led_to(sign_in_api.ACCOUNT)


def _remove_passkey(context: AuthoringContext, signed_in: SignedIn, id: str) -> Reply:
    credentials.remove(context.cloud.table, signed_in.person.name, Passkey, id)
    return _noted(context, signed_in, "remove passkey")


def _end_session(context: AuthoringContext, signed_in: SignedIn, id: str) -> Reply:
    if id == credentials.digest_of(signed_in.text):
        return _sign_out(context, signed_in, id)
    credentials.remove(context.cloud.table, signed_in.person.name, Session, id)
    return _noted(context, signed_in, "end session")


def _revoke(context: AuthoringContext, signed_in: SignedIn, id: str) -> Reply:
    access_tokens.revoke(context.cloud.table, signed_in.person.name, id)
    return _noted(context, signed_in, "revoke token")


def _sign_out(context: AuthoringContext, _signed_in: SignedIn, _id: str) -> Reply:
    """End the session, and let the browser forget all that the desk has kept there: texts, its own files, who was signed in."""
    led = sign_in_api.led_to("/api/desk/sign-in").also({"Clear-Site-Data": '"cache", "storage"'})
    return replace(led, cookies=(sessions.end(context),))


def _noted(context: AuthoringContext, signed_in: SignedIn, act: str) -> Reply:
    activity.note(context.cloud.table, signed_in.person.name, act, "", "", context.now)
    return sign_in_api.led_to(sign_in_api.ACCOUNT)


ACTS: Mapping[str, Callable[[AuthoringContext, SignedIn, str], Reply]] = {
    "add-passkey": _add_passkey,
    "remove-passkey": _remove_passkey,
    "end-session": _end_session,
    "revoke-token": _revoke,
    "sign-out": _sign_out,
}
"""What the buttons of the page do."""
