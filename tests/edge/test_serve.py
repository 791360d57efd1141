"""The local site answers as the edge and the bucket do, over a real socket."""

import logging
import socket
import threading
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from chalicelib.cloud.folder import FolderBucket
from chalicelib.cloud.memory import MemoryBucket
from chalicelib.cloud.ports import Object
from chalicelib.edge.responses import Headers
from infra.serve.server import LARGEST_BODY, SiteServer
from infra.stack.template import merge_template
from tests.edge.reader import HTML, OBJECTS, PHOTO, Reader, reading, stocked
from tests.patience import PATIENCE
from tests.ports import unasked_port


def test_a_page_is_served_at_its_address_with_its_type_and_is_never_kept_unasked(reader: Reader) -> None:
    response, body = reader.ask("/")

    assert (response.status, body.decode()) == (200, "Grüße")
    assert (response.headers["Content-Type"], response.headers["Content-Length"]) == (HTML, "7")
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_an_address_may_be_percent_encoded_or_raw(reader: Reader) -> None:
    assert reader.ask("/zh/%E6%A0%87%E7%AD%BE/")[1].decode() == "标签"
    with closing(socket.create_connection((reader.connection.host, reader.connection.port))) as line:
        host = f"Host: 127.0.0.1:{reader.connection.port}"
        line.sendall(f"GET /zh/标签/ HTTP/1.1\r\n{host}\r\nConnection: close\r\n\r\n".encode())
        with line.makefile("rb") as said:
            assert said.read().endswith("标签".encode())


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/zh/%E6%A0%87%E7%AD%BE/", HTML),
        ("/empty.txt", "text/plain; charset=utf-8"),
        (PHOTO, "image/jpeg"),
        ("/Feed/", "application/rss+xml; charset=utf-8"),
        ("/feed/atom/", "application/xml; charset=utf-8"),
        ("/feed/json/", "application/json"),
    ],
)
def test_every_object_has_a_type_with_a_charset_where_it_is_text(reader: Reader, path: str, kind: str) -> None:
    response, _ = reader.ask(path)

    assert (response.status, response.headers["Content-Type"]) == (200, kind)


def test_a_head_tells_of_the_object_without_its_bytes(reader: Reader) -> None:
    full, _ = reader.ask(PHOTO)
    head, body = reader.ask(PHOTO, "HEAD")

    assert (head.status, body) == (200, b"")
    actual = ("Content-Type", "Content-Length", "ETag", "Accept-Ranges", "Cache-Control")
    assert [head.headers[name] for name in actual] == [full.headers[name] for name in actual]


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_an_object_that_the_browser_has_is_not_sent_again(reader: Reader, form: str) -> None:
    response, _ = reader.ask("/")
    etag = response.headers["ETag"]

    again, body = reader.ask("/", If_None_Match=form.format(etag))
    assert (again.status, body, again.headers["ETag"]) == (304, b"", etag)
    assert "Content-Length" not in again.headers


def test_an_object_that_has_changed_is_sent_again() -> None:
    bucket = stocked()

    with reading(bucket) as reader:
        etag = reader.ask("/")[0].headers["ETag"]
        bucket.write("index.html", Object(b"new", HTML))
        response, body = reader.ask("/", If_None_Match=etag)

    assert (response.status, body) == (200, b"new")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_address_without_its_slash_leads_to_the_one_with_it(reader: Reader, method: str) -> None:
    response, body = reader.ask("/zh?x=1", method)

    assert (response.status, response.headers["Location"], body) == (301, "/zh/?x=1", b"")
    assert response.headers["Cache-Control"] == "no-cache"


def test_a_page_that_has_moved_leads_to_where_it_is_but_never_off_the_site(reader: Reader) -> None:
    moved, _ = reader.ask("/old/")
    astray, body = reader.ask("/astray/")

    assert (moved.status, moved.headers["Location"]) == (301, "/zh/%E6%A0%87%E7%AD%BE/")
    assert (astray.status, body) == (200, b"here")


