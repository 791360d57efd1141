"""`presswork demo` of the example and of the blog of twelve years: until it is ready, ready once more, and until a save is live.

The demo runs as a process of its own, in a folder that is new, so that its first start finds nothing. Ready is when it says that
all is published. A save is live when the page, read again and again over HTTP, says what was written.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Thread
from typing import IO
from urllib.error import URLError
from urllib.request import urlopen

from bench import blog
from bench.rebuilding import Post, newest, progress, source_of
from bench.rivals import MINE, PROJECT
from bench.running import RunError
from bench.targets import Part, Row, Target, found, held

EXAMPLE, SIZES = "the example", (1_000,)
FIRST, AGAIN, SAVE = "first start", "second start", "a save is live"
MOST: Mapping[tuple[str, str], float] = {
    (EXAMPLE, FIRST): 10,
    (EXAMPLE, AGAIN): 3,
    ("1,000 posts", FIRST): 45,
    ("1,000 posts", AGAIN): 6,
    ("1,000 posts", SAVE): 1,
}
"""The most seconds that may be, by what is published and what happens."""
READY, SITE = re.compile(r"\bdone in\b"), re.compile(r"http://[\w.]+:\d+")  # of what the demo prints
POLL, SETTLES, ENDS = 0.01, 60, 60  # seconds: between two reads of a page, until it must be changed, and until the demo must end


def demoing(sizes: Sequence[int], runs: int) -> Part:
    """Start the demo of the example and of a blog of each size once, then again some times."""
    with TemporaryDirectory(prefix="presswork-demo-") as work:
        rows = list(rows_of(EXAMPLE, copied(Path(work, "example")), None, runs))
        for posts in sizes:
            blog.write(Path(work, str(posts)), posts)
            rows += rows_of(f"{posts:,} posts", Path(work, str(posts)), newest(posts), runs)
    return Part("demo", "`presswork demo`, seconds", rows, targets(rows))


def targets(rows: Sequence[Row]) -> Sequence[Target]:
    held_all = (
        held(f"demo of {of}: {what}", found(rows, "seconds", of=of, what=what), most) for (of, what), most in MOST.items()
    )
    return [target for each in held_all for target in each]


def copied(folder: Path) -> Path:
    shutil.copytree(PROJECT / "example", folder)
    return folder


def rows_of(of: str, source: Path, post: Post | None, runs: int) -> Iterator[Row]:
    """Start the demo in a new folder, then again, and save a post while it runs."""
    seconds: dict[str, list[float]] = {FIRST: [], AGAIN: [], SAVE: []}
    with TemporaryDirectory(prefix="presswork-demo-") as folder:
        for run in range(runs + 1):
            progress(f"demo of {of}, start {run + 1} of {runs + 1}")
            with started(source, Path(folder)) as demo:
                seconds[AGAIN if run else FIRST].append(demo.ready)
                if post:
                    seconds[SAVE].append(save(demo, source, post, f"Added in run {run}."))
    return (
        {"of": of, "what": what, "runs": len(took), "seconds": median(took), "longest": max(took)}
        for what, took in seconds.items()
        if took
    )


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that runs: the seconds until it was ready, and where its site is."""

    ready: float
    site: str


@contextmanager
def started(source: Path, folder: Path) -> Iterator[Demo]:
    """The demo of a source folder, begun in another folder, while open; it is ended as by Ctrl-C."""
    command = (sys.executable, "-c", MINE, "demo", str(source))
    began = time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        site = until_ready(process.stdout)
        yield Demo(time.monotonic() - began, site)
    finally:
        end(process)


def until_ready(said: IO[str] | None) -> str:
    """Read what the demo prints until it is ready, and the rest in the background; return its site's address."""
    site = ""
    for line in said or ():
        place = SITE.search(line)
        site = site or (place[0] if place else "")
        if READY.search(line):
            Thread(target=list, args=(said,), daemon=True).start()
            return site
    raise RunError("the demo ended before it was ready")


def end(process: subprocess.Popen[str]) -> None:
    """Interrupt the demo and all that it has started, and wait for its end."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(ENDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def save(demo: Demo, source: Path, post: Post, said: str) -> float:
    """Add a sentence to the post; return the seconds until its page says it."""
    path, page = source_of(source, post.title), f"{demo.site}/{post.page.removesuffix('index.html')}"
    text = f"{path.read_text()}\n{said}\n"
    began = time.monotonic()
    path.write_text(text)
    while time.monotonic() - began < SETTLES:
        if said in read(page):
            return time.monotonic() - began
        time.sleep(POLL)
    raise RunError(f"{page} doesn't show what was saved")


def read(address: str) -> str:
    """Return the page; nothing while it isn't there."""
    try:
        with urlopen(address) as answer:  # noqa: S310 - a server on this machine
            return str(answer.read().decode())
    except URLError:
        return ""
