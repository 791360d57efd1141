"""Files that are too large for a request: the desk names one, and the bucket itself takes it by a link."""

from base64 import b64encode
from typing import Any

import pytest

from chalicelib.content.limits import limit
from tests.authoring_api.desk_requests import blog_of_two
from tests.authoring_api.test_desk import Desk

PDF, MP3 = b"%PDF-1.7", b"ID3\x04"
SIZE = 9_000_000


def named(name: str, beginning: bytes = PDF, size: Any = SIZE) -> dict[str, Any]:
    return {"name": name, "size": size, "beginning": b64encode(beginning).decode()}


@pytest.fixture
def desk() -> Desk:
    return blog_of_two("editor")


def test_a_large_file_gets_a_link_to_the_bucket_and_the_address_that_it_will_have(desk: Desk) -> None:
    answer = desk.send("uploads", **named("Über Trams.PDF"))

    assert answer["address"] == "/files/2026/11/über-trams.pdf"
    assert answer["link"] == "https://bucket.example/files/2026/11/über-trams.pdf"


def test_a_second_file_of_that_name_gets_a_number(desk: Desk) -> None:
    desk.blog.publish({"files/2026/11/trams.pdf": PDF})

    assert desk.send("uploads", **named("trams.pdf"))["address"] == "/files/2026/11/trams-2.pdf"


@pytest.mark.parametrize(
    "name",
    ["trams.exe", "../../site.yaml", "..", "", "posts/bob/a.md", ".hidden", "a\x00\n\u202egpj.md", "%2e%2e%2fa", "a" * 5_000],
)
def test_the_beginning_decides_what_a_file_is_and_nobody_names_its_folder(name: str) -> None:
    answer = blog_of_two().send("uploads", **named(name, MP3))

    assert answer["address"].startswith("/files/ann/2026/11/")
    assert answer["address"].endswith(".mp3")


def test_a_file_that_is_not_published_is_refused_before_it_is_sent(desk: Desk) -> None:
    desk.send("uploads", 415, **named("trams.pdf", b"MZ\x90"))


def test_a_file_larger_than_any_that_is_published_is_refused_before_it_is_sent(desk: Desk) -> None:
    desk.send("uploads", 413, **named("trams.pdf", size=limit("file") + 1))


@pytest.mark.parametrize(
    "asked",
    [
        {},
        named("a.pdf", size="9"),
        named("a.pdf", size=True),
        named("a.pdf", size=-1),
        {**named("a.pdf"), "name": 1},
        {**named("a.pdf"), "beginning": "%"},
        {**named("a.pdf"), "beginning": None},
    ],
)
def test_a_file_that_is_not_described_is_refused(desk: Desk, asked: dict[str, Any]) -> None:
    desk.send("uploads", 400, **asked)


def test_a_link_is_in_the_log(desk: Desk) -> None:
    desk.send("uploads", **named("trams.pdf"))

    assert "files/2026/11/trams.pdf" in desk.writer.stored()


def test_the_desks_page_may_send_to_the_bucket_alone(desk: Desk) -> None:
    policy = desk.writer.get("/desk").headers["Content-Security-Policy"]

    assert "connect-src 'self' https://bucket.example;" in policy