@pytest.mark.parametrize(
    "path", ["/nothing/", "/en/nothing/", "/zh/nothing/", "/zh/nothing.jpg", "/../etc/passwd", "//evil.example"]
)
def test_what_is_missing_is_said_by_the_one_page_that_the_cdn_knows(reader: Reader, path: str) -> None:
    distribution = merge_template()["Resources"]["Distribution"]["Properties"]["DistributionConfig"]
    [of_cdn] = [one["ResponsePagePath"] for one in distribution["CustomErrorResponses"] if "ResponsePagePath" in one]

    response, body = reader.ask(path)

    assert (response.status, response.headers["Content-Type"]) == (404, HTML)
    assert body == OBJECTS[of_cdn.removeprefix("/")].body
    assert reader.ask(path, "HEAD")[0].status == 404


def test_a_site_without_a_page_for_it_says_it_in_plain_words() -> None:
    with reading(MemoryBucket()) as reader:
        response, body = reader.ask("/nothing/")

    assert (response.status, body, response.headers["Content-Type"]) == (404, b"404 Not Found\n", "text/plain; charset=utf-8")


@pytest.mark.parametrize(
    ("path", "method", "status"), [("/%zz/", "GET", 400), ("/", "POST", 405), ("/api/x", "POST", 404), ("/x//", "POST", 404)]
)
def test_a_refused_request_gets_its_status_and_the_connection_lives_on(
    reader: Reader, path: str, method: str, status: int
) -> None:
    response, _ = reader.ask(path, method, b"abc" if method == "POST" else None)

    assert response.status == status
    assert response.headers["Allow"] == ("GET, HEAD" if status == 405 else None)
    assert reader.ask("/")[0].status == 200


def echo(method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], bytes]:
    said = f"{method} {path} {headers['content-type']} ".encode() + body
    return 202, {"Content-Type": "text/plain", "Cache-Control": "no-store", "Content-Length": "1"}, said


def failing(*_request: object) -> tuple[int, Mapping[str, str], bytes]:
    raise LookupError("no such table")


def test_the_api_gets_its_requests_as_they_came_and_answers_for_itself() -> None:
    with reading(MemoryBucket(), api=echo) as reader:
        response, body = reader.ask("/api/follow?a=%20", "POST", b"mail=x", Content_Type="text/x")

    assert (response.status, body) == (202, b"POST /api/follow?a=%20 text/x mail=x")
    assert response.headers.get_all("Cache-Control") == ["no-store"]
    assert response.headers.get_all("Content-Length") == [str(len(body))]


def naming(_method: str, path: str, headers: Mapping[str, str], _body: bytes) -> tuple[int, Headers, bytes]:
    return 200, {"Set-Cookie": ("a=1", "b=2")}, f"{path} {headers.get('x-forwarded-for', '')}".encode()


def test_the_api_learns_whom_the_edge_sees_behind_whom_the_reader_claims_to_be() -> None:
    with reading(MemoryBucket(), api=naming) as reader:
        assert reader.ask("/api/x")[1] == b"/api/x 127.0.0.1"
        assert reader.ask("/api/x", X_Forwarded_For="6.6.6.6")[1] == b"/api/x 6.6.6.6, 127.0.0.1"


def test_a_header_may_be_said_more_than_once() -> None:
    with reading(MemoryBucket(), api=naming) as reader:
        assert reader.ask("/api/x")[0].headers.get_all("Set-Cookie") == ["a=1", "b=2"]


def test_no_log_of_the_server_holds_the_query_of_an_address(caplog: pytest.LogCaptureFixture) -> None:
    def api(*_request: object) -> tuple[int, Headers, bytes]:
        raise OSError("the API is gone")

    caplog.set_level(logging.DEBUG)
    with reading(stocked(), api=api) as reader:
        reader.ask("/api/confirm?t=tell-tale")
        reader.ask("/?t=tell-tale")
        with closing(socket.create_connection((reader.connection.host, reader.connection.port))) as line:
            line.sendall(b"GET /?t=tell-tale of HTTP/9\r\n\r\n")
            line.makefile("rb").read()

    assert "/api/confirm failed" in caplog.text
    assert "GET / HTTP/1.1" in caplog.text
    assert "tell-tale" not in caplog.text


