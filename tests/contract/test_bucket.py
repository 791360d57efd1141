"""What every bucket promises. The type follows from the extension, for a folder knows it from nothing else."""

import pytest

from chalicelib.cloud.ports import PIECE, Bucket, Object, Stat

HTML = "text/html; charset=utf-8"
KEYS = [
    "A.html",
    "a b+c%20&=.html",
    "a.html",
    "a/b.html",
    "a/b/c.html",
    "a0.html",
    "about/index.html",
    "é/中 “x”.html",
    "\U0001f388.html",
]


def page(text: str = "<p>", **meta: str) -> Object:
    return Object(text.encode(), HTML, "max-age=60", meta)


def stat_of(what: Object) -> Stat:
    return Stat(what.etag, len(what.body), what.type, what.meta)


def test_nothing_stands_in_an_empty_bucket(bucket: Bucket) -> None:
    assert bucket.stat("a/index.html") is None
    assert bucket.read("a/index.html") is None
    assert bucket.read("a/index.html", limit=5) is None
    assert bucket.keys() == ()


@pytest.mark.parametrize("body", [b"", b"\x00\xff\r\n", "“中文” 🎈".encode(), bytes(3_000_000)])
def test_the_bytes_come_back_as_they_went_in(bucket: Bucket, body: bytes) -> None:
    what = Object(body, "image/png")
    bucket.write("a.png", what)
    assert bucket.read("a.png") == (body, stat_of(what))
    assert bucket.stat("a.png") == stat_of(what)


def test_a_write_replaces_bytes_and_metadata(bucket: Bucket) -> None:
    bucket.write("a/index.html", page("moved", location="/2011/04/28/%E4%B8%AD/", more="x"))
    bucket.write("a/index.html", page("moved", location="/c/"))
    assert bucket.stat("a/index.html") == stat_of(page("moved", location="/c/"))
    bucket.write("a/index.html", page("here"))
    assert bucket.read("a/index.html") == (b"here", stat_of(page("here")))


@pytest.mark.parametrize(("limit", "found"), [(0, b""), (3, b"012"), (10, b"0123456789"), (11, b"0123456789")])
def test_a_limited_read_tells_the_whole_size(bucket: Bucket, limit: int, found: bytes) -> None:
    bucket.write("a.html", page("0123456789"))
    assert bucket.read("a.html", limit=limit) == (found, stat_of(page("0123456789")))


@pytest.mark.parametrize(
    ("start", "length", "found"), [(0, 3, b"012"), (4, 2, b"45"), (8, 9, b"89"), (10, 5, b""), (99, 5, b""), (3, 0, b"")]
)
def test_a_part_is_what_there_is_of_it(bucket: Bucket, start: int, length: int, found: bytes) -> None:
    bucket.write("a.html", page("0123456789"))
    assert bucket.part("a.html", start, length) == found
    assert bucket.part("b.html", start, length) == b""


def test_a_limited_read_of_an_empty_object_is_empty(bucket: Bucket) -> None:
    bucket.write("a.html", page(""))
    assert bucket.read("a.html", limit=5) == (b"", stat_of(page("")))


def test_a_deleted_object_is_gone_with_its_metadata(bucket: Bucket) -> None:
    bucket.write("a/b/index.html", page(location="/c/"))
    bucket.delete("a/b/index.html")
    assert bucket.stat("a/b/index.html") is None
    assert bucket.keys() == ()
    bucket.write("a/b/index.html", page())
    assert bucket.stat("a/b/index.html") == stat_of(page())


def test_deleting_nothing_does_nothing(bucket: Bucket) -> None:
    bucket.write("a/b.html", page())
    for key in ("a/c.html", "a", "b/c.html", "a/b.html/c.html"):
        bucket.delete(key)
    assert bucket.keys() == ("a/b.html",)


def test_a_part_of_a_key_is_not_an_object(bucket: Bucket) -> None:
    bucket.write("a/b.html", page())
    assert bucket.stat("a") is None
    assert bucket.stat("a/b.html/c") is None


