"""The commands for Jekyll, Hugo, Zola and Pelican: each reads its folder into another; the second time changes nothing."""

import json
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from infra.commands.blog.import_ import ROWS, command
from infra.importers.output.writer import write
from infra.terminal.exit_codes import UNABLE
from infra.terminal.streams import CannotError
from tests.importers.moving import NOW
from tests.importers.trying import PIXEL, Files, written
from tests.latin_1 import latin_1

LOAF = "\n![a loaf](/a.png)\n"
BLOGS: dict[str, Files] = {
    "jekyll": {"_config.yml": "title: A\n", "_posts/2011-04-28-rye.md": f"---\ntitle: Rye\n---\n{LOAF}", "a.png": PIXEL},
    "hugo": {
        "hugo.toml": 'title = "A"\n',
        "content/posts/rye.md": f"+++\ntitle = 'Rye'\ndate = 2011-04-28\n+++\n{LOAF}",
        "static/a.png": PIXEL,
    },
    "zola": {
        "config.toml": 'title = "A"\n',
        "content/rye.md": f"+++\ntitle = 'Rye'\ndate = 2011-04-28\n+++\n{LOAF}",
        "static/a.png": PIXEL,
    },
    "pelican": {
        "pelicanconf.py": "SITENAME = 'A'\n",
        "content/rye.md": f"Title: Rye\nDate: 2011-04-28\n{LOAF}",
        "content/a.png": PIXEL,
    },
}


def imported(system: str, old: Path, into: Path) -> dict[str, object]:
    ran = CliRunner().invoke(command, [system, str(old), "--into", str(into), "--json"], standalone_mode=False)

    assert ran.return_value == 0, ran.output
    found: dict[str, object] = json.loads(ran.stdout)
    return found


@pytest.mark.parametrize("system", BLOGS)
@pytest.mark.parametrize(("picture", "is_there"), [("/gone.png", False), ("/a.png", True), ("https://else.example/a.png", True)])
def test_a_picture_that_the_folder_does_not_hold_is_named(system: str, picture: str, *, is_there: bool, tmp_path: Path) -> None:
    said = {"jekyll": f"---\nimage: {picture}\n---\n", "pelican": f"Title: Rye\nDate: 2011-04-28\nImage: {picture}\n"}
    front = said.get(system, f"+++\ntitle = 'Rye'\ndate = 2011-04-28\nimage = '{picture}'\n+++\n")
    files = {path: front if path.endswith("rye.md") else text for path, text in BLOGS[system].items()}

    notes = imported(system, written(tmp_path / "old", files), tmp_path / "new")["notes"]

    named = [note["why"] for note in notes if note["what"] == picture]  # type: ignore[attr-defined]
    assert named == ([] if is_there else ["a link to something that the old folder doesn't hold"])


@pytest.mark.parametrize("system", BLOGS)
def test_each_command_imports_its_folder_once(system: str, tmp_path: Path) -> None:
    old = written(tmp_path / "old", BLOGS[system])

    first = imported(system, old, tmp_path / "new")
    again = imported(system, old, tmp_path / "new")

    assert first["written"] == {"site.yaml": 1, "post": 1, "file": 1}
    assert again["written"] == {}


@pytest.mark.parametrize("system", BLOGS)
def test_a_folder_of_another_system_is_read_without_a_disaster(system: str, tmp_path: Path) -> None:
    """A command refuses such a folder by its marks; but it may have none, or those of several systems."""
    for name, files in BLOGS.items():
        old = written(tmp_path / name, files)

        report = write(import_module(ROWS[system].module).read(old), tmp_path / f"{name}-new", NOW)

        assert report.notes


@pytest.mark.parametrize("system", BLOGS)
def test_a_folder_without_a_post_is_said_to_be_the_wrong_one(system: str, tmp_path: Path) -> None:
    old = written(tmp_path / "old", {"a.png": PIXEL})

    ran = CliRunner().invoke(command, [system, str(old), "--into", str(tmp_path / "new")], standalone_mode=False)

    assert ran.return_value == 1
    assert f"no post or page was found in {old}; is it the folder of a " in ran.output
    assert "The whole report" not in ran.output
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("system", BLOGS)
def test_a_file_in_place_of_the_folder_is_said_to_be_one_and_leaves_nothing(system: str, tmp_path: Path) -> None:
    written(tmp_path, {"export.xml": "<rss/>"})
    arguments = [system, str(tmp_path / "export.xml"), "--into", str(tmp_path / "new")]

    ran = CliRunner().invoke(command, arguments, standalone_mode=False)

    assert isinstance(ran.exception, CannotError)
    assert (str(ran.exception), ran.exception.status) == (
        f"{tmp_path}/export.xml is a file; name the folder of the old blog",
        UNABLE,
    )
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("system", BLOGS)
def test_what_has_no_name_in_utf_8_is_left_out_with_a_line_and_all_else_comes_along(system: str, tmp_path: Path) -> None:
    old = written(tmp_path / "old", BLOGS[system])
    within = {"jekyll": b"", "pelican": b"content/"}.get(system, b"static/")
    latin_1(old, within + b"caf\xe9.jpg", within + b"caf\xe9s/a.png")

    first = imported(system, old, tmp_path / "new")
    again = imported(system, old, tmp_path / "new")

    assert first["written"] == {"site.yaml": 1, "post": 1, "file": 1}
    assert again["written"] == {}
    lines = (tmp_path / "new" / ".presswork" / "import-report.txt").read_text().splitlines()
    why = "its name isn't UTF-8, so nothing can lead to it; rename it, and import again"
    assert [line for line in lines if "UTF-8" in line and "caf" in line] == [
        f"    {within.decode()}caf\ufffd.jpg: {why}",
        f"    {within.decode()}caf\ufffds: {why}",
    ]


@pytest.mark.parametrize(
    ("system", "file", "line"),
    [
        ("jekyll", "_config.yml", "timezone: Mars/Base\n"),
        ("hugo", "hugo.toml", 'timeZone = "Mars/Base"\n'),
        ("pelican", "pelicanconf.py", "TIMEZONE = 'Mars/Base'\n"),
    ],
)
def test_an_unknown_time_zone_is_reported_and_the_blog_is_imported(system: str, file: str, line: str, tmp_path: Path) -> None:
    blog = {**BLOGS[system], file: f"{BLOGS[system][file]!s}{line}"}

    found = imported(system, written(tmp_path / "old", blog), tmp_path / "new")

    assert "this isn't a time zone, so UTC was taken" in str(found)
    assert "Mars" in str(found)
    assert found["written"] == {"site.yaml": 1, "post": 1, "file": 1}
