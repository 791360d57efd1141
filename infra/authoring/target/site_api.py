"""The authoring API of a site, for authors without keys of AWS, who have a token (`site_tokens`)."""

import http.client
import json
import ssl
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import urlencode, urlsplit

from infra.authoring.target.connection import DeniedError, LostError
from infra.authoring.target.content_bucket import ChangedError
from infra.terminal.invocation import word

SECONDS = 30.0
API = "/api"


class ApiReply(NamedTuple):
    """A reply: its status, its body, and the time at the service, if the reply has it."""

    status: int
    body: bytes
    date: str = ""


Send: TypeAlias = Callable[[str, str, Mapping[str, str], bytes], ApiReply]
"""Send a request: its method, its URL, its headers and its body. Raise `OSError`."""


def send(method: str, url: str, headers: Mapping[str, str], body: bytes) -> ApiReply:
    """Send a request by HTTPS, or to this machine; no redirect is followed, since the token goes with it."""
    parts = urlsplit(url)
    connect = _secure if parts.scheme == "https" else http.client.HTTPConnection
    connection = connect(parts.netloc, timeout=SECONDS)
    try:
        connection.request(method, f"{parts.path}?{parts.query}" if parts.query else parts.path, body, dict(headers))
        answer = connection.getresponse()
        return ApiReply(answer.status, answer.read(), answer.getheader("Date", ""))
    except http.client.HTTPException as error:
        raise OSError(str(error) or type(error).__name__) from error
    finally:
        connection.close()


def _secure(host: str, timeout: float) -> http.client.HTTPConnection:
    return http.client.HTTPSConnection(host, timeout=timeout, context=ssl.create_default_context())


class SiteApi:
    """The authoring API of a site, asked with a token."""

    def __init__(self, site: str, token: str, send: Send = send) -> None:
        self.site, self._token, self._send = site.rstrip("/"), token, send

    def ask(self, method: str, path: str, query: Mapping[str, str], body: bytes = b"", type: str = "") -> Mapping[str, Any]:
        """Return the answer's JSON. Raise `ChangedError`, `DeniedError` or `LostError`."""
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": type or "application/octet-stream"}
        reply = self.send(method, f"{self.site}{API}{path}?{urlencode(query)}", headers, body)
        answer = _json_of(reply)
        if reply.status == HTTPStatus.CONFLICT:
            raise ChangedError(query.get("key", ""), str(answer.get("etag", "")))
        if reply.status >= HTTPStatus.BAD_REQUEST:
            raise self._error(reply.status, str(answer.get("error_description", "")))
        return answer

    def ask_json(self, path: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Ask with a JSON object."""
        return self.ask("POST", path, {}, json.dumps(asked).encode(), "application/json")

    def date(self) -> str:
        """Return the time by the service's own clock, as HTTP writes it."""
        return self.send("HEAD", f"{self.site}/", {}, b"").date

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> ApiReply:
        try:
            return self._send(method, url, headers, body)
        except OSError as error:
            why = error.strerror or str(error)
            raise LostError(f"can't reach {self.site} ({why}): check the network, then run the same command again") from error

    def _error(self, status: int, why: str) -> DeniedError | LostError:
        if status == HTTPStatus.UNAUTHORIZED:
            return LostError(f"{self.site} doesn't accept your token (any more): run `presswork login {word(self.site)}`")
        if not why:
            return LostError(f"{self.site} answered {status} and not as its API does: check the address, and that its desk is on")
        return DeniedError(why)


def _json_of(reply: ApiReply) -> Mapping[str, Any]:
    try:
        answer = json.loads(reply.body or b"{}")
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
