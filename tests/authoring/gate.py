"""A gate in front of a demo's S3, at which uploads wait until a test lets them through: so it stops a push where it likes."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Semaphore, Thread
from typing import Any
from urllib.parse import urlsplit

from tests.demo.demo_process import Demo
from tests.patience import PATIENCE

OWN = frozenset({"host", "connection", "expect", "transfer-encoding", "content-length"})
"""Headers of a connection, and not of what is said over it."""


class Gate(ThreadingHTTPServer):
    """Passes all requests on, but of uploads only so many as were let through."""

    daemon_threads = True

    def __init__(self, endpoint: str) -> None:
        super().__init__(("127.0.0.1", 0), Passage)
        self.beyond, self.free = urlsplit(endpoint).netloc, Semaphore(0)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def lets(self, number: int) -> None:
        """Let so many more uploads through."""
        self.free.release(number)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a push that was killed."""


class Passage(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Gate

    def pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in OWN}
        with closing(HTTPConnection(self.server.beyond, timeout=PATIENCE)) as connection:
            connection.request(self.command, self.path, body or None, headers)
            answer = connection.getresponse()
            said = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in OWN:
                self.send_header(name, value)
        self.send_header("Content-Length", answer.headers.get("Content-Length") or str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def pass_on_when_let(self) -> None:
        if self.server.free.acquire(timeout=PATIENCE):
            self.pass_on()

    do_GET = do_HEAD = do_POST = do_DELETE = pass_on  # noqa: N815 - the base class calls them so
    do_PUT = pass_on_when_let  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:
        """Nobody reads this log."""


@contextmanager
def gated(demo: Demo) -> Iterator[Gate]:
    """Stand in front of this demo: whoever looks for it here finds the gate."""
    state = demo.folder / ".presswork" / "demo.json"
    with Gate(demo.said["aws_endpoint"]) as gate:
        state.write_text(json.dumps({**demo.said, "settings": {**demo.said["settings"], "AWS_ENDPOINT_URL": gate.url}}))
        thread = Thread(target=gate.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield gate
        finally:
            gate.shutdown()
            thread.join()
