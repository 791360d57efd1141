"""What the demo begins with is what a build made, and the real handlers go on from there."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from moto import mock_aws
from msgspec.structs import replace

from chalicelib.cloud import bootstrap
from chalicelib.cloud.folder import FolderBucket
from chalicelib.cloud.items import At, Item
from chalicelib.cloud.memory import FixedClock, MemoryQueue
from chalicelib.cloud.ports import Bucket, Cloud, Object
from chalicelib.cloud.sqlite import SqliteTable
from chalicelib.publishing import messages
from chalicelib.publishing.decide import Change
from chalicelib.publishing.ingest import ingest
from chalicelib.publishing.render_batch import render
from chalicelib.store import timers
from chalicelib.store.newsletter import letters
from chalicelib.times import in_utc
from infra.build import catalog
from infra.build.build import BuildReport, build
from infra.build.build_cache import cache_of
from infra.build.former_feeds import is_index
from infra.demo import aws, objects, seed
from infra.files.blog_folder import every_key

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
POSTS = {
    "site.yaml": "title: The Press\n",
    "posts/2026-11-26-new.md": "# New\n\nOf today.\n",
    "posts/2026-11-20-old.md": "# Old\n\nOf last week.\n",
    "posts/2026-11-19-moved.md": "---\naliases: [/once/]\n---\n# Moved\n\n![A pic](nothere.png)\n",
    "posts/2026-11-21-second.md": "---\naliases: [/once/, /2026/11/20/old/, /own/]\n---\n# Second\n\nText.\n",
    "posts/photo.txt": "no post",
    "posts/wrong.md": "---\ndate: never\n---\n# Wrong\n",
}


@dataclass
class Stocked:
    """A cloud that was stocked with a folder, its queues in memory, and what the build said."""

    cloud: Cloud
    built: BuildReport
    uploads: MemoryQueue
    press: MemoryQueue
    site: Path
    table: Path

    def settle(self) -> None:
        """Ingest and render what is queued, until nothing is."""
        while again := self.uploads.take(100):
            for change in (change for message in again for change in messages.changes_in(message.body)):
                ingest(self.cloud, change)
        while taken := self.press.take(100):
            render(self.cloud, [page for message in taken for page in messages.pages_in(message.body)])


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[Stocked]:
    source, site = tmp_path / "blog", tmp_path / "site"
    for key, text in POSTS.items():
        (source / key).parent.mkdir(parents=True, exist_ok=True)
        (source / key).write_text(text)
    with mock_aws():
        settings = {**aws.create_stack(""), "TABLE": f"sqlite:{tmp_path}/table", "AWS_ENDPOINT_URL": "", "LOG_LEVEL": "WARNING"}
        built = build(source, site, url="http://localhost:1", now=NOW)
        seed.copy_table(cache_of(site).catalog, tmp_path / "table")
        seed.fill(settings["CONTENT_BUCKET"], FolderBucket(source))
        seed.fill_as_built(settings, cache_of(site))
        press, uploads = MemoryQueue(), MemoryQueue()
        made = bootstrap.cloud({**settings, "SITE_URL": "http://localhost:1"})
        cloud = replace(made, clock=FixedClock(NOW), press=press, uploads=uploads)
        yield Stocked(cloud, built, uploads, press, site, tmp_path / "table")
        assert isinstance(made.table, SqliteTable)
        made.table.close()


def objects_of(bucket: Bucket) -> dict[str, bytes]:
    found = ((key, bucket.read(key)) for key in every_key(bucket))
    return {key: read[0] for key, read in found if read}


def built_files(site: Path) -> dict[str, bytes]:
    """Return what a build made, but for what the cloud has no object for."""
    files = (path for path in site.rglob("*") if path.is_file() and ".presswork" not in path.parts)
    read = {path.relative_to(site).as_posix(): path.read_bytes() for path in files}
    return {key: body for key, body in read.items() if not is_index(key)}


def test_the_buckets_hold_what_was_built_and_what_it_was_built_of(stocked: Stocked) -> None:
    assert objects_of(stocked.cloud.public) == built_files(stocked.site)
    assert objects_of(stocked.cloud.content) == {key: text.encode() for key, text in POSTS.items()}


def test_an_object_keeps_its_type_and_where_it_redirects_to(stocked: Stocked) -> None:
    page, moved, feed = map(stocked.cloud.public.stat, ("index.html", "once/index.html", "feed/index.xml"))

    assert page
    assert moved
    assert feed
    assert feed.type == "application/rss+xml; charset=utf-8"
    assert (page.type, moved.meta) == ("text/html; charset=utf-8", {"location": "/2026/11/19/moved/"})


def test_none_of_it_makes_an_event(stocked: Stocked) -> None:
    uploads = aws.client("sqs", "")
    url = uploads.get_queue_url(QueueName=aws.QUEUES["UPLOADS_QUEUE_URL"])["QueueUrl"]
    taken = uploads.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", ())

    assert [one for one in taken if "s3:TestEvent" not in one["Body"]] == []


def test_what_a_build_leaves_out_is_queued(stocked: Stocked) -> None:
    seed.catch_up(stocked.cloud, stocked.built, stocked.table)
    stocked.settle()

    report = stocked.cloud.content.read("posts/wrong.md.error.txt")
    assert report
    assert b"never" in report[0]


def test_a_missing_image_is_reported_from_the_start(stocked: Stocked) -> None:
    seed.catch_up(stocked.cloud, stocked.built, stocked.table)
    stocked.settle()

    report = stocked.cloud.content.read("posts/2026-11-19-moved.md.warning.txt")
    assert report
    assert b"posts/nothere.png" in report[0]


def test_an_alias_that_leads_to_another_post_is_reported_from_the_start(stocked: Stocked) -> None:
    seed.catch_up(stocked.cloud, stocked.built, stocked.table)
    queued = {page.of for message in stocked.press.take(100) for page in messages.pages_in(message.body)}
    seed.catch_up(stocked.cloud, stocked.built, stocked.table)
    stocked.settle()

    report = stocked.cloud.content.read("posts/2026-11-21-second.md.warning.txt")
    assert report
    assert b"/once/, which belongs to posts/2026-11-19-moved.md" in report[0]
    assert b"/2026/11/20/old/, which belongs to posts/2026-11-20-old.md" in report[0]
    assert b"/own/" not in report[0]
    assert queued == {"posts/wrong.md", "posts/2026-11-19-moved.md", "posts/2026-11-21-second.md"}


def test_an_edit_makes_of_it_what_a_build_of_the_edited_folder_is(stocked: Stocked, tmp_path: Path) -> None:
    key = "posts/2026-11-20-old.md"
    (tmp_path / "blog" / key).write_text("# Old\n\nEdited.\n")
    stocked.cloud.content.write(key, Object(b"# Old\n\nEdited.\n", "text/markdown"))

    ingest(stocked.cloud, Change(key, "1"))
    stocked.settle()

    build(tmp_path / "blog", tmp_path / "anew", url="http://localhost:1", now=NOW)
    assert objects_of(stocked.cloud.public) == built_files(tmp_path / "anew")


def test_a_card_that_the_build_has_drawn_moves_with_its_post(stocked: Stocked, tmp_path: Path) -> None:
    """The table says that it is drawn, so the handlers look for it where it would be."""
    (tmp_path / "blog/site.yaml").write_text("title: The Press\nimages: {cards: yes}\n")
    build(tmp_path / "blog", stocked.site, url="http://localhost:1", now=NOW)
    cache = cache_of(stocked.site)
    name = next((cache.folder / "images").glob("[!.]*")).name

    seed.fill_as_built(aws.NAMES, cache)

    drawn = stocked.cloud.pictures.read(f"{name}/1200.png")
    assert drawn
    assert drawn[0] == (cache.folder / f"images/{name}/1200.png").read_bytes()


def test_pages_that_are_rendered_only_to_be_faster_next_time_are_not_written(stocked: Stocked) -> None:
    written: list[str] = []
    objects.report(aws.NAMES["PUBLIC_BUCKET"], written.append)

    seed.warm_up(stocked.cloud, sorted(POSTS, reverse=True))
    stocked.settle()
    assert written == []

    stocked.cloud.public.write("a.txt", Object(b"a", "text/plain"))
    stocked.cloud.public.delete("a.txt")
    stocked.cloud.content.write("b.txt", Object(b"b", "text/plain"))
    assert written == ["a.txt", "a.txt"]


def test_a_letter_about_a_post_that_was_there_is_opened_before_anyone_can_follow(stocked: Stocked) -> None:
    table = stocked.cloud.table
    (name,) = letters.listed(table, after=in_utc(NOW))

    seed.open_letters(stocked.cloud)

    letter = letters.read(table, name)
    assert letter
    assert (letter.key, letter.due) == ("posts/2026-11-26-new.md", in_utc(NOW))
    assert letters.listed(table, until=in_utc(NOW)) == (name,)
    assert [timers.is_due(timer, NOW) for timer in timers.scheduled(table) if timers.kind_and_of(timer) == ("letter", name)] == [
        True
    ]


def test_the_table_is_a_copy_and_can_be_removed(tmp_path: Path) -> None:
    known = SqliteTable(tmp_path / "catalog")
    known.put(Item(At("a"), {"n": 1}))

    seed.copy_table(tmp_path / "catalog", tmp_path / "table")
    copy = SqliteTable(tmp_path / "table")
    copy.put(Item(At("b"), {"n": 2}))

    assert (copy.get(At("a")), known.get(At("b"))) == (Item(At("a"), {"n": 1}), None)
    with closing(sqlite3.connect(tmp_path / "table")) as opened:
        assert opened.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    copy.close()
    known.close()
    catalog.remove_table(tmp_path / "table")
    assert [name for name in os.listdir(tmp_path) if name.startswith("table")] == []


def test_a_letter_that_was_due_already_stays_as_it_is(stocked: Stocked) -> None:
    (name,) = letters.listed(stocked.cloud.table, after=in_utc(NOW))
    before = letters.read(stocked.cloud.table, name)

    seed.open_letters(replace(stocked.cloud, clock=FixedClock(NOW + timedelta(days=1))))

    assert letters.read(stocked.cloud.table, name) == before
