"""The function that serves a site without a CDN answers by the edge's rule, in the words of its own address's events."""

import gzip
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.cloud.aws import clients
from chalicelib.cloud.memory import MemoryBucket
from chalicelib.cloud.ports import Object, Stat
from chalicelib.cloud.s3 import AwsBucket
from chalicelib.edge.api_proxy import KEY, VISITOR, HttpApi, visitor
from chalicelib.edge.api_proxy import LARGEST as LARGEST_ANSWER
from chalicelib.edge.responses import Headers
from chalicelib.edge.rule import MISSING_KEY, NOT_FOUND_PAGE
from chalicelib.edge.site_function import LARGEST, ServedSite, answer_event
from chalicelib.settings import Settings
from tests.each import each
from tests.edge.cases import CASES
from tests.edge.reader import HTML, PHOTO, stocked
from tests.edge.url_events import READER, event

EVIL = "203.0.113.9"


def asked(site: ServedSite, method: str, path: str, **more: Any) -> tuple[int, dict[str, str], bytes]:
    said = answer_event(site, event(method, path, **more))
    assert said["isBase64Encoded"]
    return said["statusCode"], said["headers"], b64decode(said["body"])


def stocked_with_every_key() -> ServedSite:
    """A site whose API says which address it was asked for."""
    bucket = MemoryBucket()
    for _, _, (kind, *rest) in CASES["route"]:
        if kind == "serve" and rest[0] != MISSING_KEY:
            bucket.write(rest[0], Object(rest[0].encode(), HTML))
    bucket.write(NOT_FOUND_PAGE, Object(b"missing", HTML))
    return ServedSite(bucket, lambda _method, path, _headers, _body: (202, {}, path.encode()))


@pytest.fixture(scope="module")
def every_key() -> ServedSite:
    return stocked_with_every_key()


# ---- the rule


@each(("method", "path", "expected"), CASES["route"])
def test_an_address_is_answered_as_the_table_says(every_key: ServedSite, method: str, path: str, expected: list[Any]) -> None:
    status, headers, body = asked(every_key, method, path)

    kind, *rest = expected
    if kind == "serve":
        shown = {MISSING_KEY: "missing", NOT_FOUND_PAGE: "missing"}.get(rest[0], rest[0])
        assert status == (404 if rest[0] == MISSING_KEY else 200)
        assert body.decode() == ("" if method == "HEAD" and status == 200 else shown)
    elif kind == "forward":
        assert (status, body.decode()) == (202, rest[0])
    else:
        to = [headers["location"]] if "location" in headers else []
        assert [status, *to] == [one.removesuffix("?") if isinstance(one, str) else one for one in rest]  # no event has its mark


@pytest.mark.parametrize(("meta", "expected"), CASES["respond"])
def test_an_object_that_has_moved_sends_its_reader_on_but_never_off_the_site(
    meta: dict[str, str], expected: list[Any] | None
) -> None:
    bucket = MemoryBucket()
    bucket.write("index.html", Object(b"here", HTML, meta=meta))

    status, headers, _ = asked(ServedSite(bucket), "GET", "/")

    assert (status, headers.get("location")) == (tuple(expected[1:]) if expected else (200, None))


# ---- objects


def test_every_byte_of_a_file_arrives() -> None:
    bucket = MemoryBucket()
    bucket.write("a.png", Object(bytes(range(256)), "image/png"))

    status, headers, body = asked(ServedSite(bucket), "GET", "/a.png")

    assert (status, headers["content-type"], body) == (200, "image/png", bytes(range(256)))


def test_what_a_browser_has_already_is_not_sent_again() -> None:
    site = ServedSite(stocked())
    etag = asked(site, "GET", "/")[1]["etag"]

    status, headers, body = asked(site, "GET", "/", If_None_Match=etag)

    assert (status, headers["etag"], body) == (304, etag, b"")
    assert headers["cache-control"] == "no-cache"


def test_a_page_is_compressed_for_a_browser_that_takes_it() -> None:
    bucket = MemoryBucket()
    bucket.write("index.html", Object(b"again and " * 500, HTML))

    plain, small = (asked(ServedSite(bucket), "GET", "/", Accept_Encoding=how) for how in ("", "br, gzip"))

    assert (small[1]["content-encoding"], small[1]["etag"]) == ("gzip", f"W/{plain[1]['etag']}")
    assert gzip.decompress(small[2]) == plain[2]


def test_a_part_of_a_file_can_be_asked_for() -> None:
    bucket = MemoryBucket()
    bucket.write("a.mp3", Object(b"0123456789", "audio/mpeg"))

    status, headers, body = asked(ServedSite(bucket), "GET", "/a.mp3", Range="bytes=2-4")

    assert (status, headers["content-range"], body) == (206, "bytes 2-4/10", b"234")


