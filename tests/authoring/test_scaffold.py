"""A new blog: what is in it, that it builds without a word, and that nothing is overwritten."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from infra.authoring.check.blog_scan import read_blog
from infra.authoring.check.check import check
from infra.authoring.create.sample_posts import SAMPLES
from infra.authoring.create.scaffold import NewBlog, files_of
from infra.build.build import build
from infra.commands.blog.init import command
from infra.terminal.streams import CannotError

Run = Callable[..., Result]
NOW = datetime(2026, 11, 27, 14, 5, tzinfo=ZoneInfo("Europe/Lisbon"))
LANGUAGES = sorted(path.stem for path in Path("templates/phrases").glob("*.po"))


def written(folder: Path, said: NewBlog) -> Path:
    for key, content in files_of(said).items():
        path = folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


@pytest.mark.parametrize("lang", [*LANGUAGES, "nl", "no", "pt-BR"])
def test_a_new_blog_in_each_language_has_nothing_to_correct(lang: str, tmp_path: Path) -> None:
    blog = written(
        tmp_path, NewBlog('"Ink": a blog # of all', NOW, "Europe/Lisbon", lang, "plain", "Inês Corvelo", "https://e.org")
    )

    read = read_blog(blog, NOW)

    assert check(read) == ()
    assert read.site.lang == lang
    assert {post.lang for _, post in read.posts} == {lang}
    assert sorted(post.date[:10] for _, post in read.posts) == ["", "2026-11-25", "2026-11-26", "2026-11-27"]


def test_each_language_that_menus_are_in_has_a_welcome() -> None:
    assert sorted(SAMPLES) == LANGUAGES


def test_a_new_blog_builds_without_a_word(tmp_path: Path) -> None:
    blog = written(tmp_path / "blog", NewBlog("Ink", NOW, "Europe/Lisbon"))

    built = build(blog, tmp_path / "out", now=NOW)

    assert (built.posts, built.refused, built.missing, built.diagnostics, built.failed) == (3, (), (), (), ())
    assert not built.untranslated
    page = (tmp_path / "out/2026/11/27/hello/index.html").read_text()
    assert "hills" in page
    assert "/about/" in page


@pytest.mark.parametrize("preset", ["journal", "plain", "news", "classic"])
def test_the_look_is_the_one_that_was_chosen(preset: str, tmp_path: Path) -> None:
    blog = written(tmp_path, NewBlog("Ink", NOW, preset=preset))

    assert read_blog(blog, NOW).site.theme.preset == preset


# ---- the command


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("TZ", "Europe/Madrid")
    monkeypatch.setenv("LC_ALL", "es_ES.UTF-8")
    monkeypatch.chdir(tmp_path)

    def running(*arguments: str) -> Result:
        return CliRunner().invoke(command, arguments, standalone_mode=False)

    return running


def files_in(folder: Path) -> Sequence[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_without_a_terminal_it_asks_nothing_and_takes_what_the_machine_says(run: Run, tmp_path: Path) -> None:
    result = run("my-blog")

    site = read_blog(tmp_path / "my-blog", NOW).site
    assert result.return_value == 0
    assert (site.title.get("es"), site.lang, site.zone, site.theme.preset) == ("My blog", "es", "Europe/Madrid", "journal")
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["written"] * 9
    assert "presswork serve --watch . .presswork/site" in result.stderr


def test_what_is_named_is_taken(run: Run, tmp_path: Path) -> None:
    run(
        ".",
        "--title",
        "Ink",
        "--language",
        "fr",
        "--preset",
        "news",
        "--author",
        "Inês",
        "--zone",
        "UTC",
        "--url",
        "https://e.org/",
    )

    blog = read_blog(tmp_path, datetime.now(UTC))
    assert (blog.site.title.get("fr"), blog.site.zone, blog.site.url) == ("Ink", "UTC", "https://e.org")
    assert {author.name.get("fr") for author in blog.site.authors.values()} == {"Inês"}
    assert check(blog) == ()


def test_a_file_that_is_there_is_kept(run: Run, tmp_path: Path) -> None:
    (tmp_path / "about.md").write_text("# Mine\n")

    result = run()

    assert (tmp_path / "about.md").read_text() == "# Mine\n"
    assert "kept    about.md" in result.stdout


def test_a_blog_is_never_begun_twice(run: Run, tmp_path: Path) -> None:
    run()
    before = files_in(tmp_path)

    result = run("--title", "Another")

    assert isinstance(result.exception, CannotError)
    assert "site.yaml already exists" in str(result.exception)
    assert files_in(tmp_path) == before


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--language", "english!"), "english! isn't the code of a language"),
        (("--zone", "Europe/Lisboa"), "no time zone Europe/Lisboa"),
        (("--url", "example.org/blog"), "example.org/blog isn't the address of a site"),
    ],
)
def test_what_cannot_be_used_is_said_before_anything_is_written(
    run: Run, tmp_path: Path, arguments: Sequence[str], why: str
) -> None:
    result = run(*arguments)

    assert isinstance(result.exception, CannotError)
    assert why in str(result.exception)
    assert files_in(tmp_path) == []


def test_a_folder_that_cannot_be_written_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    result = run("file/blog")

    assert isinstance(result.exception, CannotError)
    assert "can't write to file/blog" in str(result.exception)
