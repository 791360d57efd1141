"""What a bill rests on, held against the code: the units of the price list, by a meter in memory."""

import gzip
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

import pytest
from msgspec.structs import replace

from bench import comments as commenting
from bench import corpus, visiting
from bench.comments import Discussed
from bench.counting import counted, size_of
from bench.filling import World, filled, ingest_message, press_all, upload
from bench.mailing import NOW, PEPPER, POST, Mailed, address, fan_out
from bench.mailing import filled as followed
from bench.metering import Meters, metered
from bench.simulating import Takes
from bench.visiting import JSON, Visited
from chalicelib import partitions, schedule
from chalicelib.analytics import hours, top_posts
from chalicelib.cloud.memory import FixedClock, MemoryBucket
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Cloud, Object
from chalicelib.comments.moderation_mail import moderator_id
from chalicelib.newsletter import consumers, feedback
from chalicelib.newsletter.rules import tokens
from chalicelib.newsletter.rules.address_hashes import reader_id
from chalicelib.newsletter.rules.letter import id_of
from chalicelib.rendering.fixed_pages import SCRIPTS
from chalicelib.rendering.look import stylesheets
from chalicelib.store import comments, page_views, records
from chalicelib.store.newsletter import ledger
from chalicelib.web import api
from chalicelib.web.http import Request
from infra.costs.measured_usage import (
    COMMENT,
    COMMENT_JOBS,
    COMMENT_KB,
    COUNTED,
    ENCODE,
    EVENT,
    IDLE,
    LETTER,
    LETTER_SENDS,
    MAILED,
    PUBLISH,
    PUBLISH_BATCHES,
    RANKED,
    RECORDS_KB,
    SIGN_UP,
    VIEW_KB,
    WRITTEN,
)
from tests.analytics.lines import line as line_of
from tests.analytics.lines import packed
from tests.authoring_api.app import App, DeskBlog
from tests.images.drawing import photo, saved
from tests.newsletter.test_ses_events import event
from tests.pictures import flat_png
from tests.publishing.blog import MemoryBlog, post

ROOT = Path(__file__).parents[2]


POSTS, FURTHER = 1_000, 6  # so many that topics are divided into years; the last of the further posts is metered


@pytest.fixture(scope="module")
def site() -> tuple[World, Meters]:
    """A site in memory whose last post was metered."""
    world, meters = filled(POSTS), Meters()
    cloud = metered(world.cloud, meters)
    for number in range(FURTHER):
        message = upload(world.cloud, corpus.post(POSTS + number, POSTS))
        meters.clear()
        ingest_message(cloud, message)
        press_all(cloud, world.press)
    return world, meters


def test_a_publish_takes_so_many_units(site: tuple[World, Meters]) -> None:
    _, meters = site

    assert meters["table reads"] == pytest.approx(PUBLISH.reads, rel=0.1)
    assert meters["table writes"] == pytest.approx(PUBLISH.writes, rel=0.1)
    assert meters["bucket writes"] == pytest.approx(PUBLISH.puts, rel=0.1)
    assert meters["press sends"] == PUBLISH_BATCHES


@pytest.mark.slow
def test_an_image_takes_so_many_units_with_the_pages_that_show_it() -> None:
    blog, meters = MemoryBlog(), Meters()
    blog.publish({"posts/a.md": post("![A boat](boat.jpg)", categories=["Ink", "Sea"], tags=["a", "b", "c"])})
    blog.cloud = metered(blog.cloud, meters)

    blog.publish({"posts/boat.jpg": saved(photo(2000, 1500), "JPEG", quality=90)})

    assert meters["table reads"] == pytest.approx(ENCODE.reads, rel=0.1)
    assert meters["table writes"] == pytest.approx(ENCODE.writes, rel=0.1)
    assert meters["bucket reads"] == pytest.approx(ENCODE.gets, rel=0.1)
    assert meters["bucket writes"] == pytest.approx(ENCODE.puts, rel=0.1)


def test_a_post_from_an_app_takes_so_many_units() -> None:
    blog, meters = DeskBlog(), Meters()
    blog.publish({f"posts/{number}.md": post(title=f"Post {number}", date="2026-11-01") for number in range(25)})
    app = App(blog)
    blog.cloud = metered(blog.cloud, meters)
    meters.clear()

    app.get(("q", "config"))
    app.get(("q", "source"))
    picture = app.upload("boat.png", flat_png(3, 2)).headers["Location"]
    app.create(name="Ink", content="The boat.", photo=picture)

    assert meters["table reads"] == pytest.approx(WRITTEN.reads, rel=0.2)
    assert meters["table writes"] == WRITTEN.writes
    assert meters["bucket reads"] == pytest.approx(WRITTEN.gets, rel=0.2)
    assert meters["bucket writes"] == WRITTEN.puts


