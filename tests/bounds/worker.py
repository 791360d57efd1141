"""A worker with the memory and time of a function: `python -m tests.bounds.worker`.

It reads the names of cases, one per line, and answers each with a line of JSON. Each case runs in its own child process, so a
case that takes too much kills only its child. In the child a good post is uploaded before it and another after it (its
`NEIGHBOURS`), and the handlers get all three in the same batch.
"""

import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import process_time
from typing import Any

from chalicelib import codec
from chalicelib.cloud.memory import MemoryQueue
from chalicelib.cloud.ports import Cloud
from chalicelib.content.markdown.dialects import COMMONMARK
from chalicelib.content.markdown_to_html import render
from chalicelib.content.site.site import Site
from chalicelib.errors import Refusal
from chalicelib.images.encoding import encode
from chalicelib.model import Post
from chalicelib.newsletter import campaign
from chalicelib.newsletter.mail import message
from chalicelib.publishing import messages
from chalicelib.store import records, site_files
from chalicelib.store.newsletter import letters
from tests.bounds.cases import CASES, PAGE, Case
from tests.bounds.images import IMAGES
from tests.bounds.texts import halves
from tests.publishing.blog import MemoryBlog, post

MEMORY = 1_769 << 20  # bytes of address space: the whole process, with its libraries and the cases themselves
Handler = Callable[[Cloud, Mapping[str, str]], frozenset[str]]
SECONDS = 12  # of CPU time


