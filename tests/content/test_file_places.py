"""A file that tells where it was taken is found out by its bytes, in each kind that is published as it is."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.html.url_policy import shows
from chalicelib.content.location.file_places import AS_THEY_ARE, DRAWN, KINDS, NAMED, kind_of, place_in
from chalicelib.content.media.media_types import ENCODED, PUBLISHED
from chalicelib.content.site.site import Site
from chalicelib.errors import Refusal
from chalicelib.publishing.parse import look, looked_at
from chalicelib.publishing.upload import ParseContext, StoredObject
from tests.content.place_files import address, box, drawing, element, ogg, webm
from tests.content.place_samples import FIRST, LOCATION, PICTURES, ROWS
from tests.each import each

CONTEXT = ParseContext(Site(), datetime(2026, 11, 26, tzinfo=UTC))


def judged(key: str, raw: bytes) -> str:
    """Return the code of the refusal of an upload of which no more bytes are known at first than are asked for."""
    file = StoredObject(raw[: looked_at(key)], "etag", len(raw), lambda start, length: raw[start : start + length])
    upload = look(key, file, CONTEXT)
    return upload.refusal.code if upload.refusal else ""


@each("name", ROWS)
def test_a_file_is_refused_if_it_tells_a_place_and_published_with_anything_else_in_its_stead(name: str) -> None:
    row = ROWS[name]

    assert judged(f"a.{row.extension}", row.build(row.telling)) == "place"
    assert judged(f"a.{row.extension}", row.build(row.silent)) == ""


# ---- complete


def test_every_published_extension_is_encoded_or_looked_through_or_an_image_nowhere() -> None:
    parts = [*ENCODED, *NAMED, *DRAWN, *AS_THEY_ARE]

    assert sorted(parts) == sorted(PUBLISHED)  # each once


def test_every_extension_and_every_kind_by_its_name_has_a_sample_that_tells_a_place() -> None:
    kinds = {(row.extension, kind.name) for row in ROWS.values() if (kind := kind_of(row.build(row.telling)))}
    named = {(extension, kind) for extension, several in NAMED.items() for kind in several}

    assert {row.extension for row in ROWS.values()} == {*NAMED, *DRAWN}
    assert named - kinds == {("ico", "a BMP")}  # which has room for no text


def test_every_kind_has_a_sample() -> None:
    assert {kind.name for kind in KINDS} == set(FIRST)
    assert {name: kind.name for name, raw in FIRST.items() if (kind := kind_of(raw))} == {name: name for name in FIRST}


# ---- names


@each("extension", [*NAMED, *sorted(AS_THEY_ARE), "css"])
def test_the_first_bytes_decide_the_kind_and_not_the_name(extension: str) -> None:
    codes = {kind: judged(f"a.{extension}", raw) for kind, raw in FIRST.items()}

    assert codes == {kind: "" if kind in NAMED.get(extension, ()) else "misnamed" for kind in FIRST}


@pytest.mark.parametrize("extension", NAMED)
def test_what_begins_as_nothing_that_is_known_is_no_image_sound_or_video(extension: str) -> None:
    assert judged(f"a.{extension}", b"nothing that is known") == "misnamed"
    assert judged(f"a.{extension}", b"") == ""


DOCUMENTS = [
    b"The free software",
    b"two skip lines",
    b"id, uuid, name",
    b"\xff\xfeT\0h\0e\0",
    b"\xef\xbb\xbfA",
    b"BMW and others",
    b"ID3 is a tag",
    b"\0\1\0\0\0\x10",
    b"OTTO\0",
    b"wOF2\0\1\0\0",
    b"PK\3\4",
    b"%PDF-1.7",
    b"\x1f\x8b\x08\0",
    b"\xd0\xcf\x11\xe0",
    b"7z\xbc\xaf",
    b"\x28\xb5\x2f\xfd",
    b"II is a number",
    b"MM",
    b"RIFF is a format of chunks",
    b"\xff",
]


@pytest.mark.parametrize("raw", DOCUMENTS)
def test_documents_are_taken_for_no_image_sound_or_video(raw: bytes) -> None:
    assert {judged(f"a.{extension}", raw) for extension in AS_THEY_ARE} == {""}


# ---- pictures in texts


@each("name", PICTURES)
@each(
    ("key", "text"),
    [
        ("posts/a.md", "---\ndate: 2026-11-01\n---\n# Title\n\n![A boat]({})\n"),
        ("posts/a.md", "---\ndate: 2026-11-01\n---\n# Title\n\n<p><img alt='A boat' src=\"{}\"></p>\n"),
        ("posts/a.md", "---\ndate: 2026-11-01\nsummary: '<img src=\"{}\">'\n---\n# Title\n\nText.\n"),
        ("site.yaml", "about: '![A boat]({})'\n"),
        ("templates/extra.css", "p {{ background: url({}) }}"),
        ("templates/static/style.css", "p {{ background: url({}) }}"),
        ("a.svg", drawing('<image href="{}"/>').decode()),
        ("a.css", "p {{ background: url({}) }}"),
    ],
)
def test_a_text_with_a_picture_is_refused_if_the_picture_tells_a_place(name: str, key: str, text: str) -> None:
    build, telling, silent = PICTURES[name]

    assert judged(key, text.format(address(build(telling))).encode()) == "place"
    assert judged(key, text.format(address(build(silent))).encode()) != "place"


def test_the_line_of_the_picture_is_told() -> None:
    build, telling, _ = PICTURES["EXIF of a JPEG"]
    raw = f"# Title\n\nText.\n\n![A]({address(build(telling))})\n".encode()

    upload = look("a.md", StoredObject(raw, "", len(raw)), CONTEXT)

    assert upload.refusal == Refusal("place", "a JPEG in a data: address", 5)


@pytest.mark.parametrize("name", PICTURES)
def test_no_html_shows_a_picture_that_tells_a_place_however_it_is_written(name: str) -> None:
    build, telling, silent = PICTURES[name]

    assert not shows(address(build(telling), "image/png"))
    assert shows(address(build(silent), "image/png"))


def test_a_text_about_places_is_a_text() -> None:
    assert judged("a.md", b"# Data\n\nThe data: a list, and `GPSLatitude`. data:image/png;base64,AAAA") == ""
    assert judged("a.svg", drawing("<text>GPSLatitude, data:, on location</text>")) == ""


# ---- bounds


def test_a_file_of_very_many_parts_is_read_as_a_whole_but_not_part_by_part() -> None:
    reads: list[int] = []
    raw = box(b"ftyp", bytes(8)) + box(b"moof", bytes(99_992)) * 5_000

    def part(start: int, length: int) -> bytes:
        reads.append(length)
        return raw[start : start + length]

    assert place_in("a.mp4", raw[:1_000], part, len(raw)) == ""
    assert len(reads) <= 1_000
    assert max(reads) <= 8 << 20


@pytest.mark.parametrize(
    "raw",
    [
        box(b"ftyp", bytes(8)) + box(b"moof") * 3_000_000,
        webm(element("ec") * 3_000_000),
        b"ID3\3" + bytes(6) + b"fLaC" + bytes(4 * 3_000_000),
        ogg(b"TITLE=a") + ogg(LOCATION).replace(b"\1\0\0\0\0\0\0\0\0\0\0\0", b"\2\0\0\0\0\0\0\0\0\0\0\0"),
    ],
    ids=["boxes", "elements", "blocks", "recordings"],
)
def test_a_file_that_nobody_can_look_through_is_refused(raw: bytes) -> None:
    with pytest.raises(Refusal) as caught:
        place_in("a", raw)

    assert caught.value.code == "too-many-parts"


SAMPLES = [row.build(body)[:4_000] for row in ROWS.values() for body in (row.telling, row.silent)]
OF_TEXTS = [build(telling) for build, telling, _ in PICTURES.values()]


@given(st.sampled_from([*SAMPLES, *OF_TEXTS, *FIRST.values()]), st.data())
def test_damaged_files_are_read_without_an_error(raw: bytes, data: st.DataObject) -> None:
    head = bytearray(raw[:2_000])
    for at in data.draw(st.lists(st.integers(0, max(0, len(head) - 1)), max_size=8)) if head else ():
        head[at] = data.draw(st.integers(0, 255))
    damaged = bytes(head[: data.draw(st.integers(0, len(head)))])

    for key in ("a.mp4", "a.css"):
        with suppress(Refusal):  # of several recordings
            place_in(key, damaged)