def test_the_table_holds_so_much_of_a_post(site: tuple[World, Meters]) -> None:
    table = site[0].cloud.table
    assert isinstance(table, MemoryTable)

    lasting = [pk for pk in list(table._partitions) if not pk.startswith(partitions.PUBLISH)]  # a publish expires after a week
    size = sum(size_of(item) + 100 for pk in lasting for item in table.query(pk))

    assert size / 1000 / (POSTS + FURTHER) == pytest.approx(RECORDS_KB, rel=0.15)


def test_a_view_is_so_much_text(site: tuple[World, Meters]) -> None:
    public = site[0].cloud.public
    page = next(key for key in public.keys(limit=1_000) if key.startswith("2026/10/27/"))
    read = [found[0] for key in (page, "_/sidebar.en.html") if (found := public.read(key))]
    sheet = next(iter(stylesheets.files().values()))
    script = b"".join((ROOT / "templates" / "static" / name).read_bytes() for name in SCRIPTS["site"])

    size = sum(len(gzip.compress(text)) for text in (*read, sheet, script)) / 1000

    assert size <= VIEW_KB <= 1.2 * size  # the colours of code are not in it


def test_a_minute_in_which_nothing_is_due_takes_so_many_units(site: tuple[World, Meters]) -> None:
    world, meters = site
    cloud = metered(world.cloud, meters)
    schedule.tick(cloud)
    meters.clear()

    schedule.tick(cloud)

    assert dict(meters) == {"table reads": IDLE.reads}


@pytest.fixture
def read() -> tuple[World, Meters, Cloud]:
    """A site in memory whose hours have as many pages as they may have, its posts read most; the cloud that is metered."""
    world, meters = filled(100), Meters()
    standing = records.read_many(world.cloud.table, (corpus.post(number, 100).key for number in range(100)))
    posts = [record.post.address for record in standing.values() if record.post]
    others = [f"/2025/10/01/the-of-the-number-{number}/" for number in range(hours.PAGES - len(posts))]
    often = dict.fromkeys(others, 1) | {post: 50 + number for number, post in enumerate(posts)}
    now, logs = world.cloud.clock.now(), MemoryBucket()
    for hour in hours.window(now, 48):
        page_views.add(world.cloud.table, "before", {hour: {address: hours.Views(number) for address, number in often.items()}})
    logs.write("file.gz", Object(packed(*(line_of(post, date=f"{now:%Y-%m-%d}", time=f"{now:%H:%M:%S}") for post in posts)), ""))
    return world, meters, metered(replace(world.cloud, logs=logs), meters)


def test_a_file_of_what_was_read_takes_so_many_units(read: tuple[World, Meters, Cloud]) -> None:
    _, meters, cloud = read

    top_posts.count(cloud, "file.gz")

    assert meters["table reads"] == pytest.approx(COUNTED.reads, rel=0.1)
    assert meters["table writes"] == pytest.approx(COUNTED.writes, rel=0.25)


def test_the_most_read_posts_take_so_many_units(read: tuple[World, Meters, Cloud]) -> None:
    world, meters, cloud = read

    assert top_posts.refresh(cloud, cloud.clock.now())
    press_all(cloud, world.press)

    assert meters["table reads"] == pytest.approx(RANKED.reads, rel=0.1)
    assert meters["table writes"] == pytest.approx(RANKED.writes, rel=0.1)
    assert (meters["bucket writes"], meters["bucket reads"]) == (RANKED.puts, RANKED.gets)


def mailed(readers: int) -> tuple[Mailed, Meters]:
    meters = Meters()
    one = fan_out(metered(followed(readers), meters), readers, 14.0, Takes())
    return one, meters


def test_a_letter_takes_so_many_units_and_each_of_its_readers_so_many_more() -> None:
    readers = 1_000
    (few, alone), (many, full) = mailed(1), mailed(readers)

    assert alone["table reads"] == pytest.approx(LETTER.reads, rel=0.1)
    assert alone["table writes"] == pytest.approx(LETTER.writes, rel=0.1)
    assert max(few.calls["letters.send"], many.calls["letters.send"]) <= LETTER_SENDS * 1.1
    reads, writes = ((full[name] - alone[name]) / (readers - 1) for name in ("table reads", "table writes"))
    assert reads <= MAILED.reads <= 2 * reads  # with many workers side by side it is more: the pace is asked for in vain
    assert writes <= MAILED.writes <= 1.5 * writes


