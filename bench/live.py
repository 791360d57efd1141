"""From saving an edited post until its page is changed at an S3 endpoint, beside what people run with Hugo and with Pelican.

The endpoint is SeaweedFS on this machine (`bench.seaweed`), with a bucket for each program, in which the whole blog stands. Each
way begins with the file being written, and its page is read again and again until it says what was written.

- **Presswork** runs in a process that already runs, as a warm function does: the file is put into the content bucket, its event
  is ingested, and the pages owed are rendered and written, by the real handlers. The buckets are at the endpoint; the table and
  the queues are in memory, so what DynamoDB and SQS take on AWS is not in it.
- **Hugo** builds everything, then `hugo deploy` compares all objects with its files by their hashes, and sends what differs.
- **Pelican** builds with its cache, then `aws s3 sync` sends each file that is newer than its object: all that it has written.
"""

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from threading import Event, Thread
from typing import Any, Self

from msgspec.structs import replace

from bench.filling import File, ingest_message, press_all, settled, stretches, taken_in, upload
from bench.rebuilding import CACHED, Post, laid_out, made_up, newest, progress, source_of
from bench.rivals import RIVALS, endpoint_programs, hugo_program
from bench.running import RunError
from bench.seaweed import REGION, Endpoint, endpoint
from bench.targets import Part, Row, Target, found, held, ratio
from chalicelib.cloud.memory import MemoryQueue
from chalicelib.cloud.ports import Bucket, Cloud
from chalicelib.cloud.s3 import AwsBucket
from chalicelib.publishing.render_batch import render
from chalicelib.rendering.page_kinds import only
from infra.build.pages import PUBLIC

SIZES = (1_000, 10_000)
FASTER: Mapping[int, float] = {1_000: 5, 10_000: 20}  # than Hugo, at least
CONTENT = "content"
POLL, SETTLES = 0.01, 30  # seconds between two reads of the page; until it must be changed, after all is done
SECOND = 1.0  # what times of objects are rounded down to


@dataclass(frozen=True, slots=True)
class Way:
    """One way to publish: its bucket, its folder, and its acts: the whole blog at first, then one file that was saved."""

    bucket: str
    folder: Path
    first: Callable[[], None]
    save: Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Saved:
    """Seconds until the page was changed, and until all was done; the objects that were sent."""

    live: float
    done: float
    sent: int


def live(sizes: Sequence[int], runs: int) -> Part:
    """Save a post some times, in each of the ways, in blogs of these sizes."""
    rows = [row for posts in sizes for row in live_rows(posts, runs)]
    title = "From saving a post until its page is changed at an S3 endpoint"
    return Part("live", title, rows, targets(rows), tuple(f"{name}: {what}" for name, what in RUNS.items()))


def targets(rows: Sequence[Row]) -> Sequence[Target]:
    return [target for posts, bound in FASTER.items() for target in faster(rows, posts, bound)]


def faster(rows: Sequence[Row], posts: int, bound: float) -> Sequence[Target]:
    mine, hugo = (found(rows, "live s", posts=posts, program=name) for name in ("presswork", "hugo"))
    return held(f"save to live, {posts:,} posts: times as fast as Hugo", ratio(hugo, mine), bound, at_least=True)


def live_rows(posts: int, runs: int) -> Sequence[Row]:
    post = newest(posts)
    with endpoint((CONTENT, *WAYS)) as s3, laid_out(made_up(posts), tuple(WAYS)) as programs:
        ways = {program.name: WAYS[program.name](s3, program.folder) for program in programs}
        for name, way in ways.items():
            progress(f"{posts:,} posts, {name}: the whole blog")
            way.first()
            saved(s3, way, post, "no run")  # what is done only once is done now
        taken: Mapping[str, list[Saved]] = {name: [] for name in ways}
        for run in range(runs):
            for name, way in ways.items():
                progress(f"{posts:,} posts, {name}: a save, run {run + 1} of {runs}")
                taken[name].append(saved(s3, way, post, f"run {run + 1}"))
    return [row(posts, name, several) for name, several in taken.items()]


def row(posts: int, name: str, taken: Sequence[Saved]) -> Row:
    return {
        "posts": posts,
        "program": name,
        "live s": median(one.live for one in taken),
        "all done s": median(one.done for one in taken),
        "objects sent": round(median(one.sent for one in taken)),
    }


# ---- one save


def saved(s3: Endpoint, way: Way, post: Post, run: str) -> Saved:
    """Add a sentence to the post, publish it, and wait until its page says it."""
    source, said = source_of(way.folder, post.title), f"Added in {run}."
    time.sleep(2 * SECOND)  # so that the times of all that was sent before are earlier
    sent_from = datetime.now(UTC).replace(microsecond=0)
    with Watching(AwsBucket(s3.client(), way.bucket), post.page, said.encode()) as watching:
        began = time.monotonic()
        source.write_text(f"{source.read_text()}\n{said}\n")
        way.save(source)
        done = time.monotonic()
        seen = watching.seen()
    return Saved(seen - began, done - began, sent_since(s3.client(), way.bucket, sent_from))


