"""What the demo tells of its own: each save once readers find it, and each letter."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.publishing import messages
from chalicelib.publishing.decide import Change
from chalicelib.schedule import tick
from chalicelib.store import letters, records
from chalicelib.times import in_utc
from infra.authoring.push.liveness import SOON
from infra.authoring.push.push_events import SAID
from infra.authoring.watch.demo_events import MOST, IngestReporter
from infra.authoring.watch.sent_letters import LetterWatcher
from tests.authoring.author import GOOD
from tests.letters.blog import KEY, NEWS, LetterBlog
from tests.publishing.blog import URL, MemoryBlog, post


class Listener:
    """The demo's news of a blog in memory, and what it has told."""

    def __init__(self) -> None:
        self.blog, self.time = MemoryBlog(), 0.0
        self.events: list[Mapping[str, Any]] = []
        self.news = IngestReporter(self.blog.cloud, self.events.append, lambda: self.time)

    def save(self, *keys: str, text: str | None = GOOD) -> None:
        for key in keys:
            if text is None:
                self.blog.delete(key)
            else:
                self.blog.upload(key, text)

    def settle(self) -> None:
        """Let everything come of what was saved, and its pages be written."""
        self.handle(self.blog.settle)

    def handle(self, act: Callable[[], object]) -> None:
        """Hear of what waits while this is done."""
        waiting = self.blog.uploads.take(1000)
        self.blog.uploads.send(waiting)
        self.news.hearing(lambda *_: act())({"Records": [{"body": one.body} for one in waiting]}, None)

    def hear(self) -> list[str]:
        """Return the lines that were told."""
        self.news.look()
        return [SAID[event["event"]].text(event) for event in self.events]


@pytest.fixture
def listener() -> Listener:
    return Listener()


def test_a_save_is_a_line_with_its_address_and_what_else_changed(listener: Listener) -> None:
    listener.save("posts/a.md")
    listener.settle()
    listener.hear()
    listener.save("posts/a.md", text=GOOD.replace("title: ", "title: Another "))
    listener.settle()

    line = listener.hear()[-1]
    assert re.fullmatch(rf"posts/a\.md  {URL}/2026/11/20/a/  0\.0 s; [1-9] other pages changed", line)


def test_nothing_is_told_before_it_is_live(listener: Listener) -> None:
    listener.save("posts/a.md")

    assert listener.hear() == []


def test_a_line_waits_for_other_pages_but_not_for_ever(listener: Listener) -> None:
    listener.save("posts/a.md")
    listener.handle(listener.blog.settle_without_pages)
    while listener.blog.page("/2026/11/20/a/") is None:
        listener.blog.handle_next()
    at_once = listener.hear()

    listener.time += SOON
    [line] = listener.hear()

    assert at_once == []
    assert "  0.0 s; " in line  # readers found it at once
    assert line.endswith("other pages changed so far; `presswork status` shows when all are made")


@pytest.mark.parametrize("text", [None, GOOD.replace("title", "draft: yes\ntitle"), GOOD.replace("title", "slug: moved\ntitle")])
def test_the_pages_where_a_post_stood_and_stands_are_none_of_the_other_pages(listener: Listener, text: str | None) -> None:
    listener.save("posts/a.md", "posts/b.md")
    listener.settle()
    listener.hear()
    before = listener.blog.objects()
    listener.save("posts/a.md", text=text)
    listener.settle()
    listener.hear()

    after = listener.blog.objects()
    read = {key for key in before.keys() | after.keys() if key.endswith("index.html") and not key.startswith("_/")}
    differ = {key for key in read if before.get(key) != after.get(key)}
    own = {"2026/11/20/a/index.html", "2026/11/20/moved/index.html"}
    assert listener.events[-1]["pages"] == len(differ - own) > 3


def test_a_removed_file_is_told(listener: Listener) -> None:
    listener.save("posts/a.md")
    listener.settle()
    listener.hear()

    listener.save("posts/a.md", text=None)
    listener.settle()

    assert listener.hear()[-1].startswith("posts/a.md  removed")


def test_a_post_that_comes_due_is_told_with_its_time(listener: Listener) -> None:
    listener.save("posts/a.md", text=post(date="2026-11-26T08:00:00"))
    listener.settle()
    listener.hear()

    listener.blog.clock.time += timedelta(days=1)
    tick(listener.blog.cloud)
    listener.settle()

    before, after = listener.hear()
    assert before.startswith("posts/a.md  will be published at 2026-11-26 08:00")
    assert re.fullmatch(rf"posts/a\.md  {URL}/2026/11/26/a/, as scheduled for 2026-11-26 08:00; \d+ other pages changed", after)