def test_a_file_that_is_too_large_for_an_answer_is_read_from_the_bucket() -> None:
    site = ServedSite(stocked(), link=lambda key, _stat: f"https://bucket.example/{key}?signed")

    status, headers, body = asked(site, "GET", PHOTO)

    assert (status, headers["location"], body) == (302, f"https://bucket.example{PHOTO}?signed", b"")
    assert asked(site, "HEAD", PHOTO)[0] == 200


def test_a_link_to_a_file_is_signed_as_new_buckets_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "any")
    bucket = AwsBucket(clients(Settings(region="us-east-1")).s3, "press-public")

    link = urlsplit(bucket.link("files/a b.mp4", 300))

    assert (link.scheme, link.path.rpartition("/")[2]) == ("https", "a%20b.mp4")
    assert parse_qs(link.query)["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert parse_qs(link.query)["X-Amz-Expires"] == ["300"]


def test_the_largest_answer_is_one_that_lambda_takes() -> None:
    assert len(b64encode(bytes(LARGEST))) < 6 * 1000 * 1000
    assert Stat("", LARGEST).size > LARGEST_ANSWER


def test_headers_of_security_are_in_every_answer_but_the_apis_own_count() -> None:
    said: Headers = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "Set-Cookie": ("a=1", "b=2")}
    site = ServedSite(stocked(), lambda *_: (200, said, b""), headers={"referrer-policy": "origin", "x": "y"})

    api, page, refusal = (answer_event(site, event(*to)) for to in (("GET", "/api/x"), ("GET", "/"), ("POST", "/")))

    assert [one["headers"]["referrer-policy"] for one in (api, page, refusal)] == ["no-referrer", "origin", "origin"]
    assert [one["headers"]["cache-control"] for one in (api, page)] == ["no-store", "no-cache"]
    assert (api["cookies"], api["headers"].get("set-cookie")) == (["a=1", "b=2"], None)


# ---- the API


class Recorder(BaseHTTPRequestHandler):
    """A gateway that keeps what it was asked, and answers with `said`."""

    received: list[tuple[str, str, Mapping[str, str], bytes]]
    said: tuple[int, Mapping[str, str], bytes]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        lowered = {name.lower(): value for name, value in self.headers.items()}
        self.received.append((self.command, self.path, lowered, body))
        status, headers, content = self.said
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None: ...


@contextmanager
def gateway(status: int = 200, headers: Mapping[str, str] | None = None, body: bytes = b"thanks") -> Iterator[Any]:
    """An API behind a recording gateway, with what it has received."""
    kind: Any = type("Gateway", (Recorder,), {"received": [], "said": (status, headers or {}, body)})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            address = f"https://127.0.0.1:{server.server_port}/stage"
            yield HttpApi(address, "the key", lambda host: HTTPConnection(host, timeout=5)), kind.received
        finally:
            server.shutdown()


def test_a_form_reaches_the_api_with_the_key_and_the_visitors_own_address() -> None:
    claims = {"x_forwarded_for": EVIL, VISITOR.replace("-", "_"): EVIL, "x_api_key": "guessed", "host": "evil.example"}

    with gateway() as (api, received):
        said = asked(
            ServedSite(stocked(), api), "POST", "/api/follow?x=%2F", body=b"email=a%40b.c", Content_Type="form", **claims
        )

    [(method, path, headers, body)] = received
    assert (said[0], said[2]) == (200, b"thanks")
    assert (method, path, body) == ("POST", "/stage/api/follow?x=%2F", b"email=a%40b.c")
    assert (headers[KEY], headers[VISITOR], headers["content-type"]) == ("the key", READER, "form")
    assert headers["x-forwarded-for"].split(", ")[-1] == READER
    assert headers["host"].startswith("127.0.0.1:")


def test_a_redirect_of_the_api_is_handed_back_and_not_followed() -> None:
    with gateway(303, {"Location": "https://elsewhere.example/"}) as (api, received):
        status, headers, _ = asked(ServedSite(stocked(), api), "POST", "/api/follow", body=b"x")

    assert (status, headers["location"], len(received)) == (303, "https://elsewhere.example/", 1)


def test_an_answer_without_end_and_an_api_that_is_not_there_are_refusals() -> None:
    with gateway(body=bytes(LARGEST_ANSWER + 1)) as (api, _):
        large = api("POST", "/api/x", {}, b"x")
    gone = api("POST", "/api/x", {}, b"x")

    assert (large[0], gone[0]) == (502, 502)


@pytest.mark.parametrize(
    ("path", "headers"), [("/api/a b", {}), ("/api/标", {}), ("/api/x", {"x": "标"}), ("/api/x", {"x": "a\nb: c"})]
)
def test_what_http_has_no_place_for_is_refused_before_it_is_sent(path: str, headers: dict[str, str]) -> None:
    with gateway() as (api, received):
        said = api("POST", path, headers, b"x")

    assert (said[0], received) == (400, [])


@pytest.mark.parametrize(("address", "counted"), [(READER, READER), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"), ("::1", "::")])
def test_all_addresses_that_one_visitor_of_ipv6_has_are_one_to_the_api(address: str, counted: str) -> None:
    assert visitor(address) == counted
