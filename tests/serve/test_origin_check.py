"""Which requests the servers on the author's machine answer: a table of who asks, tried on every server that the demo starts."""

import http.client
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from chalicelib.cloud.memory import MemoryBucket
from chalicelib.edge.responses import Api
from infra.demo import aws
from infra.demo.inbox import INBOX
from infra.demo.owner_sign_in import SIGN_IN
from infra.serve.ports import PortError
from infra.serve.server import SiteServer
from tests.demo.demo_process import Demo, demo

fixtures = (demo,)  # not defined here

Headers = Mapping[str, str]
PAGE_ELSEWHERE, NEIGHBOUR = "cross-site", "same-site"
READING, WRITING = ("GET", "HEAD"), ("POST", "PUT", "DELETE", "PATCH", "OPTIONS")
METHODS = (*READING, *WRITING)
MODES = {"", "navigate", "no-cors", "cors", "same-origin", "websocket"}


class Place(NamedTuple):
    """A part of a server: paths to ask, and the modes in which pages from elsewhere may read from it."""

    paths: tuple[str, ...]
    modes: tuple[str, ...]


SITE = Place(("/", "/about/", "/_/live", "/api/subscriptions", "/x?y", "/.presswork/demo.json"), ("navigate", "no-cors"))
MAIL = Place((INBOX, f"{INBOX}messages.json", SIGN_IN), ("navigate",))
OBJECTS = Place(
    (
        "/",
        "/presswork-content?list-type=2",
        "/presswork-content/posts/x.md",
        "/moto-api/",
        "/moto-api/reset",
        "/moto-api/data.json",
        "/123456789012/presswork-uploads?Action=PurgeQueue",
        "/latest/meta-data/",
    ),
    (),
)
PLACES: Mapping[str, tuple[Place, ...]] = {"site": (SITE, MAIL), "aws": (OBJECTS,)}
"""The parts of each server that the demo starts."""


def own(port: int) -> tuple[str, ...]:
    return f"127.0.0.1:{port}", f"localhost:{port}", f"LOCALHOST:{port}"


def foreign(port: int) -> tuple[str, ...]:
    """Hosts of other machines, of other ports, and of names that a stranger makes lead here."""
    names = ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "evil.example#localhost", "user@localhost")
    numbers = ("169.254.169.254", "0.0.0.0", "2130706433", "[::]")  # noqa: S104 - asked for, and not bound
    others = ("", "127.0.0.1", "localhost", "evil.example", f"127.0.0.1:{port + 1}", f"localhost:{port}0", f"localhost:0{port}x")
    return (*others, *(f"{name}:{port}" for name in (*names, *numbers, "notlocalhost")))