def test_a_sign_up_takes_so_many_units() -> None:
    site, meters = Visited(), Meters()
    site.cloud = metered(site.cloud, meters)
    steps: tuple[Callable[[], object], ...] = (
        lambda: site.ask(visiting.sign_up()),
        site.work,
        lambda: site.ask(site.link("confirm", "GET")),
        lambda: site.ask(site.link("confirm")),
        site.work,
        lambda: site.ask(site.link("unsubscribe")),
    )
    site.ask(visiting.sign_up(1, JSON))
    site.letters.take(1)
    meters.clear()

    for step in steps:
        step()

    assert meters["table reads"] == pytest.approx(SIGN_UP.reads, rel=0.1)
    assert meters["table writes"] == pytest.approx(SIGN_UP.writes, rel=0.1)
    assert meters["mails"] == SIGN_UP.mails
    assert meters["mail bytes"] / 1000 == pytest.approx(SIGN_UP.mail_kb, rel=0.1)


class Moderated(Discussed):
    """A site in memory with comments, whose calls are metered, and its moderator."""

    def __init__(self) -> None:
        super().__init__(10)
        self.meters, self.jobs = Meters(), 0
        self.token = tokens.sign(self.bare.keys, "moderate", (moderator_id(self.bare.pepper, "eva@example.org"),), commenting.NOW)

    def measure(self) -> None:
        self.meters.clear()
        self.tally.clear()
        self.jobs = 0
        self.cloud = counted(metered(self.bare, self.meters), self.tally)

    def moderate(self, method: str, form: Mapping[str, str]) -> None:
        body = urlencode(form).encode()
        reply = api.answer(self.cloud, Request(method, "/comments/waiting", {"t": self.token}, commenting.FORM, body, "10.0.0.1"))
        assert reply.status == 200
        self.work()

    def work(self) -> None:
        while jobs := self.letters.take():
            for job in jobs:
                consumers.run(self.cloud, job.body)
            self.jobs += len(jobs)
        self.make_pages()

    def discuss(self, number: int) -> None:
        """An hour later, somebody comments; the moderator gets a mail, looks, and approves."""
        cast(FixedClock, self.bare.clock).sleep(3_600)
        self.send(f"Reader {number}", "I like ink. " * 20, "10.1.1.7")
        self.work()
        self.moderate("GET", {})
        (waiting,) = comments.held(self.bare.table, 9)
        self.moderate("POST", {"comment": f"{waiting.name} {waiting.thread}", "act": "approve"})

    def kept_kb(self) -> float:
        items = cast(MemoryTable, self.bare.table).items()
        lasting = [item for item in items if item.at.pk.startswith((partitions.COMMENTS, partitions.SAID))]
        return sum(size_of(item) + 100 for item in lasting) / 1000


@pytest.fixture
def moderated() -> Moderated:
    """A site on which somebody has commented before."""
    site = Moderated()
    site.discuss(1)
    site.measure()
    return site


def test_a_comment_and_its_approval_take_so_many_units(moderated: Moderated) -> None:
    before = moderated.kept_kb()

    moderated.discuss(2)

    meters = moderated.meters
    assert (meters["table reads"], meters["table writes"]) == pytest.approx((COMMENT.reads, COMMENT.writes), rel=0.1)
    assert (meters["bucket writes"], meters["bucket reads"], meters["mails"]) == (COMMENT.puts, COMMENT.gets, COMMENT.mails)
    assert meters["mail bytes"] / 1000 == pytest.approx(COMMENT.mail_kb, rel=0.1)
    assert sum(moderated.tally.calls.values()) == pytest.approx(COMMENT.calls, rel=0.1)
    assert moderated.jobs == COMMENT_JOBS
    assert moderated.kept_kb() - before == pytest.approx(COMMENT_KB, rel=0.15)


def minute_of(site: Moderated) -> dict[str, int]:
    """What a minute takes in which nothing is due."""
    schedule.tick(site.cloud)
    site.measure()
    schedule.tick(site.cloud)
    return dict(site.meters)


def test_an_idle_minute_takes_no_more_once_somebody_has_commented() -> None:
    site = Moderated()
    site.measure()
    before = minute_of(site)

    site.discuss(1)

    assert minute_of(site) == before


@pytest.mark.parametrize(("kind", "details"), [("Send", {"send": {}}), ("Delivery", {"delivery": {}})])
def test_an_event_of_a_sent_letter_takes_so_many_units(kind: str, details: Mapping[str, Any]) -> None:
    bare, meters = followed(1), Meters()
    fan_out(bare, 1, 14.0, Takes())
    letter, reader = id_of(POST.key), reader_id(PEPPER, address(0))
    assert ledger.read(bare.table, letter, reader)
    actual = event(kind, **details)
    actual["mail"]["tags"] |= {"letter": [letter], "reader": [reader]}
    actual["mail"]["timestamp"] = f"{NOW:%Y-%m-%dT%H:%M:%S}.000Z"

    feedback.ses_events(metered(bare, meters), {"0": json.dumps(actual)})

    assert dict(meters) == {"table reads": EVENT.reads}
