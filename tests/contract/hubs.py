"""A hub on this machine whose answer depends on the path."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qsl

from tests.patience import PATIENCE

SOON = 0.3  # seconds, for hubs that let one wait
LONG = PATIENCE  # how long they do; nobody gets so far, but a test that waits for an answer fails instead of hanging


class Server(ThreadingHTTPServer):
    """A hub whose answer depends on the path: `/202` has that status, `/drops` sends bytes without end."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str, list[tuple[str, str]]]] = []
        self.over = Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode("ascii")
        self.server.asked.append((self.path, self.headers["Content-Type"], parse_qsl(body)))
        word = self.path.partition("?")[0].strip("/")
        if word in SLOW:
            SLOW[word](self)
        else:
            self.send_response(int(word or 204))
            if word.startswith("3"):
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

    def drop(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        while not self.server.over.wait(SOON / 10):
            self.wfile.write(b"x")

    def say_nothing(self) -> None:
        self.server.over.wait(LONG)

    def hang_up(self) -> None:
        self.wfile.write(b"nonsense\r\n")

    def log_message(self, format: str, *args: Any) -> None:
        """Nobody reads this log."""


SLOW: dict[str, Callable[[Handler], None]] = {"drops": Handler.drop, "silent": Handler.say_nothing, "nonsense": Handler.hang_up}


@contextmanager
def listening() -> Iterator[Server]:
    server = Server()
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
