"""How much of a site a change of its own files makes again, and the line that says so."""

import re
from pathlib import Path

import pytest

from infra.authoring.push.rebuild_scope import made_again
from tests.authoring.author import GOOD, Author
from tests.publishing.blog import MemoryBlog

SITE = "title: Mine\nurl: https://mine.example\n"


@pytest.fixture
def author(tmp_path: Path) -> Author:
    author = Author(tmp_path / "blog", MemoryBlog())
    author.write({"site.yaml": SITE, "posts/a.md": GOOD})
    author.push()
    return author


def again(author: Author, key: str, text: str) -> str:
    author.write({key: text})
    return made_again(author.blog.cloud, author.folder, author.contents, [key]).get(key, "")


@pytest.mark.parametrize(
    ("text", "much"),
    [
        pytest.param(SITE, "", id="the same"),
        pytest.param(f"# Ours\n{SITE}", "", id="a comment"),
        pytest.param(SITE.replace("Mine", "Ours"), "all", id="the title, which every page shows"),
        pytest.param(f"{SITE}zone: Asia/Tokyo\n", "all", id="the zone, by which sources are read"),
        pytest.param(f"{SITE}theme: {{preset: news}}\n", "all", id="the look of every page"),
        pytest.param(f"{SITE}landing: 3\n", "some", id="how many posts a first page shows"),
    ],
)
def test_what_a_change_of_site_yaml_makes_again_follows_from_what_it_changes(author: Author, text: str, much: str) -> None:
    assert again(author, "site.yaml", text) == much


def test_a_template_makes_all_pages_again(author: Author) -> None:
    assert again(author, "templates/post.html", "{{ post.title }}") == "all"


def test_a_site_yaml_that_goes_makes_all_pages_again(author: Author) -> None:
    (author.folder / "site.yaml").unlink()

    assert made_again(author.blog.cloud, author.folder, author.contents, ["site.yaml"]) == {"site.yaml": "all"}


def test_a_post_makes_nothing_of_the_site_again(author: Author) -> None:
    assert again(author, "posts/a.md", f"{GOOD}More.\n") == ""


def test_learning_it_leaves_the_site_as_it_was(author: Author) -> None:
    before = author.blog.objects()

    again(author, "site.yaml", SITE.replace("Mine", "Ours"))
    author.blog.settle()

    assert author.blog.objects() == before


@pytest.mark.parametrize(
    ("text", "what"),
    [
        pytest.param(SITE.replace("Mine", "Ours"), "; [1-9][0-9]* other pages changed", id="the title, which every page shows"),
        pytest.param(f"{SITE}landing: 3\n", "", id="how many posts a first page shows, of which there are fewer"),
        pytest.param(f"# Ours\n{SITE}", "", id="a comment"),
    ],
)
def test_a_push_of_site_yaml_says_how_many_pages_it_has_changed(author: Author, text: str, what: str) -> None:
    author.write({"site.yaml": text})

    author.push()

    assert re.fullmatch(rf"site\.yaml  applied  \d\.\d s{what}", author.said[0])


def test_a_forecast_says_what_would_be_made_again(author: Author) -> None:
    author.write({"site.yaml": SITE.replace("Mine", "Ours"), "posts/b.md": GOOD})

    author.forecast()

    assert author.said[0] == "site.yaml  would be applied; all pages would be made again"
    assert author.said[1].endswith("/2026/11/20/b/")
