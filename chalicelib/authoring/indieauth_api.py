"""IndieAuth: apps ask a person to let them write, and exchange the code that they get for a token.

https://indieauth.spec.indieweb.org/. A GET shows the page of consent and grants nothing; only its form grants. The session's
cookie isn't sent when another site leads here, so the page reloads itself once.
"""

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import parse_qsl

from msgspec.structs import replace

from chalicelib.authoring import account_api, bearer, desk_views, sessions, sign_in_api
from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.grants import SCOPES, Grant
from chalicelib.authoring.identity import indieauth
from chalicelib.authoring.identity.credentials import Code
from chalicelib.authoring.identity.indieauth import PROFILE, UNTICKED, AuthorizationRequest
from chalicelib.authoring.request_limits import counted_failures, refuse_too_many
from chalicelib.authoring.sessions import SignedIn
from chalicelib.errors import Refusal
from chalicelib.model import Listing
from chalicelib.rendering.paths import listing_address
from chalicelib.rendering.view_models.desk import ShownScope
from chalicelib.store.authoring import access_tokens, activity, credentials, people
from chalicelib.store.authoring.access_tokens import AccessToken
from chalicelib.store.authoring.people import Person
from chalicelib.times import in_utc
from chalicelib.web import http
from chalicelib.web.http import Reply

HERE = "/api/indieauth"


def metadata(context: AuthoringContext) -> Reply:
    """Return what apps need to know, https://indieauth.spec.indieweb.org/#indieauth-server-metadata."""
    base = f"{context.site.url}{HERE}"
    return http.as_json(
        {
            "issuer": issuer(context),
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "introspection_endpoint": f"{base}/introspect",
            "introspection_endpoint_auth_methods_supported": ["Bearer"],
            "revocation_endpoint": f"{base}/revoke",
            "revocation_endpoint_auth_methods_supported": ["none"],
            "userinfo_endpoint": f"{base}/userinfo",
            "scopes_supported": [*SCOPES, PROFILE],
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        }
    )


def issuer(context: AuthoringContext) -> str:
    return f"{context.site.url}/"


# ---- the page of consent


def ask(context: AuthoringContext) -> Reply:
    """Show a person who is signed in what an app asks for; let others sign in first."""
    request = indieauth.request_in(context.request.query)
    signed_in = sessions.current(context)
    if signed_in:
        return _show_consent(context, request, signed_in)
    if context.request.header("sec-fetch-site").strip().lower() in ("cross-site", "same-site"):
        return desk_views.show(context, "onward", on=sign_in_api.after_sign_in(request.query))
    return sign_in_api.show_sign_in(context, request.query)


def _show_consent(context: AuthoringContext, request: AuthorizationRequest, signed_in: SignedIn) -> Reply:
    scopes = tuple(
        ShownScope(scope, account_api.scope_texts(context, (scope,)), ticked=scope not in UNTICKED) for scope in request.offered
    )
    return desk_views.show(
        context,
        "consent",
        sends_to=request.origin,
        person=signed_in.person.name,
        csrf=signed_in.csrf,
        app=request.name,
        after=request.query,
        scopes=scopes,
    )


def decide(context: AuthoringContext) -> Reply:
    """Redirect the browser back to the app, with a code if the person allows that."""
    signed_in = sessions.required_to_change(context)
    request = indieauth.request_in(dict(parse_qsl(context.fields.text("after"), keep_blank_values=True)))
    if context.fields.text("act") != "allow":
        return sign_in_api.led_to(indieauth.answer_to(request, issuer(context), error="access_denied"))
    scopes = indieauth.allowed(request, context.fields.several("scope"))
    code = Code(in_utc(context.now), request.client, request.redirect, request.challenge, scopes)
    text = credentials.issue(context.cloud.table, signed_in.person.name, code)
    activity.note(context.cloud.table, signed_in.person.name, "allow app", " ".join(scopes), request.client, context.now)
    return sign_in_api.led_to(indieauth.answer_to(request, issuer(context), code=text))


# ---- codes for tokens


