"""Which files a person may write."""

import pytest

from chalicelib.authoring.grants import Grant, may_write, refuse_without
from chalicelib.errors import Refusal

ANN = Grant("ann", "author", "ann", frozenset({"create"}))
EDITOR = Grant("ed", "editor")


@pytest.mark.parametrize("key", ["posts/ann/hello.md", "images/ann/2026/boat.jpg", "files/ann/a.pdf"])
def test_an_author_writes_in_folders_of_their_own(key: str) -> None:
    assert may_write(ANN, key)


@pytest.mark.parametrize(
    "key", ["posts/bob/hello.md", "posts/hello.md", "posts/annie/a.md", "posts/ann/../bob/a.md", "site.yaml"]
)
def test_an_author_writes_nowhere_else(key: str) -> None:
    assert not may_write(ANN, key)


def test_an_author_without_a_name_writes_nowhere() -> None:
    assert not may_write(Grant("ann", "author"), "posts//hello.md")


@pytest.mark.parametrize("key", ["posts/hello.md", "posts/bob/hello.md", "images/boat.jpg"])
def test_an_editor_writes_posts_images_and_files(key: str) -> None:
    assert may_write(EDITOR, key)


@pytest.mark.parametrize(
    "key",
    [
        "site.yaml",
        "templates/post.html",
        "posts/.hello.comments.json",
        "posts/a.md.error.txt",
        "posts/../site.yaml",
        "/posts/a.md",
    ],
)
def test_nobody_writes_templates_settings_reports_or_hidden_files(key: str) -> None:
    assert not may_write(EDITOR, key)


def test_an_act_needs_a_scope() -> None:
    refuse_without(ANN, "draft", "create")
    with pytest.raises(Refusal) as refused:
        refuse_without(ANN, "delete")
    assert refused.value.code == "scope"
