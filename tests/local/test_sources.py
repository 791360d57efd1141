"""How a folder looks from outside, also while somebody works in it."""

import os
import shutil
from multiprocessing import get_context
from pathlib import Path

from infra.local.sources import look_of, looks

NOWHERE = Path("/nowhere")


def test_a_file_that_has_just_gone_looks_like_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("a")
    with os.scandir(tmp_path) as found:
        (entry,) = found

    (tmp_path / "a.md").unlink()

    assert look_of(entry) is None


def test_what_comes_and_goes_while_one_looks_hides_nothing_that_stays(tmp_path: Path) -> None:
    (tmp_path / "stays.md").write_text("a")

    def come_and_go() -> None:
        while True:
            (tmp_path / "passing").mkdir()
            (tmp_path / "passing" / "a.md").write_text("a")
            shutil.rmtree(tmp_path / "passing")

    somebody = get_context("fork").Process(target=come_and_go, daemon=True)
    somebody.start()
    found = [looks(tmp_path, NOWHERE) for _ in range(2_000)]
    somebody.kill()
    somebody.join()

    assert all("stays.md" in one for one in found)
