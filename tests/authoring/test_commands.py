"""`check`, `status` and `schedule` as an author runs them, on a folder and on a build of it."""

import json
import os
from pathlib import Path

import pytest

from infra.authoring.target.destination import Destination
from infra.command import main
from infra.commands.site.status import never_uploaded
from tests.latin_1 import latin_1
from tests.publishing.blog import post


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "blog"
    written = {
        "site.yaml": "title: Ink\nzone: Europe/Lisbon\n",
        "posts/live.md": post("[b](b.md)", title="Live", date="2026-11-20"),
        "posts/later.md": post(title="Later", date="2126-07-01 09:00"),
        "posts/wrong.md": post(title="Wrong", date="25.11.2026"),
    }
    for key, text in written.items():
        (folder / key).parent.mkdir(parents=True, exist_ok=True)
        (folder / key).write_text(text)
    monkeypatch.chdir(tmp_path)
    return folder


# ---- check


def test_findings_are_lines_that_editors_read_and_errors_are_the_status(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "blog"]) == 1

    out, err = capsys.readouterr()
    assert [line.partition(": ")[0] for line in out.splitlines()] == [
        "blog/posts/later.md:3",
        "blog/posts/live.md:5",
        "blog/posts/wrong.md:3",
    ]
    assert [line.split(": ")[1] for line in out.splitlines()] == ["warning", "warning", "error"]
    assert err.startswith("4 files checked in ")
    assert err.endswith(": 1 error, 2 warnings\n")


def test_warnings_are_the_status_only_where_that_is_asked_for(blog: Path) -> None:
    (blog / "posts/wrong.md").unlink()

    assert main(["check", "blog"]) == 0
    assert main(["check", "--strict", "blog"]) == 1


def test_of_some_files_only_their_own_findings_are_told(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "blog/posts/live.md", "blog/posts/later.md"]) == 0

    out, err = capsys.readouterr()
    assert [line.partition(":")[0] for line in out.splitlines()] == ["blog/posts/later.md", "blog/posts/live.md"]
    assert err.startswith("2 files checked")


def test_within_the_blog_names_are_as_they_are_typed(
    blog: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(blog)

    main(["check", "posts/live.md"])

    assert capsys.readouterr().out.startswith("posts/live.md:5: warning: posts/b.md: ")


def test_a_report_in_json_is_one_document(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--format", "json", "blog"])

    said = json.loads(capsys.readouterr().out)
    assert (said["files"], said["errors"], said["warnings"]) == (4, 1, 2)
    assert said["findings"][2] == {
        "file": "blog/posts/wrong.md",
        "line": 3,
        "severity": "error",
        "code": "bad-date",
        "found": "25.11.2026",
        "why": said["findings"][2]["why"],
        "fix": said["findings"][2]["fix"],
    }


def test_a_report_for_github_annotates_the_files(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (blog / "posts/wrong.md").rename(blog / "posts/50%, wrong.md")

    main(["check", "--format", "github", "blog"])

    assert "::error file=blog/posts/50%25%2C wrong.md,line=3,title=bad-date::25.11.2026: " in capsys.readouterr().out


def test_a_file_that_is_not_there_is_named(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "blog/nothing.md"]) == 2
    assert "blog/nothing.md" in capsys.readouterr().err


# ---- status and schedule of a build


@pytest.fixture
def built(blog: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    main(["build", "blog", "out"])
    capsys.readouterr()
    return blog


def test_the_status_of_a_build_names_what_is_not_simply_live(
    built: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(built)

    assert main(["status", "--site", "../out"]) == 1

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "1 live, 1 scheduled, 1 refused, 1 other file"
    assert lines[1] == "posts/later.md: scheduled for 2126-07-01 09:00"
    assert lines[2].startswith("posts/wrong.md:3: refused: ")


def test_the_status_of_a_file_is_found_by_its_path_or_its_address(
    built: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(built)

    assert main(["status", "--site", "../out", "posts/live.md"]) == 0
    by_path = capsys.readouterr().out
    assert main(["status", "--site", "../out", "/2026/11/20/live/", "--json"]) == 0
    by_address = json.loads(capsys.readouterr().out)

    assert "address    http://localhost/2026/11/20/live/" in by_path
    assert (by_address["key"], by_address["state"]) == ("posts/live.md", "live")
    assert by_address["warnings"] == ["posts/b.md: it links to this or shows it, and it isn't there"]


@pytest.mark.parametrize(
    ("site", "uploads"), [("", "presswork push 'blog/posts/a b.md'"), ("demo", "presswork push 'blog/posts/a b.md' --site demo")]
)
def test_a_file_that_was_never_uploaded_has_a_command_that_uploads_it_from_here(site: str, uploads: str, blog: Path) -> None:
    (blog / "posts" / "a b.md").write_text(post(title="New"))

    error = never_uploaded(Destination("demo", "demo", blog, published=blog), "posts/a b.md", site)

    assert str(error) == f"posts/a b.md isn't on demo; `{uploads}` uploads it"


def test_a_file_that_is_nowhere_is_said_to_be_so(
    built: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(built)

    assert main(["status", "--site", "../out", "posts/none.md"]) == 1
    assert "posts/none.md isn't on ../out, and there's no such file in " in capsys.readouterr().err


@pytest.mark.parametrize("folder", [".", "posts"])
def test_the_status_of_a_folder_is_that_of_all_files(
    folder: str, built: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(built)

    main(["status", "--site", "../out"])
    of_all = capsys.readouterr().out
    main(["status", "--site", "../out", folder])

    assert capsys.readouterr().out == of_all


def test_the_schedule_of_a_build_has_what_is_coming(
    built: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(built)

    assert main(["schedule", "--site", "../out"]) == 0
    assert capsys.readouterr().out == "Monday, 1 July 2126\n  09:00  publish        posts/later.md: Later\n"
    assert main(["schedule", "--site", "../out", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "zone": "Europe/Lisbon",
        "coming": [{"time": "2126-07-01T09:00:00+01:00", "what": "publish", "file": "posts/later.md", "title": "Later"}],
    }


def test_a_file_whose_name_is_not_utf_8_can_be_asked_for_by_name(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    latin_1(blog, b"caf\xe9.jpg")

    assert main(["check", os.fsdecode(b"blog/caf\xe9.jpg")]) == 1

    assert "/caf\ufffd.jpg:1: error: the name of this file or folder isn't UTF-8" in capsys.readouterr().out
