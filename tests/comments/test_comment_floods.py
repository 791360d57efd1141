"""A flood of comments: how many are held, how many mails it brings, and how many honest comments come through."""

from typing import NamedTuple

import pytest
from msgspec.structs import replace

from chalicelib import schedule
from chalicelib.store import comments
from chalicelib.web.comments import FULL, MANY
from tests.comments.test_comments import COMMENT, SITE, Discussion
from tests.publishing.blog import MemoryBlog, post
from tests.web.visitor import shown

FLOOD, HONEST = 10_000, 20
A_DAY_IN_S = 86_400


class Outcome(NamedTuple):
    held: int
    mails: int
    honest: int


@pytest.fixture
def discussion() -> Discussion:
    blog = MemoryBlog()
    blog.publish({"site.yaml": SITE, "posts/ink.md": post(title="Ink", date="2026-11-20")})
    return Discussion(blog)


def send(discussion: Discussion, ip: str, text: str) -> bool:
    """Send a comment; return whether it was taken."""
    return discussion.ask("POST", "/comments", {**COMMENT, "text": text}, ip=ip).status < 400


def ip_of(network: int) -> str:
    return f"{20 + network // 65_536}.{network // 256 % 256}.{network % 256}.7"


def flooded(discussion: Discussion, networks: int) -> Outcome:
    """Let a day pass in which strangers send so many comments from these networks, and now and then somebody an honest one."""
    honest = 0
    for number in range(FLOOD):
        send(discussion, ip_of(number % networks), "Buy!")
        if number % (FLOOD // HONEST) == FLOOD // HONEST - 1:
            honest += send(discussion, f"203.0.{number // (FLOOD // HONEST)}.7", "Honest.")
        if number % 50 == 49:
            discussion.work()
            discussion.clock.sleep(A_DAY_IN_S / FLOOD * 50)
            schedule.tick(discussion.cloud)
            discussion.work()
    held = len(comments.held(discussion.cloud.table, FLOOD))
    return Outcome(held, len(discussion.inbox("eva@example.org")), honest)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("networks", "outcome"),
    [(1, Outcome(100, 23, 20)), (100, Outcome(720, 23, 20)), (10_000, Outcome(FULL + 2, 4, 2))],
)
def test_a_flood_leaves_room_for_honest_comments_unless_it_comes_from_thousands_of_networks(
    discussion: Discussion, networks: int, outcome: Outcome
) -> None:
    assert flooded(discussion, networks) == outcome


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