def test_what_is_read_again_and_stays_as_it_was_is_not_told(listener: Listener) -> None:
    listener.save("posts/a.md")
    listener.settle()
    listener.hear()

    listener.blog.uploads.send(
        [
            messages.again(
                [Change("posts/a.md", records.read_many(listener.blog.cloud.table, ["posts/a.md"])["posts/a.md"].sequence)]
            )
        ]
    )
    listener.settle()

    assert len(listener.hear()) == 1


def test_of_very_many_files_the_first_are_lines_and_the_others_a_number(listener: Listener) -> None:
    listener.save(*(f"posts/{number}.md" for number in range(MOST + 30)))
    listener.settle()

    told = listener.hear()

    assert len(told) == MOST + 1
    assert told[-1] == "and 30 more files"
    listener.save("posts/0.md", text=f"{GOOD}More.\n")
    listener.settle()
    assert listener.hear()[-1].startswith("posts/0.md  ")


def test_a_message_that_can_not_be_read_is_left_to_its_function(listener: Listener) -> None:
    heard: list[object] = []

    listener.news.hearing(lambda event, _: heard.append(event))({"Records": [{"body": "{"}]}, None)

    assert heard == [{"Records": [{"body": "{"}]}]
    assert listener.hear() == []


def test_the_seconds_run_from_when_the_message_was_sent(listener: Listener) -> None:
    sent = str(int((listener.blog.clock.now().timestamp() - 3) * 1000))
    listener.blog.upload("posts/a.md", GOOD)
    [message] = listener.blog.uploads.take(1)
    listener.blog.uploads.send([message])
    event = {"Records": [{"body": message.body, "attributes": {"SentTimestamp": sent}}]}

    listener.news.hearing(lambda *_: listener.blog.settle())(event, None)

    assert listener.hear()[0].startswith(f"posts/a.md  {URL}/2026/11/20/a/  3.0 s; ")


def test_a_refusal_is_left_to_its_report(listener: Listener) -> None:
    listener.save("posts/a.md", text="---\ndate: 2026-02-31\n---\n")
    listener.settle()

    assert listener.hear() == []


def test_a_letter_is_told_once_with_the_number_that_it_reached() -> None:
    blog = LetterBlog()
    blog.follow("ann@example.org", "ben@example.org")
    mailed = LetterWatcher(blog.cloud, in_utc(blog.clock.now()))
    blog.publish({KEY: NEWS})
    before = mailed.look()
    blog.wait()

    told = mailed.look()

    assert before == []
    assert [SAID[event["event"]].text(event) for event in told] == [f"{KEY}  mailed to 2 subscribers"]
    assert mailed.look() == []


@pytest.mark.parametrize(
    ("followers", "told"),
    [
        ((), [f"{KEY}  mailed to nobody: there are no subscribers yet"]),
        (("ann@example.org",), [f"{KEY}  mailed to 0 subscribers"]),
    ],
)
def test_of_a_letter_that_reached_nobody_it_is_told_whether_anybody_is_subscribed(
    followers: tuple[str, ...], told: list[str]
) -> None:
    blog = LetterBlog()
    mailed = LetterWatcher(blog.cloud, in_utc(blog.clock.now()))
    blog.publish({KEY: NEWS})
    blog.wait()
    blog.follow(*followers)

    events = mailed.look()

    assert letters.listed(blog.cloud.table)
    assert [SAID[event["event"]].text(event) for event in events] == told


def test_that_nobody_is_subscribed_is_told_once_and_only_of_what_would_be_mailed() -> None:
    blog = LetterBlog()
    mailed = LetterWatcher(blog.cloud, in_utc(blog.clock.now()))
    blog.publish({f"posts/{number}.md": NEWS.replace("title: ", f"title: {number} ") for number in range(3)})
    blog.publish({"posts/old.md": NEWS.replace("2026-11-25", "2011-11-25")})
    blog.wait()
    first = mailed.look()
    blog.publish({"posts/later.md": NEWS.replace("title: ", "title: Later ")})
    blog.wait()

    then = mailed.look()

    assert [SAID[event["event"]].text(event) for event in first] == ["posts/0.md  mailed to nobody: there are no subscribers yet"]
    assert len(letters.listed(blog.cloud.table)) == 4
    assert then == []
