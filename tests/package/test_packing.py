"""A small project becomes a package."""

import os
import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest

from infra.package import UnpackableError
from infra.package.packing import package
from infra.package.zips import FUNCTIONS, IMAGES, ZIPS
from tests.package import small


@pytest.mark.slow
def test_the_zip_holds_the_code_the_templates_what_runs_chalice_and_what_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.only(monkeypatch, tmp_path / "shelf")

    made = package(small.needing_leaf(tmp_path / "project", tmp_path / "shelf"), tmp_path / "out", "arm64", {})

    assert names_in(made.folder / FUNCTIONS.name) == {
        "app.py",
        "chalice/__init__.py",
        "chalice/app.py",
        "chalicelib/__init__.py",
        "chalicelib/model.py",
        "leaf/__init__.pyc",
        "templates/page.html",
    }


def names_in(path: Path) -> set[str]:
    return {name for name in ZipFile(path).namelist() if "__pycache__" not in name}


@pytest.mark.slow
def test_a_zip_of_its_own_holds_the_same_code_and_what_its_own_lock_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small.needing_leaf(tmp_path / "project", tmp_path / "shelf")
    twig = small.wheel(tmp_path / "shelf", {"twig/__init__.py": ""}, "twig")
    (project / "requirements-images.lock").write_text(small.locked(twig))
    small.only(monkeypatch, tmp_path / "shelf")

    made = package(project, tmp_path / "out", "arm64", {})

    everything, own = (names_in(made.folder / each.name) for each in (FUNCTIONS, IMAGES))
    assert everything - own == {"leaf/__init__.pyc", "templates/page.html"}
    assert own - everything == {"twig/__init__.pyc"}


@pytest.mark.slow
def test_the_same_project_gives_the_same_bytes_elsewhere_and_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = small.needing_leaf(tmp_path / "one", tmp_path / "shelf")
    other = shutil.copytree(one, tmp_path / "some" / "other" / "folder")
    (other / "chalicelib" / "words.py~").write_text("an editor's\n")
    for path in other.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    small.only(monkeypatch, tmp_path / "shelf")

    first = package(one, tmp_path / "first", "arm64", {})
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    second = package(other, tmp_path / "second", "arm64", {})

    assert [path.name for path in first.zips] == [each.name for each in ZIPS]
    assert [path.read_bytes() for path in first.zips] == [path.read_bytes() for path in second.zips]
    assert first.template.read_bytes() == second.template.read_bytes()
    assert first.plain.read_bytes() == second.plain.read_bytes()


@pytest.mark.slow
def test_what_can_not_be_packaged_leaves_the_last_package_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = small.needing_leaf(tmp_path / "project", tmp_path / "shelf")
    (project / "templates" / "noise").write_bytes(os.urandom(FUNCTIONS.most + 345_678))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "functions.zip").write_text("the last one")
    small.only(monkeypatch, tmp_path / "shelf")

    with pytest.raises(UnpackableError, match=r"^functions\.zip is 0\.\d\d MB over 19\.80 MB; the most of it is templates "):
        package(project, tmp_path / "out", "arm64", {})

    assert [path.name for path in (tmp_path / "out").iterdir()] == ["functions.zip"]
    assert (tmp_path / "out" / "functions.zip").read_text() == "the last one"


@pytest.mark.parametrize("missing", ["app.py", "templates", ".chalice"])
def test_another_folder_than_the_projects_is_reported_on_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    project = small.needing_leaf(tmp_path / "project", tmp_path / "shelf")
    (project / missing).rename(tmp_path / "elsewhere")
    small.only(monkeypatch, tmp_path / "shelf")

    with pytest.raises(UnpackableError, match=f"there is no {missing} in "):
        package(project, tmp_path / "out", "arm64", {})
