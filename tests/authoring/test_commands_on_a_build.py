"""The commands that look after a site, on a folder that was built, which has no buckets."""

import json
import shutil
from pathlib import Path

import pytest

from infra.authoring.export.export import SUBSCRIBERS
from infra.authoring.target.site_state import FILE as CATALOG
from infra.command import main
from infra.files.blog_folder import looks


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
        (["doctor"], "run `presswork build . ../out`, or add --fresh"),
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


@pytest.mark.parametrize("out", ["backup", "posts/backup"])
def test_an_export_is_never_written_where_the_blog_would_publish_it(
    out: str, blog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()

    assert main(["export", out, "--site", "../out"]) == 2

    assert f"{out} is in the blog {blog.resolve()}, which would publish the copies" in capsys.readouterr().err
    assert not (blog / out).exists()


def test_a_hidden_folder_of_a_blog_is_published_by_nobody_so_it_may_have_an_export(blog: Path) -> None:
    assert main(["export", ".presswork/backup", "--site", "../out"]) == 0

    assert (blog / ".presswork" / "backup" / "posts" / "a.md").is_file()


def test_a_file_is_no_folder_to_export_into(blog: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "note").write_text("x")

    assert main(["export", str(tmp_path / "note"), "--site", "../out"]) == 2

    assert "is a file; choose a folder to export into" in capsys.readouterr().err


# ---- the folder that it was built from


@pytest.fixture
def elsewhere(blog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """Another blog, which is the folder of all commands."""
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "site.yaml").write_text("title: Another\n")
    (folder / "strange.md").write_text("# Strange\n")
    monkeypatch.chdir(folder)
    capsys.readouterr()
    return folder


def test_an_export_of_a_build_has_the_files_of_the_folder_it_was_built_from(elsewhere: Path, tmp_path: Path) -> None:
    assert main(["export", str(tmp_path / "backup"), "--site", "../out"]) == 0

    assert {*looks(tmp_path / "backup", tmp_path / "none")} == {"site.yaml", "posts/a.md"}


def test_the_status_of_a_build_is_about_the_folder_it_was_built_from(elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--site", "../out", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"] == []

    assert main(["status", "posts/a.md", "--site", "../out", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["differs"] is False


def test_a_build_and_its_sources_may_be_moved_together(elsewhere: Path, tmp_path: Path) -> None:
    (tmp_path / "moved").mkdir()
    for name in ("blog", "out"):
        (tmp_path / name).rename(tmp_path / "moved" / name)

    assert main(["export", str(tmp_path / "backup"), "--site", "../moved/out"]) == 0

    assert (tmp_path / "backup" / "posts" / "a.md").is_file()


def test_a_folder_that_is_built_from_another_one_remembers_that_one(elsewhere: Path, blog: Path, tmp_path: Path) -> None:
    shutil.copytree(blog, tmp_path / "copy")
    assert main(["build", "../copy", "../out"]) == 0
    shutil.rmtree(blog)

    assert main(["export", str(tmp_path / "backup"), "--site", "../out"]) == 0


@pytest.mark.parametrize("verb", [["export", "../backup"], ["status"], ["status", "posts/a.md"], ["schedule"], ["doctor"]])
@pytest.mark.parametrize("left", [(), ("note.txt",)], ids=["is gone", "is another"])
def test_a_build_whose_sources_are_gone_is_told_on_one_line(
    elsewhere: Path, blog: Path, left: tuple[str, ...], verb: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(blog)
    for name in left:
        blog.mkdir()
        (blog / name).write_text("x")

    assert main([*verb, "--site", "../out"]) == 2

    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert f"../out was built from {blog}, which" in said.err


def test_a_push_never_builds_into_the_site_of_another_blog(
    elsewhere: Path, blog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["push", "--site", "../out"]) == 2

    assert f"../out was built from {blog}, not from {elsewhere}" in capsys.readouterr().err
    assert not (elsewhere / ".presswork.toml").exists()


def test_a_push_builds_no_site_in_a_folder_that_no_build_made(elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (elsewhere.parent / "empty").mkdir()

    assert main(["push", "--site", "../mistyped"]) == 2
    assert "there's no folder ../mistyped; name one that was built, or build it" in capsys.readouterr().err
    assert main(["push", "--site", "../empty"]) == 2
    assert "../empty isn't a folder that `presswork build` made" in capsys.readouterr().err

    assert not (elsewhere.parent / "mistyped").exists()
    assert not (elsewhere / ".presswork.toml").exists()


def test_a_push_builds_a_remembered_folder_again_and_names_it(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["push", "--site", "../out"]) == 0
    shutil.rmtree(blog.parent / "out")

    assert main(["push"]) == 0
    capsys.readouterr()

    assert main(["push"]) == 0
    assert capsys.readouterr().err == "nothing to push: ../out has all of this already\n"


@pytest.mark.parametrize(
    "words",
    [["check"], ["build", ".", "../again"], ["push", "--site", "../out"], ["status", "posts/a\nb.md", "--site", "../out"]],
)
def test_a_file_name_breaks_no_line_and_colours_no_terminal(
    blog: Path, words: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    (blog / "posts" / "a\nb.md").write_text("Text.\n")
    (blog / "posts" / "c\x1b[31m.md").write_text("Text.\n")
    main(["build", ".", "../out"])
    capfd.readouterr()

    assert main(words) == 1

    said = "".join(capfd.readouterr())
    assert "\x1b" not in said
    assert r"posts/a\nb.md:" in said
