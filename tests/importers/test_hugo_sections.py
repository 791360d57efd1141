"""Sections of Hugo and Zola: one of them is the blog, and the dated texts of the others become pages."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from infra.commands.blog.import_ import ROWS, command, with_blog
from infra.importers.blog import UnreadableError
from infra.importers.hugo.reader import choices, read
from infra.importers.hugo.sections import blog_of
from infra.importers.zola import reader as zola
from infra.terminal.streams import CannotError
from tests.importers.hugo_blog import CONFIG, RYE
from tests.importers.trying import Files, moved, written

FILES: Files = {
    "content/posts/rye.md": RYE,
    "content/docs/_index.md": "---\ntitle: The handbook\n---\n",
    "content/docs/oats.md": RYE.replace("tags", "weight = 2\ntags").replace("Rye & salt", "Oats"),
    "content/docs/barley.md": RYE.replace("tags", "weight = 1\ntags").replace("Rye & salt", "Barley"),
    "content/docs/deep/_index.md": "---\ntitle: Deep\nweight: 3\n---\n",
    "content/docs/deep/millet.md": RYE.replace("Rye & salt", "Millet [new]"),
    "content/about.md": RYE,
}


@pytest.mark.parametrize(
    ("dated", "configured", "asked", "names"),
    [
        ({"posts": 9, "docs": 99}, [], [], {"posts"}),
        ({"posts": 9, "news": 1, "docs": 99}, [], [], {"posts", "news"}),
        ({"recipes": 9, "docs": 3}, [], [], {"recipes"}),
        ({"recipes": 9}, [], [], {"recipes"}),
        ({"": 9}, [], [], {""}),
        ({"": 9, "recipes": 3}, [], [], {"recipes"}),
        ({"posts": 9, "docs": 99}, ["docs"], [], {"docs"}),
        ({"posts": 9, "docs": 99}, ["gone"], [], {"posts"}),
        ({"posts": 9, "docs": 99}, ["posts"], ["docs", "posts/"], {"docs", "posts"}),
        ({}, [], [], set()),
    ],
)
def test_the_blog_is_what_is_asked_for_then_what_is_set_then_what_looks_like_one(
    dated: dict[str, int], configured: list[str], asked: list[str], names: set[str]
) -> None:
    assert blog_of(dated, configured, asked).names == names


def test_a_section_that_there_is_not_is_told_with_those_that_there_are() -> None:
    with pytest.raises(UnreadableError, match="no section `pots` with dated texts; it has docs, posts"):
        blog_of({"posts": 1, "docs": 1, "": 1}, [], ["pots"])


@pytest.mark.parametrize("where", ["[params]\nmainSections", "mainSections"])
def test_the_sections_that_the_settings_name_are_the_blog(tmp_path: Path, where: str) -> None:
    config = f'baseURL = "https://oven.example/"\n{where} = ["docs"]\n'

    blog = moved(read, tmp_path, {"hugo.toml": config, **FILES})

    assert blog.built.posts == 3
    assert "\ndate:" not in blog.text("posts-rye.md")


def test_dated_texts_of_other_sections_become_pages_and_the_report_says_how_to_change_it(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, {"hugo.toml": CONFIG, **FILES})

    assert blog.built.posts == 1
    assert "updated: 2011-04-28 09:30\n" in blog.text("docs/oats.md")
    assert "id:" not in blog.text("docs/oats.md")
    told = [why for why in blog.whys("changed") if "became pages" in why]
    assert told == [
        ": the section `docs` (3): its dated texts became pages, since the blog is `posts`; with `--blog docs` they are posts"
    ]


def test_the_list_of_a_section_that_is_no_blog_becomes_a_page_that_leads_to_its_texts(tmp_path: Path) -> None:
    links = f'{RYE}\n[a]({{{{< ref "/docs" >}}}}) [b]({{{{< relref "/posts" >}}}}) [c](/docs/) [d](/posts/)\n'

    blog = moved(read, tmp_path, {"hugo.toml": CONFIG, **FILES, "content/posts/links.md": links})

    listed = ("- [Barley](/docs/barley.md)", "- [Oats](/docs/oats.md)", "- [Deep](/docs/deep/_index.md)")
    assert blog.text("docs/_index.md").partition("---\n\n")[2].splitlines() == [*listed]
    assert "- [Millet \\[new\\]](/docs/deep/millet.md)" in blog.text("docs/deep/_index.md")
    assert '<a href="/docs/barley/">Barley</a>' in blog.article("/docs/")
    assert "[a](/docs/_index.md) [b](/) [c](/docs/_index.md) [d](/)" in blog.text("posts/links.md")
    assert "/docs/:" not in blog.text("site.yaml")
    assert blog.built.missing == ()


def test_sections_of_zola_that_are_sorted_by_date_are_its_blog(tmp_path: Path) -> None:
    files: Files = {
        "config.toml": 'base_url = "https://oven.example"\n',
        "content/blog/_index.md": '+++\nsort_by = "date"\n+++\n',
        "content/blog/rye.md": RYE,
        "content/guide/_index.md": '+++\ntitle = "Guide"\nsort_by = "weight"\n+++\n',
        "content/guide/oats.md": RYE.replace("Rye & salt", "Oats") + "\n[all](@/guide/_index.md) [posts](@/blog/_index.md)\n",
        "content/root.md": RYE,
    }

    blog = moved(zola.read, tmp_path, files)

    assert blog.built.posts == 2
    assert "[Oats](/guide/oats.md)" in blog.text("guide/_index.md")
    assert "[all](_index.md) [posts](/)" in blog.text("guide/oats.md")


def test_there_is_a_choice_only_where_nothing_says_which_section_is_the_blog(tmp_path: Path) -> None:
    old = written(tmp_path / "old", {"hugo.toml": CONFIG, **FILES})
    clear = written(tmp_path / "clear", {"hugo.toml": f'mainSections = ["posts"]\n{CONFIG}', **FILES})

    assert choices(old) == ({"posts": 1, "docs": 3}, ["posts"])
    assert choices(clear) == ({}, ())


def test_a_person_at_the_terminal_is_asked_which_section_is_the_blog(tmp_path: Path) -> None:
    old = written(tmp_path / "old", {"hugo.toml": CONFIG, **FILES})
    questions: list[tuple[str, str]] = []

    def answer(question: str, default: str) -> str:
        questions.append((question, default))
        return "docs, posts"

    assert with_blog(ROWS["hugo"], old, {"blog": ()}, answer)["blog"] == ("docs", "posts")
    assert with_blog(ROWS["hugo"], old, {"blog": ("docs",)}, answer)["blog"] == ("docs",)
    assert with_blog(ROWS["hugo"], old, {"blog": ()}, None)["blog"] == ()
    assert with_blog(ROWS["pelican"], old, {}, answer) == {}
    assert [default for _, default in questions] == ["posts"]
    assert "docs (3), posts (1)" in questions[0][0]


def test_the_command_takes_the_sections_of_the_blog_and_names_one_that_there_is_not(tmp_path: Path) -> None:
    old = written(tmp_path / "old", {"hugo.toml": CONFIG, **FILES})

    def imported(*options: str) -> object:
        arguments = ["hugo", str(old), "--into", str(tmp_path / "new"), *options]
        return CliRunner().invoke(command, arguments, standalone_mode=False)

    assert "3 posts" in imported("--blog", "docs").output  # type: ignore[attr-defined]
    gone = imported("--blog", "pots").exception  # type: ignore[attr-defined]
    assert isinstance(gone, CannotError)
    assert "it has no section `pots`" in str(gone)