def refused(port: int, place: Place) -> Iterator[tuple[str, Headers]]:
    """The methods and headers that this part of a server must refuse."""
    here = f"127.0.0.1:{port}"
    for method in METHODS:
        yield from ((method, {"Host": host}) for host in foreign(port))
        yield from ((method, {"Host": host, "Origin": f"http://{host}"}) for host in foreign(port))
        for origin in (
            *(f"http://{host}" for host in foreign(port)),
            f"https://{here}",
            f"http://evil.localhost:{port}",
            "file://",
        ):
            yield method, {"Host": here, "Origin": origin}
            yield method, {"Host": here, "Origin": origin, "Sec-Fetch-Site": "none"}
        for site in (PAGE_ELSEWHERE, NEIGHBOUR, "Cross-Site", "anything"):
            modes = {"", "navigate", "no-cors", "cors", "same-origin", "websocket"} - {
                *(place.modes if method in READING else ())
            }
            yield from ((method, {"Host": here, "Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode}) for mode in sorted(modes))
    for method in WRITING:
        yield method, {"Host": here, "Origin": "null", "Sec-Fetch-Site": PAGE_ELSEWHERE, "Sec-Fetch-Mode": "navigate"}
    preflight = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "content-type"}
    yield "OPTIONS", {"Host": here, "Origin": "https://evil.example", **preflight}


def answered(port: int, place: Place) -> Iterator[tuple[str, Headers]]:
    """The methods and headers that it must answer: of programs, of its own pages, and of links."""
    for method in (*READING, "POST"):
        for host in own(port):
            yield method, {"Host": host}
            yield method, {"Host": host, "Origin": f"http://{host}"}
            yield method, {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}
            yield method, {"Host": host, "Origin": "null", "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}
            yield method, {"Host": host, "Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}
    for mode in place.modes:
        yield "GET", {"Host": f"127.0.0.1:{port}", "Sec-Fetch-Site": PAGE_ELSEWHERE, "Sec-Fetch-Mode": mode}


def asked(port: int, method: str, path: str, headers: Headers) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.putrequest(method, path, skip_host=True)
    for name, value in {**headers, "Content-Length": "0", "Connection": "close"}.items():
        connection.putheader(name, value)
    connection.endheaders()
    try:
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read(200)
    finally:
        connection.close()


def is_refusal(answer: tuple[int, http.client.HTTPMessage, bytes], method: str) -> bool:
    status, headers, body = answer
    shared = [name for name in headers if name.lower().startswith("access-control")]
    return status == 403 and not shared and (method == "HEAD" or body.startswith(b"Refused: "))


def wrong(port: int, places: tuple[Place, ...]) -> list[str]:
    """What is refused that must be answered, and the other way round."""
    faults = []
    for place in places:
        first, *others = place.paths
        cases = [(first, *case, True) for case in refused(port, place)]
        cases += [(path, *case, True) for path in others for case in [*refused(port, place)][::7]]
        cases += [(path, *case, False) for path in (first,) for case in answered(port, place)]
        faults += [
            f"{method} {path} {dict(headers)}"
            for path, method, headers, is_wrong in cases
            if is_refusal(asked(port, method, path, headers), method) != is_wrong
        ]
    return faults


def test_the_site_and_its_inbox_answer_programs_their_own_pages_and_links() -> None:
    beside: Mapping[str, Api] = {path: lambda *_: (200, {}, b"[]") for path in (INBOX, SIGN_IN)}

    with SiteServer(MemoryBucket(), beside=beside) as site:
        assert wrong(int(site.url.rpartition(":")[2]), PLACES["site"]) == []


def test_the_local_aws_answers_programs_alone_and_itself() -> None:
    with aws.local_aws() as endpoint:
        assert wrong(int(endpoint.rpartition(":")[2]), PLACES["aws"]) == []


def test_a_client_of_s3_may_name_the_bucket_in_the_host() -> None:
    with aws.local_aws() as endpoint:
        port = int(endpoint.rpartition(":")[2])
        aws.client("s3", endpoint).create_bucket(Bucket="photos")

        assert asked(port, "GET", "/", {"Host": f"photos.localhost:{port}"})[0] == 200
        assert is_refusal(asked(port, "GET", "/", {"Host": f"photos.localhost.evil.example:{port}"}), "GET")


def test_a_port_of_the_local_aws_that_is_taken_is_said_so() -> None:
    with aws.local_aws() as endpoint:
        again = aws.local_aws(int(endpoint.rpartition(":")[2]))

        with pytest.raises(PortError, match=r"can't listen on port \d+: "), again:
            raise AssertionError


def listening(process: int) -> set[int]:
    """The ports that a process and its children listen on, by the tables of Linux."""
    processes = [process]
    for one in processes:
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            processes += [int(child) for child in children.read_text().split()]
    links = (str(link.readlink()) for one in processes for link in Path(f"/proc/{one}/fd").iterdir() if link.is_symlink())
    sockets = {found[1] for link in links if (found := re.fullmatch(r"socket:\[(\d+)\]", link))}
    rows = [
        line.split() for table in ("tcp", "tcp6") for line in Path(f"/proc/{process}/net/{table}").read_text().splitlines()[1:]
    ]
    return {int(row[1].rpartition(":")[2], 16) for row in rows if row[3] == "0A" and row[9] in sockets}


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/net/tcp").exists(), reason="only Linux says which ports a process listens on")
def test_every_server_that_the_demo_starts_refuses_pages_from_elsewhere(demo: Demo) -> None:
    ports = {int(re.search(r":(\d+)", demo.said[name][7:])[1]): name for name in ("site", "aws_endpoint")}  # type: ignore[index]

    assert listening(demo.process.pid) == ports.keys(), "a server without a row in `PLACES`"
    for port, name in ports.items():
        assert wrong(port, PLACES[name.partition("_")[0]]) == []
