"""Files beside posts: copied to the same path, with the right type, and only if nothing in them acts."""

import pytest

from chalicelib.content.site.site import Site
from chalicelib.publishing.parse import look
from chalicelib.publishing.upload import ParseContext, StoredObject
from tests.publishing.blog import NOW, Blog, post, report_of
from tests.publishing.calls import noting

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'
ACTING = b'<svg xmlns="http://www.w3.org/2000/svg">\n<script>alert(1)</script></svg>'


@pytest.mark.on_aws_too
def test_a_file_is_published_under_its_own_path_with_its_type(blog: Blog) -> None:
    blog.publish({"posts/é b+c.ico": b"\0\0\1\0", "talk.pdf": b"%PDF", "posts/d.svg": DRAWING, "notes.txt": b"\xff\x00"})

    shown = {key: (one.body, one.type) for key, one in blog.objects().items() if not key.endswith(("html", "xml", "json"))}
    assert shown["posts/é b+c.ico"] == (b"\0\0\1\0", "image/x-icon")
    assert shown["talk.pdf"] == (b"%PDF", "application/pdf")
    assert shown["posts/d.svg"] == (DRAWING, "image/svg+xml")
    assert shown["notes.txt"] == (b"\xff\x00", "text/plain; charset=utf-8")


def test_a_file_is_replaced_and_goes_with_its_source(blog: Blog) -> None:
    blog.publish({"posts/stays.md": post()})
    before = blog.objects()

    blog.publish({"posts/p.pdf": b"one", "posts/q.pdf": b"two"})
    blog.publish({"posts/p.pdf": b"three"})
    assert blog.objects()["posts/p.pdf"].body == b"three"

    blog.publish({"posts/p.pdf": None, "posts/q.pdf": None})
    assert blog.objects() == before


def test_a_new_version_of_a_file_changes_no_page(memory_blog: Blog) -> None:
    memory_blog.publish({"posts/a.md": post("[A talk](p.pdf)"), "posts/p.pdf": b"one"})

    with noting(memory_blog) as written:
        memory_blog.publish({"posts/p.pdf": b"two"})

    assert written == {"posts/p.pdf"}


def test_a_file_is_copied_once_however_often_it_is_told_of(memory_blog: Blog) -> None:
    memory_blog.publish({"posts/p.pdf": b"one"})

    with noting(memory_blog) as written:
        memory_blog.publish({"posts/p.pdf": b"one"})

    assert written == set()


def test_a_drawing_that_acts_is_refused_and_the_last_good_one_stays(blog: Blog) -> None:
    blog.publish({"posts/d.svg": ACTING})
    assert "posts/d.svg" not in blog.objects()

    blog.publish({"posts/d.svg": DRAWING})
    assert blog.report("posts/d.svg") is None

    blog.publish({"posts/d.svg": ACTING})
    assert blog.objects()["posts/d.svg"].body == DRAWING
    assert blog.report("posts/d.svg") == report_of("script", "posts/d.svg, line 2", "<script>")

    blog.publish({"posts/d.svg": None})
    assert "posts/d.svg" not in blog.objects()
    assert blog.report("posts/d.svg") is None


@pytest.mark.parametrize("key", [".DS_Store", "posts/.git/config", "posts/x.md.error.txt", "posts/", "posts/x.png~", "Thumbs.db"])
def test_what_is_nobodys_business_leaves_no_trace(memory_blog: Blog, key: str) -> None:
    memory_blog.publish({"posts/stays.md": post()})
    before = memory_blog.objects()

    memory_blog.publish({key: b"whatever"})

    assert memory_blog.objects() == before
    assert memory_blog.report(key) is None


@pytest.mark.parametrize(("size", "code"), [(2 << 30, None), ((2 << 30) + 1, "file-too-big")])
def test_a_file_that_takes_longer_to_copy_than_a_function_lives_is_refused(size: int, code: str | None) -> None:
    """Such a file is not read, so its size is all that is known of it."""
    upload = look("film.mp4", StoredObject(b"", "etag", size), ParseContext(Site(), NOW))

    assert (upload.refusal.code if upload.refusal else None) == code
