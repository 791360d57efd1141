"""The blog of photographs: each post shows one of its own, and an edit changes a single post."""

from pathlib import Path

import pytest

from bench import photographs
from bench.photographs import edit, targets_of, write


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    write(tmp_path, photographs.DRAWN + 1, (16, 12))
    return tmp_path


def read(folder: Path, names: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "posts").glob(names)}


def test_no_two_posts_show_the_same_photograph(blog: Path) -> None:
    posts, images = read(blog, "*.md"), read(blog, "*.jpg")

    assert len(posts) == len(set(images.values())) == photographs.DRAWN + 1
    assert sorted(text.rpartition(b"](")[2].strip(b")\n").decode() for text in posts.values()) == sorted(images)


def test_an_edit_changes_the_newest_post_alone(blog: Path) -> None:
    before = read(blog, "*")

    edit(blog)

    after = read(blog, "*")
    assert [name for name in after if after[name] != before[name]] == [max(read(blog, "*.md"))]


def test_the_first_build_is_judged_by_its_images_and_the_later_ones_by_the_longest() -> None:
    rows = [{"CPU s": seconds} for seconds in (500.0, 0.5, 1.5)]

    assert [(target.value, target.met) for target in targets_of(rows, 1_000)] == [(0.5, True), (1.5, False)]
