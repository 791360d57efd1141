"""What S3 and SQS do to events: doubled, late, out of order, encoded, malformed. Nothing of it is seen on the site."""

import itertools
import json
import logging
from collections.abc import Iterator

import pytest

import app
from chalicelib.publishing import consumers, messages
from chalicelib.publishing.messages import Position
from chalicelib.rendering.page_kinds import KINDS
from infra.demo.functions import SCHEDULED
from tests.pictures import flat_png as png
from tests.publishing.blog import Blog, MemoryBlog, as_new, event, post
from tests.publishing.blog_on_moto import AwsBlog
from tests.publishing.calls import calling, noting

KEY = "posts/hello.md"
HELLO, EDITED = post(title="Hello"), post(title="Hello again", categories=["Ink"])
LATER = "F"  # a sequencer behind all that a house gives by itself


@pytest.mark.on_aws_too
def test_a_doubled_event_changes_nothing(blog: Blog) -> None:
    blog.upload(KEY, HELLO)
    blog.tell(event(KEY, LATER), event(KEY, LATER))
    blog.settle()
    before = blog.objects()

    with noting(blog) as written:
        blog.tell(event(KEY, LATER))
        blog.settle()

    assert blog.objects() == before == as_new({KEY: HELLO})
    assert written == set()


@pytest.mark.on_aws_too
def test_a_late_event_changes_nothing(blog: Blog) -> None:
    blog.publish({KEY: HELLO})
    blog.upload(KEY, EDITED)
    blog.forget_events()
    blog.tell(event(KEY, "F2"))
    blog.settle()

    blog.tell(event(KEY, "F1"), event(KEY, "F1", "ObjectRemoved:Delete"))
    blog.settle()

    assert blog.objects() == as_new({KEY: EDITED})


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_in_whatever_order_events_come_the_object_as_it_is_now_counts(memory_blog: MemoryBlog, order: tuple[int, ...]) -> None:
    told = [event(KEY, "A1"), event(KEY, "A2", "ObjectRemoved:Delete"), event(KEY, "A3")]
    memory_blog.upload(KEY, EDITED)
    memory_blog.forget_events()

    for number in order:
        memory_blog.tell(told[number])
        memory_blog.settle()

    assert memory_blog.objects() == as_new({KEY: EDITED})


def test_a_deletion_that_is_told_of_before_the_upload_is_a_deletion(memory_blog: Blog) -> None:
    memory_blog.publish({"posts/stays.md": post()})

    memory_blog.tell(event(KEY, "F2", "ObjectRemoved:Delete"), event(KEY, "F1"))
    memory_blog.settle()

    assert memory_blog.objects() == as_new({"posts/stays.md": post()})


def test_sequencers_of_different_lengths_are_compared_as_s3_says(memory_blog: MemoryBlog) -> None:
    memory_blog.upload(KEY, HELLO)
    memory_blog.forget_events()
    memory_blog.tell(event(KEY, "00B"))
    memory_blog.settle()
    memory_blog.upload(KEY, EDITED)
    memory_blog.forget_events()

    memory_blog.tell(event(KEY, "00A9"))
    memory_blog.settle()
    assert memory_blog.objects() == as_new({KEY: HELLO})

    memory_blog.tell(event(KEY, "00b1"))
    memory_blog.settle()
    assert memory_blog.objects() == as_new({KEY: EDITED})


KEYS = {
    "posts/two words.md": "/2026/11/20/two-words/",
    "posts/one+one.md": "/2026/11/20/oneone/",
    "posts/día de ñ.md": "/2026/11/20/día-de-ñ/",
    "posts/حبر.md": "/2026/11/20/حبر/",
    "posts/100%.md": "/2026/11/20/100/",
    "posts/%41.md": "/2026/11/20/41/",
    "posts/a&b=c?.md": "/2026/11/20/abc/",
    "posts/😀.md": "/2026/11/20/1f600/",
}


