"""A worker whose memory and time are limited as those of a function are: `python -m tests.bounds.worker`.

It reads the names of cases, one a line, and answers each with a line of JSON. Each case runs in a child of its own, so that
one which takes too much is known by the child's death, and spoils no other.
"""

import json
import os
import resource
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from chalicelib import codec
from chalicelib.model import Post
from chalicelib.newsletter import campaign, message
from chalicelib.store import letters, records, site_files
from tests.bounds.cases import CASES
from tests.publishing.blog import MemoryBlog, post

MEMORY = 1_769 << 20  # bytes of address space: the whole process, with its libraries and the cases themselves
SECONDS = 12  # of CPU time
STANDS = {"site.yaml": "title: A site\nfeed: {length: 100}\n", "posts/stands.md": post(title="It stands")}


def tried(name: str) -> dict[str, Any]:
    """What becomes of this case in a house where something stands: it is published, or refused, or it fails."""
    key, raw = CASES[name]
    blog = MemoryBlog()
    blog.publish(STANDS)
    blog.publish({key: raw})
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
    }


def lettered(blog: MemoryBlog, one: Post) -> None:
    """Make its letter, and the message of one reader."""
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


def in_child(act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What the act gives, in a child with these limits; how it died, if it does."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime)
        resource.setrlimit(resource.RLIMIT_CPU, (spent + SECONDS, spent + SECONDS))
        try:
            said = act()
        except BaseException as error:  # whatever it is, it is told
            said = {"state": "failed", "code": repr(error)[:500]}
        os.write(writing, json.dumps(said).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    _, status, used = os.wait4(child, 0)
    answer: dict[str, Any] = json.loads(told) if told else {"state": "died", "code": f"status {status}"}
    return answer | {"seconds": round(used.ru_utime + used.ru_stime, 2), "megabytes": used.ru_maxrss // 1024}


if __name__ == "__main__":
    for line in sys.stdin:
        name = line.rstrip("\n")
        print(json.dumps(in_child(partial(tried, name))), flush=True)  # noqa: T201
