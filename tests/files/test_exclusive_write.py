"""Files that an author's commands begin, where there is no room for them."""

from pathlib import Path

import pytest

from infra.authoring.push.push_events import Event
from infra.authoring.target.destination import Destination
from infra.command import main
from infra.commands.blog.push import keep_in_mind
from infra.files.exclusive_write import put_new
from tests.full_disk import room_for


def test_a_file_that_finds_no_room_leaves_no_part_of_it(tmp_path: Path) -> None:
    with room_for(4), pytest.raises(OSError, match="File too large"):
        put_new(tmp_path / "a.md", b"12345678")

    assert not (tmp_path / "a.md").exists()
    assert put_new(tmp_path / "a.md", b"12345678")
    assert not put_new(tmp_path / "a.md", b"others")
    assert (tmp_path / "a.md").read_bytes() == b"12345678"


def test_a_new_post_that_finds_no_room_is_named_and_leaves_nothing_to_refuse(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with room_for(4):
        status = main(["new", "Ink", "--folder", str(tmp_path), "--date", "2026-11-20", "--no-edit"])

    assert status == 2
    assert "posts/2026-11-20-ink.md: File too large" in capsys.readouterr().err
    assert [*(tmp_path / "posts").iterdir()] == []


def test_a_site_that_can_not_be_remembered_is_told_and_stops_nothing(tmp_path: Path) -> None:
    told: list[Event] = []

    with room_for(4):
        keep_in_mind(Destination("out", "build", tmp_path, out=tmp_path / "out"), told.append)

    assert [event["text"] for event in told] == [
        f"can't write {tmp_path / '.presswork.toml'}: File too large; say `--site out` again at the next push"
    ]
    assert not (tmp_path / ".presswork.toml").exists()
