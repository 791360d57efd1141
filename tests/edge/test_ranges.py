"""Of an object as many bytes are sent as were asked for, and they are of one version."""

import pytest

from chalicelib.cloud.memory import MemoryBucket
from chalicelib.cloud.ports import Object, Stat
from tests.edge.reader import PHOTO, PIXELS, Reader, reading

PARTS = [("bytes=0-9", slice(10)), ("bytes=250-", slice(250, 256)), ("bytes=-6", slice(250, 256)), ("bytes=9-999", slice(9, 256))]


@pytest.mark.parametrize(("wish", "part"), PARTS)
def test_a_range_is_answered_with_those_bytes(reader: Reader, wish: str, part: slice) -> None:
    response, body = reader.ask(PHOTO, Range=wish)

    start, stop, _ = part.indices(256)
    assert (response.status, body) == (206, PIXELS[part])
    assert response.headers["Content-Range"] == f"bytes {start}-{stop - 1}/256"


NONSENSE = ("bytes=5-2", "bytes=-", "bytes=0-1,5-6", "lines=0-1", "bytes=a-b", "bytes=0-" + "9" * 5000, "bytes=²-³")


@pytest.mark.parametrize("wish", NONSENSE)
def test_a_range_that_is_not_understood_is_as_if_not_asked(reader: Reader, wish: str) -> None:
    response, body = reader.ask(PHOTO, Range=wish)

    assert (response.status, body) == (200, PIXELS)


@pytest.mark.parametrize(
    ("path", "size", "wish"), [(PHOTO, 256, "bytes=256-"), (PHOTO, 256, "bytes=-0"), ("/empty.txt", 0, "bytes=0-")]
)
def test_a_range_outside_the_object_is_refused(reader: Reader, path: str, size: int, wish: str) -> None:
    response, _ = reader.ask(path, Range=wish)

    assert (response.status, response.headers["Content-Range"]) == (416, f"bytes */{size}")


def test_a_range_of_another_version_gets_the_whole_object(reader: Reader) -> None:
    response, body = reader.ask(PHOTO, Range="bytes=0-9", If_Range='"other"')

    assert (response.status, body) == (200, PIXELS)


class Replaced(MemoryBucket):
    """A bucket whose photo is replaced between one look and the next."""

    def stat(self, key: str) -> Stat | None:
        stat = super().stat(key)
        self.write(key, Object(b"another picture", "image/png"))
        return stat


def test_an_object_replaced_while_it_is_read_is_sent_whole_and_as_it_is_now() -> None:
    bucket = Replaced()
    bucket.write("x.png", Object(PIXELS, "image/png"))

    with reading(bucket) as reader:
        response, body = reader.ask("/x.png", Range="bytes=0-6")

    assert (response.status, body, response.headers["Content-Range"]) == (206, b"another", "bytes 0-6/15")
