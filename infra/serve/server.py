"""The site on the author's own machine: a threaded server around the answers of `chalicelib.edge.responses`.

It only carries bytes. An object may change at any moment, so a browser is asked to revalidate each time, which is cheap with an
ETag; only what can't change under its name, such as a font, is kept for ever, as behind the CDN. Text is compressed for clients
that accept it, as by the CDN.
"""

import logging
import os
import re
import socket
import string
import sys
import threading
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any, Self
from urllib.parse import quote

from chalicelib.cloud.ports import Bucket
from chalicelib.edge.compressing import compressed
from chalicelib.edge.responses import NO_SERVICES, Api, Reply, ReplyTo, Request, answer, no_api, status_reply
from infra.serve import origin_check
from infra.serve.ports import refusal

log = logging.getLogger(__name__)

LENGTH = re.compile(r"[0-9]{1,18}")
QUERY = re.compile(r"\?[^\s\"']*")
LARGEST_BODY = 1 << 24  # more than the API accepts, so that it refuses larger bodies itself

ALWAYS = (("Cache-Control", "no-cache"), ("X-Content-Type-Options", "nosniff"))
OURS = frozenset(("connection", "content-length", "transfer-encoding"))
"""Headers of the connection: the server writes them, not the API."""


class SiteServer:
    """The site of one bucket on this machine, from `start()` to `stop()`, or while its context is open."""

    def __init__(
        self,
        bucket: Bucket,
        port: int = 0,
        api: Api = no_api,
        beside: Mapping[str, Api] = NO_SERVICES,
        noting: Callable[[ReplyTo], ReplyTo] = lambda reply_to: reply_to,
        *,
        desk: bool = False,
    ) -> None:
        """Bind the port, a free one for 0; nothing is answered before `start()`. `noting` wraps the function that answers."""
        self._beside = tuple(beside)
        self._reply_to = noting(partial(answer, bucket=bucket, api=api, beside=beside, desk=desk))
        try:
            self._server = _Server(("127.0.0.1", port), partial(_Handler, self._checked))
        except (OSError, OverflowError) as error:
            raise refusal(port, error) from error
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="site")

    @property
    def url(self) -> str:
        """The site's URL, without a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop answering: when this returns, the port is free, and every connection and thread has ended."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.hang_up()
        self._server.server_close()

    def _checked(self, request: Request) -> Reply:
        """Answer a request, unless a page from elsewhere sent it."""
        rule = origin_check.INBOX if request.path.startswith(self._beside) else origin_check.SITE
        if origin_check.is_refused(rule, self._server.server_port, request.method, request.headers):
            text = {"Content-Type": "text/plain; charset=utf-8"}
            return Reply(HTTPStatus.FORBIDDEN, text, origin_check.remedy(self._server.server_port).encode())
        return self._reply_to(request)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_error: object) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    """A server that knows its open connections, so that a browser's idle one doesn't keep it from stopping."""

    allow_reuse_address = os.name != "nt"  # where two servers could then have one port
    daemon_threads = False
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], handler: Callable[..., BaseHTTPRequestHandler]) -> None:
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(address, handler)

    def server_bind(self) -> None:
        """Bind without the base class's name lookup, which may take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.socket.getsockname()

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        with self._lock:
            self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
            super().shutdown_request(request)

    def hang_up(self) -> None:
        """End every connection: its thread then finds nothing more to read."""
        with self._lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError as gone:
                    log.debug("the other side was faster: %s", gone)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report our own errors; a client that disconnects is not one."""
        level = logging.DEBUG if isinstance(sys.exception(), ConnectionError) else logging.ERROR
        log.log(level, "%s from %s broke off", request, client_address, exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "presswork"
    sys_version = ""
    disable_nagle_algorithm = True  # or a body waits 40 ms for the acknowledgement of its headers

    raw_requestline: bytes

    def __init__(self, reply_to: Callable[[Request], Reply], *args: Any) -> None:
        self._reply_to = reply_to
        super().__init__(*args)

    def parse_request(self) -> bool:
        """Percent-encode raw bytes of the address before the base class splits the line at those that are spaces in Latin-1."""
        self.raw_requestline = quote(self.raw_requestline, safe=string.punctuation + " \r\n").encode()
        return super().parse_request()

    def _handle(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        status = unreadable(headers)
        if status:
            self.close_connection = True  # the unread body stands where the next request would begin
            self._send(status_reply(status))
            return
        length = int(headers.get("content-length", "0"))
        body = self.rfile.read(length)
        if len(body) == length:  # else the client disconnected in the middle of it
            path = self.requestline.split()[1]  # in `self.path`, leading slashes are folded, but the rule needs them
            self._send(self._answered(Request(self.command, path, headers, body, self.client_address[0])))

    def _answered(self, request: Request) -> Reply:
        try:
            return compressed(request, self._reply_to(request))
        except Exception:  # the boundary of the server: the client gets an answer, the log gets the error
            log.exception("%s %s failed", request.method, without_query(request.path))
            return status_reply(HTTPStatus.INTERNAL_SERVER_ERROR)

    def _send(self, reply: Reply) -> None:
        names = {name.lower() for name in reply.headers}
        self.close_connection = self.close_connection or reply.pieces is not None  # the end of the connection is theirs
        self.send_response(reply.status)
        for name, values in (*reply.headers.items(), *(row for row in ALWAYS if row[0].lower() not in names)):
            for value in (values,) if isinstance(values, str) else values:
                if name.lower() not in OURS:
                    self.send_header(name, value)
        if reply.pieces is None and reply.status not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED):
            self.send_header("Content-Length", str(len(reply.body) if reply.size is None else reply.size))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            for piece in (reply.body,) if reply.pieces is None else reply.pieces:
                self.wfile.write(piece)

    def log_message(self, format: str, *args: Any) -> None:
        log.debug("%s", without_query(format % args))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _handle  # noqa: N815 (the base class's names)


def unreadable(headers: Mapping[str, str]) -> int:
    """Return the status for a body that can't be read, by these headers; 0 if it can."""
    length = headers.get("content-length", "0")
    if "transfer-encoding" in headers:
        return HTTPStatus.LENGTH_REQUIRED
    if not LENGTH.fullmatch(length):
        return HTTPStatus.BAD_REQUEST
    return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if int(length) > LARGEST_BODY else 0


def without_query(text: str) -> str:
    """Return the text as it may be logged: without the queries of addresses, where the API has its tokens."""
    return QUERY.sub("", text)
