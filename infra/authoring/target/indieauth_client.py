"""Logging in to a site from this machine: IndieAuth, with this command as the app.

    metadata of the site → its consent page in the browser → a code, sent to a port of this machine → a token

The code is worthless without the verifier, which never leaves this process (PKCE, RFC 7636), and an answer with another state or
issuer is refused. https://indieauth.spec.indieweb.org/
"""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from chalicelib.frozen import Frozen
from infra.authoring.target.site_api import API, Send, send
from infra.terminal.exit_codes import UNABLE
from infra.terminal.invocation import word
from infra.terminal.streams import CannotError

SCOPE = "create update delete undelete media publish"
MINUTES = 10
CALLBACK = "/callback"
DONE = b"""<!doctype html>
<meta charset=utf-8><title>Presswork</title><link rel=icon href="data:,">
<p>Presswork has the answer. You can close this window."""


class Login(Frozen):
    """A login under way: its site, the two endpoints, this machine's address, and what only this process knows."""

    site: str
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    port: int
    state: str
    verifier: str

    @property
    def client(self) -> str:
        """The name by which the site's pages show this command."""
        return f"http://127.0.0.1:{self.port}/presswork"

    @property
    def redirect(self) -> str:
        return f"http://127.0.0.1:{self.port}{CALLBACK}"

    @property
    def address(self) -> str:
        """The address to open in the browser."""
        asked = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": self.redirect,
            "state": self.state,
            "code_challenge": challenge_of(self.verifier),
            "code_challenge_method": "S256",
            "scope": SCOPE,
        }
        return f"{self.authorization_endpoint}?{urlencode(asked)}"

    def code_in(self, query: Mapping[str, str]) -> str:
        """Return the code of an answer to this login. Raise `CannotError` for a refusal, and for the answer to another login."""
        if query.get("error"):
            raise CannotError(f"{self.site} didn't log you in: {query.get('error_description') or query['error']}", UNABLE)
        if query.get("state") != self.state or query.get("iss") != self.issuer or not query.get("code"):
            raise CannotError("the answer belongs to another login; run the same command again", UNABLE)
        return query["code"]


def challenge_of(verifier: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def begun(site: str, port: int, send: Send = send) -> Login:
    """Return a login to the site, whose answer comes to this port of this machine. Raise `CannotError`."""
    metadata = _json(send, "GET", f"{site}{API}/indieauth/metadata", b"", site)
    endpoints = {name: str(metadata.get(name, "")) for name in ("issuer", "authorization_endpoint", "token_endpoint")}
    if not all(endpoints.values()):
        raise CannotError(f"{site} has no desk to log in to; its owner turns it on in presswork.toml", UNABLE)
    if not all(endpoint.startswith(f"{site}/") for endpoint in endpoints.values()):
        own = endpoints["issuer"].rstrip("/")
        raise CannotError(f"{site} says that its address is {own}: if it is, run `presswork login {word(own)}`", UNABLE)
    return Login(site, **endpoints, port=port, state=_random(), verifier=_random())


def token_for(login: Login, code: str, send: Send = send) -> str:
    """Return the token that the site gives for the code. Raise `CannotError`."""
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": login.client,
        "redirect_uri": login.redirect,
        "code_verifier": login.verifier,
    }
    answer = _json(send, "POST", login.token_endpoint, urlencode(asked).encode(), login.site)
    token = answer.get("access_token")
    if not isinstance(token, str):
        raise CannotError(f"{login.site} gave no token; run the same command again", UNABLE)
    return token


def _json(send: Send, method: str, url: str, body: bytes, site: str) -> Mapping[str, Any]:
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    try:
        answer = json.loads(send(method, url, headers, body).body)
    except OSError as error:
        raise CannotError(f"can't reach {site} ({error.strerror or error}): check the address and the network", UNABLE) from error
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _random() -> str:
    return secrets.token_urlsafe(32)


def _callback(answers: SimpleQueue[Mapping[str, str]]) -> type[BaseHTTPRequestHandler]:
    """Return a handler that puts the query of a request to `CALLBACK` into `answers`."""

    class Callback(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            is_answer = parts.path == CALLBACK
            self.send_response(200 if is_answer else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(DONE if is_answer else b"")
            if is_answer:
                answers.put(dict(parse_qsl(parts.query)))

        def log_message(self, *_: object) -> None:
            """Print nothing: the request holds the code."""

    return Callback


@contextmanager
def listening(seconds: float = MINUTES * 60) -> Iterator[tuple[int, Callable[[], Mapping[str, str]]]]:
    """Listen on a free port of this machine; yield it, and a function that waits for the query of a request to `CALLBACK`.

    That query is empty if nobody answers within so many seconds. Browsers open connections that they never use, so each has a
    thread.
    """
    answers: SimpleQueue[Mapping[str, str]] = SimpleQueue()

    def wait() -> Mapping[str, str]:
        try:
            return answers.get(timeout=seconds)
        except Empty:
            return {}

    with ThreadingHTTPServer(("127.0.0.1", 0), _callback(answers)) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, args=(0.05,), name="login", daemon=True)
        thread.start()
        yield server.server_address[1], wait
        server.shutdown()
        thread.join()
