"""How a folder looks from outside, also while somebody works in it."""

import os
from pathlib import Path

from infra.files.blog_folder import look_of, looks
from tests.folder_edits import passing

NOWHERE = Path("/nowhere")


def test_a_file_that_has_just_gone_looks_like_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("a")
    with os.scandir(tmp_path) as found:
        (entry,) = found

    (tmp_path / "a.md").unlink()

    assert look_of(entry) is None


def test_what_comes_and_goes_while_one_looks_hides_nothing_that_stays(tmp_path: Path) -> None:
    (tmp_path / "stays.md").write_text("a")

    with passing(tmp_path):
        found = [looks(tmp_path, NOWHERE) for _ in range(2_000)]

    assert all("stays.md" in one for one in found)