def test_what_stands_beside_the_site_answers_for_its_own_addresses() -> None:
    with SiteServer(stocked(), beside={"/_inbox/": naming}) as site, closing((reader := Reader(site.url)).connection):
        assert reader.ask("/_inbox/a?b", "POST", b"")[1] == b"/_inbox/a?b "
        assert reader.ask("/_inbox")[0].headers["Location"] == "/_inbox/"
        assert reader.ask("/")[1].decode() == "Grüße"


def test_a_failing_api_is_an_error_for_the_log_and_a_500_for_the_reader(caplog: pytest.LogCaptureFixture) -> None:
    with reading(stocked(), api=failing) as reader:
        assert reader.ask("/api/x")[0].status == 500
        assert reader.ask("/")[0].status == 200

    assert "no such table" in caplog.text


LENGTH = "Content-Length"
UNREADABLE = [
    (LENGTH, str(LARGEST_BODY + 1), 413),
    (LENGTH, "-1", 400),
    (LENGTH, "²", 400),
    ("Transfer-Encoding", "chunked", 411),
]


@pytest.mark.parametrize(("name", "value", "status"), UNREADABLE)
def test_a_body_that_cannot_be_read_ends_the_connection(reader: Reader, name: str, value: str, status: int) -> None:
    reader.connection.putrequest("POST", "/api/x")
    reader.connection.putheader(name, value)
    reader.connection.endheaders()

    with reader.connection.getresponse() as response:
        assert (response.status, response.headers["Connection"]) == (status, "close")


def test_a_folder_is_served_like_any_bucket(tmp_path: Path) -> None:
    folder = FolderBucket(tmp_path)
    for key, what in OBJECTS.items():
        folder.write(key, what)

    with reading(folder) as reader:
        assert reader.ask("/")[1].decode() == "Grüße"
        assert reader.ask("/old/")[0].headers["Location"] == "/zh/%E6%A0%87%E7%AD%BE/"
        assert reader.ask("/feed/")[0].headers["Content-Type"] == "application/rss+xml; charset=utf-8"
        for path in ("/index.html/", "/.presswork/", "/zh/" + "x" * 300 + "/", "/empty.txt/x/"):
            assert reader.ask(path)[0].status == 404


def test_readers_are_answered_side_by_side() -> None:
    both = threading.Barrier(2, timeout=PATIENCE)

    def meeting(*_request: object) -> tuple[int, Mapping[str, str], bytes]:
        both.wait()
        return 204, {}, b""

    with SiteServer(MemoryBucket(), api=meeting) as site:
        readers = [Reader(site.url) for _ in range(2)]
        for reader in readers:
            reader.connection.request("GET", "/api/x")
        for reader in readers:
            with closing(reader.connection):
                assert reader.connection.getresponse().status == 204


def test_stopping_frees_the_port_and_ends_every_thread_even_with_an_idle_reader() -> None:
    before = set(threading.enumerate())
    site = SiteServer(MemoryBucket(), port := unasked_port()).start()
    with closing((reader := Reader(site.url)).connection):
        reader.ask("/")
        site.stop()
        site.stop()

    assert set(threading.enumerate()) <= before  # a thread of an earlier test may end meanwhile
    SiteServer(MemoryBucket(), port).stop()


def test_a_request_that_breaks_off_never_reaches_the_api(caplog: pytest.LogCaptureFixture) -> None:
    with reading(MemoryBucket(), api=failing) as reader:
        reader.connection.putrequest("POST", "/api/x")
        reader.connection.putheader("Content-Length", "9")
        reader.connection.endheaders(b"half")

    assert not [record for record in caplog.records if record.levelno > logging.DEBUG]


def test_serving_is_quiet_even_where_a_reader_leaves_in_the_middle(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    bucket = MemoryBucket()
    bucket.write("film.mp4", Object(bytes(8 << 20), "video/mp4"))
    caplog.set_level(logging.INFO)

    with reading(bucket) as reader:
        reader.ask("/nothing/")
        reader.connection.request("GET", "/film.mp4")

    assert (caplog.records, capfd.readouterr()) == ([], ("", ""))
