"""Pushing what is changed meanwhile: by another author, by the same one, or by another push of the folder."""

import pytest

from infra.authoring.push.dry_run import A_FEW
from tests.authoring.author import GOOD, Author
from tests.publishing.blog import MemoryBlog


def changed_by_the_other(author: Author, other: Author) -> None:
    """Let both have pushed a post, which the other one has changed since."""
    for one in (author, other):
        one.write({"posts/a.md": GOOD})
        one.push()
    other.write({"posts/a.md": GOOD + "Theirs.\n"})
    other.push()


def test_what_somebody_else_changed_since_the_last_push_is_not_overwritten(
    author: Author, other: Author, blog: MemoryBlog
) -> None:
    for one in (author, other):
        one.write({"posts/a.md": GOOD, "posts/b.md": GOOD})
        one.push()
    other.write({"posts/a.md": GOOD + "Theirs.\n"})
    other.push()
    author.write({"posts/a.md": GOOD + "Mine.\n", "posts/b.md": GOOD + "Mine.\n"})

    assert author.push() == 1

    assert author.said[0].startswith("posts/a.md: somebody else has changed it since your last push")
    assert [event["file"] for event in author.told("live")] == ["posts/b.md"]
    assert "Theirs." in str(blog.page("/2026/11/20/a/"))


def test_with_force_it_is_overwritten(author: Author, other: Author, blog: MemoryBlog) -> None:
    changed_by_the_other(author, other)
    author.write({"posts/a.md": GOOD + "Mine.\n"})

    assert author.push(force=True) == 0

    assert "Mine." in str(blog.page("/2026/11/20/a/"))


def test_of_two_who_push_the_same_new_file_at_once_one_is_told(author: Author, other: Author) -> None:
    for one in (author, other):
        one.write({"about.md": "# About\n"})
        one.push()
    other.write({"posts/a.md": GOOD + "Theirs.\n"})
    author.write({"posts/a.md": GOOD + "Mine.\n"})
    author.contents.before_put = lambda _: other.push()

    assert author.push() == 1

    assert author.told("conflict") == [{"event": "conflict", "file": "posts/a.md", "deleted": False}]


def test_what_somebody_else_deleted_stays_away(author: Author, other: Author, blog: MemoryBlog) -> None:
    for one in (author, other):
        one.write({"posts/a.md": GOOD})
        one.push()
    (other.folder / "posts/a.md").unlink()
    other.push(delete=True)
    author.write({"posts/a.md": GOOD + "Mine.\n"})

    assert author.push() == 1

    assert author.said[0].startswith("posts/a.md: somebody else has deleted it")
    assert blog.page("/2026/11/20/a/") is None


def test_what_somebody_else_changed_is_not_deleted(author: Author, other: Author, blog: MemoryBlog) -> None:
    changed_by_the_other(author, other)
    (author.folder / "posts/a.md").unlink()

    assert author.push(delete=True) == 1

    assert "Theirs." in str(blog.page("/2026/11/20/a/"))


def test_the_same_edit_by_two_is_no_conflict(author: Author, other: Author) -> None:
    for one in (author, other):
        one.write({"posts/a.md": GOOD})
        one.push()
        one.write({"posts/a.md": GOOD + "More.\n"})
    other.push()

    assert author.push() == 0

    assert [event["file"] for event in author.told("live")] == ["posts/a.md"]


def test_from_a_machine_that_never_pushed_it_is_asked_before_other_files_are_replaced(author: Author, other: Author) -> None:
    author.write({"posts/a.md": GOOD})
    author.push()
    other.write({"posts/a.md": GOOD + "Other.\n"})

    other.push()

    assert other.asked == ["1 file on the site differs from yours, and wasn't pushed from here. Replace?"]


def test_a_file_that_is_edited_while_it_is_pushed_is_told(author: Author) -> None:
    author.write({"posts/a.md": GOOD})
    author.contents.before_put = lambda key: (author.folder / key).write_text(GOOD + "Later.\n")

    assert author.push() == 1

    assert author.told("failed")[0]["why"].startswith("it was edited while it was pushed")


def test_a_push_beside_another_one_of_the_same_folder_forgets_nothing_of_it(author: Author, blog: MemoryBlog) -> None:
    watching = Author(author.folder, blog)

    def saved_meanwhile() -> None:
        author.meanwhile = blog.settle
        author.write({"posts/b.md": GOOD})
        assert watching.push() == 0

    author.meanwhile = saved_meanwhile
    author.write({"posts/a.md": GOOD})
    author.push()
    author.write({"posts/b.md": f"{GOOD}More.\n"})

    assert (author.push(), author.told("conflict")) == (0, [])


# ---- before anything is pushed


def test_a_dry_run_shows_what_somebody_else_changed(author: Author, other: Author) -> None:
    changed_by_the_other(author, other)
    author.write({"posts/a.md": GOOD + "Mine.\n", "posts/b.md": GOOD})

    assert author.forecast() == 1

    assert author.told("would-conflict") == [{"event": "would-conflict", "file": "posts/a.md", "deleted": False}]
    assert [event["file"] for event in author.told("would")] == ["posts/b.md"]
    assert author.said[-1] == "1 file would be uploaded, 1 file would be left alone, as changed by somebody else"


def test_a_dry_run_shows_what_somebody_else_deleted(author: Author, other: Author) -> None:
    for one in (author, other):
        one.write({"posts/a.md": GOOD})
        one.push()
    (other.folder / "posts/a.md").unlink()
    other.push(delete=True)
    author.write({"posts/a.md": GOOD + "Mine.\n"})

    assert author.forecast() == 1

    assert author.told("would-conflict") == [{"event": "would-conflict", "file": "posts/a.md", "deleted": True}]


@pytest.mark.parametrize("many", [0, A_FEW])
@pytest.mark.parametrize("key", ["posts/a.md", "posts/z.md"])
@pytest.mark.parametrize("text", ["Mine.", "Theirs.", ""])
@pytest.mark.parametrize("force", [False, True])
def test_a_dry_run_shows_the_conflicts_that_a_push_then_has(
    author: Author, other: Author, key: str, text: str, many: int, *, force: bool
) -> None:
    changed_by_the_other(author, other)
    author.write({f"files/{n}.txt": str(n) for n in range(many)})
    author.write({key: f"{GOOD}{text}\n"})
    if not text:
        (author.folder / key).unlink()

    author.forecast(delete=True, force=force)
    foreseen = [event["file"] for event in author.told("would-conflict")]
    author.push(delete=True, force=force)

    assert foreseen == [event["file"] for event in author.told("conflict")]
