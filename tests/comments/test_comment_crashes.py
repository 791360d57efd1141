"""A worker that receives a comment, decides on it, takes it back or tells the moderator may die at any call of the cloud.

Its job comes again, or is lost: then the schedule goes on, as far as anything was begun.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import cast

import pytest
from msgspec.structs import replace

from bench.watching import watched
from chalicelib import schedule
from chalicelib.cloud.items import At
from chalicelib.cloud.memory import MemoryQueue
from chalicelib.cloud.ports import UnsentError
from chalicelib.comments import state_changes
from chalicelib.comments.rules.comment import Comment, approved
from chalicelib.model import Page
from chalicelib.newsletter import consumers
from chalicelib.partitions import COMMENTS
from chalicelib.publishing import messages
from chalicelib.rendering.summaries import comments_at
from chalicelib.store import timers
from chalicelib.store.comments import COMMENT as STORED
from chalicelib.store.comments import at, comment_in, copy_of, shown
from tests.comments.test_comments import ADDRESS, COMMENT, SITE, Discussion
from tests.crashing_workers import Died, dying
from tests.function_rights import granted
from tests.publishing.blog import MemoryBlog, post

AN_HOUR = timedelta(hours=1)
MODERATOR = "eva@example.org"


def new_discussion() -> Discussion:
    blog = MemoryBlog()
    blog.publish({"site.yaml": SITE, "posts/ink.md": post(title="Ink", date="2026-11-20")})
    return Discussion(blog)


def sent() -> Discussion:
    """A comment was sent, and its job waits."""
    discussion = new_discussion()
    discussion.ask("POST", "/comments", COMMENT)
    return discussion


def held() -> Discussion:
    """A comment waits for a look, and the moderator was told."""
    discussion = sent()
    discussion.settle()
    return discussion


def decided(act: str) -> Discussion:
    """A comment waits, and the job of an act on it, too."""
    discussion = held()
    (waiting,) = comments_of(discussion)
    discussion.ask("POST", discussion.moderation_link(), {"comment": f"{waiting.name} {waiting.thread}", "act": act})
    return discussion


def withdrawn() -> Discussion:
    """A comment is on its page, and the job to take it back waits."""
    discussion = new_discussion()
    answer = discussion.comment()
    discussion.decide("approve")
    token = answer.partition('name="t" value="')[2].partition('"')[0]
    discussion.ask("POST", "/comments/withdrawn", {"t": token})
    return discussion


def comments_of(discussion: Discussion) -> list[Comment]:
    items = discussion.cloud.table.query(f"{COMMENTS}posts/ink.md")
    return [comment_in(item) for item in items]


def dies(discussion: Discussion, number: int) -> bool:
    """Let a worker do the job that waits, and die after so many calls; return False if it did all of it before."""
    (message,) = cast(MemoryQueue, discussion.cloud.letters).take(1)
    try:
        consumers.run(granted(watched(discussion.cloud, dying(number)), "letters"), message.body)
    except Died:
        cast(MemoryQueue, discussion.cloud.letters).send([message])
        return True
    return False


def is_shown(discussion: Discussion) -> bool:
    return "I <em>like</em> ink." in discussion.page


def each_death(begin: Callable[[], Discussion], least: int) -> list[Discussion]:
    """Return the discussions in which a worker died after one call, after two, and so on; the last lived."""
    all_of_them = [begin()]
    while dies(all_of_them[-1], len(all_of_them)):
        all_of_them.append(begin())
    assert len(all_of_them) > least
    return all_of_them


def pass_an_hour(discussion: Discussion) -> None:
    """Let an hour pass in which the clock ticks, and more than that of timers that look again."""
    for _ in range(5):
        discussion.clock.time += AN_HOUR / 4
        schedule.tick(granted(discussion.cloud, "tick"))
        discussion.settle()


def test_a_comment_is_held_once_wherever_its_worker_dies() -> None:
    for discussion in each_death(sent, 8):
        discussion.settle()
        pass_an_hour(discussion)

        assert [comment.state for comment in comments_of(discussion)] == ["held"]
        assert discussion.ask("GET", discussion.moderation_link()).body.count(b'value="approve"') == 1
        assert 1 <= len(discussion.inbox(MODERATOR)) <= 2


@pytest.mark.parametrize(("act", "is_on_page"), [("approve", True), ("delete", False)])
def test_an_act_is_carried_out_wherever_its_worker_dies(act: str, is_on_page: bool) -> None:
    for discussion in each_death(lambda: decided(act), 5):
        discussion.settle()

        assert is_shown(discussion) == is_on_page
        assert [comment.owes for comment in comments_of(discussion)] == [False]


@pytest.mark.parametrize("begin", [lambda: decided("approve"), withdrawn], ids=["approve", "withdraw"])
def test_what_a_worker_began_whose_job_is_lost_is_ended_by_the_schedule(begin: Callable[[], Discussion]) -> None:
    for discussion in each_death(begin, 5):
        cast(MemoryQueue, discussion.cloud.letters).take(1)
        discussion.blog.settle()
        pass_an_hour(discussion)

        (comment,) = comments_of(discussion)
        assert not comment.owes
        assert is_shown(discussion) == (comment.state == "approved")


def test_a_comment_that_is_taken_back_goes_wherever_its_worker_dies() -> None:
    for discussion in each_death(withdrawn, 5):
        discussion.settle()

        assert not is_shown(discussion)
        assert discussion.blog.page(f"{ADDRESS}feed/") is None


def mail_waits() -> Discussion:
    """A comment is held, and the job of the mail about it waits."""
    discussion = sent()
    (message,) = cast(MemoryQueue, discussion.cloud.letters).take(1)
    consumers.run(granted(discussion.cloud, "letters"), message.body)
    return discussion


def test_the_moderator_is_told_wherever_the_worker_of_the_mail_dies_and_at_most_once_an_hour() -> None:
    for discussion in each_death(mail_waits, 6):
        discussion.settle()
        assert len(discussion.inbox(MODERATOR)) <= 1
        pass_an_hour(discussion)
        assert 1 <= len(discussion.inbox(MODERATOR)) <= 2
        before = len(discussion.inbox(MODERATOR))
        pass_an_hour(discussion)
        assert len(discussion.inbox(MODERATOR)) == before


def test_a_mail_that_was_not_sent_is_sent_an_hour_later() -> None:
    discussion = mail_waits()
    (mail,) = cast(MemoryQueue, discussion.cloud.letters).take(1)

    def refuse(port: str, _method: str, _args: object, act: Callable[[], object]) -> object:
        if port == "mail":
            raise UnsentError("quota", "told to")
        return act()

    consumers.run(watched(discussion.cloud, refuse), mail.body)
    assert discussion.inbox(MODERATOR) == []

    pass_an_hour(discussion)

    assert len(discussion.inbox(MODERATOR)) == 1


def test_a_comment_that_is_held_while_the_mail_about_another_is_sent_is_told_an_hour_later() -> None:
    discussion = mail_waits()
    cloud, others = discussion.cloud, Discussion(discussion.blog)
    others.cloud = cloud
    (mail,) = cast(MemoryQueue, cloud.letters).take(1)

    def comment_meanwhile(port: str, _method: str, _args: object, act: Callable[[], object]) -> object:
        if port == "mail":
            others.ask("POST", "/comments", {**COMMENT, "text": "Another."})
            others.work()
        return act()

    consumers.run(watched(cloud, comment_meanwhile), mail.body)
    assert "Another." not in discussion.inbox(MODERATOR)[0].as_string()

    pass_an_hour(discussion)

    assert len(discussion.inbox(MODERATOR)) == 2


def test_of_two_acts_at_once_one_deletes_for_good_and_the_page_says_so() -> None:
    """The approval reads the comment; then the deletion is carried out; then the approval goes on."""
    discussion = decided("approve")
    (approval,) = cast(MemoryQueue, discussion.cloud.letters).take(1)
    (comment,) = comments_of(discussion)
    deleted: list[bool] = []

    def delete_meanwhile(port: str, method: str, _args: object, act: Callable[[], object]) -> object:
        answer = act()
        if (port, method) == ("table", "get") and not deleted:
            deleted.append(True)
            discussion.ask("POST", discussion.moderation_link(), {"comment": f"{comment.name} {comment.thread}", "act": "delete"})
            discussion.settle()
        return answer

    consumers.run(watched(discussion.cloud, delete_meanwhile), approval.body)
    discussion.settle()

    assert deleted
    assert [one.state for one in comments_of(discussion)] == ["deleted"]
    assert not is_shown(discussion)


def test_a_comment_follows_its_post_wherever_that_was_renamed_to_meanwhile() -> None:
    discussion = sent()
    text = post(title="Ink", date="2026-11-20")
    discussion.blog.publish_at_once({"posts/ink.md": None, "posts/on-ink.md": text})
    discussion.settle()
    discussion.blog.publish({"posts/ink.md": post("Another.", title="More ink", date="2026-11-21")})

    discussion.decide("approve")

    assert "I <em>like</em> ink." in (discussion.blog.page("/2026/11/20/on-ink/") or "")
    assert "I <em>like</em> ink." not in (discussion.blog.page("/2026/11/21/ink/") or "")


def test_many_comments_that_are_not_shown_hide_none_that_is() -> None:
    discussion = held()
    (comment,) = comments_of(discussion)
    for number in range(3_000):
        name = f"2026-11-01T00:00:00.000+00:00#{number}"
        discussion.cloud.table.put(STORED.item(at(comment.thread, name), replace(comment, name=name, state="deleted")))

    discussion.decide("approve")

    assert is_shown(discussion)


def test_a_copy_that_a_dead_worker_wrote_after_a_deletion_goes_by_the_schedule() -> None:
    discussion = decided("approve")
    (comment,) = comments_of(discussion)
    copy = copy_of(approved(comment))
    state_changes.expect(discussion.cloud, comment.thread, comment.name)  # by a worker that approves, and has read the comment
    state_changes.act(discussion.cloud, comment.thread, comment.name, "delete")
    discussion.cloud.table.put(copy)  # by that worker, which dies now; its job is lost
    cast(MemoryQueue, discussion.cloud.letters).take(1)
    assert shown(discussion.cloud.table, comment.thread)

    pass_an_hour(discussion)

    assert shown(discussion.cloud.table, comment.thread) == ()
    assert "comment" not in {timers.kind_and_of(timer)[0] for timer in timers.scheduled(discussion.cloud.table)}


def with_a_comment() -> Discussion:
    """A comment is on its page, and in its feed."""
    discussion = decided("approve")
    discussion.settle()
    assert "I &lt;em&gt;like&lt;/em&gt; ink." in feed_of(discussion)
    return discussion


def feed_of(discussion: Discussion) -> str:
    return discussion.blog.page(f"{ADDRESS}feed/") or ""


def test_a_feed_that_is_made_before_its_posts_page_notes_that_there_are_comments_waits_for_that_page() -> None:
    discussion = with_a_comment()
    discussion.cloud.table.delete(At(*comments_at(ADDRESS)))  # the page was made while its post was gone; the post is back

    discussion.cloud.press.send(messages.to_press([Page("comments", ADDRESS)]))
    discussion.settle()
    assert feed_of(discussion) == ""
    discussion.cloud.press.send(messages.to_press([Page("address", ADDRESS)]))
    discussion.settle()

    assert "I &lt;em&gt;like&lt;/em&gt; ink." in feed_of(discussion)


def test_a_feed_that_was_made_between_a_new_title_and_its_return_is_made_again() -> None:
    discussion = with_a_comment()
    blog = discussion.blog
    blog.upload("posts/ink.md", post(title="Blue ink", date="2026-11-20"))
    blog.settle_without_pages()
    later = blog.press.take(100)
    blog.press.send(messages.to_press([Page("comments", ADDRESS)]))  # of a comment that had come before
    blog.settle()
    assert "Blue ink" in feed_of(discussion)

    blog.upload("posts/ink.md", post(title="Ink", date="2026-11-20"))
    blog.settle_without_pages()
    blog.press.send(later)
    blog.settle()

    assert "Blue ink" not in feed_of(discussion)
