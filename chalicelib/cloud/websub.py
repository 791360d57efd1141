"""Hubs by HTTP: a ping is one request with a form, as PubSubHubbub 0.3 has it and hubs of WebSub still take it.

WebSub leaves open how a publisher tells its hub, and hubs kept to what was there before: `hub.mode=publish`, and `hub.url`
once for each feed (https://pubsubhubbub.github.io/PubSubHubbub/pubsubhubbub-core-0.3.html#rfc.section.7.1). Superfeedr's
documents say `hub.url[]` where there are several, but WordPress has sent it the other form for years, which Google's hub wants.
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
QUOTED_BYTES = 200  # bytes of a refusal's text that are told
CONNECTIONS: Mapping[str, Callable[[str, float], HTTPConnection]] = {
    "https": lambda place, seconds: HTTPSConnection(place, timeout=seconds, context=ssl.create_default_context()),
    "http": lambda place, seconds: HTTPConnection(place, timeout=seconds),
}
LATER = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
"""Refusals that are no fault of what was asked."""


class HttpHub:
    """Tells hubs, each in a thread of its own: time is up for a name that is never found and an answer in drops, too."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds

    def ping(self, hub: str, feeds: Sequence[str]) -> None:
        """No redirect is followed: what it leads to is told, for the author to name."""
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
    """What went wrong with this ping, if anything did."""
    try:
        status, said = _post(hub, form(feeds), seconds)
    except Exception as error:  # whatever it is, who waits for this thread is told
        return UnheardError(repr(error), again=True)
    if HTTPStatus(200) <= status < HTTPStatus(300):
        return None
    return UnheardError(f"{status} {said!r}", again=status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in LATER)


def form(feeds: Sequence[str]) -> bytes:
    return urlencode([("hub.mode", "publish"), *(("hub.url", feed) for feed in feeds)]).encode()


def _post(hub: str, body: bytes, seconds: float) -> tuple[int, str]:
    """The status of the answer, and where it leads or what its text begins with."""
    parts = urlsplit(hub)
    connection = CONNECTIONS[parts.scheme](parts.netloc, seconds)
    try:
        connection.request("POST", f"{parts.path or '/'}{parts.query and '?'}{parts.query}", body, HEADERS)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location") or answer.read(QUOTED_BYTES).decode(errors="replace")
    finally:
        connection.close()
