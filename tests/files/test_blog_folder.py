"""How a folder looks from outside, also while somebody works in it."""

import os
from pathlib import Path

import pytest

from infra.files.blog_folder import Look, look_of, looks
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


@pytest.mark.parametrize("changed", [0, 1, 10**18])
def test_a_file_that_was_seen_too_soon_looks_like_no_file_whatever_its_time(changed: int) -> None:
    seen_too_soon = Look(7, 10**18).steady(seen=10**18 + 1)

    assert Look(7, changed) != seen_too_soon
    assert Look(7, changed).steady(seen=2 * 10**18) == Look(7, changed)