class Watching:
    """Reads a page again and again, until it says something; it is a context, at whose end it reads no more."""

    def __init__(self, bucket: Bucket, key: str, said: bytes) -> None:
        self._bucket, self._key, self._said = bucket, key, said
        self._at = 0.0
        self._found, self._stop = Event(), Event()
        self._thread = Thread(target=self._watch, name="watching", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def seen(self, patience: float = SETTLES) -> float:
        """Return when the page said it, by the monotonic clock; raise `RunError` if it doesn't in a while."""
        if not self._found.wait(patience):
            raise RunError(f"{self._key} doesn't show what was saved")
        return self._at

    def _watch(self) -> None:
        while not self._stop.wait(POLL):
            page = self._bucket.read(self._key)
            if page and self._said in page[0]:
                self._at = time.monotonic()
                self._found.set()
                return


def sent_since(client: Any, bucket: str, when: datetime) -> int:
    """How many objects of the bucket were written since then."""
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return sum(each["LastModified"] >= when for page in pages for each in page.get("Contents", ()))


# ---- the ways


class Warm:
    """Presswork in this process: the blog in its table, and both buckets at the endpoint."""

    def __init__(self, s3: Endpoint, folder: Path) -> None:
        self._s3, self._folder = s3, folder
        self._press = MemoryQueue()
        self._cloud: Cloud | None = None

    def first(self) -> None:
        """Ingest all posts and render every page into the bucket."""
        files = [self._file(path) for path in sorted(self._folder.rglob("*.md"))]
        filled, owed = taken_in(len(files), files)
        client = self._s3.client()
        cloud = replace(filled, public=AwsBucket(client, "presswork"), content=AwsBucket(client, CONTENT))
        while pages := only(PUBLIC, owed.take()):
            for stretch in stretches(pages):
                render(cloud, stretch)
            settled()
        self._cloud = replace(cloud, press=self._press, uploads=MemoryQueue())

    def save(self, path: Path) -> None:
        """Upload the file, and handle its event and the pages that are owed then."""
        if self._cloud is None:
            raise RunError("nothing is published yet")
        ingest_message(self._cloud, upload(self._cloud, self._file(path)))
        press_all(self._cloud, self._press)

    def _file(self, path: Path) -> File:
        return File(path.relative_to(self._folder).as_posix(), path.read_bytes())


def presswork(s3: Endpoint, folder: Path) -> Way:
    warm = Warm(s3, folder)
    return Way("presswork", folder, warm.first, warm.save)


DEPLOYMENT = """
[deployment]
[[deployment.targets]]
name = "bench"
URL = "s3://hugo?endpoint={url}&region={region}&use_path_style=true"
"""


def hugo(s3: Endpoint, folder: Path) -> Way:
    settings = folder / "hugo.toml"
    settings.write_text(settings.read_text() + DEPLOYMENT.format(url=s3.url, region=REGION))
    deploy = (hugo_program(), "deploy", "--quiet", "--source", str(folder), "--maxDeletes", "-1")
    return by_commands(s3, "hugo", folder, (RIVALS["hugo"].command(folder, folder / "public"), deploy))


def pelican(s3: Endpoint, folder: Path) -> Way:
    out = folder / "output"
    aws = (
        str(endpoint_programs() / "aws"),
        "--endpoint-url",
        s3.url,
        "s3",
        "sync",
        str(out),
        "s3://pelican",
        "--delete",
        "--quiet",
    )
    build = (*RIVALS["pelican"].command(folder, out), *CACHED)
    return by_commands(s3, "pelican", folder, (build, aws))


def by_commands(s3: Endpoint, bucket: str, folder: Path, commands: Sequence[Sequence[str]]) -> Way:
    """A way that runs the same commands each time."""

    def run() -> None:
        for command in commands:
            subprocess.run(command, env=dict(s3.environment), stdout=subprocess.DEVNULL, check=True)

    return Way(bucket, folder, run, lambda _: run())


WAYS: Mapping[str, Callable[[Endpoint, Path], Way]] = {"presswork": presswork, "hugo": hugo, "pelican": pelican}
"""Each way by its program, which is also the name of its bucket."""
RUNS: Mapping[str, str] = {
    "presswork": "upload, event, ingest and rendering in a process that already runs; table and queues in memory",
    "hugo": "hugo && hugo deploy",
    "pelican": "pelican, with its cache, && aws s3 sync --delete",
}
"""What runs from the save on."""
