"""Text is compressed for clients that accept it, as by the CDN."""

import gzip
from http.client import HTTPResponse

import pytest

from chalicelib.cloud.memory import MemoryBucket
from chalicelib.cloud.ports import Object
from chalicelib.edge import compressing
from chalicelib.rendering.page_kinds import KINDS
from tests.edge.reader import reading

LONG = b"one sort after the other, " * 100
PAGE, PHOTO = "/page.html", "/photo.jpg"


def asked(path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    """The answer of a site with a long page, a short one, and a picture."""
    bucket = MemoryBucket()
    for key, body, kind in (
        ("page.html", LONG, "text/html"),
        ("short.html", b"short", "text/html"),
        ("photo.jpg", LONG, "image/jpeg"),
    ):
        bucket.write(key, Object(body, kind))
    with reading(bucket) as reader:
        return reader.ask(path, "GET", None, **headers)


def test_a_page_is_compressed_for_who_takes_it_and_is_the_same_page() -> None:
    response, body = asked(PAGE, accept_encoding="gzip, br")

    assert (response.headers["Content-Encoding"], response.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert (int(response.headers["Content-Length"]), gzip.decompress(body)) == (len(body), LONG)
    assert response.headers["ETag"].startswith('W/"')


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (PAGE, {"accept_encoding": "identity"}),
        (PAGE, {"accept_encoding": "br, gzip;q=0"}),
        (PAGE, {"accept_encoding": "gzip", "range": "bytes=0-"}),
        ("/short.html", {"accept_encoding": "gzip"}),
        (PHOTO, {"accept_encoding": "gzip"}),
    ],
    ids=["not wanted", "refused", "a part of it", "too short", "no text"],
)
def test_other_answers_go_out_as_they_are(path: str, headers: dict[str, str]) -> None:
    response, body = asked(path, **headers)

    assert "Content-Encoding" not in response.headers
    assert body == (b"short" if "short" in path else LONG)


def test_a_page_that_came_compressed_is_not_sent_again() -> None:
    tag = asked(PAGE, accept_encoding="gzip")[0].headers["ETag"]

    assert asked(PAGE, accept_encoding="gzip", if_none_match=tag)[0].status == 304


WRITTEN = {kind.type for kind in KINDS.values() if kind.type} - {"font/woff2"}  # compressed already


@pytest.mark.parametrize("type", sorted(WRITTEN))
def test_the_cdn_compresses_all_that_presswork_writes(type: str) -> None:
    headers, body = compressing.compress("gzip", {"Content-Type": type}, LONG)

    assert (headers["Content-Encoding"], gzip.decompress(body)) == ("gzip", LONG)


@pytest.mark.parametrize(
    "type", ["application/atom+xml", "application/feed+json", "text/vtt", "application/ld+json", "image/bmp"]
)
def test_it_compresses_no_type_that_is_not_on_its_list(type: str) -> None:
    assert compressing.compress("gzip", {"Content-Type": type}, LONG) == ({"Content-Type": type}, LONG)


@pytest.mark.parametrize(
    ("accepted", "taken"),
    [
        ("gzip", True),
        ("*", True),
        ("GZIP;q=0.5", True),
        ("*;q=0, gzip", True),
        ("gzip; q=0.0", False),
        ("gzip;q=0, *", False),
        ("*;q=1, gzip;q=0", False),
        ("*;q=0", False),
        ("", False),
        ("br", False),
    ],
)
def test_a_client_says_whether_it_takes_gzip(accepted: str, taken: bool) -> None:
    assert compressing.accepts_gzip(accepted) is taken
