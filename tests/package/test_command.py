"""`presswork package`."""

from pathlib import Path

import pytest

from infra.commands.aws.package import command, make
from infra.package import UnpackableError
from infra.package.packing import output_folder
from infra.terminal.streams import CannotError
from tests.package import small


@pytest.mark.slow
def test_it_says_what_was_made_and_what_weighs_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project, out = small.needing_leaf(tmp_path / "project", tmp_path / "shelf"), tmp_path / "not" / "there" / "yet"
    small.only(monkeypatch, tmp_path / "shelf")

    status = make(project, out, "x86_64", {})

    first, second, third, _, fifth, _, *rest = capsys.readouterr().out.splitlines()
    assert status == 0
    assert first.startswith(f"{out / 'functions.zip'}: 0.0")
    assert " MB for Python 3." in first
    assert "chalice 0.0" in second
    assert third.startswith(f"{out / 'images.zip'}: 0.0")
    assert fifth.startswith(f"{out / 'authoring.zip'}: 0.0")
    assert rest == [str(out / "template.json"), str(out / "plain.json")]
    assert {path.name for path in out.iterdir()} == {
        "functions.zip",
        "images.zip",
        "authoring.zip",
        "template.json",
        "plain.json",
    }


@pytest.mark.slow
def test_what_is_wrong_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = small.needing_leaf(tmp_path / "project", tmp_path / "shelf")
    small.only(monkeypatch, tmp_path / "an-empty-shelf")

    with pytest.raises(CannotError, match=r"^leaf==1\.0 has no wheel for Python 3\.") as refused:
        make(project, tmp_path / "not" / "there", "arm64", {})

    assert refused.value.status == 1
    assert not (tmp_path / "not").exists()


def test_where_the_work_fails_a_folder_that_has_a_file_by_then_stays_and_the_error_is_told(tmp_path: Path) -> None:
    out = tmp_path / "not" / "there"

    def work() -> None:
        with output_folder(out):
            (out / "functions.zip").touch()
            raise UnpackableError("no wheel")

    with pytest.raises(UnpackableError, match="no wheel"):
        work()

    assert [path.name for path in out.iterdir()] == ["functions.zip"]


def test_a_file_is_not_a_folder_to_package_into(tmp_path: Path) -> None:
    (tmp_path / "out").touch()

    with pytest.raises(CannotError, match="out is a file; choose a folder for the package") as refused:
        make(tmp_path, tmp_path / "out", "arm64", {})

    assert refused.value.status == 2


def test_functions_run_on_arm_unless_said() -> None:
    assert command.make_context("package", ["out"]).params["arch"] == "arm64"
    assert command.make_context("package", ["out", "--arch", "x86_64"]).params["arch"] == "x86_64"