@pytest.mark.on_aws_too
def test_keys_are_read_as_s3_encodes_them(blog: Blog) -> None:
    for key in KEYS:
        blog.upload(key, post(title="Found"))
    blog.settle()
    assert [address for address in KEYS.values() if "Found" not in (blog.page(address) or "")] == []

    for key in KEYS:
        blog.delete(key)
    blog.settle()
    assert [address for address in KEYS.values() if blog.page(address)] == []


def test_the_test_event_of_s3_is_nothing_to_do(memory_blog: Blog) -> None:
    memory_blog.tell(json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "presswork-content"}))
    memory_blog.publish({KEY: HELLO})
    memory_blog.again()
    memory_blog.settle()

    assert memory_blog.objects() == as_new({KEY: HELLO})


def test_one_message_may_tell_of_several_objects(memory_blog: MemoryBlog) -> None:
    memory_blog.upload(KEY, HELLO)
    memory_blog.upload("posts/other.md", post(title="Other"))
    memory_blog.forget_events()
    both = [json.loads(event(key, "A"))["Records"][0] for key in (KEY, "posts/other.md")]

    memory_blog.tell(json.dumps({"Records": both}))
    memory_blog.settle()

    assert memory_blog.objects() == as_new({KEY: HELLO, "posts/other.md": post(title="Other")})


MALFORMED = (
    "no JSON",
    "[]",
    "7",
    '{"Records": [{}]}',
    '{"Records": [{"s3": {"object": {}}}]}',
    '{"again": [["one"]]}',
    '{"walk": {"from": ""}}',
)


@pytest.mark.parametrize("bad", MALFORMED)
def test_a_malformed_message_fails_alone(memory_blog: MemoryBlog, bad: str, caplog: pytest.LogCaptureFixture) -> None:
    memory_blog.upload(KEY, HELLO)
    memory_blog.forget_events()

    failed = consumers.uploads(memory_blog.cloud, {"bad": bad, "good": event(KEY, "A")})

    assert failed == {"bad"}
    memory_blog.settle()
    assert memory_blog.objects() == as_new({KEY: HELLO})
    assert "message bad failed" in caplog.text


@pytest.mark.parametrize(
    "bad", ["no JSON", "[]", '{"pages": [["rss", "en:all:", "", "more"]]}', '{"pages": [["nothing"]]}', '{"walk": {"from": ""}}']
)
def test_a_malformed_page_fails_alone(memory_blog: MemoryBlog, bad: str, caplog: pytest.LogCaptureFixture) -> None:
    memory_blog.upload(KEY, HELLO)
    assert not consumers.uploads(memory_blog.cloud, {"m": event(KEY, "A")})
    good = {str(number): message.body for number, message in enumerate(memory_blog.press.take(100))}

    failed = consumers.pages(memory_blog.cloud, {"bad": bad, **good})

    assert failed == {"bad"}
    memory_blog.settle()
    assert memory_blog.objects() == as_new({KEY: HELLO})
    assert "ERROR" in caplog.text


@pytest.mark.slow
def test_of_a_batch_only_the_message_that_failed_comes_again(aws_blog: AwsBlog) -> None:
    aws_blog.upload(KEY, HELLO)
    aws_blog.tell("no JSON")

    aws_blog.settle()

    assert aws_blog.objects() == as_new({KEY: HELLO})
    assert len(aws_blog.hiding.hidden) == 1


