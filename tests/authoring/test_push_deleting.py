"""What a push removes from the site: only what it was asked to, and what somebody agreed to."""

import pytest

from infra.terminal.streams import CannotError
from tests.authoring.author import GOOD, Author
from tests.publishing.blog import MemoryBlog


def test_a_file_that_is_gone_here_stays_there_and_is_named(author: Author, blog: MemoryBlog) -> None:
    author.write({"posts/a.md": GOOD})
    author.push()
    (author.folder / "posts/a.md").unlink()

    assert author.push() == 0

    assert author.said[0] == "on the site, but not here: posts/a.md; --delete removes it"
    assert blog.page("/2026/11/20/a/") is not None


def test_with_delete_it_is_removed_after_a_question(author: Author, blog: MemoryBlog) -> None:
    author.write({"posts/a.md": GOOD, "a.txt": "Text"})
    author.push()
    (author.folder / "posts/a.md").unlink()

    assert author.push(delete=True) == 0

    assert author.asked == ["Remove from the site: posts/a.md?"]
    assert blog.page("/2026/11/20/a/") is None
    assert author.told("live")[0]["state"] == "removed"


def test_without_agreement_nothing_is_removed(author: Author, blog: MemoryBlog) -> None:
    author.write({"posts/a.md": GOOD})
    author.push()
    (author.folder / "posts/a.md").unlink()
    author.answer = False

    with pytest.raises(CannotError, match="nothing was pushed"):
        author.push(delete=True)

    assert blog.page("/2026/11/20/a/") is not None


def test_reports_beside_the_sources_are_never_removed(author: Author, blog: MemoryBlog) -> None:
    blog.publish({"posts/bad.md": "---\ndate: 2026-02-31\n---\n"})
    assert blog.report("posts/bad.md")

    author.push(delete=True)

    assert author.asked == ["Remove from the site: posts/bad.md?"]


def test_only_the_paths_that_are_named_are_pushed_and_removed(author: Author) -> None:
    author.write({"posts/a.md": GOOD, "pages/b.md": "# B\n", "pages/c.md": "# C\n"})
    author.push()
    author.write({"posts/a.md": GOOD + "More.\n"})
    (author.folder / "pages/b.md").unlink()
    (author.folder / "pages/c.md").unlink()

    author.push("pages/b.md", delete=True)

    assert author.asked == ["Remove from the site: pages/b.md?"]
    assert author.contents.puts[3:] == []
