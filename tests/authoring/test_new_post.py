"""A new post or page: where its file is put, what stands in it, and what is refused."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from chalicelib.content.site.site import Site
from chalicelib.content.source import read_source
from infra.authoring.create.new_post import NewPost, PostHabit, habit_of, key_of, text_of
from infra.commands.blog.new import command
from infra.terminal.streams import CannotError

Run = Callable[..., Result]
NOW = datetime(2026, 11, 27, 14, 5, tzinfo=ZoneInfo("UTC"))

HABITS: Mapping[str, tuple[Sequence[str], str]] = {
    "a blog without posts begins with posts/": (("about.md", "site.yaml"), "posts/2026-11-27-ink.md"),
    "dated names stay dated": (("posts/2026-01-02-a.md", "posts/2026-01-03-b.md", "posts/c.md"), "posts/2026-11-27-ink.md"),
    "names without dates stay so": (("posts/a.md", "posts/b.md"), "posts/ink.md"),
    "posts of Jekyll stay where they are": (("_posts/2026-01-02-a.md",), "_posts/2026-11-27-ink.md"),
    "the folder with most posts is taken": (("a/posts/x.md", "blog/posts/y.md", "blog/posts/z.md"), "blog/posts/ink.md"),
    "folders of years go on with this one": (("posts/2024/a.md", "posts/2025/b.md"), "posts/2026/ink.md"),
    "posts with folders of their own count as beside each other": (("posts/2026-01-02-a/index.md",), "posts/2026-11-27-ink.md"),
    "dated names at the top stay at the top": (("2026-01-02-a.md",), "2026-11-27-ink.md"),
}


@pytest.mark.parametrize("name", HABITS)
def test_a_post_goes_where_the_others_are(name: str) -> None:
    keys, expected = HABITS[name]

    assert key_of(NewPost("Ink", NOW), habit_of(keys), ["en"]) == expected


def test_a_page_stands_at_the_top_and_a_translation_has_its_language_in_its_name() -> None:
    assert key_of(NewPost("Setting Type", NOW, page=True), PostHabit(), ["en"]) == "setting-type.md"
    assert key_of(NewPost("La prensa", NOW, lang="es"), PostHabit(), ["en", "es"]) == "posts/2026-11-27-la-prensa.es.md"
    assert key_of(NewPost("Ink", NOW, lang="en"), PostHabit(), ["en", "es"]) == "posts/2026-11-27-ink.md"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        *((title, title) for title in ("Ink", "Press: the first year", "yes", "2026", "墨水", "a" * 180)),
        ("- # 'Ink' \"now\"", "- # ‘Ink’ “now”"),
    ],
)
def test_every_title_and_name_is_read_as_it_was_written_with_curly_quotes(title: str, shown: str) -> None:
    new = NewPost(title, NOW, categories=("Machines", "C: and C++"), tags=("ink", "no"), authors=("ines",))

    source = read_source("posts/x.md", text_of(new).encode() + b"Text.", Site())

    assert (source.post.title, source.post.date, source.draft) == (shown, "2026-11-27T14:05:00+00:00", True)
    assert [term.name for term in source.post.categories] == ["Machines", "C: and C++"]
    assert [term.name for term in source.post.tags] == ["ink", "no"]
    assert [term.name for term in source.post.authors] == ["ines"]


def test_a_page_has_no_date() -> None:
    assert text_of(NewPost("About", NOW, page=True, draft=False)) == "---\ntitle: About\n---\n\n"


# ---- the command


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    (tmp_path / "site.yaml").write_text(
        "zone: Europe/Lisbon\nlanguages: [{code: en, name: English}, {code: es, name: Español}]\nauthors: {ines: {name: Inês}}\n"
    )
    monkeypatch.chdir(tmp_path)

    def running(*arguments: str) -> Result:
        return CliRunner().invoke(command, arguments, standalone_mode=False)

    return running


def test_it_prints_the_path_of_a_draft_with_the_site_s_only_author(run: Run, tmp_path: Path) -> None:
    result = run("Ink", "--date", "2026-12-01 09:30", "--category", "Type", "--tag", "a", "--tag", "b", "--lang", "es")

    assert (result.return_value, result.stdout) == (0, "posts/2026-12-01-ink.es.md\n")
    assert (tmp_path / "posts/2026-12-01-ink.es.md").read_text() == (
        "---\ntitle: Ink\ndate: 2026-12-01 09:30\nauthors: [ines]\ncategories: [Type]\ntags: [a, b]\ndraft: true\n---\n\n"
    )
    assert "remove the line `draft: true`" in result.stderr


def test_it_finds_the_blog_from_a_folder_within(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "posts").mkdir()
    monkeypatch.chdir(tmp_path / "posts")

    run("Ink", "--date", "2026-12-01", "--no-draft")

    assert "draft" not in (tmp_path / "posts/2026-12-01-ink.md").read_text()


def test_it_never_overwrites(run: Run, tmp_path: Path) -> None:
    run("Ink", "--date", "2026-12-01")
    (tmp_path / "posts/2026-12-01-ink.md").write_text("mine")

    result = run("Ink", "--date", "2026-12-01")

    assert "already exists" in str(result.exception)
    assert (tmp_path / "posts/2026-12-01-ink.md").read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("Ink", "--lang", "fr"), "the site has no language fr: it has en, es"),
        (("Ink", "--date", "tomorrow"), "--date tomorrow"),
        (("a" * 5_000,), "title"),
    ],
)
def test_what_cannot_be_is_refused_before_a_file_is_written(run: Run, tmp_path: Path, arguments: Sequence[str], why: str) -> None:
    result = run(*arguments)

    assert isinstance(result.exception, CannotError)
    assert why in str(result.exception)
    assert not (tmp_path / "posts").exists()


def test_the_editor_is_opened_on_wish(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "Edited." >> "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))

    run("Ink", "--date", "2026-12-01", "--edit")

    assert (tmp_path / "posts/2026-12-01-ink.md").read_text().endswith("---\n\nEdited.\n")


def test_an_editor_that_is_missing_is_said_and_the_file_stays(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", str(tmp_path / "nowhere"))

    result = run("Ink", "--date", "2026-12-01", "--edit")

    assert "posts/2026-12-01-ink.md is written, but the editor failed" in str(result.exception)


def test_a_note_is_named_by_its_time_and_has_no_title(run: Run, tmp_path: Path) -> None:
    result = run("--note", "--date", "2026-12-03 06:30:05", "--no-draft")
    text = (tmp_path / "posts/2026-12-03-063005.md").read_text()
    note = read_source("posts/2026-12-03-063005.md", f"{text}Frost.\n".encode(), Site())

    assert result.stdout.strip().endswith("posts/2026-12-03-063005.md")
    assert text.startswith("---\ntype: note\ndate: '2026-12-03 06:30:05'\n")
    assert (note.post.title, note.post.address) == ("", "/2026/12/03/063005/")
    assert not any(told.code == "no-title" for told in note.diagnostics)


@pytest.mark.parametrize("arguments", [("Ink", "--note"), ("--note", "--page"), (), (" ",)])
def test_a_note_has_no_title_and_everything_else_has_one(run: Run, tmp_path: Path, arguments: Sequence[str]) -> None:
    assert isinstance(run(*arguments).exception, CannotError)
    assert not (tmp_path / "posts").exists()