def address_space() -> int:
    """Return the bytes of address space that this process takes."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


BEFORE = address_space()
"""What the process took before any test: what others have left in it since is no part of a function."""
STANDS = {"site.yaml": "title: A site\nfeed: {length: 100}\n", "posts/stands.md": post(title="It stands")}
NEIGHBOURS = ("before", "after")


class BatchBlog(MemoryBlog):
    """A blog that records the content of each batch of messages; in its queue, the pages of these sources come first."""

    def __init__(self, *keys: str) -> None:
        super().__init__()
        self.keys = keys
        self.uploaded: list[set[str]] = []
        self.pressed: list[set[str]] = []

    def _work(self, function: str, queue: MemoryQueue, handle: Handler) -> None:
        if queue is self.press:
            first = self.addresses()
            queue.send(sorted(queue.take(len(queue)), key=lambda message: not addresses_in(message.body) & first))

        def noting(cloud: Cloud, bodies: Mapping[str, str]) -> frozenset[str]:
            if queue is self.uploads:
                self.uploaded.append({change.key for body in bodies.values() for change in messages.changes_in(body)})
            else:
                self.pressed.append({address for body in bodies.values() for address in addresses_in(body)})
            return handle(cloud, bodies)

        super()._work(function, queue, noting)

    def addresses(self) -> set[str]:
        """Return the addresses of these sources that are published."""
        return {record.post.address for key in self.keys if (record := records.read(self.cloud.table, key)) and record.post}


def addresses_in(body: str) -> set[str]:
    return {page.of for page in messages.pages_in(body) if page.kind == "address"}


def tried(name: str) -> dict[str, Any]:
    """Return the results of this case and of its neighbours on a site with a post: published, refused, or failed."""
    case = CASES[name]
    key, raw = case.key, body_of(case)
    before, after = (f"posts/{neighbour}.md" for neighbour in NEIGHBOURS)
    blog = BatchBlog(before, key, after)
    blog.publish(STANDS)
    blog.upload(before, good("before"))
    blog.upload(key, raw)
    blog.upload(after, good("after"))
    blog.settle()
    record = records.read(blog.cloud.table, key)
    assert record is not None
    if record.post and record.key == key:
        lettered(blog, record.post)
    largest = max(len(shown.body) for shown in blog.objects().values())
    return {
        "state": record.state,
        "code": record.refusal.code if record.refusal else "",
        "largest": largest,
        "left": len(blog.hidden),
        "neighbours": [is_shown(blog.page(f"/2026/11/20/{neighbour}/"), key) for neighbour in NEIGHBOURS],
        "one_batch": {before, key, after} in blog.uploaded,
        "one_press": any(blog.addresses() <= batch for batch in blog.pressed),
    }


def body_of(case: Case) -> bytes:
    """Return the bytes to upload: of a text that may shrink, the largest half that is not refused, or all if each is."""
    if isinstance(case.source, bytes):
        return case.source
    if not case.may_shrink:
        return case.source.encode()
    passing = (half for half in halves(case.source) if rendered(half, COMMONMARK)["state"] == "published")
    return post(next(passing, case.source)).encode()


def rendered(text: str, dialect: str) -> dict[str, Any]:
    """Return whether this text is rendered or refused, and the CPU time that it takes."""
    begun = process_time()
    try:
        render(text, key="posts/a.md", lang="en", site=Site(markdown=dialect), title="Known")
    except Refusal as refusal:
        return {"state": "refused", "code": refusal.code, "seconds": process_time() - begun}
    return {"state": "published", "seconds": process_time() - begun}


def encoded(name: str) -> dict[str, Any]:
    """Return whether this image is encoded, or why it is refused."""
    try:
        encode(IMAGES[name].make())
    except Refusal as refusal:
        return {"state": "refused", "code": refusal.code, "found": refusal.found}
    return {"state": "encoded", "code": ""}


GOOD = "Nothing is wrong with this."


def good(neighbour: str) -> str:
    return post(GOOD, title=f"The post {neighbour}", slug=neighbour)


def is_shown(page: str | None, key: str) -> bool:
    """Return whether the page of a neighbour exists with its text; an accepted template may show another text."""
    return page is not None and (GOOD in page or key == PAGE)


def lettered(blog: MemoryBlog, one: Post) -> None:
    """Make the letter of a post, and the message to one reader."""
    edition, site = campaign.edition_of(blog.cloud, one), site_files.read(blog.cloud).site
    letters.put_edition(blog.cloud.table, "id", "name", codec.dumps(edition))
    message.letter(
        edition,
        site=site,
        sender=site.sender("letters"),
        to="a@example.org",
        unsubscribe="t" * 80,
        preferences="p" * 80,
        letter_id="l",
        reader_id="r",
        date=datetime(2026, 11, 25, tzinfo=UTC),
    )


ENDING = (signal.SIGINT, signal.SIGTERM)
"""They wait while a process forks: a child that is interrupted before it knows that it is one would go on as its parent does."""


def result_in(act: Callable[[], dict[str, Any]], unmasked: set[int | signal.Signals], seconds: int) -> dict[str, Any]:
    """Return the result of the act within the limits of a function, which this process has from now on; each error is one."""
    memory = MEMORY + max(0, address_space() - BEFORE)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, spent + seconds))
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, unmasked)
        return act()
    except BaseException as error:  # each error is reported
        return {"state": "failed", "code": repr(error)[:500]}


def in_child(act: Callable[[], dict[str, Any]], seconds: int = SECONDS) -> dict[str, Any]:
    """Return the result of the act in a child process with these limits, or the way in which the child died."""
    reading, writing = os.pipe()
    unmasked = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, json.dumps(result_in(act, unmasked, seconds)).encode())
        finally:  # whatever comes, a child never goes on as a second one of what forked it
            os._exit(0)
    signal.pthread_sigmask(signal.SIG_SETMASK, unmasked)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        answer = pipe.read()
    _, status, used = os.wait4(child, 0)
    ended: dict[str, Any] = json.loads(answer) if answer else {"state": "died", "code": f"status {status}"}
    return ended | {"seconds": round(used.ru_utime + used.ru_stime, 2), "megabytes": used.ru_maxrss // 1024}


if __name__ == "__main__":
    for line in sys.stdin:
        name = line.rstrip("\n")
        act = encoded if name in IMAGES else tried
        print(json.dumps(in_child(partial(act, name))), flush=True)  # noqa: T201
