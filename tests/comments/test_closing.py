"""Comments close when a post is as old as its site says."""

from datetime import timedelta

import pytest

from chalicelib import schedule
from tests.comments.test_comments import SITE, Discussion
from tests.publishing.blog import MemoryBlog, post

CLOSING = SITE.replace("{open", "{close_after: 10 days, open")


@pytest.fixture
def discussion() -> Discussion:
    """A discussion on the fifth day after a post."""
    blog = MemoryBlog()
    blog.publish({"site.yaml": CLOSING, "posts/ink.md": post(title="Ink", date="2026-11-20")})
    return Discussion(blog)


def wait(discussion: Discussion, number: int) -> None:
    discussion.blog.clock.time += timedelta(days=number)
    schedule.tick(discussion.cloud)
    discussion.settle()


def test_the_form_goes_when_the_post_is_so_old_and_what_was_said_stays(discussion: Discussion) -> None:
    discussion.comment()
    discussion.decide("approve")
    wait(discussion, 4)
    assert "<textarea" in discussion.page

    wait(discussion, 1)

    assert "<textarea" not in discussion.page
    assert "Comments are closed." in discussion.page
    assert "I <em>like</em> ink." in discussion.page


def test_a_comment_that_comes_later_is_dropped(discussion: Discussion) -> None:
    wait(discussion, 5)
    discussion.comment()

    assert discussion.inbox("eva@example.org") == []


def test_a_site_that_closes_later_opens_them_again(discussion: Discussion) -> None:
    wait(discussion, 5)
    discussion.blog.publish({"site.yaml": CLOSING.replace("10 days", "365 days")})

    assert "<textarea" in discussion.page


def test_a_post_expires_in_its_time_whenever_its_comments_close(discussion: Discussion) -> None:
    discussion.blog.publish({"posts/ink.md": post(title="Ink", date="2026-11-20", expires="2026-12-03")})
    wait(discussion, 5)
    assert "Comments are closed." in discussion.page

    wait(discussion, 3)

    assert discussion.page == ""


@pytest.mark.parametrize("value", ["0", "a week", "-3", "10 hours"])
def test_what_is_no_number_of_days_is_refused(discussion: Discussion, value: str) -> None:
    discussion.blog.publish({"site.yaml": CLOSING.replace("10 days", value)})

    assert "such as 30 days" in (discussion.blog.report("site.yaml") or "")
