"""The commands for Jekyll, Hugo, Zola and Pelican: each reads its folder into another; the second time changes nothing."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from infra.verbs.import_ import command
from tests.importers.trying import PIXEL, Files, written

BLOGS: dict[str, Files] = {
    "jekyll": {"_config.yml": "title: A\n", "_posts/2011-04-28-rye.md": "---\ntitle: Rye\n---\n\nFlour.\n", "a.png": PIXEL},
    "hugo": {
        "hugo.toml": 'title = "A"\n',
        "content/posts/rye.md": "+++\ntitle = 'Rye'\ndate = 2011-04-28\n+++\n",
        "static/a.png": PIXEL,
    },
    "zola": {
        "config.toml": 'title = "A"\n',
        "content/rye.md": "+++\ntitle = 'Rye'\ndate = 2011-04-28\n+++\n",
        "static/a.png": PIXEL,
    },
    "pelican": {"pelicanconf.py": "SITENAME = 'A'\n", "content/rye.md": "Title: Rye\nDate: 2011-04-28\n", "content/a.png": PIXEL},
}


def imported(system: str, old: Path, into: Path, *statuses: int) -> dict[str, object]:
    ran = CliRunner().invoke(command, [system, str(old), "--into", str(into), "--json"], standalone_mode=False)

    assert ran.return_value in (statuses or (0,)), ran.output
    found: dict[str, object] = json.loads(ran.stdout)
    return found


@pytest.mark.parametrize("system", BLOGS)
def test_each_command_imports_its_folder_once(system: str, tmp_path: Path) -> None:
    old = written(tmp_path / "old", BLOGS[system])

    first = imported(system, old, tmp_path / "new")
    again = imported(system, old, tmp_path / "new")

    assert first["written"] == {"site.yaml": 1, "post": 1, "file": 1}
    assert again["written"] == {}


@pytest.mark.parametrize("system", BLOGS)
def test_a_folder_of_another_system_is_no_disaster(system: str, tmp_path: Path) -> None:
    """A folder of any other system gives a report and no traceback; where it holds no post that is found, the status says so."""
    for name, files in BLOGS.items():
        old = written(tmp_path / name, files)

        assert imported(system, old, tmp_path / f"{name}-new", 0, 1)["notes"]


@pytest.mark.parametrize("system", BLOGS)
def test_a_folder_without_a_post_is_said_to_be_the_wrong_one(system: str, tmp_path: Path) -> None:
    old = written(tmp_path / "old", {"a.png": PIXEL})

    ran = CliRunner().invoke(command, [system, str(old), "--into", str(tmp_path / "new")], standalone_mode=False)

    assert ran.return_value == 1
    assert f"no post or page was found in {old}" in ran.output
