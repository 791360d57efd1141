"""Events of mail are handed over without a queue: whatever fails, and wherever a worker dies, each is recorded.

Their sums may then lack one: the number of followers is counted anew by the next letter, and no sum ever says too much.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from bench.watching import watched
from chalicelib.batch import EventError, by_topic, whole
from chalicelib.newsletter import feedback
from chalicelib.newsletter.rules.letter import id_of
from chalicelib.store.newsletter import letters, subscribers
from chalicelib.times import in_utc
from tests.async_invocation import Event, Lambda, from_topic
from tests.crashing_workers import dying
from tests.each import each
from tests.letters.blog import KEY, LetterBlog, many

BOUNCE = {"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": []}


def ready() -> LetterBlog:
    """A site that has sent a letter to three readers."""
    blog = LetterBlog()
    blog.publish({"site.yaml": "title: The Press\n"})
    blog.follow(*many(3))
    blog.announce()
    return blog


def event_of(blog: LetterBlog, kind: str, address: str, **details: object) -> str:
    sent = next(one for one in blog.posted() if one.to == address)
    tags = {name: [value] for name, value in sent.tags.items()}
    mail = {"timestamp": in_utc(blog.clock.time), "messageId": "m1", "tags": tags}
    return json.dumps({"eventType": kind, "mail": mail, kind.lower(): details})


def bounce(blog: LetterBlog) -> Event:
    return from_topic(event_of(blog, "Bounce", many(3)[1], **BOUNCE))


def recording(blog: LetterBlog, around: Callable[..., Any] | None = None) -> Lambda:
    cloud = watched(blog.cloud, around) if around else blog.cloud

    def mail_news(event: Event) -> None:
        whole(feedback.ses_events(cloud, by_topic(event)))

    return Lambda(mail_news)


def outcome(blog: LetterBlog) -> tuple[str, int, dict[str, int], str]:
    subscriber, entry = blog.subscriber(many(3)[1]), blog.entry(many(3)[1])
    assert subscriber
    assert entry
    counts = dict(letters.troubles(blog.cloud.table, id_of(KEY)))
    return subscriber.state, subscribers.followers(blog.cloud.table), counts, entry.trouble


DONE = ("suppressed", 2, {"bounced": 1, "complained": 0, "soft": 0}, "bounced")


def is_recorded(blog: LetterBlog) -> bool:
    """Whether the reader is suppressed and the ledger knows why, and nothing was counted twice."""
    state, followers, counts, trouble = outcome(blog)
    return (state, trouble) == ("suppressed", "bounced") and followers >= 2 and sum(counts.values()) <= 1


def calls() -> int:
    """How many calls a bounce takes."""
    blog, made = ready(), [0]

    def count(_port: str, _method: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        made[0] += 1
        return act()

    recording(blog, count).hand(bounce(blog))
    return made[0]


def test_a_bounce_is_recorded_at_the_first_try() -> None:
    blog = ready()

    assert recording(blog).hand(bounce(blog)) == 1
    assert outcome(blog) == DONE


def test_where_one_of_several_events_fails_the_others_are_recorded_and_the_event_fails() -> None:
    blog = ready()
    event = from_topic("", event_of(blog, "Bounce", many(3)[1], **BOUNCE))
    event["Records"][0]["Sns"]["Message"] = None

    with pytest.raises(EventError, match="failed, while the rest of the event is done: 0"):
        whole(feedback.ses_events(blog.cloud, by_topic(event)))

    assert outcome(blog) == DONE


@each("call", lambda: range(1, calls() + 1))
def test_a_crash_at_any_call_is_made_good_by_the_next_try(call: int) -> None:
    blog = ready()

    assert recording(blog, dying(call)).hand(bounce(blog)) == 2
    assert is_recorded(blog)


@each("call", lambda: range(1, calls() + 1))
def test_what_died_is_put_away_and_recorded_when_it_is_redriven_twice(call: int) -> None:
    blog = ready()
    function = recording(blog, dying(call))

    function.hand(bounce(blog), tries=1)
    assert len(function.put_away) == 1
    function.put_away *= 2  # who brings it back dies before it is deleted
    function.redrive()

    assert function.put_away == []
    assert is_recorded(blog)
