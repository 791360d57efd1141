"""An archive is a stranger's: what is unfit in it is refused by itself, and none fills the memory."""

import io
import os
import stat
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from infra.importers.blog import MISNAMED, UnreadableError
from infra.importers.export.archives import MOST_ENTRIES, archive_at, read_file, table_in, text_of
from tests.latin_1 import latin_1


def zipped(path: Path, files: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_a_zip_and_the_folder_it_was_unpacked_into_are_the_same_archive(tmp_path: Path) -> None:
    packed = zipped(tmp_path / "x.zip", {"posts/a.html": "A", "posts.csv": "id\n1\n"})
    with zipfile.ZipFile(packed) as opened:
        opened.extractall(tmp_path / "x")

    for path in (packed, tmp_path / "x"):
        with archive_at(path) as archive:
            assert sorted(archive.names) == ["posts.csv", "posts/a.html"]
            assert read_file(archive, "posts/a.html") == b"A"
            assert list(table_in(archive, "posts.csv")) == [(2, {"id": "1"})]


def test_a_folder_around_everything_is_no_part_of_the_names(tmp_path: Path) -> None:
    packed = zipped(tmp_path / "x.zip", {"export-1/posts/a.html": "A", "export-1/posts.csv": "", "__MACOSX/export-1/._a": "junk"})

    with archive_at(packed) as archive:
        assert sorted(archive.names) == ["posts.csv", "posts/a.html"]


def test_the_folder_of_posts_alone_stays(tmp_path: Path) -> None:
    with archive_at(zipped(tmp_path / "x.zip", {"posts/a.html": "A"})) as archive:
        assert archive.names == ("posts/a.html",)


@pytest.mark.parametrize("name", ["../etc/passwd", "posts/../../x", "/etc/passwd", "C:\\x.html", "posts/\x1b[2Jx.html", "..\\x"])
def test_a_name_that_leads_out_is_refused_and_the_rest_is_read(tmp_path: Path, name: str) -> None:
    packed = zipped(tmp_path / "x.zip", {name: "evil", "posts/a.html": "A"})

    with archive_at(packed) as archive:
        assert archive.names == ("posts/a.html",)
        assert len(archive.refused) == 1
        assert archive.refused[0].name.isprintable()


def test_a_name_without_end_is_refused(tmp_path: Path) -> None:
    with archive_at(zipped(tmp_path / "x.zip", {f"posts/{'-' * 60_000}.html": "evil", "posts/a.html": "A"})) as archive:
        assert archive.names == ("posts/a.html",)
        assert archive.refused[0].why == "its name is too long"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("posts/link.html")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as zip_file:
        zip_file.writestr(link, "/etc/passwd")
        zip_file.writestr("posts/a.html", "A")
    (tmp_path / "folder").mkdir()
    os.symlink("/etc/passwd", tmp_path / "folder" / "link.html")

    for path in (tmp_path / "x.zip", tmp_path / "folder"):
        with archive_at(path) as archive:
            assert not [name for name in archive.names if "link" in name]
            assert [entry.why for entry in archive.refused] == ["it is a link"]


def test_a_name_of_a_folder_that_is_not_utf_8_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    latin_1(tmp_path, b"a.html", b"caf\xe9.jpg")

    with archive_at(tmp_path) as archive:
        assert archive.names == ("a.html",)
        assert archive.refused == [("caf?.jpg", MISNAMED)]


def test_an_archive_within_an_archive_is_not_opened(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as zip_file:
        zip_file.writestr("a", "A")

    with archive_at(zipped(tmp_path / "x.zip", {"posts/a.html": "A", "more.zip": inner.getvalue()})) as archive:
        assert archive.names == ("posts/a.html",)
        assert archive.refused[0].name == "more.zip"


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    packed = zipped(tmp_path / "x.zip", {"posts/bomb.html": b"\0" * 50_000_000, "posts/a.html": "A"})

    with archive_at(packed) as archive:
        assert archive.names == ("posts/a.html",)
        assert [entry.why for entry in archive.refused] == ["it unpacks to far more than it should"]


def test_a_file_that_says_less_than_it_holds_is_cut_off_in_bounded_memory(tmp_path: Path) -> None:
    packed = zipped(tmp_path / "x.zip", {"posts/a.html": os.urandom(1000) * 3000})
    raw = bytearray(packed.read_bytes())
    at = raw.rindex(b"PK\x01\x02")
    struct.pack_into("<I", raw, at + 24, 100)  # the size that the list of entries says
    packed.write_bytes(raw)

    with archive_at(packed) as archive, pytest.raises(UnreadableError, match="can't be read"):
        read_file(archive, "posts/a.html")


def test_a_text_beyond_all_measure_is_refused_in_bounded_memory(tmp_path: Path) -> None:
    packed = zipped(tmp_path / "x.zip", {"posts/a.html": os.urandom(65_536) * 800})

    with archive_at(packed) as archive:
        tracemalloc.start()
        with pytest.raises(UnreadableError, match="more than 16 MB"):
            read_file(archive, "posts/a.html")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 60_000_000


def test_a_list_of_millions_of_entries_is_not_read(tmp_path: Path) -> None:
    packed = zipped(tmp_path / "x.zip", {"a": "A"})
    raw = bytearray(packed.read_bytes())
    at = raw.rindex(b"PK\x05\x06")
    struct.pack_into("<HHI", raw, at + 8, 65_000, 65_000, 1 << 31)
    packed.write_bytes(raw)

    with pytest.raises(UnreadableError, match=f"more than {MOST_ENTRIES:,} files"), archive_at(packed):
        pass


def test_an_encrypted_entry_is_refused(tmp_path: Path) -> None:
    packed = zipped(tmp_path / "x.zip", {"posts/a.html": "A"})
    raw = bytearray(packed.read_bytes())
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1
    packed.write_bytes(raw)

    with archive_at(packed) as archive:
        assert [entry.why for entry in archive.refused] == ["it is encrypted"]


@pytest.mark.parametrize("raw", [b"", b"no zip", b"PK\x05\x06", b"PK\x03\x04" * 100])
def test_what_is_no_zip_is_refused_in_words(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(raw)

    with pytest.raises(UnreadableError, match="isn't a zip file"), archive_at(tmp_path / "x.zip"):
        pass


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="No such file"), archive_at(tmp_path / "x.zip"):
        pass


def test_a_broken_entry_is_refused_in_words(tmp_path: Path) -> None:
    packed = zipped(tmp_path / "x.zip", {"posts/a.html": os.urandom(5000)})
    raw = bytearray(packed.read_bytes())
    raw[200:300] = bytes(100)
    packed.write_bytes(raw)

    with archive_at(packed) as archive, pytest.raises(UnreadableError, match="can't be read"):
        read_file(archive, "posts/a.html")


def test_a_name_in_utf_8_without_its_mark_is_understood(tmp_path: Path) -> None:
    with archive_at(old_zip(tmp_path / "old.zip", "posts/été.html".encode())) as archive:
        assert archive.names == ("posts/été.html",)


def old_zip(path: Path, name: bytes) -> Path:
    """Write a zip with one stored file, whose name is in no encoding that it says."""
    entry = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 33, 0xD3D99E8B, 1, 1, len(name), 0)
    local = b"PK\x03\x04" + entry + name + b"A"
    listed = b"PK\x01\x02" + struct.pack("<H", 20) + entry + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(listed), len(local), 0)
    path.write_bytes(local + listed + end)
    return path


def test_a_text_in_an_old_encoding_loses_nothing() -> None:
    assert text_of("été".encode()) == text_of("été".encode("cp1252")) == "été"


def test_a_table_with_a_broken_row_is_refused_in_words(tmp_path: Path) -> None:
    packed = zipped(tmp_path / "x.zip", {"posts.csv": "a\n" + '"' + "x" * 200_000})

    with archive_at(packed) as archive, pytest.raises(UnreadableError, match="can't be read"):
        list(table_in(archive, "posts.csv"))
