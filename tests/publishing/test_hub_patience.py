"""When a hub is told: once all is quiet, a few minutes later where it never is, and never of a site on one's own machine."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib.publishing import websub
from chalicelib.store import websub_feeds
from tests.publishing.blog import Blog, post
from tests.publishing.hubs import KEY, MINUTE, feeds, heard, opened, tick, waiting


def test_on_a_site_that_is_never_quiet_each_feed_is_told_after_a_few_minutes_and_its_last_bytes_once_all_is_quiet(
    memory_blog: Blog,
) -> None:
    made = opened(memory_blog)
    waited: dict[str, int] = {}
    longest = 0

    for number in range(60):
        memory_blog.publish({KEY: post(f"Draft {number}.", tags=[f"tag {number}"])})
        tick(memory_blog, timedelta(seconds=50))
        told = set().union(*heard(made))
        waited = {url: waited.get(url, 0) + 50 for url in waiting(memory_blog) - told}
        longest = max(longest, *waited.values(), 0)
    memory_blog.publish({KEY: post("The end.")})
    for _ in range(2):
        tick(memory_blog)

    assert longest <= (websub_feeds.LONGEST + MINUTE).total_seconds()
    assert feeds("/") <= heard(made)[-1]
    assert not waiting(memory_blog)


def test_a_publish_whose_press_takes_two_minutes_is_still_one_ping(memory_blog: Blog) -> None:
    made = opened(memory_blog)

    for number in range(4):
        memory_blog.publish({f"posts/{number}.md": post(title=f"Part {number}")})
        tick(memory_blog, timedelta(seconds=40))
    for _ in range(5):
        tick(memory_blog)

    assert heard(made) == [feeds("/")]


LOCAL = [
    "http://localhost",
    "http://localhost:8000",
    "https://blog.localhost",
    "http://printer.local/",
    "http://127.0.0.1:8000",
    "http://127.8.0.1",
    "http://[::1]:8000",
]


@pytest.mark.parametrize("url", LOCAL)
def test_no_hub_is_told_of_a_site_on_ones_own_machine(memory_blog: Blog, url: str, caplog: pytest.LogCaptureFixture) -> None:
    made = opened(memory_blog)
    memory_blog.cloud = replace(memory_blog.cloud, url=url)
    caplog.set_level("DEBUG", "chalicelib.publishing.websub")

    memory_blog.publish({KEY: post()})
    for _ in range(3):
        tick(memory_blog)

    assert made.told == []
    assert not waiting(memory_blog)
    assert caplog.text.count("isn't notified") == 1


@pytest.mark.parametrize(
    "url", ["https://localhost.example", "https://127.example", "https://local.example:8000", "http://9.9.9.9"]
)
def test_a_site_that_only_sounds_local_is_told(url: str) -> None:
    assert not websub.is_local(url)
