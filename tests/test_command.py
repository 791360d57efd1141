"""The `presswork` command: what it prints, and the status it ends with."""

from pathlib import Path

import pytest

from infra.command import main

GOOD = "---\ntitle: Hello\ndate: 2026-11-25\n---\nText with [a link](gone.md).\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    (folder / "posts").mkdir(parents=True)
    (folder / "posts" / "hello.md").write_text(GOOD)
    return folder


def test_a_build_says_what_it_did(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(source), str(tmp_path / "out"), "--now", "2026-11-26"]) == 0

    said = capsys.readouterr()
    assert said.out.startswith("1 post, ")
    assert said.err == "posts/hello.md: warning: links to posts/gone.md, which isn't there\n"
    assert (tmp_path / "out" / "2026" / "11" / "25" / "hello" / "index.html").exists()


def test_a_refused_source_is_told_by_file_and_line_and_the_rest_is_built(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (source / "posts" / "bad.md").write_text("---\ntitle: Bad\ndate: 2026-02-31\n---\n")

    assert main(["build", str(source), str(tmp_path / "out"), "--now", "2026-11-26"]) == 1

    assert "posts/bad.md:3: there is no such date (found: 2026-02-31)" in capsys.readouterr().err
    assert (tmp_path / "out" / "2026" / "11" / "25" / "hello" / "index.html").exists()


def test_a_post_of_tomorrow_is_built_as_of_tomorrow(source: Path, tmp_path: Path) -> None:
    page = tmp_path / "out" / "2026" / "11" / "25" / "hello" / "index.html"

    main(["build", str(source), str(tmp_path / "out"), "--now", "2026-11-24"])
    before = page.exists()
    main(["build", str(source), str(tmp_path / "out"), "--now", "2026-11-26"])

    assert (before, page.exists()) == (False, True)


def test_the_address_of_the_site_can_be_given(source: Path, tmp_path: Path) -> None:
    main(["build", str(source), str(tmp_path / "out"), "--url", "https://x.example/", "--now", "2026-11-26"])

    assert "<link>https://x.example/</link>" in (tmp_path / "out" / "feed" / "index.xml").read_text()


def test_an_address_with_a_path_is_refused(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["build", str(source), str(tmp_path / "out"), "--url", "https://x.example/blog/"])

    assert "is not a scheme and host alone" in capsys.readouterr().err


@pytest.mark.parametrize("out", ["source", "."])
def test_the_sources_are_never_built_over(source: Path, out: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(source), str(source.parent / out)]) == 2

    assert "holds the sources" in capsys.readouterr().err


def test_what_was_built_within_the_sources_is_no_source(source: Path, tmp_path: Path) -> None:
    main(["build", str(source), str(source / "site"), "--now", "2026-11-26"])

    assert main(["build", str(source), str(tmp_path / "out"), "--now", "2026-11-26"]) == 0
    assert not (tmp_path / "out" / "site").exists()


def test_a_page_that_is_gone_is_gone_from_the_next_build(source: Path, tmp_path: Path) -> None:
    main(["build", str(source), str(tmp_path / "out"), "--now", "2026-11-26"])
    (tmp_path / "out" / "CNAME").write_text("mine")
    (source / "posts" / "hello.md").unlink()

    main(["build", str(source), str(tmp_path / "out"), "--now", "2026-11-26"])

    assert not (tmp_path / "out" / "2026").exists()
    assert (tmp_path / "out" / "CNAME").read_text() == "mine"


@pytest.mark.parametrize("verb", [["build", "nowhere", "out"], ["serve", "nowhere"], ["demo", "nowhere"]])
def test_a_folder_that_is_not_there_is_told_on_one_line(verb: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(verb) == 2

    assert capsys.readouterr().err == "presswork: nowhere is not a folder\n"
