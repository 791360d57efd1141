"""Pages of which the bucket is looked at: what somebody changed there is made right again, and only that is written."""

from chalicelib.cloud.ports import Object
from chalicelib.model import Page
from chalicelib.publishing import messages
from tests.publishing.blog import Blog, post

ADDRESS = "/2026/11/20/a/"
KEY = "2026/11/20/a/index.html"
PAGE = Page("address", ADDRESS)


def doubt(blog: Blog, *pages: Page) -> None:
    blog.cloud.press.send(messages.to_press(pages, doubtful=True))
    blog.settle()


def test_a_page_that_was_deleted_in_the_bucket_comes_back(blog: Blog) -> None:
    blog.publish({"posts/a.md": post()})
    before = blog.objects()
    blog.cloud.public.delete(KEY)

    doubt(blog, PAGE)

    assert blog.objects() == before


def test_without_doubt_the_bucket_is_not_looked_at(blog: Blog) -> None:
    blog.publish({"posts/a.md": post()})
    blog.cloud.public.delete(KEY)

    blog.cloud.press.send(messages.to_press([PAGE]))
    blog.settle()

    assert blog.page(ADDRESS) is None


def test_a_page_that_was_changed_in_the_bucket_is_written_again(blog: Blog) -> None:
    blog.publish({"posts/a.md": post()})
    before = blog.objects()
    blog.cloud.public.write(KEY, Object(b"changed", "text/html; charset=utf-8"))

    doubt(blog, PAGE)

    assert blog.objects() == before


def test_an_object_at_an_address_where_nothing_lives_goes(blog: Blog) -> None:
    blog.publish({"posts/a.md": post()})
    before = blog.objects()
    blog.cloud.public.write("notes/old.html", Object(b"old", "text/html; charset=utf-8"))

    doubt(blog, Page("address", "/notes/old.html"))

    assert blog.objects() == before


def test_a_page_that_was_doubted_without_cause_stays_known(blog: Blog) -> None:
    blog.publish({"posts/a.md": post()})
    doubt(blog, PAGE)
    blog.cloud.public.delete(KEY)

    blog.cloud.press.send(messages.to_press([PAGE]))
    blog.settle()

    assert blog.page(ADDRESS) is None  # as its state was noted again, the bucket isn't asked