def test_keys_come_in_the_order_of_their_bytes(bucket: Bucket) -> None:
    for key in reversed(KEYS):
        bucket.write(key, page())
    assert list(bucket.keys()) == sorted(KEYS, key=str.encode)
    bucket.delete(KEYS[0])
    bucket.write("a/b/a.html", page())
    assert list(bucket.keys()) == sorted([*KEYS[1:], "a/b/a.html"], key=str.encode)


def test_any_unicode_key_is_itself(bucket: Bucket) -> None:
    for key in KEYS:
        bucket.write(key, page(key))
    assert [bucket.read(key) for key in KEYS] == [(key.encode(), stat_of(page(key))) for key in KEYS]


def test_keys_are_told_a_stretch_at_a_time(bucket: Bucket) -> None:
    for key in KEYS:
        bucket.write(key, page())
    for limit in (1, 2, 4, 100):
        stretches: list[str] = []
        after = ""
        while stretch := bucket.keys(after, limit):
            stretches += stretch
            after = stretch[-1]
            assert len(stretch) <= limit
        assert stretches == KEYS


def test_keys_begin_after_any_text(bucket: Bucket) -> None:
    for key in KEYS:
        bucket.write(key, page())
    for after in ("a", "a/", "a/b", "a/b.html", "a/b/", "a0", "b", "é", "é/", "\U0001f389"):
        assert list(bucket.keys(after)) == [key for key in KEYS if key > after]


def test_there_are_more_keys_than_a_call_tells(bucket: Bucket) -> None:
    keys = [f"{number:04}.html" for number in range(1003)]
    for key in keys:
        bucket.write(key, page())
    assert list(bucket.keys()) == keys[:1000]
    assert list(bucket.keys(limit=2000)) == keys
    assert list(bucket.keys(limit=1002)) == keys[:1002]


def test_a_copy_has_type_and_metadata_of_its_own(bucket: Bucket, other: Bucket) -> None:
    photo = Object(b"\x89PNG", "image/png", meta={"camera": "x"})
    other.write("posts/é 1.png", photo)
    assert bucket.copy_from(other, "posts/é 1.png", "images/1.png", "image/png", "max-age=60", {"from": "posts"})
    assert bucket.read("images/1.png") == (photo.body, stat_of(Object(photo.body, "image/png", meta={"from": "posts"})))
    assert other.stat("posts/é 1.png") == stat_of(photo)


def test_a_copy_replaces_what_stood_there(bucket: Bucket, other: Bucket) -> None:
    bucket.write("a.html", page("old", location="/b/"))
    other.write("new.html", page("new"))
    assert bucket.copy_from(other, "new.html", "a.html", HTML, "", {})
    assert bucket.read("a.html") == (b"new", stat_of(page("new")))


def test_a_copy_of_nothing_changes_nothing(bucket: Bucket, other: Bucket) -> None:
    bucket.write("a.html", page())
    assert not bucket.copy_from(other, "none.html", "a.html", HTML, "", {})
    assert bucket.keys() == ("a.html",)
    assert bucket.stat("a.html") == stat_of(page())


def test_a_key_may_be_long(bucket: Bucket) -> None:
    key = "/".join(["é" * 100] * 5) + "/index.html"
    bucket.write(key, page())
    assert bucket.keys() == (key,)
    assert bucket.stat(key) == stat_of(page())


@pytest.mark.parametrize("size", [0, 1, PIECE, PIECE + 1, 3_000_000])
def test_a_stream_gives_the_bytes_in_pieces_of_bounded_size(bucket: Bucket, size: int) -> None:
    body = bytes(index % 251 for index in range(251)) * (size // 251 + 1)
    bucket.write("a.gz", Object(body[:size], "application/gzip"))
    stream = bucket.stream("a.gz")
    assert stream is not None
    pieces = list(stream)
    assert b"".join(pieces) == body[:size]
    assert all(len(piece) <= PIECE for piece in pieces)


def test_there_is_no_stream_of_nothing(bucket: Bucket) -> None:
    bucket.write("a/b.html", page())
    for key in ("a", "a/c.html", "a/b.html/c"):
        assert bucket.stream(key) is None
