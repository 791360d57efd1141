"""One letter each: a worker may die at any call, receive its message twice, or meet another one in the same shard."""

import copy
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

from bench.watching import watched
from chalicelib.cloud.ports import Cloud, UnsentError
from chalicelib.newsletter import consumers
from chalicelib.newsletter.jobs import Deliver, OpenLetter, to_letters
from chalicelib.newsletter.rules.ledger import SILENCE
from chalicelib.newsletter.rules.letter import id_of
from chalicelib.store.newsletter import letters
from tests.crashing_workers import Died, dying
from tests.each import each
from tests.letters.blog import GRACE, KEY, TODAY, LetterBlog, many, total
from tests.publishing.blog import post

READERS = many(6)
NEWS = post("Something **happened**.", title="News", date=TODAY, categories=["News"], authors=["Ann"])
LETTER = id_of(KEY)
A_QUARTER = int(SILENCE.total_seconds())


def ready(*, events: bool, more: int = 0) -> LetterBlog:
    """Return a site whose letter is about to be opened, with six readers in as many shards: some follow everything, some the
    post's author, and some its category. So many more readers follow then."""
    return copy.deepcopy(_ready(events, more))


@cache
def _ready(events: bool, more: int) -> LetterBlog:
    blog = LetterBlog(events=events)
    blog.publish({"site.yaml": "title: The Press\n", KEY: NEWS})
    blog.follow(*READERS[:2])
    blog.follow(*READERS[2:4], authors=("ann",))
    blog.follow(*READERS[4:], authors=("bo",), categories=("news",))
    blog.clock.time += timedelta(seconds=GRACE)
    blog.letters.send([to_letters(OpenLetter(LETTER))])
    blog.follow(*(f"more-{each}@example.org" for each in range(more)))
    return blog


def run_jobs(blog: LetterBlog, around: Callable[..., Any]) -> bool:
    """Do jobs until none is left; return whether a worker died, whose message is then received again."""
    unwatched, died = blog.cloud, False
    blog.cloud = watched(unwatched, around)
    while message := blog.next_job():
        try:
            blog.do(message)
        except Died:
            died = True
            blog.letters.send([message])
    blog.cloud = unwatched
    return died


def number_of_calls() -> int:
    calls = [0]

    def count(_port: str, _method: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        calls[0] += 1
        return act()

    run_jobs(ready(events=True), count)
    return calls[0]


def test_the_fan_out_has_many_calls_to_die_at() -> None:
    assert number_of_calls() > 60


@each("call", lambda: range(1, number_of_calls() + 1))
def test_without_events_a_crash_leaves_everybody_one_letter_or_a_reported_claim(call: int) -> None:
    blog = ready(events=False)
    assert run_jobs(blog, dying(call))
    blog.wait(3600)
    unsettled = total(blog.progress(), "unsettled")
    assert blog.state() == "sent"
    assert total(blog.progress(), "sent") + unsettled == len(READERS)
    assert len(set(blog.readers())) == len(blog.readers())
    assert set(READERS) - set(blog.readers()) <= claimed(blog)
    assert unsettled == len(claimed(blog)) <= 1
    letter = blog.letter()
    assert letter is not None
    assert bool(letter.why) == bool(unsettled)


@each("call", lambda: range(1, number_of_calls() + 1))
def test_with_events_a_crash_leaves_everybody_exactly_one_letter(call: int) -> None:
    blog = ready(events=True)
    assert run_jobs(blog, dying(call))
    report_all(blog)
    blog.wait(3600)
    report_all(blog)
    blog.wait(3600)
    assert blog.readers() == READERS
    assert blog.state() == "sent"
    assert total(blog.progress(), "sent") == len(READERS)
    assert claimed(blog) == set()


def claimed(blog: LetterBlog) -> set[str]:
    """Return the readers whose letter may or may not have been sent."""
    entries = {reader: blog.entry(reader) for reader in READERS}
    return {reader for reader, entry in entries.items() if entry and entry.state == "claimed"}


def report_all(blog: LetterBlog) -> None:
    """Let the mail service report, twice, every letter that it took."""
    for number, sent in enumerate(blog.mail.sent, 1):
        for _ in range(2):
            blog.send_event("Send", sent, message_id=f"memory-{number}")


def test_a_letter_lost_between_claim_and_send_is_sent_again_after_the_silence() -> None:
    blog = ready(events=True)
    run_jobs(blog, dying_before_the_first_send())
    assert len(blog.readers()) == len(READERS) - 1
    blog.wait(A_QUARTER - 120)
    assert len(blog.readers()) == len(READERS) - 1
    blog.wait(A_QUARTER)
    assert blog.readers() == READERS
    assert blog.state() == "sent"


def dying_before_the_first_send() -> Callable[..., Any]:
    dead = [False]

    def around(port: str, _method: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if port == "mail" and _method == "send" and not dead[0]:
            dead[0] = True
            raise Died
        return act()

    return around


def test_whoever_left_meanwhile_is_not_sent_a_lost_letter_again() -> None:
    blog = ready(events=True)
    run_jobs(blog, dying_before_the_first_send())
    (lost,) = set(READERS) - set(blog.readers())
    blog.suppress(lost)
    blog.wait(3600)
    assert lost not in blog.readers()
    entry = blog.entry(lost)
    assert entry is not None
    assert (entry.state, blog.state()) == ("failed", "sent")


def test_messages_that_come_twice_and_out_of_order_send_nothing_twice() -> None:
    blog = ready(events=True)
    queued: list[str] = []
    while message := blog.next_job():
        queued.append(message.body)
        blog.do(message)
    for body in [*reversed(queued), *queued]:
        consumers.run(blog.cloud, body)
    blog.settle()
    assert blog.readers() == READERS


@each("step", range(1, 60, 2))
def test_two_workers_in_one_shard_send_each_reader_one_letter(step: int) -> None:
    blog = ready(events=True, more=300)
    run_jobs(blog, meeting_another(step, blog.cloud))
    blog.wait(3600)
    assert len(blog.readers()) == len(set(blog.readers())) == 306
    assert total(blog.progress(), "sent") == 306
    assert blog.state() == "sent"


@each("events", [True, False])
@each("step", range(1, 60, 3))
def test_two_workers_and_a_limited_rate_leave_no_reader_without_a_letter(step: int, events: bool) -> None:
    blog = ready(events=events, more=100)
    calls = [0]

    def throttled(port: str, method: str, args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if (port, method) == ("mail", "send"):
            calls[0] += 1
            if calls[0] == step:
                for one in letters.progress(blog.cloud.table, LETTER).values():
                    consumers.run(plain, to_letters(Deliver(LETTER, one.shard)).body)
                raise UnsentError("slow", "too fast")
        return act()

    plain = blog.cloud
    run_jobs(blog, throttled)
    blog.wait(2 * 3600)
    assert len(blog.readers()) == len(set(blog.readers())) == 106
    assert (blog.state(), blog.letter().why) == ("sent", "")  # type: ignore[union-attr]


def meeting_another(step: int, cloud: Cloud) -> Callable[..., Any]:
    """Before this call, let another worker deliver every shard that is under way."""
    calls = [0]

    def around(_port: str, _method: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        calls[0] += 1
        if calls[0] == step:
            for one in letters.progress(cloud.table, LETTER).values():
                consumers.run(cloud, to_letters(Deliver(LETTER, one.shard)).body)
        return act()

    return around
