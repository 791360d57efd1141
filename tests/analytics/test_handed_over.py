"""Files of page views are handed over without a queue: whatever fails, and wherever a worker dies, each is counted once."""

from typing import Any

import pytest

from chalicelib.analytics import top_posts
from chalicelib.batch import EventError, by_bucket, whole
from tests.analytics.blog import Reading, address, around_calls, on_memory_and_open, reads
from tests.analytics.test_counted import LOG, brought, calls_of, counts, two_hours
from tests.async_invocation import Event, Lambda, from_bucket
from tests.crashing_workers import dying
from tests.each import each

ALL = {address("a"): 4, address("b"): 2}


def counting(blog: Reading) -> Lambda:
    def popular(event: Event) -> None:
        whole(top_posts.logs(blog.blog.cloud, by_bucket(event)))

    return Lambda(popular)


def test_an_event_is_done_at_the_first_try(memory_blog: Reading) -> None:
    memory_blog.bring("a.gz", reads(a=4, b=2), times=0)

    assert counting(memory_blog).hand(from_bucket("a.gz")) == 1
    assert counts(memory_blog) == ALL


def test_a_key_is_read_as_s3_writes_it(memory_blog: Reading) -> None:
    memory_blog.bring(LOG, two_hours(), times=0)

    counting(memory_blog).hand(from_bucket(LOG.replace("+", "%2B").replace(" ", "+")))

    assert counts(memory_blog) == ALL


def test_an_event_that_names_no_object_is_done(memory_blog: Reading) -> None:
    assert counting(memory_blog).hand({"Event": "s3:TestEvent", "Bucket": "logs"}) == 1


def test_where_one_of_several_files_fails_the_others_are_counted_and_the_event_fails(memory_blog: Reading) -> None:
    memory_blog.bring("a.gz", reads(a=4), times=0)
    event = {"Records": [{"s3": {"bucket": {}}}, *from_bucket("a.gz")["Records"]]}

    with pytest.raises(EventError, match="failed, while the rest of the event is done: 0"):
        whole(top_posts.logs(memory_blog.blog.cloud, by_bucket(event)))

    assert counts(memory_blog) == {address("a"): 4}


@each("call", lambda: range(2, calls_of(brought) + 1))
def test_a_crash_at_any_call_is_made_good_by_the_next_try(call: int) -> None:
    blog = on_memory_and_open()
    blog.bring(LOG, two_hours(), times=0)

    with around_calls(blog.blog, dying(call - 1)):
        tried = counting(blog).hand(from_bucket(LOG.replace("+", "%2B")))

    assert tried == 2
    assert counts(blog) == ALL


@each("call", lambda: range(2, calls_of(brought) + 1))
def test_what_died_at_each_try_is_put_away_and_counted_once_when_it_is_redriven_twice(call: int) -> None:
    blog = on_memory_and_open()
    blog.bring(LOG, two_hours(), times=0)
    function = counting(blog)

    with around_calls(blog.blog, dying(call - 1)):
        function.hand(from_bucket(LOG.replace("+", "%2B")), tries=1)
    assert len(function.put_away) == 1
    function.put_away *= 2  # who brings it back dies before it is deleted
    function.redrive()

    assert function.put_away == []
    assert counts(blog) == ALL


def test_a_file_whose_bucket_fails_for_a_while_waits_put_away(memory_blog: Reading) -> None:
    memory_blog.bring("a.gz", reads(a=4, b=2), times=0)
    function = counting(memory_blog)

    def failing(_port: str, _method: str, _args: tuple[Any, ...], _act: object) -> Any:
        raise OSError("no such luck")

    with around_calls(memory_blog.blog, failing):
        assert function.hand(from_bucket("a.gz")) == 3
    assert counts(memory_blog) == {}

    function.redrive()
    assert counts(memory_blog) == ALL
