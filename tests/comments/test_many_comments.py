"""The comments on a post that has more than fit on its page: on further pages, each made again only when it changes."""

from functools import partial

import pytest

from chalicelib.cloud.ports import Cloud
from chalicelib.comments import state_changes
from chalicelib.comments.rules.comment import MOST, Comment, approved, emptied, held, received
from chalicelib.comments.rules.comment_threads import FITS
from chalicelib.rendering.paths import object_key
from chalicelib.store import comments
from infra.authoring.inspect.audit import Audit
from infra.authoring.inspect.differences import Difference
from infra.authoring.inspect.repair import repair
from infra.authoring.target.bucket_listing import of_bucket
from tests.comments.test_comments import ADDRESS, SITE, Discussion
from tests.publishing.blog import MemoryBlog, post

THREAD = "posts/ink.md"
SECOND, THIRD = f"{ADDRESS}comments/2/", f"{ADDRESS}comments/3/"


def written(number: int, reply_to: str = "") -> Comment:
    at = f"2026-11-21T{number // 60:02}:{number % 60:02}:00.000+00:00"
    return Comment(THREAD, f"{at}#{number}", "held", at, "Ada", f"Comment {number}.", reply_to=reply_to, anchor=str(number))


@pytest.fixture
def discussion() -> Discussion:
    blog = MemoryBlog()
    blog.publish({"site.yaml": SITE, "posts/ink.md": post(title="Ink", date="2026-11-20")})
    return Discussion(blog)


def put(discussion: Discussion, *several: Comment) -> None:
    """Have these comments approved; the last one owes the page of the post."""
    for comment in (*map(approved, several[:-1]), several[-1]):
        comments.change(discussion.cloud.table, THREAD, comment.name, partial(received, comment=comment))
        comments.publish(discussion.cloud.table, THREAD, comment.name)
    state_changes.act(discussion.cloud, THREAD, several[-1].name, "approve")
    discussion.settle()


def test_comments_that_do_not_fit_are_on_further_pages_with_links_both_ways(discussion: Discussion) -> None:
    put(discussion, *map(written, range(FITS * 2 + 1)))
    pages = [discussion.page, *(discussion.blog.page(address) or "" for address in (SECOND, THIRD))]

    assert [page.count('class="comment h-cite') for page in pages] == [FITS, FITS, 1]
    assert f'href="{SECOND}#comments" rel="next"' in pages[0]
    assert f'href="{ADDRESS}#comments" rel="prev"' in pages[1]
    assert f'href="{THIRD}#comments" rel="next"' in pages[1]
    assert "Comments on “Ink” (3)" in pages[2]


def test_the_feed_leads_to_the_page_that_has_the_comment(discussion: Discussion) -> None:
    put(discussion, *map(written, range(FITS + 1)))
    feed = discussion.blog.page(f"{ADDRESS}feed/") or ""

    assert f"{SECOND}#comment-{FITS}" in feed
    assert f"{ADDRESS}#comment-{FITS - 1}" in feed


def test_an_approval_writes_only_the_pages_that_it_changes(discussion: Discussion) -> None:
    put(discussion, *map(written, range(FITS * 2 + 1)))
    before = discussion.blog.objects()
    put(discussion, written(FITS * 2 + 1))
    after = discussion.blog.objects()

    changed = {key for key in after if after[key] != before.get(key)}
    of_post = {f"{ADDRESS[1:]}{name}" for name in ("index.html", "comments/3/index.html", "feed/index.xml")}
    assert changed == {"index.html", *of_post}  # the home page has the number


def test_a_page_goes_when_its_last_comment_goes(discussion: Discussion) -> None:
    put(discussion, *map(written, range(FITS + 1)))
    state_changes.act(discussion.cloud, THREAD, written(3).name, "delete")
    discussion.settle()

    assert discussion.blog.page(SECOND) is None
    assert SECOND not in discussion.page


def test_further_pages_go_with_their_post_and_move_with_it(discussion: Discussion) -> None:
    put(discussion, *map(written, range(FITS + 1)))
    text = post(title="Ink", date="2026-11-20")
    discussion.blog.publish_at_once({"posts/ink.md": None, "posts/on-ink.md": text})

    assert discussion.blog.page(SECOND) is None
    assert f"Comment {FITS}." in (discussion.blog.page("/2026/11/20/on-ink/comments/2/") or "")

    discussion.blog.publish({"posts/on-ink.md": None})

    assert [key for key in discussion.blog.objects() if "on-ink" in key] == []


def test_further_pages_and_feeds_follow_the_site(discussion: Discussion) -> None:
    put(discussion, *map(written, range(FITS + 1)))
    discussion.blog.publish({"site.yaml": SITE.replace("The Press", "The Ink") + "theme: {preset: plain}\n"})

    assert "· The Ink</title>" in (discussion.blog.page(SECOND) or "")

    discussion.blog.publish({"site.yaml": "title: The Press\n"})

    assert discussion.blog.page(SECOND) is None
    assert discussion.blog.page(f"{ADDRESS}feed/") is None


def test_a_post_takes_only_so_many_comments(discussion: Discussion) -> None:
    put(discussion, *map(written, range(1, MOST + 1)))
    discussion.comment()

    assert "<textarea" not in discussion.page
    assert "Comments are closed." in discussion.page
    assert discussion.inbox("eva@example.org") == []


def test_comments_that_wait_or_were_thrown_away_take_no_room(discussion: Discussion) -> None:
    """Only the names of comments that were on the page are left for good."""
    for number in range(MOST):
        comments.change(discussion.cloud.table, THREAD, written(number).name, partial(received, comment=written(number)))
    put(discussion, written(MOST))
    gone = emptied(held(written(0), discussion.blog.clock.now()))

    assert f"Comment {MOST}." in discussion.page
    assert gone.expires > 0
    assert emptied(approved(written(0))).expires == 0


def compared(cloud: Cloud, *, deep: bool) -> list[Difference]:
    return [*Audit(cloud, of_bucket(cloud.content), of_bucket(cloud.public), deep).differences()]


@pytest.mark.parametrize("deep", [False, True])
def test_the_doctor_knows_the_pages_and_the_feed_and_has_lost_ones_made_again(discussion: Discussion, deep: bool) -> None:
    put(discussion, *map(written, range(FITS + 1)))
    blog, cloud = discussion.blog, discussion.blog.cloud
    key = object_key(SECOND)
    assert compared(cloud, deep=deep) == []

    cloud.public.delete(key)
    found = compared(cloud, deep=deep)
    repair(cloud, found)
    blog.settle()

    assert [(one.kind, one.what) for one in found] == [("missing", key)]
    assert blog.page(SECOND)
