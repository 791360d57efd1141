"""`presswork import`: what it says to people and to programs, and how it ends."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from infra.commands.blog.import_ import ROWS, command
from infra.terminal.exit_codes import FOUND, UNABLE
from infra.terminal.streams import CannotError
from tests.importers import trying
from tests.importers.from_wordpress import BLOG, body
from tests.importers.wxr_samples import item, written


def test_the_command_says_what_came_along(tmp_path: Path) -> None:
    old = written(tmp_path / "old.xml", *BLOG)
    ran = CliRunner().invoke(command, ["wordpress", str(old), "--into", str(tmp_path / "blog")], standalone_mode=False)
    lines = ran.stdout.splitlines()
    assert ran.return_value == 0
    assert lines[0] == "4 posts, 1 file of comments, 2 pages, site.yaml"
    assert f"    old.xml:{line_of(old, 'Diary')}: Diary: it is private, so it wasn't imported" in lines
    assert lines[-2] == f"The whole report: {tmp_path}/blog/.presswork/import-report.txt"


def line_of(old: Path, title: str) -> int:
    """Return the line on which the item with this title begins."""
    lines = old.read_text().splitlines()
    return lines.index(f"<title><![CDATA[{title}]]></title>")


def test_the_command_gives_one_document_to_programs(tmp_path: Path) -> None:
    old = written(tmp_path / "old.xml", *BLOG)
    ran = CliRunner().invoke(command, ["wordpress", str(old), "--into", str(tmp_path / "blog"), "--json"], standalone_mode=False)
    said = json.loads(ran.stdout)
    assert said["written"]["post"] == 4
    assert {"outcome": "skipped", "what": "Diary", "file": "old.xml"}.items() <= next(
        one for one in said["notes"] if one["what"] == "Diary"
    ).items()


def test_the_command_fails_after_an_import_of_half_an_export(tmp_path: Path) -> None:
    old = written(tmp_path / "old.xml", item(1, "Rye", "Text."), item(2, "Salt", "White."))
    old.write_text(old.read_text().partition("White")[0])
    ran = CliRunner().invoke(command, ["wordpress", str(old), "--into", str(tmp_path / "blog")], standalone_mode=False)
    why = "the file is incomplete in the middle of <content:encoded>; export it again"
    assert ran.return_value == FOUND
    assert ran.stderr == f"presswork: {old}: {why}; everything before that was imported\n"
    assert f"  the rest of the export: {why}" in ran.stdout.splitlines()
    assert body(tmp_path / "blog") == "Text."


FOLDERS = {
    "jekyll by its configuration": ("jekyll", {"_config.yml": "title: Bread\n"}),
    "jekyll by its posts": ("jekyll", {"_posts/2011-04-28-rye.md": "Flour.\n"}),
    "hugo by its configuration": ("hugo", {"hugo.toml": 'title = "Bread"\n'}),
    "hugo by an old configuration": ("hugo", {"config.yaml": "baseURL: https://oven.example\n"}),
    "hugo by a folder of configurations": ("hugo", {"config/_default/params.toml": "a = 1\n"}),
    "hugo by its archetypes": ("hugo", {"archetypes/default.md": "---\n---\n"}),
    "hugo by front matter in TOML": ("hugo", {"content/rye.md": '+++\ntitle = "Rye"\n+++\n'}),
    "zola by its configuration": ("zola", {"config.toml": 'base_url = "https://oven.example"\n'}),
    "hugo with front matter in TOML": ("hugo", {"hugo.yaml": "title: Bread\n", "content/rye.md": "+++\n+++\n"}),
    "zola with front matter in TOML": ("zola", {"zola.toml": 'title = "Bread"\n', "content/rye.md": '+++\ntitle = "Rye"\n+++\n'}),
    "pelican by its settings": ("pelican", {"pelicanconf.py": "SITENAME = 'Bread'\n"}),
    "pelican by the lines before a text": ("pelican", {"content/rye.md": "Category: bread\nTitle: Rye\n\nFlour.\n"}),
}


@pytest.mark.parametrize(("system", "files"), FOLDERS.values(), ids=FOLDERS)
def test_a_folder_of_another_system_is_named_and_nothing_is_written(tmp_path: Path, system: str, files: dict[str, str]) -> None:
    old, into = trying.written(tmp_path / "old", files), tmp_path / "blog"
    other = "pelican" if system == "jekyll" else "jekyll"

    with pytest.raises(CannotError, match=f"looks like a {system.title()}.* folder.*`presswork import {system} ") as raised:
        CliRunner().invoke(command, [other, str(old), "--into", str(into)], standalone_mode=False, catch_exceptions=False)

    assert raised.value.status == UNABLE
    assert not into.exists()


@pytest.mark.parametrize(("system", "files"), FOLDERS.values(), ids=FOLDERS)
def test_a_folder_that_looks_like_the_system_is_imported_whatever_else_it_looks_like(
    tmp_path: Path, system: str, files: dict[str, str]
) -> None:
    every = {name: text for _, one in FOLDERS.values() for name, text in one.items()}
    old = trying.written(tmp_path / "old", {**every, **files})

    ran = CliRunner().invoke(command, [system, str(old), "--into", str(tmp_path / "blog")], standalone_mode=False)

    assert ran.exception is None


def test_a_folder_without_marks_is_imported_as_it_is_asked_for(tmp_path: Path) -> None:
    old = trying.written(tmp_path / "old", {"content/posts/rye.md": "---\ntitle: Rye\ndate: 2011-04-28\n---\nFlour.\n"})

    ran = CliRunner().invoke(command, ["hugo", str(old), "--into", str(tmp_path / "blog")], standalone_mode=False)

    assert ran.return_value == 0


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("rest", [[], ["--into", "blog"]])
def test_a_name_that_is_a_system_s_and_a_folder_s_is_told_with_both_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, rest: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    alone = CliRunner().invoke(command, [name, *rest])
    (tmp_path / name).mkdir()

    beside = CliRunner().invoke(command, [name, *rest])

    assert "Missing argument" in alone.output
    assert f"presswork import ./{name} --into DIR" in beside.output
    assert f"presswork import {name} {ROWS[name].takes} --into DIR" in beside.output


@pytest.mark.parametrize("system", ["wordpress", "ghost"])
def test_an_export_that_is_still_packed_is_to_be_unpacked(tmp_path: Path, system: str) -> None:
    with ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("blog.xml", "<rss/>")

    ran = CliRunner().invoke(command, [system, str(tmp_path / "export.zip"), "--into", str(tmp_path / "blog")])

    assert isinstance(ran.exception, CannotError)
    assert str(ran.exception) == f"{tmp_path / 'export.zip'} is an archive; unpack it, and import the file in it"
    assert not (tmp_path / "blog").exists()
