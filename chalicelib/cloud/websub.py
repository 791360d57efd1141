"""WebSub hubs by HTTP: a ping is one request with a form, as PubSubHubbub 0.3 has it and hubs of WebSub still accept it.

WebSub doesn't specify how a publisher notifies its hub, and hubs kept the earlier way: `hub.mode=publish`, and `hub.url` once for
each feed (https://pubsubhubbub.github.io/PubSubHubbub/pubsubhubbub-core-0.3.html#rfc.section.7.1). Superfeedr documents
`hub.url[]` for several feeds, but WordPress has sent the other form for years, and Google's hub requires it.
"""

import ssl
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from http.client import HTTPConnection, HTTPSConnection
from queue import Empty, SimpleQueue
from threading import Thread
from urllib.parse import urlencode, urlsplit

from chalicelib.cloud.ports import UnheardError

SECONDS = 5.0
HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "Presswork"}
QUOTED_BYTES = 200  # bytes of a refusal's text that are reported
CONNECTIONS: Mapping[str, Callable[[str, float], HTTPConnection]] = {
    "https": lambda place, seconds: HTTPSConnection(place, timeout=seconds, context=ssl.create_default_context()),
    "http": lambda place, seconds: HTTPConnection(place, timeout=seconds),
}
LATER = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
"""Refusals after which the same ping may succeed."""


class HttpHub:
    """Pings hubs, each in its own thread, so that slow name lookups and slow answers end at the time limit, too."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds

    def ping(self, hub: str, feeds: Sequence[str]) -> None:
        """Ping the hub. No redirect is followed: its target is reported, so that the author can correct the hub's URL."""
        if urlsplit(hub).scheme not in CONNECTIONS:
            raise UnheardError(f"neither http nor https: {hub}", again=False)
        answers: SimpleQueue[UnheardError | None] = SimpleQueue()
        Thread(target=lambda: answers.put(_try_ping(hub, feeds, self._seconds)), daemon=True).start()
        try:
            fault = answers.get(timeout=self._seconds)
        except Empty:
            fault = UnheardError(f"no answer within {self._seconds:g} seconds", again=True)
        if fault:
            raise fault


def _try_ping(hub: str, feeds: Sequence[str], seconds: float) -> UnheardError | None:
    """Return the error of this ping, if there was one."""
    try:
        status, said = _post(hub, form(feeds), seconds)
    except Exception as error:  # any error is reported to the thread that waits
        return UnheardError(repr(error), again=True)
    if HTTPStatus(200) <= status < HTTPStatus(300):
        return None
    return UnheardError(f"{status} {said!r}", again=status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in LATER)


def form(feeds: Sequence[str]) -> bytes:
    return urlencode([("hub.mode", "publish"), *(("hub.url", feed) for feed in feeds)]).encode()


def _post(hub: str, body: bytes, seconds: float) -> tuple[int, str]:
    """Return the status of the answer, and its redirect target or the beginning of its text."""
    parts = urlsplit(hub)
    connection = CONNECTIONS[parts.scheme](parts.netloc, seconds)
    try:
        connection.request("POST", f"{parts.path or '/'}{parts.query and '?'}{parts.query}", body, HEADERS)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location") or answer.read(QUOTED_BYTES).decode(errors="replace")
    finally:
        connection.close()
