"""IndieAuth: what an app may ask for, what a person allows, and what a code is exchanged for. Pure.

https://indieauth.spec.indieweb.org/, with its strictest choices: PKCE by S256 alone, codes of a minute that work once, and scopes
that a person ticks. The page of an app isn't fetched, so nothing but its address is known of it, and it gets its answer only at
its own host.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from hmac import compare_digest
from typing import NoReturn
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from itsdangerous.encoding import base64_encode

from chalicelib.authoring.grants import SCOPES, Grant
from chalicelib.authoring.identity.credentials import Code
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen

CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")  # SHA-256 in Base64, as S256 has it
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")  # RFC 7636, 4.1
LOOPBACK = ("127.0.0.1", "::1", "localhost")
LONGEST = 2_000
ALIASES: Mapping[str, str] = {"post": "create"}
"""The names that older apps have for scopes."""
PROFILE = "profile"
"""The scope by which an app learns a person's name."""
UNTICKED = ("publish",)
"""The scopes that aren't ticked in advance, so that nobody allows them by pressing the button alone."""


class AuthorizationRequest(Frozen):
    """What an app asks for: its address, where the answer goes, its own state, the challenge of PKCE, and the scopes."""

    client: str
    redirect: str
    state: str
    challenge: str
    scopes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name by which a person recognizes the app; only its address is known."""
        parts = urlsplit(self.client)
        return parts.netloc + parts.path.rstrip("/")

    @property
    def origin(self) -> str:
        return origin_of(self.redirect)

    @property
    def offered(self) -> tuple[str, ...]:
        """The scopes that a person may tick: those that the app asks for, and publishing for every app that writes."""
        asked = {scope for scope in self.scopes if scope in SCOPES}
        return tuple(scope for scope in SCOPES if scope in asked or (scope == "publish" and asked & {"create", "update"}))

    @property
    def query(self) -> str:
        """The request as a query, to come back to."""
        return urlencode(
            {
                "response_type": "code",
                "client_id": self.client,
                "redirect_uri": self.redirect,
                "state": self.state,
                "code_challenge": self.challenge,
                "code_challenge_method": "S256",
                "scope": " ".join(self.scopes),
            }
        )


def request_in(query: Mapping[str, str]) -> AuthorizationRequest:
    """Read an app's request, or refuse it. A refusal is shown to the person; no address is trusted before it is checked."""
    if query.get("response_type") not in ("code", "id"):  # `id` is what older apps say
        _refuse("response_type must be code")
    client, redirect = query.get("client_id", ""), query.get("redirect_uri", "")
    refuse_client(client)
    refuse_redirect(redirect, client)
    if query.get("code_challenge_method") != "S256" or not CHALLENGE.fullmatch(query.get("code_challenge", "")):
        _refuse("code_challenge, with the code_challenge_method S256, is required")
    state = query.get("state", "")
    if not state or len(state) > LONGEST:
        _refuse("state is required")
    return AuthorizationRequest(client, redirect, state, query["code_challenge"], scopes_in(query.get("scope", "")))


def scopes_in(text: str) -> tuple[str, ...]:
    """Return the scopes that are known here, in the order of the table; others are left out."""
    asked = {ALIASES.get(scope, scope) for scope in text.split()}
    return tuple(scope for scope in (*SCOPES, PROFILE) if scope in asked)


def refuse_client(client: str) -> None:
    """Refuse an address that no app can have (https://indieauth.spec.indieweb.org/#client-identifier); http is for localhost."""
    parts = _split(client, "client_id")
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not is_safe or not parts.path.startswith("/") or any(part in (".", "..") for part in parts.path.split("/")):
        _refuse("client_id must be an https address with a path")


def refuse_redirect(redirect: str, client: str) -> None:
    """Refuse to answer to any host but the app's own: only its page could say which other addresses it has."""
    parts = _split(redirect, "redirect_uri")
    if origin_of(redirect) != origin_of(client) or parts.scheme not in ("http", "https"):
        _refuse("redirect_uri must have the scheme, host and port of client_id")


def origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.lower()}"


ADDRESS = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[::1\])(?::[0-9]{1,5})?(?:[/?][!$-;=?-Z_a-z~%\[\]]*)?")
"""An address of the web in ASCII, with nothing before its host, nothing after its query, and no quotes or brackets of HTML."""


def _split(address: str, name: str) -> SplitResult:
    if len(address) > LONGEST or not ADDRESS.fullmatch(address):
        _refuse(f"{name} must be an address without a fragment, a name or a password")
    return urlsplit(address)


def _refuse(why: str) -> NoReturn:
    raise Refusal("app", why)


# ---- what a person allows


def allowed(request: AuthorizationRequest, ticked: Iterable[str]) -> tuple[str, ...]:
    """Return the scopes that were asked or offered, and ticked; a name is told where it was asked."""
    chosen = set(ticked) & set(request.offered)
    return (*(scope for scope in SCOPES if scope in chosen), *((PROFILE,) if PROFILE in request.scopes else ()))


def answer_to(request: AuthorizationRequest, issuer: str, **fields: str) -> str:
    """Return where the browser goes with the answer: the app's own query stays."""
    parts = urlsplit(request.redirect)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *fields.items(), ("state", request.state), ("iss", issuer)]
    return parts._replace(query=urlencode(query)).geturl()


# ---- what a code is exchanged for


def refuse_code(code: Code | None, fields: Mapping[str, str]) -> Code:
    """Return the code, unless the app that brings it isn't the one that asked for it."""
    verifier = fields.get("code_verifier", "")
    if code is None or code.client != fields.get("client_id") or code.redirect != fields.get("redirect_uri"):
        raise Refusal("grant")
    if not VERIFIER.fullmatch(verifier) or not compare_digest(s256(verifier), code.challenge):
        raise Refusal("grant")
    return code


def s256(verifier: str) -> str:
    return base64_encode(hashlib.sha256(verifier.encode()).digest()).decode()


def me(site_url: str, grant: Grant, author_page: str) -> str:
    """Return the address that stands for a person: the site's, for its owner alone, else the page of their posts.

    Other sites take this address for the person, so nobody but the owner may sign in as the whole site.
    """
    return f"{site_url}/" if grant.role == "owner" else f"{site_url}{author_page}"
