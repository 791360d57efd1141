"""`presswork import`: what it says to people and to programs, and how it ends."""

import json
from pathlib import Path

from click.testing import CliRunner

from infra.exits import FOUND
from infra.verbs.import_ import command
from tests.importers.from_wordpress import BLOG, body
from tests.importers.wxr_samples import item, written


def test_the_command_says_what_came_along(tmp_path: Path) -> None:
    old = written(tmp_path / "old.xml", *BLOG)
    ran = CliRunner().invoke(command, ["wordpress", str(old), "--into", str(tmp_path / "blog")], standalone_mode=False)
    lines = ran.stdout.splitlines()
    assert ran.return_value == 0
    assert lines[0] == "4 posts, 1 file of comments, 2 pages, site.yaml"
    assert f"  old.xml:{line_of(old, 'Diary')}: Diary: it is private, so it didn't come along" in lines
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
    why = "the file ends too early in the middle of <content:encoded>; export it again"
    assert ran.return_value == FOUND
    assert ran.stderr == f"presswork: {old}: {why}; what is before was imported\n"
    assert f"  the rest of the export: {why}" in ran.stdout.splitlines()
    assert body(tmp_path / "blog") == "Text."
