"""A flood of comments: how many are held, how many mails it brings, what it costs, and which honest comments come through."""

import pytest
from msgspec.structs import replace

from bench import floods
from chalicelib.store import comments
from chalicelib.web.comments import FULL, MANY
from tests.comments.test_comments import COMMENT, SITE, Discussion
from tests.publishing.blog import MemoryBlog, post
from tests.web.visitor import shown


@pytest.fixture
def discussion() -> Discussion:
    blog = MemoryBlog()
    blog.publish({"site.yaml": SITE, "posts/ink.md": post(title="Ink", date="2026-11-20")})
    return Discussion(blog)


def send(discussion: Discussion, ip: str, text: str) -> bool:
    """Send a comment; return whether it was taken."""
    return discussion.ask("POST", "/comments", {**COMMENT, "text": text}, ip=ip).status < 400


@pytest.mark.slow
@pytest.mark.parametrize(("networks", "left"), [(1, (100, 23, 20)), (100, (720, 23, 20)), (10_000, (FULL + 2, 4, 2))])
def test_a_flood_leaves_room_for_honest_comments_unless_it_comes_from_thousands_of_networks(
    networks: int, left: tuple[int, int, int]
) -> None:
    outcome = floods.Flooded().passes(networks)

    assert (outcome.waiting, outcome.mails, outcome.honest) == left
    assert outcome.dollars < floods.MOST_DOLLARS


def test_a_flood_of_comments_stops_no_sign_up(discussion: Discussion) -> None:
    assert [send(discussion, "203.0.113.7", "Buy!") for _ in range(11)] == [True] * 10 + [False]

    assert discussion.sign_up().status == 303


def hold(discussion: Discussion, number: int) -> None:
    send(discussion, "203.0.113.7", "Buy!")
    discussion.work()
    (comment,) = comments.held(discussion.cloud.table, 1)
    for more in range(number - 1):
        comments.hold(discussion.cloud.table, replace(comment, name=f"{comment.name}{more}"))


def test_while_many_comments_wait_a_network_may_send_one_a_day(discussion: Discussion) -> None:
    hold(discussion, MANY)

    assert [send(discussion, "203.0.114.7", "Honest.") for _ in range(2)] == [True, False]
    assert send(discussion, "203.0.115.7", "Honest.")


def test_a_site_takes_no_comments_while_so_many_wait_that_nobody_reads_them(discussion: Discussion) -> None:
    hold(discussion, FULL)
    answer = discussion.ask("POST", "/comments", COMMENT, ip="203.0.114.7")

    assert (answer.status, shown(answer)) == (429, "reply")