def token(context: AuthoringContext) -> Reply:
    """Exchange a code for a token."""
    if context.fields.text("action") == "revoke":  # as apps did before revocation had an endpoint
        return revoke(context)
    person, code, text = _redeemed(context, for_token=True)
    issued = access_tokens.issue(context.cloud.table, person.name, code.scopes, code.client, context.now)
    digest = credentials.digest_of(issued)
    noted = credentials.change(context.cloud.table, Code, text, lambda now: replace(now, token=digest) if now else None)
    if noted.now is None:  # it came again meanwhile, or its person was revoked
        access_tokens.revoke(context.cloud.table, person.name, digest)
        raise Refusal("grant")
    fields = {"access_token": issued, "token_type": "Bearer", "scope": " ".join(code.scopes)}
    return http.as_json({**fields, **_profile(context, person, code.scopes)})


def identify(context: AuthoringContext) -> Reply:
    """Exchange a code for a person's address, for apps that only let somebody sign in."""
    person, code, _ = _redeemed(context, for_token=False)
    return http.as_json(_profile(context, person, code.scopes))


USED = "-"
"""Stands in for a token's digest: the code was used, and its token isn't issued yet, or none will be."""


def _redeemed(context: AuthoringContext, *, for_token: bool) -> tuple[Person, Code, str]:
    """Return the person and the code, which from now on is used; a code that comes again ends its token."""
    refuse_too_many(context)
    if context.fields.text("grant_type") != "authorization_code":
        raise Refusal("grant-type")
    text = context.fields.text("code")
    with counted_failures(context):
        code = indieauth.refuse_code(credentials.read(context.cloud.table, Code, text, context.now), context.fields.texts)
        person = people.read(context.cloud.table, credentials.person_of(text))
        if person is None or (for_token and not set(code.scopes) - {PROFILE}):
            raise Refusal("grant")
        taken = credentials.change(context.cloud.table, Code, text, _taken)
        before = taken.before
        if before is None or before.token:
            _end_token_of(context, person, text, before)
            raise Refusal("grant")
    return person, code, text


def _taken(code: Code | None) -> Code | None:
    return replace(code, token=USED) if code and not code.token else code


def _end_token_of(context: AuthoringContext, person: Person, text: str, code: Code | None) -> None:
    """Revoke the token of a code that came again: one of the two who have the code isn't the app."""
    if code is not None:
        access_tokens.revoke(context.cloud.table, person.name, code.token)
        credentials.remove(context.cloud.table, person.name, Code, credentials.digest_of(text))


def _profile(context: AuthoringContext, person: Person, scopes: tuple[str, ...]) -> Mapping[str, object]:
    """Return a person's address, and their name where an app asked for it."""
    address = me(context, person)
    return {"me": address, **({"profile": {"name": person.name, "url": address}} if PROFILE in scopes else {})}


def me(context: AuthoringContext, person: Person) -> str:
    page = listing_address(Listing("author", context.site.lang, person.author), context.site)
    return indieauth.me(context.site.url, Grant(person.name, person.role, person.author), page)


# ---- tokens


def introspect(context: AuthoringContext) -> Reply:
    """Say what a token stands for, to whoever has a token of the same person."""
    asking = bearer.grant_of(context)
    text = context.fields.text("token")
    issued = access_tokens.read(context.cloud.table, text, context.now)
    person = people.read(context.cloud.table, issued.person) if issued else None
    if issued is None or person is None or person.name != asking.person:
        return http.as_json({"active": False})
    return http.as_json({"active": True, "me": me(context, person), **_facts(issued)})


def _facts(issued: AccessToken) -> Mapping[str, object]:
    return {"client_id": issued.client, "scope": " ".join(issued.scopes), "exp": issued.expires}


def revoke(context: AuthoringContext) -> Reply:
    """Revoke the token that is sent; the answer is the same if there is none (RFC 7009)."""
    refuse_too_many(context)
    text = context.fields.text("token")
    if person := credentials.person_of(text):
        access_tokens.revoke(context.cloud.table, person, credentials.digest_of(text))
    return Reply(HTTPStatus.OK, {})


def userinfo(context: AuthoringContext) -> Reply:
    """Return the name and address of the token's person, where the app was allowed to see them."""
    grant = bearer.grant_of(context)
    person = people.read(context.cloud.table, grant.person)
    if person is None or PROFILE not in grant.scopes:
        raise Refusal("scope", PROFILE)
    return http.as_json({"name": person.name, "url": me(context, person)})
