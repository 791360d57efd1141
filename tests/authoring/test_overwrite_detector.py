"""A pushed file that another upload replaces before it is live: told at once, and not waited for."""

from infra.authoring.push import push_session
from tests.authoring.author import GOOD, Author
from tests.publishing.blog import MemoryBlog


def test_what_somebody_else_replaces_before_it_is_live_is_told_at_once(author: Author, other: Author, blog: MemoryBlog) -> None:
    def replaced_meanwhile() -> None:
        author.meanwhile = blog.settle
        other.write({"posts/a.md": f"{GOOD}Theirs.\n"})
        assert other.push(force=True) == 0

    author.meanwhile = replaced_meanwhile
    author.write({"posts/a.md": GOOD, "posts/b.md": GOOD})

    assert author.push() == 1

    assert author.told("replaced") == [{"event": "replaced", "file": "posts/a.md", "deleted": False}]
    assert "posts/a.md: replaced by another upload; `presswork history posts/a.md --diff` shows how" in author.said
    assert [event["file"] for event in author.told("live")] == ["posts/b.md"]
    assert author.said[-1].startswith("1 live, 1 replaced or deleted meanwhile, ")
    assert author.time < 1
    author.write({"posts/a.md": f"{GOOD}Mine.\n"})
    assert (author.push(), len(author.told("conflict"))) == (1, 1)


def test_what_somebody_deletes_before_it_is_live_is_told_as_deleted_and_is_put_back_by_force(
    author: Author, blog: MemoryBlog
) -> None:
    def deleted_meanwhile() -> None:
        author.meanwhile = blog.settle
        blog.delete("posts/a.md")

    author.write({"posts/a.md": GOOD})
    author.push()
    author.meanwhile = deleted_meanwhile
    author.write({"posts/a.md": f"{GOOD}Mine.\n"})

    assert author.push() == 1

    assert author.told("replaced") == [{"event": "replaced", "file": "posts/a.md", "deleted": True}]
    assert "posts/a.md: somebody else has deleted it before it was live; --force puts it back" in author.said
    assert (author.push(force=True), author.told("live")[0]["file"]) == (0, "posts/a.md")


def test_what_a_later_push_of_the_same_folder_replaces_is_told_and_is_no_conflict(author: Author, blog: MemoryBlog) -> None:
    later = Author(author.folder, blog)

    def saved_meanwhile() -> None:
        author.meanwhile = blog.settle
        later.write({"posts/a.md": f"{GOOD}Later.\n"})
        assert later.push() == 0

    author.meanwhile = saved_meanwhile
    author.write({"posts/a.md": GOOD})

    assert author.push() == 1

    assert (len(author.told("replaced")), len(author.told("late")), later.told("conflict")) == (1, 0, [])
    assert author.push() == 0
    assert author.said == ["nothing to push: press has all of this already"]


def test_a_removal_is_replaced_by_an_upload_of_the_file(author: Author, blog: MemoryBlog) -> None:
    author.write({"posts/a.md": GOOD})
    author.push()
    (author.folder / "posts/a.md").unlink()

    def uploaded_meanwhile() -> None:
        author.meanwhile = blog.settle
        blog.publish({"posts/a.md": f"{GOOD}Theirs.\n"})

    author.meanwhile = uploaded_meanwhile

    assert author.push(delete=True) == 1

    assert [event["file"] for event in author.told("replaced")] == ["posts/a.md"]
    assert author.time < 1


def test_what_is_replaced_is_told_even_while_the_site_does_nothing(author: Author, blog: MemoryBlog) -> None:
    def replaced_meanwhile() -> None:
        author.meanwhile = lambda: None
        blog.upload("posts/a.md", f"{GOOD}Theirs.\n")

    author.meanwhile = replaced_meanwhile
    author.write({"posts/a.md": GOOD})

    assert author.push() == 1

    assert [event["file"] for event in author.told("replaced")] == ["posts/a.md"]
    assert author.time < push_session.PATIENCE / 5


def test_a_record_of_an_earlier_upload_that_comes_late_replaces_nothing(author: Author, blog: MemoryBlog) -> None:
    blog.upload("posts/a.md", f"{GOOD}Theirs.\n")
    author.write({"posts/a.md": f"{GOOD}Mine.\n"})
    author.contents.before_put = lambda _: blog.settle()  # so their record appears after ours was compared with what stood

    assert author.push() == 0

    assert (author.told("replaced"), len(author.told("live"))) == ([], 1)
    assert "Mine." in str(blog.page("/2026/11/20/a/"))
