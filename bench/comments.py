"""The cost of a comment and of its approval, by the number of comments of the site: cloud calls, bytes and the processor's time.

The site is in memory, with at most 200 comments on a post. A comment is the request and its job; an approval its job, and the
pages that it makes. The post that is commented on begins with as many comments at each size, since its page reads all of them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from statistics import median
from typing import Any
from urllib.parse import urlencode

from bench.counting import Tally, counted, timed
from bench.filling import settled
from bench.machine import judged, keep, show
from chalicelib.cloud.memory import FixedClock, MemoryBucket, MemoryMail, MemoryQueue
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Cloud, Object
from chalicelib.comments.rules.comment import Comment
from chalicelib.newsletter import consumers
from chalicelib.newsletter.jobs import CommentAct, to_letters
from chalicelib.publishing import consumers as publishing
from chalicelib.publishing.decide import Change
from chalicelib.publishing.ingest import ingest
from chalicelib.record import LOWEST
from chalicelib.store import comments
from chalicelib.web import api
from chalicelib.web.http import Request

SIZES = (10, 1_000, 100_000)
A_POST, OF_ITS_OWN = 200, 10
GROWTH = 1.1
WARMING, MEASURED = 5, 30
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SITE = b"title: A site\ncomments: {moderator: eva@example.org}\n"
KEY, ADDRESS, POST = (
    "posts/ink.md",
    "/2026/11/20/ink/",
    b"---\ntitle: Ink\ndate: 2026-11-20\n---\n" + b"A sentence of a text. " * 120,
)
FORM = {"content-type": "application/x-www-form-urlencoded"}


class Discussed:
    """A site in memory with so many comments; `tally` counts the calls to its cloud."""

    def __init__(self, number: int) -> None:
        self.tally, self.press, self.letters = Tally(), MemoryQueue(), MemoryQueue()
        ports = {name: MemoryBucket() for name in ("content", "public", "encoded")}
        queues = {"uploads": MemoryQueue(), "press": self.press, "letters": self.letters, "encoder": MemoryQueue()}
        secrets = {"keys": ("a key of links",), "pepper": "a pepper"}
        bare = Cloud(table=MemoryTable(), mail=MemoryMail(), clock=FixedClock(NOW), **ports, **queues, **secrets)  # type: ignore[arg-type]
        self.cloud = self.bare = bare
        for key, raw in (("site.yaml", SITE), (KEY, POST)):
            bare.content.write(key, Object(raw, ""))
            ingest(bare, Change(key, LOWEST))
        bare.table.put_many(map(comments.item_of, written(number)))
        self.make_pages()
        self.cloud = counted(bare, self.tally)

    def make_pages(self) -> None:
        while len(self.press):
            if publishing.pages(self.cloud, {str(at): one.body for at, one in enumerate(self.press.take())}):
                raise RuntimeError("a page failed")

    def send(self, writer: str, text: str, ip: str) -> bool:
        """Send a comment on the post; return whether it was taken."""
        form = urlencode({"post": ADDRESS, "name": writer, "text": text})
        return api.answer(self.cloud, Request("POST", "/comments", {}, FORM, form.encode(), ip)).status < HTTPStatus.BAD_REQUEST

    def comment(self, number: int) -> None:
        if not self.send(f"Reader {number}", "I like ink. " * 10, f"10.{number // 250}.{number % 250}.7"):
            raise RuntimeError("a comment was refused")
        (job,) = self.letters.take(1)
        consumers.run(self.cloud, job.body)

    def approve(self, _number: int) -> None:
        """Approve the comment that waits, without the mail about it."""
        self.letters.take(len(self.letters))
        (waiting,) = comments.held(self.cloud.table, 1)
        self.tally.clear()
        consumers.run(self.cloud, to_letters(CommentAct(waiting.thread, waiting.name, "approve")).body)
        self.make_pages()


ACTS: Mapping[str, Callable[[Discussed, int], None]] = {"a comment": Discussed.comment, "an approval": Discussed.approve}


def written(number: int) -> Iterator[Comment]:
    """Yield so many approved comments: a few on the post that is measured, the others on others."""
    for at in range(number):
        thread, random = KEY if at < OF_ITS_OWN else f"posts/other-{at // A_POST}.md", f"{at:016x}"
        name, text = f"2026-11-01T00:00:00.000+00:00#{random}", "A comment of some length. " * 10
        yield Comment(thread, name, "approved", "2026-11-01T00:00:00+00:00", f"Reader {at}", text, anchor=random)


def rows(sizes: Sequence[int] = SIZES) -> Iterator[Mapping[str, Any]]:
    """Yield a line for each act in a site of each size."""
    for size in sizes:
        site, measured = Discussed(size), {act: list[tuple[int, int, float]]() for act in ACTS}
        settled()
        for number in range(WARMING + MEASURED):
            for act, taken in measured.items():
                ms = timed(partial(ACTS[act], site, number), site.tally)
                taken.append((site.tally.calls.total(), site.tally.read + site.tally.written, ms))
        for act, taken in measured.items():
            calls, size_of_all, ms = (median(column) for column in zip(*taken[WARMING:], strict=True))
            yield {"comments": size, "act": act, "calls": calls, "bytes": size_of_all, "ms": ms}


def targets(found: Sequence[Mapping[str, Any]]) -> list[tuple[str, float, float]]:
    """Return how much more an act takes in the largest site than in the smallest, in each way."""
    by_act = {act: [row for row in found if row["act"] == act] for act in ACTS}
    return [
        (f"{kind} of {act}, at {of[-1]['comments']:,} against {of[0]['comments']:,} comments", of[-1][kind] / of[0][kind], GROWTH)
        for act, of in by_act.items()
        for kind in ("calls", "bytes", "ms")
    ]


def run() -> bool:
    """Measure, show and keep the results; return whether every target is met."""
    found = list(rows())
    show("A comment and its approval, by the number of comments of the site", found)
    print("", *(judged(*target) for target in targets(found)), sep="\n")
    keep("comments", found)
    return all(value <= most for _, value, most in targets(found))
