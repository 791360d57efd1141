"""The commands that look after a site, on a folder that was built, which has no buckets."""

import json
from pathlib import Path

import pytest

from infra.authoring.carried import FILE as CATALOG
from infra.authoring.exporting import SUBSCRIBERS
from infra.command import main


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A blog that was built beside itself, and is the folder of all commands."""
    folder = tmp_path / "blog"
    (folder / "posts").mkdir(parents=True)
    (folder / "site.yaml").write_text("title: Mine\n")
    (folder / "posts" / "a.md").write_text("---\ntitle: A\ndate: 2026-11-20\n---\nText.\n")
    assert main(["build", str(folder), str(tmp_path / "out")]) == 0
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["doctor"], "run `presswork build . ../out`, or with --fresh"),
        (["history", "posts/a.md"], "keeps no versions; keep the blog in git"),
        (["restore", "posts/a.md@2"], "keeps no versions; keep the blog in git"),
    ],
)
def test_what_a_build_has_not_is_told_with_what_to_do(
    blog: Path, words: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--site", "../out"]) == 2

    said = capsys.readouterr()
    assert (said.out.splitlines()[1:], said.err.count("\n")) == ([], 1)
    assert why in said.err


def test_a_build_can_be_exported(blog: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()

    assert main(["export", str(tmp_path / "backup"), "--site", "../out", "--json"]) == 0

    assert json.loads(capsys.readouterr().out)["files"] == 2
    assert (tmp_path / "backup" / "posts" / "a.md").read_bytes() == (blog / "posts" / "a.md").read_bytes()
    assert (tmp_path / "backup" / CATALOG).read_text().count("\n") == 1
    assert (tmp_path / "backup" / SUBSCRIBERS).read_text().count("\n") == 1


def test_what_the_site_no_longer_has_is_named_and_removed_from_the_folder_where_that_is_asked_for(
    blog: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = tmp_path / "backup"
    assert main(["export", str(backup), "--site", "../out"]) == 0
    (backup / "posts" / "left.md").write_text("left")
    capsys.readouterr()

    assert main(["export", str(backup), "--site", "../out"]) == 0
    assert f"not on the site: posts/left.md; --delete removes them from {backup}" in capsys.readouterr().err
    assert main(["export", str(backup), "--site", "../out", "--delete"]) == 2
    assert f"Remove from {backup}: posts/left.md?" in capsys.readouterr().err
    assert (backup / "posts" / "left.md").exists()
    assert main(["export", str(backup), "--site", "../out", "--delete", "--yes"]) == 0

    assert [path.name for path in backup.rglob("*.md")] == ["a.md"]
    assert capsys.readouterr().err == ""


def test_a_file_is_no_folder_to_export_into(blog: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "note").write_text("x")

    assert main(["export", str(tmp_path / "note"), "--site", "../out"]) == 2

    assert "is a file; choose a folder to export into" in capsys.readouterr().err
