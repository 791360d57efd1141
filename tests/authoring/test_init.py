"""`init` and `new` as other programs run them: one JSON document says which files were written."""

import json
from pathlib import Path

import pytest

from infra.command import main


def test_a_new_blog_tells_other_programs_which_files_it_wrote_and_which_it_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "blog").mkdir()
    (tmp_path / "blog/about.md").write_text("# Mine\n")

    assert main(["init", "blog", "--title", "Ink", "--language", "en", "--json"]) == 0

    out, err = capsys.readouterr()
    said = json.loads(out)
    assert said["kept"] == ["blog/about.md"]
    assert "blog/site.yaml" in said["written"]
    assert all((tmp_path / path).is_file() for path in said["written"])
    assert err == ""


def test_a_new_post_tells_other_programs_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site.yaml").write_text("title: Ink\n")

    assert main(["new", "A new press", "--date", "2026-11-27", "--json"]) == 0

    said = json.loads(capsys.readouterr().out)
    assert said["draft"] is True
    assert "title: A new press" in (tmp_path / said["file"]).read_text()


def test_a_new_post_of_a_folder_that_is_not_there_is_written_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["new", "A new press", "--folder", "nowhere"]) == 2

    assert "there's no folder nowhere; name that of your blog, or start one" in capsys.readouterr().err
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (
            ["init", "blog", "--yes", "--url", "my blog"],
            "my blog isn't the address of a site; write it like https://blog.example.org",
        ),
        (["init", "blog", "--yes", "--url", "https://a.example/blog/"], "isn't the address of a site"),
        (["init", "blog", "--yes", "--language", "klingon"], "klingon isn't the code of a language; write it like en or pt-BR"),
        (["new", " "], 'the title is empty; write one in quotes: `presswork new "Its title"`'),
    ],
)
def test_what_can_not_be_begun_so_is_told_in_the_words_of_the_option(
    words: list[str], why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(words) == 2

    err = capsys.readouterr().err
    assert why in err
    assert "site.yaml" not in err
    assert [*tmp_path.iterdir()] == []


def test_an_address_may_be_said_without_its_scheme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["init", "blog", "--yes", "--url", "blog.example.org/"]) == 0

    assert "\nurl: https://blog.example.org\n" in (tmp_path / "blog/site.yaml").read_text()


def test_a_title_and_an_address_of_nothing_but_spaces_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["init", "blog", "--yes", "--title", "  ", "--url", " "]) == 0

    said = (tmp_path / "blog/site.yaml").read_text()
    assert '\ntitle: "Blog"\n' in said
    assert "\nurl:" not in said
