"""A function that was frozen sends once, and at once, although all of its connections were dropped without a word.

The service is a server on this machine. It drops connections as if the function had been frozen: the function learns of it only
when it sends something, and then the server hangs up, or is silent.
"""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import pytest

from chalicelib.cloud.aws import AwsTable, Clients, clients
from chalicelib.cloud.connections import IDLE, Liveness
from chalicelib.cloud.items import At
from chalicelib.cloud.ports import Outgoing
from chalicelib.cloud.ses import AwsMail
from chalicelib.settings import Settings

LETTER = Outgoing("press@example.org", "ada@example.org", b"Subject: x\r\n\r\nx", {})
HOURS = 3 * 3600.0


class Service(ThreadingHTTPServer):
    """Answers every request, keeps connections open, and forgets them when it is told to."""

    daemon_threads = True

    def __init__(self, dropping: str) -> None:
        super().__init__(("127.0.0.1", 0), Connection)
        self.dropping, self.over = dropping, Event()
        self.connections: list[socket.socket] = []
        self.dropped: set[socket.socket] = set()
        self.answered = self.lost = 0

    def drop(self) -> None:
        """Drop all connections without a word."""
        self.dropped.update(self.connections)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that leave."""


class Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Service

    def setup(self) -> None:
        super().setup()
        self.server.connections.append(self.connection)

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.connection in self.server.dropped:
            self.server.lost += 1
            DROPPING[self.server.dropping](self)
            return
        self.server.answered += 1
        body = b'{"MessageId": "m1"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = answer  # noqa: N815 - the base class calls it so

    def log_message(self, *_: object) -> None:
        pass


def hang_up(connection: Connection) -> None:
    connection.close_connection = True


def silence(connection: Connection) -> None:
    connection.server.over.wait()
    connection.close_connection = True


DROPPING: dict[str, Callable[[Connection], None]] = {"hang up": hang_up, "silence": silence}


@contextmanager
def serving(dropping: str) -> Iterator[Service]:
    with Service(dropping) as service:
        thread = Thread(target=service.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield service
        finally:
            service.over.set()
            service.shutdown()
            thread.join()


class Clock:
    """A time of day that goes on when it is told to."""

    def __init__(self) -> None:
        self.time = 1e9

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock, in a process with credentials."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    return Clock()


@pytest.fixture(params=list(DROPPING))
def service(request: pytest.FixtureRequest) -> Iterator[Service]:
    with serving(request.param) as made:
        yield made


def made(service: Service, clock: Clock) -> Clients:
    return clients(Settings(region="eu-central-1", endpoint=f"http://127.0.0.1:{service.server_port}"), clock)


def ask_ses(use: Clients) -> object:
    return AwsMail(use.sesv2, "").send(LETTER)


def ask_dynamodb(use: Clients) -> object:
    return AwsTable(use.dynamodb, "catalog").get(At("P"))


def test_a_letter_is_sent_once_and_at_once_after_its_connections_were_dropped(service: Service, clock: Clock) -> None:
    use = made(service, clock)
    ask_ses(use)
    service.drop()
    clock.time += HOURS

    assert ask_ses(use) == "m1"

    assert (service.answered, service.lost) == (2, 0)


def test_a_call_that_would_be_repeated_needs_no_second_try_either(service: Service, clock: Clock) -> None:
    use = made(service, clock)
    ask_dynamodb(use)
    service.drop()
    clock.time += HOURS

    ask_dynamodb(use)

    assert (service.answered, service.lost) == (2, 0)


@pytest.mark.slow
def test_a_connection_that_is_dropped_while_it_is_in_use_costs_one_try_where_the_call_is_repeated(
    service: Service, clock: Clock
) -> None:
    use = made(service, clock)
    ask_dynamodb(use)
    service.drop()

    ask_dynamodb(use)

    assert (service.answered, service.lost) == (2, 1)


def test_a_worker_that_goes_on_sending_keeps_its_connection(service: Service, clock: Clock) -> None:
    use = made(service, clock)
    for _ in range(10):
        ask_ses(use)
        clock.time += IDLE / 2

    assert len(service.connections) == 1


def test_a_clock_that_was_set_back_keeps_no_connection(service: Service, clock: Clock) -> None:
    use = made(service, clock)
    ask_ses(use)
    service.drop()
    clock.time -= HOURS

    assert ask_ses(use) == "m1"


def test_of_several_threads_that_wake_up_only_the_first_closes_connections() -> None:
    closed: list[float] = []
    clock = Clock()
    liveness = Liveness(lambda: closed.append(clock()), clock)
    clock.time += HOURS

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: liveness.before_request(), range(8)))

    assert len(closed) == 1


def test_the_clients_last_request_counts_and_not_each_connections() -> None:
    """So of a client with several connections, one may be idle for longer while the others are in use."""
    closed: list[float] = []
    clock = Clock()
    liveness = Liveness(lambda: closed.append(clock()), clock)

    for _ in range(10):
        clock.time += IDLE - 1
        liveness.before_request()

    assert closed == []
