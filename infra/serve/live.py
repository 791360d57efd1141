"""Live reload: a page that is open in a browser shows what was saved.

The local server adds a script to each page while sending it; nothing of it is published. A **mark** counts the changes of the
site's objects. A page gets the mark from before it was read, and its script listens for the changes since then, so none is missed
between the two, while a tab is hidden, or while a connection is broken. The script decides whether the page shows what changed.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from http import HTTPStatus
from itertools import takewhile
from pathlib import Path
from secrets import token_hex
from threading import Condition
from typing import Self
from urllib.parse import parse_qs

from msgspec.structs import replace

from chalicelib.edge.responses import Reply, ReplyTo, Request
from chalicelib.edge.rule import MISSING_KEY, READING, Serve, address_of, route

STREAM, SCRIPT = "/_/live", "/_/live.js"
HEARTBEAT = 15.0  # seconds without a change until the server checks whether anybody still listens
AGAIN = 500  # ms until a browser connects again
OURS = "_"  # the first letter of addresses that are no pages: fragments, scripts, the inbox
CONDITIONS = ("if-none-match", "if-modified-since", "range", "if-range")
SENT = (HTTPStatus.OK, HTTPStatus.NOT_FOUND)

MARK = re.compile(r"([0-9a-f]+)-([0-9]{1,18})")


class Journal:
    """The changes of a site since the program's start: for each address, the number of its last change."""

    def __init__(self) -> None:
        self._run, self._count = token_hex(4), 0
        self._last: dict[str, int] = {}
        self._changed = Condition()
        self._closed = False

    def note(self, keys: Iterable[str]) -> None:
        """Note that the objects of these keys have changed, and wake all who listen."""
        with self._changed:
            for key in keys:
                self._count += 1
                self._last.pop(key, None)
                self._last[key] = self._count  # so that the dictionary is in the order of the changes
            self._changed.notify_all()

    def mark(self) -> str:
        return f"{self._run}-{self._count}"

    def events(self, mark: str, heartbeat: float = HEARTBEAT) -> Iterator[bytes]:
        """Yield an event for each group of changes after this mark, until the journal is closed."""
        yield f"retry: {AGAIN}\n\n".encode()
        match = MARK.fullmatch(mark)
        if not match or match[1] != self._run:  # of another run: nobody knows what has changed since
            yield event(self.mark(), None)
            return
        seen = int(match[2])
        while not self._closed:
            with self._changed:
                self._changed.wait_for(partial(self._is_past, seen), heartbeat)
                changed, seen, current = self._after(seen), self._count, self.mark()
            yield event(current, changed) if changed else b": still here\n\n"

    def _is_past(self, number: int) -> bool:
        return self._closed or self._count > number

    def _after(self, number: int) -> list[str]:
        newest_first = takewhile(lambda row: row[1] > number, reversed(self._last.items()))
        return [address_of(key) for key, _ in newest_first]

    def close(self) -> None:
        """End all events, so that no connection waits for them."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def event(mark: str, addresses: list[str] | None) -> bytes:
    """Return a server-sent event: the addresses that have changed; None where any may have."""
    return f"id: {mark}\ndata: {json.dumps(addresses)}\n\n".encode()


def with_live_reload(journal: Journal, reply_to: ReplyTo) -> ReplyTo:
    """Return an answer function that also adds the script to pages, and answers for its own addresses."""

    def reply(request: Request) -> Reply:
        own = OWN.get(request.path.partition("?")[0])
        if own and request.method in READING:
            return own(journal, request)
        if not is_page(request):
            return reply_to(request)
        mark = journal.mark()  # before the page is read: a later change is reported
        return with_script(reply_to(replace(request, headers=unconditional(request.headers))), mark)

    return reply


def live(journal: Journal) -> Callable[[ReplyTo], ReplyTo]:
    return partial(with_live_reload, journal)


def is_page(request: Request) -> bool:
    """Return whether a page, or the page for a missing one, answers this request."""
    match route(request.method, request.path):
        case Serve(key):
            return key == MISSING_KEY or (key.endswith(".html") and not key.startswith(OURS))
    return False


def unconditional(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Return the headers without conditions: a page has a new mark each time."""
    return {name: value for name, value in headers.items() if name not in CONDITIONS}


def with_script(reply: Reply, mark: str) -> Reply:
    """Return the page with the script at its end, in no browser's cache; any other reply as it is."""
    if reply.status not in SENT or not str(reply.headers.get("Content-Type", "")).startswith("text/html"):
        return reply
    script = f'<script src="{SCRIPT}" data-mark="{mark}" defer></script>\n'.encode()
    headers = {name: value for name, value in reply.headers.items() if name not in ("ETag", "Accept-Ranges")}
    size = None if reply.size is None else reply.size + len(script)
    return replace(reply, headers={**headers, "Cache-Control": "no-store"}, body=reply.body + script, size=size)


def _stream(journal: Journal, request: Request) -> Reply:
    mark_in_query = parse_qs(request.path.partition("?")[2]).get("mark", [""])[-1]
    mark = request.headers.get("last-event-id", mark_in_query)
    headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
    return Reply(HTTPStatus.OK, headers, pieces=journal.events(mark))


def _script(_journal: Journal, _request: Request) -> Reply:
    body = Path(__file__).with_name("live.js").read_bytes()
    return Reply(HTTPStatus.OK, {"Content-Type": "text/javascript; charset=utf-8"}, body)


OWN: Mapping[str, Callable[[Journal, Request], Reply]] = {STREAM: _stream, SCRIPT: _script}
