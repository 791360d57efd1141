"""What the doctor finds in a site, on memory keepers and on moto; and that what it queues mends it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from bench.watching import watched
from chalicelib.cloud.items import Item
from chalicelib.cloud.ports import Object
from chalicelib.model import Page
from chalicelib.publishing import previews
from chalicelib.publishing.owed import owed_by
from chalicelib.publishing.write import UNKNOWN, Output
from chalicelib.store import records
from infra.authoring.inspect.audit import Audit
from infra.authoring.inspect.differences import Difference
from infra.authoring.inspect.repair import repair
from infra.authoring.target.bucket_listing import of_bucket
from tests.authoring.sites import SITE, filled, filled_blog, transfer
from tests.pictures import flat_png
from tests.publishing.blog import Blog, MemoryBlog, post
from tests.publishing.blog_on_moto import AwsBlog

HTML = "text/html; charset=utf-8"
POST = "2026/11/20/a/index.html"


def compared(blog: Blog, *, deep: bool = False) -> list[Difference]:
    cloud = blog.cloud
    return [*Audit(cloud, of_bucket(cloud.content), of_bucket(cloud.public), deep).differences()]


def said(blog: Blog, *, deep: bool = False) -> set[tuple[str, str]]:
    return {(one.kind, one.what) for one in compared(blog, deep=deep)}


@pytest.mark.parametrize("deep", [False, True])
def test_in_a_site_that_is_right_nothing_is_found(deep: bool) -> None:
    assert said(filled_blog(), deep=deep) == set()


@pytest.mark.slow
def test_on_aws_too_nothing_is_found_in_a_site_that_is_right(aws_blog: AwsBlog) -> None:
    transfer(filled_blog(), aws_blog.cloud)

    assert [said(aws_blog, deep=deep) for deep in (False, True)] == [set(), set()]


@pytest.mark.parametrize("deep", [False, True])
def test_a_preview_that_is_missing_is_found_and_mended_and_one_that_stands_is_no_stranger(deep: bool) -> None:
    blog = MemoryBlog()
    previews.renew(replace(blog.cloud, keys=("a key",)))
    filled(blog)
    assert said(blog, deep=deep) == set()
    shown = [key for key in blog.objects() if key.startswith("_/preview/")]
    blog.cloud.public.delete(shown[0])

    found = compared(blog, deep=deep)
    repair(blog.cloud, found)
    blog.settle()

    assert [(one.kind, one.what) for one in found] == [("missing", shown[0])]
    assert said(blog, deep=deep) == set()


def lose(blog: Blog, act: Callable[[], object]) -> None:
    """Do something in the content bucket of which the event is lost."""
    act()
    blog.forget_events()


def wait(blog: Blog, days: int) -> None:
    """Let time pass, without the schedule that would notice."""
    blog.clock.time += timedelta(days=days)


def never_encode(blog: MemoryBlog, key: str, image: bytes) -> None:
    blog.upload(key, image)
    blog.settle_without_encoder()
    blog.encoder.take(100)


def never_render(blog: MemoryBlog, key: str) -> None:
    blog.upload(key, post())
    blog.settle_without_pages()
    blog.press.take(100)


def half_write(blog: Blog, *, known: bool = True) -> None:
    """Remove a page, and let the table know only that something happened to it, or nothing."""
    blog.cloud.public.delete(POST)
    output = Output(Page("address", "/2026/11/20/a/"), POST, None)
    if known:
        blog.cloud.table.put(Item(output.write_state, {output.name: UNKNOWN}))
    else:
        blog.cloud.table.delete(output.write_state)


def stop_halfway(blog: Blog, key: str) -> None:
    """Leave the record as it is before the pages that it owes are queued."""
    record = records.read(blog.cloud.table, key)
    assert record
    blog.cloud.table.put(records.item_of(replace(record, owed=owed_by(None, record))))


DAMAGES: dict[str, tuple[Callable[[MemoryBlog], object], set[tuple[str, str]]]] = {
    "a lost upload": (lambda blog: lose(blog, lambda: blog.upload("posts/new.md", post())), {("unread", "posts/new.md")}),
    "a lost edit": (lambda blog: lose(blog, lambda: blog.upload("posts/a.md", post(title="X"))), {("older", "posts/a.md")}),
    "a lost file": (lambda blog: lose(blog, lambda: blog.upload("files/paper.pdf", b"%PDF-2")), {("older", "files/paper.pdf")}),
    "a lost deletion": (lambda blog: lose(blog, lambda: blog.delete("posts/a.md")), {("gone", "posts/a.md")}),
    "a lost deletion of a file": (
        lambda blog: lose(blog, lambda: blog.delete("files/paper.pdf")),
        {("gone", "files/paper.pdf")},
    ),
    "a lost deletion of an image": (lambda blog: lose(blog, lambda: blog.delete("img/dot.png")), {("gone", "img/dot.png")}),
    "a lost deletion of a template": (
        lambda blog: lose(blog, lambda: blog.delete("templates/footer.html")),
        {("gone", "templates/footer.html")},
    ),
    "a lost site.yaml": (
        lambda blog: lose(blog, lambda: blog.upload("site.yaml", SITE + "description: x\n")),
        {("older", "site.yaml")},
    ),
    "a lost template": (
        lambda blog: lose(blog, lambda: blog.upload("templates/footer.html", "<p>Other</p>")),
        {("older", "templates/footer.html")},
    ),
    "a page removed": (lambda blog: blog.cloud.public.delete(POST), {("missing", POST)}),
    "a feed removed": (lambda blog: blog.cloud.public.delete("feed/index.xml"), {("missing", "feed/index.xml")}),
    "a page changed": (lambda blog: blog.cloud.public.write(POST, Object(b"x", HTML)), {("changed", POST)}),
    "a redirect removed": (lambda blog: blog.cloud.public.delete("sea/index.html"), {("missing", "sea/index.html")}),
    "an object of nobody's": (
        lambda blog: blog.cloud.public.write("x/index.html", Object(b"x", HTML)),
        {("strange", "x/index.html")},
    ),
    "a page that came back": (
        lambda blog: blog.cloud.public.write("2026/11/index.html", Object(b"x", HTML)),
        {("changed", "2026/11/index.html")},
    ),
    "a time that passed": (lambda blog: wait(blog, 30), {("overdue", "posts/later.md")}),
    "an image that was never encoded": (
        lambda blog: never_encode(blog, "img/other.png", flat_png(900, 20)),
        {("unencoded", "img/other.png")},
    ),
    "a page that was half written": (half_write, {("half", POST)}),
    "a page of which nothing is known": (lambda blog: half_write(blog, known=False), {("missing", POST)}),
    "a source that was never finished": (lambda blog: stop_halfway(blog, "posts/a.md"), {("unfinished", "posts/a.md")}),
    "a report removed": (lambda blog: blog.cloud.content.delete("posts/bad.md.error.txt"), {("unsaid", "posts/bad.md")}),
    "a report of nothing": (
        lambda blog: blog.cloud.content.write("posts/a.md.error.txt", Object(b"x", "text/plain")),
        {("over", "posts/a.md.error.txt")},
    ),
}


@pytest.mark.parametrize(("damage", "found"), DAMAGES.values(), ids=list(DAMAGES))
def test_a_difference_is_found_where_it_began_and_mended(
    damage: Callable[[MemoryBlog], object], found: set[tuple[str, str]]
) -> None:
    blog = filled_blog()
    damage(blog)

    assert said(blog) == found

    repair(blog.cloud, compared(blog), delete=True)
    blog.settle()
    assert said(blog, deep=True) == set()


def test_an_original_that_stays_because_its_successor_was_refused_is_no_difference() -> None:
    blog = MemoryBlog()
    blog.publish({"site.yaml": "images: {originals: yes}\n", "img/dot.png": flat_png(3, 2)})
    blog.publish({"img/dot.png": b"no picture"})

    assert said(blog, deep=True) == set()


def test_pages_that_were_not_rendered_again_are_found_by_rendering() -> None:
    blog = filled_blog()
    never_render(blog, "posts/new.md")

    found = said(blog, deep=True)

    assert {("missing", "2026/11/20/new/index.html"), ("outdated", "index.html"), ("outdated", "feed/index.xml")} <= found

    repair(blog.cloud, compared(blog, deep=True))
    blog.settle()
    assert said(blog, deep=True) == set()


def test_objects_that_no_page_shows_stay_unless_they_are_to_be_deleted() -> None:
    blog = filled_blog()
    blog.cloud.public.write("x.html", Object(b"x", HTML))

    done = repair(blog.cloud, compared(blog))
    blog.settle()

    assert [one.what for one in done.left] == ["x.html"]
    assert blog.cloud.public.stat("x.html")


def test_a_comparison_writes_nothing() -> None:
    blog = filled_blog()
    written: list[str] = []

    def note(port: str, method: str, _args: object, call: Callable[[], object]) -> object:
        written.extend([f"{port}.{method}"] if method not in ("get", "get_many", "query", "read", "stat", "keys", "now") else [])
        return call()

    cloud = watched(blog.cloud, note)
    assert [*Audit(cloud, of_bucket(cloud.content), of_bucket(cloud.public), deep=True).differences()] == []
    assert written == []