def test_a_failure_of_one_page_names_the_messages_that_asked_for_it(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({KEY: HELLO})
    asked = {
        "both": [["landing", "en:all:", ""], ["nothing", "", ""]],
        "one": [["nothing", "", ""]],
        "fine": [["robots", "", ""]],
    }

    failed = consumers.pages(memory_blog.cloud, {name: json.dumps({"pages": pages}) for name, pages in asked.items()})

    assert failed == {"both", "one"}


def test_ten_requests_for_a_page_cost_what_one_does(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({KEY: HELLO})
    home = json.dumps({"pages": [["landing", "en:all:", ""]]})
    made = []
    for number in (1, 10):
        with calling(memory_blog) as calls:
            assert not consumers.pages(memory_blog.cloud, {str(message): home for message in range(number)})
        made.append([call.name for call in calls])

    assert made[0] == made[1]


# ---- rebuilds


def test_a_rebuild_of_all_pages_finds_nothing_to_change(memory_blog: Blog) -> None:
    memory_blog.publish({KEY: HELLO, "about.md": "# About", "posts/p.png": png(3, 2)})
    before = memory_blog.objects()

    with noting(memory_blog) as written:
        memory_blog.cloud.press.send([messages.to_rebuild(Position(tuple(KINDS)))])
        memory_blog.cloud.uploads.send([messages.to_rebuild(Position())])
        memory_blog.settle()

    assert memory_blog.objects() == before
    assert written == set()


@pytest.mark.on_aws_too
def test_a_rebuild_of_all_sources_publishes_what_had_no_event(blog: Blog) -> None:
    sources: dict[str, str | bytes] = {f"posts/{number}.md": post(title=f"T{number}") for number in range(5)}
    for key, source in {**sources, "posts/p.png": png(3, 2)}.items():
        blog.upload(key, source)
    blog.forget_events()

    blog.cloud.uploads.send([messages.to_rebuild(Position())])
    blog.settle()

    assert blog.objects() == as_new({**sources, "posts/p.png": png(3, 2)})


@pytest.mark.slow
def test_a_rebuild_goes_on_stretch_by_stretch(memory_blog: MemoryBlog) -> None:
    sources = {f"posts/{number:03}.md": post(title=f"T{number}", date=f"20{10 + number % 9}-01-02") for number in range(230)}
    for key, source in sources.items():
        memory_blog.upload(key, source)
    memory_blog.forget_events()
    memory_blog.cloud.uploads.send([messages.to_rebuild(Position())])
    memory_blog.settle()
    before = memory_blog.objects()
    assert len([key for key in before if key.count("/") == 4 and key.startswith("20")]) == 230

    memory_blog.publish({"site.yaml": "title: Another\n"})

    stale = [
        key for key, shown in memory_blog.objects().items() if shown.type.startswith("text/html") and b"A new site" in shown.body
    ]
    assert stale == []


# ---- through the handlers of app.py themselves


@pytest.fixture
def app_settings(aws_blog: AwsBlog, monkeypatch: pytest.MonkeyPatch) -> Iterator[AwsBlog]:
    """A house whose functions are those of `app.py`, waking up with its settings."""
    for name, value in {**aws_blog.settings, "SITE_URL": "https://press.example", "LOG_LEVEL": "WARNING"}.items():
        monkeypatch.setenv(name, value)
    app.cloud.cache_clear()
    app.trusted.cache_clear()
    yield aws_blog
    app.cloud.cache_clear()
    app.trusted.cache_clear()


@pytest.mark.slow
def test_the_functions_that_are_deployed_publish_and_answer_as_sqs_wants(app_settings: AwsBlog) -> None:
    blog = app_settings
    blog.functions = blog.with_handlers({"ingest": app.ingest, "press": app.press, "tick": app.tick})
    blog.upload(KEY, HELLO)
    blog.upload("posts/bad.md", post(date="yesterday"))
    blog.tell("no JSON")

    blog.settle()

    assert blog.objects() == as_new({KEY: HELLO})
    assert blog.report("posts/bad.md")
    assert app.tick(SCHEDULED, None) == {"queued": 0}
    once = {"receiptHandle": "r", "attributes": {"ApproximateReceiveCount": "1"}}
    told = {"Records": [{"messageId": "m1", "body": "no JSON", **once}, {"messageId": "m2", "body": event(KEY, LATER), **once}]}
    assert app.ingest(told, None) == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
    assert logging.getLogger().level == logging.WARNING


def test_a_message_of_an_earlier_version_names_only_what_is_still_rendered() -> None:
    blog = MemoryBlog()
    blog.publish({KEY: HELLO})
    before = blog.objects()

    failed = consumers.pages(blog.cloud, {"m": '{"pages": [["tally", "en:tag:ink", ""], ["landing", "en:all:", ""]]}'})

    assert failed == frozenset()
    assert blog.objects() == before
