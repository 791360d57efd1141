"""By what files a system is known, and what the command says it has seen."""

from collections.abc import Callable, Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from infra.commands.blog.import_ import ROWS, command
from infra.importers.detection.system_detection import DetectedSystem, system_of
from infra.importers.markdown_folder.habits import HABITS, PLAIN
from infra.terminal.exit_codes import UNABLE
from tests.importers.folder.blogs import ELEVENTY, HEXO
from tests.importers.trying import Files, written

FOLDERS: Mapping[str, tuple[Files, DetectedSystem]] = {
    "Jekyll": ({"_config.yml": "title: Bread\n"}, DetectedSystem("jekyll", "Jekyll", "_config.yml")),
    "Jekyll by its posts": ({"_posts/2011-04-28-rye.md": "Flour.\n"}, DetectedSystem("jekyll", "Jekyll", "_posts")),
    "Hugo": ({"hugo.toml": 'title = "Bread"\n'}, DetectedSystem("hugo", "Hugo", "hugo.toml")),
    "Hugo edited in Obsidian": ({"hugo.toml": "", ".obsidian/app.json": "{}"}, DetectedSystem("hugo", "Hugo", "hugo.toml")),
    "Zola": ({"config.toml": 'base_url = "https://oven.example"\n'}, DetectedSystem("zola", "Zola", "config.toml")),
    "Zola in docs": (
        {"docs/config.toml": 'base_url = "x"\n', "README.md": ""},
        DetectedSystem("zola", "Zola", "config.toml", "docs"),
    ),
    "Pelican": ({"pelicanconf.py": "SITENAME = 'Bread'\n"}, DetectedSystem("pelican", "Pelican", "pelicanconf.py")),
    "Hexo, whose configuration has Jekyll's name": (
        {"_config.yml": "title: Bread\n", "source/_posts/rye.md": "Flour.\n"},
        DetectedSystem("folder", "Hexo", "source/_posts"),
    ),
    "a program that needs Eleventy": (
        {"package.json": '{"devDependencies": {"@11ty/eleventy": "3"}}', "rye.md": "Flour.\n"},
        DetectedSystem("folder", "Eleventy", "@11ty/eleventy in package.json"),
    ),
    "a configuration of Sphinx's is none of Nikola's": ({"conf.py": "project = 'x'\n"}, DetectedSystem("folder", PLAIN.title)),
    "Markdown alone": ({"rye.md": "Flour.\n"}, DetectedSystem("folder", PLAIN.title)),
    "two sites in one folder": ({"a/hugo.toml": "", "b/hugo.toml": ""}, DetectedSystem("folder", PLAIN.title)),
    "Substack, unpacked": ({"posts.csv": "", "posts/1.rye.html": ""}, DetectedSystem("substack", "Substack", "posts.csv")),
    "Medium, unpacked": (
        {"posts/rye.html": "", "profile/profile.html": ""},
        DetectedSystem("medium", "Medium", "posts and profile"),
    ),
}
OWN = [(habit.title, habit.files[0]) for habit in HABITS if habit.files and habit.name not in ("nikola", "hexo")]


@pytest.mark.parametrize(("files", "seen"), FOLDERS.values(), ids=FOLDERS)
def test_a_folder_is_known_by_its_files(tmp_path: Path, files: Files, seen: DetectedSystem) -> None:
    assert system_of(written(tmp_path, files)) == seen


@pytest.mark.parametrize(("title", "file"), OWN)
def test_a_file_of_its_own_name_tells_a_system(tmp_path: Path, title: str, file: str) -> None:
    is_folder = "." not in file.rpartition("/")[2][1:]

    assert system_of(written(tmp_path, {f"{file}/x" if is_folder else file: "{}"})) == DetectedSystem("folder", title, file)


def zipped(path: Path, *names: str) -> Path:
    with ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return path


EXPORTS: Mapping[str, tuple[Callable[[Path], Path], str]] = {
    "WordPress": (lambda at: written(at, {"x.xml": '<rss xmlns:wp="http://wordpress.org/export/1.2/">'}) / "x.xml", "wordpress"),
    "Ghost": (lambda at: written(at, {"x.json": ' {"db": [{}]}'}) / "x.json", "ghost"),
    "Substack": (lambda at: zipped(at / "x.zip", "posts.csv", "posts/1.a.html"), "substack"),
    "Medium": (lambda at: zipped(at / "x.zip", "export/posts/a.html", "export/profile/profile.html"), "medium"),
}


@pytest.mark.parametrize(("export", "name"), EXPORTS.values(), ids=EXPORTS)
def test_an_export_is_known_by_what_is_in_it(tmp_path: Path, export: Callable[[Path], Path], name: str) -> None:
    seen = system_of(export(tmp_path))

    assert seen
    assert seen.command == name


def test_the_command_says_what_it_has_seen_and_imports(tmp_path: Path) -> None:
    old = written(tmp_path / "old", ELEVENTY)

    ran = CliRunner().invoke(command, [str(old), "--into", str(tmp_path / "new")], standalone_mode=False)

    assert ran.return_value == 0
    first = ran.stdout.splitlines()[0]
    assert first == "This looks like Eleventy (eleventy.config.js). It is read by `presswork import folder`."


@pytest.mark.parametrize("given", ["nowhere", "wordpres"])
def test_what_is_neither_a_system_nor_a_path_is_told_with_the_systems(given: str) -> None:
    ran = CliRunner().invoke(command, [given, "--into", "x"])

    assert given in ran.output
    assert all(name in ran.output for name in ROWS)


def test_a_file_that_no_system_exports_and_an_option_of_another_system_are_told(tmp_path: Path) -> None:
    old = written(tmp_path / "old", {**HEXO, "x.txt": "Flour."})

    unknown = CliRunner().invoke(command, [str(old / "x.txt"), "--into", str(tmp_path / "new")])
    unfit = CliRunner().invoke(command, [str(old), "--into", str(tmp_path / "new"), "--media", str(old)])

    assert "no export of a system that Presswork knows" in str(unknown.exception)
    assert str(unfit.exception) == "the import from Hexo doesn't take --media"
    assert getattr(unfit.exception, "status", 0) == UNABLE
    assert not (tmp_path / "new").exists()


def test_a_folder_of_a_habit_is_named_to_those_who_ask_for_another_system(tmp_path: Path) -> None:
    old = written(tmp_path / "old", HEXO)

    ran = CliRunner().invoke(command, ["jekyll", str(old), "--into", str(tmp_path / "new")])

    assert "looks like a Hexo folder; import it with `presswork import folder" in str(ran.exception)
