"""A folder as a zip."""

import os
from pathlib import Path
from zipfile import ZipFile

import pytest

from infra.package import UnpackableError, archive


def folder(path: Path, *, mode: int = 0o644, time: int = 1_000_000_000, backwards: bool = False) -> Path:
    names = ["a.py", "b/c.py", "b/d.txt"]
    for name in reversed(names) if backwards else names:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(name * 100)
        (path / name).chmod(mode)
        os.utime(path / name, (time, time))
    return path


def test_the_bytes_tell_neither_time_nor_place_nor_who_packed(tmp_path: Path) -> None:
    archive.pack(folder(tmp_path / "one"), tmp_path / "one.zip")
    archive.pack(folder(tmp_path / "other", mode=0o600, time=1_700_000_000, backwards=True), tmp_path / "other.zip")

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other.zip").read_bytes()


def test_everybody_may_read_what_is_unpacked(tmp_path: Path) -> None:
    archive.pack(folder(tmp_path / "one", mode=0o600), tmp_path / "one.zip")

    assert {entry.external_attr >> 16 for entry in ZipFile(tmp_path / "one.zip").infolist()} == {0o100644}


def test_too_large_a_zip_is_refused_by_how_much_and_with_its_heaviest_parts(tmp_path: Path) -> None:
    (tmp_path / "one" / "heavy").mkdir(parents=True)
    (tmp_path / "one" / "heavy" / "stone").write_bytes(os.urandom(40_000))
    (tmp_path / "one" / "light.py").write_bytes(os.urandom(10_000))
    archive.pack(tmp_path / "one", tmp_path / "one.zip")

    with pytest.raises(UnpackableError, match=r"is 0\.03 MB over 0\.02 MB; the most of it is heavy 0\.04 MB, light\.py 0\.01 MB"):
        archive.check(tmp_path / "one.zip", most=20_000)


@pytest.mark.slow
def test_what_lambda_would_not_unpack_is_refused(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    with (tmp_path / "one" / "hollow").open("wb") as hollow:
        hollow.truncate(archive.MOST_UNPACKED + 1)
    archive.pack(tmp_path / "one", tmp_path / "one.zip")

    with pytest.raises(UnpackableError, match=r"unpacked, one\.zip is 262\.14 MB"):
        archive.check(tmp_path / "one.zip", most=20_000_000)
